/** For an earlier owner: this browser reads and judges that owner's own time with the car, and shows nothing else of it. */
import { useMutation } from "@tanstack/react-query";
import { fromHex } from "@witness/protocol/bytes";
import type { EarlierAnswer } from "../evidence/node.ts";
import { say } from "../language/say.ts";
import { useEvidence } from "./context.tsx";
import { OwnJudgement } from "./own.tsx";
import { Section } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";
import { useOwn } from "./use-own.ts";

function EarlierTime({ id, answer }: { readonly id: string; readonly answer: EarlierAnswer }) {
  const own = useOwn(id, answer);
  return <OwnJudgement own={own} sequence={own.outcome?.sequence ?? 0} />;
}

/** Offers to read the reader's own time with a car. `id` is 16 hexadecimal digits. */
export function Earlier({ id }: { readonly id: string }) {
  const evidence = useEvidence();
  const asked = useMutation<EarlierAnswer>({ mutationFn: () => evidence.earlier(fromHex(id)) });
  if (asked.data) return <EarlierTime id={id} answer={asked.data} />;
  return (
    <Section id="earlier-time" title={say("Was this your car?")}>
      <p className="max-w-2xl text-soft">
        {say(
          "If you sold this car, you can still read your own time with it: this browser opens that part of the history with your keys, and judges it alone.",
        )}
      </p>
      <button
        type="button"
        data-testid="read-earlier"
        className="button mt-3"
        aria-disabled={asked.isPending}
        onClick={() => asked.isPending || asked.mutate()}
      >
        {say(asked.isPending ? "Asking…" : "Read my own time with it")}
      </button>
      {asked.error && (
        <div className="mt-3">
          <Problem error={asked.error} />
        </div>
      )}
    </Section>
  );
}
