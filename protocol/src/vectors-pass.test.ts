/** The published vectors of passes (docs/protocol.md, "Pass"), replayed with both providers. */
import { describe, expect, it } from "vitest";
import keys from "../vectors/keys.json" with { type: "json" };
import vectors from "../vectors/v2-pass.json" with { type: "json" };
import { fromHex, toHex } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { ProtocolError } from "./errors.ts";
import { checkPass } from "./pass/check.ts";
import { PassError } from "./pass/errors.ts";
import { openKeptPass } from "./pass/kept.ts";
import { parsePassLink } from "./pass/link.ts";
import { decodeSteps, walkSteps } from "./pass/steps.ts";

const context: Context = { chainId: keys.chainId, application: fromHex(keys.application) };
const { origins } = vectors;

/** What is returned, or null, with the code. */
function ifPass<T>(read: () => T): readonly [T | null, string] {
  try {
    return [read(), "admitted"];
  } catch (error) {
    if (error instanceof PassError) return [null, error.code];
    throw error;
  }
}

describe.each([native, noble])("vectors of passes, with $name", (provider) => {
  it.each(vectors.passes)("pass: $comment", ({ bytes, nowUnixS, steps, code, ...stated }) => {
    const result = checkPass(fromHex(bytes), { context, provider, nowUnixS, origins });
    expect(Object.fromEntries(result.steps.map(({ step, result: how, code }) => [step, code ?? how]))).toEqual(steps);
    expect(result.steps.find(({ result: how }) => how === "fails")?.code ?? "admitted").toBe(code);
    const { content } = result;
    const found = content && { identity: toHex(content.identity), outputs: toHex(content.roots.outputs) };
    expect({ comment: stated.comment, ...found }).toEqual(stated);
  });

  it.each(vectors.kept)("kept: $comment", ({ bytes, hash, secret, code, opens }) => {
    const link = { hash: fromHex(hash), secret: fromHex(secret) };
    const [opened, found] = ifPass(() => openKeptPass(fromHex(bytes), link, provider));
    expect([opened && toHex(opened), found]).toEqual([opens, code]);
  });

  it.each(vectors.steps)("items: $comment", ({ before, bytes, code, accumulator }) => {
    const label = preamble("history", context);
    let found = { code: "admitted", accumulator: null as string | null };
    try {
      const start = { accumulator: fromHex(before), items: 0 };
      const { history } = walkSteps(label, start, decodeSteps(fromHex(bytes)), provider);
      found = { ...found, accumulator: toHex(history.accumulator) };
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      found = { ...found, code: error.code };
    }
    expect(found).toEqual({ code, accumulator });
  });
});

describe("vectors of links", () => {
  it.each(vectors.links)("link: $comment", ({ text, code, carries }) => {
    const [link, found] = ifPass(() => parsePassLink(text));
    const read = link && (link.form === "whole" ? toHex(link.pass) : toHex(link.hash) + toHex(link.secret));
    expect([read, found]).toEqual([carries, code]);
  });
});

it("refuses more passes than it accepts", () => {
  const isGood = (steps: object) => Object.values(steps).every((how) => how === "holds" || how === "unasked");
  const good = vectors.passes.filter(({ steps }) => isGood(steps) && steps.whole === "holds").length;
  expect(good).toBeGreaterThan(10);
  expect(vectors.passes.length - good).toBeGreaterThan(2 * good);
});
