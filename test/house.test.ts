import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { breaches, importsOf, sources } from "../scripts/house.ts";

const root = join(import.meta.dirname, "..");

describe("house", () => {
  it("default: nothing in the tree breaks an import rule", () => {
    expect(breaches(sources(root))).toEqual([]);
  });

  it.each([
    ["protocol/src/link.ts", 'import { randomBytes } from "node:crypto";'],
    ["protocol/src/link.ts", 'import { keccak256 } from "ethers";'],
    ["dapp/src/state/advance.ts", 'import { readFileSync } from "node:fs";'],
    ["dapp/src/state/advance.ts", 'import { loop } from "../rollup/loop.ts";'],
    ["relay/src/intake.ts", 'import { open } from "@witness/protocol/seal";'],
    ["relay/src/intake.ts", 'import { state } from "../../dapp/src/state/state.ts";'],
    ["archive/src/ledger.ts", 'import { openVehicle } from "@witness/protocol/seal";'],
    ["archive/src/settings.ts", 'import { readKeyFile } from "@witness/ethereum/key-file";'],
    ["archive/src/tiles.ts", 'import { DatabaseSync } from "node:sqlite";'],
    ["archive/src/follower.ts", 'import { Reader } from "../../rollup-node/src/chain/reader.ts";'],
    ["mock-devices/src/fleet.ts", 'import { JsonRpcProvider } from "ethers";'],
    ["device/src/device.ts", 'import { readFileSync } from "node:fs";'],
    ["device/src/device.ts", 'import { keyFile } from "@witness/ethereum/key-file";'],
    ["relay/src/intake.ts", 'import { openDevice } from "@witness/device";'],
    ["frontend/src/ui/car.tsx", 'import { Contract } from "ethers";'],
    ["frontend/src/ui/car.tsx", 'import { check } from "../evidence/check.ts";'],
    ["frontend/src/ui/car.tsx", 'import { type CheckResult, check } from "../evidence/check.ts";'],
    ["frontend/src/ui/car.tsx", 'import { type CheckResult } from "../evidence/check.ts";'],
    ["frontend/src/ui/car.tsx", 'const { check } = await import("../evidence/check.ts");'],
    ["frontend/src/evidence/chain.ts", 'const { Interface } = await import("ethers");'],
    ["frontend/src/evidence/check.ts", 'import { momentOf } from "../ui/format.ts";'],
  ])("refuses a forbidden import in %s: %s", (file, source) => {
    expect(breaches(new Map([[file, source]]))).not.toEqual([]);
  });

  it("lets the page import types of the evidence", () => {
    const source = 'import type { CheckResult } from "../evidence/check.ts";';
    expect(breaches(new Map([["frontend/src/ui/car.tsx", source]]))).toEqual([]);
  });

  it.each([
    ["dapp/src/state/advance.ts", "const now = Date.now();"],
    ["protocol/src/seal.ts", "const nonce = Math.random();"],
    ["frontend/src/ui/car.tsx", "const answer = await fetch(url);"],
  ])("refuses what %s may not say: %s", (file, source) => {
    expect(breaches(new Map([[file, source]]))).not.toEqual([]);
    expect(breaches(new Map([[file, `// ${source}`]]))).toEqual([]);
  });

  it("given every form of import, sees the specifier", () => {
    const source =
      'import "a";\nimport type { B } from "b";\nexport * from "c";\nconst d = await import("d");\nimport {\n  e,\n} from "e";';
    expect(importsOf(source).sort()).toEqual(["a", "b", "c", "d", "e"]);
  });
});
