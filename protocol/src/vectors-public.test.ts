/** The published vectors of plates and public verdicts (docs/protocol.md, "Public verdict"), replayed with both providers. */
import { describe, expect, it } from "vitest";
import keys from "../vectors/keys.json" with { type: "json" };
import vectors from "../vectors/v2-public.json" with { type: "json" };
import { fromHex, readU32, toHex } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { MalformedError, OpenError } from "./errors.ts";
import { openPlate } from "./plate-seal.ts";
import { decodePlate, encodePlate, plateOf, plateSalt, plateTag } from "./record/plate.ts";
import { provenPublicCars } from "./record/public-cars.ts";
import { decodeAnswer } from "./wire/answer.ts";
import { decodeQuery, encodeQuery } from "./wire/query.ts";

const context: Context = { chainId: keys.chainId, application: fromHex(keys.application) };

describe.each([native, noble])("vectors of public verdicts, with $name", (provider) => {
  it.each(vectors.plates)("plate: $comment", ({ bytes, code, country, characters, salt, tag }) => {
    if (code !== "admitted") {
      expect(() => decodePlate(fromHex(bytes))).toThrow(MalformedError);
      return;
    }
    const plate = decodePlate(fromHex(bytes));
    expect(plate).toEqual({ country, characters });
    expect(toHex(encodePlate(plate))).toBe(bytes);
    const made = plateSalt(fromHex(vectors.saltKey), preamble("plate", context), plate, provider);
    expect(toHex(made)).toBe(salt);
    expect(toHex(plateTag(plate, made, provider))).toBe(tag);
  });

  it.each(vectors.seals)("seal: $comment", ({ associated, sealed, opens }) => {
    const bytes = fromHex(associated);
    const place = { device: bytes.slice(0, 8), tenure: readU32(bytes, 8) };
    const open = () => openPlate(context, fromHex(vectors.saltKey), place, fromHex(sealed), provider);
    if (opens === undefined) expect(open).toThrow(OpenError);
    else expect(toHex(encodePlate(open()))).toBe(opens);
  });

  it.each(vectors.answers)("answer: $comment", ({ query, answer, valid, devices }) => {
    const asked = decodeQuery(fromHex(query));
    const answered = decodeAnswer(fromHex(answer));
    if (asked.kind !== "public" || answered.kind !== "public") throw new Error("Both are of public verdicts.");
    const proven = provenPublicCars(asked.name, answered, provider);
    expect(proven !== undefined).toBe(valid);
    expect(proven?.map(({ deviceId }) => toHex(deviceId))).toEqual(devices);
  });
});

it.each(vectors.queries)("question: $comment", ({ query, code }) => {
  const bytes = fromHex(query);
  if (code === "admitted") expect(toHex(encodeQuery(decodeQuery(bytes)))).toBe(query);
  else expect(() => decodeQuery(bytes)).toThrow(MalformedError);
});

it.each(vectors.malformed)("malformed answer: $comment", ({ answer }) => {
  expect(() => decodeAnswer(fromHex(answer))).toThrow(MalformedError);
});

it.each([
  ["de", "wi-tn 2026", "WITN2026"],
  ["DE", "TÜ·MX 1", "TÜMX1"],
  ["fr", "AB-123–CD", "AB123CD"],
  // A letter and a mark above it, as some keyboards give them, are one letter.
  ["DE", "TU\u0308MX1", "TÜMX1"],
])("takes the plate that somebody types: %s %s", (country, text, characters) => {
  expect(plateOf(country, text)).toEqual({ country: country.toUpperCase(), characters });
});

it.each([
  ["", "WITN2026"],
  ["DEU", "WITN2026"],
  ["DE", ""],
  ["DE", "- -"],
  ["DE", "1234567890123"],
  ["DE", "WITN\u202e2026"],
  ["DE", "WI/TN"],
])("takes no plate from %j %j", (country, text) => {
  expect(plateOf(country, text)).toBeUndefined();
});
