/** The packages as a maker gets them: packed, installed into an empty project, in Node.js and in a browser. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { toHex } from "@witness/protocol/bytes";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch } from "../../e2e/browser.ts";
import { RoadsideRelay } from "./roadside.ts";
import { application, deviceKey, devicePublicKey, read } from "./setting.ts";

const root = join(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "witness-maker-"));
const relay = new RoadsideRelay(application);
let provisioning: string;

/** The programs of a package's README, in order, as they stand there. */
const programsOf = (name: string): string[] =>
  [...readFileSync(join(root, name, "README.md"), "utf8").matchAll(/^```ts\n(.*?)^```$/gms)].map(
    ([, code = ""]) => code,
  );

async function run(file: string, program: string): Promise<string> {
  writeFileSync(join(project, file), program);
  return (await promisify(execFile)(process.execPath, [file], { cwd: project })).stdout;
}

beforeAll(async () => {
  const url = await relay.listen();
  const { context, publicKey } = application;
  provisioning = JSON.stringify({
    chainId: context.chainId,
    application: toHex(context.application),
    applicationPublicKey: toHex(publicKey),
    relayPublicKey: toHex(relay.publicKey),
    relayUrl: url,
    profile: "1.1",
  });
  const tarballs = ["protocol", "device"].map((name) => {
    const out = join(project, name);
    mkdirSync(out);
    execFileSync(process.execPath, [join(root, name, "scripts/build.ts"), out], { stdio: "pipe" });
    const packed = execFileSync("npm", ["pack", "--json", out], { cwd: project, stdio: "pipe" }).toString();
    return `./${(JSON.parse(packed) as [{ filename: string }])[0].filename}`;
  });
  writeFileSync(join(project, "package.json"), '{"type":"module","private":true}');
  const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs];
  try {
    execFileSync("npm", install, { cwd: project, stdio: "pipe" });
  } catch (cause) {
    throw new Error("The packages cannot be installed: is the registry reached (npm ping)?", { cause });
  }
}, 240_000);
afterAll(() => {
  relay.close();
  rmSync(project, { recursive: true });
});

it("@witness/device: the program of its README sends a reading, in Node.js", async () => {
  relay.know(devicePublicKey);
  writeFileSync(join(project, "provisioning.json"), provisioning);
  writeFileSync(join(project, "device.key"), `${toHex(deviceKey)}\n`, { mode: 0o600 });
  const [program = ""] = programsOf("device");
  const stdout = await run("send.js", `${program}console.log(JSON.stringify(device.status));`);
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ sequence: 1, queued: 0, gathered: 0 });
  expect(read(relay.admitted)).toEqual([1_234_560]);
}, 120_000);

it("@witness/protocol: the program of its README assembles an envelope that is admitted", async () => {
  const [program = ""] = programsOf("protocol");
  expect(await run("assemble.js", program)).toBe("admitted\n");
}, 120_000);

it("@witness/device: the program of its README sends a reading, bundled for a browser", async () => {
  relay.know(devicePublicKey);
  relay.admitted.length = 0;
  const [, program = ""] = programsOf("device");
  const key = `const keyOfThisCar = async () => Uint8Array.from(${JSON.stringify([...deviceKey])});`;
  writeFileSync(join(project, "page.js"), `${key}\n${program}globalThis.sent = JSON.stringify(device.status);`);
  const outfile = join(project, "bundle.js");
  await build({ entryPoints: [join(project, "page.js")], bundle: true, format: "esm", platform: "browser", outfile });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    // Any page over HTTP: a blank one may keep nothing.
    await page.goto(relay.url);
    await page.route("**/provisioning.json", (route) => route.fulfill({ body: provisioning }));
    await page.addScriptTag({ type: "module", content: readFileSync(outfile, "utf8") });
    await page.waitForFunction("globalThis.sent");
    expect(JSON.parse(await page.evaluate("globalThis.sent"))).toMatchObject({ sequence: 1, queued: 0 });
    expect(read(relay.admitted)).toEqual([1_234_560]);
  } finally {
    await browser.close();
  }
}, 120_000);
