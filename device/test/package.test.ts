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

/** Ten lines of a maker's program. */
const programOf = (store: string, imports: string) => `
import { openDevice, parseProvisioning${imports}
const { application, relay } = parseProvisioning(${provisioning});
const key = Uint8Array.from(${JSON.stringify([...deviceKey])});
const device = await openDevice({ key, application, relay, store: ${store}, firstStart: true });
await device.send({ timeUnixS: 1_800_000_000, odometerHm: 1_234_560 });
await device.flush();
globalThis.sent = JSON.stringify(device.status);
await device.close();
`;

beforeAll(async () => {
  const url = await relay.listen();
  const { context, publicKey } = application;
  provisioning = JSON.stringify(
    JSON.stringify({
      chainId: context.chainId,
      application: toHex(context.application),
      applicationPublicKey: toHex(publicKey),
      relayPublicKey: toHex(relay.publicKey),
      relayUrl: url,
    }),
  );
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

it("sends a reading in ten lines, in Node.js", async () => {
  relay.know(devicePublicKey);
  const imports = ' } from "@witness/device";\nimport { fileStore } from "@witness/device/file-store";';
  const program = `${programOf('await fileStore("device.log")', imports)}console.log(globalThis.sent);`;
  writeFileSync(join(project, "send.js"), program);
  const { stdout } = await promisify(execFile)(process.execPath, ["send.js"], { cwd: project });
  expect(JSON.parse(stdout)).toMatchObject({ sequence: 1, queued: 0, gathered: 0 });
  expect(read(relay.admitted)).toEqual([1_234_560]);
}, 120_000);

it("sends a reading in ten lines, bundled for a browser", async () => {
  relay.know(devicePublicKey);
  relay.admitted.length = 0;
  const imports = ' } from "@witness/device";\nimport { indexedDbStore } from "@witness/device/indexeddb-store";';
  writeFileSync(join(project, "page.js"), programOf('await indexedDbStore("my-car")', imports));
  const outfile = join(project, "bundle.js");
  await build({ entryPoints: [join(project, "page.js")], bundle: true, format: "esm", platform: "browser", outfile });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    // Any page over HTTP: a blank one may keep nothing.
    await page.goto(relay.url);
    await page.addScriptTag({ type: "module", content: readFileSync(outfile, "utf8") });
    await page.waitForFunction("globalThis.sent");
    expect(JSON.parse(await page.evaluate("globalThis.sent"))).toMatchObject({ sequence: 1, queued: 0 });
    expect(read(relay.admitted)).toEqual([1_234_560]);
  } finally {
    await browser.close();
  }
}, 120_000);
