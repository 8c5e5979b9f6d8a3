/**
 * `node scripts/make-keys.ts --out DIR [--maker NAME=PUBLIC_KEY…]`: makes the keys of a deployment under `DIR/keys` and
 * the public ones in `DIR/public/genesis.json`. Existing keys stay, since another genesis makes another application.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { ensureKeys } from "./keys.ts";

interface Maker {
  readonly name: string;
  readonly publicKey: string;
}

function maker(text: string, before: readonly Maker[]): readonly Maker[] {
  const [, name, publicKey] = /^(.+)=(0[23][0-9a-f]{64})$/.exec(text) ?? [];
  if (name === undefined || publicKey === undefined) {
    throw new InvalidArgumentError("Write NAME=KEY, with a compressed P-256 key of 66 lower-case hexadecimal digits.");
  }
  return [...before, { name, publicKey }];
}

const { out, maker: makers } = new Command("npm run keys --")
  .description("Makes the keys of a deployment and its genesis. Keys that are there stay.")
  .requiredOption("--out <dir>", "directory of the deployment")
  .option("--maker <name=key>", "a maker that the application trusts; repeat it", maker, [])
  .parse()
  .opts<{ out: string; maker: readonly Maker[] }>();

const file = join(out, "public", "genesis.json");
mkdirSync(join(out, "public"), { recursive: true });
const keys = ensureKeys(join(out, "keys"));
const trusted = makers.length > 0 ? makers : [{ name: "Demo Motors", publicKey: keys.makerPublicKey }];
const genesis = { makers: trusted, applicationPublicKey: keys.applicationPublicKey };
const text = `${JSON.stringify(genesis)}\n`;
if (!existsSync(file)) writeFileSync(file, text, { flag: "wx" });
else if (makers.length > 0 && readFileSync(file, "utf8") !== text) {
  process.stderr.write(`${file} names other makers, and stays as it is. Remove it to begin another application.\n`);
  process.exitCode = 1;
}
process.stdout.write(`${JSON.stringify({ accounts: keys.accounts, receiptKey: keys.relayPublicKey })}\n`);
