/** Numbers, times and names as people read them. Pure. */
import { toHex } from "@witness/protocol/bytes";

const integer = new Intl.NumberFormat("en-GB");

/** "12 345" of things. */
export const count = (value: number): string => integer.format(value);

/** "3 envelopes", "1 envelope". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** The two largest units of a duration: "3 days 4 hours". */
export function duration(seconds: number): string {
  const first = UNITS.findIndex(([size]) => seconds >= size);
  if (first < 0) return "0 seconds";
  const parts: string[] = [];
  let rest = Math.floor(seconds);
  for (const [size, name] of UNITS.slice(first, first + 2)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(counted(whole, name));
  }
  return parts.join(" ");
}

/** Minutes below an hour, hours below three days, else days: "20 min", "10 h", "12 days". */
export function lasting(seconds: number): string {
  const hours = Math.round(seconds / 3_600);
  if (hours === 0) return `${count(Math.ceil(seconds / 60))} min`;
  return hours < 72 ? `${count(hours)} h` : counted(Math.round(hours / 24), "day");
}

/** A distance as a heading has it: three digits say enough, and whole kilometres below a thousand. */
export function roundDistance(hm: number): string {
  const km = hm / 10;
  const step = km >= 10_000 ? 100 : km >= 1_000 ? 10 : 1;
  return `${count(Math.round(km / step) * step)} km`;
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
export const bytesOf = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`);
