/**
 * `node scripts/make-keys.ts --out DIR [--maker NAME=PUBLIC_KEY…]`: makes the keys of a deployment under `DIR/keys` and
 * the public ones in `DIR/public/genesis.json`. Existing keys stay, since another genesis makes another application.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDeployment } from "@witness/ethereum/deployment";
import { EthereumError } from "@witness/ethereum/errors";
import { parseGenesis, readGenesis } from "@witness/ethereum/genesis";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { ensureKeys } from "./keys.ts";

interface Maker {
  readonly name: string;
  readonly publicKey: string;
}

interface Options {
  readonly out: string;
  readonly maker: readonly Maker[];
  readonly administrator: readonly string[];
  readonly threshold: number;
  readonly predecessor?: string;
}

const KEY = /^0[23][0-9a-f]{64}$/;
/** A genesis cannot be changed later, so its maker is told in time. */
const NOBODY =
  "The genesis names no administrators: nobody can register a workshop, order a quarantine or announce a successor, ever. To name them (--administrator), remove it before you deploy.\n";
const KEY_SAID = "a compressed P-256 key of 66 lower-case hexadecimal digits";

function maker(text: string, before: readonly Maker[]): readonly Maker[] {
  const [, name, publicKey = ""] = /^(.+)=([^=]+)$/.exec(text) ?? [];
  if (name === undefined || !KEY.test(publicKey)) throw new InvalidArgumentError(`Write NAME=KEY, with ${KEY_SAID}.`);
  return [...before, { name, publicKey }];
}

function administrator(text: string, before: readonly string[]): readonly string[] {
  if (!KEY.test(text)) throw new InvalidArgumentError(`It must be ${KEY_SAID}; npm run operate -- key prints it.`);
  return [...before, text];
}

function threshold(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError("It must be a number from 2 to 16.");
  return Number(text);
}

/** What a new genesis names of the application before it. @throws {EthereumError} `deployment-invalid`, `genesis-invalid` */
function predecessorIn(directory: string) {
  const { chainId, application } = readDeployment(join(directory, "public", "deployment.json"));
  const path = join(directory, "public", "genesis.json");
  readGenesis(path);
  const { applicationPublicKey } = JSON.parse(readFileSync(path, "utf8")) as { readonly applicationPublicKey: string };
  return { chainId, application: application.address, applicationPublicKey };
}

function make({ out, maker: makers, administrator: publicKeys, threshold, predecessor }: Options): void {
  const before = predecessor === undefined ? undefined : predecessorIn(predecessor);
  const file = join(out, "public", "genesis.json");
  mkdirSync(join(out, "public"), { recursive: true });
  const keys = ensureKeys(join(out, "keys"));
  const trusted = makers.length > 0 ? makers : [{ name: "Demo Motors", publicKey: keys.makerPublicKey }];
  const genesis = {
    makers: trusted,
    ...(publicKeys.length > 0 && { administrators: { threshold, publicKeys } }),
    ...(before && { predecessor: before }),
    applicationPublicKey: keys.applicationPublicKey,
  };
  const text = `${JSON.stringify(genesis)}\n`;
  parseGenesis(text, "The genesis that these options make");
  const isSaid = makers.length > 0 || publicKeys.length > 0 || before !== undefined;
  if (!existsSync(file)) {
    writeFileSync(file, text, { flag: "wx" });
    if (publicKeys.length === 0) process.stderr.write(NOBODY);
  } else if (isSaid && readFileSync(file, "utf8") !== text) {
    const sentence = `${file} names other makers, administrators or another predecessor, and stays as it is. Remove it to begin another application.\n`;
    process.stderr.write(sentence);
    process.exitCode = 1;
  }
  process.stdout.write(`${JSON.stringify({ accounts: keys.accounts, receiptKey: keys.relayPublicKey })}\n`);
}

const program = new Command("npm run keys --")
  .description("Makes the keys of a deployment and its genesis. Keys that are there stay.")
  .addHelpText("after", "\nExit codes: 0 made or there already, 1 the genesis that is there names others, 2 not done.")
  .requiredOption("--out <dir>", "directory of the deployment")
  .option("--maker <name=key>", "a maker that the application trusts; repeat it", maker, [])
  .option("--administrator <key>", "an administrator's public key; repeat it", administrator, [])
  .option("--threshold <k>", "how many administrators must sign", threshold, 2)
  .option("--predecessor <dir>", "directory of the deployment that this one goes on from, with its public/")
  .exitOverride()
  .configureOutput({ writeErr: () => undefined });

try {
  make(program.parse().opts<Options>());
} catch (error) {
  if (!(error instanceof CommanderError || error instanceof EthereumError)) throw error;
  if (error.code !== "commander.helpDisplayed") {
    process.stderr.write(`Not done: ${error.message.replace(/^error: /, "")}\n`);
    if (error instanceof CommanderError) process.stderr.write("npm run keys -- --help lists the options.\n");
    process.exitCode = 2;
  }
}
