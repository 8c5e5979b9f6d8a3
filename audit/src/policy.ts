/** The policy file: whom the reader of an audit trusts. A policy names; it changes no byte of what is checked. */
import { readFileSync } from "node:fs";
import { AuditError } from "./errors.ts";

/** Whom to trust; a list that is missing says nothing about anybody. Everything is lower case. */
export interface ClaimPolicy {
  /** Addresses that may submit claims. */
  readonly validators?: readonly string[];
  /** Addresses that may carry inputs. */
  readonly relays?: readonly string[];
  /** Public keys of makers, 33 bytes. */
  readonly makers?: readonly string[];
  readonly consensus?: "AUTHORITY" | "QUORUM";
  /** The chain that the reader means: an application can have one address on many. */
  readonly chainId?: number;
}

const LISTS = {
  validators: [/^0x[0-9a-f]{40}$/, "addresses: 0x and 40 hexadecimal digits"],
  relays: [/^0x[0-9a-f]{40}$/, "addresses: 0x and 40 hexadecimal digits"],
  makers: [/^0[23][0-9a-f]{64}$/, "compressed public keys: 66 hexadecimal digits"],
} as const;

const invalid = (path: string, what: string, cause?: unknown): AuditError =>
  new AuditError(`The policy file ${path} ${what}.`, { code: "policy-invalid", cause });

/** Reads a policy's text. @throws {AuditError} `policy-invalid` for anything that is not exactly a policy */
export function parsePolicy(json: string, path: string): ClaimPolicy {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid(path, "is not JSON", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(path, "is not a JSON object");
  const policy: { -readonly [name in keyof ClaimPolicy]: ClaimPolicy[name] } = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === "consensus") {
      if (member !== "AUTHORITY" && member !== "QUORUM")
        throw invalid(path, 'has a "consensus" that is neither "AUTHORITY" nor "QUORUM"');
      policy.consensus = member;
    } else if (name === "chainId") {
      if (typeof member !== "number" || !Number.isSafeInteger(member) || member < 1)
        throw invalid(path, 'has a "chainId" that is no whole number above 0');
      policy.chainId = member;
    } else if (name === "validators" || name === "relays" || name === "makers") {
      const [form, words] = LISTS[name];
      const lower = Array.isArray(member) ? member.map((each) => String(each).toLowerCase()) : undefined;
      if (!lower?.every((each) => form.test(each))) throw invalid(path, `must have in "${name}" a list of ${words}`);
      policy[name] = lower;
    } else
      throw invalid(
        path,
        `has a member "${name}" that is not known; known are validators, relays, makers, consensus, chainId`,
      );
  }
  return policy;
}

/** Reads a policy file. */
export function readPolicy(path: string): ClaimPolicy {
  let json: string;
  try {
    json = readFileSync(path, "utf8");
  } catch (cause) {
    throw invalid(path, "cannot be read", cause);
  }
  return parsePolicy(json, path);
}

/** Those who did something, sorted by whether the policy trusts them. */
export interface Trust {
  readonly trusted: readonly string[];
  readonly untrusted: readonly string[];
  /** Where the policy has no such list: nobody said. */
  readonly unsaid: readonly string[];
}

/** Sorts by one list of the policy. */
export function sortTrust(who: Iterable<string>, list: readonly string[] | undefined): Trust {
  const all = [...who].sort();
  if (!list) return { trusted: [], untrusted: [], unsaid: all };
  const has = (each: string) => list.includes(each);
  return { trusted: all.filter(has), untrusted: all.filter((each) => !has(each)), unsaid: [] };
}
