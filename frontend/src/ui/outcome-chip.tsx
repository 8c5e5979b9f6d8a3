/** What a record comes to as a small label: an icon, a heading of the scale, and never without whose word it is. */
import type { Judgement } from "@witness/protocol/judge/judgement";
import { type Message, say } from "../language/say.ts";
import { SIGNS, Sign } from "./icons.tsx";
import { recordOutcome, type ScaleOutcome } from "./scale.ts";

/** Whose word it is: the node's, and this browser's besides, or this browser's alone; or the chain's. */
const WORDS: Readonly<Record<"node" | "both" | "proven" | "browser", Message>> = {
  node: "recorded by a node",
  both: "recorded by a node, judged here too",
  proven: "proven on chain, judged here too",
  browser: "judged here",
};

/** Green is only what this browser has seen the chain accept. */
export const toneColours = (tone: ScaleOutcome["tone"], isProven: boolean): string => {
  if (tone === "bad") return "border-false text-false bg-false-wash";
  if (tone === "open") return "border-open text-open bg-open-wash";
  return isProven ? "border-true text-true bg-true-wash" : "border-petrol text-petrol bg-surface";
};

interface Props {
  readonly judgement: Judgement;
  /** Whether messages of the car are still on their way: then nothing good is said yet. */
  readonly arriving?: boolean;
  readonly by?: keyof typeof WORDS;
}

/** "Odometer consistent · recorded by a node". */
export function OutcomeChip({ judgement, arriving = false, by = "node" }: Props) {
  const { kind, tone, heading } = recordOutcome(judgement, arriving);
  return (
    <span
      data-kind={kind}
      className={`inline-flex items-center gap-2 rounded-xl border px-2.5 py-1 text-sm ${toneColours(tone, by === "proven")}`}
    >
      <Sign sign={SIGNS[kind]} size="small" />
      <span>
        <span className="font-semibold">{heading}</span>
        {kind !== "arriving" && <span className="block">{say(WORDS[by])}</span>}
      </span>
    </span>
  );
}
