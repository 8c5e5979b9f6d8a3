/** `npm run release -- --inspect URL --node URL --app ADDRESS --rpc URL`: the composition root. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goOnUnread, printable } from "@witness/settings/terminal";
import { chainOf } from "@witness/verify/chain";
import { VerifyError } from "@witness/verify/errors";
import { openRpc } from "@witness/verify/rpc";
import { csvOf } from "../csv.ts";
import { AnalyticsError } from "../errors.ts";
import { fetchRelease } from "../fetch-release.ts";
import { proveRelease } from "../prove-release.ts";
import { recordsOf, sidecarOf } from "../sidecar.ts";
import { type Options, parseOptions, UsageError } from "./options.ts";

/** What the command ends with. */
const EXIT = { PROVEN: 0, UNPROVEN: 1, USAGE: 2, UNASKED: 3 } as const;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function run({ inspect, node, app, rpc, out }: Options): Promise<void> {
  const place = { chainId: await chainOf(openRpc(rpc[0] ?? "", "chain-unavailable")), application: app };
  const release = await fetchRelease(inspect);
  const proof = await proveRelease(release, { place, rpcUrls: rpc, nodeUrl: node });
  const { number, rows, suppressed } = release.head;
  const files = [
    [`release-${number}.csv`, csvOf(release)],
    [`release-${number}.json`, json(recordsOf(release))],
    [`release-${number}.sidecar.json`, json(sidecarOf(release, place, proof))],
  ] as const;
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(out, name), text);
  }
  const said = out === undefined ? [] : files.map(([name]) => join(out, name));
  process.stdout.write(`${JSON.stringify({ result: "PROVEN", release: number, rows, suppressed, files: said })}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  try {
    await run(parseOptions(args));
    return EXIT.PROVEN;
  } catch (error) {
    const { code, message, stack } = error as { code?: string; message: string; stack?: string };
    if (code === "commander.helpDisplayed") return EXIT.PROVEN;
    const isKnown = error instanceof UsageError || error instanceof VerifyError || error instanceof AnalyticsError;
    process.stderr.write(`No release to rely on: ${isKnown ? printable(message) : stack}\n`);
    if (error instanceof UsageError) process.stderr.write("npm run release -- --help lists the options.\n");
    const isUnproven = error instanceof AnalyticsError;
    const said = { result: isUnproven ? "UNPROVEN" : "UNASKED", code: isKnown ? code : "internal-error" };
    process.stdout.write(`${JSON.stringify({ ...said, sentence: printable(message) })}\n`);
    if (error instanceof UsageError) return EXIT.USAGE;
    return isUnproven ? EXIT.UNPROVEN : EXIT.UNASKED;
  }
}

goOnUnread();
process.exitCode = await main(process.argv.slice(2));
