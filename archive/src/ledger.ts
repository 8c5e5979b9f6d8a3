/**
 * What an input does to the histories of devices: the same public admission that the back-end runs, over each batch in
 * the back-end's order. Pure: it computes a change, and the store keeps it.
 */
import { type AdmissionSettings, admitRegistration, readBody } from "@witness/protocol/admission";
import { unpackPayload } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { type Code, ProtocolError } from "@witness/protocol/errors";
import { editionOf, newPublicRecord, type PublicRecord, takeRun } from "@witness/protocol/history/public-record";
import { type DeviceId, deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { type Batch, encodeSigned, type Run, type Signed } from "@witness/protocol/wire/envelope";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import { encodeRun, type TileContent } from "@witness/protocol/wire/tile";

/**
 * Editions of one device. Only a maker can make them, and each run is judged on all; so a maker that signs registrations
 * without end cannot make each run dearer without end.
 */
export const EDITIONS_MAX = 64;
/** The version of the parameters that the genesis has. */
const GENESIS_PARAMETERS = 1;

/** An input as the chain holds it. */
export interface ChainInput {
  readonly index: number;
  readonly block: number;
  /** 32 bytes. */
  readonly blockHash: Uint8Array;
  readonly blockTimeUnixS: number;
  readonly payload: Uint8Array;
}

/** One publicly valid registration of a device, and what followed it. */
export interface Edition {
  /** Given by this archive. */
  readonly id: number;
  readonly deviceId: DeviceId;
  /** 8 bytes. */
  readonly name: Uint8Array;
  /** The block of its registration. */
  readonly block: number;
  readonly record: PublicRecord;
}

/** A message of a batch that some history needs. */
export interface KeptMessage {
  readonly input: number;
  readonly place: number;
  /** An encoded Signed or Run. */
  readonly bytes: Uint8Array;
}

/** An item of an edition's history. */
export interface KeptItem {
  /** The edition's id. */
  readonly edition: number;
  /** From 0, the registration. */
  readonly number: number;
  readonly kind: TileContent["kind"];
  readonly input: number;
  readonly place: number;
  readonly parameters: number;
  readonly body: number;
}

/** An input, and whether it is a batch of ours. */
export interface KeptInput extends Omit<ChainInput, "payload"> {
  readonly code: Code;
}

/** What an input's messages are judged with. */
export interface LedgerSettings extends AdmissionSettings {
  /** The public keys (33 bytes each) that the genesis names. */
  readonly makers: readonly Uint8Array[];
}

/** A payload that was unpacked. */
export interface UnpackedInput extends ChainInput {
  readonly batch: Batch | undefined;
  readonly code: Code;
}

/** Unpacks a payload as the back-end does. */
export function unpackInput({ index, block, blockHash, blockTimeUnixS, payload }: ChainInput): UnpackedInput {
  const input = { index, block, blockHash, blockTimeUnixS, payload };
  try {
    return { ...input, batch: unpackPayload(payload), code: "admitted" };
  } catch (error) {
    if (error instanceof ProtocolError) return { ...input, batch: undefined, code: error.code };
    throw error;
  }
}

/** Returns the device of a run, or undefined when its first body cannot be read. */
function deviceOfRun({ bodies }: Run): DeviceId | undefined {
  const [first] = bodies;
  const head = first && readBody(first);
  return head && "body" in head ? deviceIdOf(head.body.deviceId) : undefined;
}

function deviceOfRegistration({ message }: Signed, provider: CryptoProvider): DeviceId | undefined {
  try {
    return deviceIdOf(keyIdentity(decodeRegistration(message).devicePublicKey, provider));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Returns the devices whose editions are needed to judge these inputs. */
export function devicesOf(inputs: readonly UnpackedInput[], provider: CryptoProvider): Set<DeviceId> {
  const devices = new Set<DeviceId>();
  for (const { batch } of inputs) {
    for (const signed of batch?.registrations ?? []) {
      const device = deviceOfRegistration(signed, provider);
      if (device) devices.add(device);
    }
    for (const run of batch?.runs ?? []) {
      const device = deviceOfRun(run);
      if (device) devices.add(device);
    }
  }
  return devices;
}

/** Where a message stands. */
interface Moment {
  readonly input: ChainInput;
  readonly place: number;
}

/** One kind of message that a batch carries. */
interface MessageKind {
  /** In the order of the batch; each is taken on what those before it left. */
  readonly messages: (batch: Batch) => readonly ((ledger: Ledger, moment: Moment) => void)[];
}

/** In the order in which an input is worked off, in which places are counted too. */
const MESSAGE_KINDS: readonly MessageKind[] = [
  { messages: ({ registrations }) => registrations.map((signed) => (ledger, at) => ledger.register(signed, at)) },
  { messages: ({ runs }) => runs.map((run) => (ledger, at) => ledger.take(run, at)) },
];

/** Gathers what inputs do. Later messages see what earlier ones did. */
export class Ledger {
  readonly inputs: KeptInput[] = [];
  readonly messages: KeptMessage[] = [];
  readonly items: KeptItem[] = [];
  /** Editions that are new or changed, as they are now. */
  readonly changed = new Map<number, Edition>();
  /** Editions as they were before a block that may still be undone. */
  readonly undo: { readonly block: number; readonly before: Edition }[] = [];
  readonly #settings: LedgerSettings;
  readonly #editions: Map<DeviceId, readonly Edition[]>;
  readonly #undoAbove: number;
  readonly #noted = new Set<string>();
  #nextEdition: number;

  /**
   * @param editions those of all devices that `devicesOf` names; a device without any may be left out
   * @param undoAbove what happens in later blocks can be undone
   */
  constructor(
    settings: LedgerSettings,
    given: {
      readonly editions: ReadonlyMap<DeviceId, readonly Edition[]>;
      readonly nextEdition: number;
      readonly undoAbove: number;
    },
  ) {
    this.#settings = settings;
    this.#editions = new Map(given.editions);
    this.#nextEdition = given.nextEdition;
    this.#undoAbove = given.undoAbove;
  }

  /** The id that the next new edition gets. */
  get nextEdition(): number {
    return this.#nextEdition;
  }

  /** Takes the next input. */
  add(unpacked: UnpackedInput): void {
    const { batch, payload, ...input } = unpacked;
    this.inputs.push(input);
    if (!batch) return;
    const messages = MESSAGE_KINDS.flatMap((kind) => kind.messages(batch));
    for (const [place, message] of messages.entries()) message(this, { input: unpacked, place });
  }

  /** Begins an edition, when the registration is valid as far as the public can see and is not known. */
  register(signed: Signed, { input, place }: Moment): void {
    const decision = admitRegistration(this.#settings, this.#settings.makers, () => undefined, signed);
    if (decision.code !== "admitted") return;
    const deviceId = deviceIdOf(decision.deviceId);
    const known = this.#editions.get(deviceId) ?? [];
    const name = editionOf(signed.message, this.#settings.provider);
    if (known.length >= EDITIONS_MAX || known.some((edition) => toHex(edition.name) === toHex(name))) return;
    const record = newPublicRecord(this.#settings, decision.registration.devicePublicKey, signed.message);
    const edition = { id: this.#nextEdition, deviceId, name, block: input.block, record };
    this.#nextEdition += 1;
    this.#editions.set(deviceId, [...known, edition]);
    this.changed.set(edition.id, edition);
    this.messages.push({ input: input.index, place, bytes: encodeSigned(signed) });
    const at = { input: input.index, place, parameters: GENESIS_PARAMETERS, body: 0 };
    this.items.push({ edition: edition.id, number: 0, kind: "registration", ...at });
  }

  /** Takes a run into each edition of its device. */
  take(run: Run, { input, place }: Moment): void {
    const deviceId = deviceOfRun(run);
    const editions = deviceId && this.#editions.get(deviceId);
    if (!editions) return;
    const { blockTimeUnixS, index } = input;
    const moment = { input: index, blockTimeUnixS, place, parameters: GENESIS_PARAMETERS };
    const settings = editions.length > 1 ? remembering(this.#settings) : this.#settings;
    let isKept = false;
    const after = editions.map((edition) => {
      const { record, items } = takeRun(settings, edition.record, moment, run);
      if (items.length === 0) return edition;
      isKept = true;
      this.#note(edition, input.block);
      const { items: before } = edition.record.history;
      for (const [offset, { kind, body }] of items.entries()) {
        const at = { input: index, place, parameters: GENESIS_PARAMETERS, body };
        this.items.push({ edition: edition.id, number: before + 1 + offset, kind, ...at });
      }
      const changed = { ...edition, record };
      this.changed.set(edition.id, changed);
      return changed;
    });
    if (!isKept) return;
    this.#editions.set(deviceId, after);
    this.messages.push({ input: index, place, bytes: encodeRun(run) });
  }

  /** The editions of all devices that were given or met, as they are now. */
  get editions(): ReadonlyMap<DeviceId, readonly Edition[]> {
    return this.#editions;
  }

  /** Keeps an edition as it was before a block, once a block. */
  #note(edition: Edition, block: number): void {
    const key = `${edition.id} ${block}`;
    if (block <= this.#undoAbove || edition.block === block || this.#noted.has(key)) return;
    this.#noted.add(key);
    this.undo.push({ block, before: edition });
  }
}

/** Checks a signature once, however many editions ask. */
function remembering(settings: LedgerSettings): LedgerSettings {
  const { provider } = settings;
  const known = new Map<string, boolean>();
  const p256Verify = (publicKey: Uint8Array, signature: Uint8Array, ...parts: Uint8Array[]): boolean => {
    const question = toHex(provider.sha256(publicKey, signature, ...parts));
    const answer = known.get(question) ?? provider.p256Verify(publicKey, signature, ...parts);
    known.set(question, answer);
    return answer;
  };
  return { ...settings, provider: { ...provider, p256Verify } };
}
