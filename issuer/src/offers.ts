/**
 * Offers of a credential: a code that a wallet redeems once, with a number that the owner types, for a token. They live in
 * memory: when the process ends, owners ask anew, and nothing is lost that anybody was promised.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { IssuerError } from "./errors.ts";
import type { ConfigurationId } from "./metadata.ts";
import { OAuthError } from "./oauth-error.ts";

/** Seconds for which an offer can be redeemed. */
export const OFFER_LIFE_S = 600;
/** Seconds for which a token can be used. */
export const TOKEN_LIFE_S = 300;
/** Digits of the number that the owner types. */
export const TX_CODE_DIGITS = 6;
/** Wrong numbers after which an offer ends. */
const TRIES_MAX = 5;
/** Each holds a pass: 66 MB of memory at most. */
const OFFERS_MAX = 1_000;
const OFFERS_OF_ONE_PASS_MAX = 5;

interface Offer {
  readonly txHash: Buffer;
  readonly pass: Uint8Array;
  readonly identity: string;
  readonly untilUnixS: number;
  tries: number;
}

/** What a token entitles to. */
export interface Grant {
  readonly pass: Uint8Array;
  readonly untilUnixS: number;
  /** Each is issued once. */
  readonly open: Set<ConfigurationId>;
  /** Whether a credential was issued for it: no other token is good for this pass then. */
  isBegun: boolean;
}

/** What the owner gets: the code is for the wallet, the number for the owner's eyes. */
export interface MadeOffer {
  readonly code: string;
  readonly txCode: string;
}

const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
const nameOf = (secret: string): string => hash(secret).toString("base64url");
const secret = (): string => randomBytes(32).toString("base64url");

/** Open offers and tokens. Codes and tokens are kept as hashes. */
export class Offers {
  readonly #offers = new Map<string, Offer>();
  readonly #grants = new Map<string, Grant>();

  /** Makes an offer. @throws {IssuerError} `offers-full` */
  make({ pass, identity }: { readonly pass: Uint8Array; readonly identity: string }, nowUnixS: number): MadeOffer {
    this.#forget(nowUnixS);
    const ofPass = [...this.#offers.values()].filter((offer) => offer.identity === identity).length;
    if (this.#offers.size >= OFFERS_MAX || ofPass >= OFFERS_OF_ONE_PASS_MAX) {
      throw new IssuerError("There are as many open offers as are kept.", { code: "offers-full" });
    }
    const code = secret();
    const txCode = String(randomInt(10 ** TX_CODE_DIGITS)).padStart(TX_CODE_DIGITS, "0");
    const untilUnixS = nowUnixS + OFFER_LIFE_S;
    this.#offers.set(nameOf(code), { txHash: hash(txCode), pass, identity, untilUnixS, tries: 0 });
    return { code, txCode };
  }

  /** Returns a token for a code, once. @throws {OAuthError} `invalid_grant`, `invalid_request` */
  redeem(code: string, txCode: string | undefined, open: readonly ConfigurationId[], nowUnixS: number): string {
    this.#forget(nowUnixS);
    const name = nameOf(code);
    const offer = this.#offers.get(name);
    if (!offer) throw new OAuthError("The code is unknown, has ended, or was redeemed.", { word: "invalid_grant" });
    if (txCode === undefined)
      throw new OAuthError("The number that the owner was shown is missing (tx_code).", { word: "invalid_request" });
    if (!timingSafeEqual(offer.txHash, hash(txCode))) {
      offer.tries += 1;
      if (offer.tries >= TRIES_MAX) this.#offers.delete(name);
      throw new OAuthError("The number is not the one that the owner was shown (tx_code).", { word: "invalid_grant" });
    }
    this.#offers.delete(name);
    const token = secret();
    const untilUnixS = nowUnixS + TOKEN_LIFE_S;
    this.#grants.set(nameOf(token), { pass: offer.pass, untilUnixS, open: new Set(open), isBegun: false });
    return token;
  }

  /** Returns what a token entitles to. @throws {OAuthError} `invalid_token` */
  grantOf(token: string, nowUnixS: number): Grant {
    this.#forget(nowUnixS);
    const grant = this.#grants.get(nameOf(token));
    if (!grant) throw new OAuthError("The token is unknown or has ended.", { word: "invalid_token", status: 401 });
    return grant;
  }

  #forget(nowUnixS: number): void {
    for (const kept of [this.#offers, this.#grants]) {
      // All of one kind live equally long, so the oldest end first.
      for (const [name, { untilUnixS }] of kept) {
        if (untilUnixS > nowUnixS) break;
        kept.delete(name);
      }
    }
  }
}
