/** What tests of a simulated machine server need: its executable, a stored machine, inputs, and an application. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeInput, toHex } from "../src/codec.ts";
import { temporaryDirectory } from "./client.ts";

/** Writes an executable that starts the simulator, as `--machine-server` names one. @param environment NAME=VALUE each */
export function simulator(...environment: readonly string[]): string {
  const path = join(temporaryDirectory(), "cartesi-jsonrpc-machine");
  const script = join(import.meta.dirname, "machine-simulator.ts");
  writeFileSync(path, `#!/bin/sh\nexec env ${environment.join(" ")} ${process.execPath} ${script} "$@"\n`, {
    mode: 0o700,
  });
  return path;
}

/** Writes a stored machine that has counted some advances. Returns its directory. */
export function storedMachine(count = 0): string {
  const directory = join(temporaryDirectory(), "image");
  mkdirSync(directory);
  const memory = JSON.stringify({ mcycle: 736_565_276, count, outputs: [] });
  writeFileSync(join(directory, "memory.json"), memory);
  writeFileSync(join(directory, "hash"), createHash("sha256").update(memory).digest("base64"));
  return directory;
}

/** The blob of an input with this payload. */
export function inputOf(index: number, payload: string): Uint8Array {
  return encodeInput({
    chainId: 31_337n,
    application: `0x${"11".repeat(20)}`,
    sender: `0x${"22".repeat(20)}`,
    blockNumber: BigInt(100 + index),
    blockTimestampS: BigInt(1_790_000_000 + 12 * index),
    prevRandao: 7n,
    index: BigInt(index),
    payload: toHex(Buffer.from(payload)),
  });
}

/** The deployment of an application that no chain holds: what a test needs that drives a machine alone. */
export const ECHO_DEPLOYMENT = {
  chainId: 31_337,
  deploymentBlock: 1,
  application: { name: "echo", address: "0x01", templateHash: "0x", dataAvailability: "0x" },
  consensus: { type: "AUTHORITY", address: "0x02", epochLength: 10 },
  contracts: { InputBox: "0x03" },
} as const;
