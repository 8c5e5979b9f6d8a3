import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openKeys } from "../src/keys.ts";
import { readVerifierConfig } from "../src/verifier/settings.ts";

const MAIN = join(import.meta.dirname, "../src/verifier/main.ts");

it("reads the roots that it is told to believe", async () => {
  const directory = mkdtempSync(join(tmpdir(), "issuer-"));
  const named = { country: "DE", name: "Test", url: "https://issuer.example" };
  const { rootCertificate } = await openKeys(directory, named, 1_795_780_800);
  const config = readVerifierConfig({ VERIFIER_URL: "https://v.example", VERIFIER_ROOTS: join(directory, "root.pem") });
  rmSync(directory, { recursive: true });
  expect(config).toMatchObject({ url: "https://v.example", port: 4_401, roots: [rootCertificate] });
});

it.each([
  "http://v.example",
  "https://v.example/",
  "https://v.example/path",
  "https://u:p@v.example",
  "ftp://v.example",
  "v",
])("takes no address that wallets would not: %s", (url) => {
  const settings = { VERIFIER_URL: url, VERIFIER_ROOTS: "" };
  expect(() => readVerifierConfig(settings)).toThrow(expect.objectContaining({ code: "settings-invalid" }));
});

it("explains its settings, and ends with 2 when they are wrong", () => {
  const help = execFileSync(process.execPath, [MAIN, "--help"], { encoding: "utf8" });
  expect(help).toContain("VERIFIER_ROOTS");
  const wrong = spawnSync(process.execPath, [MAIN], { env: { VERIFIER_PORT: "x" }, encoding: "utf8" });
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("VERIFIER_URL is missing");
  expect(wrong.stderr).toContain("VERIFIER_PORT must be");
});
