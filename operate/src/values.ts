/** How the texts of options are read. What they cannot be is said by commander, in a sentence of ours. */
import { readFileSync } from "node:fs";
import { concat, fromHex } from "@witness/protocol/bytes";
import { type Profile, profileOf } from "@witness/protocol/columns/profile";
import { GROUP_NAMES, type GroupName, groupBit } from "@witness/protocol/columns/quantity";
import { native } from "@witness/protocol/crypto/native";
import { PASS_TEXT_MAX_BYTES } from "@witness/protocol/limits";
import { ENTRIES, type EntryName } from "@witness/protocol/operations/entry";
import { COMPANY_ROLES, type CompanyRole } from "@witness/protocol/operations/globals";
import { PassError } from "@witness/protocol/pass/errors";
import { parsePassLink } from "@witness/protocol/pass/link";
import { decodePass, isPassText, passIdentity } from "@witness/protocol/pass/pass";
import type { RecordField } from "@witness/protocol/record/fields";
import { type Plate, plateOf } from "@witness/protocol/record/plate";
import type { SharedTime } from "@witness/protocol/share/choice";
import { httpUrl } from "@witness/settings/schemas";
import { InvalidArgumentError } from "commander";
import { chosenFields } from "./pass/fields.ts";

const refuse = (sentence: string): never => {
  throw new InvalidArgumentError(sentence);
};
const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Reads hexadecimal digits, with or without 0x, of one of some lengths. */
export const hex =
  (...lengths: readonly number[]) =>
  (text: string): Uint8Array => {
    const digits = text.replace(/^0x/, "").toLowerCase();
    const isFit = /^([0-9a-f]{2})+$/.test(digits) && lengths.includes(digits.length / 2);
    return isFit ? fromHex(digits) : refuse(`It must be ${lengths.join(" or ")} bytes in hexadecimal.`);
  };

/** Reads the URL of a part. */
export const url = (text: string): string =>
  httpUrl.safeParse(text).success ? text : refuse("It must be an http or https URL.");

/** Reads an option that can be given several times. */
export const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Reads a wallet's address, or an account. */
export const account = hex(20);

/** Reads a whole number. */
export const number =
  (low: number, high: number) =>
  (text: string): number => {
    const value = Number(text);
    const isFit = /^\d{1,16}$/.test(text) && value >= low && value <= high;
    return isFit ? value : refuse(`It must be a whole number from ${low} to ${high}.`);
  };

/** Reads a time as a Unix time: seconds, or a date of ISO 8601. */
export function date(text: string): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Math.floor(Date.parse(text) / 1_000);
  const isFit = Number.isInteger(value) && value > 0 && value < 2 ** 32;
  return isFit ? value : refuse("It must be a date as 2026-11-27, or seconds since 1970.");
}

/** Reads a fraction of two whole numbers. */
export function fraction(text: string): { readonly numerator: number; readonly denominator: number } {
  const [numerator, denominator, ...more] = text.split("/");
  if (more.length > 0) refuse("It must be a fraction as 1609344/1000000.");
  const whole = number(1, 2 ** 32 - 1);
  return { numerator: whole(numerator ?? ""), denominator: whole(denominator ?? "") };
}

/** Reads a line of text, after those before it. */
export const line = (text: string, before: unknown): readonly string[] => [
  ...(Array.isArray(before) ? (before as string[]) : []),
  text,
];

/** The tiers of a device's key by name. */
export const KEY_TIERS = { software: 1, keystore: 2, "secure-element": 3, maker: 4 } as const;

/** Reads where a device's key lives. */
export const tier = (text: string): number =>
  Object.hasOwn(KEY_TIERS, text)
    ? KEY_TIERS[text as keyof typeof KEY_TIERS]
    : refuse(`It must be one of ${Object.keys(KEY_TIERS).join(", ")}.`);

/** Reads a profile by its number and version. */
export function profile(text: string): Profile {
  const [, first, second] = /^(\d{1,5})\.(\d{1,5})$/.exec(text) ?? [];
  return profileOf(Number(first), Number(second)) ?? refuse("It must be the number and version of a profile, as 1.1.");
}

/** Reads a VIN. */
export const vin = (text: string): string =>
  /^[A-HJ-NPR-Z0-9]{17}$/.test(text)
    ? text
    : refuse("It must be a VIN: 17 capital letters and digits, without I, O and Q.");

/** Reads a plate with its country. */
export function plate(text: string): Plate {
  const [country = "", ...parts] = text.split(":");
  const read = plateOf(country, parts.join(":"));
  return (
    read ?? refuse("It must be a country's two letters and the plate, as DE:WI-TN 2026: 12 letters and digits at most.")
  );
}

/** Reads groups as the sum of their bits. */
export function groups(text: string): number {
  const bits = listOf(text).map((name) => (GROUP_NAMES as readonly string[]).indexOf(name));
  if (bits.length === 0 || bits.includes(-1)) refuse("It must be distance, condition or bus, with commas between.");
  return bits.reduce((sum, bit) => sum | (1 << bit), 0);
}

const isEntry = (name: string): name is EntryName => Object.hasOwn(ENTRIES, name);

/** Reads the name of an entry of the journal. */
export const entryName = (text: string): EntryName =>
  isEntry(text) ? text : refuse(`It must be one of ${Object.keys(ENTRIES).join(", ")}.`);

/** Reads entries as a policy's bits. */
export const entryNames = (text: string): number =>
  text === "none" ? 0 : listOf(text).reduce((bits, name) => bits | (1 << (ENTRIES[entryName(name)].number - 1)), 0);

/** Reads a company's role as its number. */
export const role = (text: string): number =>
  Object.hasOwn(COMPANY_ROLES, text)
    ? COMPANY_ROLES[text as CompanyRole]
    : refuse(`It must be one of ${Object.keys(COMPANY_ROLES).join(", ")}.`);

/** Reads the identity of a pass, or a link that carries all of it. */
export function passNamed(text: string): Uint8Array {
  if (/^(0x)?[0-9a-fA-F]{64}$/.test(text)) return hex(32)(text);
  try {
    const link = parsePassLink(text);
    if (link.form === "whole") return passIdentity(decodePass(link.pass, native).message, native);
  } catch (error) {
    if (!(error instanceof PassError)) throw error;
  }
  return refuse("It must be the identity of a pass, 32 bytes in hexadecimal, or a link that carries the whole pass.");
}

/** Reads which fields a pass shows beside those that every pass does. */
export function shown(text: string): readonly RecordField[] {
  const fields = chosenFields(text);
  return typeof fields === "string" ? refuse(fields) : fields;
}

/** Reads what an owner says in a pass. */
export const passText = (text: string): string =>
  isPassText(text) ? text : refuse(`It must be at most ${PASS_TEXT_MAX_BYTES} bytes of text on one line.`);

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

/** Reads how long something lasts, as 24h or 7d, or its end: a day in UTC, which counts whole, or a time. */
export function until(text: string): { readonly afterS: number } | { readonly atUnixS: number } {
  const [, count, unit] = /^([1-9]\d{0,3})([hd])$/.exec(text) ?? [];
  if (count !== undefined) return { afterS: Number(count) * (unit === "h" ? HOUR_S : DAY_S) };
  return { atUnixS: lastMoment(text) };
}

/** Reads a day in UTC, which counts whole, or a time, as the first second that counts no more. */
export const lastMoment = (text: string): number => date(text) + (/^\d{4}-\d\d-\d\d$/.test(text) ? DAY_S : 0);

/** Reads days of a history: `all`, or the first and the last in UTC with two dots between. */
export function historyDays(text: string): { readonly time: SharedTime | undefined } {
  if (text === "all") return { time: undefined };
  const [first = "", last, ...more] = text.split("..");
  if (last === undefined || more.length > 0) return refuse("It must be all, or two days, as 2026-01-01..2026-03-31.");
  const time = { fromUnixS: date(first), untilUnixS: lastMoment(last) };
  return time.untilUnixS > time.fromUnixS ? { time } : refuse("The last day is before the first.");
}

/** Reads groups by name, in the order of their numbers. */
export const groupNames = (text: string): readonly GroupName[] => {
  const bits = groups(text);
  return GROUP_NAMES.filter((group) => (bits & groupBit(group)) !== 0);
};

/** Reads several public keys as bytes one after the other. */
export const keys = (text: string): Uint8Array => concat(...listOf(text).map(hex(33)));

/** Reads a file's hash. */
export function hashOfFile(path: string): Uint8Array {
  try {
    return native.sha256(readFileSync(path));
  } catch {
    return refuse("The file cannot be read.");
  }
}

/** Returns an option that was read as bytes. */
export const bytes = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array());
