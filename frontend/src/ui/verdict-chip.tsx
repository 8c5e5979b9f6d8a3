/** The record's verdict as a small label: always in words, and never without whose word it is. */
import type { Verdict } from "@witness/protocol/judge/judgement";
import { capital } from "./format.ts";

const COLOURS: Readonly<Record<Verdict, string>> = {
  logical: "border-true text-true bg-true-wash",
  illogical: "border-false text-false bg-false-wash",
  "no judgement": "border-open text-open bg-open-wash",
};

const WORDS = { node: "recorded by a node", both: "judged here too", browser: "judged here" } as const;

interface ChipProps {
  readonly verdict: Verdict;
  /** Whether messages of the car are still on their way: then nothing good is said yet. */
  readonly arriving?: boolean;
  /** Whose word it is: the node's, and this browser's besides, or this browser's alone. */
  readonly by?: keyof typeof WORDS;
}

/** "Logical · recorded by a node", "Logical · judged here too", or "Still arriving". */
export function VerdictChip({ verdict, arriving = false, by = "node" }: ChipProps) {
  if (arriving && verdict === "logical") {
    return (
      <span className="inline-flex items-center rounded-full border border-line px-2.5 py-0.5 text-sm font-semibold text-soft">
        Still arriving
      </span>
    );
  }
  return (
    <span className={`inline-flex items-center rounded-full border px-2.5 py-0.5 text-sm ${COLOURS[verdict]}`}>
      <span className="font-semibold">{capital(verdict)}</span>
      <span>&nbsp;· {WORDS[by]}</span>
    </span>
  );
}
