#!/usr/bin/env node
/** `npm run verify -- LINK --rpc URL --rpc URL --app ADDRESS`: the composition root. The exit code is the result's. */
import { text } from "node:stream/consumers";
import { goOnUnread, printable } from "@witness/settings/terminal";
import { chainOf } from "../chain.ts";
import { VerifyError } from "../errors.ts";
import { openRpc } from "../rpc.ts";
import { verifyPass } from "../verify.ts";
import { EXIT, lastLine, prose, resultOf } from "./conclusion.ts";
import { type Options, parseOptions, UsageError } from "./options.ts";

async function run(options: Options): Promise<number> {
  const { rpc, app, chain, archive, node, inspect, origin, json } = options;
  const link = options.link === "-" ? (await text(process.stdin)).trim() : options.link;
  const verification = await verifyPass(link, {
    chainId: chain ?? (await chainOf(openRpc(rpc[0] ?? "", "chain-unavailable"))),
    application: app,
    rpcUrls: rpc,
    archiveUrl: archive,
    node: node === undefined || inspect === undefined ? undefined : { rpcUrl: node, inspectUrl: inspect },
    origins: origin,
    nowUnixS: Math.floor(Date.now() / 1_000),
  });
  if (!json) process.stdout.write(`${prose(verification)}\n`);
  process.stdout.write(`${lastLine(verification, options)}\n`);
  return EXIT[resultOf(verification, options)];
}

async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(parseOptions(args));
  } catch (error) {
    const { code, message, stack } = error as { code?: string; message: string; stack?: string };
    if (code === "commander.helpDisplayed") return 0;
    const known = error instanceof UsageError || error instanceof VerifyError;
    process.stderr.write(`Could not verify: ${known ? printable(message) : stack}\n`);
    if (error instanceof UsageError) process.stderr.write("npm run verify -- --help lists the options.\n");
    process.stdout.write(
      `${JSON.stringify({ result: "UNASKED", code: known ? error.code : "internal-error", sentence: printable(message) })}\n`,
    );
    return error instanceof UsageError ? EXIT.USAGE : EXIT.UNASKED;
  }
}

goOnUnread();
process.exitCode = await main(process.argv.slice(2));
