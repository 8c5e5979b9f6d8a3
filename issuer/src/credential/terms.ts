/** What a credential says beside its claims. */
import type { PublicJwk } from "../p256.ts";
import type { IssuerName } from "./claims.ts";

/** A place in a status list (IETF Token Status List). */
export interface StatusReference {
  readonly uri: string;
  readonly idx: number;
}

/** Whose it is, until when, and where its status is told. */
export interface CredentialTerms {
  /** The issuer's address. */
  readonly issuerUrl: string;
  readonly issuer: IssuerName;
  readonly issuedUnixS: number;
  readonly expiresUnixS: number;
  /** The wallet's key: whoever presents the credential signs with it. */
  readonly holder: PublicJwk;
  readonly status: StatusReference;
}
