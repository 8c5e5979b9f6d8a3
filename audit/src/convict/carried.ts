/**
 * Whether the inputs of an application hold what a receipt promises, as it was signed: bytes under a signature that nobody made
 * are refused by the application, so whoever carries them so has carried nothing. Whether it was admitted is not asked: that
 * is not promised.
 */
import { readBody } from "@witness/protocol/admission";
import { unpackPayload } from "@witness/protocol/batch";
import { equal, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { ProtocolError } from "@witness/protocol/errors";
import { keyIdentity } from "@witness/protocol/identity";
import { LINK_PREFIX_BYTES, linkOf, linkPreimage } from "@witness/protocol/link";
import { administratorsOf, type Globals } from "@witness/protocol/operations/globals";
import { decodeOperation, operationIdentity } from "@witness/protocol/operations/operation";
import { originsIn, type SignedOperation, verifySignedOperation } from "@witness/protocol/operations/signed";
import { readTakeOver } from "@witness/protocol/take-over";
import type { Batch, Body, Run, Signed } from "@witness/protocol/wire/envelope";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import type { Companies } from "./companies.ts";

/** An input of an application that one may look into. */
export interface Arrived {
  readonly payload: Uint8Array;
  /** Of its block. */
  readonly timeUnixS: number;
}

/** Looks at inputs one after the other; returns whether one holds it. */
export type Finder = (input: Arrived) => boolean;

/** Reads what may be none; undefined when it cannot be read. */
function readable<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Batches by their payload: many finders look at one input. */
const batches = new WeakMap<Uint8Array, { readonly batch: Batch | undefined }>();

function batchOf(payload: Uint8Array): Batch | undefined {
  const known = batches.get(payload) ?? { batch: readable(() => unpackPayload(payload)) };
  batches.set(payload, known);
  return known.batch;
}

/**
 * What cannot be read as a batch carries nothing, nor does what comes after the application's end: it refuses the whole input.
 * @param companies undefined when nobody knows when it ends
 */
const takenBatch = (payload: Uint8Array, timeUnixS: number, companies: Companies | undefined): Batch | undefined =>
  companies?.isClosedAt(timeUnixS) ? undefined : batchOf(payload);

/**
 * Returns whether the actor that a message names signed it.
 * @param globals what the operation met, which says who the administrators are; undefined when nobody knows
 */
function isSignedByActor(context: Context, signed: SignedOperation, globals: Globals | undefined): boolean {
  const actor = readable(() => decodeOperation(signed.message))?.actor;
  if (actor === undefined) return false;
  const administrators = globals ? administratorsOf(globals) : { number: 0, threshold: 0, publicKeys: [] };
  const verifiers = { administrators, origins: originsIn(signed.signature) };
  return verifySignedOperation(context, signed, actor, verifiers, provider);
}

/** Looks for an operation, by what its actor signed. */
export class OperationFinder {
  readonly #context: Context;
  readonly #companies: Companies | undefined;
  readonly #identity: Uint8Array;
  #byAdministrators = false;

  /**
   * @param companies undefined when nobody knows who the administrators are
   * @param identity 32 bytes: the hash of its message
   */
  constructor(context: Context, companies: Companies | undefined, identity: Uint8Array) {
    this.#context = context;
    this.#companies = companies;
    this.#identity = identity;
  }

  /** Whether an input had the message, and administrators must have signed it, who are unknown. */
  get isUnchecked(): boolean {
    return this.#byAdministrators && this.#companies === undefined;
  }

  /** Looks at the next input; returns whether it has the operation. */
  readonly look: Finder = ({ payload, timeUnixS }) => {
    const batch = takenBatch(payload, timeUnixS, this.#companies);
    const met = batch && this.#companies?.take(batch, timeUnixS);
    const found = batch?.operations?.map((signed, place) => {
      if (!equal(operationIdentity(signed.message, provider), this.#identity)) return false;
      this.#byAdministrators ||= readable(() => decodeOperation(signed.message))?.actor.form === "administrators";
      return isSignedByActor(this.#context, signed, met?.[place]);
    });
    return found?.includes(true) ?? false;
  };
}

/**
 * Looks for a body by its link. A body names a part of the link before it, and an opening names all of it: so links are
 * reckoned from the openings on, for each link that a body may go on from. One signature covers all links of a run, and the
 * device's key, which its registration tells, must have made it.
 */
export class BodyFinder {
  readonly #contexts: readonly Context[];
  readonly #companies: Companies | undefined;
  readonly #deviceId: Uint8Array;
  readonly #link: Uint8Array;
  #publicKey: Uint8Array | undefined;
  #isTakenOver = false;
  #cameAlong = false;
  /** Links of the device's bodies by their first bytes. */
  readonly #known = new Map<string, Uint8Array[]>();

  /**
   * @param contexts the application, and its predecessor, for which devices still sign that have not heard of its end
   * @param companies who the makers are, that take records over; undefined when nobody knows
   * @param of a device (8 bytes), and the link (32 bytes) of one of its bodies
   */
  constructor(
    contexts: readonly Context[],
    companies: Companies | undefined,
    of: { readonly deviceId: Uint8Array; readonly link: Uint8Array },
  ) {
    this.#contexts = contexts;
    this.#companies = companies;
    this.#deviceId = of.deviceId;
    this.#link = of.link;
  }

  /** Whether the device's record was taken over, so that its bodies may be signed for the predecessor. */
  get isTakenOver(): boolean {
    return this.#isTakenOver;
  }

  /** Whether a maker took it over with the record: an input of the predecessor has it, and a relay takes it again for known. */
  get cameAlong(): boolean {
    return this.#cameAlong;
  }

  /** Looks at the next input; returns whether it has the body. */
  readonly look: Finder = ({ payload, timeUnixS }) => {
    const batch = takenBatch(payload, timeUnixS, this.#companies);
    for (const signed of batch?.registrations ?? []) readable(() => this.#register(signed));
    // Registrations come before operations in an input, so they met what was before.
    if (batch) this.#companies?.take(batch, timeUnixS);
    return batch?.runs.map((run) => this.#contexts.some((context) => this.#has(context, run))).includes(true) ?? false;
  };

  #register(signed: Signed): void {
    const registration = decodeRegistration(signed.message);
    const { devicePublicKey } = registration;
    if (!equal(keyIdentity(devicePublicKey, provider), this.#deviceId)) return;
    this.#publicKey = devicePublicKey;
    const takeOver = readTakeOver(registration, provider);
    if (!takeOver) return;
    this.#isTakenOver = true;
    const { link } = takeOver.values.chain;
    this.#add(link);
    if (equal(link, this.#link) && this.#companies?.takesOver(signed)) this.#cameAlong = true;
  }

  #add(link: Uint8Array): void {
    const prefix = toHex(link.slice(0, LINK_PREFIX_BYTES));
    const same = this.#known.get(prefix) ?? [];
    if (!same.some((other) => equal(other, link))) this.#known.set(prefix, [...same, link]);
  }

  #has(context: Context, { bodies, signature }: Run): boolean {
    const read: Body[] = [];
    for (const bytes of bodies) {
      const each = readBody(bytes);
      if (!("body" in each) || !equal(each.body.deviceId, this.#deviceId)) return false;
      read.push(each.body);
    }
    const [first] = read;
    if (first === undefined) return false;
    const before = first.opening ? [first.previousLink] : (this.#known.get(toHex(first.previousLink)) ?? []);
    const links = before.flatMap((previous) => this.#signed(context, previous, { bodies, read, signature }));
    for (const link of links) this.#add(link);
    return links.some((link) => equal(link, this.#link));
  }

  /** Returns the links of a run behind a link; none when the run does not go on from it, or the device did not sign it so. */
  #signed(
    context: Context,
    first: Uint8Array,
    { bodies, read, signature }: Run & { readonly read: readonly Body[] },
  ): readonly Uint8Array[] {
    const links = [first];
    let preimage: readonly Uint8Array[] = [];
    for (const [index, bytes] of bodies.entries()) {
      const previous = links.at(-1) ?? first;
      const named = read[index]?.previousLink ?? new Uint8Array();
      if (!equal(previous.subarray(0, named.length), named)) return [];
      preimage = linkPreimage(context, previous, bytes);
      links.push(linkOf(context, previous, bytes, provider));
    }
    const isSigned = this.#publicKey !== undefined && provider.p256Verify(this.#publicKey, signature, ...preimage);
    return isSigned ? links.slice(1) : [];
  }
}
