/**
 * Authenticating: whether a run of bodies is this device's, new, and next (docs/protocol.md, "Admission").
 * Relay and back-end ask the same questions here; nothing here decrypts. One signature, the last, covers a run.
 */
import { equal } from "./bytes.ts";
import { type Chain, extendChain, findLink, hasLink, recentLinks } from "./chain.ts";
import type { Context } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { type Code, ProtocolError } from "./errors.ts";
import { BODY_MAX_BYTES } from "./limits.ts";
import { linkOf, linkPreimage } from "./link.ts";
import { type Body, decodeBody, type Envelope, encodeBody, type Run } from "./wire/envelope.ts";

/** What is asked of a session opening besides its signature. */
export interface Policy {
  readonly context: Context;
  readonly provider: CryptoProvider;
  /** The identity (8 bytes) of the application's key. */
  readonly keyId: Uint8Array;
}

/** Numbers between two admitted envelopes that no admitted envelope has. */
export interface Gap {
  readonly afterSequence: number;
  readonly beforeSequence: number;
}

/** What became of one body of a run. */
export interface BodyDecision {
  readonly code: Code;
  /** What could be read of it. */
  readonly body?: Body;
  /** 32 bytes, when the device's own key vouches for the body: by this run's signature or by an earlier one. */
  readonly link?: Uint8Array;
  /** Present on an admitted opening that does not follow the head. */
  readonly gap?: Gap;
  /** On an admitted opening: it goes on from a link that already has a successor, so two hold this key. */
  readonly fork?: true;
}

/** What became of a run, and where the chain stands after it. */
export interface RunDecision {
  readonly decisions: readonly BodyDecision[];
  /** The same object when nothing was admitted. */
  readonly chain: Chain;
}

/** Reads one body. The code says why when it is none. */
export function readBody(bytes: Uint8Array): { readonly body: Body } | { readonly code: Code } {
  if (bytes.length > BODY_MAX_BYTES) return { code: "too-large" };
  try {
    return { body: decodeBody(bytes) };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}

/** A body with the link it goes on from and its own. */
interface Linked {
  readonly bytes: Uint8Array;
  readonly body: Body;
  readonly previous: Uint8Array;
  readonly link: Uint8Array;
}

/** Reads all bodies; a run with one that is none, or of several devices, cannot be authenticated. */
function readRun(bodies: readonly Uint8Array[], deviceId: Uint8Array): Body[] | BodyDecision[] {
  const read = bodies.map(readBody);
  const sound = read.every((each) => "body" in each && equal(each.body.deviceId, deviceId));
  if (sound) return read.map((each) => ("body" in each ? each.body : undefined)).filter((body) => body !== undefined);
  return read.map(
    (each): BodyDecision => ("code" in each ? { code: each.code } : { code: "run-broken", body: each.body }),
  );
}

/** The full link (32 bytes) that the first body goes on from, if it is known or stated in full. */
function firstPrevious(chain: Chain, body: Body): Uint8Array | undefined {
  if (body.opening) return body.previousLink;
  return findLink(chain, body.previousLink, body.sequence)?.link;
}

/** Chains the bodies on their bytes alone; undefined where one does not go on from the one before. */
function linkRun(
  policy: Policy,
  bodies: readonly Uint8Array[],
  read: readonly Body[],
  first: Uint8Array,
): Linked[] | undefined {
  const linked: Linked[] = [];
  let previous = first;
  for (const [index, body] of read.entries()) {
    const bytes = bodies[index];
    if (!bytes || !equal(previous.subarray(0, body.previousLink.length), body.previousLink)) return undefined;
    const link = linkOf(policy.context, previous, bytes, policy.provider);
    linked.push({ bytes, body, previous, link });
    previous = link;
  }
  return linked;
}

/** What an authentic opening must be besides following the head. */
function openingCode(policy: Policy, chain: Chain, { session, opening }: Body): Code | undefined {
  if (!opening) return undefined;
  if (opening.suite !== 1) return "suite-unsupported";
  if (!equal(opening.keyId, policy.keyId)) return "key-unknown";
  if (session <= chain.session) return "session-reused";
  if (!policy.provider.p256Compress(opening.encapsulatedKey)) return "encapsulation-invalid";
  return undefined;
}

/** The rule for one authentic body at the head, each line of which relay and back-end must agree on. */
function judge(policy: Policy, chain: Chain, { body, previous, link }: Linked): BodyDecision {
  const refuse = (code: Code): BodyDecision => ({ code, body, link });
  if (hasLink(chain, { sequence: body.sequence, link })) return refuse("sequence-replayed");
  if (body.sequence <= chain.sequence) {
    const taken = recentLinks(chain).some(({ sequence }) => sequence === body.sequence);
    return refuse(taken ? "forked-key" : "sequence-regressed");
  }
  const followsHead = equal(previous, chain.link);
  if (!body.opening) {
    if (!followsHead) return refuse("link-mismatch");
    if (body.sequence !== chain.sequence + 1) return refuse("sequence-gap");
    if (body.session !== chain.session) return refuse("session-unknown");
    return { code: "admitted", body, link };
  }
  const code = openingCode(policy, chain, body);
  if (code) return refuse(code);
  if (followsHead && body.sequence === chain.sequence + 1) return { code: "admitted", body, link };
  const gap = { afterSequence: chain.sequence, beforeSequence: body.sequence };
  const known = !followsHead && recentLinks(chain).some((each) => equal(each.link, previous));
  return { code: "admitted", body, link, gap, ...(known ? { fork: true as const } : {}) };
}

/** Why the first body's previous link is not known here. */
const unknownPrevious = (chain: Chain, body: Body): Code => {
  if (body.sequence > chain.sequence + 1) return "sequence-gap";
  return body.sequence <= chain.sequence ? "sequence-regressed" : "link-mismatch";
};

/**
 * Judges a run against a device's chain: cheap questions first, one signature check at most.
 * The run's device must be the chain's. Never throws on any bytes.
 */
export function authenticateRun(policy: Policy, chain: Chain, run: Run): RunDecision {
  const read = readRun(run.bodies, chain.deviceId);
  const [head] = read;
  if (head === undefined) return { decisions: [], chain };
  if ("code" in head) return { decisions: read as BodyDecision[], chain };
  const bodies = read as Body[];
  const refuseAll = (code: Code): RunDecision => ({ decisions: bodies.map((body) => ({ code, body })), chain });

  const first = firstPrevious(chain, head);
  if (!first) return refuseAll(unknownPrevious(chain, head));
  const linked = linkRun(policy, run.bodies, bodies, first);
  const last = linked?.at(-1);
  if (!linked || !last) return refuseAll("run-broken");
  if (linked.every(({ body, link }) => hasLink(chain, { sequence: body.sequence, link }))) {
    // Nothing new: what is known already was authenticated when it came.
    return { decisions: linked.map(({ body, link }) => ({ code: "sequence-replayed", body, link })), chain };
  }
  const preimage = linkPreimage(policy.context, last.previous, last.bytes);
  if (!policy.provider.p256Verify(chain.publicKey, run.signature, ...preimage)) return refuseAll("signature-invalid");

  const decisions: BodyDecision[] = [];
  let current = chain;
  for (const each of linked) {
    const decision = judge(policy, current, each);
    decisions.push(decision);
    if (decision.code === "admitted") {
      current = extendChain(current, { sequence: each.body.sequence, link: each.link, session: each.body.session });
    }
  }
  return { decisions, chain: current };
}

/** Signs a body behind `previousLink` (32 bytes); the device keeps the link as its new head. */
export function signEnvelope(
  context: Context,
  previousLink: Uint8Array,
  body: Body,
  privateKey: Uint8Array,
  provider: CryptoProvider,
): { readonly envelope: Envelope; readonly link: Uint8Array } {
  const bytes = encodeBody(body);
  const preimage = linkPreimage(context, previousLink, bytes);
  return {
    envelope: { body: bytes, signature: provider.p256Sign(privateKey, ...preimage) },
    link: provider.sha256(...preimage),
  };
}
