/** A car whose record goes on from one application to the next, with a node, an archive and claims for each. */
import type { AdmissionSettings } from "@witness/protocol/admission";
import {
  assemble,
  assembleRegistration,
  beginSession,
  contentOf,
  type DeviceState,
  genesisState,
  identify,
} from "@witness/protocol/assembly";
import { utf8 } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { keyIdentity } from "@witness/protocol/identity";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { administratorsSigner, draftForApplication, signOperation } from "@witness/protocol/operations/signing";
import { type Belonging, signPossession } from "@witness/protocol/possession";
import type { Reading } from "@witness/protocol/reading";
import { signMessage } from "@witness/protocol/sign";
import {
  announcementOf,
  encodeSuccession,
  type SuccessionStatement,
  successionLink,
} from "@witness/protocol/succession";
import { takeOverRegistration } from "@witness/protocol/take-over";
import type { Envelope, Signed } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { encodeRegistration } from "@witness/protocol/wire/registration";
import { newState, stateRoot } from "../../dapp/src/state/state.ts";
import { recordOf } from "../../dapp/test/operating.ts";
import * as scene from "../../dapp/test/succession-scene.ts";
import * as first from "../../dapp/test/world.ts";
import { keyOf, makerKey, NOW, p, TestDevice } from "../../dapp/test/world.ts";
import { type Change, type Signer, signedOperation, walletOf } from "../../protocol/scripts/cases/operated.ts";
import { drive, TestArchive, TestNode } from "./judged-car.ts";

export const DAY_S = 86_400;
/** Days from an application's first to its closing; the next begins a day later. */
const DAYS = 40;

/** An application, its node and its archive. */
export interface Place {
  readonly settings: AdmissionSettings;
  readonly publicKey: Uint8Array;
  readonly node: TestNode;
  archive: TestArchive;
}

/** The car's device, which signs for one application after the other. */
class Sender {
  readonly #key: Uint8Array;
  #identity;
  #state: DeviceState;

  constructor({ key }: TestDevice, place: Pick<Place, "settings" | "publicKey">) {
    this.#key = key;
    this.#identity = this.#identify(place);
    this.#state = genesisState(this.#identity, p);
  }
  #identify({ settings: { context, keyId }, publicKey }: Pick<Place, "settings" | "publicKey">) {
    return identify(this.#key, { context, publicKey, keyId }, p);
  }
  follow(from: Place, to: Place): void {
    const { sequence, session } = this.#state;
    const link = successionLink(from.settings.context, to.settings.context, this.#state, p);
    this.#identity = this.#identify(to);
    this.#state = { sequence, link, session };
  }
  open(skip = 0): void {
    const secret = p.sha256(this.#identity.publicKey, utf8(`session ${this.#state.session}`));
    this.#state = beginSession(this.#identity, this.#state, secret, p, skip);
  }
  send(readings: readonly Reading[]): Envelope {
    if (!this.#state.sessionKey) this.open();
    const made = assemble(this.#identity, this.#state, contentOf(readings), p);
    this.#state = made.state;
    return made.envelope;
  }
}

export class SucceededCar {
  readonly device: TestDevice;
  readonly #owner: Uint8Array;
  readonly places: Place[] = [];
  readonly sender: Sender;
  #day = 0;

  /** @param owner 20 bytes */
  constructor(name: string, owner: Uint8Array, vin = "") {
    this.device = new TestDevice(name);
    this.#owner = owner;
    const begun = this.#place();
    this.sender = new Sender(this.device, begun);
    const registration = this.device.registration(owner, makerKey, "Corsa", vin);
    const at = begun.node.add({ registrations: [registration] }, NOW - DAY_S);
    this.places.push({ ...begun, archive: new TestArchive(this.device, registration, at) });
  }

  get owner(): Uint8Array {
    return this.#owner;
  }
  get newest(): Place {
    return this.places.at(-1) as Place;
  }

  #place(): Omit<Place, "archive"> {
    const before = this.places.at(-1);
    const number = this.places.length;
    const context =
      number === 0 ? first.context : { chainId: 31_337, application: new Uint8Array(20).fill(0xc0 + number) };
    const key = number === 0 ? first.applicationPrivateKey : keyOf(`application ${number}`);
    const publicKey = p.p256PublicKey(key);
    const predecessor = before && { context: before.settings.context, keyId: before.settings.keyId };
    const genesis = { provider: p, makers: scene.makers, administrators: scene.set, applicationPrivateKey: key };
    const node = new TestNode(newState({ ...genesis, ...(predecessor && { predecessor }) }), context);
    const settings = { context, provider: p, keyId: keyIdentity(publicKey, p), predecessor };
    return { settings, publicKey, node };
  }

  /** A run of three readings a day. */
  drive(days: number): void {
    const { node, archive } = this.newest;
    drive(node, archive, this.sender, days, this.#day);
    this.#day += days;
  }

  /** Somebody does what takes effect a minute later. Returns the operation's identity. */
  operate(signer: Signer, kind: OperationKind, fields: Operation["fields"] = {}, change: Change = {}): Uint8Array {
    const { node, archive, settings } = this.newest;
    const { holding, chain } = recordOf(node.state, this.device);
    const { globals, timeUnixS } = node.state;
    const sight = { at: settings.context, globals, holding, chain, timeUnixS, deviceKey: this.device.key, provider: p };
    const operation = signedOperation(sight, signer, kind, fields, change);
    archive.operate(operation, node.add({ operations: [operation] }, timeUnixS + 60));
    return p.sha256(operation.message);
  }

  sell(seller: string, buyer: string): void {
    const answers = this.operate(walletOf(seller), "offer", { buyer: walletOf(buyer).account });
    this.operate(walletOf(buyer), "acceptOffer", {}, { answers });
    this.sender.open();
  }

  /** Another device is registered for a car with this VIN. */
  registerOther(name: string, vin: string): void {
    const { settings, publicKey, node } = this.newest;
    const { publicKey: devicePublicKey, key } = new TestDevice(name);
    const { context, keyId } = settings;
    const registered = {
      devicePublicKey,
      keyTier: 1,
      profile: CAR,
      vehicle: { make: "Aster", model: "Corsa", modelYear: 2020, vin },
      firstOwner: this.#owner,
      possess: (belonging: Belonging) => signPossession(context, belonging, key, p),
    } as const;
    const signer = { privateKey: makerKey, keyMaterial: p.sha256(utf8(`vehicle ${name}`)) };
    const registration = assembleRegistration({ context, publicKey, keyId }, registered, signer, p);
    node.add({ registrations: [registration] }, node.state.timeUnixS + 60);
  }

  /** Runs that are posted to the newest application, whoever they are signed for. */
  post(...envelopes: readonly Envelope[]): void {
    const taken = first.run(...envelopes);
    const { node, archive } = this.newest;
    archive.add(taken, node.add({ runs: [taken] }, NOW + this.#day * DAY_S));
  }

  #administer(
    place: Omit<Place, "archive">,
    kind: "succeed" | "inherit",
    fields: Record<string, Uint8Array>,
    timeUnixS: number,
  ): void {
    const keys = [1, 2].map((index) => ({ index, privateKey: keyOf(`administrator ${index}`) }));
    const signer = administratorsSigner(place.settings.context, 1, keys, p);
    const drafted = { actor: signer.actor, expiresUnixS: timeUnixS + DAY_S, fields };
    const operation = draftForApplication(kind, drafted, place.node.state.globals.actors.counter + 1);
    place.node.add({ operations: [signOperation(operation, signer)] }, timeUnixS);
  }

  /** The newest application announces the next; it has some days left then. */
  announce(): SuccessionStatement {
    const next = this.#place();
    const timeUnixS = NOW + this.#day * DAY_S;
    const { settings } = this.newest;
    const statement: SuccessionStatement = {
      old: settings.context,
      next: next.settings.context,
      publicKey: next.publicKey,
      templateHash: new Uint8Array(32),
      number: this.places.length,
      lastInput: 0,
      root: new Uint8Array(32),
      closesUnixS: timeUnixS + DAYS * DAY_S,
    };
    const announcement = encodeSuccession(announcementOf(statement));
    this.#administer(this.newest, "succeed", { statement: p.sha256(announcement), announcement }, timeUnixS);
    return statement;
  }

  /** The registration that takes the car's record over from the newest application, as it stands now. */
  async takeOver(to: Omit<Place, "archive">): Promise<Signed> {
    const { index } = recordOf(this.newest.node.state, this.device);
    const answer = await this.newest.node.ask(encodeQuery({ kind: "estate", index }));
    if (answer.kind !== "estate") throw new Error("There is no estate.");
    const by = { makerId: keyIdentity(p.p256PublicKey(makerKey), p), keyId: to.settings.keyId };
    const message = encodeRegistration(takeOverRegistration(answer.estate, by, p));
    return signMessage("registration", to.settings.context, message, makerKey, p);
  }

  /** What the next application needs to take the record over as it stands now. */
  async takeOverNow(): Promise<{ readonly root: Uint8Array; readonly registration: Signed }> {
    const root = stateRoot(this.newest.node.state);
    return { root, registration: await this.takeOver(this.#place()) };
  }

  /**
   * The newest application has closed; the next one takes the record over.
   * @param change what the next one is told otherwise, and a registration from before
   */
  async succeed(
    statement: SuccessionStatement,
    change: { root?: Uint8Array; registration?: Signed } = {},
  ): Promise<void> {
    const next = this.#place();
    const root = change.root ?? stateRoot(this.newest.node.state);
    this.newest.node.claim();
    const { closesUnixS } = statement;
    this.#administer(
      next,
      "inherit",
      { statement: encodeSuccession({ ...statement, root, lastInput: 1 }) },
      closesUnixS + 60,
    );
    const registration = change.registration ?? (await this.takeOver(next));
    const at = next.node.add({ registrations: [registration] }, closesUnixS + 120);
    this.places.push({ ...next, archive: new TestArchive(this.device, registration, at, next.settings) });
    this.#day = Math.ceil((closesUnixS - NOW) / DAY_S) + 1;
  }

  /** The device hears of the newest application. */
  follow(): void {
    const [from, to] = this.places.slice(-2) as [Place, Place];
    this.sender.follow(from, to);
  }
}
