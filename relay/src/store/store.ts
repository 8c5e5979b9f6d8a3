/**
 * The seam under the relay: what it needs of a store, whichever database is behind it. The intake loads what is kept of devices,
 * decides over that without waiting for anything, and commits what changes; a commit that hangs on what somebody else has
 * changed meanwhile writes nothing, and the intake begins again.
 */

import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Code } from "@witness/protocol/errors";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { DeviceId } from "@witness/protocol/identity";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import type { Envelope, Signed } from "@witness/protocol/wire/envelope";
import type { DailyGas, Payer } from "../allowance.ts";
import type { Packed, QueuedItem } from "../batcher.ts";
import type { Item } from "../intake.ts";
import type { Backlog, CarriedRegistration, Received } from "../outbox.ts";
import type { IncludedBatch, StoredBatch } from "../payloads.ts";

/** What a store is made with. */
export interface StoreOptions {
  readonly provider: CryptoProvider;
  readonly daily: DailyGas;
  readonly nowMs: () => number;
}

/** A value, at once or later: a database in this process answers at once. */
export type Awaitable<T> = T | Promise<T>;

/** What a decision is taken over. */
export interface Wanted {
  /** Devices, and the numbers at which it is wanted what is kept. */
  readonly devices: ReadonlyMap<DeviceId, readonly number[]>;
  /** Also numbers above a device's head: nothing is kept there, as a rule, so it is not looked for at first. */
  readonly isAll: boolean;
  readonly payers?: readonly Payer[];
  /** Messages of registrations, of which it is wanted whether they were refused. */
  readonly registrations?: readonly Uint8Array[];
}

/** An envelope, or evidence, that is kept. */
export interface KeptItem {
  readonly id: number;
  readonly isEnvelope: boolean;
  /** 32 bytes each. */
  readonly previousLink: Uint8Array;
  readonly link: Uint8Array;
  readonly receipt: Uint8Array | undefined;
}

/** What is kept of a device. */
export interface KeptDevice {
  readonly chain: HashChain | undefined;
  /** Of a row that other processes may change; it grows with each change. 0 where there is none. */
  readonly version: number;
  /** By number, for the numbers that were looked for. */
  readonly items: ReadonlyMap<number, readonly KeptItem[]>;
  /** How many proofs of a copied key were carried; undefined when it was not looked for. */
  readonly evidence: number | undefined;
}

/** What was loaded for a decision. */
export interface Kept {
  readonly devices: ReadonlyMap<DeviceId, KeptDevice>;
  /** Gas that each device and payer may still cost today. */
  readonly left: ReadonlyMap<Payer, number>;
  /** Seconds until a new day begins. */
  readonly retryAfterS: number;
  /** The codes of refused registrations, by the message's place in what was wanted. */
  readonly refused: ReadonlyMap<number, Code>;
}

/** A message to keep. */
export type NewMessage = { readonly receipt?: Uint8Array } & (
  | Item
  | { readonly kind: "registration"; readonly deviceId: DeviceId; readonly signed: Signed }
);

/** What a decision changes, all of it or nothing. */
export interface Changes {
  /** What it was taken over; nothing is written when one of these has changed since. */
  readonly over: ReadonlyMap<DeviceId, KeptDevice>;
  readonly chains: ReadonlyMap<DeviceId, HashChain>;
  /** In the order in which they must be carried. */
  readonly messages: readonly NewMessage[];
  /** Receipts of items that are kept already. */
  readonly receipts: ReadonlyMap<number, Uint8Array>;
  /** Gas, by who pays. */
  readonly charges: ReadonlyMap<Payer, number>;
  readonly received: Received;
}

/** A commit under way. */
export interface Committing {
  /** Whether it is written, so that what is loaded from now on has it; false when it hangs on what has changed. */
  readonly applied: Promise<boolean>;
  /** Resolves when it survives a loss of power. Nothing is answered before. */
  readonly durable: Promise<void>;
}

/** A new operation with its receipt. */
export interface NewOperation {
  readonly deviceId: DeviceId;
  /** The hash of its message, 32 bytes. */
  readonly identity: Uint8Array;
  readonly signed: SignedOperation;
  readonly receipt: Uint8Array;
  readonly received: Received;
}

/** What is known of an operation before it is kept. */
export interface KnownOperation {
  /** When it is kept already. */
  readonly receipt: Uint8Array | undefined;
  /** Whether another one about the device is on its way. */
  readonly isOperated: boolean;
  /** Gas that the device may still cost today, and the seconds until a new day. */
  readonly gas: number;
  readonly retryAfterS: number;
}

/** Where a device stands. */
export interface Head {
  readonly chain: HashChain;
  /** The envelope at the head, when it came this way. */
  readonly envelope: (Envelope & { readonly previousLink: Uint8Array }) | undefined;
  /** The highest number that is in a block; undefined when none came this way. */
  readonly included: number | undefined;
}

/** What the back-end said of the relay's own inputs. */
export interface Judged {
  /** Registrations that it refused, by device. */
  readonly refused: readonly (readonly [DeviceId, Code])[];
  /** Devices whose registration it admitted. */
  readonly admitted: readonly DeviceId[];
  /** Indexes of inputs that need not be asked for again. */
  readonly inputs: readonly number[];
}

/** Payloads on their way. */
export interface PayloadStore {
  unfinished(most: number): Awaitable<StoredBatch[]>;
  countUnfinished(): Awaitable<number>;
  oldest(): Awaitable<Received | undefined>;
  highestNonce(): Awaitable<number>;
  included(block: number): Awaitable<IncludedBatch[]>;
  setTransaction(
    batch: StoredBatch,
    transaction: { readonly nonce: number; readonly hash: string; readonly raw: string },
  ): Awaitable<void>;
  setBlock(id: number, block: number | undefined): Awaitable<void>;
}

/** Whether this process carries: `new` when it did not a moment ago. */
export type Lead = "none" | "new" | "kept";

/** What the loop that carries works on. One process carries at a time; what another one writes here fails. */
export interface CarrierStore {
  /** Takes the lead if nobody has it. */
  lead(): Awaitable<Lead>;
  backlog(): Awaitable<Backlog>;
  /** When the oldest message came that waits for no company. */
  urgentMs(): Awaitable<number | undefined>;
  waiting(most: number, bytesMost: number): Awaitable<QueuedItem[]>;
  /** Returns the public keys (33 bytes) of devices that are known. */
  publicKeys(devices: Iterable<DeviceId>): Awaitable<ReadonlyMap<DeviceId, Uint8Array>>;
  /** Keeps a payload, and charges who pays for it. Returns its id. Need not wait for the disk: nothing is sent before its transaction is there. */
  keepPayload(packed: Packed): Awaitable<number>;
  /** Notes where a payload is among the application's inputs. */
  place(inputIndex: number, batch: number): Awaitable<void>;
  /** Lets go of a payload that is final. */
  letGo(batch: number): Awaitable<void>;
  /** Forgets a part of what is old and final. Returns how many messages were looked at. */
  forget(beforeMs: number, most: number): Awaitable<number>;
}

/** What the reconciler works on. */
export interface ReconcileStore {
  chain(device: DeviceId): Awaitable<HashChain | undefined>;
  ownInputs(): Awaitable<ReadonlyMap<number, number>>;
  registrations(batch: number): Awaitable<CarriedRegistration[]>;
  devices(batch: number): Awaitable<DeviceId[]>;
  /** How many of a device's messages are in no block yet. */
  unsettled(device: DeviceId): Awaitable<number>;
  noteJudged(judged: Judged): Awaitable<void>;
  /**
   * Goes on from the back-end's hash chain of a device, or forgets a device whose registration was refused. Returns false, and
   * does nothing, when the device's chain is no longer `before` or something of it is on its way.
   */
  follow(device: DeviceId, before: HashChain, chain: HashChain | undefined): Awaitable<boolean>;
}

/** The whole. */
export interface Store extends CarrierStore, ReconcileStore {
  readonly payloads: PayloadStore;
  /** Returns a value that is kept by name: as it was at the start, or was set here since. */
  meta(name: string): string | undefined;
  /** Keeps a value by name; it is on disk with the next change that is. */
  setMeta(name: string, value: string): void;
  load(wanted: Wanted): Awaitable<Kept>;
  /** Commits a decision. One that changes nothing is durable when all that it was taken over is. */
  commit(changes: Changes): Committing;
  /** Keeps hash chains that the back-end has, where ours are not as far. Returns whether any was kept. */
  adopt(chains: readonly HashChain[]): Awaitable<boolean>;
  head(device: DeviceId): Awaitable<Head | undefined>;
  operation(deviceId: DeviceId, identity: Uint8Array): Awaitable<KnownOperation>;
  /** Keeps an operation, unless `refuses` says by what is known at that moment that it is not to be kept. It is on disk when this resolves. */
  keepOperation<T>(
    operation: NewOperation,
    refuses: (known: KnownOperation) => T | undefined,
  ): Awaitable<T | undefined>;
  /** How large it is, in bytes. */
  bytes(): Awaitable<number>;
  close(): Awaitable<void>;
}
