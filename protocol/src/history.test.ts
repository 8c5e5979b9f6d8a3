import { describe, expect, it } from "vitest";
import { extendHistory, forkItem, runItem } from "./accumulator.ts";
import type { BodyDecision } from "./admission.ts";
import { type Context, preamble } from "./context.ts";
import { native } from "./crypto/native.ts";
import type { ForkEvidence } from "./fork-evidence.ts";
import { itemsOfRun, newHistory, operationAdded, withItems } from "./history.ts";
import type { Body } from "./wire/envelope.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const linkOf = (byte: number) => new Uint8Array(32).fill(byte);
const decision = (code: BodyDecision["code"], sequence: number, link = linkOf(sequence)): BodyDecision => ({
  code,
  body: { deviceId: new Uint8Array(8), sequence } as Body,
  link,
});
const itself = (seen: ForkEvidence): ForkEvidence => seen;

describe("the items of a run", () => {
  it("are one for what was admitted, whatever was ignored or refused beside it", () => {
    const decisions = [
      decision("sequence-replayed", 3),
      decision("admitted", 4),
      decision("admitted", 5),
      decision("sequence-gap", 9),
      { code: "malformed" } as const,
    ];
    const { items, evidence } = itemsOfRun(decisions, [], itself);
    const item = runItem({ count: 2, firstSequence: 4, lastSequence: 5, lastLink: linkOf(5) });
    expect(items).toEqual([{ kind: "run", item, body: 0 }]);
    expect(evidence).toEqual([]);
  });

  it("are evidence after what was admitted, each piece once", () => {
    const decisions = [
      decision("forked-key", 2, linkOf(9)),
      decision("admitted", 4),
      decision("forked-key", 3, linkOf(8)),
    ];
    const { items, evidence } = itemsOfRun(decisions, [], itself);
    expect(items.map(({ kind }) => kind)).toEqual(["run", "fork", "fork"]);
    expect(items.slice(1).map(({ item }) => item)).toEqual([forkItem(2, linkOf(9)), forkItem(3, linkOf(8))]);
    const again = itemsOfRun(decisions, evidence, itself);
    expect(again.items.map(({ kind }) => kind)).toEqual(["run"]);
    expect(again.evidence).toBe(evidence);
  });

  it("are none when nothing was admitted", () => {
    expect(itemsOfRun([decision("sequence-replayed", 3), decision("signature-invalid", 4)], [], itself).items).toEqual(
      [],
    );
  });
});

describe("a history", () => {
  it("counts its items and folds them in their order", () => {
    const start = newHistory(context, new Uint8Array(33).fill(2), new Uint8Array(5), native);
    const moment = { input: 7, blockTimeUnixS: 1_800_000_000, place: 3, parameters: 1 };
    const { items } = itemsOfRun([decision("admitted", 1), decision("forked-key", 1, linkOf(9))], [], itself);
    const after = withItems(context, start, [...items, operationAdded(new Uint8Array(3), native)], moment, native);
    expect(after.items).toBe(3);
    const label = preamble("history", context);
    const [first, second] = items;
    if (!first || !second) throw new Error("There are two items.");
    const third = { kind: "operation", item: native.sha256(new Uint8Array(3)) } as const;
    const folded = [first, second, third].reduce(
      (accumulator, item) => extendHistory(label, accumulator, { ...item, ...moment }, native),
      start.accumulator,
    );
    expect(after.accumulator).toEqual(folded);
    expect(withItems(context, start, [], moment, native)).toEqual(start);
  });
});
