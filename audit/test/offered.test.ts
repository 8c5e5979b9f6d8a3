/** A car that its owner offers: until the offer has ended, nobody is given keys of a session that was opened after it. */
import { decodeKeysQuery } from "@witness/protocol/wire/keys";
import { decodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, expect, it } from "vitest";
import { DAY_S, walletOf } from "../../protocol/scripts/cases/operated.ts";
import type { NodeReader } from "../src/judge/node.ts";
import { ReadingScene, walletKeyOf } from "./reading-scene.ts";

const owner = walletOf("Anna");
let scene: ReadingScene;
let offer: Uint8Array;

/** The owner offers the car after three days, for ten; then the device begins its second session and drives for three more. */
beforeEach(() => {
  scene = new ReadingScene("Anna");
  scene.drive(3);
  const expiresUnixS = scene.node.state.timeUnixS + 10 * DAY_S;
  offer = scene.operate(owner, "offer", { buyer: walletOf("Ben").account }, { expiresUnixS });
  scene.device.open();
  scene.drive(3);
});

const judge = (node: NodeReader = scene.node) => scene.judge(walletKeyOf("Anna"), { node });

/** A node that gives no keys of a session. */
const withholding = (session: number): NodeReader => ({
  findNotice: scene.node.findNotice,
  ask: async (bytes) => {
    const query = decodeQuery(bytes);
    const isKept = query.kind === "signed" && query.signed.kind === "keys";
    const isKeptBack = isKept && decodeKeysQuery(query.signed.query).session === session;
    return isKeptBack ? { kind: "none", code: "keys-none" } : scene.node.ask(bytes);
  },
});
const WITHHELD = { result: "DIFFERENCE", difference: { by: "node", code: "keys-withheld" } };

it("while the offer is open, an honest node is not accused: what the keys open is judged", async () => {
  const { result, difference, read, part } = await judge();
  expect([result, difference]).toEqual(["PARTIAL", undefined]);
  expect(read).toMatchObject({ envelopes: 6, closed: 3, withheld: 0 });
  expect(part).toMatchObject({ first: 1, last: 3 });
});

it("once the offer is withdrawn, everything is open again", async () => {
  scene.operate(owner, "withdrawOffer", {}, { answers: offer });
  expect((await judge()).result).toBe("EQUAL");
});

it("a node that withholds keys of a session from before the offer is accused", async () => {
  expect(await judge(withholding(1))).toMatchObject(WITHHELD);
});

it("a node that withholds keys when the offer was withdrawn is accused", async () => {
  scene.operate(owner, "withdrawOffer", {}, { answers: offer });
  expect(await judge(withholding(2))).toMatchObject(WITHHELD);
});

it("a node that withholds keys when the offer has run out is accused", async () => {
  scene.drive(10);
  expect((await judge()).result).toBe("EQUAL");
  expect(await judge(withholding(2))).toMatchObject(WITHHELD);
});
