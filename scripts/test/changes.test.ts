import { describe, expect, it } from "vitest";
import { rebuildsOf } from "../changes.ts";

describe("rebuildsOf", () => {
  it("default: starts only the part again that a file belongs to", () => {
    expect(rebuildsOf(["relay/src/intake.ts"])).toEqual([
      { by: "relay/src/intake.ts", bundle: false, parts: ["relay"] },
    ]);
    expect(rebuildsOf(["dapp/src/state/advance.ts"])).toEqual([
      { by: "dapp/src/state/advance.ts", bundle: true, parts: ["rollup-node"] },
    ]);
  });

  it("given a file that many parts are made of, starts each of them again once", () => {
    const parts = rebuildsOf(["relay/src/relay.ts", "protocol/src/link.ts"]).flatMap((each) => each.parts);
    expect(parts).toEqual(["rollup-node", "relay", "archive", "fleet", "page"]);
  });

  it("given tests, documents and what Vite replaces, starts nothing", () => {
    expect(rebuildsOf(["relay/src/batcher.test.ts", "docs/relay.md", "frontend/src/ui/car.tsx"])).toEqual([]);
  });
});
