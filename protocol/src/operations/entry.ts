/**
 * Entries of the journal (docs/protocol.md, "Journal"): what workshops and inspectors write, and what is sealed in it. A
 * correction of the odometer always needs the owner's word, a dial reading never; for the others the car's policy says.
 */
import type { LayoutValue } from "../record/layout.ts";
import { decodeLayout, encodeLayout } from "../record/layout.ts";
import type { CompanyRole } from "./globals.ts";

interface Entry {
  readonly number: number;
  readonly by: readonly CompanyRole[];
  /**
   * When it counts only after the owner accepted it: always, when the car's policy asks for that, or never. What is read off
   * the dial may speak against the owner, who must not be able to hold it back.
   */
  readonly waits: "always" | "by policy" | "never";
}

/** Every kind of entry. */
export const ENTRIES = {
  service: { number: 1, by: ["workshop"], waits: "by policy" },
  repair: { number: 2, by: ["workshop"], waits: "by policy" },
  inspection: { number: 3, by: ["workshop", "inspector"], waits: "by policy" },
  dialReading: { number: 4, by: ["workshop", "inspector"], waits: "never" },
  clusterReplaced: { number: 5, by: ["workshop"], waits: "always" },
  unitChanged: { number: 6, by: ["workshop"], waits: "always" },
  deviceMoved: { number: 7, by: ["workshop"], waits: "always" },
  deviceReplaced: { number: 8, by: ["workshop"], waits: "always" },
} as const satisfies Record<string, Entry>;

/** The name of a kind of entry. */
export type EntryName = keyof typeof ENTRIES;

const NAMES = new Map<number, EntryName>(
  (Object.keys(ENTRIES) as EntryName[]).map((name) => [ENTRIES[name].number, name]),
);

/**
 * Returns the entry's name of a byte, or undefined.
 * @example
 * entryOf(4); // => "dialReading"
 */
export const entryOf = (number: number): EntryName | undefined => NAMES.get(number);

const CONTENT = [
  { name: "timeUnixS", type: "u32" },
  { name: "raw", type: "u32" },
  { name: "numerator", type: "u32" },
  { name: "denominator", type: "u32" },
  { name: "other", bytes: 8 },
  { name: "text", most: 6, list: [{ name: "line", type: "text" }] },
] as const;

/**
 * What an entry says once it is opened: the time of the work, the digits on the dial, the new unit in hectometres a step as a
 * fraction, the predecessor's device, and lines of text. What an entry does not need is zeros.
 */
export type EntryContent = LayoutValue<typeof CONTENT>;

/**
 * Returns an entry's content as bytes, to be sealed.
 * @throws {MalformedError} `malformed` when a part does not fit
 * @example
 * const content = { timeUnixS: 1, raw: 2, numerator: 0, denominator: 0, other: new Uint8Array(8), text: [] };
 * encodeEntryContent(content).length; // => 25
 */
export const encodeEntryContent = (content: EntryContent): Uint8Array => encodeLayout(CONTENT, content);

/**
 * Returns what an entry says.
 * @throws {MalformedError} `malformed` when the bytes are none
 * @example
 * const content = { timeUnixS: 1, raw: 2, numerator: 0, denominator: 0, other: new Uint8Array(8), text: [] };
 * decodeEntryContent(encodeEntryContent(content)); // => content
 */
export const decodeEntryContent = (bytes: Uint8Array): EntryContent => decodeLayout(CONTENT, bytes);
