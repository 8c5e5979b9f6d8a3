/** `npm run operate -- <operation> …`: the composition root. The last line is JSON; the exit code is the result's. */
import { EthereumError } from "@witness/ethereum/errors";
import { toHex } from "@witness/protocol/bytes";
import { ARCHIVE_CODES } from "@witness/protocol/codes/archive";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import { ShareError } from "@witness/protocol/share/errors";
import { goOnUnread, printable } from "@witness/settings/terminal";
import { OperateError } from "./errors.ts";
import { toldOfKey, toldOfWallet } from "./key.ts";
import { operate, register } from "./operate.ts";
import { isHelp, parseTask, type Task } from "./options.ts";
import { type MadePass, makePass } from "./pass/make.ts";
import { share, shares } from "./share/command.ts";
import { nameOf } from "./words.ts";

const EXIT = { done: 0, refused: 1, undone: 2 } as const;

/** Whether somebody else decided: a relay, a back-end, an archive. A chain that does not answer decided nothing. */
const isRefusal = (error: unknown, code: string): boolean =>
  !(error instanceof EthereumError) &&
  (Object.hasOwn(CODES, code) ||
    Object.hasOwn(ARCHIVE_CODES, code) ||
    code === "effect-none" ||
    code === "effect-unseen");

/** Says of each key file what others are told of it. */
function tellKeys({ wallet, keys }: Task & { readonly kind: "key" }, say: (line: string) => void): object {
  const told = [...(wallet === undefined ? [] : [toldOfWallet(wallet)]), ...keys.map(toldOfKey)];
  if (told.length === 0) throw new OperateError("Name a file: --wallet or --key.", { code: "option-invalid" });
  for (const each of told) for (const [name, text] of Object.entries(each)) say(`${name.padEnd(10)} ${text}`);
  return { result: "TOLD", keys: told };
}

const toldOfPass = ({ identity, ...made }: MadePass): object => ({
  result: "MADE",
  kind: "pass",
  identity: toHex(identity),
  ...made,
});

async function main(args: readonly string[]): Promise<number> {
  try {
    const task = parseTask(args);
    const say = (line: string): void => {
      if (!task.common.json) process.stdout.write(`${printable(line)}\n`);
    };
    const end = (said: object): number => {
      process.stdout.write(`${JSON.stringify(said)}\n`);
      return EXIT.done;
    };
    if (task.kind === "key") return end(tellKeys(task, say));
    const nowUnixS = (): number => Math.floor(Date.now() / 1_000);
    if (task.kind === "share") return end(await share(task.sharing, task.common, { say, nowUnixS }));
    if (task.kind === "shares") return end({ result: "LISTED", ...(await shares(task.common, { say, nowUnixS })) });
    if (task.kind === "pass") {
      return end(toldOfPass(await makePass(task.passing, task.common, { say, nowUnixS })));
    }
    if (task.kind === "register") {
      const { deviceId, isInRecord } = await register(task, say);
      return end({ result: isInRecord ? "IN EFFECT" : "SENT", kind: "register-device", device: toHex(deviceId) });
    }
    const { result, identity, operation, promised } = await operate(task, say);
    const promise = promised && { deadlineBlock: promised.deadlineBlock, receipt: toHex(promised.receipt) };
    return end({ result, kind: nameOf(operation), identity: toHex(identity), ...promise });
  } catch (error) {
    if (isHelp(error)) return EXIT.done;
    const isKnown = [OperateError, EthereumError, ProtocolError, ShareError].some((known) => error instanceof known);
    const { message, stack } = error as Error;
    const code = isKnown ? (error as OperateError).code : "internal-error";
    process.stderr.write(`Not done: ${isKnown ? printable(message) : stack}\n`);
    if (code === "option-invalid") process.stderr.write("npm run operate -- --help lists what can be done.\n");
    process.stdout.write(`${JSON.stringify({ result: "NOT DONE", code, message: printable(message) })}\n`);
    return isKnown && isRefusal(error, code) ? EXIT.refused : EXIT.undone;
  }
}

goOnUnread();
process.exitCode = await main(process.argv.slice(2));
