import { encodePassLink, KEPT_SECRET_BYTES } from "@witness/protocol/pass/link";
import { expect, it } from "vitest";
import { qrPath } from "./qr.ts";

/** Version 6 has 17 + 4 · 6 squares a side. */
const VERSION_6 = 41;

it("writes a short link into a code of version 6 at most, and the same link into the same code", () => {
  const fragment = encodePassLink({
    form: "kept",
    hash: new Uint8Array(32).fill(0xa5),
    secret: new Uint8Array(KEPT_SECRET_BYTES).fill(0x5a),
  });
  const code = qrPath(`https://witness.example/p#${fragment}`);
  expect(code.size).toBeLessThanOrEqual(VERSION_6);
  expect(code.path).toMatch(/^M[\d ML Z]+$/);
  expect(qrPath(`https://witness.example/p#${fragment}`)).toEqual(code);
});
