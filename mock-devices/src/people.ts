/**
 * People and companies around the cars: owners with a wallet or a key, workshops, administrators. They sign operations, and
 * send them over the relay as anybody does.
 */
import type { Application } from "@witness/protocol/assembly";
import { fromHex } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { carQueryTypedData } from "@witness/protocol/eip712";
import { derivePrivateKey } from "@witness/protocol/hpke";
import type { DeviceId } from "@witness/protocol/identity";
import { sealEntry } from "@witness/protocol/journal-seal";
import { ENTRIES, type EntryContent, type EntryName, encodeEntryContent } from "@witness/protocol/operations/entry";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import type { Holding } from "@witness/protocol/operations/holding";
import {
  isPaired,
  type Operation,
  type OperationKind,
  operationIdentity,
} from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import {
  draftForApplication,
  draftOperation,
  keySigner,
  type OperationSigner,
  signOperation,
  walletSigner,
} from "@witness/protocol/operations/signing";
import { openAnswer } from "@witness/protocol/seal";
import { queryByKey, queryByWallet } from "@witness/protocol/signed-query";
import { type CarAnswer, decodeCarAnswer } from "@witness/protocol/wire/answer";
import { encodeSignedOperation } from "@witness/protocol/wire/envelope";
import { encodeCarQuery, type SignedQuery } from "@witness/protocol/wire/query";
import type { Car } from "./car.ts";
import type { NodeClient } from "./node-client.ts";
import type { RelayClient } from "./relay-client.ts";

/** What they act with. */
export interface PeopleOptions {
  readonly application: Application;
  readonly provider: CryptoProvider;
  readonly relay: RelayClient;
  readonly node: NodeClient;
  /** Signs for administrators, as many as must. */
  readonly administrators: OperationSigner;
  /** The maker that the genesis names. */
  readonly maker: OperationSigner;
  readonly companies: Companies;
  /** A secret of 32 bytes by the name of whose it is, the same at every start. */
  readonly secret: (name: string) => Uint8Array;
  /** Secret bytes that were never used before, by the name of whose they are. */
  readonly randomOf: (name: string) => (bytes: number) => Uint8Array;
  readonly nowUnixS: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Who writes into journals. */
export type Writer = "workshop" | "inspector";

/** Companies that administrators register, by what they are. The maker registers devices besides that of the genesis. */
export type Companies = Readonly<Record<Writer | "maker", OperationSigner>>;

/** Somebody who owns cars, and asks about them. */
export interface Person extends OperationSigner {
  /** Signs a question about a car. */
  readonly ask: (query: { readonly deviceId: Uint8Array; readonly replyKey: Uint8Array }) => SignedQuery;
}

/** An operation was refused, by the relay or by the record. */
export class OperationRefusedError extends Error {
  readonly code: string;

  constructor(kind: OperationKind, code: string) {
    super(`The operation ${kind} was refused (${code}).`);
    this.name = "OperationRefusedError";
    this.code = code;
  }
}

/** What an operation says besides its kind and device. */
export interface Said {
  readonly fields?: Operation["fields"];
  /** Of the operation that is answered: 32 bytes. */
  readonly answers?: Uint8Array;
}

const DAY_S = 86_400;
const ENDS_AFTER_S = 7 * DAY_S;
const LOOKS_EVERY_MS = 20;
/** An operation that took effect would be refused if it came once more, with one of these. */
const TAKEN = new Set(["operation-replayed", "tenure-changed"]);
const NOTHING: EntryContent = {
  timeUnixS: 0,
  raw: 0,
  numerator: 0,
  denominator: 0,
  other: new Uint8Array(8),
  text: [],
};

/** All people and companies of one application. */
export class People {
  readonly #with: PeopleOptions;
  readonly #owners = new Map<DeviceId, { readonly person: Person; readonly number: number }>();
  /** What somebody is to come back to. */
  readonly #waits = new Map<DeviceId, Uint8Array>();
  readonly #operations = new Map<string, Uint8Array[]>();

  constructor(options: PeopleOptions) {
    this.#with = options;
  }

  /** Returns every operation about a car that took effect, as it was signed, in order. */
  operationsOn(car: Car): readonly Uint8Array[] {
    return this.#operations.get(car.name) ?? [];
  }

  /** Returns a person: one in two has a wallet, the others a P-256 key. */
  person(name: string): Person {
    const { application, provider, secret } = this.#with;
    const { context } = application;
    const drawn = secret(`person ${name}`);
    if ((drawn[0] ?? 0) % 2 === 0) {
      return {
        ...walletSigner(context, drawn),
        ask: (asked) =>
          queryByWallet(
            context,
            { kind: "car", query: encodeCarQuery(asked) },
            carQueryTypedData(context, asked),
            drawn,
          ),
      };
    }
    const key = derivePrivateKey(drawn, provider);
    const signer = keySigner(context, key, provider);
    return {
      ...signer,
      ask: (asked) => queryByKey(context, { kind: "car", query: encodeCarQuery(asked) }, key, provider),
    };
  }

  /** The time by which they act. */
  get nowUnixS(): number {
    return this.#with.nowUnixS();
  }

  /** Returns the key (33 bytes) of a company that owners let read. */
  company(name: string): Uint8Array {
    const { provider, secret } = this.#with;
    return provider.p256PublicKey(derivePrivateKey(secret(`company ${name}`), provider));
  }

  /** Returns the first owner of the car that has this name. */
  firstOwner(name: string): Person {
    return this.person(`${name}, owner 1`);
  }

  /** Returns who owns a car now. */
  ownerOf(car: Car): Person {
    return this.#owners.get(car.device.id)?.person ?? this.firstOwner(car.name);
  }

  /** Says that a device sits in the car of somebody who owned the car before. */
  keeps(car: Car, person: Person): void {
    this.#owners.set(car.device.id, { person, number: 1 });
  }

  /** Whoever a car was made for claims it, with the device's answer. @throws {OperationRefusedError} */
  async claim(car: Car): Promise<void> {
    await this.act(this.ownerOf(car), "claim", car);
  }

  /** Administrators register the companies that are not; a device must be registered before. @throws {OperationRefusedError} */
  async begin(): Promise<void> {
    const { companies } = this.#with;
    for (const role of ["workshop", "inspector", "maker"] as const) await this.#register(role, companies[role]);
  }

  async #register(role: keyof Companies, signer: OperationSigner): Promise<void> {
    const { administrators, nowUnixS, node, sleep } = this.#with;
    const publicKey = "publicKey" in signer.actor ? signer.actor.publicKey : new Uint8Array();
    const fields = { role: COMPANY_ROLES[role], publicKey };
    const drafted = { actor: administrators.actor, expiresUnixS: nowUnixS() + ENDS_AFTER_S, fields };
    for (let counter = 1; ; ) {
      const signed = signOperation(draftForApplication("registerActor", drafted, counter), administrators);
      const code = await node.outcome(signed);
      if (code === "actor-registered") return;
      if (code === "operation-replayed") counter += 1;
      // A back-end learns from its first input which application it is.
      else if (code === "device-unknown") await sleep(LOOKS_EVERY_MS);
      else {
        await this.#carry("registerActor", signed);
        return;
      }
    }
  }

  async #holding(device: DeviceId): Promise<Holding> {
    for (;;) {
      const holding = await this.#with.node.holding(device);
      if (holding) return holding;
      await this.#with.sleep(LOOKS_EVERY_MS);
    }
  }

  /**
   * Somebody acts on a car's record; the device answers where it must. Resolves when the record has it.
   * @returns the operation's identity
   * @throws {OperationRefusedError}
   */
  async act(signer: OperationSigner, kind: OperationKind, car: Car, said: Said = {}): Promise<Uint8Array> {
    const { provider, nowUnixS } = this.#with;
    const { id } = car.device;
    const holding = await this.#holding(id);
    const drafted = { ...said, actor: signer.actor, expiresUnixS: nowUnixS() + ENDS_AFTER_S };
    const unanswered = draftOperation(kind, drafted, { device: fromHex(id), holding }, provider);
    const fields = isPaired(kind)
      ? { ...said.fields, pairing: await car.device.answerPairing(unanswered) }
      : unanswered.fields;
    const signed = signOperation({ ...unanswered, fields }, signer);
    const identity = await this.#carry(kind, signed);
    this.#operations.set(car.name, [...this.operationsOn(car), signed.message]);
    return identity;
  }

  async #carry(kind: OperationKind, signed: SignedOperation): Promise<Uint8Array> {
    const { relay, node, provider, sleep } = this.#with;
    const bytes = encodeSignedOperation(signed);
    let { code } = await relay.operate(bytes);
    for (; code === "rate-limited"; { code } = await relay.operate(bytes)) await sleep(LOOKS_EVERY_MS);
    if (code !== "admitted") throw new OperationRefusedError(kind, code);
    for (code = await node.outcome(signed); code === "admitted"; code = await node.outcome(signed)) {
      await sleep(LOOKS_EVERY_MS);
    }
    if (!TAKEN.has(code)) throw new OperationRefusedError(kind, code);
    return operationIdentity(signed.message, provider);
  }

  /** A company writes into a car's journal. Resolves to the entry's identity. @throws {OperationRefusedError} */
  async enter(
    name: EntryName,
    car: Car,
    content: Partial<EntryContent> = {},
    writer: Writer = "workshop",
  ): Promise<Uint8Array> {
    const { application, provider, randomOf, nowUnixS, companies } = this.#with;
    const { number: entry } = ENTRIES[name];
    const { tenure } = await this.#holding(car.device.id);
    const place = { device: fromHex(car.device.id), tenure, entry };
    const encoded = encodeEntryContent({ ...NOTHING, timeUnixS: nowUnixS(), ...content });
    const { context, publicKey } = application;
    const sealed = sealEntry(context, publicKey, place, encoded, randomOf(`${car.name}, journal`)(32), provider);
    return this.act(companies[writer], "enterJournal", car, { fields: { entry, sealed } });
  }

  /** The workshop writes what needs the owner's word, and the owner gives it. @throws {OperationRefusedError} */
  async enterAccepted(name: EntryName, car: Car, content: Partial<EntryContent> = {}): Promise<void> {
    const answers = await this.enter(name, car, content);
    await this.act(this.ownerOf(car), "acceptCorrection", car, { answers });
  }

  /** The workshop takes back an entry of its own. @throws {OperationRefusedError} */
  async withdraw(car: Car, entry: Uint8Array): Promise<void> {
    const said = { fields: { reason: 1 }, answers: entry };
    await this.act(this.#with.companies.workshop, "withdrawEntry", car, said);
  }

  /**
   * The maker vouches for another key of the owner, with the device's answer: the first time that is told, the second time,
   * 30 to 60 days later, the other key owns the car. @throws {OperationRefusedError}
   */
  async vouch(car: Car): Promise<void> {
    const number = (this.#owners.get(car.device.id)?.number ?? 1) + 1;
    const next = this.person(`${car.name}, owner ${number}`);
    const first = this.#waits.get(car.device.id);
    const fields = { owner: next.account };
    const vouched = await this.act(
      this.#with.maker,
      "vouchForOwner",
      car,
      first ? { fields, answers: first } : { fields },
    );
    if (first) this.#owners.set(car.device.id, { person: next, number });
    else this.#waits.set(car.device.id, vouched);
  }

  /** Administrators keep a car out of statistics for two months, and its owner appeals. @throws {OperationRefusedError} */
  async quarantine(car: Car): Promise<void> {
    const fields = { reason: 1, untilUnixS: this.nowUnixS + 60 * DAY_S };
    const quarantine = await this.act(this.#with.administrators, "quarantine", car, { fields });
    this.#waits.set(car.device.id, quarantine);
    await this.act(this.ownerOf(car), "dispute", car, { fields: { reason: 1 }, answers: quarantine });
  }

  /** Administrators hear the appeal. @throws {OperationRefusedError} */
  async release(car: Car): Promise<void> {
    const answers = this.#waits.get(car.device.id) ?? new Uint8Array();
    await this.act(this.#with.administrators, "releaseQuarantine", car, { answers });
  }

  /** The maker says which firmware the device runs. @throws {OperationRefusedError} */
  async attest(car: Car): Promise<void> {
    const firmware = this.#with.secret("firmware");
    await this.act(this.#with.maker, "attestFirmware", car, { fields: { firmware } });
  }

  /** The maker calls its device back: its readings count on, and the record says so. @throws {OperationRefusedError} */
  async callBack(car: Car): Promise<void> {
    await this.act(this.#with.maker, "revokeDevice", car, { fields: { reason: 1 } });
  }

  /** The owner offers a car to somebody, and withdraws. @throws {OperationRefusedError} */
  async offerInVain(car: Car): Promise<void> {
    const buyer = this.person(`${car.name}, no owner`);
    const answers = await this.act(this.ownerOf(car), "offer", car, { fields: { buyer: buyer.account } });
    await this.act(this.ownerOf(car), "withdrawOffer", car, { answers });
  }

  /** A car changes hands: an offer that names the buyer, taken with the device's answer. @throws {OperationRefusedError} */
  async sell(car: Car): Promise<void> {
    const number = (this.#owners.get(car.device.id)?.number ?? 1) + 1;
    const buyer = this.person(`${car.name}, owner ${number}`);
    const answers = await this.act(this.ownerOf(car), "offer", car, { fields: { buyer: buyer.account } });
    await this.act(buyer, "acceptOffer", car, { answers });
    this.#owners.set(car.device.id, { person: buyer, number });
  }

  /** The owner asks what the record says of a car. @throws {NodeAnswerError} */
  async ask(car: Car): Promise<CarAnswer> {
    const { application, provider, node, randomOf } = this.#with;
    const reply = derivePrivateKey(randomOf(`${car.name}, questions`)(32), provider);
    const query = { deviceId: fromHex(car.device.id), replyKey: provider.p256PublicKey(reply) };
    const signed = this.ownerOf(car).ask(query);
    const sealed = await node.sealed(signed);
    return decodeCarAnswer(openAnswer(application.context, signed.query, reply, sealed, provider));
  }
}
