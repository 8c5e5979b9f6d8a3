/** The image's recipe, as far as it can be tried without Docker: what gets in, and that its command starts. */
import { spawn } from "node:child_process";
import { createECDH } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (name: string): string => readFileSync(join(root, name), "utf8");
const lines = (name: string): string[] =>
  read(name)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

it("takes nothing into the image that is not named, and no key", () => {
  const [first, ...rest] = lines(".dockerignore");
  expect(first).toBe("*");
  expect(rest).toContain("**/*.key");
  for (const line of rest.filter((rule) => rule.startsWith("!")))
    expect(line).toMatch(
      /^!(package(-lock)?\.json|\*\/package\.json|tsconfig\.base\.json|(protocol|ethereum|settings|dapp)\/\w+)$/,
    );
  const stage = read("Dockerfile").split("\nFROM ").at(-1)!;
  expect([...stage.matchAll(/^COPY .*$/gm)].map(String)).toEqual(["COPY --from=build /build/dapp/dist/dapp.mjs ."]);
  expect([...stage.matchAll(/^ENV .*$/gm)].map(String)).toEqual(['ENV ROLLUP_HTTP_SERVER_URL="http://127.0.0.1:5004"']);
});

it("leaves the machine's user a drive that it can enter, and a heap within the memory", () => {
  const page = read("docs/cartesi-machine.md");
  expect(page).toContain("install -d -m 755 .witness/drive");
  const memoryMi = 1_024 * Number(/^ram_length = "(\d+)Gi"$/m.exec(read("cartesi.toml"))![1]);
  const heapMi = Number(/--max-old-space-size=(\d+)/.exec(read("Dockerfile"))![1]);
  expect(memoryMi).toBeLessThanOrEqual(2_048);
  expect(heapMi).toBeGreaterThan(memoryMi / 2);
  expect(heapMi).toBeLessThan(memoryMi - 256);
  expect(read("Dockerfile")).toMatch(/^USER (?!root)/m);
});

it("starts the back-end by the command that the image names", async () => {
  const command = JSON.parse(/^CMD (.*)$/m.exec(read("Dockerfile"))![1]!) as string[];
  const mount = /^mount = "(.*)"$/m.exec(read("cartesi.toml"))![1]!;
  const drive = mkdtempSync(join(tmpdir(), "machine-drive-"));
  const key = createECDH("prime256v1");
  key.generateKeys();
  writeFileSync(join(drive, "application.key"), key.getPrivateKey("hex").padStart(64, "0"));
  const applicationPublicKey = key.getPublicKey("hex", "compressed");
  writeFileSync(join(drive, "genesis.json"), JSON.stringify({ makers: [], applicationPublicKey }));

  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const asked: Promise<unknown> = new Promise((resolve) => {
    server.once("request", async (request) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      resolve([request.method, request.url, JSON.parse(String(Buffer.concat(chunks)))]);
    });
  });
  const [program, heap, script, ...options] = command;
  expect([program, script]).toEqual(["node", "dapp.mjs"]);
  const child = spawn(
    process.execPath,
    [heap!, join(root, "dapp/src/main.ts"), ...options.map((option) => option.replace(mount, drive))],
    { stdio: "ignore", env: { ...process.env, ROLLUP_HTTP_SERVER_URL: url } },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  expect(await asked).toEqual(["POST", "/finish", { status: "accept" }]);
});
