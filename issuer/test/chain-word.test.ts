/** What the verifier's steps come to for an issuer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { closing, NOW_UNIX_S, passWith, rootOf, shown, startWorld, type World } from "../../verify/test/world.ts";
import { askVerifier } from "../src/chain-word.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

it("a pass of an application that has ended is no ground for a credential, and ends none that there is", async () => {
  const globals = closing(NOW_UNIX_S);
  const evidence = shown({}, globals);
  world.chains.set("one", { chainId: 31_337, block: 40, accepted: [rootOf(evidence)] });
  world.said.head = { evidence, isClaimed: true, globals };
  const word = (nowUnixS: number) => askVerifier(world.options(["one"]))(passWith(evidence), nowUnixS);
  expect(await word(NOW_UNIX_S)).toEqual({
    result: "fails",
    step: "newest",
    reason: "application-ended",
    isFinal: false,
  });
  expect(await word(NOW_UNIX_S - 1)).toEqual({ result: "holds", isNewest: true });
});
