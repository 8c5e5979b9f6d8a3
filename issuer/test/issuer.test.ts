import { toHex } from "@witness/protocol/bytes";
import { PASS_MAX_BYTES } from "@witness/protocol/pass/pass";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Statement } from "../src/statement.ts";
import { disclosedBy } from "./disclosed.ts";
import { readIssuerSigned } from "./issuer-signed.ts";
import { NOW_S, STATEMENT } from "./statement.ts";
import { statusByCwt, statusByJwt } from "./status.ts";
import { Wallet } from "./wallet.ts";
import { PASS, startWorld, type World } from "./world.ts";

const SD_JWT = "mileage-sd-jwt";
const MDOC = "mileage-mdoc";

let world: World;
let wallet: Wallet;
beforeEach(async () => {
  world = await startWorld();
  wallet = await Wallet.make(() => world.clock.nowUnixS);
});
afterEach(() => world.stop());

async function post(path: string, body: Uint8Array | string, headers: Record<string, string> = {}) {
  const sent = typeof body === "string" ? body : Buffer.from(body);
  const response = await fetch(`${world.url}${path}`, { method: "POST", headers, body: sent });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: (await response.json()) as Record<string, unknown>,
  };
}
/** Another pass that holds, of the same car. */
function another(change: Partial<Statement> = {}): Uint8Array {
  const pass = Uint8Array.of(4, world.proofs.size);
  const identity = new Uint8Array(32).fill(world.proofs.size);
  world.proofs.set(toHex(pass), {
    result: "holds",
    statement: { ...STATEMENT, identity, ...change },
    forWhom: world.url,
    isNewest: true,
  });
  return pass;
}
const BYTES = { "content-type": "application/octet-stream" };
const ask = (pass: Uint8Array = PASS) => post("/v1/offers", pass, BYTES);
async function offer(pass: Uint8Array = PASS): Promise<{ link: string; txCode: string }> {
  const { status, body } = await ask(pass);
  expect(status).toBe(201);
  return { link: String(body["credential_offer"]), txCode: String(body["tx_code"]) };
}
/** Redeems a new offer. */
async function granted(pass: Uint8Array = PASS) {
  const { link, txCode } = await offer(pass);
  const { grant, issuer, server } = await wallet.open(link);
  const { body } = await wallet.token(server["token_endpoint"]!, grant["pre-authorized_code"], txCode);
  const token = String(body["access_token"]);
  const nonce = () => wallet.nonce(issuer["nonce_endpoint"]!);
  const get = (proof: string, configuration = SD_JWT, bearer = token) =>
    wallet.credential(issuer["credential_endpoint"]!, bearer, configuration, proof);
  return { token, nonce, get };
}
const placeOf = (claims: Record<string, unknown>) =>
  (claims["status"] as { status_list: { uri: string; idx: number } }).status_list;

describe("from a pass to a wallet", () => {
  it("a wallet collects both formats, which a second library reads, bound to the wallet's key", async () => {
    const { link, txCode } = await offer();
    const collected = await wallet.collect(link, txCode);
    const root = world.keys.rootCertificate;
    const claims = await disclosedBy(collected[SD_JWT]!, { root, nowUnixS: world.clock.nowUnixS });
    expect(claims).toMatchObject({ iss: world.url, vct: "urn:witness:mileage:1", verdict: "logical" });
    expect((claims["cnf"] as { jwk: unknown }).jwk).toEqual(wallet.publicJwk);
    const mdoc = readIssuerSigned(Uint8Array.from(Buffer.from(collected[MDOC]!, "base64url")), root);
    expect(mdoc.elements["witness.mileage.1"]).toMatchObject({ verdict: "logical", proof: STATEMENT.proof });
    expect(Buffer.from(mdoc.deviceKey.get(-2) as Uint8Array).toString("base64url")).toBe(wallet.publicJwk.x);
    expect(mdoc.status.idx).not.toBe(placeOf(claims).idx);
  });

  it("a credential ends after its days, or with the pass when that is sooner", async () => {
    const root = world.keys.rootCertificate;
    const endOf = async (pass: Uint8Array) => {
      const { link, txCode } = await offer(pass);
      const collected = await wallet.collect(link, txCode);
      const claims = await disclosedBy(collected[SD_JWT]!, { root, nowUnixS: world.clock.nowUnixS });
      const { validUntil } = readIssuerSigned(Uint8Array.from(Buffer.from(collected[MDOC]!, "base64url")), root);
      expect(validUntil.getTime()).toBe(Number(claims["exp"]) * 1_000);
      return Number(claims["exp"]);
    };
    expect(await endOf(PASS)).toBe(NOW_S + 14 * 86_400);
    expect(await endOf(another({ expiresUnixS: NOW_S + 3_600 }))).toBe(NOW_S + 3_600);
  });
});

describe("no offer", () => {
  it("of a pass that does not hold, and the step is named", async () => {
    expect(await ask(Uint8Array.of(9))).toMatchObject({
      status: 422,
      type: "application/problem+json; charset=utf-8",
      body: { code: "pass-refused", step: "whole", reason: "pass-malformed" },
    });
  });

  it("of a pass for another reader: whoever was shown it gets no credential of it", async () => {
    world.proofs.set(toHex(PASS), { result: "holds", statement: STATEMENT, forWhom: "Mr Buyer", isNewest: true });
    expect(await ask()).toMatchObject({ status: 403, body: { code: "pass-for-another", forWhom: world.url } });
  });

  it("of an old state: since then the odometer may have fallen, or the device been revoked", async () => {
    world.proofs.set(toHex(PASS), { ...world.holds, isNewest: false });
    const refused = { status: 422, body: { code: "pass-refused", step: "newest", reason: "state-older" } };
    expect(await ask()).toMatchObject(refused);
    // A car may drive on between offer and credential, and while it has one.
    world.proofs.set(toHex(PASS), world.holds);
    const { nonce, get } = await granted();
    world.proofs.set(toHex(PASS), { ...world.holds, isNewest: false });
    expect((await get(await wallet.proof(world.url, await nonce()))).status).toBe(200);
    expect(await world.issuer.follow()).toEqual({ invalidated: 0, unasked: 0 });
  });

  it("of a pass that a wallet has a credential of: a reader who was shown the proof has the pass", async () => {
    const { link, txCode } = await offer();
    await wallet.collect(link, txCode);
    const used = { status: 409, body: { code: "pass-used" } };
    expect(await ask()).toMatchObject(used);
    // Nor when the credential has ended and its place is free: the pass outlives it.
    world.clock.nowUnixS += 15 * 86_400;
    await world.issuer.follow();
    expect(world.store.count()).toBe(0);
    expect(await ask()).toMatchObject(used);
  });

  it("is good beside another of the same pass: the first wallet has it", async () => {
    const [first, second] = [await granted(), await granted()];
    const get = async ({ get, nonce }: typeof first, configuration = SD_JWT) =>
      get(await wallet.proof(world.url, await nonce()), configuration);
    expect((await get(first)).status).toBe(200);
    expect(await get(second)).toMatchObject({ status: 400, body: { error: "credential_request_denied" } });
    expect((await get(first, MDOC)).status).toBe(200);
  });

  it("while nobody answers who could prove it", async () => {
    world.proofs.set(toHex(PASS), { result: "unasked", step: "proven" });
    expect(await ask()).toMatchObject({ status: 503, body: { code: "proof-unavailable", step: "proven" } });
  });

  it("of a body that is too large or of another kind", async () => {
    expect(await ask(new Uint8Array(PASS_MAX_BYTES + 1))).toMatchObject({ status: 413, body: { code: "too-large" } });
    expect(await ask(new Uint8Array(PASS_MAX_BYTES))).toMatchObject({ status: 422 });
    expect(await post("/v1/offers", "{}", { "content-type": "application/json" })).toMatchObject({ status: 400 });
  });

  it("beyond five that are open of one pass, until they end", async () => {
    for (let made = 0; made < 5; made++) expect((await ask()).status).toBe(201);
    expect(await ask()).toMatchObject({ status: 503, body: { code: "offers-full" } });
    world.clock.nowUnixS += 600;
    expect((await ask()).status).toBe(201);
  });
});

describe("no token", () => {
  it("for a code that was redeemed, is unknown or has ended", async () => {
    const { link, txCode } = await offer();
    const { grant, server } = await wallet.open(link);
    const redeem = (code: string, tx = txCode) => wallet.token(server["token_endpoint"]!, code, tx);
    expect((await redeem(grant["pre-authorized_code"])).status).toBe(200);
    const refused = { status: 400, body: { error: "invalid_grant" } };
    expect(await redeem(grant["pre-authorized_code"])).toMatchObject(refused);
    expect(await redeem("unknown")).toMatchObject(refused);
    const late = await offer();
    world.clock.nowUnixS += 600;
    const { grant: lateGrant } = await wallet.open(late.link);
    expect(await redeem(lateGrant["pre-authorized_code"], late.txCode)).toMatchObject(refused);
  });

  it("for a wrong number, and none at all after five of them", async () => {
    const { link, txCode } = await offer();
    const { grant, server } = await wallet.open(link);
    const wrong = txCode === "000000" ? "000001" : "000000";
    const redeem = (tx: string | undefined) =>
      wallet.token(server["token_endpoint"]!, grant["pre-authorized_code"], tx);
    expect(await redeem(undefined)).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    for (let tried = 0; tried < 5; tried++)
      expect(await redeem(wrong)).toMatchObject({ body: { error: "invalid_grant" } });
    expect(await redeem(txCode)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  it("for another grant, a doubled parameter or an over-large form", async () => {
    const form = (text: string) => post("/token", text, { "content-type": "application/x-www-form-urlencoded" });
    expect(await form("grant_type=authorization_code&code=x")).toMatchObject({
      status: 400,
      body: { error: "unsupported_grant_type" },
    });
    expect(await form("grant_type=a&grant_type=b")).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    expect(await form(`grant_type=${"x".repeat(5_000)}`)).toMatchObject({
      status: 413,
      body: { error: "invalid_request" },
    });
    expect(world.errors).toEqual([]);
  });
});

describe("no credential", () => {
  it("without a token, with a foreign one, or with one that has ended", async () => {
    const { nonce, get } = await granted();
    const proof = await wallet.proof(world.url, await nonce());
    expect(await get(proof, SD_JWT, "foreign")).toMatchObject({ status: 401, body: { error: "invalid_token" } });
    world.clock.nowUnixS += 300;
    expect(await get(proof)).toMatchObject({ status: 401, body: { error: "invalid_token" } });
  });

  it("twice for one token, while the other format is still open", async () => {
    const { nonce, get } = await granted();
    const ofNow = async () => wallet.proof(world.url, await nonce());
    expect((await get(await ofNow())).status).toBe(200);
    expect(await get(await ofNow())).toMatchObject({ status: 400, body: { error: "credential_request_denied" } });
    expect((await get(await ofNow(), MDOC)).status).toBe(200);
  });

  it("for a nonce that was used, has ended, or is not the issuer's", async () => {
    const { nonce, get } = await granted();
    const used = await nonce();
    expect((await get(await wallet.proof(world.url, used))).status).toBe(200);
    const refused = { status: 400, body: { error: "invalid_nonce" } };
    expect(await get(await wallet.proof(world.url, used), MDOC)).toMatchObject(refused);
    expect(await get(await wallet.proof(world.url, "made-up"), MDOC)).toMatchObject(refused);
    expect(await get(await wallet.proof(world.url, undefined), MDOC)).toMatchObject(refused);
    const old = await nonce();
    world.clock.nowUnixS += 299;
    const { nonce: again, get: getAgain } = await granted(another());
    world.clock.nowUnixS += 1;
    expect(await getAgain(await wallet.proof(world.url, old))).toMatchObject(refused);
    expect((await getAgain(await wallet.proof(world.url, await again()))).status).toBe(200);
  });

  it("for a foreign holder's key, another issuer's proof, or one of another time", async () => {
    const { nonce, get } = await granted();
    const other = await Wallet.make(() => world.clock.nowUnixS);
    const early = await Wallet.make(() => world.clock.nowUnixS - 301);
    const refused = { status: 400, body: { error: "invalid_proof" } };
    expect(await get(await wallet.proof(world.url, await nonce(), other.publicJwk))).toMatchObject(refused);
    expect(await get(await wallet.proof("https://other.example", await nonce()))).toMatchObject(refused);
    expect(await get(await early.proof(world.url, await nonce()))).toMatchObject(refused);
  });

  it("of another name, without a proof, or for an over-large request", async () => {
    const { token, nonce, get } = await granted();
    const proof = await wallet.proof(world.url, await nonce());
    expect(await get(proof, "other")).toMatchObject({
      status: 400,
      body: { error: "unknown_credential_configuration" },
    });
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const bare = (body: unknown) => post("/credential", JSON.stringify(body), headers);
    expect(await bare({ credential_configuration_id: SD_JWT })).toMatchObject({
      status: 400,
      body: { error: "invalid_proof" },
    });
    expect(await bare({})).toMatchObject({ status: 400, body: { error: "invalid_credential_request" } });
    const two = { credential_configuration_id: SD_JWT, proofs: { jwt: [proof, proof] } };
    expect(await bare(two)).toMatchObject({ status: 400, body: { error: "invalid_proof" } });
    const large = { credential_configuration_id: SD_JWT, proofs: { jwt: ["x".repeat(16_384)] } };
    expect(await bare(large)).toMatchObject({ status: 413, body: { error: "invalid_request" } });
    expect(world.errors).toEqual([]);
  });

  it("of a pass that was withdrawn after the offer; when it could not be asked, the token stays good", async () => {
    const { nonce, get } = await granted();
    world.proofs.set(toHex(PASS), { result: "unasked", step: "current" });
    const unasked = await get(await wallet.proof(world.url, await nonce()));
    expect(unasked).toMatchObject({ status: 503, body: { error: "temporarily_unavailable" } });
    world.proofs.set(toHex(PASS), world.holds);
    expect((await get(await wallet.proof(world.url, await nonce()))).status).toBe(200);
    world.proofs.set(toHex(PASS), { result: "fails", step: "current", reason: "pass-withdrawn", isFinal: true });
    const withdrawn = await get(await wallet.proof(world.url, await nonce()), MDOC);
    expect(withdrawn).toMatchObject({ status: 400, body: { error: "credential_request_denied" } });
    expect(world.store.count()).toBe(1);
  });
});

describe("status", () => {
  async function collected() {
    const { link, txCode } = await offer();
    const credentials = await wallet.collect(link, txCode);
    const root = world.keys.rootCertificate;
    const claims = await disclosedBy(credentials[SD_JWT]!, { root, nowUnixS: NOW_S });
    const mdoc = readIssuerSigned(Uint8Array.from(Buffer.from(credentials[MDOC]!, "base64url")), root);
    const read = async () => [
      await statusByJwt(placeOf(claims).uri, placeOf(claims).idx, root),
      await statusByCwt(mdoc.status.uri, mdoc.status.idx, root),
    ];
    return { read };
  }

  it("turns invalid with a pass that fails, for good, and with nothing that could not be asked", async () => {
    const { read } = await collected();
    expect(await read()).toEqual([0, 0]);
    world.proofs.set(toHex(PASS), { result: "unasked", step: "current" });
    expect(await world.issuer.follow()).toEqual({ invalidated: 0, unasked: 1 });
    expect(await read()).toEqual([0, 0]);
    // A node of the chain that lags, or lies, denies what it had accepted.
    world.proofs.set(toHex(PASS), { result: "fails", step: "proven", reason: "root-unaccepted", isFinal: false });
    expect(await world.issuer.follow()).toEqual({ invalidated: 0, unasked: 1 });
    expect(await read()).toEqual([0, 0]);
    world.proofs.set(toHex(PASS), { result: "fails", step: "current", reason: "pass-withdrawn", isFinal: true });
    expect(await world.issuer.follow()).toEqual({ invalidated: 2, unasked: 0 });
    expect(await read()).toEqual([1, 1]);
    world.proofs.set(toHex(PASS), world.holds);
    expect(await world.issuer.follow()).toEqual({ invalidated: 0, unasked: 0 });
    expect(await read()).toEqual([1, 1]);
  });

  it("turns invalid with the end of the credential, and its place comes free a day later", async () => {
    const { read } = await collected();
    world.clock.nowUnixS += 14 * 86_400 - 1;
    expect(await read()).toEqual([0, 0]);
    world.clock.nowUnixS += 1;
    expect(await read()).toEqual([1, 1]);
    await world.issuer.follow();
    expect(world.store.count()).toBe(2);
    world.clock.nowUnixS += 86_400;
    await world.issuer.follow();
    expect(world.store.count()).toBe(0);
  });
});
