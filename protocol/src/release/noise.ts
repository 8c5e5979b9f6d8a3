/**
 * Noise of the discrete Laplace distribution, exact and on whole numbers (docs/protocol.md, "Noise"): Canonne, Kamath and
 * Steinke, "The Discrete Gaussian for Differential Privacy" (2020), algorithms 1 and 2. No floating point, so no low bits
 * that tell what the noise was added to.
 */
import { concat, u16, u32 } from "../bytes.ts";
import { type Context, preamble } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import type { Scale } from "./measures.ts";

const DRAW_BYTES = 6;
const DRAW_VALUES = 2 ** (8 * DRAW_BYTES);
const DRAWS_OF_BLOCK = 5;

/**
 * Returns the seed (32 bytes) of a release's noise: who has the application's key computes it again, and nobody else foresees it.
 * @param applicationPrivateKey 32 bytes
 * @param stateRoot 32 bytes, before the input that began the release: other histories have other noise
 * @example
 * noiseSeed(context, applicationPrivateKey, { number: 1, window: 2_976, stateRoot: link }, native).length; // => 32
 */
export const noiseSeed = (
  context: Context,
  applicationPrivateKey: Uint8Array,
  release: { readonly number: number; readonly window: number; readonly stateRoot: Uint8Array },
  provider: CryptoProvider,
): Uint8Array =>
  provider.hmacSha256(
    applicationPrivateKey,
    preamble("release", context),
    u32(release.number),
    u32(release.window),
    release.stateRoot,
  );

/** The draws of one row of a release. */
export class NoiseStream {
  readonly #seed: Uint8Array;
  readonly #row: Uint8Array;
  readonly #provider: CryptoProvider;
  #block = new Uint8Array();
  #blocks = 0;
  #draws = DRAWS_OF_BLOCK;

  /**
   * @param seed 32 bytes
   * @param row the row's number
   */
  constructor(seed: Uint8Array, row: number, provider: CryptoProvider) {
    this.#seed = seed;
    this.#row = u16(row);
    this.#provider = provider;
  }

  /** Returns a whole number from 0 up to but not `bound`, each as likely as another. `bound` is from 1 to 2^47. */
  below(bound: number): number {
    const most = DRAW_VALUES - (DRAW_VALUES % bound);
    for (;;) {
      const drawn = this.#draw();
      if (drawn < most) return drawn % bound;
    }
  }

  #draw(): number {
    if (this.#draws === DRAWS_OF_BLOCK) {
      const block = this.#provider.hmacSha256(this.#seed, concat(this.#row, u32(this.#blocks)));
      this.#block = new Uint8Array(block);
      this.#blocks += 1;
      this.#draws = 0;
    }
    const at = this.#draws * DRAW_BYTES;
    this.#draws += 1;
    let drawn = 0;
    for (let place = at; place < at + DRAW_BYTES; place += 1) drawn = drawn * 256 + (this.#block[place] ?? 0);
    return drawn;
  }
}

/** Returns whether something of probability exp(−numerator / denominator) happens; the fraction is from 0 to 1. */
function happensExp(stream: NoiseStream, numerator: number, denominator: number): boolean {
  let tries = 1;
  while (stream.below(denominator * tries) < numerator) tries += 1;
  return tries % 2 === 1;
}

/**
 * Returns a whole number x with a probability proportional to exp(−|x| / scale). Both parts of the scale are from 1 to 2^40.
 * @example
 * const stream = new NoiseStream(new Uint8Array(32), 0, native);
 * discreteLaplace(stream, { numerator: 8, denominator: 2 }); // => 0
 */
export function discreteLaplace(stream: NoiseStream, { numerator, denominator }: Scale): number {
  for (;;) {
    const low = stream.below(numerator);
    if (!happensExp(stream, low, numerator)) continue;
    let high = 0;
    while (happensExp(stream, 1, 1)) high += 1;
    const size = Math.floor((low + numerator * high) / denominator);
    const isNegative = stream.below(2) === 1;
    if (!isNegative) return size;
    // Else 0 would come twice as often as it should.
    if (size > 0) return -size;
  }
}
