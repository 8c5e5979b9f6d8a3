/** The passes of a car: make one, and take back those that were made in this browser. */
import { toHex } from "@witness/protocol/bytes";
import { useState } from "react";
import type { ListedPass } from "../evidence/pass-list.ts";
import { momentOf } from "../language/format.ts";
import { type Message, say } from "../language/say.ts";
import { CHOICES } from "../pass/choices.ts";
import { type PassStanding, passStanding } from "../pass/standing.ts";
import { useEvidence } from "./context.tsx";
import { Section } from "./page-frame.tsx";
import { PassDialog } from "./pass-dialog.tsx";
import { Problem } from "./problem.tsx";
import { usePasses, useWithdraw } from "./use-passes.ts";

const STANDINGS: Readonly<Record<PassStanding, Message>> = {
  holds: "Holds until {moment}.",
  sent: "Being withdrawn: a relay has taken it, and the record shows it after the next block. It would end {moment}.",
  withdrawn: "Withdrawn. It would have ended {moment}.",
  ended: "Ended {moment}.",
};

/** What a pass shows, in a few words. */
function shownWords({ fields }: ListedPass): string {
  const titles = Object.values(CHOICES)
    .filter(({ field }) => fields.includes(field))
    .map(({ title }) => say(title));
  const odometer = fields.includes("band")
    ? [say("Odometer as a band")]
    : fields.includes("odometer")
      ? [say("Odometer")]
      : [];
  return [say("Verdict"), ...odometer, ...titles].join("; ");
}

interface RowProps {
  readonly pass: ListedPass;
  readonly standing: PassStanding;
}

function PassRow({ pass, standing }: RowProps) {
  const { canWithdraw } = useEvidence().passes;
  const withdraw = useWithdraw();
  const [isAsked, setAsked] = useState(false);
  const { purpose, forWhom, expiresUnixS, identity } = pass;
  const named =
    [purpose, forWhom && say("for {forWhom}", { forWhom })].filter(Boolean).join(", ") || say("No purpose said");
  return (
    <li
      className="border-t border-line py-3"
      data-testid="pass-row"
      data-standing={standing}
      data-pass={toHex(identity)}
    >
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{named}</p>
          <p className="text-sm text-soft">{say("Shows: {fields}.", { fields: shownWords(pass) })}</p>
          <p className="text-sm" role="status">
            {say(STANDINGS[standing], { moment: momentOf(expiresUnixS) })}
          </p>
        </div>
        {standing === "holds" && canWithdraw && !isAsked && (
          <button type="button" className="button px-3 text-sm" onClick={() => setAsked(true)}>
            {say("Withdraw")}
          </button>
        )}
      </div>
      {standing === "holds" && isAsked && (
        <div className="mt-2">
          <p className="text-sm">{say("Whoever checks it then sees that you took it back. That cannot be undone.")}</p>
          <button
            type="button"
            className="button button-primary mt-2 px-3 text-sm"
            aria-disabled={withdraw.isPending}
            onClick={() => withdraw.isPending || withdraw.mutate(pass)}
          >
            {say(withdraw.isPending ? "Waiting for your signature…" : "Withdraw for good")}
          </button>
          <button type="button" className="button mt-2 ml-2 px-3 text-sm" onClick={() => setAsked(false)}>
            {say("Keep it")}
          </button>
        </div>
      )}
      {withdraw.error && (
        <div className="mt-2">
          <Problem error={withdraw.error} />
        </div>
      )}
    </li>
  );
}

/** The section of a car's page. `id` is 16 hexadecimal digits. */
export function Passes({ id }: { readonly id: string }) {
  const [isOpen, setOpen] = useState(false);
  const { canWithdraw } = useEvidence().passes;
  const { passes, holding, error } = usePasses(id);
  const nowUnixS = Math.floor(Date.now() / 1_000);
  return (
    <Section
      id="passes"
      title={say("Passes")}
      aside={
        <button type="button" className="button button-primary" data-testid="make-pass" onClick={() => setOpen(true)}>
          {say("Make a pass")}
        </button>
      }
    >
      {error !== null && <Problem error={error} />}
      {passes.length === 0 ? (
        <p className="max-w-2xl text-soft">
          {say(
            "None was made in this browser. A pass proves to a buyer or an insurer what you choose of this record, and nothing else.",
          )}
        </p>
      ) : (
        <ul aria-label={say("Passes that were made in this browser")}>
          {passes.map((pass) => (
            <PassRow key={toHex(pass.identity)} pass={pass} standing={passStanding(pass, holding, nowUnixS)} />
          ))}
        </ul>
      )}
      {passes.length > 0 && !canWithdraw && (
        <p className="mt-2 text-sm text-soft">
          {say("No relay is behind this page, so it cannot withdraw a pass; the command line can.")}
        </p>
      )}
      {isOpen && <PassDialog id={id} close={() => setOpen(false)} />}
    </Section>
  );
}
