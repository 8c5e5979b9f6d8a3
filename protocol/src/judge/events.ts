/** What happens to a record beside readings, and what the judge makes of it (docs/verdict.md, "Events"). */
import { changeUnit, replaceCluster, type Signatures } from "./corrections.ts";
import { type DialEntry, type DialReading, readDial, withdrawDial } from "./dial.ts";
import { positionOf } from "./path.ts";
import { type ReasonCode, withClosed, withFinding } from "./reasons.ts";
import type { Rules, Unit } from "./rules.ts";
import { beginAnew, type Draft, newJudge, POSITION_MAX_HM } from "./state.ts";

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
  /** A workshop or an inspector read the dial. */
  | ({ readonly kind: "dial-reading" } & DialReading)
  /** It withdrew the entry. */
  | ({ readonly kind: "dial-withdrawn" } & DialEntry)
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
      readDial(draft, event, timeUnixS, rules);
      return;
    case "dial-withdrawn":
      withdrawDial(draft, event, timeUnixS);
      return;
    case "device-moved":
      find("device-moved");
      forgetCar(draft, rules);
      return;
    case "device-replaced":
      succeed(draft, event.closing, timeUnixS);
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
