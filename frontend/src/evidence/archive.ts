/** Archives over HTTP. What one says is believed by nobody: only sizes and shapes are checked here. No DOM. */
import { toHex } from "@witness/protocol/bytes";
import { EDITIONS_MAX_BYTES, editionsIn } from "@witness/protocol/history/editions";
import { TILE_MAX_BYTES } from "@witness/protocol/limits";
import { readAtMost } from "@witness/verify/fetching";
import { EvidenceError } from "./errors.ts";

/** An archive that the reader may ask. */
export interface ArchivePlace {
  /** How it is named to the reader. */
  readonly name: string;
  /** Its root, without a slash at the end. */
  readonly url: string;
}

/** The one behind this page's own server. */
export const OWN_ARCHIVE: ArchivePlace = { name: "this page's archive", url: "/archive" };

/** The one of the application before that is behind this page's own server. */
export const PREDECESSOR_ARCHIVE: ArchivePlace = {
  name: "this page's archive of the application before",
  url: "/archive/predecessor",
};

/** Where a history is fetched. */
export interface Archive {
  readonly name: string;
  /** Names of a device's editions, those that come to this accumulator first. */
  editions(deviceId: Uint8Array, accumulator: Uint8Array): Promise<readonly string[]>;
  /** Returns a tile's bytes; undefined when the archive has none of this number. */
  tile(deviceId: Uint8Array, edition: string, number: number): Promise<Uint8Array | undefined>;
}

const TIMEOUT_MS = 20_000;

const unavailable = (name: string, cause?: unknown): EvidenceError =>
  new EvidenceError("archive-unavailable", `The archive at ${name} does not answer, or not as an archive does.`, {
    cause,
  });

/** Opens an archive; nothing is asked yet. Each question throws {EvidenceError} `archive-unavailable`. */
export function openArchive({ name, url }: ArchivePlace): Archive {
  async function get(path: string, most: number): Promise<Uint8Array | undefined> {
    let response: Response;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      response = await fetch(`${url}${path}`, { signal, redirect: "error", credentials: "omit" });
      if (response.status === 404) return undefined;
      const bytes = response.ok ? await readAtMost(response, most) : undefined;
      if (bytes) return bytes;
    } catch (cause) {
      throw unavailable(name, cause);
    }
    throw unavailable(name);
  }
  return {
    name,
    async editions(deviceId, accumulator) {
      const bytes = await get(`/v1/devices/${toHex(deviceId)}`, EDITIONS_MAX_BYTES);
      try {
        return bytes ? editionsIn(bytes, accumulator) : [];
      } catch (cause) {
        throw unavailable(name, cause);
      }
    },
    tile: (deviceId, edition, number) =>
      get(`/v1/devices/${toHex(deviceId)}/editions/${edition}/tiles/${number}`, TILE_MAX_BYTES),
  };
}

/**
 * Returns an archive's address as a reader wrote it, or undefined when no worker of this page may ask it: it must be over
 * TLS, or on the reader's own machine.
 */
export function archivePlace(text: string): ArchivePlace | undefined {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return undefined;
  }
  const isHere = url.protocol === "http:" && (url.hostname === "127.0.0.1" || url.hostname === "localhost");
  if (!(isHere || url.protocol === "https:") || url.username || url.search || url.hash) return undefined;
  return { name: url.host, url: `${url.origin}${url.pathname.replace(/\/+$/, "")}` };
}
