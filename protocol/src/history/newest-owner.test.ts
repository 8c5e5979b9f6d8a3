/** Whom a history names as a car's owner, when its archive put another signature in. */
import { expect, it } from "vitest";
import { ReadingScene } from "../../../audit/test/reading-scene.ts";
import { context, p } from "../../../dapp/test/world.ts";
import { passkeyOf } from "../../scripts/cases/operated.ts";
import { decodeTile, encodeItem, encodeTile } from "../wire/tile.ts";
import { newestOwner } from "./newest-owner.ts";

it("names a passkey by its own signature alone", async () => {
  const scene = new ReadingScene("");
  const dora = passkeyOf("Dora");
  scene.operate(dora, "claim");
  const tile = await scene.archive.tile(scene.device.id, "", 0);
  const decoded = decodeTile(tile ?? new Uint8Array());
  const ownerIn = (bytes: Uint8Array) =>
    newestOwner({ context, provider: p }, new Uint8Array(), bytes, decoded.items.length);
  expect(ownerIn(tile ?? new Uint8Array())).toEqual(dora.account);
  const items = decoded.items.map((item) => {
    if (item.kind !== "operation") return item;
    const { message, signature } = item.operation;
    // Of another relying party: another account.
    return { ...item, operation: { message, signature: signature.with(5, (signature[5] ?? 0) ^ 1) } };
  });
  expect(ownerIn(encodeTile({ ...decoded, items: items.map(encodeItem) }))).toEqual(new Uint8Array());
});
