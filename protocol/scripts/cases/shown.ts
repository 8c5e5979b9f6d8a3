/** What a message says, as JSON has it: byte strings as hexadecimal, and no member for what is absent. */
import { toHex } from "../../src/bytes.ts";

/** Returns the same with every byte string as hexadecimal. */
export function shown(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, shown(member)]));
}
