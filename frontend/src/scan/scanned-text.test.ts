/** What people paste and what QR codes say. */
import { encodePassLink } from "@witness/protocol/pass/link";
import { describe, expect, it } from "vitest";
import { scannedText } from "./scanned-text.ts";

const HOST = "witness.example";
const fragment = encodePassLink({ form: "kept", hash: new Uint8Array(32).fill(7), secret: new Uint8Array(16) });
const ID = "0123456789abcdef";

describe("scannedText", () => {
  it.each([
    ["a link", `https://${HOST}/p#${fragment}`],
    ["a link with blanks around it", `  https://${HOST}/p#${fragment}\n`],
    ["what stands behind the #", fragment],
    ["the same with the #", `#${fragment}`],
  ])("leads %s to the page of passes", (_what, text) => {
    expect(scannedText(text, HOST)).toEqual({ kind: "pass", href: `/p#${fragment}`, elsewhere: undefined });
  });

  it("checks a pass of another site here, and says which site it names", () => {
    const scanned = scannedText(`https://evil.example/p?x#${fragment}`, HOST);
    expect(scanned).toEqual({ kind: "pass", href: `/p#${fragment}`, elsewhere: "evil.example" });
  });

  it("leads a car's address or number to the car", () => {
    expect(scannedText(`https://${HOST}/cars/${ID}`, HOST)?.href).toBe(`/cars/${ID}/overview`);
    expect(scannedText(ID.toUpperCase(), HOST)?.href).toBe(`/cars/${ID}/overview`);
  });

  it.each(["", "hello", "https://example.org", `https://${HOST}/p#AAAA`, `javascript:alert(1)#x`, `/cars/${ID}/more`])(
    "leads nowhere from %j",
    (text) => {
      expect(scannedText(text, HOST)).toBeUndefined();
    },
  );
});
