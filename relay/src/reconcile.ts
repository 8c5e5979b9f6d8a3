/**
 * What the relay paid for and the back-end refused. The relay cannot foresee it where somebody else with the device's key
 * posts to the chain, or a maker sealed a vehicle that does not open. The relay then takes the device's head from the
 * back-end; the device hears of it with its next envelope, and goes on over a visible gap.
 */
import { equal, toHex } from "@witness/protocol/bytes";
import { CODES, type Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import type { Refusal } from "@witness/protocol/wire/report";
import type { Database } from "./database.ts";
import type { NodeClient } from "./node-client.ts";
import type { Outbox } from "./outbox.ts";
import type { OwnInputs } from "./own-inputs.ts";
import type { Refusals } from "./refusals.ts";

/** Devices looked at in one round. */
const DEVICES_AT_ONCE = 16;
const REFUSALS_MOST = 500;
const AGAIN_MS = 1_000;

/** What the reconciler works with. */
export interface ReconcileDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly node: NodeClient;
  readonly ownInputs: OwnInputs;
  readonly refusals: Refusals;
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
    const { nowMs, ownInputs } = this.#with;
    if (Math.abs(nowMs() - this.#askedMs) < AGAIN_MS) return;
    const inputs = ownInputs.all();
    if (inputs.size + this.#doubtful.size === 0) return;
    this.#askedMs = nowMs();
    if (inputs.size > 0) await this.#readRefusals(inputs);
    for (const device of [...this.#doubtful].slice(0, DEVICES_AT_ONCE)) await this.#settle(device);
  }

  async #readRefusals(inputs: ReadonlyMap<number, number>): Promise<void> {
    const { database, node } = this.#with;
    const answered = await node.ask({ kind: "refusals", limit: REFUSALS_MOST });
    if (answered?.answer.kind !== "refusals") return;
    const { refusals } = answered.answer;
    this.#judged = Math.max(this.#judged, answered.inputs);
    const judged = new Map([...inputs].filter(([input]) => input < answered.inputs));
    database.transaction(() => {
      for (const refusal of refusals) this.#note(refusal, judged.get(refusal.inputIndex));
      // Anybody can fill the list with refusals. Where it does not reach back to an own input, the relay asks for each device.
      const reachesTo =
        refusals.length < REFUSALS_MOST ? -1 : Math.min(...refusals.map(({ inputIndex }) => inputIndex));
      for (const [input, batch] of judged) this.#close(input, batch, input > reachesTo);
    });
  }

  /** Notes a refusal of an own input; one of somebody else's input says nothing here. */
  #note({ index, registration, operation, deviceId, code }: Refusal, batch: number | undefined): void {
    const { outbox, refusals, onRefused } = this.#with;
    // Evidence is refused too, as it should be.
    if (batch === undefined || CODES[code].action !== "refuse" || code === "forked-key") return;
    onRefused(code);
    // It moves no hash chain: who signed it hears of it from the record.
    if (operation) return;
    // A registration that cannot be read has no name of its own; its place tells.
    const device = registration ? outbox.registrations(batch)[index]?.deviceId : (toHex(deviceId) as DeviceId);
    if (!device) return;
    // The other codes of a registration depend on what came before it, this one on the message alone.
    if (registration && code === "vehicle-unreadable") refusals.refuse(device, code);
    if (outbox.chain(device)) this.#doubtful.add(device);
  }

  /** An own input was judged. Where the list does not tell of all its refusals, each device of it is asked for. */
  #close(input: number, batch: number, listed: boolean): void {
    const { outbox, ownInputs, refusals } = this.#with;
    for (const { deviceId } of outbox.registrations(batch)) {
      if (!listed) this.#doubtful.add(deviceId);
      else if (!this.#doubtful.has(deviceId)) refusals.forget(deviceId);
    }
    if (!listed) for (const device of outbox.devices(batch)) this.#doubtful.add(device);
    ownInputs.remove(input);
  }

  async #settle(device: DeviceId): Promise<void> {
    const { node, outbox, database, ownInputs, refusals } = this.#with;
    const before = outbox.chain(device);
    // While something of it is on its way, neither side knows the other's last word.
    if (!before || ownInputs.all().size > 0 || outbox.unsettled(device) > 0) return;
    const answered = await node.head(device);
    if (!answered || answered.inputs < this.#judged) return;
    database.transaction(() => {
      if (outbox.chain(device) !== before || outbox.unsettled(device) > 0) return;
      this.#doubtful.delete(device);
      const { chain } = answered;
      if (chain) {
        refusals.forget(device);
        if (!equal(chain.link, before.link)) outbox.putChain(chain);
        return;
      }
      // The relay has checked everything but the vehicle, which only the back-end can open.
      refusals.refuse(device, "vehicle-unreadable");
      outbox.removeChain(device);
    });
  }
}
