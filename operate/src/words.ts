/** An operation in words, for whoever is to sign it. */
import { toHex } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import { encodeOperation, type Operation, operationIdentity } from "@witness/protocol/operations/operation";

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

const roleOf = (role: number): string =>
  Object.entries(COMPANY_ROLES).find(([, number]) => number === role)?.[0] ?? "no role of this version";

const textOf = (name: string, value: number | Uint8Array): string => {
  if (value instanceof Uint8Array) return value.length === 0 ? "(nothing yet)" : toHex(value);
  if (name === "role") return `${value} (${roleOf(value)})`;
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
