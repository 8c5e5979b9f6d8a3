/** The transition: one input in, a change and outputs out. It throws nothing for any bytes, and touches nothing. */

import { admitRun, readBody } from "@witness/protocol/admission";
import { unpackPayload } from "@witness/protocol/batch";
import type { Context } from "@witness/protocol/context";
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { REFUSALS_MAX_PER_ANSWER } from "@witness/protocol/limits";
import { changeTree, treeSize } from "@witness/protocol/merkle";
import { encodeStateRoot } from "@witness/protocol/outputs";
import type { Batch, Run } from "@witness/protocol/wire/envelope";
import { encodeAdvanceReport, type Refusal } from "@witness/protocol/wire/report";
import { admit, admitFork, leafOf, type Moment, register } from "./admit.ts";
import { type DeviceRecord, type Entry, hasEntry, type SignedRefusal, type State, type StateChange } from "./state.ts";

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

/** Gathers what a batch does, message by message. */
class Draft {
  readonly records = new Map<DeviceId, DeviceRecord>();
  readonly entries = new Map<DeviceId, Entry[]>();
  readonly registrationCodes: Code[] = [];
  readonly envelopeCodes: Code[] = [];
  readonly refusals: Refusal[] = [];
  readonly signedRefusals: SignedRefusal[] = [];
  readings = 0;
  admitted = 0;
  readonly #state: State;
  readonly #input: Input;
  #devices: number;

  constructor(state: State, input: Input) {
    this.#state = state;
    this.#input = input;
    this.#devices = treeSize(state.tree);
  }

  get devices(): number {
    return this.#devices;
  }

  find(id: DeviceId): DeviceRecord | undefined {
    return this.records.get(id) ?? this.#state.devices.get(id);
  }

  add(record: DeviceRecord): void {
    this.records.set(deviceIdOf(record.chain.deviceId), record);
    this.#devices = Math.max(this.#devices, record.index + 1);
  }

  /** `link` (32 bytes) only of a body that the device's own key signed. */
  decide(
    registration: boolean,
    code: Code,
    deviceId: Uint8Array | undefined,
    sequence: number,
    link?: Uint8Array,
  ): void {
    const codes = registration ? this.registrationCodes : this.envelopeCodes;
    codes.push(code);
    if (code === "admitted") {
      this.admitted += 1;
      return;
    }
    const refusal = {
      index: codes.length - 1,
      registration,
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

function takeRun(state: State, moment: Moment, draft: Draft, run: Run): void {
  const [first] = run.bodies;
  const read = first && readBody(first);
  const id = read && "body" in read ? deviceIdOf(read.body.deviceId) : undefined;
  const record = id && draft.find(id);
  if (!id || !record) {
    for (const bytes of run.bodies) {
      const each = readBody(bytes);
      if ("code" in each) draft.decide(false, each.code, undefined, 0);
      else draft.decide(false, id ? "device-unknown" : "run-broken", each.body.deviceId, each.body.sequence);
    }
    return;
  }
  const settings = { context: moment.context, provider: state.genesis.provider, keyId: state.keyId };
  const { decisions, chain } = admitRun(settings, record.chain, run);
  let current: DeviceRecord = record;
  const entries = draft.entries.get(id) ?? [];
  for (const decision of decisions) {
    const { code, body, link } = decision;
    const sequence = body?.sequence ?? 0;
    // An old body of the record, posted again: anybody can do that, so the car's own list has no room for it.
    const old =
      code === "sequence-regressed" &&
      link !== undefined &&
      (hasEntry(record.history, sequence, link) || hasEntry(entries, sequence, link));
    draft.decide(false, code, body?.deviceId ?? record.chain.deviceId, sequence, old ? undefined : link);
    if (code === "forked-key") current = admitFork(moment, current, decision);
    if (code !== "admitted") continue;
    const admitted = admit(state, moment, current, decision);
    current = admitted.record;
    entries.push(admitted.entry);
    draft.readings += admitted.readings;
  }
  if (current === record) return;
  draft.add({ ...current, chain });
  draft.entries.set(id, entries);
}

function takeBatch(state: State, input: Input, batch: Batch): Draft {
  const draft = new Draft(state, input);
  const moment = { context: input.context, timeUnixS: input.timeUnixS };
  for (const signed of batch.registrations) {
    const made = register(state, moment, signed, draft.devices, (deviceId) => draft.find(deviceIdOf(deviceId)));
    if ("record" in made) {
      draft.add(made.record);
      draft.decide(true, "admitted", made.record.chain.deviceId, 0);
    } else draft.decide(true, made.code, made.deviceId, 0);
  }
  for (const run of batch.runs) takeRun(state, moment, draft, run);
  return draft;
}

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
  const draft = takeBatch(state, input, batch);
  const leaves = new Map([...draft.records.values()].map((record) => [record.index, leafOf(state, record)]));
  const tree = leaves.size > 0 ? changeTree(state.tree, leaves, state.genesis.provider) : undefined;
  const refusals = draft.refusals.filter(({ code }) => CODES[code].action === "refuse");
  const refused = refusals.length;
  const { totals } = state;
  const change: StateChange = {
    context: input.context,
    records: draft.records,
    entries: draft.entries,
    tree,
    totals: {
      admitted: totals.admitted + draft.admitted,
      refused: totals.refused + refused,
      envelopesAdmitted: totals.envelopesAdmitted + draft.envelopeCodes.filter((code) => code === "admitted").length,
      envelopesRefused: totals.envelopesRefused + refusals.filter(({ registration }) => !registration).length,
      readings: totals.readings + draft.readings,
    },
    timeUnixS: input.timeUnixS,
    refusals: draft.refusals,
    signedRefusals: draft.signedRefusals,
  };
  const counts = { inputIndex: input.index, devices: draft.devices, admitted: draft.admitted, refused };
  return {
    status: "accept",
    change,
    notices: tree ? [encodeStateRoot({ root: tree.root, ...counts })] : [],
    reports: [
      encodeAdvanceReport({
        code: "admitted",
        registrationCodes: draft.registrationCodes,
        envelopeCodes: draft.envelopeCodes,
        refusals: draft.refusals.slice(0, REFUSALS_MAX_PER_ANSWER),
      }),
    ],
  };
}
