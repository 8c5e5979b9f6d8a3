/**
 * Shares that an owner gave, beside the key of that owner: keys that were handed over stand in no record, so nobody else could
 * tell an owner who may read what.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { ShareError } from "@witness/protocol/share/errors";

/** A share that was given. Hexadecimal texts; times in seconds since 1970. */
export interface GivenShare {
  readonly identity: string;
  readonly chainId: number;
  readonly application: string;
  readonly car: string;
  /** The reader's key. */
  readonly grantee: string;
  readonly groups: readonly string[];
  readonly fromUnixS: number;
  readonly untilUnixS: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly envelopes: number;
  readonly issuedUnixS: number;
  readonly expiresUnixS: number;
  readonly purpose: string;
  readonly forWhom: string;
}

/** The name of the file beside a key's. */
export const sharesFileOf = (keyFile: string): string => `${keyFile}.shares`;

const isGiven = (value: unknown): value is GivenShare => {
  const { identity, car, grantee, groups, issuedUnixS } = (value ?? {}) as Partial<Record<keyof GivenShare, unknown>>;
  const isText = [identity, car, grantee].every((each) => typeof each === "string");
  return isText && Array.isArray(groups) && Number.isSafeInteger(issuedUnixS);
};

/** Returns the shares that were given, the oldest first. @throws {ShareError} `share-file-unusable` */
export function givenShares(path: string): readonly GivenShare[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as { code?: unknown }).code === "ENOENT") return [];
    throw new ShareError("share-file-unusable", { cause });
  }
  try {
    const rows: unknown[] = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    if (rows.every(isGiven)) return rows;
  } catch (cause) {
    throw new ShareError("share-file-unusable", { cause });
  }
  throw new ShareError("share-file-unusable");
}

/** Keeps a share that was given, in a file with mode 0600. @throws {ShareError} `share-file-unusable` */
export function keepGiven(path: string, given: GivenShare): void {
  try {
    appendFileSync(path, `${JSON.stringify(given)}\n`, { mode: 0o600, flush: true });
  } catch (cause) {
    throw new ShareError("share-file-unusable", { cause });
  }
}
