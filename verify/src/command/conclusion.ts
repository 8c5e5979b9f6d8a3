/** What a verification came to, in prose, as the last line, and as an exit code. */
import { toHex } from "@witness/protocol/bytes";
import { printable } from "@witness/settings/terminal";
import { dayOf } from "../moments.ts";
import { shownTimeUnixS, shownValue } from "../shown.ts";
import type { Step, StepResult } from "../step.ts";
import type { Verification } from "../verify.ts";
import type { Options } from "./options.ts";

/** What the command ends with. */
export const EXIT = { HOLDS: 0, FAILS: 1, USAGE: 2, UNASKED: 3 } as const;

const MARKS: Readonly<Record<StepResult, string>> = {
  holds: "holds  ",
  older: "older  ",
  waiting: "waiting",
  fails: "FAILS  ",
  unasked: "unasked",
};

const stepLine = ({ step, result, code, sentence }: Step): string =>
  `${MARKS[result]}  ${step.padEnd(9)} ${printable(sentence)}${code === undefined ? "" : ` (${code})`}`;

/** Returns what the pass shows and each step, as lines for people. */
export function prose({ content, steps, outcome }: Verification): string {
  const lines: string[] = [];
  if (content) {
    const { vehicle } = content.values;
    const name = vehicle
      ? `${vehicle.make} ${vehicle.model} ${vehicle.modelYear}`
      : `device ${toHex(content.terms.device)}`;
    const vin = content.vinLastFour === undefined ? "" : `, VIN …${content.vinLastFour}`;
    lines.push(`Witness pass of ${printable(name)}${vin}`);
    const value = shownValue(content);
    if (value !== undefined) lines.push(`Odometer  ${value}, as of ${dayOf(shownTimeUnixS(content))}`);
    const { purpose, forWhom, expiresUnixS } = content.terms;
    lines.push(
      `Issued    for ${forWhom || "nobody named"}${purpose ? `, ${purpose}` : ""}; ends ${dayOf(expiresUnixS)}`,
      "",
    );
  }
  lines.push(...steps.map(stepLine), "", `${outcome.heading}. ${printable(outcome.sentence)}`);
  lines.push(...outcome.reasons.map((reason) => `  ${reason}`));
  return lines.join("\n");
}

/** Whether somebody who was named gave no answer. */
function isSilent(steps: readonly Step[], { rpc, node, archive }: Options): boolean {
  const isUnasked = (name: Step["step"]): boolean =>
    steps.some(({ step, result }) => step === name && result === "unasked");
  return (
    isUnasked("whole") ||
    (rpc.length > 1 && isUnasked("compared")) ||
    (node !== undefined && isUnasked("newest")) ||
    (archive !== undefined && node !== undefined && isUnasked("standing")) ||
    (archive !== undefined && isUnasked("history"))
  );
}

/** Returns HOLDS, FAILS or UNASKED. */
export function resultOf({ steps }: Verification, options: Options): "HOLDS" | "FAILS" | "UNASKED" {
  if (steps.some(({ result }) => result === "fails")) return "FAILS";
  const isProven = steps.some(({ step, result }) => step === "proven" && result === "holds");
  const isWaiting = steps.some(({ result }) => result === "waiting");
  return isProven && !isWaiting && !isSilent(steps, options) ? "HOLDS" : "UNASKED";
}

/** Returns the last line: JSON, of which bytes are hexadecimal. */
export function lastLine(verification: Verification, options: Options): string {
  const { steps, outcome, assurance, content, history } = verification;
  const { kind, heading, tone } = outcome;
  const hexadecimal = (_key: string, value: unknown): unknown => (value instanceof Uint8Array ? toHex(value) : value);
  return JSON.stringify(
    {
      result: resultOf(verification, options),
      outcome: { kind, heading, tone },
      assurance,
      steps: steps.map(({ step, result, code }) => (code === undefined ? { step, result } : { step, result, code })),
      ...(content && {
        identity: content.identity,
        terms: content.terms,
        values: content.values,
        vinLastFour: content.vinLastFour,
      }),
      ...(history && { history: { ...history, points: history.points.length } }),
    },
    hexadecimal,
  );
}
