/** What happens to a record beside readings, and what the judge makes of it (docs/verdict.md, "Events"). */
import { changeUnit, replaceCluster, type Signatures } from "./corrections.ts";
import { positionOf } from "./path.ts";
import { isOpen, type ReasonCode, withClosed, withFinding } from "./reasons.ts";
import type { Rules, Unit } from "./rules.ts";
import { beginAnew, type Draft, newJudge, POSITION_MAX_HM } from "./state.ts";
import { reachHm } from "./windows.ts";

/** The last value of a record that another one goes on from. */
export interface Closing {
  readonly raw: number;
  readonly offsetHm: number;
  readonly timeUnixS: number;
}

/** An event of a record. Admission has decided already that it is authentic, and which it is. */
export type JudgeEvent =
  /** The device opened a session: at a hand-over, after a loss of storage, or because the last one was full. */
  | { readonly kind: "session" }
  /** Messages are missing before a session's opening. */
  | { readonly kind: "gap" }
  | { readonly kind: "forked-key" }
  | { readonly kind: "late-in-gap" }
  | { readonly kind: "unreadable" }
  | ({ readonly kind: "cluster-replaced" } & Signatures)
  | ({ readonly kind: "unit-changed"; readonly unit: Unit } & Signatures)
  /** A workshop read the dial: its digits, in the counter's unit. */
  | { readonly kind: "dial-reading"; readonly raw: number }
  | { readonly kind: "device-moved" }
  | { readonly kind: "device-replaced"; readonly closing: Closing }
  | { readonly kind: "import" }
  /** A second record for one VIN. `isNamed`: one of the two names the other as its predecessor. */
  | { readonly kind: "other-record"; readonly isNamed: boolean };

/** Takes an event into the draft. */
export function take(draft: Draft, event: JudgeEvent, timeUnixS: number, rules: Rules): void {
  const find = (code: ReasonCode): void => {
    draft.reasons = withFinding(draft.reasons, code, { timeUnixS });
  };
  switch (event.kind) {
    case "session":
      // A session is a matter of keys. The path goes over its border.
      return;
    case "gap":
      find("gap");
      draft.isGapOpen = draft.path !== undefined;
      return;
    case "unreadable":
      find("unreadable");
      beginAnew(draft);
      return;
    case "forked-key":
    case "late-in-gap":
    case "import":
      find(event.kind);
      return;
    case "other-record":
      find("other-record");
      if (event.isNamed) draft.reasons = withClosed(draft.reasons, "other-record", "one");
      return;
    case "cluster-replaced":
      replaceCluster(draft, event, timeUnixS, rules);
      return;
    case "unit-changed":
      changeUnit(draft, event.unit, event, timeUnixS, rules);
      return;
    case "dial-reading":
      readDial(draft, event.raw, timeUnixS, rules);
      return;
    case "device-moved":
      find("device-moved");
      forgetCar(draft, rules);
      return;
    case "device-replaced":
      succeed(draft, event.closing, timeUnixS);
  }
}

/** A dial that agrees settles what was disputed; one that shows the disputed value says that the fall was real. */
function readDial(draft: Draft, raw: number, timeUnixS: number, { parameters }: Rules): void {
  const { path, dispute } = draft;
  if (path === undefined) return;
  const dialHm = positionOf(draft, raw);
  const mostHm = path.positionHm + reachHm(parameters, timeUnixS - path.sinceUnixS);
  if (dialHm >= path.positionHm - parameters.dialHm && dialHm <= mostHm) {
    draft.reasons = withFinding(draft.reasons, "dial-reading", { timeUnixS });
    draft.reasons = withClosed(draft.reasons, "dial-differs", "all");
    // What was disputed is not covered: the period begins with the dial.
    if (isOpen(draft.reasons, "disputed-reading")) beginAnew(draft);
    draft.reasons = withClosed(draft.reasons, "disputed-reading", "all");
    draft.dispute = undefined;
  } else if (
    dispute !== undefined &&
    dispute.positionHm > path.positionHm &&
    dialHm >= dispute.positionHm - parameters.dialHm
  ) {
    const { momentUnixS, amountHm } = dispute;
    draft.reasons = withFinding(draft.reasons, "odometer-decreased", { timeUnixS: momentUnixS, amountHm });
    draft.reasons = withClosed(draft.reasons, "disputed-reading", "all");
    draft.dispute = undefined;
  } else {
    const amountHm = Math.abs(dialHm - path.positionHm);
    draft.reasons = withFinding(draft.reasons, "dial-differs", { timeUnixS, amountHm });
  }
}

/** The device is in another car: nothing of the path goes on. What was found stays. */
function forgetCar(draft: Draft, rules: Rules): void {
  const { parameterVersion, readings, reasons, trustedUnixS, staleSinceUnixS, creditedUnixS, longestSilenceS } = draft;
  Object.assign(draft, newJudge(rules), {
    parameterVersion,
    readings,
    reasons,
    trustedUnixS,
    staleSinceUnixS,
    creditedUnixS,
    longestSilenceS,
  });
}

/** The record goes on from another one's last value: a first reading below it is a fall. */
function succeed(draft: Draft, { raw, offsetHm, timeUnixS: sinceUnixS }: Closing, timeUnixS: number): void {
  const positionHm = positionOf({ unit: draft.unit, offsetHm }, raw);
  if (draft.path !== undefined || Math.abs(offsetHm) > POSITION_MAX_HM || positionHm > POSITION_MAX_HM) {
    draft.reasons = withFinding(draft.reasons, "correction-refused", { timeUnixS });
    return;
  }
  draft.offsetHm = offsetHm;
  draft.path = { raw, positionHm, momentUnixS: sinceUnixS, sinceUnixS };
  draft.creditedUnixS = sinceUnixS;
  draft.reasons = withFinding(draft.reasons, "device-replaced", { timeUnixS });
  draft.reasons = withClosed(draft.reasons, "other-record", "one");
}
