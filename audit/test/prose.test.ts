/** What an audit says in words where numbers meet grammar. */
import { expect, it } from "vitest";
import { rootsCompared } from "../src/prose.ts";

it.each([
  [0, 1, "The accepted root could not be compared with anything else; it rests on their word."],
  [0, 5, "None of the 5 accepted roots could be compared with anything else; they rest on their word."],
  [4, 5, "4 of 5 accepted roots could be compared with something else; the other rests on their word."],
  [3, 5, "3 of 5 accepted roots could be compared with something else; the other 2 rest on their word."],
  [1, 1, "The accepted root was compared with something else."],
  [5, 5, "Each of the 5 accepted roots was compared with something else."],
])("says of %i of %i accepted roots whose word they rest on", (compared, accepted, sentence) => {
  expect(rootsCompared(compared, accepted, "their word")).toBe(sentence);
});
