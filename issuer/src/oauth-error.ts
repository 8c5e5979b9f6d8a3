/** Refusals in the words of OAuth and OpenID4VCI, which wallets read (RFC 6749, §5.2; OpenID4VCI 1.0, §8.3.1). */

/** The words that are used. */
export type OAuthWord =
  | "credential_request_denied"
  | "invalid_credential_request"
  | "invalid_grant"
  | "invalid_nonce"
  | "invalid_proof"
  | "invalid_request"
  | "invalid_token"
  | "temporarily_unavailable"
  | "unknown_credential_configuration"
  | "unsupported_grant_type";

/** A request of a wallet that is refused. */
export class OAuthError extends Error {
  readonly word: OAuthWord;
  readonly status: number;

  constructor(
    description: string,
    { word, status = 400, cause }: { readonly word: OAuthWord; readonly status?: number; readonly cause?: unknown },
  ) {
    super(description, cause === undefined ? undefined : { cause });
    this.name = "OAuthError";
    this.word = word;
    this.status = status;
  }
}
