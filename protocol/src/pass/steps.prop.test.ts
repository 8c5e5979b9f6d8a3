import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyHistory, extendHistory, type ItemKind, operationItem } from "../accumulator.ts";
import { concat } from "../bytes.ts";
import { type Context, preamble } from "../context.ts";
import { native } from "../crypto/native.ts";
import { MalformedError } from "../errors.ts";
import { encodeOperation, type Operation } from "../operations/operation.ts";
import { decodeSteps, encodeSteps, type HistoryStep, walkSteps } from "./steps.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const label = preamble("history", context);
const operation: Operation = {
  kind: "publish",
  actor: { form: "wallet", address: new Uint8Array(20).fill(7) },
  device: new Uint8Array(8).fill(1),
  tenure: 1,
  counter: 1,
  expiresUnixS: 1_800_000_000,
  answers: new Uint8Array(32),
  fields: { isPublic: 1 },
};
const message = encodeOperation(operation);
const safe = fc.maxSafeNat();
const itemOf = (kind: ItemKind) => {
  if (kind === "operation") return fc.constant(message);
  const length = kind === "run" ? 44 : 36;
  return fc.uint8Array({ minLength: length, maxLength: length });
};
const anyStep: fc.Arbitrary<HistoryStep> = fc
  .constantFrom<ItemKind>("run", "fork", "operation")
  .chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      input: safe,
      blockTimeUnixS: safe,
      place: fc.nat(2 ** 31 - 1),
      parameters: fc.nat(65_535),
      item: itemOf(kind),
    }),
  )
  .map((step) => ({ ...step }));
const anySteps = fc.array(anyStep, { maxLength: 8 });
const start = { accumulator: emptyHistory(label, new Uint8Array(33), new Uint8Array(), native), items: 0 };
const walk = (steps: readonly HistoryStep[]) => walkSteps(label, start, steps, native);

describe("the items of a history, as an archive gives them", () => {
  it("come back as they went in", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        expect(decodeSteps(encodeSteps(steps))).toEqual(steps);
      }),
    );
  });

  it("have one form: what can be read is what it would be written as", () => {
    fc.assert(
      fc.property(anySteps, fc.nat(), fc.uint8Array({ maxLength: 4 }), (steps, at, change) => {
        const bytes = encodeSteps(steps);
        const cut = at % (bytes.length + 1);
        const changed = concat(bytes.slice(0, cut), change, bytes.slice(cut + 1));
        let read: HistoryStep[];
        try {
          read = decodeSteps(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
          return;
        }
        expect(encodeSteps(read)).toEqual(changed);
      }),
    );
  });

  it("lead where the back-end's own accumulator stands", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const expected = steps.reduce((accumulator, step) => {
          const item = step.kind === "operation" ? operationItem(step.item, native) : step.item;
          return extendHistory(label, accumulator, { ...step, item }, native);
        }, start.accumulator);
        const { history, operations } = walk(steps);
        expect(history).toEqual({ accumulator: expected, items: steps.length });
        expect(operations.map(({ item }) => item)).toEqual(
          steps.flatMap(({ kind }, at) => (kind === "operation" ? [at + 1] : [])),
        );
        for (const walked of operations) expect(walked).toMatchObject({ operation, message });
      }),
    );
  });

  it("lead elsewhere when one is left out, changed, or stands in another place", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 2, maxLength: 6 }), fc.nat(), (steps, any) => {
        const at = any % steps.length;
        const { accumulator } = walk(steps).history;
        expect(walk(steps.filter((_, each) => each !== at)).history.accumulator).not.toEqual(accumulator);
        const later = steps.map((step, each) => (each === at ? { ...step, place: step.place + 1 } : step));
        expect(walk(later).history.accumulator).not.toEqual(accumulator);
        const turned = [...steps].reverse();
        if (encodeSteps(turned).join() !== encodeSteps(steps).join()) {
          expect(walk(turned).history.accumulator).not.toEqual(accumulator);
        }
      }),
    );
  });

  const [good] = fc.sample(anyStep, 1) as [HistoryStep];
  it.each<[string, HistoryStep]>([
    ["a run of another length", { ...good, kind: "run", item: new Uint8Array(43) }],
    ["a fork of another length", { ...good, kind: "fork", item: new Uint8Array(44) }],
    ["an operation that is too long", { ...good, kind: "operation", item: new Uint8Array(2_561) }],
  ])("are not made of %s", (_, step) => {
    expect(() => encodeSteps([step])).toThrow(MalformedError);
  });

  it("are none with an operation that nobody can read", () => {
    expect(() => walk([{ ...good, kind: "operation", item: new Uint8Array(3) }])).toThrow(MalformedError);
  });
});
