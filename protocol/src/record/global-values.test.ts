import { describe, expect, it } from "vitest";
import { native } from "../crypto/native.ts";
import { MalformedError } from "../errors.ts";
import { ACTORS_LAYOUT, genesisGlobals, PARAMETERS_LAYOUT } from "./global-values.ts";
import { decodeLayout } from "./layout.ts";

describe("the globals of a genesis", () => {
  const maker = native.p256PublicKey(new Uint8Array(32).fill(1));
  const administrator = native.p256PublicKey(new Uint8Array(32).fill(2));
  const actorsOf = (values: ReturnType<typeof genesisGlobals>) =>
    decodeLayout(ACTORS_LAYOUT, values.actors ?? new Uint8Array());

  it("name its makers and administrators, and the first parameters", () => {
    const values = genesisGlobals({
      makers: [maker],
      administrators: { publicKeys: [administrator], threshold: 1 },
    });
    const times = { sinceUnixS: 0, revokedReason: 0, revokedUnixS: 0 };
    expect(actorsOf(values)).toEqual({
      set: 1,
      threshold: 1,
      administrators: [{ publicKey: administrator }],
      actors: [{ role: 1, publicKey: maker, ...times }],
    });
    expect(decodeLayout(PARAMETERS_LAYOUT, values.parameters ?? new Uint8Array())).toEqual({
      version: 1,
      announced: [],
    });
    expect(Object.keys(values)).toEqual(["actors", "parameters"]);
  });

  it("without administrators say that there are none", () => {
    expect(actorsOf(genesisGlobals({ makers: [] }))).toEqual({
      set: 0,
      threshold: 0,
      administrators: [],
      actors: [],
    });
  });

  it("have room for 255 makers", () => {
    expect(actorsOf(genesisGlobals({ makers: Array(255).fill(maker) })).actors.length).toBe(255);
    expect(() => genesisGlobals({ makers: Array(256).fill(maker) })).toThrow(MalformedError);
  });
});
