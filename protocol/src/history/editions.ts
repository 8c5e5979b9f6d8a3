/**
 * What an archive says of a device (docs/archive.md): its editions, which are the histories that a device has had on branches
 * of the chain, or that a liar names. Nothing of it is believed; the tiles of one either come to the record or they do not.
 */
import { toHex } from "../bytes.ts";
import { MalformedError } from "../errors.ts";

/** An archive's answer about a device: 256 editions of some 200 bytes, with room. */
export const EDITIONS_MAX_BYTES = 1 << 20;

/** Editions that a reader tries. */
const EDITIONS_TRIED_MAX = 64;
const EDITION = /^[0-9a-f]{16}$/;

/**
 * Returns the names of a device's editions, those that come to this accumulator (32 bytes) first.
 * @param answer the JSON of `GET /v1/devices/{id}`
 * @throws {MalformedError} `malformed` when it is no such answer
 * @example
 * editionsIn(utf8('{"editions":[{"edition":"00112233445566aa","accumulator":""}]}'), link); // => ["00112233445566aa"]
 */
export function editionsIn(answer: Uint8Array, accumulator: Uint8Array): string[] {
  const wanted = toHex(accumulator);
  const rank = (each: { readonly accumulator?: unknown }): number => (each.accumulator === wanted ? 0 : 1);
  try {
    const { editions } = JSON.parse(new TextDecoder().decode(answer)) as {
      readonly editions: readonly { readonly edition: string; readonly accumulator?: unknown }[];
    };
    return editions
      .filter(({ edition }) => EDITION.test(edition))
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, EDITIONS_TRIED_MAX)
      .map(({ edition }) => edition);
  } catch (cause) {
    throw new MalformedError({ field: "editions" }, { cause });
  }
}
