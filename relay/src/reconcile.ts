/**
 * What the relay paid for and the back-end refused. The relay cannot foresee it where somebody else with the device's key
 * posts to the chain, or a maker sealed a vehicle that does not open. The relay then takes the device's head from the
 * back-end; the device hears of it with its next envelope, and goes on over a visible gap.
 */
import { toHex } from "@witness/protocol/bytes";
import { CODES, type Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import type { Refusal } from "@witness/protocol/wire/report";
import type { NodeClient } from "./node-client.ts";
import type { ReconcileStore } from "./store/store.ts";

/** Devices looked at in one round. */
const DEVICES_AT_ONCE = 16;
const REFUSALS_MOST = 500;
const AGAIN_MS = 1_000;

/** What the reconciler works with. */
export interface ReconcileDependencies {
  readonly store: ReconcileStore;
  readonly node: NodeClient;
  readonly nowMs: () => number;
  readonly onRefused: (code: Code) => void;
}

/** Finds out what became of the relay's own inputs. */
export class Reconciler {
  readonly #with: ReconcileDependencies;
  readonly #doubtful = new Set<DeviceId>();
  /** The most inputs that the back-end ever said to have judged. A node that begins anew knows less for a while. */
  #judged = 0;
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(dependencies: ReconcileDependencies) {
    this.#with = dependencies;
  }

  /** Asks for the refusals of own inputs, and goes on from the back-end's heads where ours were refused. */
  async step(): Promise<void> {
    const { nowMs, store } = this.#with;
    if (Math.abs(nowMs() - this.#askedMs) < AGAIN_MS) return;
    const inputs = await store.ownInputs();
    if (inputs.size + this.#doubtful.size === 0) return;
    this.#askedMs = nowMs();
    if (inputs.size > 0) await this.#readRefusals(inputs);
    for (const device of [...this.#doubtful].slice(0, DEVICES_AT_ONCE)) await this.#settle(device);
  }

  async #readRefusals(inputs: ReadonlyMap<number, number>): Promise<void> {
    const { store, node } = this.#with;
    const answered = await node.ask({ kind: "refusals", limit: REFUSALS_MOST });
    if (answered?.answer.kind !== "refusals") return;
    const { refusals } = answered.answer;
    this.#judged = Math.max(this.#judged, answered.inputs);
    const judged = new Map([...inputs].filter(([input]) => input < answered.inputs));
    const refused: (readonly [DeviceId, Code])[] = [];
    for (const refusal of refusals) {
      const device = await this.#note(refusal, judged.get(refusal.inputIndex));
      // The other codes of a registration depend on what came before it, this one on the message alone.
      if (device && refusal.registration && refusal.code === "vehicle-unreadable") refused.push([device, refusal.code]);
    }
    // Anybody can fill the list with refusals. Where it does not reach back to an own input, the relay asks for each device.
    const reachesTo = refusals.length < REFUSALS_MOST ? -1 : Math.min(...refusals.map(({ inputIndex }) => inputIndex));
    const admitted: DeviceId[] = [];
    for (const [input, batch] of judged) admitted.push(...(await this.#close(batch, input > reachesTo)));
    await store.noteJudged({ refused, admitted, inputs: [...judged.keys()] });
  }

  /** Notes a refusal of an own input, and returns its device; one of somebody else's input says nothing here. */
  async #note(refusal: Refusal, batch: number | undefined): Promise<DeviceId | undefined> {
    const { index, registration, operation, deviceId, code } = refusal;
    const { store, onRefused } = this.#with;
    // Evidence is refused too, as it should be.
    if (batch === undefined || CODES[code].action !== "refuse" || code === "forked-key") return undefined;
    onRefused(code);
    // It moves no hash chain: who signed it hears of it from the record.
    if (operation) return undefined;
    // A registration that cannot be read has no name of its own; its place tells.
    const carried = registration ? await store.registrations(batch) : [];
    const device = registration ? carried[index]?.deviceId : (toHex(deviceId) as DeviceId);
    if (device && (await store.chain(device))) this.#doubtful.add(device);
    return device;
  }

  /**
   * An own input was judged. Where the list does not tell of all its refusals, each device of it is asked for. Returns the
   * devices whose registration was admitted.
   */
  async #close(batch: number, listed: boolean): Promise<DeviceId[]> {
    const { store } = this.#with;
    const admitted: DeviceId[] = [];
    for (const { deviceId } of await store.registrations(batch)) {
      if (!listed) this.#doubtful.add(deviceId);
      else if (!this.#doubtful.has(deviceId)) admitted.push(deviceId);
    }
    if (!listed) for (const device of await store.devices(batch)) this.#doubtful.add(device);
    return admitted;
  }

  async #settle(device: DeviceId): Promise<void> {
    const { node, store } = this.#with;
    const before = await store.chain(device);
    // While something of it is on its way, neither side knows the other's last word.
    if (!before || (await store.ownInputs()).size > 0 || (await store.unsettled(device)) > 0) return;
    const answered = await node.head(device);
    if (!answered || answered.inputs < this.#judged) return;
    if (await store.follow(device, before, answered.chain)) this.#doubtful.delete(device);
  }
}
