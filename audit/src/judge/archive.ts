/** An archive over HTTP. What it says is believed by nobody: only sizes and shapes are checked here. */
import { readAtMost } from "@witness/ethereum/body";
import { toHex } from "@witness/protocol/bytes";
import { EDITIONS_MAX_BYTES, editionsIn } from "@witness/protocol/history/editions";
import { TILE_MAX_BYTES } from "@witness/protocol/limits";
import { JudgeError } from "./errors.ts";

/** Where a history is fetched. */
export interface ArchiveReader {
  /** Names of a device's editions, those that come to this accumulator first. */
  readonly editions: (deviceId: Uint8Array, accumulator: Uint8Array) => Promise<readonly string[]>;
  /** Returns a tile's bytes; undefined when the archive has none of this number. */
  readonly tile: (deviceId: Uint8Array, edition: string, number: number) => Promise<Uint8Array | undefined>;
}

const TIMEOUT_MS = 30_000;

const unavailable = (sentence: string, cause?: unknown): JudgeError =>
  new JudgeError(sentence, { code: "archive-unavailable", cause });

/** Opens an archive; nothing is asked yet. @param url of its root */
export function openArchive(url: string): ArchiveReader {
  const { host } = new URL(url);
  const base = url.replace(/\/+$/, "");

  async function get(path: string, most: number): Promise<Uint8Array | undefined> {
    try {
      const response = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
      if (response.status === 404) return undefined;
      if (!response.ok) throw unavailable(`The archive at ${host} answers with HTTP ${response.status}.`);
      const bytes = await readAtMost(response, most);
      if (bytes) return bytes;
      throw unavailable(`The archive's answer is longer than ${most} bytes.`);
    } catch (cause) {
      if (cause instanceof JudgeError) throw cause;
      throw unavailable(`The archive at ${host} does not answer.`, cause);
    }
  }

  return {
    async editions(deviceId, accumulator) {
      const answer = await get(`/v1/devices/${toHex(deviceId)}`, EDITIONS_MAX_BYTES);
      try {
        return answer ? editionsIn(answer, accumulator) : [];
      } catch (cause) {
        throw unavailable(`What ${host} says of the car is not an archive's answer.`, cause);
      }
    },
    tile: (deviceId, edition, number) =>
      get(`/v1/devices/${toHex(deviceId)}/editions/${edition}/tiles/${number}`, TILE_MAX_BYTES),
  };
}
