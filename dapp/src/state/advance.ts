/** The transition: one input in, a change and outputs out. It throws nothing for any bytes, and touches nothing. */

import { unpackPayload } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { REFUSALS_MAX_PER_ANSWER } from "@witness/protocol/limits";
import { isClosed, parametersAt, placesAllotted } from "@witness/protocol/operations/globals";
import { encodeStateRoot } from "@witness/protocol/outputs";
import { type Places, takenBy } from "@witness/protocol/places";
import type { RecordTree } from "@witness/protocol/record/tree";
import type { Batch } from "@witness/protocol/wire/envelope";
import { encodeAdvanceReport, type Refusal } from "@witness/protocol/wire/report";
import { changeReleases } from "../analytics/releases.ts";
import type { Decision, RecordChange, Unopened, View } from "../operations/operation.ts";
import { OPERATIONS, type Reported } from "../operations/table.ts";
import { globalsLeaf, leafOf, treeAfter } from "./leaf.ts";
import {
  type DeviceRecord,
  type KeptDevice,
  placesOf,
  type SignedRefusal,
  type State,
  type StateChange,
} from "./state.ts";

/** One input as the rollup gives it. */
export interface Input {
  readonly context: Context;
  readonly payload: Uint8Array;
  readonly timeUnixS: number;
  readonly index: number;
}

/** What an input comes to. A rejected one has no change and no notice. */
export type Transition =
  | {
      readonly status: "accept";
      readonly change: StateChange;
      readonly notices: readonly Uint8Array[];
      readonly reports: readonly Uint8Array[];
    }
  | { readonly status: "reject"; readonly reports: readonly Uint8Array[] };

/** Gathers what a batch does, message by message. Later messages see what earlier ones did. */
class Draft implements View {
  readonly genesis: State["genesis"];
  readonly keyId: Uint8Array;
  readonly records = new Map<DeviceId, DeviceRecord>();
  /** What was read of the state, each device once. */
  readonly before = new Map<DeviceId, KeptDevice>();
  readonly #tags = new Map<string, DeviceId>();
  /** How many readings the input brings. */
  readings = 0;
  readonly codes: Readonly<Record<Reported, Code[]>> = { registrations: [], operations: [], envelopes: [] };
  readonly refusals: Refusal[] = [];
  readonly signedRefusals: SignedRefusal[] = [];
  readonly unopened = new Map<DeviceId, boolean>();
  devices: number;
  globals: State["globals"];
  readonly takenByMaker = new Map<string, number>();
  readonly #places: number;
  #taken: number;
  readonly #state: State;
  readonly #input: Input;

  constructor(state: State, input: Input) {
    this.#state = state;
    this.#input = input;
    this.genesis = state.genesis;
    this.globals = state.globals;
    this.keyId = state.keyId;
    // Leaf 0 is the globals.
    this.devices = state.tree.size - 1;
    const { places, taken } = placesOf(state);
    this.#places = places;
    this.#taken = taken;
  }

  find(id: DeviceId): DeviceRecord | undefined {
    return this.records.get(id) ?? this.keptBefore(id)?.record;
  }

  /** Returns a device as it was before this input: the same object each time, so that parts which stay are the same. */
  keptBefore(id: DeviceId): KeptDevice | undefined {
    const known = this.before.get(id);
    if (known) return known;
    const read = this.#state.devices.kept(id);
    if (read) this.before.set(id, read);
    return read;
  }

  #isUnopened(id: DeviceId): boolean {
    return this.unopened.get(id) ?? this.#state.unopened.has(id);
  }

  get places(): Places {
    return {
      places: this.#places,
      taken: this.#taken,
      of: (maker) => ({ places: placesAllotted(this.globals, maker), taken: this.#takenBy(maker) }),
      has: (deviceId) => this.#isUnopened(deviceIdOf(deviceId)),
    };
  }

  #takenBy(maker: Uint8Array): number {
    return this.takenByMaker.get(toHex(maker)) ?? takenBy(this.#state.takenByMaker, maker);
  }

  #takePlace(maker: Uint8Array): void {
    this.takenByMaker.set(toHex(maker), this.#takenBy(maker) + 1);
    this.#taken += 1;
  }

  /** Lets a device of a maker take a place without a record. */
  take({ deviceId, maker }: Unopened): void {
    const id = deviceIdOf(deviceId);
    if (!this.#isUnopened(id)) this.#takePlace(maker);
    this.unopened.set(id, true);
  }

  findTag(vinTag: Uint8Array): DeviceRecord | undefined {
    const here = this.#tags.get(toHex(vinTag));
    if (here) return this.find(here);
    const known = this.#state.devices.findTag(vinTag);
    return known && this.find(deviceIdOf(known.chain.deviceId));
  }

  change({ record, readings }: RecordChange): void {
    const id = deviceIdOf(record.chain.deviceId);
    this.records.set(id, record);
    if (record.index > this.devices) {
      this.#tags.set(toHex(record.vinTag), id);
      // Of a device that had taken a place already, the record is what takes it now.
      if (this.#isUnopened(id)) this.unopened.set(id, false);
      else this.#takePlace(record.holding.maker);
    }
    this.devices = Math.max(this.devices, record.index);
    this.readings += readings;
  }

  decide(reportedAs: Reported, { code, deviceId, sequence, link }: Decision): void {
    const codes = this.codes[reportedAs];
    codes.push(code);
    if (code === "admitted") return;
    const refusal = {
      index: codes.length - 1,
      registration: reportedAs === "registrations",
      ...(reportedAs === "operations" ? { operation: true as const } : {}),
      deviceId: deviceId?.slice() ?? new Uint8Array(),
      sequence,
      code,
      inputIndex: this.#input.index,
      timeUnixS: this.#input.timeUnixS,
    };
    this.refusals.push(refusal);
    if (link) this.signedRefusals.push({ refusal, link: link.slice() });
  }
}

function takeBatch(state: State, input: Input, batch: Batch): Draft {
  const draft = new Draft(state, input);
  const { context, timeUnixS, index } = input;
  const parameters = parametersAt(state.globals, timeUnixS);
  let place = 0;
  for (const { reportedAs, messages } of OPERATIONS) {
    for (const operate of messages(batch, draft, context)) {
      const moment = { context, timeUnixS, input: index, place, parameters };
      place += 1;
      const { decisions, change, other, globals, unopened } = operate(draft, moment);
      for (const decision of decisions) draft.decide(reportedAs, decision);
      if (change) draft.change(change);
      if (other) draft.change({ record: other, readings: 0 });
      if (globals) draft.globals = globals;
      if (unopened) draft.take(unopened);
    }
  }
  return draft;
}

/** Returns the trees of the records that an input changes. */
function changedTrees(state: State, { context }: Input, draft: Draft): Map<DeviceId, RecordTree> {
  const trees = new Map<DeviceId, RecordTree>();
  for (const [id, record] of draft.records) {
    trees.set(id, treeAfter(state.genesis, context, record, draft.keptBefore(id)));
  }
  return trees;
}
const isOfEnvelope = ({ registration, operation }: Refusal): boolean => !registration && operation !== true;

const admittedIn = (codes: readonly Code[]): number => codes.filter((code) => code === "admitted").length;

const reject = (code: Code): Transition => ({
  status: "reject",
  reports: [encodeAdvanceReport({ code, registrationCodes: [], envelopeCodes: [], refusals: [] })],
});

/** Computes what an input does to the state. Whatever the bytes are, the answer is accept or reject. */
export function advance(state: State, input: Input): Transition {
  let batch: Batch;
  try {
    batch = unpackPayload(input.payload);
  } catch (error) {
    if (error instanceof ProtocolError) return reject(error.code);
    throw error;
  }
  if (isClosed(state.globals, input.timeUnixS)) return reject("application-closed");
  const draft = takeBatch(state, input, batch);
  const recordTrees = changedTrees(state, input, draft);
  const leaves = new Map<number, Uint8Array>();
  for (const [id, recordTree] of recordTrees) {
    const record = draft.records.get(id);
    if (record) leaves.set(record.index, leafOf(state.genesis, recordTree));
  }
  const releases = changeReleases(state, input);
  if (draft.globals !== state.globals || releases?.isSaid) {
    const said = { globals: draft.globals, releases: releases?.releases };
    leaves.set(0, globalsLeaf(said, state.genesis.provider));
  }
  const tree = leaves.size > 0 ? state.tree.change(leaves) : undefined;
  const refusals = draft.refusals.filter(({ code }) => CODES[code].action === "refuse");
  const refused = refusals.length;
  const envelopesAdmitted = admittedIn(draft.codes.envelopes);
  const operationsAdmitted = admittedIn(draft.codes.operations);
  const admitted = admittedIn(draft.codes.registrations) + operationsAdmitted + envelopesAdmitted;
  const { totals } = state;
  const change: StateChange = {
    context: input.context,
    globals: draft.globals,
    releases,
    records: draft.records,
    before: draft.before,
    recordTrees,
    tree,
    unopened: draft.unopened,
    takenByMaker: draft.takenByMaker,
    totals: {
      admitted: totals.admitted + admitted,
      refused: totals.refused + refused,
      envelopesAdmitted: totals.envelopesAdmitted + envelopesAdmitted,
      envelopesRefused: totals.envelopesRefused + refusals.filter(isOfEnvelope).length,
      readings: totals.readings + draft.readings,
    },
    nextInput: input.index + 1,
    timeUnixS: input.timeUnixS,
    refusals: draft.refusals,
    signedRefusals: draft.signedRefusals,
  };
  const counts = { inputIndex: input.index, devices: draft.devices, admitted, refused };
  return {
    status: "accept",
    change,
    notices: [...(releases?.notices ?? []), ...(tree ? [encodeStateRoot({ root: tree.root, ...counts })] : [])],
    reports: [
      encodeAdvanceReport({
        code: "admitted",
        registrationCodes: draft.codes.registrations,
        envelopeCodes: draft.codes.envelopes,
        operationCodes: draft.codes.operations,
        refusals: draft.refusals.slice(0, REFUSALS_MAX_PER_ANSWER),
      }),
    ],
  };
}
