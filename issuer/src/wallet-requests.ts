/** What wallets send, read and checked by the OpenID4VCI library; its errors become words of the protocol. */
import { createHash, randomBytes } from "node:crypto";
import { Oauth2AuthorizationServer, preAuthorizedCodeGrantIdentifier, type VerifyJwtCallback } from "@openid4vc/oauth2";
import { type IssuerMetadataResult, Openid4vciIssuer, Openid4vciVersion, setGlobalConfig } from "@openid4vc/openid4vci";
import { isJwtSignedBy, readJwt } from "./jwt.ts";
import { CONFIGURATIONS, type ConfigurationId, type issuerMetadata } from "./metadata.ts";
import { OAuthError } from "./oauth-error.ts";
import { type MadeOffer, TX_CODE_DIGITS } from "./offers.ts";
import { type PublicJwk, publicJwkOf } from "./p256.ts";

/** Seconds by which a proof's time may be off. */
const PROOF_AGE_MAX_S = 300;

const verifyJwt: VerifyJwtCallback = (signer, { compact }) => {
  const jwk = signer.method === "jwk" ? publicJwkOf(signer.publicJwk) : undefined;
  return jwk && isJwtSignedBy(compact, jwk) ? { verified: true, signerJwk: { ...jwk } } : { verified: false };
};

const CALLBACKS = {
  hash: (data: Uint8Array) => Uint8Array.from(createHash("sha256").update(data).digest()),
  generateRandom: (length: number) => Uint8Array.from(randomBytes(length)),
  verifyJwt,
  signJwt: () => {
    throw new TypeError("Nothing is signed here.");
  },
  clientAuthentication: () => undefined,
};

/** What a wallet asks for, with the key that it has shown to hold. */
export interface CredentialAsked {
  readonly configuration: ConfigurationId;
  readonly holder: PublicJwk;
  readonly nonce: string;
}

const isConfiguration = (id: string | undefined): id is ConfigurationId =>
  Object.values<string | undefined>(CONFIGURATIONS).includes(id);

/** Reads requests for one issuer. */
export class WalletRequests {
  readonly #issuer = new Openid4vciIssuer({ callbacks: CALLBACKS });
  readonly #server = new Oauth2AuthorizationServer({ callbacks: CALLBACKS });
  readonly #metadata: IssuerMetadataResult;

  constructor({ credentialIssuer, authorizationServer }: ReturnType<typeof issuerMetadata>) {
    // The settings allow http on this machine alone, which the library takes only when it is told.
    setGlobalConfig({ allowInsecureUrls: credentialIssuer.credential_issuer.startsWith("http:") });
    const checked = this.#issuer.createCredentialIssuerMetadata(credentialIssuer);
    this.#metadata = {
      originalDraftVersion: Openid4vciVersion.V1,
      credentialIssuer: checked,
      authorizationServers: [this.#server.createAuthorizationServerMetadata(authorizationServer)],
      knownCredentialConfigurations: this.#issuer.getKnownCredentialConfigurationsSupported(checked),
    };
  }

  /** Returns an offer as the link that a wallet opens. */
  async offerLink({ code }: MadeOffer): Promise<string> {
    const { credentialOffer } = await this.#issuer.createCredentialOffer({
      issuerMetadata: this.#metadata,
      credentialConfigurationIds: Object.values(CONFIGURATIONS),
      grants: {
        [preAuthorizedCodeGrantIdentifier]: {
          "pre-authorized_code": code,
          tx_code: {
            input_mode: "numeric",
            length: TX_CODE_DIGITS,
            description: "The number that the issuer showed to the owner of the pass",
          },
        },
      },
    });
    return credentialOffer;
  }

  /** Reads the form that a wallet sends for a token. @throws {OAuthError} `invalid_request`, `unsupported_grant_type` */
  readTokenRequest(form: Readonly<Record<string, unknown>>, url: string) {
    try {
      const request = { headers: new Headers(), method: "POST" as const, url };
      const { grant } = this.#server.parseAccessTokenRequest({ request, accessTokenRequest: { ...form } });
      if (grant.grantType === preAuthorizedCodeGrantIdentifier)
        return { code: grant.preAuthorizedCode, txCode: grant.txCode };
    } catch (cause) {
      const word = wordOf(cause) === "unsupported_grant_type" ? "unsupported_grant_type" : "invalid_request";
      throw new OAuthError("The form is no request for a token with a pre-authorised code.", { word, cause });
    }
    throw new OAuthError("Only pre-authorised codes are redeemed here.", { word: "unsupported_grant_type" });
  }

  /**
   * Reads a request for a credential and checks the wallet's proof: signed with ES256 by the key in its header, for this issuer,
   * now. Whether its nonce is one of ours is for the caller to ask.
   * @throws {OAuthError} `invalid_credential_request`, `unknown_credential_configuration`, `invalid_proof`, `invalid_nonce`
   */
  async readCredentialRequest(body: unknown, nowUnixS: number): Promise<CredentialAsked> {
    const { configuration, proof } = this.#parse(body);
    const nonce = readJwt(proof)?.payload["nonce"];
    if (typeof nonce !== "string")
      throw new OAuthError("The proof has no nonce; ask for one.", { word: "invalid_nonce" });
    try {
      const checked = await this.#issuer.verifyCredentialRequestJwtProof({
        issuerMetadata: this.#metadata,
        jwt: proof,
        expectedNonce: nonce,
        now: new Date(nowUnixS * 1_000),
      });
      const holder = publicJwkOf(checked.signer.publicJwk);
      const ageS = Math.abs(nowUnixS - checked.payload.iat);
      if (
        holder &&
        ageS <= PROOF_AGE_MAX_S &&
        checked.payload.aud === this.#metadata.credentialIssuer.credential_issuer
      ) {
        return { configuration, holder, nonce };
      }
    } catch (cause) {
      throw new OAuthError("The proof is not signed by the key in its header, for this issuer and now.", {
        word: "invalid_proof",
        cause,
      });
    }
    throw new OAuthError("The proof is not of now, or not for this issuer alone.", { word: "invalid_proof" });
  }

  #parse(body: unknown): { readonly configuration: ConfigurationId; readonly proof: string } {
    const asked = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    const named = asked["credential_configuration_id"];
    if (typeof named === "string" && !isConfiguration(named)) {
      throw new OAuthError("The issuer has no credential of this name.", { word: "unknown_credential_configuration" });
    }
    try {
      const read = this.#issuer.parseCredentialRequest({ issuerMetadata: this.#metadata, credentialRequest: asked });
      const proofs = read.proofs?.jwt ?? [];
      const [proof] = proofs;
      if (!isConfiguration(read.credentialConfigurationId)) {
        throw new OAuthError("The request names no credential_configuration_id.", {
          word: "invalid_credential_request",
        });
      }
      if (proof === undefined || proofs.length > 1) {
        throw new OAuthError("A request has one proof, as JWT.", { word: "invalid_proof" });
      }
      return { configuration: read.credentialConfigurationId, proof };
    } catch (cause) {
      if (cause instanceof OAuthError) throw cause;
      throw new OAuthError("The body is no request for a credential.", { word: "invalid_credential_request", cause });
    }
  }
}

function wordOf(error: unknown): unknown {
  return (error as { errorResponse?: { error?: unknown } }).errorResponse?.error;
}
