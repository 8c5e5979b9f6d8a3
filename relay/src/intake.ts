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
import { runBytes } from "@witness/protocol/batch";
import { equal } from "@witness/protocol/bytes";
import { type Code, ProtocolError } from "@witness/protocol/errors";
import { findLink, type HashChain } from "@witness/protocol/hash-chain";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { ENVELOPE_MAX_BYTES } from "@witness/protocol/limits";
import { linkOf } from "@witness/protocol/link";
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
  /** An opening over a gap cannot go on in the run before it. */
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
  readonly link?: Uint8Array;
  /** With `rate-limited`: when it may be sent again. */
  readonly retryAfterS?: number;
}

/** What a signature is asked for. */
export interface SignaturePurpose {
  readonly deviceId: DeviceId;
  /** Whether something is admitted if it is good. */
  readonly admits: boolean;
}

/** Says whether a signature is good, or after how many seconds it may be asked again, since it is not checked now. */
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
  const work: Work = { falseSignatures: 0 };
  const shared: Shared = { decisions, items, work, judge };
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
      // Before anything is verified: what a device sends beyond its day costs next to nothing. What is kept is kept.
      for (const { index, body, envelope } of run) {
        const { sequence } = body;
        const same = keptLink(settings, known, deviceId, sequence, envelope.body);
        decisions[index] = same
          ? { code: "sequence-replayed", deviceId, sequence, link: same }
          : { code: "rate-limited", deviceId, sequence, ...(allowance ? { retryAfterS: allowance.retryAfterS } : {}) };
      }
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

/** The link (32 bytes) of this very body, if it is kept. */
function keptLink(
  { context, provider }: AdmissionSettings,
  known: Known,
  deviceId: DeviceId,
  sequence: number,
  body: Uint8Array,
): Uint8Array | undefined {
  const kept = known.kept(deviceId, sequence);
  return kept.find(({ previousLink, link }) => equal(linkOf(context, previousLink, body, provider), link))?.link;
}

/** Cuts a device's envelopes where one signature cannot or must not cover what follows. */
function runsOf(list: readonly Arrived[]): Arrived[][] {
  const runs: Arrived[][] = [];
  let lengths: number[] = [];
  let last: Arrived | undefined;
  for (const each of list) {
    const run = runs.at(-1);
    const goesOn = last !== undefined && each.body.sequence === last.body.sequence + 1;
    lengths.push(each.envelope.body.length);
    if (run && goesOn && runBytes(lengths) <= RUN_MAX_BYTES) run.push(each);
    else {
      runs.push([each]);
      lengths = [each.envelope.body.length];
    }
    last = each;
  }
  return runs;
}

/** What one request has cost so far. */
interface Work {
  falseSignatures: number;
}

/** What the devices of one request fill together. */
interface Shared {
  readonly decisions: Decision[];
  readonly items: Item[];
  readonly work: Work;
  readonly judge: JudgeSignature;
}

/** A decision on a body, or that it is to be sent again later. */
type RunOutcome = Pick<RunDecision, "chain"> & {
  readonly decisions: readonly (BodyDecision & { readonly retryAfterS?: number })[];
};

/** The envelopes of one device within one request. */
class DeviceIntake {
  chain: HashChain;
  readonly #settings: AdmissionSettings;
  readonly #known: Known;
  readonly #deviceId: DeviceId;
  readonly #decisions: Decision[];
  readonly #items: Item[];
  readonly #work: Work;
  readonly #judge: JudgeSignature;
  /** Takes signatures for good, and notes which was asked for. */
  readonly #supposing: AdmissionSettings;
  #asked: SignatureQuestion | undefined;
  #evidence = 0;

  constructor(
    settings: AdmissionSettings,
    known: Known,
    deviceId: DeviceId,
    chain: HashChain,
    { decisions, items, work, judge }: Shared,
  ) {
    this.chain = chain;
    this.#settings = settings;
    this.#known = known;
    this.#deviceId = deviceId;
    this.#decisions = decisions;
    this.#items = items;
    this.#work = work;
    this.#judge = judge;
    const p256Verify = (publicKey: Uint8Array, signature: Uint8Array, ...parts: Uint8Array[]): boolean => {
      this.#asked = { publicKey, signature, parts };
      return true;
    };
    this.#supposing = { ...settings, provider: { ...settings.provider, p256Verify } };
  }

  /** Tries a run by its last signature; whatever is not as it should be is then judged one by one. */
  take(run: readonly Arrived[]): void {
    const signature = run.at(-1)?.envelope.signature;
    if (run.length > 1 && signature && !this.#exhausted) {
      const { decisions, chain } = this.#admit(
        run.map(({ envelope }) => envelope.body),
        signature,
      );
      const sound = decisions.every(({ code }) => code === "admitted" || code === "sequence-replayed");
      // The last one's signature must be among what is kept, or nothing kept would prove the others.
      const proven = decisions.at(-1)?.code === "admitted" || decisions.every(({ code }) => code !== "admitted");
      if (sound && proven) {
        for (const [place, each] of run.entries()) {
          const decision = decisions[place];
          if (decision) this.#settle(each, decision, place === run.length - 1);
        }
        this.chain = chain;
        return;
      }
    }
    for (const each of run) {
      if (this.#exhausted) {
        this.#settle(each, { code: "rate-limited" }, false);
        continue;
      }
      const { body, signature: own } = each.envelope;
      const { decisions, chain } = this.#admit([body], own);
      const [decision] = decisions;
      if (decision) this.#settle(each, decision, true);
      this.chain = chain;
    }
  }

  get #exhausted(): boolean {
    return this.#work.falseSignatures >= FALSE_SIGNATURES_MAX;
  }

  #admit(bodies: readonly Uint8Array[], signature: Uint8Array): RunOutcome {
    this.#asked = undefined;
    const supposed = admitRun(this.#supposing, this.chain, { bodies, signature });
    const question: SignatureQuestion | undefined = this.#asked;
    if (!question) return supposed;
    const admits = supposed.decisions.some(({ code }) => code === "admitted");
    const judged = this.#judge(question, { deviceId: this.#deviceId, admits });
    if (judged === true) return supposed;
    if (judged === false) this.#work.falseSignatures += 1;
    const refused =
      judged === false ? { code: "signature-invalid" as const } : { code: "rate-limited" as const, ...judged };
    return { decisions: bodies.map(() => refused), chain: this.chain };
  }

  #settle(
    { index, envelope, body }: Arrived,
    { code, link, gap, retryAfterS }: RunOutcome["decisions"][number],
    proven: boolean,
  ): void {
    const { sequence } = body;
    const deviceId = this.#deviceId;
    const decide = (decided: Code, at = link): void => {
      const later = retryAfterS === undefined ? {} : { retryAfterS };
      this.#decisions[index] = { code: decided, deviceId, sequence, ...(at ? { link: at } : {}), ...later };
    };
    if (code === "admitted" && link) {
      // A run is settled before the chain moves, so the link before is that of the item before.
      const last = this.#items.at(-1);
      const inRun = last?.kind === "envelope" && last.deviceId === deviceId ? last.link : this.chain.link;
      const previousLink = body.opening ? body.previousLink : inRun;
      this.#items.push({
        kind: "envelope",
        deviceId,
        sequence,
        link,
        previousLink,
        ...envelope,
        proven,
        opensGap: gap !== undefined,
      });
      decide("admitted");
      return;
    }
    if (code === "sequence-regressed" || code === "forked-key" || code === "sequence-gap") {
      // Older than the links in the chain, but on disk: the same request again has the same answer.
      const same = keptLink(this.#settings, this.#known, deviceId, sequence, envelope.body);
      if (same && code === "sequence-regressed") {
        decide("sequence-replayed", same);
        return;
      }
      if (code === "forked-key" && !same && link) this.#keepEvidence(envelope, body, link);
    }
    decide(code);
  }

  /** A proof of a copied key goes to the back-end too, which names it in the car's record. */
  #keepEvidence(envelope: Envelope, body: Body, link: Uint8Array): void {
    const { sequence } = body;
    const kept = this.#known.evidence(this.#deviceId) + this.#evidence;
    const again = this.#items.some((item) => item.deviceId === this.#deviceId && equal(item.link, link));
    if (again || kept >= EVIDENCE_MAX_PER_DEVICE) return;
    const previousLink = body.opening ? body.previousLink : findLink(this.chain, body.previousLink, sequence)?.link;
    if (!previousLink) return;
    this.#evidence += 1;
    this.#items.push({
      kind: "evidence",
      deviceId: this.#deviceId,
      sequence,
      link,
      previousLink,
      ...envelope,
      proven: true,
      opensGap: false,
    });
  }
}
