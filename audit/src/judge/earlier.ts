/**
 * The part of a history that lies in the application before: judged there, by its own record, node, archive and claims, and
 * then gone on from. Where somebody of that application does not answer, it is said what was not read, and nobody is accused.
 */
import { equal, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { eventsBefore, goOnFrom, takenOverRoot, toldPredecessor } from "@witness/protocol/history/inheritance";
import { ownJudgement } from "@witness/protocol/history/own-comparison";
import { canCount } from "@witness/protocol/history/own-judgement";
import type { OwnPosition, OwnSettings } from "@witness/protocol/history/own-position";
import type { Predecessor } from "@witness/protocol/predecessor";
import type { RecordEvents } from "@witness/protocol/record/events";
import type { TakeOver } from "@witness/protocol/take-over";
import { encodeQuery } from "@witness/protocol/wire/query";
import type { ArchiveReader } from "./archive.ts";
import { askKeys, askRecord, byNode, type Difference, type Proven, sentenceOf } from "./asking.ts";
import { JudgeError } from "./errors.ts";
import type { NodeReader } from "./node.ts";
import type { Owner } from "./owner.ts";
import { type Inherited, readProven } from "./reading.ts";
import { type AcceptedClaim, type StateStanding, standingOf } from "./record.ts";
import { memoryTickets } from "./tickets.ts";

/** An application before, and whom to ask about it; whoever is not named is not asked. */
export interface EarlierApplication extends Pick<Predecessor, "context" | "keyId"> {
  readonly archive?: ArchiveReader | undefined;
  readonly node?: NodeReader | undefined;
  /** Whoever judges, as a key of that application. */
  readonly owner?: Owner | undefined;
  /** Reads the claims that are accepted on that application, oldest first, from the chain. */
  readonly claims?: (() => Promise<readonly AcceptedClaim[]>) | undefined;
}

/** What was found of an application before. */
export interface EarlierPart {
  readonly context: Context;
  /** What was taken over: the newest envelope, and how many items lie behind it. */
  readonly sequence: number;
  readonly items: number;
  /** `UNREAD`: its history was not read, or not opened to the end; `unread` says why. */
  readonly result: "EQUAL" | "PARTIAL" | "UNREAD" | "DIFFERENCE";
  readonly unread: JudgeError["code"] | undefined;
  readonly difference: Difference | undefined;
  /** Whether a claim that the chain accepted proves what was taken over to be that application's last word. */
  readonly isProven: boolean;
  readonly position: OwnPosition | undefined;
}

/** What the judging of an application before needs. */
export interface EarlierOptions {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** The applications before, the newest first. */
  readonly before: readonly EarlierApplication[];
  /** A node of the application that took the record over. */
  readonly node: NodeReader | undefined;
  /** 32 bytes: the state that the record is read from, when an accepted claim has it. */
  readonly provenRoot: Uint8Array | undefined;
  /** Of that application's record, when they are shown. */
  readonly events: RecordEvents | undefined;
  readonly progress: (step: string) => void;
}

const named = ({ application }: Context): string => `0x${toHex(application)}`;

/**
 * Whose record was taken over, as the application that did it proves. `none`: nobody's, as the record's own proven state says;
 * `unsaid`: the node proves nothing of it. Undefined when no node is asked.
 */
async function told({ node, provenRoot }: EarlierOptions): Promise<Context | "none" | "unsaid" | undefined> {
  if (!node) return undefined;
  const answer = await node.ask(encodeQuery({ kind: "globals" }));
  const said = answer.kind === "globals" ? toldPredecessor(answer, provider) : undefined;
  if (answer.kind !== "globals" || !said) return "unsaid";
  if (said !== "none") return said.old;
  // Of any other state a node may choose one from before the application was told, or make it up.
  return provenRoot && equal(answer.stateRoot, provenRoot) ? "none" : "unsaid";
}

/**
 * Returns the application before, or nothing when it is proven that there is none.
 * @throws {JudgeError} when nobody says which that is, or it is not the one that was named
 */
async function predecessorOf(options: EarlierOptions): Promise<EarlierApplication | undefined> {
  const [application] = options.before;
  const old = await told(options);
  if (old === "none") return undefined;
  if (old === "unsaid") {
    throw new JudgeError(
      "The archive shows a record that was taken over, and the node proves no application before. They contradict each other: ask another node, then another archive.",
      { code: "predecessor-unsaid" },
    );
  }
  if (!application) {
    const where = old ? ` from the application ${named(old)} on chain ${old.chainId}` : "";
    throw new JudgeError(
      `The record was taken over${where}, and nobody says by which key: give --genesis, the file of the application that took it over.`,
      { code: "predecessor-unsaid" },
    );
  }
  const { context } = application;
  if (old && !(old.chainId === context.chainId && equal(old.application, context.application))) {
    throw new JudgeError(
      `The record was taken over from ${named(old)} on chain ${old.chainId}, and --genesis names ${named(context)} on chain ${context.chainId}.`,
      { code: "predecessor-other" },
    );
  }
  return application;
}

/** What is known of the old record before its history is read. */
interface OldRecord {
  readonly record: OwnSettings["record"];
  readonly proven: Proven | undefined;
  readonly isProven: boolean;
}

class Earlier {
  readonly #options: EarlierOptions;
  readonly #application: EarlierApplication;
  readonly #takeOver: TakeOver;

  constructor(options: EarlierOptions, application: EarlierApplication, takeOver: TakeOver) {
    this.#options = options;
    this.#application = application;
    this.#takeOver = takeOver;
  }

  #part(change: Pick<EarlierPart, "result"> & Partial<EarlierPart>): EarlierPart {
    const { sequence, items } = this.#takeOver.values.chain;
    const { context } = this.#application;
    const nothing = { unread: undefined, difference: undefined, isProven: false, position: undefined };
    return { context, sequence, items, ...nothing, ...change };
  }
  #differs = (difference: Difference, change: Partial<EarlierPart> = {}): EarlierPart =>
    this.#part({ ...change, result: "DIFFERENCE", difference });

  /** Where a state of that application stands under the claims that were accepted before anybody was asked. */
  async #standing(root: Uint8Array, accepted: readonly AcceptedClaim[]): Promise<StateStanding> {
    const { node } = this.#application;
    if (!node || accepted.length === 0) return { kind: "waiting" };
    return standingOf(await node.findNotice(root), accepted.at(-1), accepted);
  }

  /** Asks that application for the record, and holds what was taken over against its last state. */
  async #oldRecord(): Promise<OldRecord | EarlierPart> {
    const { values } = this.#takeOver;
    const root = takenOverRoot(this.#takeOver, provider);
    const record = { key: values.key, chain: values.chain, owner: undefined, events: undefined };
    const { owner, claims } = this.#application;
    if (!owner || !root) return { record, proven: undefined, isProven: false };
    const accepted = (await claims?.()) ?? [];
    const standing = await this.#standing(root, accepted);
    const isLast = standing.kind === "accepted" && standing.isNewest;
    // The chain has accepted that this application went on after the state that was taken over.
    if (standing.kind === "older" || (standing.kind === "accepted" && !isLast)) return this.#tookOther(root);
    const proven = await askRecord(owner, this.#options.deviceId);
    if (equal(proven.stateRoot, root)) return { record: proven.record, proven, isProven: isLast };
    const own = await this.#standing(proven.stateRoot, accepted);
    // A state that no claim has may be a later one, and then it was the new application that took an older one over.
    if (isLast && own.kind !== "waiting") return this.#differs(byNode("record-superseded"), { isProven: true });
    if (own.kind === "accepted" && own.isNewest) return this.#tookOther(root, proven.stateRoot);
    return this.#part({ result: "UNREAD", unread: "take-over-unproven" });
  }

  #tookOther(root: Uint8Array, last?: Uint8Array): EarlierPart {
    const expected = last ? toHex(last) : "a later state";
    const what = { field: "state", expected, found: toHex(root) } as const;
    return this.#differs(sentenceOf({ by: "record", code: "predecessor-differs", ...what }));
  }

  async #judge(): Promise<Inherited> {
    const { context, keyId, archive, owner, node } = this.#application;
    const { deviceId, before, events: later, progress } = this.#options;
    const unread = (part: EarlierPart, more: readonly EarlierPart[] = []): Inherited => ({
      inheritance: { predecessor: { context, keyId }, begin: undefined },
      earlier: [part, ...more],
    });
    progress(`the record in ${named(context)}`);
    const old = await this.#oldRecord();
    if ("result" in old) return unread(old);
    const { record, proven, isProven } = old;
    if (!canCount(record)) return unread(this.#differs(byNode("record-impossible"), { isProven }));
    if (!archive) return unread(this.#part({ result: "UNREAD", unread: "archive-unavailable", isProven }));
    const own: OwnSettings = {
      context,
      provider,
      deviceId,
      record,
      askKeys: async (query) => owner && askKeys(owner, query),
    };
    const events = record.events ?? (later && eventsBefore(later));
    const provenRoot = isProven ? takenOverRoot(this.#takeOver, provider) : undefined;
    const options = { deviceId, before: before.slice(1), node, provenRoot, events, progress };
    const ways = { archive, tickets: owner?.tickets ?? memoryTickets(), progress };
    const inherit = (takeOver: TakeOver) => inheritFrom(options, takeOver);
    const read = await readProven({ ...ways, inherit }, own, proven?.fields ?? []);
    if ("code" in read) {
      // Unless the chain proves what was taken over, the archive may be right and that wrong.
      if (!isProven) return unread(this.#part({ result: "UNREAD", unread: "take-over-unproven" }));
      return unread(this.#differs(sentenceOf({ by: "archive", ...read }), { isProven }));
    }
    const { position, newest, earlier } = read;
    const found = { isProven, position };
    const judgement = ownJudgement(own, position, proven?.fields ?? []);
    const { result, difference } = judgement;
    if (difference) return unread(this.#differs(sentenceOf(difference), found), earlier);
    if (proven && !proven.car && owner && equal(newest, owner.account)) {
      return unread(this.#differs(byNode("keys-withheld"), found), earlier);
    }
    const begin = goOnFrom(position, judgement, events);
    const part = this.#part({ ...found, result: result === "DIFFERENCE" ? "PARTIAL" : result });
    return { inheritance: { predecessor: { context, keyId }, begin }, earlier: [part, ...earlier] };
  }

  async run(): Promise<Inherited> {
    try {
      return await this.#judge();
    } catch (error) {
      if (!(error instanceof JudgeError)) throw error;
      const { context, keyId } = this.#application;
      const part = this.#part({ result: "UNREAD", unread: error.code });
      return { inheritance: { predecessor: { context, keyId }, begin: undefined }, earlier: [part] };
    }
  }
}

/**
 * Judges the part of a history that lies in the applications before.
 * @param takeOver what the record's first item says: it is proven only when that record's own history is
 * @returns undefined when it is proven that the application goes on from none
 * @throws {JudgeError} `predecessor-unsaid` or `predecessor-other` when it is not known, or another than was named
 */
export async function inheritFrom(options: EarlierOptions, takeOver: TakeOver): Promise<Inherited | undefined> {
  const application = await predecessorOf(options);
  return application && new Earlier(options, application, takeOver).run();
}
