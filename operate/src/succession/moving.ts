/**
 * Moves the records of the old application into the new one: asks the old one for each estate, has the maker sign its registration,
 * and posts it. Nothing is noted here: what is done already, relay and new application say, so it may be ended at any moment
 * and begun again.
 */
import { equal } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { CODES, type Code, MalformedError } from "@witness/protocol/errors";
import { keyIdentity } from "@witness/protocol/identity";
import { provenGlobals } from "@witness/protocol/record/globals";
import { signMessage } from "@witness/protocol/sign";
import { encodeSuccession, type SuccessionStatement } from "@witness/protocol/succession";
import { isTakeOverProven, readTakeOver, takeOverRegistration } from "@witness/protocol/take-over";
import type { Signed } from "@witness/protocol/wire/envelope";
import { encodeRegistration } from "@witness/protocol/wire/registration";
import { OperateError } from "../errors.ts";
import { globalsAndRoot, type NodeReader } from "../node.ts";
import { isCode, postRegistration } from "../relay.ts";
import { companyOf } from "../signer.ts";

/** What moving needs. */
export interface MovingOptions {
  readonly statement: SuccessionStatement;
  /** Nodes of both applications: neither is believed where records are proven. */
  readonly old: NodeReader;
  readonly next: NodeReader;
  /** The new application's relay. */
  readonly relay: string;
  /** 8 bytes: the identity of the new application's key. */
  readonly keyId: Uint8Array;
  /** P-256 scalar, 32 bytes. */
  readonly makerKey: Uint8Array;
  /** How long to wait for the new application, and for a relay that pushes back. */
  readonly waitS: number;
  readonly say: (line: string) => void;
}

/** What moving came to. */
export interface Moved {
  /** How many records the old application has. */
  readonly records: number;
  /** Registrations that the relay took now, and those that it or the new application had already. */
  readonly taken: number;
  readonly already: number;
  /** Records of devices that another maker has registered: that maker moves them. */
  readonly others: number;
  /** Records of this maker that the new application shows. */
  readonly shown: number;
  /** By the code with which they were refused. */
  readonly refused: Readonly<Record<string, number>>;
}

const AT_ONCE = 4;
const TOLD_EVERY = 1_000;
const POLL_MS = 500;

const unproven = (index: number): OperateError =>
  new OperateError(`The old node proves record ${index} under another root than the statement's; ask another node.`, {
    code: "predecessor-unproven",
  });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Returns the company (8 bytes) that the new application knows by the key. @throws {OperateError} `signer-unfit` */
async function makerOf({ next, makerKey }: MovingOptions): Promise<Uint8Array> {
  const { globals } = await globalsAndRoot(next);
  return companyOf(globals, provider.p256PublicKey(makerKey), "maker").id;
}

/** Asks for a record by its place, from 1. Returns its registration by a company (8 bytes), and the number of all records as proven. */
async function registrationOf({ statement, old, keyId, makerKey }: MovingOptions, makerId: Uint8Array, index: number) {
  const answer = await old.ask({ kind: "estate", index });
  if (answer.kind === "none" && answer.code === "device-unknown") return undefined;
  if (answer.kind !== "estate") {
    const code = answer.kind === "none" ? answer.code : "node-unavailable";
    throw new OperateError("The old node gives out no estate.", { code });
  }
  try {
    const registration = takeOverRegistration(answer.estate, { makerId, keyId }, provider);
    const takeOver = readTakeOver(registration, provider);
    const { place } = takeOver?.proof ?? {};
    const maker = takeOver?.values.key.maker ?? new Uint8Array();
    const isProven = takeOver && isTakeOverProven(takeOver, registration, { maker, root: statement.root }, provider);
    if (!isProven || place?.index !== index) throw unproven(index);
    const message = encodeRegistration(registration);
    const signed = signMessage("registration", statement.next, message, makerKey, provider);
    const deviceId = keyIdentity(registration.devicePublicKey, provider);
    return { deviceId, maker, signed, records: place.size - 1 };
  } catch (error) {
    if (error instanceof MalformedError) throw unproven(index);
    throw error;
  }
}

/** Whether the new application has the device's record. */
async function isShown({ next }: MovingOptions, deviceId: Uint8Array): Promise<boolean> {
  const answer = await next.ask({ kind: "head", deviceId });
  if (answer.kind === "none" && answer.code === "device-unknown") return false;
  if (answer.kind === "head" && equal(keyIdentity(answer.head.publicKey, provider), deviceId)) return true;
  throw new OperateError("The new node does not answer for a device.", { code: "node-unavailable" });
}

/** Posts a registration. Returns `admitted`, or the code with which the relay refuses it for good. */
async function post({ relay, waitS }: MovingOptions, registration: Signed): Promise<Code> {
  try {
    await postRegistration(relay, registration, waitS);
    return "admitted";
  } catch (cause) {
    if (!(cause instanceof OperateError)) throw cause;
    const { code, message } = cause;
    if (isCode(code) && CODES[code].action !== "push-back") return code;
    throw new OperateError(`${message} Run the step again, nothing is lost.`, { code, cause });
  }
}

/** A node can say that there is no record; then the globals must be all that there is under the root. */
async function requireEmpty({ old, statement }: MovingOptions): Promise<void> {
  const answer = await old.ask({ kind: "globals" });
  if (answer.kind === "globals") {
    const { opening, place } = answer.proof;
    if (place.size === 1 && provenGlobals(opening, place, statement.root, provider)) return;
  }
  throw unproven(1);
}

async function requireInherited({ next, statement }: MovingOptions): Promise<void> {
  const { globals } = await globalsAndRoot(next);
  const [told] = globals.succession.inherited;
  if (told && equal(told.statement, encodeSuccession(statement))) return;
  const sentence = told
    ? "The new application was told of another ending than the file says."
    : "The new application has not been told yet where the old one ended: send inherit first.";
  throw new OperateError(sentence, { code: "predecessor-unknown" });
}

/**
 * Moves all records.
 * @throws {OperateError} `predecessor-unknown` before the new application was told; `predecessor-unproven`,
 * `node-unavailable`, `relay-unavailable`, or the code with which the relay pushes back
 */
export async function moveRecords(options: MovingOptions): Promise<Moved> {
  await requireInherited(options);
  const { say, waitS } = options;
  const awaited = new Map<number, Uint8Array>();
  const refused = new Map<Code, number>();
  let [records, taken, already, others, shown] = [0, 0, 0, 0, 0];
  const own = await makerOf(options);

  async function move(index: number): Promise<boolean> {
    const made = await registrationOf(options, own, index);
    if (!made) return false;
    // A proof fits trees of several sizes, but that of the last place fits one: so all must say the same.
    if (index > 1 && made.records !== records) throw unproven(index);
    ({ records } = made);
    const { deviceId, maker, signed } = made;
    if (!equal(maker, own)) {
      others += 1;
      return true;
    }
    if (await isShown(options, deviceId)) {
      already += 1;
      shown += 1;
      return true;
    }
    const code = await post(options, signed);
    if (code === "admitted") taken += 1;
    else if (code === "device-registered") already += 1;
    else refused.set(code, (refused.get(code) ?? 0) + 1);
    if (code === "admitted" || code === "device-registered") awaited.set(index, deviceId);
    if ((taken + already) % TOLD_EVERY === 0) say(`${taken + already} of ${records} records`);
    return true;
  }

  // The first says how many there are, and the last proves it.
  if (await move(1)) {
    let index = 1;
    const workers = Array.from({ length: AT_ONCE }, async () => {
      while (index < records) {
        index += 1;
        const at = index;
        if (!(await move(at))) throw unproven(at);
      }
    });
    await Promise.all(workers);
  } else await requireEmpty(options);
  const deadlineMs = performance.now() + waitS * 1_000;
  for (;;) {
    for (const [index, deviceId] of awaited) {
      if (!(await isShown(options, deviceId))) break;
      awaited.delete(index);
      shown += 1;
    }
    if (awaited.size === 0 || performance.now() >= deadlineMs) break;
    await pause(POLL_MS);
  }
  return { records, taken, already, others, shown, refused: Object.fromEntries(refused) };
}
