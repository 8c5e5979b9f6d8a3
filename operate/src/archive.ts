/** An archive over HTTP, for what a signer may read of a car before signing. What it says is read again, and proves nothing. */
import { readAtMost } from "@witness/ethereum/body";
import { toHex } from "@witness/protocol/bytes";
import { EDITIONS_MAX_BYTES, editionsIn } from "@witness/protocol/history/editions";
import { TILE_MAX_BYTES } from "@witness/protocol/limits";
import { OperateError } from "./errors.ts";

/** Tiles of the likeliest edition of a device, in order: of the one that comes to an accumulator (32 bytes), when that is known. */
export type Tiles = (deviceId: Uint8Array, accumulator?: Uint8Array) => AsyncIterable<Uint8Array>;

const TIMEOUT_MS = 30_000;

/** Where nobody proves the record to whoever looks, no edition is the record's. */
const NO_ACCUMULATOR = new Uint8Array(32);

/** Opens an archive; nothing is asked yet. @param url of its root */
export function openArchive(url: string): Tiles {
  const { host } = new URL(url);
  const base = url.replace(/\/+$/, "");
  const unavailable = (cause?: unknown): OperateError =>
    new OperateError(`The archive at ${host} does not answer as one.`, { code: "archive-unavailable", cause });

  async function get(path: string, most: number): Promise<Uint8Array | undefined> {
    try {
      const response = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
      if (response.status === 404) return undefined;
      const bytes = response.ok ? await readAtMost(response, most) : undefined;
      if (!bytes) throw unavailable();
      return bytes;
    } catch (cause) {
      throw cause instanceof OperateError ? cause : unavailable(cause);
    }
  }

  function firstEdition(told: Uint8Array, accumulator: Uint8Array): string | undefined {
    try {
      return editionsIn(told, accumulator)[0];
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  return async function* tiles(deviceId, accumulator = NO_ACCUMULATOR) {
    const device = `/v1/devices/${toHex(deviceId)}`;
    const told = await get(device, EDITIONS_MAX_BYTES);
    const edition = told && firstEdition(told, accumulator);
    if (edition === undefined) return;
    for (let number = 0; ; number += 1) {
      const tile = await get(`${device}/editions/${edition}/tiles/${number}`, TILE_MAX_BYTES);
      if (!tile) return;
      yield tile;
    }
  };
}
