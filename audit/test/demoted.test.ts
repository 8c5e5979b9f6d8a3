/** A node that tells a car's owner that the car is somebody else's. */
import { decodeQuery } from "@witness/protocol/wire/query";
import { expect, it } from "vitest";
import { walletOf } from "../../protocol/scripts/cases/operated.ts";
import { JudgeError } from "../src/judge/errors.ts";
import type { NodeReader } from "../src/judge/node.ts";
import { demoting, ReadingScene, walletKeyOf } from "./reading-scene.ts";

it.each([
  ["registered", "Clara", () => {}],
  ["bought", "Dora", (scene: ReadingScene) => scene.sell("Clara", "Dora")],
] as const)("cannot have an owner for whom it was %s judge days of the node's choice", async (_, name, before) => {
  const scene = new ReadingScene("Clara");
  before(scene);
  scene.drive(5);
  scene.device.open();
  scene.drive(5);
  const { result, difference } = await scene.judge(walletKeyOf(name), { node: demoting(scene) });
  expect([result, difference]).toMatchObject(["DIFFERENCE", { by: "node", code: "keys-withheld" }]);
});

it("is not accused when it does not answer whose the car is once it was read", async () => {
  const scene = new ReadingScene("Clara");
  scene.drive(5);
  const { findNotice, ask } = demoting(scene);
  let asked = 0;
  const node: NodeReader = {
    findNotice,
    ask: async (bytes) => {
      const query = decodeQuery(bytes);
      if (query.kind === "signed" && query.signed.kind === "car") asked += 1;
      if (asked < 2) return ask(bytes);
      throw new JudgeError("The node does not answer.", { code: "node-unavailable" });
    },
  };
  await expect(scene.judge(walletKeyOf("Clara"), { node })).rejects.toMatchObject({ code: "node-unavailable" });
});

it("is believed by whom the history names no more", async () => {
  const scene = new ReadingScene("Clara");
  scene.drive(5);
  scene.operate(walletOf("Clara"), "publish", { isPublic: 1 });
  scene.sell("Clara", "Dora");
  scene.drive(5);
  expect(await scene.judge(walletKeyOf("Clara"))).toMatchObject({ result: "PARTIAL", part: { first: 1, last: 5 } });
});
