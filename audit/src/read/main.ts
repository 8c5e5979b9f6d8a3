/** `npm run read -- --share FILE --key FILE --rpc URL --archive URL`: the composition root. The exit code is the result's. */
import { readFileSync, writeFileSync } from "node:fs";
import { EthereumError } from "@witness/ethereum/errors";
import { readKeyFile } from "@witness/ethereum/key-file";
import { isAcceptedOutput } from "@witness/ethereum/outputs";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { ShareError } from "@witness/protocol/share/errors";
import { type OpenedShare, openShare } from "@witness/protocol/share/share";
import { goOnUnread, printable } from "@witness/settings/terminal";
import { openArchive } from "../judge/archive.ts";
import { JudgeError } from "../judge/errors.ts";
import { openPatiently } from "../logs.ts";
import { csvOf, envelopeLine, lastLine, prose } from "./lines.ts";
import { type Options, parseOptions } from "./options.ts";
import { type ReadShare, readShare } from "./read.ts";

const EXIT = { PROVEN: 0, DIFFERENCE: 1, UNREAD: 2, STATED: 3 } as const;

function fileOf(path: string): Uint8Array {
  try {
    return Uint8Array.from(readFileSync(path));
  } catch (cause) {
    throw new ShareError("share-file-unusable", { cause });
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (cause) {
    throw new ShareError("share-file-unusable", { cause });
  }
}

async function run(options: Options): Promise<{ readonly share: OpenedShare; readonly read: ReadShare }> {
  const share = openShare(fileOf(options.share), readKeyFile(options.key, "p256"), provider);
  const rpc = openPatiently(options.rpc);
  const { chainId, application } = share.context;
  const isOther = options.app !== undefined && options.app.toLowerCase() !== `0x${toHex(application)}`;
  if (isOther || Number(await rpc("eth_chainId", [])) !== chainId) throw new ShareError("share-foreign");
  const terminal = process.stderr.isTTY === true;
  const progress = (step: string): void => {
    if (terminal) process.stderr.write(`\r\u001b[K${step}`);
  };
  try {
    const read = await readShare({
      share,
      archive: openArchive(options.archive),
      isAccepted: (output, proof) =>
        isAcceptedOutput(rpc, `0x${toHex(application)}`, { index: proof.index, output, proof }),
      nowUnixS: Math.floor(Date.now() / 1_000),
      progress,
    });
    return { share, read };
  } finally {
    if (terminal) process.stderr.write("\r\u001b[K");
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    const { share, read } = await run(options);
    for (const envelope of read.envelopes) process.stdout.write(`${envelopeLine(envelope)}\n`);
    if (options.csv !== undefined) write(options.csv, csvOf(read.envelopes));
    if (!options.json) process.stderr.write(`${prose(share, read).split("\n").map(printable).join("\n")}\n`);
    process.stdout.write(`${lastLine(share, read)}\n`);
    return EXIT[read.result];
  } catch (error) {
    const { code, message, stack } = error as { code?: string; message: string; stack?: string };
    if (code === "commander.helpDisplayed") return 0;
    const known = error instanceof JudgeError || error instanceof ShareError || error instanceof EthereumError;
    process.stderr.write(`Could not read: ${known ? printable(message) : stack}\n`);
    if (code === "option-invalid") process.stderr.write("npm run read -- --help lists the options.\n");
    const said = { kind: "result", result: "UNREAD", code: known ? error.code : "internal-error" };
    process.stdout.write(`${JSON.stringify({ ...said, message: printable(message) })}\n`);
    return EXIT.UNREAD;
  }
}

goOnUnread();
process.exitCode = await main(process.argv.slice(2));
