/**
 * The signatures of a batch's runs, checked one after another before any run is worked off. A verification needs tables that
 * fill the processor's fastest memory: one between other work takes a third longer, and so does the work around it. Pure.
 */
import {
  type AdmissionSettings,
  admitLinked,
  admitRun,
  type BodyOrCode,
  isSigned,
  type LinkedRun,
  linkToChain,
  type RunDecision,
  readBody,
} from "@witness/protocol/admission";
import type { Context } from "@witness/protocol/context";
import type { HashChain } from "@witness/protocol/hash-chain";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import type { Run } from "@witness/protocol/wire/envelope";
import type { View } from "./operation.ts";

/** A run, and what was found out about it beforehand. */
export interface CheckedRun {
  readonly run: Run;
  /** Of its device; undefined when its first body cannot be read. */
  readonly id: DeviceId | undefined;
  /** Undefined when it is for `admitRun`: an earlier run of the batch may move the chain. */
  readonly linked: LinkedRun | undefined;
  /** Its signature is its device's. */
  readonly isSigned: boolean;
}

const settingsOf = (view: View, context: Context): AdmissionSettings => ({
  predecessor: view.genesis.predecessor,
  context,
  provider: view.genesis.provider,
  keyId: view.keyId,
});

const deviceOf = (first: BodyOrCode | undefined): DeviceId | undefined =>
  first && "body" in first ? deviceIdOf(first.body.deviceId) : undefined;

/** Checks the first run of each device; a second one goes on from where the first leads. */
export function checkRuns(view: View, context: Context, runs: readonly Run[]): CheckedRun[] {
  const settings = settingsOf(view, context);
  const seen = new Set<DeviceId>();
  const linked = runs.map((run) => {
    const [bytes] = run.bodies;
    const first = bytes && readBody(bytes);
    const id = deviceOf(first);
    const record = id === undefined || seen.has(id) ? undefined : view.find(id);
    if (id !== undefined) seen.add(id);
    return { run, id, linked: record && linkToChain(settings, record.chain, run, first) };
  });
  return linked.map((each) => ({ ...each, isSigned: each.linked !== undefined && isSigned(settings, each.linked) }));
}

/** Decides on a run by its device's chain as it is now. */
export function admitChecked(
  view: View,
  context: Context,
  { run, linked, isSigned }: CheckedRun,
  chain: HashChain,
): RunDecision {
  const settings = settingsOf(view, context);
  return linked?.chain === chain ? admitLinked(settings, linked, isSigned) : admitRun(settings, chain, run);
}
