/**
 * What an input does to the histories of devices: the same public admission that the back-end runs, over each batch in
 * the back-end's order. Pure: it computes a change, and the store keeps it.
 */
import type { AdmissionSettings } from "@witness/protocol/admission";
import { equal, toHex } from "@witness/protocol/bytes";
import type { Code } from "@witness/protocol/errors";
import { operationAdded, withItems } from "@witness/protocol/history";
import {
  begunHolding,
  editionOf,
  heldAfter,
  newPublicRecord,
  type PublicRecord,
  takeRun,
} from "@witness/protocol/history/public-record";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { DEVICES_MAX_UNLESS_SAID } from "@witness/protocol/limits";
import { takeOperation } from "@witness/protocol/operations/effect";
import { type Globals, isClosed, makerKeys, parametersAt, placesAllotted } from "@witness/protocol/operations/globals";
import type { Holding } from "@witness/protocol/operations/holding";
import { operationMoment } from "@witness/protocol/operations/rule";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { type Places, type TakenByMaker, takenBy, takePlace } from "@witness/protocol/places";
import { withInheritedRoot } from "@witness/protocol/predecessor";
import { admitRegistration } from "@witness/protocol/registration-admission";
import {
  type Batch,
  encodeSigned,
  encodeSignedOperation,
  type Run,
  type Signed,
} from "@witness/protocol/wire/envelope";
import { encodeRun, type TileContent } from "@witness/protocol/wire/tile";
import { type ChainInput, deviceOfRun, readOperation, type UnpackedInput } from "./input.ts";

/**
 * Editions of one device. Its maker alone begins them, by registrations. Each run is judged on all of them, so a maker
 * cannot make each run dearer without end.
 */
const EDITIONS_MAX = 256;

/** One publicly valid registration of a device, and what followed it. */
export interface Edition {
  /** Given by this archive. */
  readonly id: number;
  readonly deviceId: DeviceId;
  /** 8 bytes: the first of H(registration message). */
  readonly name: Uint8Array;
  /** The block in which it began. */
  readonly block: number;
  readonly holding: Holding;
  readonly record: PublicRecord;
}

/** A message of a batch that some history needs. */
export interface KeptMessage {
  readonly input: number;
  readonly place: number;
  /** An encoded Signed, SignedOperation or Run. */
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
  /** What the accumulator has of a run or a fork (docs/protocol.md, "History accumulator"); empty for items of other kinds: their message says it. */
  readonly item: Uint8Array;
}

const NO_ITEM = new Uint8Array();

/** An input, and whether it is a batch of ours. */
export interface KeptInput extends Omit<ChainInput, "payload"> {
  readonly code: Code;
}

/** What an input's messages are judged with. */
export interface LedgerSettings extends AdmissionSettings {
  /** Origins whose pages may ask passkeys, of the genesis. */
  readonly origins: readonly string[];
  /** How many devices the application takes; DEVICES_MAX_UNLESS_SAID unless said. */
  readonly maximumDevices?: number;
}

/** Where a message stands. */
interface Moment {
  readonly input: ChainInput;
  readonly place: number;
  /** The version of the parameters in force. */
  readonly parameters: number;
}

/** One kind of message that a batch carries. */
interface MessageKind {
  /** In the order of the batch; each is taken on what those before it left. */
  readonly messages: (batch: Batch) => readonly ((ledger: Ledger, moment: Moment) => void)[];
}

/** In the order in which an input is worked off, in which places are counted too. */
const MESSAGE_KINDS: readonly MessageKind[] = [
  { messages: ({ registrations }) => registrations.map((signed) => (ledger, at) => ledger.register(signed, at)) },
  { messages: ({ operations = [] }) => operations.map((signed) => (ledger, at) => ledger.operate(signed, at)) },
  { messages: ({ runs }) => runs.map((run) => (ledger, at) => ledger.take(run, at)) },
];

/** What a ledger goes on from. */
export interface LedgerStart {
  /** Those of all devices that `devicesOf` names; a device without any may be left out. */
  readonly editions: ReadonlyMap<DeviceId, readonly Edition[]>;
  readonly globals: Globals;
  readonly nextEdition: number;
  /**
   * How many devices each maker registered, by its id: each takes a place with its first edition, whether the back-end could open its
   * vehicle or not.
   */
  readonly takenByMaker: TakenByMaker;
  /** What happens in later blocks can be undone. */
  readonly undoAbove: number;
}

/** Gathers what inputs do. Later messages see what earlier ones did. */
export class Ledger {
  readonly inputs: KeptInput[] = [];
  readonly messages: KeptMessage[] = [];
  readonly items: KeptItem[] = [];
  /** Operations about the application as a whole that took effect. */
  readonly operations: { readonly input: number; readonly place: number }[] = [];
  /** Editions that are new or changed, as they are now. */
  readonly changed = new Map<number, Edition>();
  /** Editions as they were before a block that may still be undone. */
  readonly undo: { readonly block: number; readonly before: Edition }[] = [];
  globals: Globals;
  readonly #settings: LedgerSettings;
  readonly #editions: Map<DeviceId, readonly Edition[]>;
  readonly #undoAbove: number;
  readonly #noted = new Set<string>();
  #nextEdition: number;
  readonly #takenByMaker: Map<string, number>;

  constructor(settings: LedgerSettings, { editions, globals, nextEdition, takenByMaker, undoAbove }: LedgerStart) {
    this.#settings = settings;
    this.#editions = new Map(editions);
    this.globals = globals;
    this.#nextEdition = nextEdition;
    this.#takenByMaker = new Map(takenByMaker);
    this.#undoAbove = undoAbove;
  }

  /** The id that the next new edition gets. */
  get nextEdition(): number {
    return this.#nextEdition;
  }

  /** How many places each maker has taken now. */
  get takenByMaker(): TakenByMaker {
    return this.#takenByMaker;
  }

  /** The editions of all devices that were given or met, as they are now. */
  get editions(): ReadonlyMap<DeviceId, readonly Edition[]> {
    return this.#editions;
  }

  /** Takes the next input. */
  add(unpacked: UnpackedInput): void {
    const { batch, payload, ...input } = unpacked;
    const closed = batch !== undefined && isClosed(this.globals, input.blockTimeUnixS);
    this.inputs.push(closed ? { ...input, code: "application-closed" } : input);
    if (!batch || closed) return;
    // Of the whole batch: an operation in it changes them for the next input.
    const parameters = parametersAt(this.globals, input.blockTimeUnixS);
    const messages = MESSAGE_KINDS.flatMap((kind) => kind.messages(batch));
    for (const [place, message] of messages.entries()) message(this, { input: unpacked, place, parameters });
  }

  /** Begins an edition, when the registration is valid as far as the public can see and is not known. */
  register(signed: Signed, moment: Moment): void {
    const { input } = moment;
    const { maximumDevices = DEVICES_MAX_UNLESS_SAID } = this.#settings;
    const places: Places = {
      places: maximumDevices,
      taken: [...this.#takenByMaker.values()].reduce((sum, taken) => sum + taken, 0),
      of: (maker) => ({ places: placesAllotted(this.globals, maker), taken: takenBy(this.#takenByMaker, maker) }),
      has: (id) => this.#editions.has(deviceIdOf(id)),
    };
    const before = { makers: makerKeys(this.globals), publicKeyOf: () => undefined, places };
    const predecessor = withInheritedRoot(this.#settings.predecessor, this.globals);
    const decision = admitRegistration({ ...this.#settings, predecessor }, before, signed);
    if (decision.code !== "admitted") return;
    const deviceId = deviceIdOf(decision.deviceId);
    const known = this.#editions.get(deviceId) ?? [];
    const name = editionOf(signed.message, this.#settings.provider);
    if (known.length >= EDITIONS_MAX || known.some((edition) => equal(edition.name, name))) return;
    const { devicePublicKey } = decision.registration;
    const edition: Edition = {
      id: this.#nextEdition,
      deviceId,
      name,
      block: input.block,
      holding: begunHolding(decision, input.blockTimeUnixS, this.#settings.provider),
      record: newPublicRecord(this.#settings, devicePublicKey, signed.message),
    };
    this.#nextEdition += 1;
    if (known.length === 0) takePlace(this.#takenByMaker, decision.maker.id);
    this.#editions.set(deviceId, [...known, edition]);
    this.changed.set(edition.id, edition);
    this.#keep(moment, encodeSigned(signed));
    this.#addItem(edition, 0, "registration", moment);
  }

  /** Lets an operation take effect: on the application, or on each edition of its device in which it does. */
  operate(signed: SignedOperation, moment: Moment): void {
    const operation = readOperation(signed.message);
    if (!operation) return;
    if (operation.device.every((byte) => byte === 0)) {
      this.#operateOnApplication(signed, moment);
      return;
    }
    const editions = this.#editions.get(deviceIdOf(operation.device)) ?? [];
    for (const edition of editions) this.#operateOnEdition(edition, signed, moment);
  }

  /** Takes a run into each edition of its device. */
  take(run: Run, moment: Moment): void {
    const deviceId = deviceOfRun(run);
    const editions = deviceId && this.#editions.get(deviceId);
    if (!editions) return;
    const { blockTimeUnixS, index } = moment.input;
    const at = { input: index, blockTimeUnixS, place: moment.place, parameters: moment.parameters };
    const settings = editions.length > 1 ? remembering(this.#settings) : this.#settings;
    for (const edition of editions) {
      const step = takeRun(settings, edition.record, at, run);
      if (step.items.length === 0) continue;
      for (const [offset, added] of step.items.entries()) {
        this.#addItem(edition, edition.record.history.items + 1 + offset, added.kind, moment, added);
      }
      const holding = heldAfter(edition.holding, edition.record, step, blockTimeUnixS);
      this.#change({ ...edition, record: step.record, holding }, edition, moment);
      this.#keep(moment, encodeRun(run));
    }
  }

  #operateOnApplication(signed: SignedOperation, moment: Moment): void {
    const operated = { globals: this.globals, recordOf: () => undefined };
    const { input, place } = moment;
    const outcome = takeOperation(operated, operationMoment(this.#settings, input.blockTimeUnixS), signed);
    if (outcome.code !== "admitted" || !outcome.globals) return;
    this.globals = outcome.globals;
    this.operations.push({ input: input.index, place });
    this.#keep(moment, encodeSignedOperation(signed));
  }

  #operateOnEdition(edition: Edition, signed: SignedOperation, moment: Moment): void {
    const { context, provider } = this.#settings;
    const { holding, record } = edition;
    const { input, place, parameters } = moment;
    const operated = { globals: this.globals, recordOf: () => ({ holding, chain: record.chain }) };
    const outcome = takeOperation(operated, operationMoment(this.#settings, input.blockTimeUnixS), signed);
    if (outcome.code !== "admitted" || !outcome.holding) return;
    const itemAt = { input: input.index, blockTimeUnixS: input.blockTimeUnixS, place, parameters };
    const history = withItems(context, record.history, [operationAdded(signed.message, provider)], itemAt, provider);
    this.#change({ ...edition, holding: outcome.holding, record: { ...record, history } }, edition, moment);
    this.#addItem(edition, history.items, "operation", moment);
    this.#keep(moment, encodeSignedOperation(signed));
  }

  /** Puts an edition in the place of itself as it was. */
  #change(edition: Edition, before: Edition, { input: { block } }: Moment): void {
    const key = `${edition.id} ${block}`;
    if (block > this.#undoAbove && before.block !== block && !this.#noted.has(key)) {
      this.#noted.add(key);
      this.undo.push({ block, before });
    }
    this.changed.set(edition.id, edition);
    const all = this.#editions.get(edition.deviceId) ?? [];
    this.#editions.set(
      edition.deviceId,
      all.map((each) => (each.id === edition.id ? edition : each)),
    );
  }

  #addItem(
    edition: Pick<Edition, "id">,
    number: number,
    kind: KeptItem["kind"],
    moment: Moment,
    { body, item }: Pick<KeptItem, "body" | "item"> = { body: 0, item: NO_ITEM },
  ): void {
    const { input, place, parameters } = moment;
    this.items.push({ edition: edition.id, number, kind, input: input.index, place, parameters, body, item });
  }

  /** Keeps a message once, however many editions need it. */
  #keep({ input, place }: Moment, bytes: Uint8Array): void {
    const last = this.messages.at(-1);
    if (last?.input !== input.index || last.place !== place) this.messages.push({ input: input.index, place, bytes });
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
