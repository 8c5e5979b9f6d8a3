/** The back-end's composition root: `node dapp.mjs --genesis FILE --key FILE`, ROLLUP_HTTP_SERVER_URL set. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { equal, fromHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { rollupClient } from "./rollup/client.ts";
import { runLoop } from "./rollup/loop.ts";
import { type Genesis, newState } from "./state/state.ts";

const PAUSE_MS = 200;

function readGenesis(genesisFile: string, keyFile: string): Genesis {
  const { makers, applicationPublicKey } = JSON.parse(readFileSync(genesisFile, "utf8")) as {
    readonly makers: readonly { readonly publicKey: string }[];
    readonly applicationPublicKey: string;
  };
  const applicationPrivateKey = fromHex(readFileSync(keyFile, "utf8").trim());
  if (!equal(native.p256PublicKey(applicationPrivateKey), fromHex(applicationPublicKey))) {
    throw new Error("The key drive holds another key than the genesis names.");
  }
  return { provider: native, makers: makers.map(({ publicKey }) => fromHex(publicKey)), applicationPrivateKey };
}

const log = (message: string): void => {
  process.stderr.write(`${JSON.stringify({ level: "warn", part: "dapp", message })}\n`);
};

const { values } = parseArgs({ options: { genesis: { type: "string" }, key: { type: "string" } } });
const url = process.env["ROLLUP_HTTP_SERVER_URL"];
if (values.genesis === undefined || values.key === undefined || url === undefined) {
  process.stderr.write("Usage: node dapp.mjs --genesis FILE --key FILE, with ROLLUP_HTTP_SERVER_URL set.\n");
  process.exitCode = 2;
} else {
  // A machine that loses its process never runs again; whatever escapes is logged, and the loop asks on.
  process.on("uncaughtException", (error) => log(error.message));
  process.on("unhandledRejection", (reason) => log(String(reason)));
  const state = newState(readGenesis(values.genesis, values.key));
  process.stdout.write(`${JSON.stringify({ ready: true, rollupHttpServerUrl: url })}\n`);
  await runLoop(state, { post: rollupClient(url), pause: () => wait(PAUSE_MS), log, stopped: () => false });
}
