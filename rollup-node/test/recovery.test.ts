/** The command as users start it: killed and started again, and a chain that reorganises beneath it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestApplication } from "./chain.ts";
import { type Answer, rpc, temporaryDirectory, until } from "./client.ts";
import { backendCommand, chainOfFile } from "./running.ts";
import { environmentOf, FREE } from "./settings.ts";

const main = join(import.meta.dirname, "../src/main.ts");
const data = temporaryDirectory();
const chain = await chainOfFile();
let app: TestApplication;
let child: ChildProcess;
let url: string;

async function start(): Promise<void> {
  child = spawn(process.execPath, [main], {
    stdio: ["ignore", "pipe", "ignore"],
    env: environmentOf({
      ...FREE,
      RPC_URL: chain.url,
      DEPLOYMENTS: app.file,
      DATA_DIR: data,
      BACKENDS: backendCommand("echo.mjs"),
    }),
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const ready = JSON.parse(line) as Answer;
    expect(ready).toMatchObject({ ready: true, rollupHttpUrls: { echo: expect.stringMatching(/^http/) } });
    url = ready.rpcUrl;
    return;
  }
  throw new Error("the node ended before it was ready");
}

async function end(signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

const payloads = async (): Promise<string[]> =>
  (await rpc(url, "cartesi_listOutputs", { application: "echo" })).result.data.map((output: Answer) =>
    Buffer.from(output.decoded_data.payload.slice(2), "hex").toString(),
  );
const processed = (count: number) =>
  until(
    async () => (await rpc(url, "cartesi_getProcessedInputCount", ["echo"])).result.data === `0x${count.toString(16)}`,
  );

beforeAll(async () => {
  app = await chain.application("echo");
  await start();
});
afterAll(() => end("SIGTERM"));

it("loses and repeats no output when it is killed again and again", async () => {
  const sent: string[] = [];
  for (let kill = 0; kill < 4; kill++) {
    const more = Array.from({ length: 4 }, (_, i) => `${kill}.${i}`);
    await chain.add(app.address, more);
    sent.push(...more);
    await end("SIGKILL");
    await start();
  }
  await processed(sent.length);
  expect(await payloads()).toEqual(sent);
  expect((await rpc(url, "cartesi_getApplication", ["echo"])).result.data.state).toBe("ENABLED");
});

it("follows a chain that reorganises", async () => {
  const before = await payloads();
  const snapshot = await chain.provider.send("evm_snapshot", []);
  await chain.add(app.address, ["dropped", "dropped too"]);
  await processed(before.length + 2);
  await chain.provider.send("evm_revert", [snapshot]);
  chain.signer.reset();
  await chain.add(app.address, ["instead"]);
  await chain.mine(3);
  await until(async () => (await payloads()).at(-1) === "instead");
  expect(await payloads()).toEqual([...before, "instead"]);
  expect((await rpc(url, "cartesi_getApplication", ["echo"])).result.data.state).toBe("ENABLED");
});
