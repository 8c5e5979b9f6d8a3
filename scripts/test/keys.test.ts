import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ensureKeys } from "../keys.ts";

const fresh = (): string => join(mkdtempSync(join(tmpdir(), "start-")), "keys");

it("makes the keys once and finds them again", () => {
  const directory = fresh();
  const { file: _file, ...made } = ensureKeys(directory);
  expect(made.applicationPublicKey).toMatch(/^0[23][0-9a-f]{64}$/);
  expect(made.accounts.relay).toMatch(/^0x[0-9a-fA-F]{40}$/);
  expect(ensureKeys(directory)).toMatchObject(made);
});

it("refuses a key that others may read", () => {
  const directory = fresh();
  chmodSync(ensureKeys(directory).file("validator"), 0o644);
  expect(() => ensureKeys(directory)).toThrow(expect.objectContaining({ code: "key-unusable" }));
});
