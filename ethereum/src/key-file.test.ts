import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EthereumError } from "./errors.ts";
import { makeKey, parseKey, readAccountKey, readKeyFile, writeKeyFile } from "./key-file.ts";

const directory = mkdtempSync(join(tmpdir(), "keys-"));
const DIGITS = "4f".repeat(32);

function file(name: string, content: string, mode = 0o600): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

function refusal(read: () => unknown): EthereumError {
  try {
    read();
  } catch (error) {
    if (error instanceof EthereumError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("readKeyFile", () => {
  it("default: 64 digits on one line, with 0x or without", () => {
    expect(readKeyFile(file("plain", `${DIGITS}\n`), "p256")).toEqual(new Uint8Array(32).fill(0x4f));
    expect(readAccountKey(file("prefixed", `0x${DIGITS}`))).toBe(`0x${DIGITS}`);
  });

  it.each([
    ["open to the group", DIGITS, 0o640],
    ["open to all", DIGITS, 0o604],
    ["too short", DIGITS.slice(1), 0o600],
    ["too long", `${DIGITS}4f`, 0o600],
    ["two lines", `${DIGITS}\n${DIGITS}`, 0o600],
    ["a long file", DIGITS.repeat(1_000), 0o600],
    ["no digits", "x".repeat(64), 0o600],
  ])("refuses %s without its content", (name, content, mode) => {
    const error = refusal(() => readKeyFile(file(name.replaceAll(" ", "-"), content, mode), "p256"));
    expect(error.code).toBe("key-unusable");
    expect(`${error.message}${error.stack}${String(error.cause)}`).not.toContain(content.slice(0, 16));
  });

  it("refuses a file that is not there, and a directory", () => {
    for (const path of [join(directory, "none"), directory]) {
      expect(refusal(() => readKeyFile(path, "p256")).code).toBe("key-unusable");
    }
  });

  it.each([
    ["p256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"],
    ["secp256k1", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"],
  ] as const)("boundary of %s: 0 and the order are refused, 1 and the order less 1 are keys", (curve, order) => {
    const parse = (digits: string) => parseKey(digits, { curve, where: "the test" });
    for (const wrong of ["0".repeat(64), order]) expect(refusal(() => parse(wrong)).code).toBe("key-unusable");
    expect(parse(`${"0".repeat(63)}1`)[31]).toBe(1);
    expect(parse(`${order.slice(0, -1)}0`)).toHaveLength(32);
  });
});

describe("writeKeyFile", () => {
  it("default: only the owner may read it, and nothing else is left", () => {
    const path = join(directory, "made");
    const key = makeKey("secp256k1");
    writeKeyFile(path, key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readKeyFile(path, "secp256k1")).toEqual(key);
    expect(readdirSync(directory).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  it("refuses to replace a key", () => {
    const path = file("kept", DIGITS);
    expect(refusal(() => writeKeyFile(path, makeKey("p256"))).code).toBe("key-unusable");
    expect(readKeyFile(path, "p256")).toEqual(new Uint8Array(32).fill(0x4f));
  });
});
