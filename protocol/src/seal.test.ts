/** Vehicles and answers: what is bound cannot be moved. Readings are in the vectors. */
import { expect, it } from "vitest";
import { utf8 } from "./bytes.ts";
import type { Context } from "./context.ts";
import { native as p } from "./crypto/native.ts";
import { OpenError } from "./errors.ts";
import { openAnswer, openVehicle, sealAnswer, sealVehicle } from "./seal.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const elsewhere: Context = { ...context, chainId: 1 };
const key = new Uint8Array(32).fill(1);
const publicKey = p.p256PublicKey(key);
const material = new Uint8Array(32).fill(2);
const one = utf8("one");
const other = utf8("other");
const plain = utf8("content");

it("openVehicle opens what was sealed for this device and application, and nothing else", () => {
  const sealed = sealVehicle(context, one, publicKey, plain, material, p);
  expect(openVehicle(context, one, key, sealed, p)).toEqual(plain);
  expect(() => openVehicle(context, other, key, sealed, p)).toThrow(OpenError);
  expect(() => openVehicle(elsewhere, one, key, sealed, p)).toThrow(OpenError);
  expect(() => openAnswer(context, one, key, sealed, p)).toThrow(OpenError);
});

it("openAnswer opens what was sealed for this query and application, and nothing else", () => {
  const sealed = sealAnswer(context, one, publicKey, plain, material, p);
  expect(openAnswer(context, one, key, sealed, p)).toEqual(plain);
  expect(() => openAnswer(context, other, key, sealed, p)).toThrow(OpenError);
  expect(() => openAnswer(elsewhere, one, key, sealed, p)).toThrow(OpenError);
  expect(() => openVehicle(context, one, key, sealed, p)).toThrow(OpenError);
});
