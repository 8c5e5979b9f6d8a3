/**
 * What to do with bytes that came: a pure decision over what is known (docs/protocol.md, "Admission").
 * The relay asks what the back-end will ask again, so that it pays for nothing that would be refused. It never decrypts.
 */

import {
  type AdmissionSettings,
  admitRun,
  type BodyDecision,
  type RunDecision,
  readBody,
} from "@witness/protocol/admission";
import { RunLength } from "@witness/protocol/batch";
import { equal } from "@witness/protocol/bytes";
import { type Code, ProtocolError } from "@witness/protocol/errors";
import { findLink, type HashChain } from "@witness/protocol/hash-chain";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { ENVELOPE_MAX_BYTES } from "@witness/protocol/limits";
import { linkOf } from "@witness/protocol/link";
import { contextsOf } from "@witness/protocol/predecessor";
import { type Body, decodeEnvelope, type Envelope } from "@witness/protocol/wire/envelope";
import { INPUT_BASE_GAS, runGas } from "./allowance.ts";
import type { SignatureQuestion } from "./verify-bundle.ts";

/** An envelope to keep and to carry. */
export interface Item {
  readonly kind: "envelope" | "evidence";
  readonly deviceId: DeviceId;
  readonly sequence: number;
  /** 32 bytes each. */
  readonly link: Uint8Array;
  readonly previousLink: Uint8Array;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
  /** Whether its own signature was verified; in a run only the last one's is. */
  readonly proven: boolean;
  /** An opening over a gap, or the first in this application, cannot go on in the run before it. */
  readonly opensGap: boolean;
}

/** What the relay has on disk of a device. */
export interface Known {
  chain(device: DeviceId): HashChain | undefined;
  /** Everything kept at a sequence number: the envelope, and other ones signed for the same number; 32 bytes each. */
  kept(device: DeviceId, sequence: number): readonly { readonly previousLink: Uint8Array; readonly link: Uint8Array }[];
  /** How many proofs of a copied key were carried for it. */
  evidence(device: DeviceId): number;
  /** Gas that it may still cost today, and the seconds until a new day; without it, any amount. */
  allowance?(device: DeviceId): { readonly gas: number; readonly retryAfterS: number };
}

/** What became of one envelope. Fields are there when they could be read. */
export interface Decision {
  readonly code: Code;
  readonly deviceId?: DeviceId;
  readonly sequence?: number;
  readonly session?: number;
  readonly link?: Uint8Array;
  /** With `rate-limited`: when it may be sent again. */
  readonly retryAfterS?: number;
}

/** What a signature is asked for. */
export interface SignaturePurpose {
  /** Whether something is kept if it is good: an envelope, or evidence of a copied key. */
  readonly fruitful: boolean;
}

/**
 * Says whether a signature is good, or after how many seconds it may be asked again, since it is not checked now. Only
 * one that is not fruitful may be put off.
 */
export type JudgeSignature = (
  question: SignatureQuestion,
  purpose: SignaturePurpose,
) => boolean | { readonly retryAfterS: number };

/** What became of a request's envelopes, and what is then to be kept. */
export interface Intake {
  /** In the order of the request. */
  readonly decisions: readonly Decision[];
  /** In the order in which they must be carried. */
  readonly items: readonly Item[];
  /** As they are after this request, where it changes them. */
  readonly chains: ReadonlyMap<DeviceId, HashChain>;
  /** As they were when this was decided; the same objects as long as nothing changed them. */
  readonly before: ReadonlyMap<DeviceId, HashChain>;
}

/**
 * A run that is checked by one signature is at most this long, so that even one whose inner signatures are rubbish
 * fits a payload whole: one body more than a quarter is half a payload.
 */
const RUN_MAX_BYTES = 16_384;

/**
 * False signatures that one request may have checked: a device has none, and each costs as much as a good one. What
 * comes after them in the request is pushed back unchecked.
 */
export const FALSE_SIGNATURES_MAX = 8;

/** One proof convicts a key; a few more show that it goes on. Whoever holds the key could sign them without end. */
const EVIDENCE_MAX_PER_DEVICE = 8;

/** An envelope and its place in the request. */
export interface Arrived {
  readonly index: number;
  readonly envelope: Envelope;
  readonly body: Body;
}

/** The envelopes of one request as they were read, by device. */
export interface ReadEnvelopes {
  /** How many messages the request has. */
  readonly count: number;
  /** What could not be read, by place. */
  readonly unreadable: ReadonlyMap<number, Decision>;
  readonly byDevice: ReadonlyMap<DeviceId, readonly Arrived[]>;
}

/** Reads the envelopes of one request. Never throws on any bytes. */
export function readEnvelopes(messages: readonly Uint8Array[]): ReadEnvelopes {
  const unreadable = new Map<number, Decision>();
  const byDevice = new Map<DeviceId, Arrived[]>();
  for (const [index, bytes] of messages.entries()) {
    const arrived = arrive(index, bytes);
    if ("code" in arrived) {
      unreadable.set(index, arrived);
      continue;
    }
    const id = deviceIdOf(arrived.body.deviceId);
    const list = byDevice.get(id);
    if (list) list.push(arrived);
    else byDevice.set(id, [arrived]);
  }
  return { count: messages.length, unreadable, byDevice };
}

/** Judges the envelopes of one request; per device in the order given. Checks every signature at once without `judge`. */
export function takeEnvelopes(
  settings: AdmissionSettings,
  known: Known,
  read: ReadEnvelopes,
  judge: JudgeSignature = ({ publicKey, signature, parts }) =>
    settings.provider.p256Verify(publicKey, signature, ...parts),
): Intake {
  const { count, unreadable, byDevice } = read;
  const decisions: Decision[] = new Array(count);
  for (const [index, decision] of unreadable) decisions[index] = decision;
  const items: Item[] = [];
  const chains = new Map<DeviceId, HashChain>();
  const befores = new Map<DeviceId, HashChain>();
  const shared: Shared = { decisions, items, judge, falseSignatures: 0 };
  for (const [deviceId, list] of byDevice) {
    const before = known.chain(deviceId);
    if (!before) {
      for (const { index, body } of list) {
        decisions[index] = { code: "device-unknown", deviceId, sequence: body.sequence };
      }
      continue;
    }
    befores.set(deviceId, before);
    const device = new DeviceIntake(settings, known, deviceId, before, shared);
    const allowance = known.allowance?.(deviceId);
    // Alone in its payload at worst.
    let allowed = (allowance?.gas ?? Number.POSITIVE_INFINITY) - INPUT_BASE_GAS;
    for (const run of runsOf(list)) {
      allowed -= runGas(run.map(({ envelope }) => envelope.body.length));
      if (allowed >= 0) {
        device.take(run);
        continue;
      }
      for (const each of run) device.takeBeyondAllowance(each, allowance?.retryAfterS);
    }
    if (device.chain !== before) chains.set(deviceId, device.chain);
  }
  return { decisions, items, chains, before: befores };
}

function arrive(index: number, bytes: Uint8Array): Arrived | Decision {
  if (bytes.length > ENVELOPE_MAX_BYTES) return { code: "too-large" };
  try {
    const envelope = decodeEnvelope(bytes);
    const read = readBody(envelope.body);
    return "code" in read ? read : { index, envelope, body: read.body };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}

/** Cuts a device's envelopes where one signature cannot or must not cover what follows. */
function runsOf(list: readonly Arrived[]): Arrived[][] {
  const runs: Arrived[][] = [];
  let length = new RunLength();
  let last: Arrived | undefined;
  for (const each of list) {
    const run = runs.at(-1);
    const bytes = each.envelope.body.length;
    const goesOn = last !== undefined && each.body.sequence === last.body.sequence + 1;
    if (run && goesOn && length.with(bytes) <= RUN_MAX_BYTES) run.push(each);
    else {
      runs.push([each]);
      length = new RunLength();
    }
    length.add(bytes);
    last = each;
  }
  return runs;
}

/** What the devices of one request fill together. */
interface Shared {
  readonly decisions: Decision[];
  readonly items: Item[];
  readonly judge: JudgeSignature;
  falseSignatures: number;
}

/** A decision on a body, or that it is to be sent again later. */
type BodyResult = BodyDecision & { readonly retryAfterS?: number };

/** What is decided of bodies if their signature is good, and what is to be checked for that; nothing if it is known. */
interface Supposed extends RunDecision {
  readonly question: SignatureQuestion | undefined;
}

/** The envelopes of one device within one request. */
class DeviceIntake {
  chain: HashChain;
  readonly #settings: AdmissionSettings;
  readonly #known: Known;
  readonly #deviceId: DeviceId;
  readonly #shared: Shared;
  /** Takes signatures for good, and notes which was asked for. */
  readonly #supposing: AdmissionSettings;
  #asked: SignatureQuestion | undefined;
  #evidence = 0;

  constructor(settings: AdmissionSettings, known: Known, deviceId: DeviceId, chain: HashChain, shared: Shared) {
    this.chain = chain;
    this.#settings = settings;
    this.#known = known;
    this.#deviceId = deviceId;
    this.#shared = shared;
    const p256Verify = (publicKey: Uint8Array, signature: Uint8Array, ...parts: Uint8Array[]): boolean => {
      this.#asked = { publicKey, signature, parts };
      return true;
    };
    this.#supposing = { ...settings, provider: { ...settings.provider, p256Verify } };
  }

  /** Tries a run by its last signature; whatever is not as it should be is then judged one by one. */
  take(run: readonly Arrived[]): void {
    if (run.length > 1 && !this.#exhausted && this.#takeWhole(run)) return;
    for (const each of run) this.#takeOne(each);
  }

  /**
   * Judges an envelope beyond the device's allowance. Next to nothing is verified for it: what is kept is kept, and
   * evidence is bounded by its number, since else whoever copied a key would use the day up and keep the proof away.
   */
  takeBeyondAllowance(each: Arrived, retryAfterS: number | undefined): void {
    const { envelope, body } = each;
    const same = this.#kept(body.sequence, envelope.body);
    if (same) {
      this.#settle(each, { code: "sequence-replayed", link: same });
      return;
    }
    const supposed = this.#suppose([envelope.body], envelope.signature);
    const [decision] = supposed.decisions;
    if (decision && this.#evidenceOf(each, decision)) this.#takeOne(each);
    else this.#settle(each, { code: "rate-limited", ...(retryAfterS === undefined ? {} : { retryAfterS }) });
  }

  get #exhausted(): boolean {
    return this.#shared.falseSignatures >= FALSE_SIGNATURES_MAX;
  }

  /** Takes a run under its last signature, if all of it holds. Returns whether it was taken. */
  #takeWhole(run: readonly Arrived[]): boolean {
    const signature = run.at(-1)?.envelope.signature;
    if (!signature) return false;
    const bodies = run.map(({ envelope }) => envelope.body);
    const { decisions, chain, question } = this.#suppose(bodies, signature);
    const sound = decisions.every(({ code }) => code === "admitted" || code === "sequence-replayed");
    // The last one's signature must be among what is kept, or nothing kept would prove the others.
    const proven = decisions.at(-1)?.code === "admitted" || decisions.every(({ code }) => code !== "admitted");
    // Nothing is checked for a run that a good signature would not save.
    if (!sound || !proven) return false;
    if (question && this.#check(question, true) !== true) return false;
    for (const [place, each] of run.entries()) {
      const decision = decisions[place];
      if (!decision) continue;
      if (decision.code === "admitted") this.#admit(each, decision, place === run.length - 1);
      else this.#settle(each, decision);
    }
    this.chain = chain;
    return true;
  }

  #takeOne(each: Arrived): void {
    if (this.#exhausted) {
      this.#settle(each, { code: "rate-limited" });
      return;
    }
    const { body, signature } = each.envelope;
    const { decisions, chain, question } = this.#suppose([body], signature);
    const [decision] = decisions;
    if (!decision) return;
    const evidence = this.#evidenceOf(each, decision);
    // What is on disk was authentic when it came.
    if (question && !this.#isKept(decision)) {
      const checked = this.#check(question, decision.code === "admitted" || evidence !== undefined);
      if (checked !== true) {
        this.#settle(each, checked);
        return;
      }
    }
    if (evidence) {
      this.#evidence += 1;
      this.#shared.items.push(evidence);
    }
    if (decision.code === "admitted") this.#admit(each, decision, true);
    else this.#settle(each, decision);
    // What comes late is not carried: the relay to which it was given posts it, or anybody.
    if (decision.code !== "late-in-gap") this.chain = chain;
  }

  #suppose(bodies: readonly Uint8Array[], signature: Uint8Array): Supposed {
    this.#asked = undefined;
    const supposed = admitRun(this.#supposing, this.chain, { bodies, signature });
    return { ...supposed, question: this.#asked };
  }

  /** Returns true for a good signature, else what is decided instead. */
  #check(question: SignatureQuestion, fruitful: boolean): true | BodyResult {
    const judged = this.#shared.judge(question, { fruitful });
    if (judged === true) return true;
    if (judged !== false) return { code: "rate-limited", ...judged };
    this.#shared.falseSignatures += 1;
    return { code: "signature-invalid" };
  }

  /** The link (32 bytes) of this very body, if it is kept. */
  #kept(sequence: number, body: Uint8Array): Uint8Array | undefined {
    const contexts = contextsOf(this.#settings);
    const isOf = (link: Uint8Array, previousLink: Uint8Array): boolean =>
      contexts.some((each) => equal(linkOf(each, previousLink, body, this.#settings.provider), link));
    const kept = this.#known.kept(this.#deviceId, sequence);
    return kept.find(({ previousLink, link }) => isOf(link, previousLink))?.link;
  }

  /** Whether what was decided on is on disk: an old envelope, or evidence that was carried. */
  #isKept({ code, body, link }: BodyDecision): boolean {
    if (code === "admitted" || !body || !link) return false;
    return this.#known.kept(this.#deviceId, body.sequence).some((kept) => equal(kept.link, link));
  }

  /** Keeps an envelope. A run is kept before the chain moves, so the link before is that of the item before. */
  #admit({ index, envelope, body }: Arrived, { link, gap, switches }: BodyDecision, proven: boolean): void {
    if (!link) return;
    const named = { deviceId: this.#deviceId, sequence: body.sequence, link };
    const last = this.#shared.items.at(-1);
    const inRun = last?.kind === "envelope" && last.deviceId === this.#deviceId ? last.link : this.chain.link;
    const previousLink = body.opening ? body.previousLink : inRun;
    const opensGap = gap !== undefined || switches === true;
    this.#shared.items.push({ kind: "envelope", ...named, previousLink, ...envelope, proven, opensGap });
    this.#shared.decisions[index] = { code: "admitted", ...named, session: body.session };
  }

  /** Notes what is decided of an envelope that is not admitted. */
  #settle({ index, envelope, body }: Arrived, { code, link, retryAfterS }: BodyResult): void {
    const { sequence, session } = body;
    // Older than the links in the chain, but on disk: the same request again has the same answer.
    const same = code === "sequence-regressed" ? this.#kept(sequence, envelope.body) : undefined;
    const at = same ?? link;
    this.#shared.decisions[index] = {
      code: same ? "sequence-replayed" : code,
      deviceId: this.#deviceId,
      sequence,
      session,
      ...(at ? { link: at } : {}),
      ...(retryAfterS === undefined ? {} : { retryAfterS }),
    };
  }

  /** A proof of a copied key goes to the back-end too, which names it in the car's record. Returns it, if it is a new one. */
  #evidenceOf({ envelope, body }: Arrived, decision: BodyDecision): Item | undefined {
    const { code, link } = decision;
    if (code !== "forked-key" || !link || this.#isKept(decision)) return undefined;
    const [deviceId, { sequence }] = [this.#deviceId, body];
    const again = this.#shared.items.some((item) => item.deviceId === deviceId && equal(item.link, link));
    if (again || this.#known.evidence(deviceId) + this.#evidence >= EVIDENCE_MAX_PER_DEVICE) return undefined;
    const previousLink = body.opening ? body.previousLink : findLink(this.chain, body.previousLink, sequence)?.link;
    if (!previousLink) return undefined;
    const proof = { deviceId, sequence, link, previousLink, ...envelope };
    return { kind: "evidence", ...proof, proven: true, opensGap: false };
  }
}
