/** An owner makes a pass: asks for the car, says what is revealed, waits for the claim, signs, checks, and gives out the link. */
import { type Call, openRpc } from "@witness/ethereum/rpc";
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { MalformedError, ProtocolError } from "@witness/protocol/errors";
import { PASS_LINK_MAX_CHARACTERS, PASS_TERM_MAX_S } from "@witness/protocol/limits";
import { checkPass, PASS_FIELDS } from "@witness/protocol/pass/check";
import type { PassEvidence } from "@witness/protocol/pass/evidence";
import { answeredEvidence, answeredRecord, issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { encodePassLink } from "@witness/protocol/pass/link";
import { PASS_MAX_BYTES } from "@witness/protocol/pass/pass";
import { keyPassSigner, type PassSigner, walletPassSigner } from "@witness/protocol/pass/signature";
import { type RecordField, recordFieldNumber } from "@witness/protocol/record/fields";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { openArchive } from "../archive.ts";
import { OperateError } from "../errors.ts";
import { openNode, USUAL_INSPECT } from "../node.ts";
import type { Common } from "../options.ts";
import { keysAsker } from "../share/asking.ts";
import { type OwnerKey, ownerKeyOf } from "../signer.ts";
import { dateOf } from "../words.ts";
import { awaitClaimed } from "./claimed.ts";
import { type HistoryChoice, openHistory } from "./history.ts";
import { keepAt } from "./keeping.ts";
import { askOwnCar, unproven } from "./question.ts";
import { revealed } from "./shown.ts";

/** When a pass ends. */
export type Until = { readonly afterS: number } | { readonly atUnixS: number };

/** What an owner says with a pass, and where it is to be found. */
export interface Passing {
  /** 8 bytes. */
  readonly car: Uint8Array;
  /** Beside what every pass shows. */
  readonly fields: readonly RecordField[];
  readonly purpose: string;
  readonly forWhom: string;
  readonly until: Until;
  /** JSON-RPC of a rollup node. */
  readonly nodeRpc: string;
  /** Of the verifier's page, without `/p`. */
  readonly page: string;
  readonly keep: string | undefined;
  /** What it opens of the history, and an archive that has it; undefined opens nothing. */
  readonly history: (HistoryChoice & { readonly archive: string }) | undefined;
}

/** A pass that was made and checked. */
export interface MadePass {
  /** 32 bytes, by which it is withdrawn. */
  readonly identity: Uint8Array;
  readonly link: string;
  readonly issuedUnixS: number;
  readonly expiresUnixS: number;
  readonly shows: readonly RecordField[];
  /** Undefined when no archive was to keep it. */
  readonly kept?: { readonly link: string; readonly untilUnixS: number };
}

/** Returns the end of a pass that is made now. @throws {OperateError} `option-invalid` */
function endOf(until: Until, nowUnixS: number): number {
  const expiresUnixS = "afterS" in until ? nowUnixS + until.afterS : until.atUnixS;
  if (expiresUnixS > nowUnixS && expiresUnixS - nowUnixS <= PASS_TERM_MAX_S) return expiresUnixS;
  throw new OperateError(`A pass ends in the time to come, ${PASS_TERM_MAX_S / 86_400} days ahead at most: --until.`, {
    code: "option-invalid",
  });
}

/** @throws {OperateError} `field-withheld` when the node does not open to this owner what is to be shown */
function requireShown({ proof }: CarAnswer, fields: readonly RecordField[]): void {
  const opened = proof.opening.fields.map(({ field }) => field);
  const hidden = [...PASS_FIELDS, ...fields].find((name) => !opened.includes(recordFieldNumber(name)));
  if (hidden === undefined) return;
  const why =
    hidden === "closings" ? " It tells of the days of owners before, so it is shown to the first owner alone." : "";
  throw new OperateError(`The node does not open the field ${hidden} of the record to you.${why}`, {
    code: "field-withheld",
  });
}

/** Returns what an answer proves. @param of reckons it. @throws {OperateError} `record-unproven` */
function provenBy<T>(of: () => T | undefined): T {
  try {
    const proven = of();
    if (proven !== undefined) return proven;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw unproven(cause);
  }
  throw unproven();
}

const signerOfPass = (context: Context, { curve, privateKey }: OwnerKey): PassSigner =>
  curve === "secp256k1" ? walletPassSigner(context, privateKey) : keyPassSigner(context, privateKey, provider);

/** Returns a pass' identity. @throws {OperateError} with the code of the step that fails */
function checked(context: Context, pass: Uint8Array, nowUnixS: number): Uint8Array {
  const { steps, content } = checkPass(pass, { context, provider, nowUnixS, origins: [] });
  const failed = steps.find(({ result }) => result === "fails");
  if (content && !failed) return content.identity;
  const sentence = `The pass that was made does not hold, so it is not given out: ${failed?.sentence}`;
  throw new OperateError(sentence, { code: failed?.code ?? "pass-malformed" });
}

/** Says how a pass is taken back. */
function withdrawalOf(identity: Uint8Array, deviceId: Uint8Array, { wallet, keys, inspect }: Common): string {
  const key = wallet === undefined ? `--key ${keys[0]}` : `--wallet ${wallet}`;
  const named = `--pass ${toHex(identity)} --car ${toHex(deviceId)} ${key}`;
  const places = `--rpc, --app${inspect === USUAL_INSPECT ? "" : ", --inspect"} and --relay`;
  return `npm run operate -- withdraw-pass ${named}, and ${places}`;
}

/** Returns how long a pass' archive keeps it, and its short link. @throws as `keepAt` does */
async function keptAs(
  url: string,
  pass: Uint8Array,
  terms: Parameters<typeof keepAt>[2] & { readonly page: string; readonly say: (line: string) => void },
): Promise<NonNullable<MadePass["kept"]>> {
  const { page, say, expiresUnixS } = terms;
  const { fragment, untilUnixS } = await keepAt(url, pass, terms);
  const link = linkTo(page, fragment);
  say(`short link ${link}`);
  if (untilUnixS < expiresUnixS) {
    say(`The archive keeps it until ${dateOf(untilUnixS)}; the long link holds until the pass ends.`);
  }
  return { link, untilUnixS };
}

const linkTo = (page: string, fragment: string): string => `${page.replace(/\/+$/, "")}/p#${fragment}`;

/** What making needs beside what was asked for. */
interface Making {
  readonly say: (line: string) => void;
  /** What time it is on this machine, by which readers judge when a pass ends. */
  readonly nowUnixS: () => number;
}

/** Returns what the pass shows, with what leads to an accepted claim; tells before what that is. */
async function shownEvidence(
  { car: deviceId, fields, nodeRpc, history }: Passing,
  { app, inspect, waitS }: Common,
  asking: { readonly context: Context; readonly chain: Call; readonly key: OwnerKey; readonly say: Making["say"] },
): Promise<PassEvidence> {
  const { context, chain, key, say } = asking;
  const reader = openNode(inspect);
  const car = await askOwnCar(context, reader, deviceId, key);
  const record = provenBy(() => answeredRecord(car, provider));
  requireShown(car, fields);
  say("The pass reveals, to whoever has its link:");
  for (const line of revealed(narrowEvidence(record, fields, provider))) say(line);
  const ways = { context, node: reader, askKeys: keysAsker(context, reader, key) };
  const opened = history && (await openHistory(car, history, { ...ways, tiles: openArchive(history.archive) }));
  if (opened) say(opened.line);
  const node = openRpc({ url: nodeRpc }).call;
  const application = `0x${toHex(app)}`;
  const published = await awaitClaimed({ chain, node, application, stateRoot: car.stateRoot, waitS, say });
  const evidence = provenBy(() => answeredEvidence(car, published, provider));
  return { ...narrowEvidence(evidence, fields, provider), sessions: opened?.sessions ?? [] };
}

/** Returns a signed pass. @throws {OperateError} `option-invalid` when what it opens of the history is too long for one */
function issued(...making: Parameters<typeof issuePass>): Uint8Array {
  try {
    return issuePass(...making);
  } catch (cause) {
    if (!(cause instanceof MalformedError) || making[1].sessions.length === 0) throw cause;
    const sentence = `The keys of so long a history make more than ${PASS_MAX_BYTES} bytes: choose fewer days or groups.`;
    throw new OperateError(sentence, { code: "option-invalid", cause });
  }
}

/** Makes a pass. @throws {OperateError}, and errors of key files and the chain */
export async function makePass(passing: Passing, common: Common, { say, nowUnixS }: Making): Promise<MadePass> {
  const { car: device, fields, purpose, forWhom, until, page, keep } = passing;
  // An end that is over is told before the wait.
  endOf(until, nowUnixS());
  const key = ownerKeyOf(common);
  const chain = openRpc({ url: common.rpc }).call;
  const context: Context = { chainId: Number(await chain("eth_chainId", [])), application: common.app };
  const evidence = await shownEvidence(passing, common, { context, chain, key, say });
  const issuedUnixS = nowUnixS();
  const expiresUnixS = endOf(until, issuedUnixS);
  for (const [name, text] of Object.entries({ purpose, for: forWhom, ends: dateOf(expiresUnixS) })) {
    say(`${name.padEnd(10)} ${text === "" ? "(nothing said)" : text}`);
  }
  const terms = { device, issuedUnixS, expiresUnixS, purpose, forWhom };
  const pass = issued(terms, evidence, signerOfPass(context, key), provider);
  const identity = checked(context, pass, issuedUnixS);
  const fragment = encodePassLink({ form: "whole", pass });
  const link = linkTo(page, fragment);
  say(`identity   ${toHex(identity)}`);
  say(`link       ${link}`);
  if (fragment.length > PASS_LINK_MAX_CHARACTERS) say("Some messengers cut so long a link: --keep has a short one.");
  say(`Take it back with: ${withdrawalOf(identity, device, common)}`);
  const made = { identity, link, issuedUnixS, expiresUnixS, shows: [...PASS_FIELDS, ...fields] };
  if (keep === undefined) return made;
  return { ...made, kept: await keptAs(keep, pass, { nowUnixS: issuedUnixS, expiresUnixS, page, say }) };
}
