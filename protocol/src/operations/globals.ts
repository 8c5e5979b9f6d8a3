/**
 * What operations change of the application as a whole (docs/protocol.md, "Globals"): administrators, companies with every
 * key that they ever had, versions of the parameters, and the announced successor. Layouts give the type and the bytes.
 */
import { equal } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { type Code, MalformedError } from "../errors.ts";
import { keyIdentity } from "../identity.ts";
import { ADMINISTRATORS_MAX, COMPANIES_MAX, COMPANY_KEYS_MAX, PARAMETER_VERSIONS_MAX } from "../limits.ts";
import { firstPlaces } from "../places.ts";
import type { GlobalValues } from "../record/globals.ts";
import { decodeLayout, encodeLayout, type LayoutValue, type Part } from "../record/layout.ts";
import type { AdministratorSet } from "./signature.ts";

/** Where the root stands in a statement of succession. Globals of a node that lies may hold anything: they are not decoded. */
const SUCCESSION_ROOT_AT = 36;

/** What a company is, and the byte that an operation names it by. */
export const COMPANY_ROLES = { maker: 1, workshop: 2, inspector: 3, relay: 4, auditor: 5 } as const;

/** The name of a company's role. */
export type CompanyRole = keyof typeof COMPANY_ROLES;

const KEY = { name: "publicKey", bytes: 33 } as const;

const LAYOUTS = {
  actors: [
    { name: "set", type: "u32" },
    { name: "threshold", type: "u8" },
    { name: "administrators", most: ADMINISTRATORS_MAX, list: [KEY] },
    { name: "counter", type: "u32" },
    { name: "placesPerMaker", type: "u32" },
    {
      name: "companies",
      most: COMPANIES_MAX,
      list: [
        { name: "role", type: "u8" },
        { name: "id", bytes: 8 },
        { name: "revokedReason", type: "u8" },
        { name: "revokedUnixS", type: "u32" },
        { name: "places", type: "u32" },
        {
          name: "keys",
          most: COMPANY_KEYS_MAX,
          list: [KEY, { name: "sinceUnixS", type: "u32" }, { name: "untilUnixS", type: "u32" }],
        },
      ],
    },
  ],
  parameters: [
    {
      name: "versions",
      most: PARAMETER_VERSIONS_MAX,
      list: [
        { name: "version", type: "u16" },
        { name: "fromUnixS", type: "u32" },
      ],
    },
  ],
  succession: [
    { name: "number", type: "u32" },
    { name: "closesUnixS", type: "u32" },
    { name: "announced", most: 1, list: [{ name: "statement", bytes: 173 }] },
    { name: "inherited", most: 1, list: [{ name: "statement", bytes: 173 }] },
  ],
} as const satisfies Readonly<Record<string, readonly Part[]>>;

/** What operations change of the application as a whole. */
export type Globals = { readonly [F in keyof typeof LAYOUTS]: LayoutValue<(typeof LAYOUTS)[F]> };

/**
 * A company, with its keys from the oldest. A key that is in force has 0 for its end. `places` is how many devices a maker may
 * register, and 0 for others.
 */
export type Company = Globals["actors"]["companies"][number];

/** Whom an application begins with. */
export interface Founders {
  /** Public keys, 33 bytes each. */
  readonly makers: readonly Uint8Array[];
  /** Absent: nobody may do what administrators do. */
  readonly administrators?: Pick<AdministratorSet, "threshold" | "publicKeys"> | undefined;
  /** How many devices the application takes; DEVICES_MAX_UNLESS_SAID unless said. */
  readonly maximumDevices?: number | undefined;
  /** How many of them each maker may register at first; a share of them unless said. */
  readonly placesPerMaker?: number | undefined;
}

/**
 * Returns a company with its first key.
 * @param sinceUnixS the time of the block
 * @param placesPerMaker how many devices it may register, if it is a maker
 * @example
 * newCompany("workshop", publicKey, { sinceUnixS: 1_800_000_000, placesPerMaker: 9 }, native).places; // => 0
 */
export const newCompany = (
  role: CompanyRole,
  publicKey: Uint8Array,
  { sinceUnixS, placesPerMaker }: { readonly sinceUnixS: number; readonly placesPerMaker: number },
  provider: CryptoProvider,
): Company => ({
  role: COMPANY_ROLES[role],
  id: keyIdentity(publicKey, provider),
  revokedReason: 0,
  revokedUnixS: 0,
  places: role === "maker" ? placesPerMaker : 0,
  keys: [{ publicKey, sinceUnixS, untilUnixS: 0 }],
});

/**
 * Returns the globals before the first input: parameters of version 1, and no successor.
 * @example
 * newGlobals({ makers: [makerPublicKey] }, native).actors.companies.length; // => 1
 */
export function newGlobals(founders: Founders, provider: CryptoProvider): Globals {
  const { makers, administrators } = founders;
  const placesPerMaker = firstPlaces(founders);
  return {
    actors: {
      set: 1,
      threshold: administrators?.threshold ?? 0,
      administrators: (administrators?.publicKeys ?? []).map((publicKey) => ({ publicKey })),
      counter: 0,
      placesPerMaker,
      companies: makers.map((publicKey) => newCompany("maker", publicKey, { sinceUnixS: 0, placesPerMaker }, provider)),
    },
    parameters: { versions: [{ version: 1, fromUnixS: 0 }] },
    succession: { number: 0, closesUnixS: 0, announced: [], inherited: [] },
  };
}

/**
 * Returns the set of administrators whose signatures count now.
 * @example
 * administratorsOf(newGlobals({ makers: [] }, native)).threshold; // => 0
 */
export const administratorsOf = ({ actors }: Globals): AdministratorSet => ({
  number: actors.set,
  threshold: actors.threshold,
  publicKeys: actors.administrators.map(({ publicKey }) => publicKey),
});

/**
 * Returns whether keys and threshold are a set of administrators: 2 to 16 different points, of which at least 2 must sign,
 * so that no party acts alone.
 * @example
 * isAdministratorSet({ threshold: 1, publicKeys: [publicKey] }, native); // => false
 */
export function isAdministratorSet(
  { threshold, publicKeys }: Pick<AdministratorSet, "threshold" | "publicKeys">,
  provider: CryptoProvider,
): boolean {
  if (threshold < 2 || threshold > publicKeys.length || publicKeys.length > ADMINISTRATORS_MAX) return false;
  const isDifferent = publicKeys.every((key, index) => publicKeys.findIndex((other) => equal(other, key)) === index);
  return isDifferent && publicKeys.every((key) => key.length === 33 && provider.p256Compress(key) !== undefined);
}

const currentKey = ({ keys }: Company): Uint8Array | undefined => {
  const newest = keys.at(-1);
  return newest?.untilUnixS === 0 ? newest.publicKey : undefined;
};

/**
 * Returns the company that has a key (33 bytes), now or at any time.
 * @example
 * companyWith(newGlobals({ makers: [makerPublicKey] }, native), makerPublicKey)?.role; // => 1
 */
export const companyWith = ({ actors }: Globals, publicKey: Uint8Array): Company | undefined =>
  actors.companies.find(({ keys }) => keys.some((key) => equal(key.publicKey, publicKey)));

/**
 * Returns the company that may act by a key (33 bytes) in one of these roles now, or why there is none: `actor-unknown`,
 * `actor-revoked`.
 * @example
 * companyActing(newGlobals({ makers: [] }, native), makerPublicKey, ["maker"]); // => "actor-unknown"
 */
export function companyActing(globals: Globals, publicKey: Uint8Array, roles: readonly CompanyRole[]): Company | Code {
  const company = companyWith(globals, publicKey);
  if (company === undefined || !roles.some((role) => COMPANY_ROLES[role] === company.role)) return "actor-unknown";
  const current = currentKey(company);
  return current !== undefined && equal(current, publicKey) ? company : "actor-revoked";
}

/** A maker that may register devices: which company it is, and the key by which it signs now. */
export interface MakerKey {
  /** 8 bytes, of the company: the identity of its first key. */
  readonly id: Uint8Array;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * Returns the makers that may register devices now, with the keys by which they do.
 * @example
 * makerKeys(newGlobals({ makers: [makerPublicKey] }, native))[0]?.publicKey; // => makerPublicKey
 */
export const makerKeys = ({ actors }: Globals): readonly MakerKey[] =>
  actors.companies
    .filter(({ role }) => role === COMPANY_ROLES.maker)
    .map((company) => ({ id: company.id, publicKey: currentKey(company) }))
    .filter((maker): maker is MakerKey => maker.publicKey !== undefined);

/**
 * Returns how many devices a maker (the company's id, 8 bytes) may register.
 * @example
 * const globals = newGlobals({ makers: [makerPublicKey], placesPerMaker: 9 }, native);
 * placesAllotted(globals, keyIdentity(makerPublicKey, native)); // => 9
 */
export const placesAllotted = ({ actors }: Globals, id: Uint8Array): number =>
  actors.companies.find((each) => each.role === COMPANY_ROLES.maker && equal(each.id, id))?.places ?? 0;

/**
 * Returns the key (33 bytes) by which a company signed at a time: what was signed stays verifiable under the key that was
 * valid then. Undefined when it had none.
 * @param id 8 bytes, of the company
 * @param timeUnixS the time of the block that carried what was signed
 * @example
 * const globals = newGlobals({ makers: [makerPublicKey] }, native);
 * companyKeyAt(globals, keyIdentity(makerPublicKey, native), 1_800_000_000); // => makerPublicKey
 */
export function companyKeyAt({ actors }: Globals, id: Uint8Array, timeUnixS: number): Uint8Array | undefined {
  const company = actors.companies.find((each) => equal(each.id, id));
  const isValid = ({ sinceUnixS, untilUnixS }: Company["keys"][number]): boolean =>
    sinceUnixS <= timeUnixS && (untilUnixS === 0 || timeUnixS < untilUnixS);
  return company?.keys.find(isValid)?.publicKey;
}

/**
 * Returns the version of the parameters that is in force in a block of this time.
 * @example
 * parametersAt(newGlobals({ makers: [] }, native), 1_800_000_000); // => 1
 */
export const parametersAt = ({ parameters }: Globals, timeUnixS: number): number =>
  parameters.versions.findLast(({ fromUnixS }) => fromUnixS <= timeUnixS)?.version ?? 1;

/**
 * Returns whether the application has closed for its successor, so that it takes no input of a block of this time.
 * @example
 * isClosed(newGlobals({ makers: [] }, native), 1_800_000_000); // => false
 */
export const isClosed = ({ succession }: Globals, timeUnixS: number): boolean =>
  succession.announced.length > 0 && timeUnixS >= succession.closesUnixS;

/**
 * Returns when an application takes nothing more, in Unix seconds, as field `succession` of leaf 0 says; undefined while it has
 * announced no successor.
 * @throws {MalformedError} `malformed` when the field is missing, or its bytes are none
 * @example
 * announcedEnd(globalValues(newGlobals({ makers: [] }, native))); // => undefined
 */
export function announcedEnd({ succession }: Pick<GlobalValues, "succession">): number | undefined {
  if (!succession) throw new MalformedError({ field: "succession" });
  const { announced, closesUnixS } = decodeLayout(LAYOUTS.succession, succession);
  return announced.length > 0 ? closesUnixS : undefined;
}

/**
 * Returns the fields `actors`, `parameters` and `succession` of leaf 0.
 * @example
 * globalValues(newGlobals({ makers: [] }, native)).succession?.length; // => 10
 */
export const globalValues = ({ actors, parameters, succession }: Globals): GlobalValues => ({
  actors: encodeLayout(LAYOUTS.actors, actors),
  parameters: encodeLayout(LAYOUTS.parameters, parameters),
  succession: encodeLayout(LAYOUTS.succession, succession),
});

/**
 * Returns the globals that fields `actors`, `parameters` and `succession` of leaf 0 say.
 * @throws {MalformedError} `malformed` when one is missing, or its bytes are none
 * @example
 * const globals = newGlobals({ makers: [makerPublicKey] }, native);
 * decodeGlobals(globalValues(globals)); // => globals
 */
export function decodeGlobals({ actors, parameters, succession }: GlobalValues): Globals {
  if (!actors || !parameters || !succession) throw new MalformedError({ field: "globals" });
  return {
    actors: decodeLayout(LAYOUTS.actors, actors),
    parameters: decodeLayout(LAYOUTS.parameters, parameters),
    succession: decodeLayout(LAYOUTS.succession, succession),
  };
}

/**
 * Returns the predecessor's last state root (32 bytes); undefined while the application has not been told, or has none.
 * @example
 * inheritedRoot(newGlobals({ makers: [] }, native)); // => undefined
 */
export const inheritedRoot = ({ succession }: Globals): Uint8Array | undefined =>
  succession.inherited[0]?.statement.slice(SUCCESSION_ROOT_AT, SUCCESSION_ROOT_AT + 32);
