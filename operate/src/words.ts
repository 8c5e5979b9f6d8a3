/** An operation in words, for whoever is to sign it. */
import { toHex } from "@witness/protocol/bytes";
import { GROUP_NAMES } from "@witness/protocol/columns/quantity";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { ENTRIES } from "@witness/protocol/operations/entry";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import { encodeOperation, type Operation, operationIdentity } from "@witness/protocol/operations/operation";
import { KEY_TIERS } from "./values.ts";

/** Returns a time as people and programs read it: in UTC, to the second. */
export const dateOf = (unixS: number): string => new Date(unixS * 1_000).toISOString().replace(".000Z", "Z");

function actorOf({ actor }: Operation): string {
  switch (actor.form) {
    case "wallet":
      return `wallet 0x${toHex(actor.address)}`;
    case "administrators":
      return `administrators, set ${actor.set}`;
    default:
      return `${actor.form} ${toHex(actor.publicKey)}`;
  }
}

const nameIn = (names: Readonly<Record<string, number>>, wanted: number): string | undefined =>
  Object.entries(names).find(([, number]) => number === wanted)?.[0];
const ENTRY_NUMBERS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(ENTRIES).map(([name, { number }]) => [name, number]),
);
const bitsOf = (names: readonly (string | undefined)[], bits: number): string =>
  names.filter((name, bit) => name !== undefined && (bits >> bit) & 1).join(", ") || "none";

/** Returns where a device's key lives, in words. */
export const tierWords = (tier: number): string => `${tier} (${nameIn(KEY_TIERS, tier) ?? "no tier of this version"})`;

/** What fields that are numbers on the wire stand for. */
const MEANINGS: Readonly<Record<string, (value: number) => string>> = {
  role: (value) => nameIn(COMPANY_ROLES, value) ?? "no role of this version",
  reason: () => "of the signer's own list; the record has the number alone",
  isPublic: (value) => (value === 1 ? "the verdict is public" : "the verdict is private"),
  groups: (value) => bitsOf(GROUP_NAMES, value),
  entry: (value) => nameIn(ENTRY_NUMBERS, value) ?? "no entry of this version",
  // A policy has one bit for each entry, from the entry with number 1.
  cosigned: (value) =>
    bitsOf(
      Array.from({ length: 8 }, (_, bit) => nameIn(ENTRY_NUMBERS, bit + 1)),
      value,
    ),
};

const textOf = (name: string, value: number | Uint8Array): string => {
  if (value instanceof Uint8Array) return value.length === 0 ? "(nothing yet)" : toHex(value);
  const meaning = Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
  if (meaning) return `${value} (${meaning(value)})`;
  return name.endsWith("UnixS") ? `${value} (${dateOf(value)})` : String(value);
};

/** Returns the name of what is done: to hide a verdict and to publish it are operations of one kind. */
export const nameOf = ({ kind, fields }: Operation): string =>
  kind === "publish" && fields["isPublic"] === 0 ? "hide" : kind;

/** Returns what an operation says, a line each. */
export function linesOf(operation: Operation, provider: CryptoProvider): readonly string[] {
  const { device, tenure, counter, expiresUnixS, answers, fields } = operation;
  const rows: [string, string][] = [
    ["operation", nameOf(operation)],
    ["by", actorOf(operation)],
  ];
  if (device.some((byte) => byte !== 0)) rows.push(["car", `${toHex(device)}, tenure ${tenure}`]);
  rows.push(["counter", String(counter)], ["ends", dateOf(expiresUnixS)]);
  if (answers.some((byte) => byte !== 0)) rows.push(["answers", toHex(answers)]);
  for (const [name, value] of Object.entries(fields)) rows.push([name, textOf(name, value)]);
  rows.push(["identity", toHex(operationIdentity(encodeOperation(operation), provider))]);
  const widest = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(widest)}  ${value}`);
}
