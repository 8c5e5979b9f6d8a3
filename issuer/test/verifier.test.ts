import { createHash, X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import { toHex } from "@witness/protocol/bytes";
import { compactVerify, decodeProtectedHeader } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { statusListJwt } from "../src/status-list.ts";
import { disclosedBy } from "./disclosed.ts";
import { startVerifier, type VerifierWorld } from "./verifier-world.ts";
import { type Audience, Wallet } from "./wallet.ts";
import { PASS, startWorld, type World } from "./world.ts";

const ALWAYS = ["verdict", "reasons", "standing", "basis"];
const SD_JWT = { query: "mileage_sd_jwt", configuration: "mileage-sd-jwt" } as const;
const MDOC = { query: "mileage_mdoc", configuration: "mileage-mdoc" } as const;
type Form = typeof SD_JWT | typeof MDOC;

let world: World;
let verifier: VerifierWorld;
let wallet: Wallet;
let credentials: Record<string, string>;
beforeEach(async () => {
  world = await startWorld();
  verifier = await startVerifier(world, [world.keys.rootCertificate]);
  wallet = await Wallet.make(() => world.clock.nowUnixS);
  credentials = await collected(wallet);
});
afterEach(async () => {
  await verifier.stop();
  await world.stop();
});

async function collected(by: Wallet): Promise<Record<string, string>> {
  const response = await fetch(`${world.url}/v1/offers`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: Buffer.from(PASS),
  });
  const { credential_offer, tx_code } = (await response.json()) as { credential_offer: string; tx_code: string };
  return by.collect(credential_offer, tx_code);
}

interface Question extends Audience {
  readonly state: string;
  readonly dcql: { credentials: { id: string; format: string; claims: { path: string[] }[] }[] };
  readonly outcome: () => Promise<Record<string, unknown>>;
}

/** Asks, and reads the request as a wallet does: signed, by the key that the client's name is the hash of. */
async function asked(claims: readonly string[] = []): Promise<Question> {
  const response = await fetch(`${verifier.url}/v1/presentations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ claims }),
  });
  expect(response.status).toBe(201);
  const begun = (await response.json()) as { request: string; outcome: string };
  const link = new URL(begun.request);
  const clientId = link.searchParams.get("client_id") ?? "";
  const jwt = await (await fetch(link.searchParams.get("request_uri") ?? "")).text();
  const { x5c, typ } = decodeProtectedHeader(jwt);
  const certificate = Buffer.from(x5c?.[0] ?? "", "base64");
  expect(typ).toBe("oauth-authz-req+jwt");
  expect(clientId).toBe(`x509_hash:${createHash("sha256").update(certificate).digest("base64url")}`);
  const { payload } = await compactVerify(jwt, new X509Certificate(certificate).publicKey);
  const request = JSON.parse(new TextDecoder().decode(payload)) as Record<string, string>;
  expect(request).toMatchObject({ client_id: clientId, response_type: "vp_token", response_mode: "direct_post" });
  return {
    clientId,
    nonce: request["nonce"]!,
    responseUri: request["response_uri"]!,
    state: request["state"]!,
    dcql: request["dcql_query"] as unknown as Question["dcql"],
    outcome: async () => (await (await fetch(begun.outcome)).json()) as Record<string, unknown>,
  };
}

async function send({ responseUri, state }: Question, query: string, presentation: string) {
  const body = new URLSearchParams({ state, vp_token: JSON.stringify({ [query]: [presentation] }) });
  const response = await fetch(responseUri, { method: "POST", body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const present = async (form: Form, question: Audience, shown: readonly string[], by = wallet, of = credentials) =>
  form === SD_JWT
    ? by.presentSdJwt(of[form.configuration]!, shown, question)
    : by.presentMdoc(of[form.configuration]!, shown, question);
const refused = (reason: string) => ({ status: 400, body: { code: "presentation-invalid", reason } });

describe.each([SD_JWT, MDOC])("$query", (form) => {
  it("shows what was asked for and nothing else, and says whose word it is", async () => {
    const question = await asked(["odometer_band_km", "proof"]);
    const query = question.dcql.credentials.find(({ id }) => id === form.query)!;
    const names = query.claims.map(({ path }) => path.at(-1)!);
    expect(names).toEqual([...ALWAYS, "odometer_band_km", "proof"].sort((a, b) => names.indexOf(a) - names.indexOf(b)));
    expect(await question.outcome()).toEqual({ status: "waiting" });
    expect(await send(question, form.query, await present(form, question, names))).toEqual({ status: 200, body: {} });
    const outcome = await question.outcome();
    expect(outcome).toMatchObject({ status: "shown", believed_issuer: "C=DE, CN=Test Issuer" });
    expect(outcome["claims"]).toEqual({
      verdict: "logical",
      reasons: [{ reason: "gap", open: 1, count: 2, first_time: "2026-11-26T12:00:00Z" }],
      standing: "clear",
      basis: expect.stringContaining("believes the issuer"),
      odometer_band_km: { from: 120_000, below: 130_000 },
      proof: "https://witness.example/p#AQIDBA",
    });
  });

  it("a second reader accepts the presentation too", async () => {
    const question = await asked();
    const presentation = await present(form, question, ALWAYS);
    if (form === MDOC) return;
    const binding = { audience: question.clientId, nonce: question.nonce };
    const options = { root: world.keys.rootCertificate, nowUnixS: world.clock.nowUnixS, binding };
    expect(await disclosedBy(presentation, options)).toMatchObject({ verdict: "logical" });
  });

  it("refuses the same answer twice, and one for a request that has ended", async () => {
    const question = await asked();
    const presentation = await present(form, question, ALWAYS);
    expect((await send(question, form.query, presentation)).status).toBe(200);
    const gone = { status: 404, body: { code: "presentation-unknown" } };
    expect(await send(question, form.query, presentation)).toMatchObject(gone);
    const late = await asked();
    world.clock.nowUnixS += 300;
    expect(await send(late, form.query, await present(form, late, ALWAYS))).toMatchObject(gone);
  });

  it("refuses a nonce of another request, another audience and another holder's key", async () => {
    const [first, second] = [await asked(), await asked()];
    const replayed = await present(form, first, ALWAYS);
    expect(await send(second, form.query, replayed)).toMatchObject(refused(form === SD_JWT ? "nonce" : "holder"));
    const other = { ...second, clientId: "x509_hash:other" };
    const elsewhere = await send(second, form.query, await present(form, other, ALWAYS));
    expect(elsewhere).toMatchObject(refused(form === SD_JWT ? "audience" : "holder"));
    const thief = await Wallet.make(() => world.clock.nowUnixS);
    expect(await send(second, form.query, await present(form, second, ALWAYS, thief))).toMatchObject(refused("holder"));
    expect(await second.outcome()).toEqual({ status: "waiting", last_refusal: "holder" });
    expect((await send(second, form.query, await present(form, second, ALWAYS))).status).toBe(200);
  });

  it("refuses a credential that has ended, was withdrawn, or whose status cannot be had", async () => {
    const ask = async () => {
      const question = await asked();
      return send(question, form.query, await present(form, question, ALWAYS));
    };
    world.proofs.set(toHex(PASS), { result: "fails", step: "current", reason: "pass-withdrawn", isFinal: true });
    await world.issuer.follow();
    expect(await ask()).toMatchObject(refused("status-invalid"));
    world.clock.nowUnixS += 14 * 86_400;
    expect(await ask()).toMatchObject(refused("expired"));
    world.clock.nowUnixS -= 14 * 86_400;
    await world.silence();
    expect(await ask()).toMatchObject(refused("status-unknown"));
  });

  it("believes no other issuer, be it trusted, about the status of this one's credential", async () => {
    const other = await startWorld();
    await verifier.stop();
    verifier = await startVerifier(world, [world.keys.rootCertificate, other.keys.rootCertificate]);
    const question = await asked();
    const presentation = await present(form, question, ALWAYS);
    await world.silence();
    // Somebody took the address over, and has a list that another issuer signed.
    const list = statusListJwt({ uri: `${world.url}/status/1`, invalid: [] }, other.keys.signer, world.clock.nowUnixS);
    const server = createServer((_request, response) => {
      response.setHeader("content-type", "application/statuslist+jwt").end(list);
    });
    await new Promise<void>((resolve) => server.listen(Number(new URL(world.url).port), "127.0.0.1", resolve));
    expect(await send(question, form.query, presentation)).toMatchObject(refused("status-unknown"));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await other.stop();
  });

  it("refuses an issuer that nobody told it to believe", async () => {
    await verifier.stop();
    const stranger = await startWorld();
    verifier = await startVerifier(world, [stranger.keys.rootCertificate]);
    const question = await asked();
    expect(await send(question, form.query, await present(form, question, ALWAYS))).toMatchObject(
      refused("issuer-untrusted"),
    );
    await stranger.stop();
  });

  it("refuses a presentation without a claim that was asked for", async () => {
    const question = await asked(["odometer"]);
    expect(await send(question, form.query, await present(form, question, ALWAYS))).toMatchObject(
      refused("claims-missing"),
    );
  });

  it("refuses altered claims", async () => {
    const question = await asked(["period"]);
    const honest = await present(form, question, [...ALWAYS, "period"]);
    const bytes = Buffer.from(form === MDOC ? Buffer.from(honest, "base64url") : honest);
    let altered: string;
    if (form === SD_JWT) {
      const parts = honest.split("~");
      const [salt, name, value] = JSON.parse(Buffer.from(parts[1]!, "base64url").toString()) as [
        string,
        string,
        object,
      ];
      parts[1] = Buffer.from(JSON.stringify([salt, name, { ...value, readings: 1 }])).toString("base64url");
      altered = parts.join("~");
    } else {
      bytes.write("2001", bytes.indexOf("2024-06-10"));
      altered = bytes.toString("base64url");
    }
    expect(altered).not.toBe(honest);
    expect(await send(question, form.query, altered)).toMatchObject(refused("disclosure-altered"));
  });

  it("refuses every kind of rubbish with a reason, and logs no defect", async () => {
    const question = await asked();
    const honest = await present(form, question, ALWAYS);
    const cuts = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89].map((part) =>
      honest.slice(0, Math.floor((honest.length * part) / 90)),
    );
    for (const rubbish of ["", "~", "a.b.c", "o2d2ZXJzaW9u", `${honest}~`, ...cuts]) {
      expect((await send(question, form.query, rubbish)).status).toBe(400);
    }
    expect(verifier.errors).toEqual([]);
  });
});

describe("answers", () => {
  it("with another state, of another form, or over-large, are refused", async () => {
    const question = await asked();
    const presentation = await present(SD_JWT, question, ALWAYS);
    expect(await send({ ...question, state: "other" }, SD_JWT.query, presentation)).toMatchObject(refused("nonce"));
    expect(await send(question, MDOC.query, presentation)).toMatchObject(refused("format"));
    expect(await send(question, "other", presentation)).toMatchObject(refused("format"));
    expect(await send(question, SD_JWT.query, "x".repeat(131_072))).toMatchObject({
      status: 413,
      body: { code: "too-large" },
    });
    const unknown = { ...question, responseUri: `${verifier.url}/v1/presentations/other` };
    expect(await send(unknown, SD_JWT.query, presentation)).toMatchObject({ status: 404 });
  });

  it("can be asked for claims that there are, and no others", async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ claims: ["family_name"] });
    const response = await fetch(`${verifier.url}/v1/presentations`, { method: "POST", headers, body });
    expect(response.status).toBe(400);
    const { code, known } = (await response.json()) as { code: string; known: string };
    expect(code).toBe("claim-unknown");
    expect(known.split(", ")).toContain("odometer_band_km");
  });

  it("are asked for by a thousand requests at a time, and no more until these end", async () => {
    const begin = () => fetch(`${verifier.url}/v1/presentations`, { method: "POST" });
    for (let begun = 0; begun < 1_000; begun += 50) {
      const statuses = await Promise.all(Array.from({ length: 50 }, async () => (await begin()).status));
      expect(new Set(statuses)).toEqual(new Set([201]));
    }
    const full = await begin();
    expect([full.status, await full.json()]).toMatchObject([503, { code: "presentations-full" }]);
    world.clock.nowUnixS += 900;
    expect((await begin()).status).toBe(201);
  });
});

describe("the page", () => {
  it("asks by a form, shows the wallet's link, then what was shown, with the way to the proof", async () => {
    const start = await (await fetch(verifier.url)).text();
    expect(start).toContain("Its issuer is believed");
    const body = new URLSearchParams([["claims", "proof"]]);
    const redirected = await fetch(`${verifier.url}/ask`, { method: "POST", body, redirect: "manual" });
    const path = redirected.headers.get("location")!;
    const waiting = await (await fetch(`${verifier.url}${path}`)).text();
    const link = new URL(/href="(openid4vp:[^"]+)"/.exec(waiting)![1]!.replaceAll("&#38;", "&"));
    const jwt = await (await fetch(link.searchParams.get("request_uri")!)).text();
    const request = JSON.parse(Buffer.from(jwt.split(".")[1]!, "base64url").toString()) as Record<string, string>;
    const audience = {
      clientId: request["client_id"]!,
      nonce: request["nonce"]!,
      responseUri: request["response_uri"]!,
    };
    const presentation = await present(SD_JWT, audience, [...ALWAYS, "proof"]);
    const form = new URLSearchParams({
      state: request["state"]!,
      vp_token: JSON.stringify({ [SD_JWT.query]: [presentation] }),
    });
    expect((await fetch(audience.responseUri, { method: "POST", body: form })).status).toBe(200);
    const shown = await fetch(`${verifier.url}${path}`);
    const html = await shown.text();
    expect(html).toContain("You believe: <strong>C=DE");
    expect(html).toContain('<a href="https://witness.example/p#AQIDBA"');
    expect(html).not.toContain("<script");
    expect(shown.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});
