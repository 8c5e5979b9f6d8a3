/** A grant is drafted within the owner's own time with the car, and says where that begins. */
import { newGlobals } from "@witness/protocol/operations/globals";
import { newHolding } from "@witness/protocol/operations/holding";
import { expect, it } from "vitest";
import { context, NOW, p } from "../../dapp/test/world.ts";
import { walletOf } from "../../protocol/scripts/cases/operated.ts";
import { DEEDS } from "../src/deeds.ts";
import { drafted } from "../src/draft.ts";

const owner = walletOf("Ben");
const holding = {
  ...newHolding(new Uint8Array(8), owner.account, NOW),
  tenures: [{ owner: owner.account, firstSequence: 41, firstTimeUnixS: NOW, firstSession: 3 }],
};
const grantOf = (first: number, last: number) => {
  const deed = DEEDS["grant"];
  if (!deed) throw new Error("There is such a deed.");
  return drafted({
    context,
    deed,
    values: { grantee: new Uint8Array(33), groups: 1, first, last, days: 9 },
    signer: owner,
    globals: newGlobals({ makers: [] }, p),
    car: { device: new Uint8Array(8).fill(1), holding },
    applicationPublicKey: undefined,
    nowUnixS: NOW,
    expiresUnixS: NOW + 60,
  });
};

it("is drafted from the first envelope of the owner's own time on", () => {
  expect(grantOf(41, 99).fields).toMatchObject({ firstSequence: 41, lastSequence: 99 });
});

it.each([
  [40, 99, "begins with envelope 41: --first must be 41 or more"],
  [50, 49, "begins with envelope 41: --first must not be above --last"],
])("of envelopes %d to %d is not sent, and the owner is told what to write", (first, last, words) => {
  expect(() => grantOf(first, last)).toThrow(expect.objectContaining({ code: "grant-invalid" }));
  expect(() => grantOf(first, last)).toThrow(words);
});
