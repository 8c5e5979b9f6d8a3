/** What a record keeps of its owner when it is taken over, and what is no record (docs/protocol.md, "Taking over"). */
import { describe, expect, it } from "vitest";
import vectors from "../vectors/v2-take-over.json" with { type: "json" };
import { fromHex } from "./bytes.ts";
import { native } from "./crypto/native.ts";
import { holdingValues, isKeptOut } from "./operations/holding.ts";
import { stateLeaf } from "./record/tree.ts";
import { isTakeOverProven, readTakeOver, type TakenOver, takenOverHolding } from "./take-over.ts";
import { decodeRegistration } from "./wire/registration.ts";

const registration = decodeRegistration(fromHex(vectors.registrations[0]?.message ?? ""));
const takeOver = readTakeOver(registration, native);
if (takeOver === undefined) throw new Error("The first registration takes a record over.");
const { values } = takeOver;
const identity = new Uint8Array(32).fill(7);
const NOBODY = new Uint8Array(20);
const free = { reason: 0, sinceUnixS: 0, untilUnixS: 0, revokedReason: 0, revokedUnixS: 0 };
const kept = { reason: 3, sinceUnixS: 1_700_000_000, untilUnixS: 1_800_000_000 };

describe("A record that is taken over", () => {
  it.each<[string, Partial<TakenOver>]>([
    ["an owner", { quarantine: free }],
    ["a device that is revoked", { quarantine: { ...free, revokedReason: 2, revokedUnixS: 1_650_000_000 } }],
    ["a quarantine", { quarantine: { ...free, ...kept } }],
    ["no owner", { owner: { owner: NOBODY, tenure: 0, firstSequence: 0, sinceUnixS: 0 }, quarantine: free }],
    ["a page for everybody", { publication: { isPublic: 1, sinceUnixS: 1_600_000_000 }, quarantine: free }],
  ])("with %s says what it said before", (_, change) => {
    const { owner, grants, quarantine, publication } = { ...values, ...change };
    const holding = takenOverHolding({ ...values, ...change }, registration.makerId, identity);
    expect(holdingValues(holding)).toEqual({ owner, grants, quarantine, publication });
    expect(holding.tenures).toHaveLength(Math.min(1, owner.tenure));
    const isOut = quarantine.reason + quarantine.revokedReason > 0;
    expect([kept.untilUnixS - 1, kept.untilUnixS].map((timeUnixS) => isKeptOut(holding, timeUnixS))).toEqual([
      isOut,
      quarantine.revokedReason > 0,
    ]);
  });

  it("that nobody owns is registered for nobody", () => {
    const owner = { owner: NOBODY, tenure: 0, firstSequence: 0, sinceUnixS: 0 };
    const unowned = { ...takeOver, values: { ...values, owner } };
    const by = { maker: registration.makerId, root: fromHex(vectors.root) };
    const isProven = (firstOwner: Uint8Array) => isTakeOverProven(unowned, { ...registration, firstOwner }, by, native);
    expect([new Uint8Array(), NOBODY, values.owner.owner].map(isProven)).toEqual([true, false, false]);
  });

  it("has a place behind the leaf that is the application's own", () => {
    const { recordRoot } = takeOver;
    const leaf = stateLeaf(recordRoot, native);
    const alone = (index: number, size: number, path: readonly Uint8Array[], root: Uint8Array) =>
      isTakeOverProven(
        { ...takeOver, proof: { ...takeOver.proof, place: { index, size, path } } },
        registration,
        { maker: registration.makerId, root },
        native,
      );
    expect(alone(0, 1, [], leaf)).toBe(false);
    const { index, size, path } = takeOver.proof.place;
    expect(alone(index, size, path, fromHex(vectors.root))).toBe(true);
  });
});
