/** The issuer: offers for proven passes, credentials for wallets that redeem them, and the status of what was issued. */
import { randomInt } from "node:crypto";
import { toHex } from "@witness/protocol/bytes";
import type { IssuerName } from "./credential/claims.ts";
import { issueMdoc } from "./credential/mdoc.ts";
import { issueSdJwt } from "./credential/sd-jwt.ts";
import type { CredentialTerms } from "./credential/terms.ts";
import { IssuerError } from "./errors.ts";
import type { IssuerKeys } from "./keys.ts";
import { CONFIGURATIONS, type ConfigurationId, issuerMetadata } from "./metadata.ts";
import { NONCE_LIFE_S, Nonces } from "./nonces.ts";
import { OAuthError } from "./oauth-error.ts";
import { type Grant, OFFER_LIFE_S, Offers, TOKEN_LIFE_S } from "./offers.ts";
import type { Proof, Prover } from "./proof.ts";
import { STATUS_PLACES, statusListCwt, statusListJwt } from "./status-list.ts";
import type { Issued, Store } from "./store.ts";
import { WalletRequests } from "./wallet-requests.ts";

const DAY_S = 86_400;
/** A place of the list is given to another credential a day after the one before has ended. */
const PLACE_REST_S = DAY_S;

/** What an issuer is made of. */
export interface IssuerParts {
  /** Its address: an origin without a path. */
  readonly url: string;
  readonly name: IssuerName;
  readonly keys: IssuerKeys;
  readonly store: Store;
  readonly prove: Prover;
  readonly nowUnixS: () => number;
  /** Days after which a credential ends, unless the pass ends before. */
  readonly days: number;
}

type Proven = Extract<Proof, { readonly result: "holds" }>;

/** One issuer. */
export class Issuer {
  readonly metadata: ReturnType<typeof issuerMetadata>;
  readonly #parts: IssuerParts;
  readonly #requests: WalletRequests;
  readonly #offers = new Offers();
  readonly #nonces = new Nonces();
  readonly #statusUri: string;

  constructor(parts: IssuerParts) {
    this.#parts = parts;
    this.metadata = issuerMetadata(parts.url, parts.name);
    this.#requests = new WalletRequests(this.metadata);
    this.#statusUri = `${parts.url}/status/1`;
  }

  /**
   * Proves a pass and makes an offer of it. The pass must be for this issuer, by its owner's word: whoever was only shown it gets
   * no credential of it. Nor does a reader of a credential, who was shown the pass with the link to its proof: a pass that a wallet
   * has a credential of is offered no more. The pass must be of the record's newest state.
   * @throws {IssuerError} `pass-refused`, `pass-for-another`, `pass-used`, `proof-unavailable`, `offers-full`
   */
  async offer(pass: Uint8Array) {
    const { statement, isNewest } = await this.#prove(pass);
    const { nowUnixS, store } = this.#parts;
    // An owner can sign an old state today, from before a fall or a revocation; a credential says what is so when it is issued.
    if (!isNewest) {
      const facts = { step: "newest", reason: "state-older" };
      throw new IssuerError("The record has gone on since the pass.", { code: "pass-refused", facts });
    }
    if (store.isUsed(statement.identity)) {
      throw new IssuerError("A wallet has a credential of this pass.", { code: "pass-used" });
    }
    const made = this.#offers.make({ pass, identity: toHex(statement.identity) }, nowUnixS());
    return {
      credential_offer: await this.#requests.offerLink(made),
      tx_code: made.txCode,
      expires_in: OFFER_LIFE_S,
    };
  }

  /** Redeems a code. @throws {OAuthError} `invalid_request`, `invalid_grant`, `unsupported_grant_type` */
  token(form: Readonly<Record<string, unknown>>) {
    const { code, txCode } = this.#requests.readTokenRequest(form, this.metadata.authorizationServer.token_endpoint);
    const token = this.#offers.redeem(code, txCode, Object.values(CONFIGURATIONS), this.#parts.nowUnixS());
    return { access_token: token, token_type: "Bearer", expires_in: TOKEN_LIFE_S };
  }

  /** Returns a nonce for a wallet's proof. */
  nonce() {
    return { c_nonce: this.#nonces.make(this.#parts.nowUnixS()), c_nonce_expires_in: NONCE_LIFE_S };
  }

  /**
   * Issues a credential to the key of a wallet's proof. The pass is proven again: it may have been withdrawn since the offer.
   * @throws {OAuthError} what wallets read
   */
  async credential(token: string, body: unknown) {
    const nowUnixS = this.#parts.nowUnixS();
    const grant = this.#offers.grantOf(token, nowUnixS);
    const { configuration, holder, nonce } = await this.#requests.readCredentialRequest(body, nowUnixS);
    if (!this.#nonces.use(nonce, nowUnixS)) {
      throw new OAuthError("The nonce is not of this issuer, has ended, or was used.", { word: "invalid_nonce" });
    }
    // Taken before anything is waited for: two requests at once get one credential.
    if (!grant.open.delete(configuration)) {
      throw new OAuthError("The token was used for this credential.", { word: "credential_request_denied" });
    }
    try {
      return { credentials: [{ credential: await this.#issue(grant, configuration, holder) }] };
    } catch (error) {
      grant.open.add(configuration);
      throw error;
    }
  }

  /** Returns the status list as readers of SD-JWTs take it. */
  statusJwt(): string {
    const nowUnixS = this.#parts.nowUnixS();
    return statusListJwt(this.#list(nowUnixS), this.#parts.keys.signer, nowUnixS);
  }

  /** Returns the status list as readers of mdocs take it. */
  statusCwt(): Promise<Uint8Array> {
    const nowUnixS = this.#parts.nowUnixS();
    return statusListCwt(this.#list(nowUnixS), this.#parts.keys.signer, nowUnixS);
  }

  /**
   * Proves again the passes behind all credentials that still hold. Those of a pass that fails for good turn invalid, for good. Who
   * cannot be asked changes nothing, nor does a chain that denies what it had accepted.
   * @returns how many credentials turned invalid, and how many passes could not be asked about
   */
  async follow(): Promise<{ readonly invalidated: number; readonly unasked: number }> {
    const { store, prove, nowUnixS } = this.#parts;
    let invalidated = 0;
    let unasked = 0;
    for (const { identity, bytes } of store.passes(nowUnixS())) {
      const proof = await prove(Uint8Array.from(bytes), nowUnixS());
      if (proof.result === "unasked") unasked += 1;
      if (proof.result === "fails") {
        if (proof.isFinal) invalidated += store.invalidate(identity);
        else unasked += 1;
      }
    }
    store.prune(nowUnixS() - PLACE_REST_S);
    return { invalidated, unasked };
  }

  #list(nowUnixS: number) {
    return { uri: this.#statusUri, invalid: this.#parts.store.invalidPlaces(nowUnixS) };
  }

  async #prove(pass: Uint8Array): Promise<Proven> {
    const proof = await this.#parts.prove(pass, this.#parts.nowUnixS());
    if (proof.result === "unasked") {
      const facts = { step: proof.step };
      throw new IssuerError("Who proves the pass does not answer.", { code: "proof-unavailable", facts });
    }
    if (proof.result === "fails") {
      const facts = { step: proof.step, reason: proof.reason };
      throw new IssuerError("The pass does not hold.", { code: "pass-refused", facts });
    }
    if (proof.forWhom !== this.#parts.url) {
      const facts = { forWhom: this.#parts.url };
      throw new IssuerError("The pass is for another reader.", { code: "pass-for-another", facts });
    }
    return proof;
  }

  async #issue(grant: Grant, configuration: ConfigurationId, holder: CredentialTerms["holder"]): Promise<string> {
    const { keys, url, name, days, store } = this.#parts;
    const { pass } = grant;
    const { statement } = await this.#prove(pass).catch((cause: unknown) => {
      if (!(cause instanceof IssuerError)) throw cause;
      if (cause.code === "proof-unavailable") {
        throw new OAuthError("The pass cannot be proven now; ask again later.", {
          word: "temporarily_unavailable",
          status: 503,
          cause,
        });
      }
      throw new OAuthError("The pass does not hold any more.", { word: "credential_request_denied", cause });
    });
    const issuedUnixS = this.#parts.nowUnixS();
    const ends = [statement.expiresUnixS, issuedUnixS + days * DAY_S, keys.signer.notAfterUnixS];
    const expiresUnixS = Math.min(...ends);
    // Asked and taken at once: of offers that were open together one is good.
    if (!grant.isBegun && store.isUsed(statement.identity)) {
      throw new OAuthError("Another wallet has a credential of this pass.", { word: "credential_request_denied" });
    }
    const place = this.#takePlace({
      identity: statement.identity,
      pass,
      passExpiresUnixS: statement.expiresUnixS,
      expiresUnixS,
    });
    grant.isBegun = true;
    const status = { uri: this.#statusUri, idx: place };
    const terms: CredentialTerms = { issuerUrl: url, issuer: name, issuedUnixS, expiresUnixS, holder, status };
    const issue = configuration === CONFIGURATIONS.sdJwt ? issueSdJwt : issueMdoc;
    return issue(statement, terms, keys.signer);
  }

  /** Places are drawn by lot: neighbours say nothing of each other. */
  #takePlace(issued: Omit<Issued, "place">): number {
    const { store } = this.#parts;
    // With half of the places taken, 64 draws fail once in 10^19.
    if (store.count() >= STATUS_PLACES / 2) {
      throw new IssuerError("Half of the status list is taken.", { code: "status-list-full" });
    }
    for (let draw = 0; draw < 64; draw++) {
      const place = randomInt(STATUS_PLACES);
      if (store.take({ ...issued, place })) return place;
    }
    throw new IssuerError("No free place of the status list was found.", { code: "status-list-full" });
  }
}
