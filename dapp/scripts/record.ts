/**
 * `node dapp/scripts/record.ts`: writes dapp/fixtures/recorded-inputs.jsonl.gz, requests as a rollup server hands them
 * over, and recorded-inputs.json, which says what they come to. To be run again when bytes change on purpose.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Setting } from "../test/bundle.ts";
import { record } from "../test/recording.ts";
import { digestOf } from "../test/rollup-server.ts";

const fixtures = join(import.meta.dirname, "../fixtures");
const REQUESTS = join(fixtures, "recorded-inputs.jsonl.gz");
const MANIFEST = join(fixtures, "recorded-inputs.json");

/** What is kept beside the requests. */
export interface Manifest {
  readonly about: string;
  readonly seed: number;
  readonly inputs: number;
  readonly queries: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly effects: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly rejected: number;
  readonly notices: number;
  readonly requestsSha256: string;
  readonly outcomesSha256: string;
  readonly genesis: unknown;
  /** Derived from a public word: it guards nothing and must never guard anything. */
  readonly demoOnlyApplicationKey: string;
}

const ABOUT =
  "Requests for the back-end, made by dapp/scripts/record.ts, and the SHA-256 of what it emits for them. The key is for this recording only.";

/** Records afresh: the manifest, and the requests as lines. */
export async function makeRecording(inputs: number, seed: number): Promise<{ manifest: Manifest; lines: string }> {
  const { setting, requests, outcomes, kinds, effects } = await record({ inputs, seed });
  const lines = `${requests.join("\n")}\n`;
  const advances = outcomes.filter((_, i) => requests[i]?.includes('"advance_state"'));
  const manifest: Manifest = {
    about: ABOUT,
    seed,
    inputs: advances.length,
    queries: requests.length - advances.length,
    kinds,
    effects,
    accepted: advances.filter(({ status }) => status === "accept").length,
    rejected: advances.filter(({ status }) => status === "reject").length,
    notices: advances.reduce((sum, { notices }) => sum + notices.length, 0),
    requestsSha256: createHash("sha256").update(lines).digest("hex"),
    outcomesSha256: digestOf(outcomes),
    genesis: setting.genesis,
    demoOnlyApplicationKey: setting.applicationKey,
  };
  return { manifest, lines };
}

/** Reads the committed recording. */
export function readRecording(): { manifest: Manifest; setting: Setting; requests: readonly string[] } {
  const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as Manifest;
  const lines = gunzipSync(readFileSync(REQUESTS)).toString();
  const setting = { genesis: manifest.genesis, applicationKey: manifest.demoOnlyApplicationKey };
  return { manifest, setting, requests: lines.trimEnd().split("\n") };
}

if (import.meta.main) {
  const { manifest, lines } = await makeRecording(600, 1);
  const packed = gzipSync(lines, { level: 9 });
  writeFileSync(REQUESTS, packed);
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(JSON.stringify({ ...manifest, bytes: packed.length }));
}
