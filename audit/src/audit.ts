/** The audit itself: reads the chain once, in order, and compares. What it finds is returned; printing is elsewhere. */

import type { Genesis } from "@witness/ethereum/genesis";
import type { Call } from "@witness/ethereum/rpc";
import { fromHex } from "@witness/protocol/bytes";
import { ProtocolError } from "@witness/protocol/errors";
import { type AdvanceReport, decodeAdvanceReport } from "@witness/protocol/wire/report";
import { type Application, readApplication, readBlock } from "./application.ts";
import {
  belatedEpochs,
  type Comparison,
  compareClaims,
  type Difference,
  firstDifference,
  readClaims,
} from "./claims.ts";
import type { Input } from "./contracts.ts";
import { AuditError } from "./errors.ts";
import { readInputs } from "./inputs.ts";
import { noticeDisagreement } from "./notice.ts";
import { EMPTY_ROOT } from "./outputs-tree.ts";
import type { ClaimPolicy } from "./policy.ts";
import { type Decisions, type Ledger, newLedger, takeInput, toldBy } from "./record.ts";
import type { Rerun } from "./rerun.ts";
import { startTrail } from "./trail.ts";

/** What an audit needs. */
export interface AuditOptions {
  readonly rpc: Call;
  readonly app: string;
  readonly fromBlock: number | undefined;
  readonly policy: ClaimPolicy;
  /** Without it the record is not looked into: the application is another's. */
  readonly genesis: Genesis | undefined;
  /** A back-end to run again; without it the audit is blind. */
  readonly rerun: Rerun | undefined;
  /** Told before the first input how many there are, then after each. */
  readonly progress: (done: number, total: number) => void;
}

/** What an audit found. */
export interface Findings {
  readonly mode: "full" | "blind";
  readonly application: Application;
  /** Inputs by who carried them. */
  readonly senders: ReadonlyMap<string, number>;
  readonly ledger: Ledger | undefined;
  readonly comparisons: readonly Comparison[];
  readonly outputs: number;
  /** Inputs that an accepted claim speaks of. */
  readonly inputsClaimed: number;
  /** Epochs with inputs that have no accepted claim of their own, though a later one has. */
  readonly epochsSkipped: readonly number[];
  /** Epochs whose claim was accepted after a later epoch's. */
  readonly epochsBelated: readonly number[];
  /** Inputs on which the back-end's report and the auditor's own reading of the clear bytes differ. */
  readonly reportsDisagreeing: readonly number[];
  readonly difference: Difference | undefined;
}

/** Returns the back-end's report on an input, or undefined when it made none that can be read. */
function reportOf(reports: readonly string[]): AdvanceReport | undefined {
  try {
    return reports[0] === undefined ? undefined : decodeAdvanceReport(fromHex(reports[0]));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Returns the first thing that a report says otherwise than the clear bytes, in words. */
function disagreement(
  report: AdvanceReport | undefined,
  own: Decisions,
): { readonly expected: string; readonly found: string } | undefined {
  if (!report) return { expected: `a report: ${own.code}`, found: "none that can be read" };
  if (report.code !== own.code) return { expected: own.code, found: report.code };
  for (const [kind, says, is] of [
    ["registration", report.registrationCodes, own.registrationCodes],
    ["operation", report.operationCodes ?? [], own.operationCodes],
    ["envelope", report.envelopeCodes, own.envelopeCodes],
  ] as const) {
    for (let place = 0; place < Math.max(says.length, is.length); place += 1) {
      if (says[place] === is[place]) continue;
      return {
        expected: `${kind} ${place}: ${is[place] ?? "none"}`,
        found: `${kind} ${place}: ${says[place] ?? "none"}`,
      };
    }
  }
  return undefined;
}

/**
 * Returns the epochs with inputs that no claim is for. The next accepted claim speaks of them too, so nothing is
 * unproven.
 */
function skippedEpochs(
  application: Application,
  comparisons: readonly Comparison[],
  blocks: Iterable<number>,
): number[] {
  const epochLength = application.consensuses[0]?.epochLength ?? 1;
  const claimed = new Set<number>();
  for (const { claim } of comparisons) if (claim.acceptedBy !== undefined) claimed.add(claim.epoch);
  const last = [...claimed].reduce((a, b) => Math.max(a, b), -1);
  const epochs = new Set([...blocks].map((block) => Math.floor(block / epochLength)));
  return [...epochs].filter((epoch) => epoch < last && !claimed.has(epoch)).sort((a, b) => a - b);
}

/** Compares the chain that the policy demands with the one that the node serves. */
function chainDifference({ chainId }: Application, policy: ClaimPolicy): Difference | undefined {
  if (policy.chainId === undefined || policy.chainId === chainId) return undefined;
  const sentence = `The policy demands chain ${policy.chainId}; the node serves chain ${chainId}.`;
  return { kind: "chain", sentence, expected: String(policy.chainId), found: String(chainId) };
}

/** Compares the consensus that the policy demands with the one that there is. */
function consensusDifference({ consensuses }: Application, { consensus }: ClaimPolicy): Difference | undefined {
  const found = consensuses[0]?.type ?? "UNKNOWN";
  if (consensus === undefined || consensus === found) return undefined;
  const sentence = `The policy demands the consensus ${consensus}; the application has ${found}.`;
  return { kind: "consensus", sentence, expected: consensus, found };
}

/** Makes the audit. @throws {AuditError} when something keeps it from being made */
export async function audit(options: AuditOptions): Promise<Findings> {
  const { rpc, genesis, rerun, policy, progress } = options;
  const mode = rerun ? "full" : "blind";
  const application = await readApplication(rpc, options.app, options.fromBlock);
  const { address, chainId, inputCount, head } = application;
  const claims = await readClaims(rpc, application);
  const ledger = genesis && newLedger({ chainId, application: fromHex(address) }, genesis);
  const trail = startTrail(claims, mode);
  const senders = new Map<string, number>();
  const inputBlocks = new Set<number>();
  const reportsDisagreeing: number[] = [];
  let reportDifference: Difference | undefined;
  let noticeDifference: Difference | undefined;

  const judge = (input: Input, report: AdvanceReport | undefined): Decisions | undefined => {
    const { registrationCodes = [] } = report ?? {};
    const { index, timeUnixS } = input;
    return (
      ledger && takeInput(ledger, { index, timeUnixS, payload: fromHex(input.payload) }, toldBy(registrationCodes))
    );
  };
  let judgeBefore = (): void => {};

  progress(0, inputCount);
  for await (const input of readInputs(rpc, application)) {
    trail.pass(input.block - 1);
    senders.set(input.sender, (senders.get(input.sender) ?? 0) + 1);
    inputBlocks.add(input.block);
    if (rerun) {
      // While the back-end works on this input, the one before is judged here.
      const advancing = rerun.advance(input);
      judgeBefore();
      const { outputs, reports } = await advancing;
      trail.take(input.index, outputs);
      judgeBefore = () => {
        const report = reportOf(reports);
        const own = judge(input, report);
        if (ledger && own) {
          const counts = { inputIndex: input.index, devices: ledger.devices.size };
          const wrong = noticeDisagreement(outputs, own, counts);
          const sentence = `The outputs of input ${input.index} (block ${input.block}) are not what the clear bytes ask for, so what the back-end computed is not to be trusted.`;
          const { index } = input;
          if (wrong) noticeDifference ??= { kind: "notice", sentence, ...wrong, firstInput: index, lastInput: index };
        }
        const otherwise = own && disagreement(report, own);
        if (!otherwise) return;
        reportsDisagreeing.push(input.index);
        const sentence = `The back-end's report on input ${input.index} (block ${input.block}) is not what the clear bytes say, so what it computed is not to be trusted.`;
        reportDifference ??= {
          kind: "report",
          sentence,
          ...otherwise,
          firstInput: input.index,
          lastInput: input.index,
        };
      };
      // Of an input that is not looked into, nothing is known.
    } else trail.takeBlind(judge(input, undefined)?.mayChange ?? true);
    progress(input.index + 1, inputCount);
  }
  judgeBefore();
  trail.pass(head.block);
  if ((await readBlock(rpc, head.block))?.hash !== head.hash) {
    const sentence = "The chain was reorganised while it was read; run the audit again.";
    throw new AuditError(sentence, { code: "chain-reorganised" });
  }

  const comparisons = compareClaims(claims, trail.points, EMPTY_ROOT);
  const accepted = comparisons.filter(({ claim }) => claim.acceptedBy !== undefined);
  return {
    mode,
    application,
    senders,
    ledger,
    comparisons,
    outputs: trail.outputs(),
    inputsClaimed: trail.points.get(accepted.at(-1)?.claim.lastBlock ?? -1)?.inputs ?? 0,
    epochsSkipped: skippedEpochs(application, comparisons, inputBlocks),
    epochsBelated: belatedEpochs(claims),
    reportsDisagreeing,
    difference:
      chainDifference(application, policy) ??
      firstDifference(comparisons, trail.points, trail.inputOfRoot) ??
      reportDifference ??
      noticeDifference ??
      consensusDifference(application, policy),
  };
}
