/** What was loaded of a store, as a decision sees it, with what earlier decisions of the same commit change. */
import { equal } from "@witness/protocol/bytes";
import type { Code } from "@witness/protocol/errors";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { DeviceId } from "@witness/protocol/identity";
import { itemGas, type Payer, registrationGas } from "../allowance.ts";
import type { Intake, Item, Known } from "../intake.ts";
import type { Received } from "../outbox.ts";
import type { NewRegistration } from "../registration.ts";
import type { Changes, Kept, KeptDevice, KeptItem, NewMessage } from "./store.ts";

/** A decision asked for what was not loaded: it begins again with more. */
export class NotLoaded extends Error {
  override readonly name = "NotLoaded";
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Of one commit. Receipts of items that are new here go with the items. */
export class Loaded implements Known {
  readonly #kept: Kept;
  readonly #chains = new Map<DeviceId, HashChain>();
  readonly #messages: Mutable<NewMessage>[] = [];
  /** New items by device and number. */
  readonly #items = new Map<DeviceId, Map<number, KeptItem[]>>();
  readonly #receipts = new Map<number, Uint8Array>();
  readonly #charges = new Map<Payer, number>();
  readonly #touched = new Map<DeviceId, KeptDevice>();

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  #device(device: DeviceId): KeptDevice {
    const found = this.#kept.devices.get(device);
    if (!found) throw new NotLoaded();
    return found;
  }

  chain(device: DeviceId): HashChain | undefined {
    return this.#chains.get(device) ?? this.#device(device).chain;
  }

  kept(device: DeviceId, sequence: number): readonly KeptItem[] {
    const found = this.#device(device).items.get(sequence);
    if (!found) throw new NotLoaded();
    const added = this.#items.get(device)?.get(sequence);
    return added ? [...found, ...added] : found;
  }

  evidence(device: DeviceId): number {
    const { evidence } = this.#device(device);
    if (evidence === undefined) throw new NotLoaded();
    const added = this.#items.get(device)?.values() ?? [];
    return [...added].flat().reduce((sum, { isEnvelope }) => sum + (isEnvelope ? 0 : 1), evidence);
  }

  allowance(payer: Payer): { readonly gas: number; readonly retryAfterS: number } {
    const left = this.#kept.left.get(payer);
    if (left === undefined) throw new NotLoaded();
    return { gas: left - (this.#charges.get(payer) ?? 0), retryAfterS: this.#kept.retryAfterS };
  }

  /** Returns the back-end's code for a registration that it refused. @param place of its message in what was wanted */
  refusal(place: number): Code | undefined {
    return this.#kept.refused.get(place);
  }

  /** Returns an envelope that is kept, or will be; `id` names it for `putReceipt`. */
  keptEnvelope(device: DeviceId, sequence: number, link: Uint8Array) {
    const isIt = (each: KeptItem): boolean => each.isEnvelope && equal(each.link, link);
    const found = this.#items.get(device)?.get(sequence)?.find(isIt) ?? this.kept(device, sequence).find(isIt);
    return found && { id: found.id, receipt: this.#receiptOf(found) };
  }

  #receiptOf({ id, receipt }: KeptItem): Uint8Array | undefined {
    return id < 0 ? this.#messages[-1 - id]?.receipt : (this.#receipts.get(id) ?? receipt);
  }

  putReceipt(id: number, signed: Uint8Array): void {
    const message = id < 0 ? this.#messages[-1 - id] : undefined;
    if (message) message.receipt = signed;
    else this.#receipts.set(id, signed);
  }

  /** Takes up what a request's envelopes change. */
  keep({ items, chains }: Intake): void {
    for (const item of items) {
      this.#add(item);
      this.#charge(item.deviceId, itemGas(item));
    }
    for (const [device, chain] of chains) this.#put(device, chain);
  }

  /** Takes up a registration that is admitted. */
  register({ deviceId, signed, chain, maker }: NewRegistration): void {
    this.#messages.push({ kind: "registration", deviceId, signed });
    this.#put(deviceId, chain);
    this.#charge(maker, registrationGas(signed.message.length));
  }

  #add(item: Item): void {
    const { deviceId, sequence, previousLink, link, kind } = item;
    this.#touched.set(deviceId, this.#device(deviceId));
    this.#messages.push({ ...item });
    const numbers = this.#items.get(deviceId) ?? new Map<number, KeptItem[]>();
    this.#items.set(deviceId, numbers);
    const own = numbers.get(sequence) ?? [];
    numbers.set(sequence, own);
    // Below 0: it gets its id when it is written.
    const id = -this.#messages.length;
    own.push({ id, isEnvelope: kind === "envelope", previousLink, link, receipt: undefined });
  }

  #put(device: DeviceId, chain: HashChain): void {
    this.#touched.set(device, this.#device(device));
    this.#chains.set(device, chain);
  }

  #charge(payer: Payer, gas: number): void {
    this.#charges.set(payer, (this.#charges.get(payer) ?? 0) + gas);
  }

  /** Returns what is to be written. */
  changes(received: Received): Changes {
    return {
      over: this.#touched,
      chains: this.#chains,
      messages: this.#messages,
      receipts: this.#receipts,
      charges: this.#charges,
      received,
    };
  }
}

/** Whether two hash chains are the same: of one that has not changed, a store may give another object. */
export function isSameChain(one: HashChain | undefined, other: HashChain | undefined): boolean {
  if (one === other || one === undefined || other === undefined) return one === other;
  return (
    one.sequence === other.sequence &&
    one.session === other.session &&
    one.firstSequence === other.firstSequence &&
    one.firstHere === other.firstHere &&
    equal(one.link, other.link) &&
    equal(one.publicKey, other.publicKey) &&
    equal(one.recent, other.recent)
  );
}
