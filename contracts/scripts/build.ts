/**
 * Writes what Hardhat compiled of our own contracts into the folders `generated`. `npm run build:contracts` compiles first, and a
 * test compiles again and compares.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Each generated file, and the folder of its source. */
export const GENERATED: Readonly<Record<string, string>> = {
  "src/generated/WitnessVerifier.json": "solidity",
  "src/generated/MileageInsurer.json": "solidity",
  "test/generated/Many.json": "test/solidity",
};

/** Returns what Hardhat compiled for a generated file, as the file has it. */
export function compiledFor(file: string): string {
  const name = file.replace(/^.*\/|\.json$/g, "");
  const path = join(root, "artifacts/contracts", GENERATED[file] ?? "", `${name}.sol/${name}.json`);
  const { abi, bytecode } = JSON.parse(readFileSync(path, "utf8")) as { abi: unknown; bytecode: string };
  return `${JSON.stringify({ abi, bytecode }, null, 1)}\n`;
}

if (import.meta.main) {
  for (const file of Object.keys(GENERATED)) writeFileSync(join(root, file), compiledFor(file));
}
