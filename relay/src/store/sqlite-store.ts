/** The store in one file of SQLite, which belongs to this process alone: what is asked is answered at once. */
import { equal } from "@witness/protocol/bytes";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { DeviceId } from "@witness/protocol/identity";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import { Allowance, makerPayer, operationGas, type Payer } from "../allowance.ts";
import type { Packed, QueuedItem } from "../batcher.ts";
import type { Database } from "../database.ts";
import { type Backlog, type CarriedRegistration, Outbox } from "../outbox.ts";
import { OwnInputs } from "../own-inputs.ts";
import { Payloads } from "../payloads.ts";
import { Refusals } from "../refusals.ts";
import { Urgency } from "../urgency.ts";
import { isSameChain } from "./loaded.ts";
import type {
  Changes,
  Committing,
  Head,
  Judged,
  Kept,
  KeptDevice,
  KeptItem,
  KnownOperation,
  Lead,
  NewOperation,
  Store,
  StoreOptions,
  Wanted,
} from "./store.ts";

/** One file, and one process that has it open. */
export class SqliteStore implements Store {
  readonly payloads: Payloads;
  readonly outbox: Outbox;
  readonly refusals: Refusals;
  /** The relay's own inputs. */
  readonly inputs: OwnInputs;
  readonly #database: Database;
  readonly #allowance: Allowance;
  readonly #urgency: Urgency;
  #leads = false;

  /** Over a file that is open. Nothing else may write to it. */
  constructor(database: Database, { provider, daily, nowMs }: StoreOptions) {
    this.#database = database;
    this.outbox = new Outbox(database);
    this.payloads = new Payloads(database);
    this.#allowance = new Allowance(database, daily, nowMs);
    this.refusals = new Refusals(database, provider);
    this.inputs = new OwnInputs(database);
    this.#urgency = new Urgency(database);
  }

  meta(name: string): string | undefined {
    return this.#database.meta(name);
  }

  setMeta(name: string, value: string): void {
    this.#database.transactionUnsynced(() => this.#database.setMeta(name, value));
  }

  load({ devices, isAll, payers = [], registrations = [] }: Wanted): Kept {
    const found = new Map<DeviceId, KeptDevice>();
    const left = new Map<Payer, number>();
    for (const [device, numbers] of devices) {
      const chain = this.outbox.chain(device);
      const items = new Map<number, KeptItem[]>();
      for (const number of numbers) {
        if (chain && (isAll || number <= chain.sequence)) items.set(number, this.outbox.keptItems(device, number));
      }
      const evidence = items.size > 0 ? this.outbox.evidence(device) : undefined;
      found.set(device, { chain, version: 0, items, evidence });
      left.set(device, this.#allowance.left(device));
    }
    for (const payer of payers) left.set(payer, this.#allowance.left(payer));
    const refused = registrations.flatMap((message, place) => {
      const code = this.refusals.codeOf(message);
      return code ? [[place, code] as const] : [];
    });
    return { devices: found, left, retryAfterS: this.#allowance.retryAfterS(), refused: new Map(refused) };
  }

  commit(changes: Changes): Committing {
    for (const [device, { chain, evidence }] of changes.over) {
      const isSameEvidence = evidence === undefined || this.outbox.evidence(device) === evidence;
      if (!isSameChain(this.outbox.chain(device), chain) || !isSameEvidence) {
        return { applied: Promise.resolve(false), durable: Promise.resolve() };
      }
    }
    try {
      const durable = this.#database.transactionToDisk(() => this.#write(changes));
      return { applied: Promise.resolve(true), durable };
    } catch (error) {
      const failed = Promise.reject(error);
      return { applied: failed, durable: failed };
    }
  }

  #write({ chains, messages, receipts, charges, received }: Changes): void {
    for (const message of messages) {
      if (message.kind === "registration") {
        this.outbox.addRegistration(message.deviceId, message.signed, received);
        this.refusals.carry(message.deviceId, message.signed.message);
        continue;
      }
      const id = this.outbox.addItem(message, received);
      if (message.receipt) this.outbox.putReceipt(id, message.receipt);
    }
    for (const [id, signed] of receipts) this.outbox.putReceipt(id, signed);
    for (const chain of chains.values()) this.outbox.putChain(chain);
    for (const [payer, gas] of charges) this.#allowance.charge(payer, gas);
  }

  adopt(chains: readonly HashChain[]): boolean {
    return this.#database.transaction(() => chains.filter((chain) => this.outbox.adoptChain(chain)).length > 0);
  }

  head(device: DeviceId): Head | undefined {
    const chain = this.outbox.chain(device);
    if (!chain) return undefined;
    return { chain, envelope: this.outbox.envelopeAt(device, chain), included: this.outbox.included(device) };
  }

  operation(deviceId: DeviceId, identity: Uint8Array): KnownOperation {
    return {
      receipt: this.outbox.operationReceipt(deviceId, identity),
      isOperated: this.outbox.isOperated(deviceId),
      gas: this.#allowance.left(deviceId),
      retryAfterS: this.#allowance.retryAfterS(),
    };
  }

  keepOperation<T>(operation: NewOperation, refuses: (known: KnownOperation) => T | undefined): T | undefined {
    const { deviceId, identity, signed, receipt, received } = operation;
    return this.#database.transaction(() => {
      const refused = refuses(this.operation(deviceId, identity));
      if (refused !== undefined) return refused;
      this.outbox.addOperation(deviceId, identity, signed, { receipt, received });
      this.#allowance.charge(deviceId, operationGas(signed));
      return undefined;
    });
  }

  /** The file is this process's own. */
  lead(): Lead {
    const lead = this.#leads ? "kept" : "new";
    this.#leads = true;
    return lead;
  }

  backlog(): Backlog {
    return this.outbox.backlog();
  }

  urgentMs(): number | undefined {
    return this.#urgency.oldestMs();
  }

  waiting(most: number, bytesMost: number): QueuedItem[] {
    return this.outbox.waiting(most, bytesMost);
  }

  publicKeys(devices: Iterable<DeviceId>): ReadonlyMap<DeviceId, Uint8Array> {
    const found = new Map<DeviceId, Uint8Array>();
    for (const device of devices) {
      const chain = this.outbox.chain(device);
      if (chain) found.set(device, chain.publicKey);
    }
    return found;
  }

  keepPayload({ payload, ids }: Packed): number {
    return this.#database.transactionUnsynced(() => {
      const id = this.payloads.add(payload, ids.length);
      this.payloads.setSince(id, this.outbox.setPacked(ids, id));
      const registrations = this.outbox.registrations(id);
      const makers = registrations.map(({ message }) => makerPayer(decodeRegistration(message).makerId));
      this.#allowance.chargeInput([...this.outbox.payers(id), ...new Set(makers)]);
      return id;
    });
  }

  place(inputIndex: number, batch: number): void {
    this.inputs.put(inputIndex, batch);
  }

  letGo(batch: number): void {
    this.#database.transactionUnsynced(() => {
      this.outbox.strip(batch);
      this.payloads.remove(batch);
    });
  }

  forget(beforeMs: number, most: number): number {
    return this.outbox.forget(beforeMs, most);
  }

  chain(device: DeviceId): HashChain | undefined {
    return this.outbox.chain(device);
  }

  ownInputs(): ReadonlyMap<number, number> {
    return this.inputs.all();
  }

  registrations(batch: number): CarriedRegistration[] {
    return this.outbox.registrations(batch);
  }

  devices(batch: number): DeviceId[] {
    return this.outbox.devices(batch);
  }

  unsettled(device: DeviceId): number {
    return this.outbox.unsettled(device);
  }

  noteJudged({ refused, admitted, inputs }: Judged): void {
    this.#database.transaction(() => {
      for (const [device, code] of refused) this.refusals.refuse(device, code);
      for (const device of admitted) this.refusals.forget(device);
      for (const input of inputs) this.inputs.remove(input);
    });
  }

  follow(device: DeviceId, before: HashChain, chain: HashChain | undefined): boolean {
    return this.#database.transaction(() => {
      const own = this.outbox.chain(device);
      if (!own || !isSameChain(own, before) || this.outbox.unsettled(device) > 0) return false;
      if (chain) {
        this.refusals.forget(device);
        if (!equal(chain.link, own.link)) this.outbox.putChain(chain);
        return true;
      }
      // The relay has checked everything but the vehicle, which only the back-end can open.
      this.refusals.refuse(device, "vehicle-unreadable");
      this.outbox.removeChain(device);
      return true;
    });
  }

  bytes(): number {
    return this.#database.bytes();
  }

  close(): void {
    this.#database.close();
  }
}
