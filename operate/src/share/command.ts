/** `operate share` and `operate shares`: opens chain, node and archive, and keeps what was given. */
import { rmSync, writeFileSync } from "node:fs";
import { openRpc } from "@witness/ethereum/rpc";
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { ShareError } from "@witness/protocol/share/errors";
import { openArchive } from "../archive.ts";
import { OperateError } from "../errors.ts";
import { openNode } from "../node.ts";
import type { Common } from "../options.ts";
import { awaitClaimed } from "../pass/claimed.ts";
import { askOwnCar } from "../pass/question.ts";
import { type OwnerKey, ownerKeyOf } from "../signer.ts";
import { keysAsker } from "./asking.ts";
import { type GivenShare, givenShares, keepGiven, sharesFileOf } from "./given.ts";
import { linesOfShares, type SharesList, sharesOf } from "./list.ts";
import { type MadeShare, makeShare, previewShare, type ShareWays, type Sharing } from "./make.ts";

/** A share that is to be made. */
export interface ShareTask extends Sharing {
  /** Where the share is written; undefined says what it would reveal, and makes none. */
  readonly out: string | undefined;
  /** JSON-RPC of a rollup node. */
  readonly nodeRpc: string;
  readonly archive: string;
}

/** What is said, and what time it is on this machine. */
export interface Saying {
  readonly say: (line: string) => void;
  readonly nowUnixS: () => number;
}

/** What the command did: a share in a file, or a preview. */
export type Shared =
  | { readonly result: "PREVIEWED"; readonly envelopes: number }
  | { readonly result: "MADE"; readonly kind: "share"; readonly file: string; readonly given: GivenShare };

const contextOf = async ({ rpc, app }: Common): Promise<Context> => ({
  chainId: Number(await openRpc({ url: rpc }).call("eth_chainId", [])),
  application: app,
});

/** The file of an owner's key. */
function keyFileOf({ wallet, keys }: Common): string {
  const file = wallet ?? keys[0];
  if (file === undefined)
    throw new OperateError("Name the owner's key: --wallet or --key.", { code: "option-invalid" });
  return file;
}

function writeShare(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { mode: 0o600, flag: "wx", flush: true });
  } catch (cause) {
    throw new ShareError("share-file-unusable", { cause });
  }
}

function givenOf(
  { chainId, application }: Context,
  task: ShareTask,
  { identity, content, envelopes }: MadeShare,
): GivenShare {
  const { terms, stretches } = content;
  return {
    identity: toHex(identity),
    chainId,
    application: `0x${toHex(application)}`,
    car: toHex(terms.device),
    grantee: toHex(task.grantee),
    groups: task.groups,
    ...terms.time,
    firstSequence: stretches[0]?.fromSequence ?? 0,
    lastSequence: stretches.at(-1)?.toSequence ?? 0,
    envelopes,
    issuedUnixS: terms.issuedUnixS,
    expiresUnixS: terms.expiresUnixS,
    purpose: terms.purpose,
    forWhom: terms.forWhom,
  };
}

function waysOf(task: ShareTask, common: Common, context: Context, key: OwnerKey, saying: Saying): ShareWays {
  const chain = openRpc({ url: common.rpc }).call;
  const node = openNode(common.inspect);
  return {
    context,
    node,
    tiles: openArchive(task.archive),
    askKeys: keysAsker(context, node, key),
    published: (stateRoot) =>
      awaitClaimed({
        chain,
        node: openRpc({ url: task.nodeRpc }).call,
        application: `0x${toHex(common.app)}`,
        stateRoot,
        waitS: common.waitS,
        say: saying.say,
      }),
    ...saying,
  };
}

/** Makes a share, or says what it would reveal. @throws as `makeShare` does */
export async function share(task: ShareTask, common: Common, saying: Saying): Promise<Shared> {
  const { grantee, expiresUnixS, out } = task;
  if (expiresUnixS <= saying.nowUnixS()) {
    throw new OperateError("A share ends in the time to come: --until.", { code: "option-invalid" });
  }
  if (!provider.p256Uncompress(grantee)) {
    throw new OperateError("The reader's key is no point of P-256: --grantee.", { code: "option-invalid" });
  }
  const key = ownerKeyOf(common);
  const context = await contextOf(common);
  const ways = waysOf(task, common, context, key, saying);
  if (out === undefined) return { result: "PREVIEWED", envelopes: await previewShare(task, ways) };
  const made = await makeShare(task, ways);
  const given = givenOf(context, task, made);
  writeShare(out, made.bytes);
  try {
    keepGiven(sharesFileOf(keyFileOf(common)), given);
  } catch (error) {
    // What is given out without being listed could never be told again.
    rmSync(out, { force: true });
    throw error;
  }
  saying.say(`Written to ${out}; it is sealed to the reader's key, so any way will do to hand it over.`);
  return { result: "MADE", kind: "share", file: out, given };
}

/** Returns who may read what of a car, and says it. @throws {OperateError} as asking a node and an archive does */
export async function shares(
  common: Common & { readonly car: Uint8Array },
  { say, nowUnixS }: Saying,
): Promise<SharesList> {
  const context = await contextOf(common);
  const car = await askOwnCar(context, openNode(common.inspect), common.car, ownerKeyOf(common));
  const tiles = common.archive === undefined ? undefined : openArchive(common.archive);
  const list = await sharesOf(context, car, givenShares(sharesFileOf(keyFileOf(common))), tiles);
  for (const line of linesOfShares(list, nowUnixS())) say(line);
  return list;
}
