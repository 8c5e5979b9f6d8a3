/** An owner makes a pass: asks for the car, says what is revealed, waits for the claim, signs, checks, and gives out the link. */
import { openRpc } from "@witness/ethereum/rpc";
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { ProtocolError } from "@witness/protocol/errors";
import { PASS_LINK_MAX_CHARACTERS, PASS_TERM_MAX_S } from "@witness/protocol/limits";
import { checkPass, PASS_FIELDS } from "@witness/protocol/pass/check";
import { answeredEvidence, answeredRecord, issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { encodePassLink } from "@witness/protocol/pass/link";
import { keyPassSigner, type PassSigner, walletPassSigner } from "@witness/protocol/pass/signature";
import { type RecordField, recordFieldNumber } from "@witness/protocol/record/fields";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { OperateError } from "../errors.ts";
import { openNode } from "../node.ts";
import type { Common } from "../options.ts";
import { type OwnerKey, ownerKeyOf } from "../signer.ts";
import { type Kept, keepAt } from "./archive.ts";
import { awaitClaimed } from "./claimed.ts";
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

const dateOf = (unixS: number): string => new Date(unixS * 1_000).toISOString().replace(".000Z", "Z");

/** Returns the end of a pass that is made now. @throws {OperateError} `option-invalid` */
function endOf(until: Until, nowUnixS: number): number {
  const expiresUnixS = "afterS" in until ? nowUnixS + until.afterS : until.atUnixS;
  if (expiresUnixS > nowUnixS && expiresUnixS - nowUnixS <= PASS_TERM_MAX_S) return expiresUnixS;
  throw new OperateError("A pass ends in the time to come, 366 days ahead at most: --until.", {
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
  if (content && failed?.code === undefined) return content.identity;
  const sentence = `The pass that was made does not hold, so it is not given out: ${failed?.sentence}`;
  throw new OperateError(sentence, { code: failed?.code ?? "pass-malformed" });
}

/** Says how a pass is taken back. */
function withdrawalOf(identity: Uint8Array, deviceId: Uint8Array, { wallet, keys }: Common): string {
  const key = wallet === undefined ? `--key ${keys[0]}` : `--wallet ${wallet}`;
  const named = `--pass ${toHex(identity)} --car ${toHex(deviceId)} ${key}`;
  return `npm run operate -- withdraw-pass ${named}, and --rpc, --app and --relay`;
}

/**
 * Makes a pass.
 * @param nowUnixS says what time it is on this machine, by which readers judge when a pass ends
 * @throws {OperateError}, and errors of key files and the chain
 */
export async function makePass(
  passing: Passing,
  common: Common,
  { say, nowUnixS }: { readonly say: (line: string) => void; readonly nowUnixS: () => number },
): Promise<MadePass> {
  const { car: deviceId, fields, purpose, forWhom, page } = passing;
  endOf(passing.until, nowUnixS());
  const key = ownerKeyOf(common);
  const chain = openRpc({ url: common.rpc }).call;
  const context: Context = { chainId: Number(await chain("eth_chainId", [])), application: common.app };
  const car = await askOwnCar(context, openNode(common.inspect), deviceId, key);
  const record = provenBy(() => answeredRecord(car, provider));
  requireShown(car, fields);
  say("The pass reveals, to whoever has its link:");
  for (const line of revealed(narrowEvidence(record, fields, provider))) say(line);
  const claiming = { chain, node: openRpc({ url: passing.nodeRpc }).call, stateRoot: car.stateRoot, say };
  const application = `0x${toHex(common.app)}`;
  const published = await awaitClaimed({ ...claiming, application, waitS: common.waitS });
  const evidence = narrowEvidence(
    provenBy(() => answeredEvidence(car, published, provider)),
    fields,
    provider,
  );
  const issuedUnixS = nowUnixS();
  const expiresUnixS = endOf(passing.until, issuedUnixS);
  for (const [name, text] of Object.entries({ purpose, for: forWhom, ends: dateOf(expiresUnixS) })) {
    say(`${name.padEnd(10)} ${text === "" ? "(nothing said)" : text}`);
  }
  const terms = { device: deviceId, issuedUnixS, expiresUnixS, purpose, forWhom };
  const pass = issuePass(terms, evidence, signerOfPass(context, key), provider);
  const identity = checked(context, pass, issuedUnixS);
  const linkOf = (fragment: string): string => `${page.replace(/\/+$/, "")}/p#${fragment}`;
  const fragment = encodePassLink({ form: "whole", pass });
  const link = linkOf(fragment);
  say(`identity   ${toHex(identity)}`);
  say(`link       ${link}`);
  if (fragment.length > PASS_LINK_MAX_CHARACTERS) say("Some messengers cut so long a link: --keep has a short one.");
  const kept =
    passing.keep === undefined ? undefined : await keepAt(passing.keep, pass, { nowUnixS: issuedUnixS, expiresUnixS });
  if (kept) say(`short link ${linkOf(kept.fragment)}`);
  if (kept && kept.untilUnixS < expiresUnixS)
    say(`The archive keeps it until ${dateOf(kept.untilUnixS)}; the long link holds until the pass ends.`);
  say(`Take it back with: ${withdrawalOf(identity, deviceId, common)}`);
  const shows = [...PASS_FIELDS, ...fields];
  return { identity, link, issuedUnixS, expiresUnixS, shows, ...(kept && keptAs(kept, linkOf)) };
}

const keptAs = ({ fragment, untilUnixS }: Kept, linkOf: (fragment: string) => string): Pick<MadePass, "kept"> => ({
  kept: { link: linkOf(fragment), untilUnixS },
});
