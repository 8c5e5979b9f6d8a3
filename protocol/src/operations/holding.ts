/**
 * A holding: the public part of a record that operations move (docs/protocol.md, "Holding"). Who signed what is on the chain
 * for all to see, so relay, archive and audit keep the same. The layout gives the type, the bytes and the bound: a device
 * takes 79 bytes when it has an owner, some 400 after ten busy years, HOLDING_MAX_BYTES at most.
 */
import { equal, saturated } from "../bytes.ts";
import { COUNTERS_MAX, GRANTS_MAX, JOURNAL_KEPT, WAITING_MAX } from "../limits.ts";
import type { RecordValues } from "../record/fields.ts";
import { decodeLayout, encodeLayout, type LayoutValue, type Part } from "../record/layout.ts";
import { TENURES_MAX } from "../tenure.ts";

/** The most that a holding takes. */
export const HOLDING_MAX_BYTES = 1_284;

const IDENTITY = { name: "identity", bytes: 32 } as const;
const COMPANY = { name: "company", bytes: 8 } as const;
const SINCE = { name: "sinceUnixS", type: "u32" } as const;
const UNTIL = { name: "untilUnixS", type: "u32" } as const;
const OWNER = { name: "owner", bytes: 20 } as const;
const FIRST = { name: "firstSequence", type: "u32" } as const;
const REASON = { name: "reason", type: "u8" } as const;

const LAYOUT = [
  { name: "maker", bytes: 8 },
  { name: "tenure", type: "u32" },
  {
    name: "tenures",
    most: TENURES_MAX,
    list: [OWNER, FIRST, { name: "firstTimeUnixS", type: "u32" }, { name: "firstSession", type: "u32" }],
  },
  {
    name: "offer",
    most: 1,
    list: [
      IDENTITY,
      { name: "buyer", bytes: 20 },
      { name: "fromUnixS", type: "u32" },
      UNTIL,
      { name: "session", type: "u32" },
    ],
  },
  { name: "pairingCounter", type: "u32" },
  { name: "administratorCounter", type: "u32" },
  { name: "makerCounter", type: "u32" },
  { name: "ownerCounter", type: "u32" },
  { name: "companies", most: COUNTERS_MAX, list: [COMPANY, { name: "counter", type: "u32" }, UNTIL] },
  {
    name: "grants",
    most: GRANTS_MAX,
    list: [
      { name: "identity", bytes: 16 },
      { name: "grantee", bytes: 33 },
      { name: "groups", type: "u8" },
      FIRST,
      { name: "lastSequence", type: "u32" },
      UNTIL,
    ],
  },
  { name: "isPublic", type: "u8" },
  { name: "publicSinceUnixS", type: "u32" },
  { name: "cosigned", type: "u8" },
  { name: "revocation", most: 1, list: [REASON, SINCE] },
  { name: "quarantine", most: 1, list: [IDENTITY, REASON, SINCE, UNTIL, { name: "appealedUnixS", type: "u32" }] },
  { name: "loss", most: 1, list: [IDENTITY, OWNER, SINCE] },
  { name: "lossPausedUnixS", type: "u32" },
  {
    name: "journal",
    most: JOURNAL_KEPT,
    list: [
      { name: "identity", bytes: 16 },
      COMPANY,
      { name: "entry", type: "u8" },
      { name: "timeUnixS", type: "u32" },
      { name: "state", type: "u8" },
    ],
  },
  { name: "waiting", most: WAITING_MAX, list: [IDENTITY, COMPANY, { name: "entry", type: "u8" }, UNTIL] },
] as const satisfies readonly Part[];

/** What operations move of a record. Lists with one item at most stand for what may be absent. */
export type Holding = LayoutValue<typeof LAYOUT>;

/** One owner's time with the car. */
export type HeldTenure = Holding["tenures"][number];

/**
 * Returns the holding of a device that was just registered.
 * @param maker the identity (8 bytes) of the company that registered it
 * @param owner the account (20 bytes) that the maker names as the first owner; no bytes when there is none
 * @param timeUnixS the time of the block
 * @example
 * newHolding(deviceId, owner, 1_800_000_000).tenure; // => 1
 */
export function newHolding(maker: Uint8Array, owner: Uint8Array, timeUnixS: number): Holding {
  const isOwned = owner.length > 0;
  return {
    maker,
    tenure: isOwned ? 1 : 0,
    tenures: isOwned ? [{ owner, firstSequence: 1, firstTimeUnixS: saturated(timeUnixS), firstSession: 1 }] : [],
    offer: [],
    pairingCounter: 0,
    administratorCounter: 0,
    makerCounter: 0,
    ownerCounter: 0,
    companies: [],
    grants: [],
    isPublic: 0,
    publicSinceUnixS: 0,
    cosigned: 0,
    revocation: [],
    quarantine: [],
    loss: [],
    lossPausedUnixS: 0,
    journal: [],
    waiting: [],
  };
}

/**
 * Returns a holding as bytes, HOLDING_MAX_BYTES at most.
 * @example
 * encodeHolding(newHolding(deviceId, owner, 1_800_000_000)).length; // => 79
 */
export const encodeHolding = (holding: Holding): Uint8Array => encodeLayout(LAYOUT, holding);

/**
 * Returns the holding that `encodeHolding` wrote.
 * @throws {MalformedError} `malformed` when the bytes are none
 * @example
 * const holding = newHolding(deviceId, owner, 1_800_000_000);
 * decodeHolding(encodeHolding(holding)); // => holding
 */
export const decodeHolding = (bytes: Uint8Array): Holding => decodeLayout(LAYOUT, bytes);

/**
 * Returns the newest tenure; undefined while nobody owns the car.
 * @example
 * currentTenure(newHolding(deviceId, owner, 1_800_000_000))?.owner; // => owner
 */
export const currentTenure = ({ tenures }: Holding): HeldTenure | undefined => tenures.at(-1);

/**
 * Returns whether an account (20 bytes) owns the car now.
 * @example
 * isOwnedBy(newHolding(deviceId, owner, 1_800_000_000), owner); // => true
 */
export function isOwnedBy(holding: Holding, account: Uint8Array): boolean {
  const newest = currentTenure(holding);
  return newest !== undefined && equal(newest.owner, account);
}

/**
 * Returns whether a car is kept out of statistics in a block of this time: in quarantine, or its device revoked.
 * @example
 * isKeptOut(newHolding(deviceId, owner, 1_800_000_000), 1_800_000_000); // => false
 */
export const isKeptOut = ({ quarantine, revocation }: Holding, timeUnixS: number): boolean =>
  revocation.length > 0 || quarantine.some(({ untilUnixS }) => timeUnixS < untilUnixS);

const NOBODY = new Uint8Array(20);

/** The fields of the record's tree that follow from a holding. */
export type HoldingValues = Pick<RecordValues, "owner" | "grants" | "quarantine" | "publication">;

/**
 * Returns the fields `owner`, `grants`, `quarantine` and `publication` of a record's tree.
 * @example
 * holdingValues(newHolding(deviceId, owner, 1_800_000_000)).owner.owner; // => owner
 */
export function holdingValues(holding: Holding): HoldingValues {
  const newest = currentTenure(holding);
  const [quarantine] = holding.quarantine;
  const [revocation] = holding.revocation;
  return {
    owner: {
      owner: newest?.owner ?? NOBODY,
      tenure: holding.tenure,
      firstSequence: newest?.firstSequence ?? 0,
      sinceUnixS: newest?.firstTimeUnixS ?? 0,
    },
    grants: { grants: holding.grants },
    quarantine: {
      revokedReason: revocation?.reason ?? 0,
      revokedUnixS: revocation?.sinceUnixS ?? 0,
      reason: quarantine?.reason ?? 0,
      sinceUnixS: quarantine?.sinceUnixS ?? 0,
      untilUnixS: quarantine?.untilUnixS ?? 0,
    },
    publication: { isPublic: holding.isPublic, sinceUnixS: holding.publicSinceUnixS },
  };
}
