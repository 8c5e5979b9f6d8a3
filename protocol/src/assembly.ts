/**
 * A device's side of the protocol as pure functions: a state and what it says become an envelope and the next state
 * (docs/protocol.md, "Envelope", "Session" and "Sealing"); and its maker's: a device and a vehicle become a registration.
 * Whoever plays a device builds on this: the device SDK, and tests, fuzzers and vectors that need what no honest device
 * sends. Nothing here stores or sends.
 */
import { CAR, type Profile } from "./columns/profile.ts";
import type { Context } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { signEnvelope } from "./envelope.ts";
import { keyIdentity } from "./identity.ts";
import { genesisLink, LINK_PREFIX_BYTES } from "./link.ts";
import type { Belonging } from "./possession.ts";
import { encodeReadings, type Groups, NO_GROUPS, type Reading } from "./reading.ts";
import { sealGroups, sealVehicle } from "./seal.ts";
import { openSession } from "./session.ts";
import { signMessage } from "./sign.ts";
import type { Body, Envelope, Opening, Signed } from "./wire/envelope.ts";
import {
  encodeRegistration,
  encodeVehicle,
  type KeyTier,
  type Registration,
  type Vehicle,
} from "./wire/registration.ts";

/** The application that a device seals to. */
export interface Application {
  readonly context: Context;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** 8 bytes. */
  readonly keyId: Uint8Array;
}

/** A device's key and the application that it is made for. */
export interface DeviceIdentity {
  readonly application: Application;
  /** P-256 scalar, 32 bytes. */
  readonly privateKey: Uint8Array;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** What it sends, as its registration says. */
  readonly profile: Profile;
}

/** Where a device's chain of links stands. A copy of it is a clone of the device. */
export interface DeviceState {
  /** Of the last envelope; 0 before the first. */
  readonly sequence: number;
  /** Of the last envelope, 32 bytes. */
  readonly link: Uint8Array;
  /** The highest session number so far; 0 before the first. */
  readonly session: number;
  /** 32 bytes; undefined when the next envelope must open a session. */
  readonly sessionKey?: Uint8Array | undefined;
  /** The sequence number of the open session's opening. */
  readonly firstSequence?: number | undefined;
  /** Of a session whose opening is not sealed yet. */
  readonly opening?: Opening | undefined;
  /** Sequence numbers that its next opening leaves out; none unless said. */
  readonly skip?: number;
  /** The device lost its storage: its next opening says so. */
  readonly lost?: true;
}

/** One envelope, its link and the state behind it. */
export interface Assembled {
  readonly envelope: Envelope;
  /** 32 bytes. */
  readonly link: Uint8Array;
  readonly state: DeviceState;
}

/**
 * Names a device by its key.
 * @param privateKey P-256 scalar, 32 bytes
 * @param profile what it sends; a car's unless said
 * @throws {RangeError} when the key is 0 or not below the order of the curve
 * @example
 * const identity = identify(privateKey, application, native);
 * identity.deviceId.length; // => 8
 */
export function identify(
  privateKey: Uint8Array,
  application: Application,
  provider: CryptoProvider,
  profile: Profile = CAR,
): DeviceIdentity {
  const publicKey = provider.p256PublicKey(privateKey);
  return { application, privateKey, publicKey, deviceId: keyIdentity(publicKey, provider), profile };
}

/**
 * Returns the state of a device that has sealed nothing.
 * @example
 * const state = genesisState(identify(privateKey, application, native), native);
 * state.sequence; // => 0
 */
export function genesisState({ application, publicKey }: DeviceIdentity, provider: CryptoProvider): DeviceState {
  return { sequence: 0, link: genesisLink(application.context, publicKey, provider), session: 0 };
}

/**
 * Begins the next session; the next envelope carries its opening.
 * @param keyMaterial 32 secret random bytes, never used before
 * @param skip sequence numbers that are left out: a gap that everybody sees; those that the state says unless given
 * @throws {RangeError} when the application's public key is not a point of the curve
 * @example
 * const identity = identify(privateKey, application, native);
 * const state = beginSession(identity, genesisState(identity, native), keyMaterial, native);
 * state.session; // => 1
 */
export function beginSession(
  identity: DeviceIdentity,
  state: DeviceState,
  keyMaterial: Uint8Array,
  provider: CryptoProvider,
  skip = state.skip ?? 0,
): DeviceState {
  const { application, publicKey } = identity;
  const session = state.session + 1;
  const sequence = state.sequence + skip;
  const firstSequence = sequence + 1;
  const name = { devicePublicKey: publicKey, session, firstSequence, previousLink: state.link };
  const opened = openSession(application.context, name, application, keyMaterial, provider);
  return {
    sequence,
    link: state.link,
    session,
    firstSequence,
    sessionKey: opened.sessionKey,
    opening: opened.opening,
    ...(state.lost ? { lost: true } : {}),
  };
}

/**
 * Assembles the envelope that follows a state.
 * @param groups what it says, as `contentOf` encodes it, or any bytes for a test
 * @param change fields that are said otherwise than the state has them: for those who forge. A group in it is not sealed
 * but taken as it is.
 * @throws {RangeError} when no session is open, or the open one is full
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const identity = identify(privateKey, application, native);
 * const state = beginSession(identity, genesisState(identity, native), keyMaterial, native);
 * const content = contentOf([{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
 * const first = assemble(identity, state, content, native);
 * const second = assemble(identity, first.state, content, native);
 * second.state.sequence; // => 2
 */
export function assemble(
  identity: DeviceIdentity,
  state: DeviceState,
  groups: Groups,
  provider: CryptoProvider,
  change: Partial<Body> = {},
): Assembled {
  const { application, deviceId, privateKey, profile } = identity;
  const { context, keyId } = application;
  const { opening, sessionKey, firstSequence } = state;
  const fields = {
    deviceId,
    sequence: state.sequence + 1,
    session: state.session,
    previousLink: opening ? state.link : state.link.slice(0, LINK_PREFIX_BYTES),
    ...(opening ? { opening } : {}),
    ...(opening && state.lost ? { lost: true as const } : {}),
    ...change,
  };
  let sealed = NO_GROUPS;
  if (groups !== NO_GROUPS) {
    if (!sessionKey || firstSequence === undefined) throw new RangeError("No session is open; begin one first.");
    sealed = sealGroups(context, fields, { sessionKey, firstSequence }, { keyId, profile }, groups, provider);
  }
  const body = { ...sealed, ...fields };
  const { envelope, link } = signEnvelope(context, state.link, body, privateKey, provider);
  const { sequence, session } = fields;
  return { envelope, link, state: { sequence, link, session, firstSequence, sessionKey } };
}

/**
 * Encodes readings as the content of one envelope.
 * @throws {MalformedError} `malformed` when a value is outside its quantity's range, a quantity is missing at some
 * readings, or the profile does not send it
 * @throws {LimitError} `too-large` beyond GROUP_READINGS_MAX readings
 * @example
 * const content = contentOf([{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
 */
export function contentOf(readings: readonly Reading[], profile: Profile = CAR): Groups {
  return encodeReadings(profile, readings);
}

/** What a maker says of a device when it registers it. */
export interface Registered {
  /** 33 bytes. */
  readonly devicePublicKey: Uint8Array;
  /** Where the device's key lives. */
  readonly keyTier: KeyTier;
  /** What the device sends. */
  readonly profile: Pick<Profile, "number" | "version">;
  readonly vehicle: Vehicle;
  /** 20 bytes, the account of the first owner; or empty: nobody until a claim. */
  readonly firstOwner: Uint8Array;
  /** Has the device sign (64 bytes) whose it is. */
  readonly possess: (belonging: Belonging) => Uint8Array;
}

/**
 * Assembles a maker's signed registration of a device, with the vehicle sealed to the application.
 * @param maker `privateKey`: P-256 scalar, 32 bytes; `keyMaterial`: 32 secret random bytes, never used before; `id`: 8 bytes, of
 * the company, which is the identity of its first key: that of `privateKey` unless said
 * @param change fields that are said otherwise: for those who forge. `sealedVehicle` is then taken as it is.
 * @throws {RangeError} when the application's public key is not a point of the curve
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const makerId = keyIdentity(makerPublicKey, native);
 * const possess = () => signPossession(context, { makerId, firstOwner: owner }, privateKey, native);
 * const device = { devicePublicKey: publicKey, keyTier: 1, profile: CAR, possess } as const;
 * const registered = { ...device, vehicle, firstOwner: owner };
 * const maker = { privateKey: makerPrivateKey, keyMaterial };
 * const { message, signature } = assembleRegistration(application, registered, maker, native);
 */
export function assembleRegistration(
  application: Application,
  { devicePublicKey, keyTier, profile, vehicle, firstOwner, possess }: Registered,
  maker: { readonly privateKey: Uint8Array; readonly keyMaterial: Uint8Array; readonly id?: Uint8Array },
  provider: CryptoProvider,
  change: Partial<Registration> = {},
): Signed {
  const { context, publicKey, keyId } = application;
  const { privateKey, keyMaterial } = maker;
  const sealedVehicle =
    change.sealedVehicle ??
    sealVehicle(context, devicePublicKey, publicKey, encodeVehicle(vehicle), keyMaterial, provider);
  const said = {
    devicePublicKey,
    keyTier,
    makerId: maker.id ?? keyIdentity(provider.p256PublicKey(privateKey), provider),
    keyId,
    profile: profile.number,
    profileVersion: profile.version,
    firstOwner,
    ...change,
    sealedVehicle,
  };
  const message = encodeRegistration({ possession: possess(said), ...said });
  return signMessage("registration", context, message, privateKey, provider);
}
