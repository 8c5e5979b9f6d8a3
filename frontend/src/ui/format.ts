/** Durations and names as people read them. */
import { toHex } from "@witness/protocol/bytes";
import { count, tenths } from "../language/format.ts";
import { type Message, say } from "../language/say.ts";

const UNITS: readonly (readonly [number, Message])[] = [
  [86_400, "{n, plural, one {# day} other {# days}}"],
  [3_600, "{n, plural, one {# hour} other {# hours}}"],
  [60, "{n, plural, one {# minute} other {# minutes}}"],
  [1, "{n, plural, one {# second} other {# seconds}}"],
];

/** The two largest units of a duration: "3 days 4 hours". */
export function duration(seconds: number): string {
  const first = UNITS.findIndex(([size]) => seconds >= size);
  if (first < 0) return say("{n, plural, one {# second} other {# seconds}}", { n: 0 });
  const parts: string[] = [];
  let rest = Math.floor(seconds);
  for (const [size, name] of UNITS.slice(first, first + 2)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(say(name, { n: whole }));
  }
  return parts.join(" ");
}

/** Minutes below an hour, hours below three days, else days: "20 min", "10 h", "12 days". */
export function lasting(seconds: number): string {
  const hours = Math.round(seconds / 3_600);
  if (hours === 0) return `${count(Math.ceil(seconds / 60))} min`;
  if (hours < 72) return `${count(hours)} h`;
  return say("{n, plural, one {# day} other {# days}}", { n: Math.round(hours / 24) });
}

/** The first and last digits of something long: "0x12345678…9abc". */
export function short(hex: string, head = 8, tail = 4): string {
  const prefix = hex.startsWith("0x") ? 2 : 0;
  return hex.length <= prefix + head + tail ? hex : `${hex.slice(0, prefix + head)}…${hex.slice(-tail)}`;
}

/** Bytes shortened likewise, without 0x. */
export const shortBytes = (bytes: Uint8Array): string => short(toHex(bytes));

/** An address (20 bytes) shortened: "0x123456…9abc". */
export const shortAddress = (address: Uint8Array): string => short(`0x${toHex(address)}`, 6);

/** A diagnostic trouble code as the workshop says it (SAE J2012): 0x0301 is "P0301". */
export function troubleCode(code: number): string {
  const system = "PCBU"[code >> 14] ?? "?";
  return `${system}${(code & 0x3fff).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Bytes as people read them: "1.2 kB". */
export const bytesOf = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${tenths(bytes / 1000)} kB`);
