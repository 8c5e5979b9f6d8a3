/**
 * What the relay paid for and the back-end refused. It happens where the relay could not know better: somebody with a
 * device's key posted to the chain himself, or a maker sealed a vehicle that does not open. Where a chain then stands is
 * the back-end's word; the device hears of it with its next envelope, and goes on over a visible gap.
 */
import { equal, toHex } from "@witness/protocol/bytes";
import { CODES, type Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import type { Database } from "./database.ts";
import type { NodeClient } from "./node-client.ts";
import type { CarriedRegistration, Outbox } from "./outbox.ts";
import type { Refusals } from "./refusals.ts";

/** Devices looked at in one round. */
const DEVICES_AT_ONCE = 16;
/** Own inputs whose refusals are waited for; what is older has scrolled out of the back-end's list too. */
const INPUTS_MOST = 256;
const REFUSALS_MOST = 500;
const AGAIN_MS = 1_000;

/** What reconciling takes. */
export interface ReconcileDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly node: NodeClient;
  readonly refusals: Refusals;
  readonly nowMs: () => number;
  readonly onRefused: (code: Code) => void;
}

/** Whose messages an input carries. */
export interface OwnInput {
  /** The devices that it registers, in order. */
  readonly registered: readonly CarriedRegistration[];
  /** The devices of its envelopes, each once. */
  readonly devices: readonly DeviceId[];
}

/** Looks after each own input for what became of it. */
export class Reconciler {
  readonly #with: ReconcileDependencies;
  /** Own inputs that the back-end may not have judged yet. */
  readonly #inputs = new Map<number, OwnInput>();
  readonly #doubtful = new Set<DeviceId>();
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(dependencies: ReconcileDependencies) {
    this.#with = dependencies;
  }

  /** An input of ours is in a block. */
  included(inputIndex: number, input: OwnInput): void {
    if (inputIndex < 0) return;
    this.#inputs.set(inputIndex, input);
    const [oldest] = this.#inputs.size > INPUTS_MOST ? this.#inputs.keys() : [];
    if (oldest !== undefined) this.#inputs.delete(oldest);
  }

  /** Asks for the refusals of own inputs, and goes on from the back-end's heads where ours were refused. */
  async step(): Promise<void> {
    const { nowMs } = this.#with;
    if (this.#inputs.size + this.#doubtful.size === 0 || Math.abs(nowMs() - this.#askedMs) < AGAIN_MS) return;
    this.#askedMs = nowMs();
    if (this.#inputs.size > 0) await this.#readRefusals();
    for (const device of [...this.#doubtful].slice(0, DEVICES_AT_ONCE)) await this.#settle(device);
  }

  async #readRefusals(): Promise<void> {
    const { node, outbox, refusals: refused, onRefused } = this.#with;
    const answered = await node.ask({ kind: "refusals", limit: REFUSALS_MOST });
    if (answered?.answer.kind !== "refusals") return;
    const { refusals } = answered.answer;
    for (const { inputIndex, index, registration, deviceId, code } of refusals) {
      const own = this.#inputs.get(inputIndex);
      if (!own || inputIndex >= answered.inputs) continue;
      // Evidence is refused too, and meant to be.
      if (CODES[code].action !== "refuse" || code === "forked-key") continue;
      onRefused(code);
      // A registration that cannot be read has no name of its own; its place tells.
      const carried = registration ? own.registered[index] : undefined;
      // The other codes of a registration depend on what came before it, this one on the message alone.
      if (carried && code === "vehicle-unreadable") refused.remember(carried.message, code);
      const device = registration ? carried?.deviceId : (toHex(deviceId) as DeviceId);
      if (device && outbox.chain(device)) this.#doubtful.add(device);
    }
    // Anybody can fill the list with refusals of his own: what it no longer reaches back to is asked device by device.
    const reachesTo = refusals.length < REFUSALS_MOST ? -1 : Math.min(...refusals.map(({ inputIndex }) => inputIndex));
    for (const [input, { registered, devices }] of this.#inputs) {
      if (input >= answered.inputs) continue;
      if (input <= reachesTo) {
        for (const { deviceId } of registered) this.#doubtful.add(deviceId);
        for (const device of devices) this.#doubtful.add(device);
      }
      this.#inputs.delete(input);
    }
  }

  async #settle(device: DeviceId): Promise<void> {
    const { node, outbox, database } = this.#with;
    const before = outbox.chain(device);
    // While something of it is on its way, neither side knows the other's last word.
    if (!before || this.#inputs.size > 0 || outbox.unsettled(device) > 0) return;
    const answered = await node.head(device);
    if (!answered) return;
    database.transaction(() => {
      if (outbox.chain(device) !== before || outbox.unsettled(device) > 0) return;
      this.#doubtful.delete(device);
      const { chain } = answered;
      if (!chain) outbox.removeChain(device);
      else if (!equal(chain.link, before.link)) outbox.putChain(chain);
    });
  }
}
