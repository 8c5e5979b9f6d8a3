/**
 * The issuer as operators run it, with the passes that owners sign. Chain, node and archive say what the test tells them to; all else
 * is real: the process, its files, the proving of passes, wallet and demo verifier.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { encodeOperation } from "@witness/protocol/operations/operation";
import { decodePass, passIdentity } from "@witness/protocol/pass/pass";
import type { HistoryStep } from "@witness/protocol/pass/steps";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passTerms } from "../../protocol/scripts/example-pass.ts";
import { after, application, passWith, rootOf, shown, startWorld, type World } from "../../verify/test/world.ts";
import { readCertificate } from "../src/keys.ts";
import { readConfig } from "../src/settings.ts";
import { disclosedBy } from "./disclosed.ts";
import { statusByJwt } from "./status.ts";
import { Wallet } from "./wallet.ts";
import { freePort } from "./world.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const nowUnixS = () => Math.floor(Date.now() / 1_000);
const directory = mkdtempSync(join(tmpdir(), "issuer-main-"));
const dataDir = join(directory, "data");
/** As `contracts/` writes it, with what the issuer reads of it. */
const DEPLOYMENT = {
  chainId: 31_337,
  deploymentBlock: 0,
  application: { name: "witness", address: application, templateHash: `0x${"00".repeat(32)}`, dataAvailability: "0x" },
  consensus: { type: "AUTHORITY", address: `0x${"cd".repeat(20)}`, epochLength: 10 },
  contracts: { InputBox: `0x${"01".repeat(20)}` },
};
const GENESIS = { makers: [], applicationPublicKey: toHex(native.p256PublicKey(new Uint8Array(32).fill(3))) };

let world: World;
let environment: Record<string, string>;
let url: string;

beforeAll(async () => {
  world = await startWorld();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  writeFileSync(join(directory, "deployment.json"), JSON.stringify(DEPLOYMENT));
  writeFileSync(join(directory, "genesis.json"), JSON.stringify(GENESIS));
  environment = {
    ISSUER_URL: url,
    ISSUER_NAME: "Prüfstelle Nord",
    ISSUER_COUNTRY: "DE",
    ISSUER_DATA_DIR: dataDir,
    ISSUER_DEPLOYMENT: join(directory, "deployment.json"),
    ISSUER_GENESIS: join(directory, "genesis.json"),
    ISSUER_RPC_URLS: `${world.url}/chain/one,${world.url}/chain/two`,
    ISSUER_INSPECT_URL: `${world.url}/inspect`,
    ISSUER_NODE_RPC_URL: `${world.url}/rpc`,
    ISSUER_ARCHIVE_URL: world.url,
    ISSUER_PAGE_URL: "https://witness.example/p",
    ISSUER_PORT: String(port),
  };
});
afterAll(async () => {
  await world.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Starts the process and waits for its line. */
async function start() {
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (part: Buffer) => {
    log += part.toString();
  });
  const ready = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (part: Buffer) => resolve(part.toString()));
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${log}`)));
  });
  const stop = async (): Promise<string> => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    return log;
  };
  return { ready: JSON.parse(ready) as { ready: boolean; url: string }, stop };
}

const evidence = shown();
const honest = { chainId: 31_337, block: 40, accepted: [rootOf(evidence)] };
const passFor = (forWhom: string) =>
  passWith(evidence, { issuedUnixS: nowUnixS() - 60, expiresUnixS: nowUnixS() + 3_600, forWhom });

async function ask(pass: Uint8Array) {
  const headers = { "content-type": "application/octet-stream" };
  const response = await fetch(`${url}/v1/offers`, { method: "POST", headers, body: Buffer.from(pass) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe("the process", () => {
  it("proves a pass, issues it, and turns it invalid when its owner has withdrawn it, over a restart", async () => {
    world.chains.set("one", honest).set("two", honest);
    const pass = passFor(url);
    const first = await start();
    expect(first.ready).toEqual({ ready: true, url });
    const { status, body } = await ask(pass);
    expect([status, body]).toEqual([
      201,
      { credential_offer: expect.any(String), tx_code: expect.any(String), expires_in: 600 },
    ]);
    const wallet = await Wallet.make(nowUnixS);
    const credentials = await wallet.collect(body["credential_offer"]!, body["tx_code"]!);
    const root = readCertificate(join(dataDir, "root.pem"));
    const claims = await disclosedBy(credentials["mileage-sd-jwt"]!, { root, nowUnixS: nowUnixS() });
    expect(claims).toMatchObject({ verdict: "logical", vin_last_four: "0001", odometer: { distance_hm: 412_345 } });
    expect(String(claims["proof"])).toContain("https://witness.example/p#");
    const { uri, idx } = (claims["status"] as { status_list: { uri: string; idx: number } }).status_list;
    expect(await statusByJwt(uri, idx, root)).toBe(0);
    const firstLog = await first.stop();

    // The owner withdraws the pass; an epoch later the chain has accepted it.
    const withdrawal: HistoryStep = {
      kind: "operation",
      input: 50,
      blockTimeUnixS: nowUnixS(),
      place: 0,
      parameters: 1,
      item: encodeOperation({
        kind: "withdrawPass",
        actor: passTerms.actor,
        device: passTerms.device,
        tenure: 2,
        counter: 1,
        expiresUnixS: nowUnixS() + 3_600,
        answers: passIdentity(decodePass(pass, native).message, native),
        fields: {},
      } as never),
    };
    const head = shown(after([withdrawal]));
    world.said.steps = [withdrawal];
    world.said.head = { evidence: head, isClaimed: true };
    const accepted = { ...honest, accepted: [rootOf(evidence), rootOf(head)] };
    world.chains.set("one", accepted).set("two", accepted);

    const second = await start();
    await expect.poll(() => statusByJwt(uri, idx, root), { timeout: 20_000 }).toBe(1);
    expect(await ask(pass)).toMatchObject({
      status: 422,
      body: { code: "pass-refused", step: "standing", reason: "pass-withdrawn" },
    });
    const log = firstLog + (await second.stop());
    expect(log).toContain("credentials turned invalid");
    for (const secret of [body["tx_code"]!, new URL(body["credential_offer"]!).search.slice(0, 200)])
      expect(log).not.toContain(`"${secret}`);
    for (const name of ["root.key", "signer.key"]) {
      expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
      expect(log).not.toContain(readFileSync(join(dataDir, name), "utf8").trim());
    }
  });

  it("refuses a pass for another, one that no claim knows, and every pass while its nodes of the chain differ", async () => {
    delete world.said.head;
    world.said.steps = [];
    const { stop } = await start();
    world.chains.set("one", honest).set("two", honest);
    expect(await ask(passFor("Zoé, Basel"))).toMatchObject({
      status: 403,
      body: { code: "pass-for-another", forWhom: url },
    });
    const young = { ...honest, accepted: [] };
    world.chains.set("one", young).set("two", young);
    expect(await ask(passFor(url))).toMatchObject({ status: 503, body: { code: "proof-unavailable", step: "proven" } });
    world.chains.set("one", honest);
    expect(await ask(passFor(url))).toMatchObject({
      status: 503,
      body: { code: "proof-unavailable", step: "compared" },
    });
    world.chains.set("two", honest);
    const altered = passFor(url);
    altered[altered.length - 1]! ^= 1;
    expect(await ask(altered)).toMatchObject({
      status: 422,
      body: { code: "pass-refused", step: "whole", reason: "pass-altered" },
    });
    // Later states are under the newest claim, and nobody says what they mean for this car.
    const goneOn = { ...honest, accepted: [rootOf(evidence), `0x${"77".repeat(32)}`] };
    world.chains.set("one", goneOn).set("two", goneOn);
    expect(await ask(passFor(url))).toMatchObject({
      status: 503,
      body: { code: "proof-unavailable", step: "standing" },
    });
    // The operator's own node does, ahead of the next claim: the car has gone on, so a pass of its newest state is asked for.
    const driven: HistoryStep = {
      kind: "run",
      input: 50,
      blockTimeUnixS: nowUnixS(),
      place: 0,
      parameters: 1,
      item: new Uint8Array(44).fill(1),
    };
    world.said.steps = [driven];
    world.said.head = { evidence: shown(after([driven])), isClaimed: false };
    expect(await ask(passFor(url))).toMatchObject({
      status: 422,
      body: { code: "pass-refused", step: "newest", reason: "state-older" },
    });
    await stop();
  });
});

describe("settings", () => {
  it("are read with the files that they name", () => {
    expect(readConfig(environment)).toMatchObject({
      name: { country: "DE", name: "Prüfstelle Nord" },
      application: `31337/${application}`,
      asking: { chainId: 31_337, application, rpcUrls: [expect.any(String), expect.any(String)] },
      days: 31,
    });
  });

  it.each([
    ["ISSUER_URL", "http://issuer.example"],
    ["ISSUER_URL", "https://issuer.example/"],
    ["ISSUER_NAME", 'Eve", CN="Bob'],
    ["ISSUER_COUNTRY", "Germany"],
    ["ISSUER_RPC_URLS", ""],
    ["ISSUER_RPC_URLS", "http://a, nonsense"],
    ["ISSUER_DAYS", "367"],
  ])("refuses %s=%s", (name, value) => {
    const wrong = () => readConfig({ ...environment, [name]: value });
    expect(wrong).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ name })] }));
  });

  it("explains itself, and ends with 2 when they are wrong", () => {
    const help = spawnSync(process.execPath, [MAIN, "--help"], { encoding: "utf8" });
    expect([help.status, help.stdout]).toEqual([0, expect.stringContaining("ISSUER_PAGE_URL")]);
    expect(spawnSync(process.execPath, [MAIN], { env: {}, encoding: "utf8" })).toMatchObject({ status: 2 });
  });
});
