/** An archive over HTTP, for what a signer may read of a car before signing. What it says is read again, and proves nothing. */
import { toHex } from "@witness/protocol/bytes";
import { TILE_MAX_BYTES } from "@witness/protocol/limits";
import { OperateError } from "./errors.ts";

/** Tiles of the likeliest edition of a device, in order. */
export type Tiles = (deviceId: Uint8Array) => AsyncIterable<Uint8Array>;

const TIMEOUT_MS = 30_000;

/** Opens an archive; nothing is asked yet. @param url of its root */
export function openArchive(url: string): Tiles {
  const { host } = new URL(url);
  const base = url.replace(/\/+$/, "");
  const unavailable = (cause?: unknown): OperateError =>
    new OperateError(`The archive at ${host} does not answer as one.`, { code: "archive-unavailable", cause });

  async function get(path: string): Promise<Uint8Array | undefined> {
    try {
      const response = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
      if (response.status === 404) return undefined;
      const bytes = response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
      if (!bytes || bytes.length > TILE_MAX_BYTES) throw unavailable();
      return bytes;
    } catch (cause) {
      throw cause instanceof OperateError ? cause : unavailable(cause);
    }
  }

  return async function* tiles(deviceId) {
    const device = `/v1/devices/${toHex(deviceId)}`;
    const told = await get(device);
    if (!told) return;
    let edition: string | undefined;
    try {
      const { editions } = JSON.parse(new TextDecoder().decode(told)) as {
        readonly editions: readonly { readonly edition: string }[];
      };
      edition = editions[0]?.edition;
    } catch (cause) {
      throw unavailable(cause);
    }
    if (edition === undefined || !/^[0-9a-f]{16}$/.test(edition)) return;
    for (let number = 0; ; number += 1) {
      const tile = await get(`${device}/editions/${edition}/tiles/${number}`);
      if (!tile) return;
      yield tile;
    }
  };
}
