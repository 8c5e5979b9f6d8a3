/** A relay in trouble: poisoned requests, an empty account, another chain, the end of a process. */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { toHex } from "@witness/protocol/bytes";
import { decodeBody } from "@witness/protocol/wire/envelope";
import { toQuantity } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEnvelopes, type Sealer } from "../../mock-devices/src/sealer.ts";
import { startChain } from "../../rollup-node/test/chain.ts";
import { base64, codeOf, codesOf, octets, postTexts, receiptOf } from "./requests.ts";
import { makeWorld, type RunningRelay, startRelay, until, type World } from "./world.ts";

let world: World;
let relay: RunningRelay;
let another: World["another"];
const running: RunningRelay[] = [];

beforeAll(async () => {
  world = await makeWorld();
  relay = await startRelay(world.environment);
  another = world.another;
}, 60_000);
afterAll(async () => {
  for (const each of [relay, ...running]) await each?.kill();
  await world?.close();
});

async function registered(url = relay.url): Promise<Sealer> {
  const device = world.device();
  expect((await octets(url, "/v1/registrations", world.registration(device))).status).toBe(202);
  return device;
}

describe("array bodies", () => {
  it("given envelopes out of order, give a receipt that covers all that were kept", async () => {
    const device = await registered();
    const texts = buildEnvelopes(device, world.samples(0, 50), 10).map(base64);
    const [first = "", second = "", third = "", fourth = ""] = texts;
    await postTexts(relay.url, [first, second]);
    const { results, receipts } = await postTexts(relay.url, [third, fourth, first]);
    expect(results.map(({ code }) => code)).toEqual(["admitted", "admitted", "sequence-replayed"]);
    expect(receipts.map((each) => receiptOf(each).sequence)).toEqual([4]);
  });

  it.each([
    ["garbage", "!!!! not base64 !!!!"],
    ["nothing", ""],
    ["half a character", "A"],
    ["padding only", "===="],
  ])("given %s among them, call it malformed and spoil no other", async (_name, text) => {
    const device = await registered();
    const [good = ""] = buildEnvelopes(device, world.samples(1, 10), 10).map(base64);
    expect(await codesOf(postTexts(relay.url, [text, good, `${good} `]))).toEqual([
      "malformed",
      "admitted",
      "malformed",
    ]);
  });

  it("given 200 envelopes of which every second is somebody's rubbish, keep each good one at last", async () => {
    const device = await registered();
    const good = buildEnvelopes(device, world.samples(2, 100), 1);
    const texts = good.flatMap((bytes) => {
      const bad = Uint8Array.from(bytes);
      bad.set([(bad.at(-1) ?? 0) ^ 1], bad.length - 1);
      return [base64(bad), base64(bytes)];
    });
    let left = texts;
    const codes: string[] = [];
    while (left.length > 0) {
      const found = await codesOf(postTexts(relay.url, left));
      // A few false signatures are checked in each request; what comes after them is pushed back.
      expect(found.filter((code) => code === "signature-invalid").length).toBeLessThanOrEqual(8);
      codes.push(...found.filter((code) => code !== "rate-limited"));
      left = left.filter((_, index) => found[index] === "rate-limited");
    }
    expect(codes.filter((code) => code === "signature-invalid")).toHaveLength(good.length);
    expect(codes.filter((code) => code === "admitted")).toHaveLength(good.length);
  });

  it("given one device on eight connections at once, keep each envelope once", async () => {
    const device = await registered();
    const texts = buildEnvelopes(device, world.samples(3, 200), 10).map(base64);
    const answers = await Promise.all(Array.from({ length: 8 }, () => codesOf(postTexts(relay.url, texts))));
    const admitted = answers.flat().filter((code) => code === "admitted");
    expect(admitted).toHaveLength(texts.length);
    expect(new Set(answers.flat())).toEqual(new Set(["admitted", "sequence-replayed"]));
  });

  it("refuse deep and wrong JSON with a code", async () => {
    const deep = `{"envelopes":${"[".repeat(500_000)}${"]".repeat(500_000)}}`;
    const judged = await fetch(`${relay.url}/v1/envelopes`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: deep,
    });
    expect(await judged.json()).toEqual({ results: [{ code: "malformed" }], receipts: [] });
    for (const body of ['{"envelopes":{"length":1}}', '"envelopes"', '{"__proto__":{"envelopes":["AA=="]}}']) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${relay.url}/v1/envelopes`, { method: "POST", headers, body });
      expect(response.status).toBe(400);
      expect(await codeOf(response)).toBe("malformed");
    }
  });
});

describe("a registration", () => {
  it.each([
    ["bytes that are none", 3, 400, "malformed"],
    ["too many bytes", 17_000, 413, "too-large"],
  ])("given %s, is refused with a code", async (_name, length, status, code) => {
    const response = await octets(relay.url, "/v1/registrations", new Uint8Array(length).fill(1));
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(code);
  });
});

describe("a connection", () => {
  it("that speaks no HTTP is told so with a code, and the relay goes on", async () => {
    const { hostname, port } = new URL(relay.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write("GARBAGE\r\n\r\n"));
      let text = "";
      socket.on("data", (bytes) => {
        text += bytes.toString();
      });
      socket.on("end", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/"code":"malformed"/);
    expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
  });
});

describe("rate limits", () => {
  it("count the client behind a trusted proxy, and not what a client claims", async () => {
    const ask = (url: string, client: string) =>
      fetch(`${url}/v1/application`, { headers: { "x-forwarded-for": client } });
    const behind = await another({ RELAY_RATE_PER_MINUTE: "2", RELAY_TRUST_PROXIES: "1" });
    for (const client of ["192.0.2.1", "192.0.2.2"]) {
      for (let times = 0; times < 2; times += 1) expect((await ask(behind.url, client)).status).toBe(200);
      const limited = await ask(behind.url, `203.0.113.9, ${client}`);
      expect(limited.status).toBe(429);
      expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await codeOf(limited)).toBe("rate-limited");
    }
    const direct = await another({ RELAY_RATE_PER_MINUTE: "2" });
    const statuses: number[] = [];
    for (let client = 1; client <= 3; client += 1) statuses.push((await ask(direct.url, `192.0.2.${client}`)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe("small envelopes", () => {
  const sent = async (device: Sealer): Promise<number[]> => {
    const runs = (await world.batches()).map(({ runs }) =>
      runs.flatMap(({ bodies }) => bodies.filter((body) => toHex(decodeBody(body).deviceId) === device.id)),
    );
    return runs.map(({ length }) => length).filter((length) => length > 0);
  };

  it("of a car that is known share a transaction; a new car's leave at once", async () => {
    // Nothing leaves within the test because it is old.
    const slow = await another({ RELAY_SMALL_AGE_MS: "86400000" });
    const known = await registered(slow.url);
    const [first, ...others] = buildEnvelopes(known, world.samples(8, 13), 1);
    await octets(slow.url, "/v1/envelopes", first ?? new Uint8Array());
    await until(async () => (await sent(known)).length === 1);
    await slow.kill();
    // Its first minute is over.
    const store = new DatabaseSync(join(slow.environment["RELAY_DATA_DIR"] ?? "", "relay.sqlite"));
    store.exec("UPDATE items SET received_ms = received_ms - 60000");
    store.close();
    const again = await startRelay(slow.environment);
    running.push(again);
    for (const each of others) expect((await octets(again.url, "/v1/envelopes", each)).status).toBe(202);
    // Ten times as long as anything waits that is not small.
    await until(async () =>
      /^relay_oldest_waiting_seconds [1-9]/m.test(await (await fetch(`${again.url}/metrics`)).text()),
    );
    expect(await sent(known)).toEqual([1]);
    const fresh = await registered(again.url);
    await octets(again.url, "/v1/envelopes", fresh.seal(world.samples(9, 1)).bytes);
    await until(async () => (await sent(fresh)).length === 1);
    expect(await sent(known)).toEqual([1, others.length]);
  });
});

describe("an account that cannot pay", () => {
  it("makes the relay promise nothing more once half of a promise's time is gone, until it can", async () => {
    const poor = await another({ RELAY_DEADLINE_BLOCKS: "20" });
    const account = String(((await (await fetch(`${poor.url}/v1/application`)).json()) as { account: string }).account);
    await world.chain.provider.send("hardhat_setBalance", [account, "0x0"]);
    const device = await registered(poor.url);
    const [first, second] = buildEnvelopes(device, world.samples(4, 20), 10) as [Uint8Array, Uint8Array];
    expect((await octets(poor.url, "/v1/envelopes", first)).status).toBe(202);
    await world.chain.mine(12);
    await until(async () => (await fetch(`${poor.url}/readyz`)).status === 503);
    const pushed = await octets(poor.url, "/v1/envelopes", second);
    expect(pushed.status).toBe(503);
    expect(await codeOf(pushed)).toBe("chain-unavailable");
    expect((await octets(poor.url, "/v1/registrations", world.registration(world.device()))).status).toBe(503);
    const read = async () => (await fetch(`${poor.url}/metrics`)).text();
    await until(async () => /^relay_troubles_total\{code="account-empty"\} [1-9]/m.test(await read()));
    const metrics = await read();
    expect(metrics).toMatch(/^relay_accepting 0$/m);
    await world.chain.provider.send("hardhat_setBalance", [account, toQuantity(10n ** 19n)]);
    await until(async () => (await octets(poor.url, "/v1/envelopes", second)).status === 202);
  });
});

describe("another chain", () => {
  it("of the same id is not taken for the one before: nothing is promised for it", async () => {
    const before = await another();
    await before.kill();
    const [file, other] = [world.environment["RELAY_DEPLOYMENT"] ?? "", await startChain()];
    await expect(
      startRelay({ ...before.environment, RELAY_DEPLOYMENT: file, RELAY_RPC_URL: other.url }),
    ).rejects.toThrow(/chain-replaced/);
    await other.close();
  });
});

interface DeploymentText {
  readonly application: { address: string };
  readonly contracts: { InputBox: string };
}
const nobody = `0x${"0b".repeat(20)}`;

describe("a chain with something else in Cartesi's place", () => {
  it.each([
    ["a stranger's InputBox", (deployment: DeploymentText) => (deployment.contracts.InputBox = nobody)],
    ["no application", (deployment: DeploymentText) => (deployment.application.address = nobody)],
  ])("given %s, does not start", async (_name, alter) => {
    const deployment = JSON.parse(readFileSync(world.environment["RELAY_DEPLOYMENT"] ?? "", "utf8"));
    alter(deployment);
    const file = world.write("strange.json", JSON.stringify(deployment));
    await expect(another({ RELAY_DEPLOYMENT: file })).rejects.toThrow(/code-unexpected/);
  });
});

describe("the end of a process", () => {
  it("on SIGTERM answers what it was asked, loses nothing of it, says that it stopped, and ends without an error", async () => {
    const settings = { RELAY_BATCH_AGE_MS: "86400000" };
    const ending = await another(settings);
    const device = await registered(ending.url);
    const texts = buildEnvelopes(device, world.samples(7, 400), 2).map(base64);
    const kept: number[] = [];
    let told = "";
    ending.process.stderr?.on("data", (bytes: Buffer) => {
      told += bytes.toString();
    });
    const exit = new Promise<number | null>((resolve) => ending.process.once("close", resolve));
    const requests = texts.map(async (text, index) => {
      try {
        const [code] = await codesOf(postTexts(ending.url, texts.slice(0, index + 1)));
        if (code === "admitted" || code === "sequence-replayed") kept.push(index + 1);
      } catch (error) {
        // Not answered, so nothing was promised.
        if (!(error instanceof TypeError)) throw error;
      }
      return text;
    });
    await until(async () => kept.length > 3);
    ending.process.kill("SIGTERM");
    await Promise.all(requests);
    expect(await exit).toBe(0);
    expect(JSON.parse(told.trim().split("\n").at(-1) ?? "")).toMatchObject({ name: "relay", msg: "stopped" });
    const again = await startRelay({ ...world.environment, ...ending.environment });
    running.push(again);
    const { sequence } = (await (await fetch(`${again.url}/v1/devices/${device.id}/head`)).json()) as {
      sequence: number;
    };
    expect(sequence).toBeGreaterThanOrEqual(Math.max(...kept));
  });
});
