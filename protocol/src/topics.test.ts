import { expect, it } from "vitest";
import { parseDeviceId } from "./identity.ts";
import { answerTopic, applicationTopic, headTopic, readAnswerTopic, readRequestTopic, requestTopic } from "./topics.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const root = `witness/31337/${"ab".repeat(20)}`;

it("names topics as docs/relay.md does", () => {
  const sender = "00010203040506ff";
  expect(requestTopic(context, { sender, name: "envelopes" })).toBe(`${root}/senders/${sender}/requests/envelopes`);
  expect(requestTopic(context, { sender, name: "head", token: "a1" })).toBe(
    `${root}/senders/${sender}/requests/head/a1`,
  );
  expect(answerTopic(context, sender)).toBe(`${root}/senders/${sender}/answers`);
  expect(answerTopic(context, sender, "a1")).toBe(`${root}/senders/${sender}/answers/a1`);
  expect(headTopic(context, parseDeviceId(sender))).toBe(`${root}/devices/${sender}/head`);
  expect(applicationTopic(context)).toBe(`${root}/application`);
});

it.each([
  ["another application", `witness/31337/${"ac".repeat(20)}/senders/a/requests/head`],
  ["another chain", `witness/1/${"ab".repeat(20)}/senders/a/requests/head`],
  ["an answer", `${root}/senders/a/answers/1`],
  ["a head", `${root}/devices/00010203040506ff/head`],
  ["no sender", `${root}/senders//requests/head`],
  ["a request that there is not", `${root}/senders/a/requests/constructor`],
  ["a level too many", `${root}/senders/a/requests/head/1/2`],
  ["an empty token", `${root}/senders/a/requests/head/`],
  ["a sender of 65 letters", `${root}/senders/${"a".repeat(65)}/requests/head`],
  ["a sender with a wildcard", `${root}/senders/+/requests/head`],
])("given %s, reads no request", (_, topic) => {
  expect(readRequestTopic(context, topic)).toBeUndefined();
});

it("makes no topic with a sender or token that would be another level, or a wildcard", () => {
  for (const word of ["", "a/b", "#", "+", "a b", "é"]) {
    expect(() => requestTopic(context, { sender: word, name: "head" })).toThrow(RangeError);
    expect(() => answerTopic(context, "a", word)).toThrow(RangeError);
  }
});

it("reads the answers to a sender alone", () => {
  expect(readAnswerTopic(context, "a", answerTopic(context, "a"))).toBe("");
  expect(readAnswerTopic(context, "a", answerTopic(context, "b", "1"))).toBeUndefined();
  for (const level of ["+", "#", "1/2", ""]) {
    expect(readAnswerTopic(context, "a", `${answerTopic(context, "a")}/${level}`)).toBeUndefined();
  }
});
