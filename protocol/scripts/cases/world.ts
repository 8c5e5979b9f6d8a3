/** The keys, the chain and the first three envelopes that all vectors share. Seeded: nothing here changes by itself. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { admitRun } from "../../src/admission.ts";
import { assemble, type DeviceIdentity } from "../../src/assembly.ts";
import { concat, fromHex, toHex, utf8 } from "../../src/bytes.ts";
import { CAR } from "../../src/columns/profile.ts";
import type { Context } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { PLACES } from "../../src/disclosure/key-tree.ts";
import { addressOf } from "../../src/eip712.ts";
import { ProtocolError } from "../../src/errors.ts";
import { type HashChain, newHashChain } from "../../src/hash-chain.ts";
import { derivePrivateKey } from "../../src/hpke.ts";
import { keyIdentity } from "../../src/identity.ts";
import { encodeReadings, type Groups, type Reading } from "../../src/reading.ts";
import { openSession } from "../../src/session.ts";
import type { Body, Run } from "../../src/wire/envelope.ts";

export const seed = (name: string): Uint8Array => p.sha256(utf8(`witness vectors/${name}`));
const keyOf = (name: string): Uint8Array => derivePrivateKey(seed(name), p);
export const context: Context = { chainId: 31_337, application: seed("application address").slice(0, 20) };
export const keys = {
  device: keyOf("device"),
  stranger: keyOf("stranger"),
  maker: keyOf("maker"),
  application: keyOf("application"),
  relay: keyOf("relay"),
};
export const publicKey = p.p256PublicKey(keys.device);
export const deviceId = keyIdentity(publicKey, p);
export const applicationKey = p.p256PublicKey(keys.application);
export const keyId = keyIdentity(applicationKey, p);
export const fresh = newHashChain(context, deviceId, publicKey, p);
export const session = openSession(
  context,
  { devicePublicKey: publicKey, session: 1, firstSequence: 1, previousLink: fresh.link },
  { publicKey: applicationKey, keyId },
  seed("ephemeral"),
  p,
);
export const sealing = { firstSequence: 1, sessionKey: session.sessionKey };
export const sealedFor = { keyId, profile: CAR };

export const readings = Array.from({ length: 5 }, (_, i) => ({
  timeUnixS: 1_800_000_000 + 60 * i,
  odometerHm: 1_234_560 + 14 * i,
  fuelUsedCl: 812_000 + 11 * i,
  ...(i === 2 ? { troubleCodes: [{ code: 0x0301, cleared: false }] } : {}),
})) satisfies Reading[];
/** What every envelope of the vectors says, unless it says so. */
export const content = encodeReadings(CAR, readings);

const identity: DeviceIdentity = {
  application: { context, publicKey: applicationKey, keyId },
  privateKey: keys.device,
  publicKey,
  deviceId,
  profile: CAR,
};

type Change = Partial<Body> & { readonly key?: Uint8Array; readonly at?: Context; readonly text?: Groups };

/** Signs a body that goes on from `previous`, changed as a case wants it. */
export function envelope(previous: Uint8Array, sequence: number, change: Change = {}) {
  const { key = keys.device, at = context, text = content, ...fields } = change;
  const signer = { ...identity, privateKey: key, application: { ...identity.application, context: at } };
  const { sessionKey } = session;
  // A session's own opening is at its first place; what follows is counted from the first, up to the last there is.
  const firstSequence = fields.opening ? sequence : Math.max(1, sequence - PLACES + 1);
  const state = {
    sequence: sequence - 1,
    link: previous,
    session: 1,
    firstSequence,
    sessionKey,
    opening: fields.opening,
  };
  const made = assemble(signer, state, text, p, fields);
  return { envelope: made.envelope, link: made.link };
}
export type Sent = ReturnType<typeof envelope>;
export const run = (...sent: Sent[]): Run => ({
  bodies: sent.map((each) => each.envelope.body),
  signature: sent.at(-1)?.envelope.signature ?? new Uint8Array(64),
});
export const after = (chain: HashChain, ...sent: Sent[]): HashChain =>
  admitRun({ context, provider: p, keyId }, chain, run(...sent)).chain;

/** A chain as the vectors tell it. */
export const told = ({ sequence, session: number, firstSequence, recent }: HashChain) => ({
  sequence,
  session: number,
  firstSequence,
  recent: toHex(recent),
});

export const opening = session.opening;
export const first = envelope(fresh.link, 1, { opening });
export const second = envelope(first.link, 2);
export const third = envelope(second.link, 3);
export const chain = after(fresh, first, second, third);
/** The owner's wallet (secp256k1), the browser's key and the key that answers are sealed to. */
export const wallet = seed("wallet");
export const owner = addressOf(secp256k1.getPublicKey(wallet, true));
export const browserKey = keyOf("browser");
export const replyKey = keyOf("reply");
export const other: Context = { ...context, application: seed("another application").slice(0, 20) };

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
export const WALLET_ORDER: bigint = secp256k1.Point.CURVE().n;

/** The other signature that ECDSA admits, of one that ends with r ‖ s: r and n − s. */
export function otherForm(signature: Uint8Array, order = P256_ORDER): Uint8Array {
  const s = order - BigInt(`0x${toHex(signature.slice(-32))}`);
  return concat(signature.slice(0, -32), fromHex(s.toString(16).padStart(64, "0")));
}

/** The same envelopes under the other form of their signature. */
export function otherHalf(...sent: Sent[]): Run {
  const { bodies, signature } = run(...sent);
  return { bodies, signature: otherForm(signature) };
}

/** The code of whatever a protocol error says, or `admitted`. */
export function codeOf(read: () => unknown): string {
  try {
    read();
    return "admitted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

/** Bytes that one byte string many times over would make large: hexadecimal and how often, joined in order. */
export type Pieces = readonly (readonly [string, number])[];
export const whole = (bytes: Uint8Array): Pieces => [[toHex(bytes), 1]];

/** The groups of an envelope in hexadecimal. */
export const hexed = ({ distance, condition, bus }: Groups) => ({
  distance: toHex(distance),
  condition: toHex(condition),
  bus: toHex(bus),
});
