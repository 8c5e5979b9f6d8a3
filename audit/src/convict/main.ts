/** `npm run convict -- --rpc URL --receipt FILE`, or `--check FILE`: the composition root. The exit code is the result's. */
import { EthereumError } from "@witness/ethereum/errors";
import type { Call } from "@witness/ethereum/rpc";
import { toHex } from "@witness/protocol/bytes";
import { RECEIPT_DEADLINE_MAX_BLOCKS } from "@witness/protocol/limits";
import { goOnUnread, printable } from "@witness/settings/terminal";
import { readBlock } from "../application.ts";
import { AuditError } from "../errors.ts";
import { openPatiently } from "../logs.ts";
import { caseOf } from "./case.ts";
import { parseOptions, type Said } from "./options.ts";
import { type Held, holdReceipt, type Promised } from "./receipt.ts";

const EXIT = { KEPT: 0, BROKEN: 1, UNCHECKED: 2, OPEN: 3 } as const;
const CONTRADICTED = 4;

function named(promised: Promised): string {
  if (promised.kind === "operation") return `operation ${toHex(promised.identity)}`;
  return `all envelopes of device ${toHex(promised.deviceId)} up to no. ${promised.sequence}, from the opening of its session on, link ${toHex(promised.link)}`;
}

function verdictOf({ result, reason, promised, found, head }: Held): string {
  const { deadlineBlock } = promised;
  if (reason === "promised-too-late") {
    return `BROKEN: the deadline is more than ${RECEIPT_DEADLINE_MAX_BLOCKS} blocks after the newest block of the time that the relay signed. Receipt and chain convict it, whatever inputs there are.`;
  }
  if (reason === "received-ahead") {
    return "BROKEN: the relay signed a time which is to come, by the chain and by this machine's clock. The receipt convicts it until then.";
  }
  if (result === "KEPT") return `KEPT: input ${found?.input} in block ${found?.block} has it.`;
  if (result === "OPEN") {
    return `OPEN: no input up to block ${head} has it; the deadline is in ${deadlineBlock - head} blocks. Ask again then.`;
  }
  const late = found
    ? `input ${found.input} has it in block ${found.block} only`
    : `no input up to block ${head} has it`;
  return `BROKEN: ${late}. The relay signed that one would by block ${deadlineBlock}: receipt and chain convict it.`;
}

function prose(held: Held): string {
  const { promised } = held;
  const received = new Date(promised.receivedAtUnixS * 1_000).toISOString();
  return [
    `Promised  ${named(promised)}`,
    `          in an input by block ${promised.deadlineBlock}; the relay says that it took it at ${received}`,
    verdictOf(held),
  ].join("\n");
}

/** Whether the chain says what somebody else's case says. */
type Checked = "CONFIRMED" | "CONTRADICTED";

/** Returns whether a case holds: on this chain, and with the same result. One that was open may have come to any. */
async function check(rpc: Call, said: Said, held: Held): Promise<Checked> {
  const isSameChain = (await readBlock(rpc, said.head))?.hash === said.headHash;
  const isSame = said.result === "OPEN" || (said.result === held.result && said.reason === held.reason);
  return isSameChain && isSame ? "CONFIRMED" : "CONTRADICTED";
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    const { app, receipt, relayKey, genesis, said, json } = options;
    const nowUnixS = Math.floor(Date.now() / 1_000);
    const rpc = openPatiently(options.rpc);
    const held = await holdReceipt(rpc, app, { receipt, relayKey }, { genesis, nowUnixS });
    const checked = said && (await check(rpc, said, held));
    if (!json) process.stdout.write(`${prose(held)}\n`);
    if (checked && !json) {
      const sentence = checked === "CONFIRMED" ? "This chain says so too." : "The file is of another chain, or false.";
      process.stdout.write(`${checked}: the file says ${printable(said.result)}. ${sentence}\n`);
      process.stdout.write(`Relay     its key is ${toHex(relayKey)}; see that it is the one that you mean\n`);
    }
    process.stdout.write(`${JSON.stringify({ ...caseOf(held, options), checked })}\n`);
    return checked === "CONTRADICTED" ? CONTRADICTED : EXIT[held.result];
  } catch (error) {
    const { code, message, stack } = error as { code?: string; message: string; stack?: string };
    if (code === "commander.helpDisplayed") return 0;
    const isKnown = error instanceof AuditError || error instanceof EthereumError;
    process.stderr.write(`Could not check: ${isKnown ? printable(message) : stack}\n`);
    if (code === "option-invalid") process.stderr.write("npm run convict -- --help lists the options.\n");
    const said = { result: "UNCHECKED", code: isKnown ? code : "internal-error", sentence: printable(message) };
    process.stdout.write(`${JSON.stringify(said)}\n`);
    return EXIT.UNCHECKED;
  }
}

goOnUnread();
process.exitCode = await main(process.argv.slice(2));
