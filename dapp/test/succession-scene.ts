/** Two applications, of which one follows the other, and a device that goes on from one to the other. */
import {
  assemble,
  beginSession,
  contentOf,
  type DeviceIdentity,
  type DeviceState,
  identify,
} from "@witness/protocol/assembly";
import { utf8 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { keyIdentity } from "@witness/protocol/identity";
import { administratorsSigner, draftForApplication, signOperation } from "@witness/protocol/operations/signing";
import type { Reading } from "@witness/protocol/reading";
import { signMessage } from "@witness/protocol/sign";
import { successionLink } from "@witness/protocol/succession";
import type { Batch, Envelope, Signed } from "@witness/protocol/wire/envelope";
import { encodeRegistration, type Registration } from "@witness/protocol/wire/registration";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import type { Transition } from "../src/state/advance.ts";
import type { State } from "../src/state/state.ts";
import { recordOf } from "./operating.ts";
import * as old from "./world.ts";
import { feed, inputOf, keyOf, makerKey, NOW, p, type TestDevice } from "./world.ts";

export const DAY_S = 86_400;
export const CLOSES = NOW + 31 * DAY_S;
export const administrators = [0, 1, 2].map((index) => ({ index, privateKey: keyOf(`administrator ${index}`) }));
export const set = { threshold: 2, publicKeys: administrators.map(({ privateKey }) => p.p256PublicKey(privateKey)) };
export const rivalKey = keyOf("a rival maker");
export const makers = [makerKey, rivalKey].map((key) => p.p256PublicKey(key));

export const nextContext: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xcd) };
export const nextKey = keyOf("the new application");
export const nextPublicKey = p.p256PublicKey(nextKey);
export const nextApplication = { context: nextContext, publicKey: nextPublicKey, keyId: keyIdentity(nextPublicKey, p) };
export const predecessor = { context: old.context, keyId: old.keyId };

/** As many messages as an input may carry. */
export const parts = <T>(messages: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(messages.length / 100) }, (_, part) => messages.slice(100 * part, 100 * (part + 1)));

/** Readings of a new month, going on from the last of `month`. */
export const onwards = (days: number, from = 1_310): Reading[] =>
  Array.from({ length: days }, (_, day) => ({ timeUnixS: NOW + (day - 8) * DAY_S, odometerHm: from + 10 * day }));

export const reportOf = ({ reports: [first] }: Transition) => decodeAdvanceReport(first ?? new Uint8Array());

/** An application with its own clock of inputs. */
export class Place {
  readonly context: Context;
  readonly state: State;
  inputs = 0;

  constructor(context: Context, state: State) {
    this.context = context;
    this.state = state;
  }
  post(batch: Partial<Batch>, timeUnixS: number): Transition {
    const transition = feed(this.state, inputOf(batch, this.inputs, { context: this.context, timeUnixS }));
    this.inputs += 1;
    return transition;
  }
  administer(kind: "succeed" | "inherit", fields: Record<string, Uint8Array>, timeUnixS: number): Transition {
    const signer = administratorsSigner(this.context, 1, administrators.slice(1), p);
    const drafted = { actor: signer.actor, expiresUnixS: timeUnixS + DAY_S, fields };
    const operation = draftForApplication(kind, drafted, this.state.globals.actors.counter + 1);
    return this.post({ operations: [signOperation(operation, signer)] }, timeUnixS);
  }
  record(id: Uint8Array) {
    return recordOf(this.state, { id });
  }
}

/** A device that has gone on to the new application. */
export class MovedDevice {
  readonly #identity: DeviceIdentity;
  state: DeviceState;

  constructor(device: TestDevice, application = nextApplication) {
    this.#identity = identify(device.key, application, p);
    const { sequence, link, session } = device;
    const from = successionLink(old.context, application.context, { sequence, link }, p);
    this.state = { sequence, link: from, session };
  }
  send(readings: readonly Reading[]): Envelope {
    if (!this.state.sessionKey) {
      const secret = p.sha256(this.#identity.publicKey, utf8(`${this.state.session}`));
      this.state = beginSession(this.#identity, this.state, secret, p);
    }
    const made = assemble(this.#identity, this.state, contentOf(readings), p);
    this.state = made.state;
    return made.envelope;
  }
}

export const registered = (registration: Registration, key = makerKey): Signed =>
  signMessage("registration", nextContext, encodeRegistration(registration), key, p);
