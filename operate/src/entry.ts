/** An entry of the journal: what it says, sealed to the application, and what it would be to the judge. */
import { randomBytes } from "node:crypto";
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native } from "@witness/protocol/crypto/native";
import { sealEntry } from "@witness/protocol/journal-seal";
import type { JudgeEvent } from "@witness/protocol/judge/events";
import { ENTRIES, type EntryContent, type EntryName, encodeEntryContent } from "@witness/protocol/operations/entry";
import type { Globals } from "@witness/protocol/operations/globals";
import type { Operation } from "@witness/protocol/operations/operation";
import type { Values } from "./deeds.ts";
import { OperateError } from "./errors.ts";
import { bytes } from "./values.ts";

/** An entry before it is sealed. */
export interface JournalEntry {
  readonly name: EntryName;
  readonly content: EntryContent;
}

const NEEDS: Partial<Record<EntryName, string>> = { dialReading: "raw", unitChanged: "unit", deviceReplaced: "other" };

/** Returns the entry that options say. @throws {OperateError} `option-invalid` when it needs one that is not there */
export function entryOfValues(values: Values, nowUnixS: number): JournalEntry {
  const name = values["entry"] as EntryName;
  const needed = NEEDS[name];
  if (needed !== undefined && values[needed] === undefined) {
    throw new OperateError(`An entry ${name} needs --${needed}.`, { code: "option-invalid" });
  }
  const { numerator, denominator } = (values["unit"] ?? { numerator: 0, denominator: 0 }) as {
    readonly numerator: number;
    readonly denominator: number;
  };
  const lines = (values["line"] ?? []) as readonly string[];
  const content = {
    timeUnixS: Number(values["worked"] ?? nowUnixS),
    raw: Number(values["raw"] ?? 0),
    numerator,
    denominator,
    other: values["other"] === undefined ? new Uint8Array(8) : bytes(values["other"]),
    text: lines.map((line) => ({ line })),
  };
  return { name, content };
}

/** Returns an entry's fields, the content sealed to the application's key (33 bytes). */
export function sealedFields(
  context: Context,
  applicationPublicKey: Uint8Array,
  { name, content }: JournalEntry,
  at: { readonly device: Uint8Array; readonly tenure: number },
): Operation["fields"] {
  const { number: entry } = ENTRIES[name];
  const material = Uint8Array.from(randomBytes(32));
  const place = { ...at, entry };
  return {
    entry,
    sealed: sealEntry(context, applicationPublicKey, place, encodeEntryContent(content), material, native),
  };
}

/** Returns what an entry that counts is to the judge; undefined when it is nothing, or the signer cannot know. */
export function eventOfEntry(
  { name, content }: JournalEntry,
  { actors }: Globals,
  company: Uint8Array,
): JudgeEvent | undefined {
  const byBoth = { byWorkshop: true, byOwner: true } as const;
  switch (name) {
    case "clusterReplaced":
      return { kind: "cluster-replaced", ...byBoth };
    case "unitChanged": {
      const { numerator, denominator } = content;
      return { kind: "unit-changed", unit: { numerator, denominator }, ...byBoth };
    }
    case "deviceMoved":
      return { kind: "device-moved" };
    case "dialReading": {
      // The entry has no identity yet, and none that it could share with an earlier one.
      const place = actors.companies.findIndex(({ id }) => equal(id, company));
      return { kind: "dial-reading", raw: content.raw, company: place, entry: 0 };
    }
    default:
      return undefined;
  }
}
