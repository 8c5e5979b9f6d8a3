/**
 * A wallet, written from the specifications with jose and cbor2 and nothing that the issuer or the verifier is made of: OpenID4VCI
 * 1.0 with a pre-authorised code, OpenID4VP 1.0 with both formats.
 */
import { createHash, sign } from "node:crypto";
import { decode, encode, Tag } from "cbor2";
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";

const GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
const sha256 = (data: string | Uint8Array): Buffer => createHash("sha256").update(data).digest();

/** What an endpoint answered. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** For whom something is presented. */
export interface Audience {
  readonly clientId: string;
  readonly nonce: string;
  readonly responseUri: string;
}

async function read(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** One wallet with one key. */
export class Wallet {
  readonly publicJwk: JWK;
  readonly #privateJwk: JWK;
  readonly #nowUnixS: () => number;

  private constructor(publicJwk: JWK, privateJwk: JWK, nowUnixS: () => number) {
    this.publicJwk = publicJwk;
    this.#privateJwk = privateJwk;
    this.#nowUnixS = nowUnixS;
  }

  static async make(nowUnixS: () => number): Promise<Wallet> {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    return new Wallet(await exportJWK(publicKey), await exportJWK(privateKey), nowUnixS);
  }

  /** Reads an offer's link and the metadata that it leads to. */
  async open(link: string) {
    const offer = JSON.parse(new URL(link).searchParams.get("credential_offer") ?? "") as {
      credential_issuer: string;
      credential_configuration_ids: string[];
      grants: Record<string, { "pre-authorized_code": string; tx_code: { length: number } }>;
    };
    const wellKnown = (name: string) => fetch(`${offer.credential_issuer}/.well-known/${name}`);
    const issuer = (await (await wellKnown("openid-credential-issuer")).json()) as Record<string, string>;
    const server = (await (await wellKnown("oauth-authorization-server")).json()) as Record<string, string>;
    return { offer, grant: offer.grants[GRANT]!, issuer, server };
  }

  async token(endpoint: string, code: string, txCode: string | undefined): Promise<Answer> {
    const form = new URLSearchParams({ grant_type: GRANT, "pre-authorized_code": code });
    if (txCode !== undefined) form.set("tx_code", txCode);
    return read(await fetch(endpoint, { method: "POST", body: form }));
  }

  async nonce(endpoint: string): Promise<string> {
    const { body } = await read(await fetch(endpoint, { method: "POST" }));
    return String(body["c_nonce"]);
  }

  /** Returns the proof that this wallet holds its key. */
  async proof(audience: string, nonce: string | undefined, jwk: JWK = this.publicJwk): Promise<string> {
    return new SignJWT({ aud: audience, iat: this.#nowUnixS(), ...(nonce === undefined ? {} : { nonce }) })
      .setProtectedHeader({ alg: "ES256", typ: "openid4vci-proof+jwt", jwk })
      .sign(await importJWK(this.#privateJwk, "ES256"));
  }

  async credential(endpoint: string, token: string, configuration: string, proof: string): Promise<Answer> {
    const body = JSON.stringify({ credential_configuration_id: configuration, proofs: { jwt: [proof] } });
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    return read(await fetch(endpoint, { method: "POST", headers, body }));
  }

  /** Walks the whole way from a link to credentials. */
  async collect(link: string, txCode: string): Promise<Record<string, string>> {
    const { offer, grant, issuer, server } = await this.open(link);
    const token = await this.token(server["token_endpoint"]!, grant["pre-authorized_code"], txCode);
    const collected: Record<string, string> = {};
    for (const configuration of offer.credential_configuration_ids) {
      const proof = await this.proof(offer.credential_issuer, await this.nonce(issuer["nonce_endpoint"]!));
      const endpoint = issuer["credential_endpoint"]!;
      const { body } = await this.credential(endpoint, String(token.body["access_token"]), configuration, proof);
      collected[configuration] = (body["credentials"] as { credential: string }[])[0]!.credential;
    }
    return collected;
  }

  /** Shows some claims of an SD-JWT VC. */
  async presentSdJwt(credential: string, shown: readonly string[], { clientId, nonce }: Omit<Audience, "responseUri">) {
    const [jwt, ...disclosures] = credential.split("~").slice(0, -1);
    const chosen = disclosures.filter((disclosure) => {
      const [, name] = JSON.parse(Buffer.from(disclosure, "base64url").toString()) as [string, string];
      return shown.includes(name);
    });
    const bare = [jwt, ...chosen, ""].join("~");
    const binding = await new SignJWT({
      iat: this.#nowUnixS(),
      aud: clientId,
      nonce,
      sd_hash: sha256(bare).toString("base64url"),
    })
      .setProtectedHeader({ alg: "ES256", typ: "kb+jwt" })
      .sign(await importJWK(this.#privateJwk, "ES256"));
    return `${bare}${binding}`;
  }

  /** Shows some elements of an mdoc. @returns `DeviceResponse` in base64url */
  presentMdoc(credential: string, shown: readonly string[], { clientId, nonce, responseUri }: Audience): string {
    const { nameSpaces, issuerAuth } = decode(Uint8Array.from(Buffer.from(credential, "base64url"))) as {
      nameSpaces: Record<string, Tag[]>;
      issuerAuth: [Uint8Array, unknown, Uint8Array, Uint8Array];
    };
    const { docType } = decode((decode(issuerAuth[2]) as Tag).contents as Uint8Array) as { docType: string };
    const chosen = Object.entries(nameSpaces).map(([namespace, items]) => [
      namespace,
      items.filter(({ contents }) => {
        const { elementIdentifier } = decode(contents as Uint8Array) as { elementIdentifier: string };
        return shown.includes(elementIdentifier);
      }),
    ]);
    const handover = ["OpenID4VPHandover", Uint8Array.from(sha256(encode([clientId, nonce, null, responseUri])))];
    const deviceNameSpaces = new Tag(24, encode({}));
    const authentication = ["DeviceAuthentication", [null, null, handover], docType, deviceNameSpaces];
    const header = encode(new Map([[1, -7]]));
    const payload = encode(new Tag(24, encode(authentication)));
    const signed = encode(["Signature1", header, new Uint8Array(), payload]);
    const key = { key: this.#privateJwk as never, format: "jwk", dsaEncoding: "ieee-p1363" } as const;
    const deviceSignature = [header, new Map(), null, Uint8Array.from(sign("sha256", signed, key))];
    const document = {
      docType,
      issuerSigned: { nameSpaces: Object.fromEntries(chosen), issuerAuth },
      deviceSigned: { nameSpaces: deviceNameSpaces, deviceAuth: { deviceSignature } },
    };
    return Buffer.from(encode({ version: "1.0", documents: [document], status: 0 })).toString("base64url");
  }
}
