/** The back-end's composition root: `node dapp.mjs --genesis FILE --key FILE [--warm-up]`, ROLLUP_HTTP_SERVER_URL set. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { equal, fromHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { rollupClient } from "./rollup/client.ts";
import { runLoop } from "./rollup/loop.ts";
import { warmUp } from "./rollup/warm-up.ts";
import { type Genesis, newState } from "./state/state.ts";

const PAUSE_MS = 200;

interface GenesisFile {
  readonly makers: readonly { readonly publicKey: string }[];
  readonly applicationPublicKey: string;
}

/** The parser's own message would show what is in the file, and somebody may have given the key's. */
function parseGenesis(text: string): GenesisFile {
  let parsed: Partial<GenesisFile> | null = null;
  try {
    parsed = JSON.parse(text) as Partial<GenesisFile> | null;
  } catch {
    // Said below, without what was read.
  }
  const { makers, applicationPublicKey } = parsed ?? {};
  if (!Array.isArray(makers) || typeof applicationPublicKey !== "string") {
    throw new TypeError("The genesis file must be JSON with makers and applicationPublicKey.");
  }
  return { makers, applicationPublicKey };
}

/** Reads both files. Whatever is wrong with them is said in a sentence: no stack, and nothing of the key. */
function readGenesis(genesisFile: string, keyFile: string): Genesis {
  const { makers, applicationPublicKey } = parseGenesis(readFileSync(genesisFile, "utf8"));
  const applicationPrivateKey = fromHex(readFileSync(keyFile, "utf8").trim());
  if (!equal(native.p256PublicKey(applicationPrivateKey), fromHex(applicationPublicKey))) {
    throw new Error("The key file holds another key than the genesis names; give the key made with this genesis.");
  }
  return { provider: native, makers: makers.map(({ publicKey }) => fromHex(publicKey)), applicationPrivateKey };
}

function openGenesis(genesisFile: string, keyFile: string): Genesis | undefined {
  try {
    return readGenesis(genesisFile, keyFile);
  } catch (error) {
    log(`The back-end cannot start from ${genesisFile} and ${keyFile}: ${(error as Error).message}`);
    return undefined;
  }
}

const log = (message: string): void => {
  process.stderr.write(`${JSON.stringify({ level: "warn", part: "dapp", message })}\n`);
};

async function serve(genesis: Genesis, url: string): Promise<void> {
  // A machine that loses its process never runs again; whatever escapes is logged, and the loop asks on.
  process.on("uncaughtException", (error) => log(error.message));
  process.on("unhandledRejection", (reason) => log(String(reason)));
  // Signals are left alone: nothing is kept on disk, and a node must see that the process was killed. An exit of its
  // own, with an input in its hands, would be the application's end.
  const state = newState(genesis);
  process.stdout.write(`${JSON.stringify({ ready: true, rollupHttpServerUrl: url })}\n`);
  await runLoop(state, { post: rollupClient(url), pause: () => wait(PAUSE_MS), log, stopped: () => false });
}

const { values } = parseArgs({
  options: { genesis: { type: "string" }, key: { type: "string" }, "warm-up": { type: "boolean" } },
});
const url = process.env["ROLLUP_HTTP_SERVER_URL"];
if (values.genesis === undefined || values.key === undefined || url === undefined) {
  process.stderr.write(
    "Usage: node dapp.mjs --genesis FILE --key FILE [--warm-up], with ROLLUP_HTTP_SERVER_URL set.\n",
  );
  process.exitCode = 2;
} else {
  const genesis = openGenesis(values.genesis, values.key);
  if (genesis) {
    if (values["warm-up"]) await warmUp(native);
    await serve(genesis, url);
  } else process.exitCode = 2;
}
