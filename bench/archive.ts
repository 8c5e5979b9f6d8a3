/** The archive: how fast it catches up with a chain, how fast it serves tiles, and what it keeps of an envelope. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { OFFICIAL_ADDRESSES } from "../ethereum/src/official.ts";
import type { Family } from "./family.ts";
import { writeGenesis } from "./genesis.ts";
import type { Line, Part, Parts } from "./part.ts";

const APPLICATION = `0x${"ab".repeat(20)}`;
const WITHIN_MS = 300_000;
/** Requests under way at once. */
const READERS = 16;

function writeDeployment(scratch: string): string {
  const file = join(scratch, "archive-deployment.json");
  const templateHash = `0x${"00".repeat(32)}`;
  const deployment = {
    chainId: 31_337,
    deploymentBlock: 1,
    application: { name: "witness", address: APPLICATION, templateHash, dataAvailability: "0x" },
    consensus: { type: "AUTHORITY", address: APPLICATION, epochLength: 10 },
    contracts: { InputBox: OFFICIAL_ADDRESSES.InputBox },
  };
  writeFileSync(file, JSON.stringify(deployment));
  return file;
}

async function untilRead(url: string, inputs: number): Promise<void> {
  for (const endMs = performance.now() + WITHIN_MS; performance.now() < endMs; await wait(20)) {
    const status = (await (await fetch(`${url}/v1/status`)).json()) as Line;
    if (status["inputs"] === inputs && status["head"] === status["tip"]) return;
  }
  throw new Error("The archive did not read the chain.");
}

async function pathsOf(url: string, ids: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const id of ids) {
    const { editions } = (await (await fetch(`${url}/v1/devices/${id}`)).json()) as {
      readonly editions: readonly { readonly edition: string; readonly tiles: number }[];
    };
    for (const { edition, tiles } of editions) {
      for (let tile = 0; tile < tiles; tile += 1)
        paths.push(`${url}/v1/devices/${id}/editions/${edition}/tiles/${tile}`);
    }
  }
  return paths;
}

/** Fetches all tiles, each car's in order, as readers do: most of them for the first time. */
async function tilesPerS(url: string, ids: readonly string[], atLeast: number): Promise<number> {
  const paths = await pathsOf(url, ids);
  const startMs = performance.now();
  let next = 0;
  const reader = async (): Promise<void> => {
    for (let at = next++; at < atLeast; at = next++) {
      const response = await fetch(paths[at % paths.length] ?? "");
      if (response.status !== 200) throw new Error(`The archive answered ${response.status}.`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return (atLeast * 1_000) / (performance.now() - startMs);
}

async function storeBytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^archive_store_bytes (\S+)$/m.exec(text)?.[1]);
}

function startArchive(parts: Parts, scratch: string, chain: Part): Promise<Part> {
  return parts.start({
    args: [join(import.meta.dirname, "../archive/src/main.ts")],
    env: {
      ARCHIVE_RPC_URL: String(chain.ready["url"]),
      ARCHIVE_DEPLOYMENT: writeDeployment(scratch),
      ARCHIVE_GENESIS: writeGenesis(scratch).genesis,
      ARCHIVE_DATA_DIR: join(scratch, "archive"),
      ARCHIVE_PORT: "0",
      ARCHIVE_POLL_MS: "100",
      // All of the load comes from one address.
      ARCHIVE_RATE_PER_MINUTE: "1000000000",
    },
  });
}

/** The archive's figures. */
export const archiveFamily: Family = {
  name: "archive",
  figures: ["archiveInputsPerS", "archiveTilesPerS", "archiveBytesPerEnvelope"],
  run: async ({ short, parts, scratch }) => {
    const [cars, envelopesPerCar] = short ? [4, 70] : [100, 1_000];
    const script = join(import.meta.dirname, "archive-chain-child.ts");
    const args = [script, APPLICATION, OFFICIAL_ADDRESSES.InputBox, String(cars), String(envelopesPerCar)];
    const chain = await parts.start({ args }, WITHIN_MS);
    const startMs = performance.now();
    const archive = await startArchive(parts, scratch, chain);
    const url = String(archive.ready["url"]);
    const inputs = Number(chain.ready["inputs"]);
    await untilRead(url, inputs);
    const archiveInputsPerS = (inputs * 1_000) / (performance.now() - startMs);
    await chain.stop();
    const archiveTilesPerS = await tilesPerS(url, chain.ready["ids"] as readonly string[], short ? 50 : 5_000);
    const archiveBytesPerEnvelope = (await storeBytes(url)) / Number(chain.ready["envelopes"]);
    await archive.stop();
    return { archiveInputsPerS, archiveTilesPerS, archiveBytesPerEnvelope };
  },
};
