/** What the findings come to: a match, a difference or neither, who was trusted, and the counts of the last line. */

import type { Genesis } from "@witness/ethereum/genesis";
import { toHex } from "@witness/protocol/bytes";
import type { Findings } from "./audit.ts";
import { EMPTY_ROOT } from "./outputs-tree.ts";
import { type ClaimPolicy, sortTrust, type Trust } from "./policy.ts";
import { devicesByMaker, troubledDevices } from "./record.ts";

/** What is known besides the findings. */
export interface Circumstances {
  /** undefined: none was given. */
  readonly policy: ClaimPolicy | undefined;
  readonly genesis: Genesis | undefined;
  readonly genesisFile: string;
  /** Which back-end was run again. */
  readonly backend: string | undefined;
  readonly seconds: number;
}

/** A claim that is not what it should be, and whose it is. */
export interface WrongClaim {
  readonly epoch: number;
  readonly submitters: readonly string[];
  readonly accepted: boolean;
  readonly expected: string;
  readonly found: string;
}

/** Why nothing could be said. */
interface Reason {
  readonly code: "nothing-claimed" | "validators-untrusted" | "claims-contradict";
  readonly sentence: string;
}

/** Everything that is printed. */
export interface Conclusion extends Circumstances {
  /** A blind audit never says MATCH: roots that it cannot compute rest on their validators' word. */
  readonly result: "MATCH" | "MATCH-BLIND" | "DIFFERENCE" | "UNCHECKED";
  readonly reason: Reason | undefined;
  readonly findings: Findings;
  readonly wrongClaims: readonly WrongClaim[];
  readonly trust: { readonly validators: Trust; readonly relays: Trust; readonly makers: Trust };
}

/** Returns whether the policy, if it says anything, lists one of them. */
const isTrusted = (submitters: readonly string[], validators: readonly string[] | undefined): boolean =>
  validators === undefined || submitters.some((each) => validators.includes(each));

/** Returns what keeps the findings from being a match, though nothing is known to be wrong. */
function reasonOf(
  { comparisons, mode }: Findings,
  wrongClaims: readonly WrongClaim[],
  validators: readonly string[] | undefined,
): Reason | undefined {
  const accepted = comparisons.filter(({ claim }) => claim.acceptedBy !== undefined);
  if (accepted.length === 0) {
    const sentence = "No claim has been accepted yet, so there is nothing to compare; wait for the end of an epoch.";
    return { code: "nothing-claimed", sentence };
  }
  // A full audit has computed every root itself, so nobody's word counts.
  if (mode === "full") return undefined;
  const strange = accepted.find(({ claim }) => !isTrusted(claim.submitters, validators))?.claim;
  if (strange) {
    const sentence = `Without the key a root is worth its validator's word, and your policy trusts none of those who claimed epoch ${strange.epoch} (${strange.submitters.join(", ")}).`;
    return { code: "validators-untrusted", sentence };
  }
  // A rival of the empty root is wrong for certain; of any other, only the key tells which of the two lies.
  const rival = wrongClaims.find((claim) => claim.expected !== EMPTY_ROOT && isTrusted(claim.submitters, validators));
  if (!rival) return undefined;
  const sentence = `For epoch ${rival.epoch} another root was claimed too (by ${rival.submitters.join(", ")}), and only a full audit (--key) tells which is right.`;
  return { code: "claims-contradict", sentence };
}

/** Draws the conclusion. */
export function conclude(findings: Findings, circumstances: Circumstances): Conclusion {
  const { comparisons, difference, senders, ledger, mode } = findings;
  const { policy } = circumstances;
  const wrongClaims = comparisons.flatMap(({ claim, expected, right }) =>
    right === false && expected !== undefined
      ? [{ ...claim, accepted: claim.acceptedBy !== undefined, expected, found: claim.root }]
      : [],
  );
  const reason = difference ? undefined : reasonOf(findings, wrongClaims, policy?.validators);
  const match = mode === "full" ? "MATCH" : "MATCH-BLIND";
  return {
    ...circumstances,
    findings,
    result: difference ? "DIFFERENCE" : reason ? "UNCHECKED" : match,
    reason,
    wrongClaims,
    trust: {
      validators: sortTrust(new Set(comparisons.flatMap(({ claim }) => claim.submitters)), policy?.validators),
      relays: sortTrust(senders.keys(), policy?.relays),
      makers: sortTrust(ledger ? devicesByMaker(ledger).keys() : [], policy?.makers),
    },
  };
}

/** Returns the last line: one JSON object. Members are only ever added. */
export function lastLine(conclusion: Conclusion): string {
  const { result, reason, findings, wrongClaims, trust, seconds } = conclusion;
  const { mode, application, senders, ledger, comparisons, outputs, inputsClaimed, difference } = findings;
  const accepted = comparisons.filter(({ claim }) => claim.acceptedBy !== undefined);
  const troubled = ledger ? troubledDevices(ledger) : [];
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  return JSON.stringify({
    result,
    mode,
    ...(reason ? { code: reason.code, reason: reason.sentence } : {}),
    chainId: application.chainId,
    application: application.address,
    headBlock: application.head.block,
    headHash: application.head.hash,
    consensus: application.consensuses[0]?.type,
    inputs: application.inputCount,
    inputsClaimed,
    inputsPending: application.inputCount - inputsClaimed,
    ...(ledger
      ? {
          inputsRejected: ledger.rejected,
          devices: ledger.devices.size,
          admitted: ledger.registrations.admitted + ledger.envelopes.admitted,
          refused: ledger.registrations.refused + ledger.envelopes.refused,
          registrationsAdmitted: ledger.registrations.admitted,
          registrationsRefused: ledger.registrations.refused,
          operationsAdmitted: ledger.operations.admitted,
          operationsRefused: ledger.operations.refused,
          envelopesAdmitted: ledger.envelopes.admitted,
          envelopesIgnored: ledger.envelopes.ignored,
          envelopesRefused: ledger.envelopes.refused,
          codes: Object.fromEntries([...ledger.codes].sort()),
          gaps: sum(troubled.map(({ gaps }) => gaps)),
          forks: sum(troubled.map(({ forks }) => forks)),
        }
      : {}),
    ...(mode === "full" ? { outputs, reportsDisagreeing: findings.reportsDisagreeing.length } : {}),
    claimsAccepted: accepted.length,
    claimsSubmitted: sum(comparisons.map(({ claim }) => claim.submitters.length)),
    claimsCompared: comparisons.filter(({ right }) => right !== undefined).length,
    epochsSkipped: findings.epochsSkipped.length,
    epochsBelated: findings.epochsBelated.length,
    wrongClaims: wrongClaims.map(({ epoch, submitters, accepted, expected, found }) => ({
      epoch,
      submitters,
      accepted,
      expected,
      found,
    })),
    senders: senders.size,
    untrusted: {
      validators: trust.validators.untrusted,
      relays: trust.relays.untrusted,
      makers: trust.makers.untrusted,
    },
    ...(difference ? { difference } : {}),
    seconds,
  });
}

/** Returns the last line when something kept the audit from being made. */
export function failureLine(mode: "full" | "blind" | undefined, code: string, reason: string): string {
  return JSON.stringify({ result: "UNCHECKED", ...(mode ? { mode } : {}), code, reason });
}

/** Returns the name that the genesis gives a maker's public key. */
export function makerName(genesis: Genesis | undefined, publicKey: string): string {
  return genesis?.makers.find((maker) => toHex(maker.publicKey) === publicKey)?.name ?? "unnamed";
}
