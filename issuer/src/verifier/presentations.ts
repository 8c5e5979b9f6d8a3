/** Requests of a reader and what came of them (OpenID4VP 1.0, response mode `direct_post`). They live in memory, for minutes. */
import { randomBytes } from "node:crypto";
import { type CallbackContext, setGlobalConfig } from "@openid4vc/oauth2";
import { Openid4vpVerifier, parseDcqlVpToken } from "@openid4vc/openid4vp";
import { MalformedError } from "@witness/protocol/errors";
import { type CertifiedKey, certificateHash } from "../certificate.ts";
import { IssuerError } from "../errors.ts";
import { signJwt } from "../jwt.ts";
import { checkMdoc } from "./mdoc-presentation.ts";
import { type Asked, PresentationError, type Presented, type Refusal } from "./presented.ts";
import { CLAIM_NAMES, dcqlQuery, isClaim, QUERIES } from "./query.ts";
import { checkSdJwt } from "./sd-jwt-presentation.ts";
import { checkStatus } from "./status.ts";

/** Seconds for which a wallet may answer. */
const REQUEST_LIFE_S = 300;
/** Seconds for which the outcome can be read. */
const OUTCOME_LIFE_S = 900;
const REQUESTS_MAX = 1_000;
const CLAIMS_MAX = 32;
/** Whoever issues to nobody in particular (OpenID4VP 1.0, §5.8). */
const ANY_WALLET = "https://self-issued.me/v2";

/** What a reader sees. */
export type Outcome =
  | { readonly status: "waiting"; readonly last_refusal?: Refusal }
  | {
      readonly status: "shown";
      readonly format: Presented["format"];
      /** Whom the reader believes with it. */
      readonly believed_issuer: string;
      readonly claims: Presented["claims"];
      readonly expires_unix_s: number;
    };

interface Request {
  readonly asked: Asked;
  readonly state: string;
  readonly names: readonly string[];
  readonly jwt: string;
  readonly link: string;
  readonly madeUnixS: number;
  readonly outcomeSecret: string;
  outcome: Outcome;
}

/** What a verifier is made of. */
export interface VerifierParts {
  /** Its address: an origin without a path. */
  readonly url: string;
  /** Signs requests; a wallet knows the verifier by the hash of its certificate. */
  readonly key: CertifiedKey;
  /** Root certificates (DER) of the issuers that are believed. */
  readonly roots: readonly Uint8Array[];
  readonly nowUnixS: () => number;
}

const unused = (): never => {
  throw new TypeError("Nothing of this kind is done here.");
};

/** What the library calls to make a request; answers are checked here. */
function callbacksOf(key: CertifiedKey): Omit<CallbackContext, "generateRandom" | "clientAuthentication"> {
  return {
    signJwt: (_signer, { header, payload }) => ({
      jwt: signJwt({ header, payload }, key),
      signerJwk: { ...key.publicJwk },
    }),
    verifyJwt: unused,
    hash: unused,
    encryptJwe: unused,
    decryptJwe: unused,
  };
}

const secret = (): string => randomBytes(16).toString("base64url");

/** Requests that are under way. */
export class Presentations {
  readonly #parts: VerifierParts;
  readonly #library: Openid4vpVerifier;
  readonly #requests = new Map<string, Request>();
  readonly #byOutcome = new Map<string, Request>();

  constructor(parts: VerifierParts) {
    this.#parts = parts;
    // The settings allow http on this machine alone, which the library takes only when it is told.
    setGlobalConfig({ allowInsecureUrls: parts.url.startsWith("http:") });
    this.#library = new Openid4vpVerifier({ callbacks: callbacksOf(parts.key) });
  }

  /**
   * Begins a request. @param claims what is asked for beside what always is
   * @throws {MalformedError} `malformed` when there are too many
   * @throws {IssuerError} `claim-unknown`, `presentations-full`
   */
  async begin(claims: readonly unknown[]) {
    if (claims.length > CLAIMS_MAX) throw new MalformedError({ field: "claims" });
    if (!claims.every(isClaim)) {
      const facts = { known: CLAIM_NAMES.join(", ") };
      throw new IssuerError("No credential has such a claim.", { code: "claim-unknown", facts });
    }
    const nowUnixS = this.#parts.nowUnixS();
    this.#forget(nowUnixS);
    if (this.#requests.size >= REQUESTS_MAX)
      throw new IssuerError("Too many requests are open.", { code: "presentations-full" });
    const id = secret();
    const { url, key } = this.#parts;
    const clientId = `x509_hash:${certificateHash(key.certificate)}`;
    const asked: Asked = { clientId, nonce: secret(), responseUri: `${url}/v1/presentations/${id}` };
    const { names, query } = dcqlQuery(claims);
    const state = secret();
    const { authorizationRequest, jar } = await this.#library.createOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: {
        response_type: "vp_token",
        response_mode: "direct_post",
        client_id: clientId,
        response_uri: asked.responseUri,
        nonce: asked.nonce,
        state,
        dcql_query: query,
        client_metadata: {
          client_name: "Witness demo verifier",
          vp_formats_supported: {
            "dc+sd-jwt": { "sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"] },
            mso_mdoc: { issuerauth_alg_values: [-7], deviceauth_alg_values: [-7] },
          },
        },
      },
      jar: {
        requestUri: `${url}/v1/requests/${id}`,
        jwtSigner: { method: "x5c", alg: "ES256", x5c: [Buffer.from(key.certificate).toString("base64")] },
        expiresInSeconds: REQUEST_LIFE_S,
        additionalJwtPayload: { aud: ANY_WALLET, iat: nowUnixS, exp: nowUnixS + REQUEST_LIFE_S },
      },
    });
    if (!jar) throw new TypeError("The library made no signed request.");
    const outcomeSecret = secret();
    const request: Request = {
      asked,
      state,
      names,
      jwt: jar.authorizationRequestJwt,
      link: authorizationRequest,
      madeUnixS: nowUnixS,
      outcomeSecret,
      outcome: { status: "waiting" },
    };
    this.#requests.set(id, request);
    this.#byOutcome.set(outcomeSecret, request);
    return {
      request: authorizationRequest,
      outcome: `${url}/v1/outcomes/${outcomeSecret}`,
      outcomeSecret,
      expires_in: REQUEST_LIFE_S,
    };
  }

  /** Returns the signed request that a wallet fetches. @throws {IssuerError} `presentation-unknown` */
  request(id: string): string {
    return this.#open(id).jwt;
  }

  /**
   * Takes what a wallet sends. A request is answered once: what comes after an answer that holds is refused.
   * @throws {IssuerError} `presentation-unknown`, `presentation-invalid`
   */
  async take(id: string, form: Readonly<Record<string, unknown>>): Promise<void> {
    const request = this.#open(id);
    try {
      const presented = await this.#check(request, form);
      // Another answer may have come while the status was asked.
      if (request.outcome.status === "shown") throw new PresentationError("nonce");
      const { format, issuer, claims, expiresUnixS } = presented;
      request.outcome = { status: "shown", format, believed_issuer: issuer, claims, expires_unix_s: expiresUnixS };
    } catch (cause) {
      if (!(cause instanceof PresentationError)) throw cause;
      if (request.outcome.status === "waiting") request.outcome = { status: "waiting", last_refusal: cause.reason };
      const facts = { reason: cause.reason };
      throw new IssuerError("The presentation does not hold.", { code: "presentation-invalid", facts, cause });
    }
  }

  /** Returns what came of a request, to whoever began it. @throws {IssuerError} `presentation-unknown` */
  outcome(outcomeSecret: string): Outcome {
    return this.#begun(outcomeSecret).outcome;
  }

  /** Returns the link that a wallet opens, to whoever began the request. @throws {IssuerError} `presentation-unknown` */
  linkOf(outcomeSecret: string): string {
    return this.#begun(outcomeSecret).link;
  }

  #begun(outcomeSecret: string): Request {
    this.#forget(this.#parts.nowUnixS());
    const request = this.#byOutcome.get(outcomeSecret);
    if (!request) throw new IssuerError("There is no such request.", { code: "presentation-unknown" });
    return request;
  }

  async #check(request: Request, form: Readonly<Record<string, unknown>>): Promise<Presented> {
    const { asked, state, names } = request;
    if (form["state"] !== state) throw new PresentationError("nonce");
    const checking = { roots: this.#parts.roots, nowUnixS: this.#parts.nowUnixS() };
    const { query, presentation } = presentationOf(form["vp_token"]);
    const check = query === QUERIES.sdJwt ? checkSdJwt : checkMdoc;
    const presented = await check(presentation, asked, checking);
    if (names.some((name) => !Object.hasOwn(presented.claims, name))) throw new PresentationError("claims-missing");
    await checkStatus(presented.status, { ...checking, roots: [presented.root] });
    return presented;
  }

  #open(id: string): Request {
    const nowUnixS = this.#parts.nowUnixS();
    this.#forget(nowUnixS);
    const request = this.#requests.get(id);
    const isOpen = request?.outcome.status === "waiting" && nowUnixS < request.madeUnixS + REQUEST_LIFE_S;
    if (!isOpen)
      throw new IssuerError("There is no such request, or it was answered.", { code: "presentation-unknown" });
    return request;
  }

  #forget(nowUnixS: number): void {
    for (const [id, { madeUnixS, outcomeSecret }] of this.#requests) {
      if (nowUnixS < madeUnixS + OUTCOME_LIFE_S) break;
      this.#requests.delete(id);
      this.#byOutcome.delete(outcomeSecret);
    }
  }
}

/** Returns the one presentation of a `vp_token`. @throws {PresentationError} `format` */
function presentationOf(token: unknown): { readonly query: string; readonly presentation: string } {
  let parsed: ReturnType<typeof parseDcqlVpToken>;
  try {
    parsed = parseDcqlVpToken(token);
  } catch (cause) {
    throw new PresentationError("format", { cause });
  }
  const [[query, presentations] = [], ...more] = Object.entries(parsed);
  const [presentation, ...others] = presentations ?? [];
  const isAsked = query === QUERIES.sdJwt || query === QUERIES.mdoc;
  if (!isAsked || typeof presentation !== "string" || more.length > 0 || others.length > 0)
    throw new PresentationError("format");
  return { query, presentation };
}
