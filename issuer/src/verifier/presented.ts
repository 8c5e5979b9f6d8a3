/** What a wallet presented, once it was checked, and why it is refused. */

import type { StatusReference } from "../credential/terms.ts";
import type { PublicJwk } from "../p256.ts";

/** A check that failed. */
export type Refusal =
  | "audience"
  | "claims-missing"
  | "disclosure-altered"
  | "expired"
  | "format"
  | "holder"
  | "issuer-untrusted"
  | "nonce"
  | "signature"
  | "status-invalid"
  | "status-unknown";

/** Seconds by which the clocks of wallets and issuers may be off. */
export const CLOCK_SKEW_S = 60;

/** What was presented does not hold. */
export class PresentationError extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal, options?: ErrorOptions) {
    super(`The presentation is refused: ${reason}.`, options);
    this.name = "PresentationError";
    this.reason = reason;
  }
}

/** For whom a presentation was asked, and by which request. */
export interface Asked {
  readonly clientId: string;
  readonly nonce: string;
  readonly responseUri: string;
}

/** What readers check with. */
export interface Checking {
  /** Root certificates (DER) of the issuers that are believed. */
  readonly roots: readonly Uint8Array[];
  readonly nowUnixS: number;
}

/** A presentation that holds, but for its status. */
export interface Presented {
  readonly format: "dc+sd-jwt" | "mso_mdoc";
  /** The signer's certificate names it. */
  readonly issuer: string;
  /** The root (DER) that vouches for the signer: it alone can vouch for the status. */
  readonly root: Uint8Array;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly holder: PublicJwk;
  readonly expiresUnixS: number;
  readonly status: StatusReference;
}
