/** An archive over HTTP. What it says is believed by nobody: only sizes and shapes are checked here. */
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

/** Reads at most so many bytes: a lying archive must not fill the memory. */
async function readAtMost(response: Response, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > most) throw unavailable(`The archive's answer is longer than ${most} bytes.`);
    parts.push(part);
  }
  return Uint8Array.from(Buffer.concat(parts));
}

/** Opens an archive; nothing is asked yet. @param url of its root */
export function openArchive(url: string): ArchiveReader {
  const { host } = new URL(url);
  const base = url.replace(/\/+$/, "");

  async function get(path: string, most: number): Promise<Uint8Array | undefined> {
    try {
      const response = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
      if (response.status === 404) return undefined;
      if (!response.ok) throw unavailable(`The archive at ${host} answers with HTTP ${response.status}.`);
      return await readAtMost(response, most);
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
