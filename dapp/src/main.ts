/** The back-end's composition root: `node dapp.mjs --genesis FILE --key FILE [--warm-up]`, ROLLUP_HTTP_SERVER_URL set. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { EthereumError } from "@witness/ethereum/errors";
import { readGenesis, requireApplicationKey } from "@witness/ethereum/genesis";
import { parseKey } from "@witness/ethereum/key-file";
import { native } from "@witness/protocol/crypto/native";
import { SettingsError } from "@witness/settings/errors";
import { rollupClient } from "./rollup/client.ts";
import { runLoop, type Snapshots } from "./rollup/loop.ts";
import { loadSnapshot, storeSnapshot } from "./rollup/snapshots.ts";
import { warmUp } from "./rollup/warm-up.ts";
import { HELP, readSettings, type Settings } from "./settings.ts";
import { type Genesis, newState } from "./state/state.ts";

const PAUSE_MS = 200;

const write = (line: object): void => {
  process.stderr.write(`${JSON.stringify(line)}\n`);
};
const warn = (message: string): void => write({ level: "warn", part: "dapp", message });

/** Reads the key's file whatever its mode is: in a machine it lies on a read-only drive, whose files anyone there reads. */
function readKey(path: string): Uint8Array {
  const where = `the key file ${path}`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new EthereumError(`The key file ${path} cannot be read.`, { code: "key-unusable", cause });
  }
  return parseKey(text, { curve: "p256", where });
}

/** Reads both files. @throws {EthereumError} `genesis-invalid`, `key-unusable`, `key-mismatch`; nothing of the key is in it */
function openGenesis({ genesisFile, keyFile }: Settings): Genesis {
  const genesis = readGenesis(genesisFile);
  const applicationPrivateKey = readKey(keyFile);
  requireApplicationKey(genesis, applicationPrivateKey, keyFile);
  const { makers, administrators, origins, maximumDevices, placesPerMaker, predecessor, releases } = genesis;
  return {
    provider: native,
    makers: makers.map(({ publicKey }) => publicKey),
    ...(administrators ? { administrators } : {}),
    ...(origins ? { origins } : {}),
    maximumDevices,
    placesPerMaker,
    ...(predecessor ? { predecessor } : {}),
    ...(releases ? { releases } : {}),
    applicationPrivateKey,
  };
}

const snapshotsIn = (genesis: Genesis, directory: string): Snapshots => ({
  store: (state, name) => storeSnapshot(state, directory, name),
  load: (name) => loadSnapshot(genesis, directory, name),
});

async function serve(genesis: Genesis, { rollupHttpServerUrl: url, snapshotsDir }: Settings): Promise<void> {
  // A machine that loses its process never runs again; whatever escapes is logged, and the loop asks on.
  process.on("uncaughtException", (error) => warn(error.message));
  process.on("unhandledRejection", (reason) => warn(String(reason)));
  // Signals are left alone: nothing is kept on disk, and a node must see that the process was killed. An exit of its
  // own, with an input in its hands, would be the application's end.
  const state = newState(genesis);
  process.stdout.write(`${JSON.stringify({ ready: true, rollupHttpServerUrl: url })}\n`);
  await runLoop(state, {
    post: rollupClient(url),
    pause: () => wait(PAUSE_MS),
    log: warn,
    stopped: () => false,
    snapshots: snapshotsDir === undefined ? undefined : snapshotsIn(genesis, snapshotsDir),
  });
}

/** Says why the back-end does not start, one line for each problem. What is no known problem is a defect: thrown on. */
function reportFailure(error: unknown): void {
  const line = { level: "fatal", part: "dapp" };
  if (error instanceof SettingsError) {
    for (const { name, sentence } of error.problems) {
      write({ ...line, code: error.code, setting: name, message: `${name} ${sentence}.` });
    }
  } else if (error instanceof EthereumError) write({ ...line, code: error.code, message: error.message });
  else throw error;
  process.exitCode = 2;
}

if (process.argv.includes("--help")) process.stdout.write(HELP);
else {
  try {
    const settings = readSettings(process.argv.slice(2), process.env);
    const genesis = openGenesis(settings);
    if (settings.warmUp) await warmUp(native);
    await serve(genesis, settings);
  } catch (error) {
    reportFailure(error);
  }
}
