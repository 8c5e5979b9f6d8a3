/**
 * Nonces that wallets sign (OpenID4VCI 1.0, §7). Whoever asks gets one, so none is kept before it comes back: it says itself
 * until when it holds, and this process made it. Of those that came back, each counts once.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { u32 } from "@witness/protocol/bytes";

/** Seconds for which a nonce can be used. */
export const NONCE_LIFE_S = 300;
const RANDOM_BYTES = 16;
const TAG_BYTES = 16;
const BYTES = 4 + RANDOM_BYTES + TAG_BYTES;

/** Nonces of one process. */
export class Nonces {
  readonly #key = randomBytes(32);
  readonly #used = new Map<string, number>();

  /** Returns a nonce. */
  make(nowUnixS: number): string {
    const said = Buffer.concat([u32(nowUnixS + NONCE_LIFE_S), randomBytes(RANDOM_BYTES)]);
    return Buffer.concat([said, this.#tag(said)]).toString("base64url");
  }

  /** Takes a nonce back. @returns whether it was made here, holds still, and was not used before */
  use(nonce: string, nowUnixS: number): boolean {
    const bytes = Buffer.from(nonce, "base64url");
    if (bytes.length !== BYTES || bytes.toString("base64url") !== nonce) return false;
    const said = bytes.subarray(0, -TAG_BYTES);
    if (!timingSafeEqual(this.#tag(said), bytes.subarray(-TAG_BYTES))) return false;
    const untilUnixS = said.readUInt32BE(0);
    if (untilUnixS <= nowUnixS || this.#used.has(nonce)) return false;
    // They were noted in the order of their use, which is about that of their ends.
    for (const [old, until] of this.#used) {
      if (until > nowUnixS) break;
      this.#used.delete(old);
    }
    this.#used.set(nonce, untilUnixS);
    return true;
  }

  #tag(said: Uint8Array): Buffer {
    return createHmac("sha256", this.#key).update(said).digest().subarray(0, TAG_BYTES);
  }
}
