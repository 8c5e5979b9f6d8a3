/**
 * The same bytes on another processor: the bundle on Debian's Node 20 for riscv64, emulated, over the recording. Where
 * the emulator cannot be had the test says why and is shown as not run.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { debianMirror, type RiscvNode, RiscvUnavailable, riscvNode } from "../../scripts/riscv.ts";
import { readRecording } from "../scripts/record.ts";
import { buildInto, runBundle } from "./bundle.ts";
import { digestOf } from "./rollup-server.ts";

async function emulated(): Promise<RiscvNode | RiscvUnavailable> {
  try {
    return await riscvNode();
  } catch (error) {
    if (error instanceof RiscvUnavailable) return error;
    throw error;
  }
}

it("the bundle gives on riscv64 what it gives here, byte for byte", { timeout: 600_000 }, async ({ skip }) => {
  const node = await emulated();
  if (node instanceof RiscvUnavailable) {
    process.stderr.write(`NOT RUN on riscv64: ${node.message}\n`);
    return skip(node.message);
  }
  const folder = mkdtempSync(join(tmpdir(), "witness-riscv-"));
  try {
    const bundle = await buildInto(folder);
    const { manifest, setting, requests } = readRecording();
    const here = await runBundle([process.execPath], bundle, setting, requests);
    const begun = performance.now();
    const there = await runBundle(node, bundle, setting, requests);
    process.stdout.write(`riscv64: ${there.length} requests in ${Math.round((performance.now() - begun) / 1_000)} s\n`);
    expect(there).toEqual(here);
    expect(digestOf(there)).toBe(manifest.outcomesSha256);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("apt's mirror is read from either form of its files", () => {
  const deb822 =
    "Types: deb\n# http://snapshot.invalid/debian\nURIs: http://mirror.invalid/debian/\nSuites: bookworm\n";
  expect(debianMirror(["deb http://other.invalid/ubuntu noble main\n", deb822])).toBe("http://mirror.invalid/debian");
  const line = "deb [signed-by=/k.gpg] https://mirror.invalid/debian bookworm main\n";
  expect(debianMirror([line])).toBe("https://mirror.invalid/debian");
  expect(debianMirror(["deb http://mirror.invalid/debian-security bookworm-security main\n"])).toBeUndefined();
});
