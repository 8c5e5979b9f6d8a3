/**
 * Admission: whether a run of bodies is its device's, new and next (docs/protocol.md, "Admission"). Back-end, relay and audit
 * decide here, so that they agree. Nothing here decrypts.
 */
import { equal } from "./bytes.ts";
import type { Context } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { PLACES } from "./disclosure/key-tree.ts";
import { type Code, codeOfError } from "./errors.ts";
import { extendHashChain, findLink, type HashChain, hasLink, isHole, recentLinks, withLateLink } from "./hash-chain.ts";
import { BODY_MAX_BYTES } from "./limits.ts";
import { linkOf, linkPreimage } from "./link.ts";
import { foreignSettings, isForeign, isSuccessionLink, keptLink, type Predecessor } from "./predecessor.ts";
import { SUITE } from "./suite.ts";
import { type Body, type Opening, type Run, viewBody } from "./wire/envelope.ts";

/** What admission needs to know besides the message and the device's hash chain. */
export interface AdmissionSettings {
  readonly context: Context;
  readonly provider: CryptoProvider;
  /** The identity (8 bytes) of the application's key. */
  readonly keyId: Uint8Array;
  /** The application that this one goes on from. */
  readonly predecessor?: Predecessor | undefined;
}

/** Numbers between two admitted envelopes that no admitted envelope has. */
export interface Gap {
  readonly afterSequence: number;
  readonly beforeSequence: number;
}

/** The decision on one body of a run. */
export interface BodyDecision {
  readonly code: Code;
  /** What could be read of it. */
  readonly body?: Body;
  /** 32 bytes, when the device's own key vouches for the body: by this run's signature or by an earlier one. */
  readonly link?: Uint8Array;
  /** Present on an admitted opening that does not follow the head. */
  readonly gap?: Gap;
  /** On an admitted opening: it goes on from a link that somebody else went on from, so two hold this key. */
  readonly fork?: true;
  /** It is signed for the predecessor and sealed to its key, so that this application cannot open it. */
  readonly foreign?: true;
  /** It is the first that is signed for this application, in a record that was taken over: it begins a run. */
  readonly switches?: true;
}

/** The decision on each body of a run, and the hash chain after it. */
export interface RunDecision {
  readonly decisions: readonly BodyDecision[];
  /** The same object when nothing was admitted and nothing came late. */
  readonly chain: HashChain;
}

/** A body, or the code that says why the bytes are none. */
export type BodyOrCode = { readonly body: Body } | { readonly code: Code };

/**
 * Reads one body. Returns it, or the code that says why the bytes are none: `too-large`, `malformed`. Never throws on any
 * bytes. The body's byte fields are views of them.
 * @example
 * readBody(Uint8Array.of(255)); // => { code: "malformed" }
 */
export function readBody(bytes: Uint8Array): BodyOrCode {
  if (bytes.length > BODY_MAX_BYTES) return { code: "too-large" };
  try {
    return { body: viewBody(bytes) };
  } catch (error) {
    return { code: codeOfError(error) };
  }
}

/** A body with the link it goes on from and its own. */
export interface Linked {
  readonly bytes: Uint8Array;
  readonly body: Body;
  readonly previous: Uint8Array;
  readonly link: Uint8Array;
}

/** Reads all bodies; a run with one that is none, or of several devices, cannot be authenticated. */
function readRun(
  run: Run,
  deviceId: Uint8Array,
  first: BodyOrCode | undefined,
): { readonly bodies: readonly Body[] } | { readonly decisions: readonly BodyDecision[] } {
  const read = run.bodies.map((bytes, index) => (index === 0 && first) || readBody(bytes));
  const bodies: Body[] = [];
  for (const each of read) if ("body" in each && equal(each.body.deviceId, deviceId)) bodies.push(each.body);
  if (bodies.length === read.length) return { bodies };
  return { decisions: read.map((each) => ("code" in each ? each : { code: "run-broken", body: each.body })) };
}

/** The full link (32 bytes) that the first body goes on from, if it is known or stated in full. */
function firstPrevious(chain: HashChain, body: Body): Uint8Array | undefined {
  if (body.opening) return body.previousLink;
  return findLink(chain, body.previousLink, body.sequence)?.link;
}

/** Chains the bodies on their bytes alone; undefined where one does not go on from the one before. */
function linkRun(
  settings: AdmissionSettings,
  bodies: readonly Uint8Array[],
  read: readonly Body[],
  first: Uint8Array,
): Linked[] | undefined {
  const linked: Linked[] = [];
  let previous = first;
  for (const [index, body] of read.entries()) {
    const bytes = bodies[index];
    if (!bytes || !equal(previous.subarray(0, body.previousLink.length), body.previousLink)) return undefined;
    const link = linkOf(settings.context, previous, bytes, settings.provider);
    linked.push({ bytes, body, previous, link });
    previous = link;
  }
  return linked;
}

/** What an authentic opening must be besides following the head. */
function openingCode(
  settings: AdmissionSettings,
  chain: HashChain,
  session: number,
  opening: Opening,
): Code | undefined {
  if (opening.suite !== SUITE) return "suite-unsupported";
  if (!equal(opening.keyId, settings.keyId)) return "key-unknown";
  if (session <= chain.session) return "session-reused";
  if (!settings.provider.p256Compress(opening.encapsulatedKey)) return "encapsulation-invalid";
  return undefined;
}

/**
 * What a body is that goes on from a kept link which is not the head. A device signs one body behind each link, so another one
 * behind a link that has its successor is the work of two. An opening that leaves numbers out says that its device remembers
 * the link as its last, and so that whatever stands behind it is another's; unless it says that the device lost its storage:
 * such a one goes on from whatever head it was told, and shows nothing. The next number before a hole is a message that was
 * missing and comes late.
 */
function besideHead(
  settings: AdmissionSettings,
  chain: HashChain,
  { body, previous }: Linked,
): "forked-key" | "late-in-gap" | undefined {
  if (body.lost) return undefined;
  const links = recentLinks(chain);
  const kept = keptLink(settings, chain, previous);
  const place = links.findIndex(({ link }) => equal(link, kept));
  const from = links[place];
  const successor = links[place - 1];
  if (!from || isHole(from) || !successor || body.sequence <= from.sequence) return undefined;
  if (body.sequence !== from.sequence + 1) return body.opening ? "forked-key" : undefined;
  if (!isHole(successor)) return "forked-key";
  return body.sequence < successor.sequence ? "late-in-gap" : undefined;
}

/**
 * The rule for a body for the predecessor from a device that has gone on to this application: it never signs for the old one
 * again, so somebody else has its key. A device that lost its storage too may have been told the old head: neither its opening
 * nor what it sends behind that shows anything.
 * @param before the code of the body before it in its run
 */
function afterSwitch(chain: HashChain, { body, previous, link }: Linked, before: Code | undefined): BodyDecision {
  const isKept = recentLinks(chain).some((each) => equal(each.link, previous));
  const mayBeLost = body.opening ? body.lost || !isKept : before === "key-unknown";
  return { code: mayBeLost ? "key-unknown" : "forked-key", body, link };
}

/**
 * The rule for one authentic body at the head, each line of which relay and back-end must agree on.
 * @param before the code of the body before it in its run
 */
function judge(
  settings: AdmissionSettings,
  { chain, foreign }: Pick<LinkedRun, "chain" | "foreign">,
  linked: Linked,
  before: Code | undefined,
): BodyDecision {
  const { body, previous, link } = linked;
  const { firstHere } = chain;
  const refuse = (code: Code): BodyDecision => ({ code, body, link });
  if (hasLink(chain, { sequence: body.sequence, link })) return refuse("sequence-replayed");
  if (foreign && firstHere && body.sequence >= firstHere) return afterSwitch(chain, linked, before);
  if (body.sequence <= chain.sequence) {
    return refuse(before === "forked-key" ? before : (besideHead(settings, chain, linked) ?? "sequence-regressed"));
  }
  const isSwitch = !foreign && firstHere === 0 && body.opening !== undefined;
  const followsHead = isSwitch ? isSuccessionLink(settings, chain, previous) : equal(previous, chain.link);
  if (!body.opening) {
    if (!followsHead) return refuse("link-mismatch");
    if (body.sequence !== chain.sequence + 1) return refuse("sequence-gap");
    if (body.session !== chain.session) return refuse("session-unknown");
    if (body.sequence - chain.firstSequence >= PLACES) return refuse("session-full");
    return { code: "admitted", body, link };
  }
  const isFork = besideHead(settings, chain, linked) === "forked-key";
  const code = openingCode(settings, chain, body.session, body.opening);
  // It shows that two hold the key even when it opens nothing.
  if (code) return refuse(isFork ? "forked-key" : code);
  const taken = { code: "admitted", body, link, ...(isSwitch ? { switches: true as const } : {}) } as const;
  if (followsHead && body.sequence === chain.sequence + 1) return taken;
  const gap = { afterSequence: chain.sequence, beforeSequence: body.sequence };
  return isFork ? { ...taken, gap, fork: true } : { ...taken, gap };
}

/** Why the first body's previous link is not known here. */
const unknownPrevious = (chain: HashChain, body: Body): Code => {
  if (body.sequence > chain.sequence + 1) return "sequence-gap";
  return body.sequence <= chain.sequence ? "sequence-regressed" : "link-mismatch";
};

/** What a device's chain says of a run whose signature is not checked yet. */
export interface LinkedRun {
  /** Of the run's device. */
  readonly chain: HashChain;
  /** Decided already, whatever the signature is. */
  readonly decisions?: readonly BodyDecision[];
  /** The bodies in order; empty when they are decided already. */
  readonly linked: readonly Linked[];
  /** 64 bytes. */
  readonly signature: Uint8Array;
  /** It is signed for the predecessor. */
  readonly foreign?: true;
}

const settingsOf = (settings: AdmissionSettings, { foreign }: Pick<LinkedRun, "foreign">): AdmissionSettings =>
  foreign ? foreignSettings(settings) : settings;

/**
 * Asks the cheap questions about a run: whether its bodies can be read, follow each other, and go on from a link of the
 * chain. The run's device must be the chain's. Never throws on any bytes.
 * @param first what `readBody` gave for the first body, if the caller has asked: it then is not read again
 * @example
 * linkToChain(settings, chain, run).decisions; // => undefined
 */
export function linkToChain(settings: AdmissionSettings, chain: HashChain, run: Run, first?: BodyOrCode): LinkedRun {
  const { signature } = run;
  const decided = (decisions: readonly BodyDecision[]): LinkedRun => ({ chain, decisions, linked: [], signature });
  const read = readRun(run, chain.deviceId, first);
  if ("decisions" in read) return decided(read.decisions);
  const { bodies } = read;
  const [head] = bodies;
  if (!head) return decided([]);
  const refuseAll = (code: Code): LinkedRun => decided(bodies.map((body) => ({ code, body })));

  const previous = firstPrevious(chain, head);
  if (!previous) return refuseAll(unknownPrevious(chain, head));
  const foreign = isForeign(settings, chain, head) ? { foreign: true as const } : {};
  const linked = linkRun(settingsOf(settings, foreign), run.bodies, bodies, previous);
  if (!linked) return refuseAll("run-broken");
  if (linked.every(({ body, link }) => hasLink(chain, { sequence: body.sequence, link }))) {
    // Nothing new: what is known already was authenticated when it came.
    return decided(linked.map(({ body, link }) => ({ code: "sequence-replayed", body, link })));
  }
  return { chain, linked, signature, ...foreign };
}

/**
 * Returns whether a run's signature is its device's: one check. Of a run that is decided already it is false, unchecked.
 * @example
 * isSigned(settings, linkToChain(settings, chain, run)); // => true
 */
export function isSigned(settings: AdmissionSettings, run: LinkedRun): boolean {
  const { chain, linked, signature } = run;
  const last = linked.at(-1);
  if (!last) return false;
  const { context, provider } = settingsOf(settings, run);
  return provider.p256Verify(chain.publicKey, signature, ...linkPreimage(context, last.previous, last.bytes));
}

/**
 * Judges a run body by body, when it is known whether its signature is its device's. Never throws on any bytes.
 * @example
 * const linkedRun = linkToChain(settings, chain, run);
 * admitLinked(settings, linkedRun, false).decisions.map(({ code }) => code); // => ["signature-invalid"]
 */
export function admitLinked(settings: AdmissionSettings, run: LinkedRun, signed: boolean): RunDecision {
  const { chain, linked, foreign } = run;
  const own = settingsOf(settings, run);
  if (run.decisions) return { decisions: run.decisions, chain };
  if (!signed) return { decisions: linked.map(({ body }) => ({ code: "signature-invalid", body })), chain };
  const decisions: BodyDecision[] = [];
  let current = chain;
  for (const each of linked) {
    const decision = judge(own, { ...run, chain: current }, each, decisions.at(-1)?.code);
    decisions.push(foreign ? { ...decision, foreign } : decision);
    if (decision.code === "late-in-gap") {
      current = withLateLink(current, { sequence: each.body.sequence, link: each.link });
    } else if (decision.code === "admitted") {
      const { sequence, session } = each.body;
      const next = extendHashChain(current, { sequence, link: each.link, session }, decision.gap !== undefined);
      current = decision.switches ? { ...next, firstHere: sequence } : next;
    }
  }
  return { decisions, chain: current };
}

/**
 * Judges a run against a device's chain: cheap questions first, one signature check at most.
 * The run's device must be the chain's. Never throws on any bytes.
 * @example
 * const { decisions, chain: next } = admitRun(settings, chain, run);
 * decisions.map(({ code }) => code); // => ["admitted"]
 * next.sequence; // => 1
 */
export function admitRun(settings: AdmissionSettings, chain: HashChain, run: Run): RunDecision {
  const linked = linkToChain(settings, chain, run);
  return admitLinked(settings, linked, isSigned(settings, linked));
}
