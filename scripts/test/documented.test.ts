/** The check of TSDoc: what it asks for, and that the packages have it. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { unsaid, unsaidOf } from "../api/documented.ts";

const lacking = (text: string): string[] =>
  unsaidOf("a.ts", text, { follow: () => [] }).map(({ name, lacks }) => `${name} lacks ${lacks}`);

it.each([
  ["export function f() {}", ["f lacks a comment"]],
  ["/** Returns 1. */\nexport function f() {}", ["f lacks an example"]],
  ["/** Returns 1. */\nexport const f = () => 1;", ["f lacks an example"]],
  ["/** Returns 1.\n * @example\n * f(); // => 1\n */\nexport const f = () => 1;", []],
  ["/** One. */\nexport const one = 1;", []],
  ["/** */\nexport const one = 1;", ["one lacks a comment"]],
  ["// One.\nexport type One = 1;", ["One lacks a comment"]],
  ["export interface A {}", ["A lacks a comment"]],
  ["/** A. */\nexport class A { a() {} #b() {} private c() {}\n/** D. */ d() {} }", ["A.a lacks a comment"]],
  ["function f() {}", []],
])("%j", (text, expected) => {
  expect(lacking(text)).toEqual(expected);
});

it("looks into the file that a name is exported from again, at that name only", () => {
  const asked: unknown[] = [];
  const follow = (specifier: string, names: ReadonlySet<string>) => {
    asked.push([specifier, [...names]]);
    return [];
  };
  unsaidOf("a.ts", 'export { type A, b as c } from "./b.ts"; export { d } from "elsewhere";', { follow });
  expect(asked).toEqual([["./b.ts", ["A", "b"]]]);
  const only = new Set(["f"]);
  const text = "export function f() {} export function g() {}";
  expect(unsaidOf("b.ts", text, { only, follow }).map(({ name }) => name)).toEqual(["f"]);
});

it("the packages say all of it", () => {
  expect(unsaid(join(import.meta.dirname, "../.."))).toEqual([]);
});
