/** A watch as a process, over a relay that kept one promise, was late with one and broke one, on a real chain. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { toHex } from "@witness/protocol/bytes";
import { issueReceipts } from "@witness/protocol/receipt";
import { encodeReceipt } from "@witness/protocol/wire/receipt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signFor } from "../../audit/test/scene.ts";
import { context, drive, inputOf, keyOf, p, run, TestDevice } from "../../dapp/test/world.ts";
import { startChain, type TestApplication, type TestChain } from "../../rollup-node/test/chain.ts";
import { Alerts } from "../src/alerts.ts";
import { Store } from "../src/store.ts";

const ROOT = join(import.meta.dirname, "../..");
const [RELAY, STRANGER] = [keyOf("relay"), keyOf("stranger")];
const relayPublicKey = toHex(p.p256PublicKey(RELAY));
const SECRET = Buffer.alloc(24, 7);
const directory = mkdtempSync(join(tmpdir(), "witness-watch-"));

interface Alerted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let chain: TestChain;
let app: TestApplication;
let hook: Server;
let hookUrl: string;
const alerted: Alerted[] = [];
/** What the receiver of alerts answers. */
let status = 204;

interface Running {
  readonly url: string;
  readonly process: ChildProcess;
}
let watch: Running;

const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text, { mode: 0o600 });
  return join(directory, name);
};

async function startWatch(): Promise<Running> {
  const environment = {
    WATCH_RPC_URL: chain.url,
    WATCH_DEPLOYMENT: app.file,
    WATCH_RELAYS: `Relay & sons=${relayPublicKey}`,
    WATCH_DATA_DIR: join(directory, "data"),
    WATCH_ROUND_S: "1",
    WATCH_WEBHOOK_URL: hookUrl,
    WATCH_WEBHOOK_SECRET_FILE: file("secret", `whsec_${SECRET.toString("base64")}\n`),
  };
  const child = spawn(process.execPath, [join(ROOT, "watch/src/main.ts")], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("The watch says nothing.");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { url: (JSON.parse(line) as { url: string }).url, process: child };
}

const device = new TestDevice("car");
/** Three envelopes: kept, late, and never carried. */
const receipts: Uint8Array[] = [];

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("The condition did not come true in time.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const post = (body: Uint8Array | string, type = "application/octet-stream") =>
  fetch(`${watch.url}/v1/receipts`, { method: "POST", headers: { "content-type": type }, body: Buffer.from(body) });

const record = async () =>
  (await (await fetch(`${watch.url}/v1/record`)).json()) as {
    relays: { promised: number; totals: Record<string, number>; breaches: { id: string; outcome: string }[] }[];
  };

beforeAll(async () => {
  chain = await startChain();
  app = await chain.application("watched");
  signFor(app.address);
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      alerted.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
  await chain.add(app.address, [inputOf({ registrations: [device.registration()] }, 0).payload]);
  const head = await chain.provider.getBlockNumber();
  const receivedAtUnixS = (await chain.provider.getBlock(head))?.timestamp ?? 0;
  const envelopes = [1, 2, 3].map(() => {
    const envelope = device.send(drive(3));
    const entry = { deviceId: device.id, sequence: device.sequence, link: device.link };
    const promise = { deadlineBlock: head + 2, receivedAtUnixS };
    const [receipt] = issueReceipts(context, [entry], promise, RELAY, p);
    if (receipt) receipts.push(encodeReceipt(receipt));
    return envelope;
  });
  const payloads = envelopes.slice(0, 2).map((each, place) => inputOf({ runs: [run(each)] }, place + 1).payload);
  await chain.add(app.address, payloads.slice(0, 1));
  await chain.mine(5);
  await chain.add(app.address, payloads.slice(1));
  watch = await startWatch();
}, 60_000);
afterAll(async () => {
  watch?.process.kill();
  hook?.close();
  await chain?.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("a watch", () => {
  it("takes receipts of the relays that it watches, each once, and nothing else", async () => {
    for (const receipt of receipts) expect((await post(receipt)).status).toBe(202);
    const entry = { deviceId: device.id, sequence: 1, link: device.link };
    const [foreign] = issueReceipts(context, [entry], { deadlineBlock: 9, receivedAtUnixS: 1 }, STRANGER, p);
    if (!foreign) throw new Error("Each entry has a receipt.");
    const refused = await post(encodeReceipt(foreign));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: "receipt-invalid" });
    const texts = [...receipts.map((each) => Buffer.from(each).toString("base64")), "AAAA", 7];
    const { results } = (await (await post(JSON.stringify({ receipts: texts }), "application/json")).json()) as {
      results: { outcome?: string; code?: string }[];
    };
    expect(results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      "open",
      "open",
      "open",
      "receipt-invalid",
      "receipt-invalid",
    ]);
    expect((await record()).relays[0]?.promised).toBe(3);
  });

  it("judges none before a reorganisation could no longer change it, and then each by the chain alone", async () => {
    expect((await record()).relays[0]?.totals).toMatchObject({ open: 3, kept: 0, late: 0, broken: 0 });
    await chain.mine(40);
    await until(async () => (await record()).relays[0]?.totals["open"] === 0);
    expect((await record()).relays[0]?.totals).toEqual({ open: 0, kept: 1, late: 1, broken: 1, void: 0 });
  });

  it("alerts of each breach, signed as Standard Webhooks has it", async () => {
    await until(() => alerted.length === 2);
    const types = alerted.map(({ headers, body }) => {
      const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
      const signature = createHmac("sha256", SECRET).update(signed).digest("base64");
      expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
      return (JSON.parse(body) as { type: string }).type;
    });
    expect(types.sort()).toEqual(["receipt.broken", "receipt.late"]);
    expect(new Set(alerted.map(({ headers }) => headers["webhook-id"])).size).toBe(2);
  });

  it("publishes a page without a script, and cases that anybody can check", async () => {
    const page = await (await fetch(watch.url)).text();
    expect(page).toContain("Relay &#38; sons");
    expect(page).not.toContain("<script");
    const breach = (await record()).relays[0]?.breaches.find(({ outcome }) => outcome === "broken");
    expect(page).toContain(`v1/cases/${breach?.id}`);
    const found = await (await fetch(`${watch.url}/v1/cases/${breach?.id}`)).text();
    const args = ["--rpc", chain.url, "--check", file("case.json", found), "--json"];
    const command = join(ROOT, "audit/src/convict/main.ts");
    const [exitCode, stdout] = await new Promise<[unknown, string]>((resolve) => {
      execFile(process.execPath, [command, ...args], (error, out) => resolve([error?.code ?? 0, out]));
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ checked: "CONFIRMED", result: "BROKEN", relayPublicKey });
    expect((await fetch(`${watch.url}/v1/cases/none`)).status).toBe(404);
  });

  it("killed and started again, has forgotten nothing and alerts nobody twice", async () => {
    watch.process.kill("SIGKILL");
    await once(watch.process, "exit");
    watch = await startWatch();
    expect((await record()).relays[0]?.totals).toMatchObject({ kept: 1, late: 1, broken: 1 });
    await until(
      async () => ((await (await fetch(`${watch.url}/v1/record`)).json()) as { head: unknown }).head !== null,
    );
    expect(alerted).toHaveLength(2);
  });
});

describe("an alert that is refused", () => {
  it("is sent again after a pause that grows, with the same id, and given up at last", async () => {
    const store = new Store(join(directory, "alerts"), "test");
    const undelivered: string[] = [];
    let nowMs = 1_800_000_000_000;
    const onUndelivered = (sentence: string) => undelivered.push(sentence);
    const alerts = new Alerts({ url: hookUrl, secret: SECRET, store, nowMs: () => nowMs, onUndelivered });
    const kept = { id: "a", relay: relayPublicKey, receipt: new Uint8Array(1), deadlineBlock: 1 };
    store.add(kept);
    store.judge(kept, { outcome: "broken", foundBlock: undefined, told: "{}", alert: '{"type":"receipt.broken"}' });
    alerted.length = 0;
    status = 500;
    await alerts.send();
    await alerts.send();
    expect(alerted).toHaveLength(1);
    nowMs += 5_000;
    await alerts.send();
    expect(alerted).toHaveLength(2);
    expect(new Set(alerted.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    for (let times = 0; times < 10; times += 1) {
      nowMs += 86_400_000;
      await alerts.send();
    }
    expect(alerted).toHaveLength(10);
    expect(undelivered).toHaveLength(1);
    expect(store.alerts(nowMs, 10)).toEqual([]);
    store.close();
  });
});
