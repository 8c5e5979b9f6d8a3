/** `npm run succession -- <step> …`: the composition root. The last line is JSON; the exit code is the result's. */
import { writeFileSync } from "node:fs";
import { readDeployment } from "@witness/ethereum/deployment";
import { EthereumError } from "@witness/ethereum/errors";
import { readGenesis } from "@witness/ethereum/genesis";
import { readKeyFile } from "@witness/ethereum/key-file";
import { openRpc } from "@witness/ethereum/rpc";
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { ProtocolError } from "@witness/protocol/errors";
import { encodeSuccession, SUCCESSION_NOTICE_S, type SuccessionStatement } from "@witness/protocol/succession";
import { goOnUnread, printable } from "@witness/settings/terminal";
import { DEEDS } from "../deeds.ts";
import { OperateError } from "../errors.ts";
import { openNode } from "../node.ts";
import { operate } from "../operate.ts";
import { isHelp } from "../options.ts";
import { type Ending, readEnding } from "./ending.ts";
import { findSuccessionFile, readSuccessionFile, writeSuccessionFile } from "./file.ts";
import { moveRecords } from "./moving.ts";
import { type OldPlace, parseStep, type Step } from "./options.ts";
import { fileOf, forDevices, linesOfStatement, signedBy } from "./statement.ts";

type StepNamed<Name extends Step["step"]> = Extract<Step, { readonly step: Name }>;

/** What the last line says, and whether all was done. */
interface Done {
  readonly said: Readonly<Record<string, unknown>>;
  readonly isAll: boolean;
}

const say = (line: string): void => void process.stdout.write(`${printable(line)}\n`);

const contextAt = async ({ rpc, app }: Pick<OldPlace, "rpc" | "app">): Promise<Context> => ({
  chainId: Number(await openRpc({ url: rpc }).call("eth_chainId", [])),
  application: app,
});

async function announcement(step: StepNamed<"announcement">): Promise<Done> {
  const old = await contextAt(step);
  const { predecessor, applicationPublicKey } = readGenesis(step.genesis);
  const { chainId, application } = readDeployment(step.deployment);
  const isOurs =
    predecessor?.context.chainId === old.chainId && equal(predecessor.context.application, old.application);
  if (!isOurs) {
    const sentence = "The new genesis does not name this application as its predecessor.";
    throw new OperateError(sentence, { code: "genesis-invalid" });
  }
  const globals = await openNode(step.inspect).globals();
  const statement: SuccessionStatement = {
    old,
    lastInput: 0,
    root: new Uint8Array(32),
    next: { chainId, application: fromHex(application.address) },
    publicKey: applicationPublicKey,
    templateHash: fromHex(application.templateHash),
    number: globals.succession.number + 1,
    closesUnixS: step.closesUnixS,
  };
  for (const line of linesOfStatement(statement)) say(line);
  say(`Administrators must have it in a block ${SUCCESSION_NOTICE_S / 86_400} days before it closes.`);
  return { said: { result: "WRITTEN", announcement: toHex(encodeSuccession(statement)) }, isAll: true };
}

async function endingOf(step: StepNamed<"end" | "sign" | "export">): Promise<Ending> {
  const context = await contextAt(step);
  const { call } = openRpc({ url: step.rpc });
  const { node, waitS } = step;
  return readEnding({ context, call, node, inspect: openNode(step.inspect), waitS, say });
}

async function end(step: StepNamed<"end" | "sign">): Promise<Done> {
  const ending = await endingOf(step);
  const { globals, records, statement } = ending;
  for (const line of linesOfStatement(statement)) say(line);
  const file = fileOf(ending, findSuccessionFile(step.file));
  const signed = step.step === "sign" ? signedBy(file, globals, step.keys) : file;
  writeSuccessionFile(step.file, signed);
  const administrators = signed.administrators.length;
  const makers = signed.makers.length;
  say(`${administrators} of ${globals.actors.threshold} administrators and ${makers} makers have signed ${step.file}.`);
  return { said: { result: "WRITTEN", records, administrators, makers }, isAll: true };
}

async function exported(step: StepNamed<"export">): Promise<Done> {
  const ending = await endingOf(step);
  const file = fileOf(ending, readSuccessionFile(step.file));
  const bytes = forDevices(file, ending.globals, step.maker);
  writeFileSync(step.out, bytes);
  say(`Both have signed; ${step.out} is for the devices.`);
  return { said: { result: "WRITTEN", bytes: bytes.length }, isAll: true };
}

async function inherit(step: StepNamed<"inherit">): Promise<Done> {
  const { statement } = readSuccessionFile(step.file);
  const bytes = encodeSuccession(statement);
  const { inherited } = (await openNode(step.inspect).globals()).succession;
  const done: Done = { said: { result: "IN EFFECT" }, isAll: true };
  if (inherited[0] && equal(inherited[0].statement, bytes)) return done;
  const { rpc, inspect, relay, keys, waitS } = step;
  const common = {
    rpc,
    app: statement.next.application,
    relay,
    relayKey: undefined,
    inspect,
    car: undefined,
    file: undefined,
    genesis: "",
    archive: undefined,
    expiresS: undefined,
    waitS,
    yes: false,
    json: false,
    wallet: undefined,
    keys,
  };
  const deed = DEEDS["inherit"];
  if (!deed) throw new RangeError("There is no deed inherit.");
  await operate({ kind: "deed", deed, values: { statement: bytes }, common }, say);
  return done;
}

async function takeOver(step: StepNamed<"take-over">): Promise<Done> {
  const { statement } = readSuccessionFile(step.file);
  const { keyId } = readGenesis(step.genesis);
  const makerKey = readKeyFile(step.key, "p256");
  const { relay, waitS } = step;
  const [old, next] = [openNode(step.oldInspect, "--old-inspect"), openNode(step.inspect)];
  const moved = await moveRecords({ statement, old, next, relay, keyId, makerKey, waitS, say });
  const isAll = moved.shown === moved.records - moved.others;
  return { said: { result: isAll ? "TAKEN OVER" : "NOT ALL", ...moved }, isAll };
}

function take(step: Step): Promise<Done> {
  switch (step.step) {
    case "announcement":
      return announcement(step);
    case "end":
    case "sign":
      return end(step);
    case "export":
      return exported(step);
    case "inherit":
      return inherit(step);
    case "take-over":
      return takeOver(step);
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const { said, isAll } = await take(parseStep(args));
    process.stdout.write(`${JSON.stringify(said)}\n`);
    return isAll ? 0 : 1;
  } catch (error) {
    if (isHelp(error)) return 0;
    const isKnown = error instanceof OperateError || error instanceof EthereumError || error instanceof ProtocolError;
    const { message, stack } = error as Error;
    const code = isKnown ? error.code : "internal-error";
    process.stderr.write(`Not done: ${isKnown ? printable(message) : stack}\n`);
    if (code === "option-invalid") process.stderr.write("npm run succession -- --help lists the steps.\n");
    process.stdout.write(`${JSON.stringify({ result: "NOT DONE", code, message: printable(message) })}\n`);
    return 2;
  }
}

goOnUnread();
process.exitCode = await main(process.argv.slice(2));
