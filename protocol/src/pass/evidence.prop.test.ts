import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evidence, ownEvidence, shownEvidence } from "../../scripts/example-pass.ts";
import { concat, toHex } from "../bytes.ts";
import { native } from "../crypto/native.ts";
import { MalformedError } from "../errors.ts";
import { emptySubtree, OUTPUTS_TREE_HEIGHT } from "../last-output.ts";
import { RECORD_FIELD_NAMES, type RecordField } from "../record/fields.ts";
import { decodeEvidence, encodeEvidence, type PassEvidence } from "./evidence.ts";
import { narrowEvidence } from "./issue.ts";

describe("the evidence of a pass", () => {
  const sessions = evidence.sessions;
  const [session] = sessions;
  if (!session) throw new Error("The example has a session.");

  it("has one form: what can be read is what it would be written as", () => {
    const bytes = encodeEvidence(evidence);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1, maxLength: 3 }), (at, change) => {
        const changed = bytes.slice();
        changed.set(change.slice(0, bytes.length - at), at);
        let read: PassEvidence;
        try {
          read = decodeEvidence(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
          return;
        }
        expect(encodeEvidence(read)).toEqual(changed);
      }),
      { numRuns: 500 },
    );
  });

  it("writes no sibling where nothing was put out, and reads none", () => {
    const { output } = shownEvidence;
    const written = output.siblings.filter((sibling, level) => toHex(sibling) !== toHex(emptySubtree(level)));
    expect(written.length).toBe(3);
    const bytes = encodeEvidence(shownEvidence);
    // The mask stands before the siblings and the number of sessions.
    const at = bytes.length - 2 - 32 * written.length - 8;
    const mask = bytes.slice(at, at + 8);
    expect(toHex(mask)).toBe("0000000000000007");
    const more = mask.slice();
    more[0] = 0x40;
    const highest = emptySubtree(OUTPUTS_TREE_HEIGHT - 1);
    const twice = concat(bytes.slice(0, at), more, bytes.slice(at + 8, -2), highest, bytes.slice(-2));
    expect(() => decodeEvidence(twice)).toThrow(MalformedError);
    more[0] = 0x80;
    expect(() => decodeEvidence(concat(bytes.slice(0, at), more, bytes.slice(at + 8)))).toThrow(MalformedError);
  });

  const opened = shownEvidence.opening;
  it.each<[string, Partial<PassEvidence>]>([
    ["no field", { opening: { fields: [], siblings: [] } }],
    ["a field twice", { opening: { ...opened, fields: [...opened.fields, ...opened.fields.slice(-1)] } }],
    ["the reserved field", { opening: ownEvidence.opening }],
    ["a sibling too many", { opening: { ...opened, siblings: [...opened.siblings, new Uint8Array(32)] } }],
    ["a sibling too few", { opening: { ...opened, siblings: opened.siblings.slice(1) } }],
    ["the place of the globals", { place: { ...shownEvidence.place, index: 0 } }],
    ["a place that is none", { place: { ...shownEvidence.place, index: 9 } }],
    ["a path too long", { place: { ...shownEvidence.place, path: [...shownEvidence.place.path, new Uint8Array(32)] } }],
    ["a count below 0", { notice: { ...shownEvidence.notice, refused: -1 } }],
    ["an output's path too short", { output: { index: 5, siblings: shownEvidence.output.siblings.slice(1) } }],
    ["sessions out of order", { sessions: [session, session] }],
    ["nodes of another range", { sessions: [{ ...session, toSequence: session.toSequence + 1 }] }],
    ["a range before its session", { sessions: [{ ...session, fromSequence: 849 }] }],
    ["no group", { sessions: [{ ...session, groups: {} }] }],
    ["half a VIN's end", { vinEnd: { ...(shownEvidence.vinEnd as never as object), characters: "01" } as never }],
    ["a VIN's end without the field", { opening: narrowEvidence(evidence, [], native).opening }],
  ])("is not made of %s", (_, change) => {
    expect(() => encodeEvidence({ ...shownEvidence, ...change })).toThrow(MalformedError);
  });

  it.each<[RecordField, RecordField[]]>([
    ["closings", ["closings"]],
    ["trouble", ["trouble", "events"]],
  ])("shows %s of an opening that lacks another field", (_, fields) => {
    const all = RECORD_FIELD_NAMES.filter((field) => field !== "plate" && field !== "grants");
    const part = narrowEvidence(evidence, all, native);
    expect(narrowEvidence(part, fields, native)).toEqual(narrowEvidence(evidence, fields, native));
    expect(() => narrowEvidence(part, ["grants"], native)).toThrow(RangeError);
  });
});
