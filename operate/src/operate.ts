/** Drafts, warns, signs, sends and waits. What is printed and how the process ends is the composition root's. */
import { readBlockTime } from "@witness/ethereum/block";
import { readGenesis } from "@witness/ethereum/genesis";
import { openRpc } from "@witness/ethereum/rpc";
import { equal, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { administratorsOf, companyActing, type Globals } from "@witness/protocol/operations/globals";
import { encodeOperation, OPERATIONS, type Operation, operationIdentity } from "@witness/protocol/operations/operation";
import { type AdministratorSignature, operationPreimage } from "@witness/protocol/operations/signature";
import { encodeAdministratorSignatures, type SignedOperation } from "@witness/protocol/operations/signed";
import { signOperation } from "@witness/protocol/operations/signing";
import { decodePairing, pairingPreimage } from "@witness/protocol/pairing";
import type { Plate } from "@witness/protocol/record/plate";
import { openArchive } from "./archive.ts";
import type { Deed, Doer, Values } from "./deeds.ts";
import { drafted, isSealed } from "./draft.ts";
import { awaitEffect } from "./effect.ts";
import { entryOfValues, eventOfEntry } from "./entry.ts";
import { OperateError } from "./errors.ts";
import { doubtsOf, foresee } from "./foresight.ts";
import { type NodeReader, openNode } from "./node.ts";
import { createOperationFile, type OperationFile, readOperationFile, updateOperationFile } from "./operation-file.ts";
import type { Common, OperationTask, Task } from "./options.ts";
import { registerDevice } from "./register.ts";
import { type Promised, postOperation, relayKey } from "./relay.ts";
import { administratorKeys, companyOf, signerOf, singleKey } from "./signer.ts";
import { linesOf } from "./words.ts";

/** What was done. */
export interface Done {
  readonly result: "IN EFFECT" | "SENT" | "WRITTEN";
  /** 32 bytes: others name the operation by it. */
  readonly identity: Uint8Array;
  readonly operation: Operation;
  /** What the relay promised; undefined when nothing was sent. */
  readonly promised?: Promised;
}

/** Everything that a task is done with. */
interface Work {
  readonly common: Common;
  readonly context: Context;
  readonly node: NodeReader;
  readonly globals: Globals;
  readonly nowUnixS: number;
  readonly say: (line: string) => void;
}

const HOUR_S = 3_600;

/** Returns chain and time from the chain itself. */
async function chainOf(rpc: string): Promise<{ readonly chainId: number; readonly nowUnixS: number }> {
  const { call } = openRpc({ url: rpc });
  const chainId = Number(await call("eth_chainId", []));
  const { timeUnixS } = await readBlockTime(call, "latest");
  return { chainId, nowUnixS: timeUnixS };
}

/** Registers a device. Returns its identity (8 bytes), and whether the record has it. @throws as `registerDevice` does */
export async function register(
  { registering, common: { rpc, app, relay, inspect, waitS } }: Task & { readonly kind: "register" },
  say: (line: string) => void,
): Promise<{ readonly deviceId: Uint8Array; readonly isInRecord: boolean }> {
  const { chainId } = await chainOf(rpc);
  const asking = { context: { chainId, application: app }, node: openNode(inspect), relay, waitS, say };
  const isInRecord = await registerDevice(registering, asking);
  return { deviceId: keyIdentity(registering.devicePublicKey, provider), isInRecord };
}

/** Does a task. @throws {OperateError}, and errors of key files, genesis and chain */
export async function operate(task: OperationTask, say: (line: string) => void): Promise<Done> {
  const { common } = task;
  const { chainId, nowUnixS } = await chainOf(common.rpc);
  const context: Context = { chainId, application: common.app };
  const node = openNode(common.inspect);
  const work: Work = { common, context, node, nowUnixS, say, globals: await node.globals() };
  switch (task.kind) {
    case "deed":
      return doDeed(work, task.deed, task.values);
    case "sign":
      return addSignatures(work);
    case "answer":
      return addAnswer(work, task.pairing);
    case "send":
      return sendFile(work);
  }
}

async function doDeed(work: Work, deed: Deed, values: Values): Promise<Done> {
  const { common, context, node, globals, nowUnixS, say } = work;
  const signer = signerOf(context, deed.by, common, globals);
  const { car: device } = common;
  const car = device && { device, holding: await node.holding(device) };
  const isEntry = deed.kind === "enterJournal";
  const applicationPublicKey = isSealed(deed.kind)
    ? readGenesis(common.genesis, "--genesis").applicationPublicKey
    : undefined;
  const expiresUnixS = nowUnixS + (common.expiresS ?? deed.lastsS ?? HOUR_S);
  const base = { context, deed, values, signer, globals, car, applicationPublicKey, nowUnixS, expiresUnixS };
  const operation = drafted(base);
  for (const line of linesOf(operation, provider)) say(line);
  const plate = values["plate"] as Plate | undefined;
  if (plate)
    say(`Sealed in it is the plate ${plate.country} ${plate.characters}: whoever types it is shown the verdict.`);
  if (isEntry && device) await warn(work, values, device);
  if (common.file !== undefined) {
    const signatures = deed.by === "administrators" ? signaturesOf(work, operation, []) : [];
    createOperationFile(common.file, context, { operation, signatures });
    return written(work, { operation, signatures });
  }
  requireAnswer(operation);
  const signatures = deed.by === "administrators" ? signaturesOf(work, operation, []) : undefined;
  return send(work, operation, signatures ? joined(work, operation, signatures) : signOperation(operation, signer));
}

/** Reckons what an entry would do. @throws {OperateError} `operation-doubtful` when something speaks against it */
async function warn({ common, context, node, globals, nowUnixS, say }: Work, values: Values, deviceId: Uint8Array) {
  const privateKey = singleKey(common);
  const company = companyOf(globals, provider.p256PublicKey(privateKey), "workshop");
  const event = eventOfEntry(entryOfValues(values, nowUnixS), globals, company.id);
  if (!event) return;
  const tiles = common.archive === undefined ? undefined : openArchive(common.archive);
  const seeing = { context, node, deviceId, privateKey, event, nowUnixS };
  const foresight = tiles && (await foresee({ ...seeing, tiles }));
  if (foresight) {
    const { readings, fromSequence, toSequence, before, after } = foresight;
    say(`Reckoned over ${readings} readings in envelopes ${fromSequence} to ${toSequence}, as this key was granted:`);
    say(`  verdict before ${before.verdict}, after ${after.verdict}`);
  }
  const doubts = doubtsOf(foresight);
  for (const doubt of doubts) say(`Warning: ${doubt}`);
  if (doubts.length > 0 && !common.yes) {
    throw new OperateError(`${doubts[0]} Nothing was sent; --yes goes on.`, { code: "operation-doubtful" });
  }
}

/** Returns administrators' signatures with those of the keys that are named, in the order of their places. */
function signaturesOf(
  { common, context, globals }: Work,
  operation: Operation,
  before: readonly AdministratorSignature[],
): readonly AdministratorSignature[] {
  const preimage = operationPreimage(context, encodeOperation(operation));
  const own = administratorKeys(common, globals).map(({ index, privateKey }) => ({
    index,
    signature: provider.p256Sign(privateKey, ...preimage),
  }));
  const others = before.filter(({ index }) => !own.some((each) => each.index === index));
  return [...others, ...own].sort((a, b) => a.index - b.index);
}

/** Returns an operation with enough signatures. @throws {OperateError} `signatures-missing` */
function joined(
  { globals }: Work,
  operation: Operation,
  signatures: readonly AdministratorSignature[],
): SignedOperation {
  const { threshold } = administratorsOf(globals);
  if (signatures.length < threshold) {
    const sentence = `${signatures.length} of ${threshold} administrators have signed; write it to a file with --file, and have others sign it.`;
    throw new OperateError(sentence, { code: "signatures-missing" });
  }
  return { message: encodeOperation(operation), signature: encodeAdministratorSignatures(signatures) };
}

function requireAnswer({ fields }: Operation): void {
  const { pairing } = fields;
  if (!(pairing instanceof Uint8Array) || pairing.length > 0) return;
  const sentence = "The device in the car must answer this operation: write it to a file with --file.";
  throw new OperateError(sentence, { code: "device-answer-missing" });
}

function fileOf({ common, context }: Work): { readonly path: string; readonly file: OperationFile } {
  const { file: path } = common;
  if (path === undefined) throw new OperateError("Name the operation's file: --file.", { code: "option-invalid" });
  return { path, file: readOperationFile(path, context) };
}

function addSignatures(work: Work): Done {
  const { path, file } = fileOf(work);
  for (const line of linesOf(file.operation, provider)) work.say(line);
  const signed = { ...file, signatures: signaturesOf(work, file.operation, file.signatures) };
  updateOperationFile(path, work.context, signed);
  return written(work, signed);
}

async function addAnswer(work: Work, pairing: Uint8Array): Promise<Done> {
  const { context, node } = work;
  const { path, file } = fileOf(work);
  const { publicKey } = await node.head(file.operation.device);
  const { signature, ...statement } = decodePairing(pairing);
  const preimage = pairingPreimage(context, file.operation, statement, provider);
  if (!provider.p256Verify(publicKey, signature, ...preimage)) {
    throw new OperateError("The device did not answer this operation with these bytes.", { code: "pairing-invalid" });
  }
  const { operation } = file;
  const answered = { ...file, operation: { ...operation, fields: { ...operation.fields, pairing } } };
  updateOperationFile(path, context, answered);
  return written(work, answered);
}

function written({ common, globals, say }: Work, { operation, signatures }: OperationFile): Done {
  const { pairing } = operation.fields;
  const message = encodeOperation(operation);
  if (operation.actor.form === "administrators") {
    say(`${signatures.length} of ${administratorsOf(globals).threshold} administrators have signed ${common.file}.`);
  } else if (pairing instanceof Uint8Array && pairing.length === 0) {
    say("The device in the car answers these bytes; put its answer in with: answer --file … --pairing …");
    say(`  ${toHex(message)}`);
  } else say(`${common.file} is ready to be sent.`);
  return { result: "WRITTEN", identity: operationIdentity(message, provider), operation };
}

const DOERS: Readonly<Record<(typeof OPERATIONS)[keyof typeof OPERATIONS]["actor"], Doer>> = {
  administrator: "administrators",
  maker: "maker",
  owner: "owner",
  workshop: "workshop",
};

async function sendFile(work: Work): Promise<Done> {
  const { common, context, globals } = work;
  const { operation, signatures } = fileOf(work).file;
  for (const line of linesOf(operation, provider)) work.say(line);
  requireAnswer(operation);
  if (operation.actor.form === "administrators") {
    return send(work, operation, joined(work, operation, signaturesOf(work, operation, signatures)));
  }
  const signer = signerOf(context, DOERS[OPERATIONS[operation.kind].actor], common, globals);
  const signed = signOperation({ ...operation, actor: signer.actor }, signer);
  if (!equal(signed.message, encodeOperation(operation))) {
    throw new OperateError("The file's operation is of somebody else than this key.", { code: "signer-unfit" });
  }
  return send(work, operation, signed);
}

/** Whose key signs the receipt: the one that was named, or else the relay's own word. */
async function receiptKey({ common, context, globals, say }: Work, relay: string): Promise<Uint8Array> {
  const publicKey = common.relayKey ?? (await relayKey(relay, context));
  const isRegistered = typeof companyActing(globals, publicKey, ["relay"]) !== "string";
  const known = common.relayKey ? "you named it" : isRegistered ? "administrators registered it" : "in its own word";
  say(`Relay key ${toHex(publicKey)} (${known})`);
  return publicKey;
}

async function send(work: Work, operation: Operation, signed: SignedOperation): Promise<Done> {
  const { common, context, node, globals, say } = work;
  const { relay, waitS } = common;
  if (relay === undefined) throw new OperateError("Name a relay: --relay.", { code: "option-invalid" });
  const publicKey = await receiptKey(work, relay);
  const promised = await postOperation(relay, context, signed, { publicKey, waitS });
  const identity = operationIdentity(signed.message, provider);
  say(`Taken by the relay, which promises it in an input by block ${promised.deadlineBlock}; its receipt:`);
  say(`  ${toHex(promised.receipt)}`);
  const done = { identity, operation, promised };
  if (waitS === 0) return { ...done, result: "SENT" };
  const { actor } = operation;
  const isWorkshop = OPERATIONS[operation.kind].actor === "workshop" && actor.form === "key";
  const company = isWorkshop ? companyOf(globals, actor.publicKey, "workshop").id : undefined;
  await awaitEffect({ node, operation, signed, company, waitS });
  say("The record shows it.");
  return { ...done, result: "IN EFFECT" };
}
