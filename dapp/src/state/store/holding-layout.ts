/** What operations move of a record, and its journal, in few bytes. Pure. */
import type { EntryContent } from "@witness/protocol/operations/entry";
import { type Holding, newHolding } from "@witness/protocol/operations/holding";
import type { KeptEntry } from "../state.ts";
import { bytes, type Codec, list, near, type Parts, present, shared, sparse, text, uint, whole } from "./codec.ts";

const time = near("time");
const sequence = near("sequence");
const account = shared(20);
const company = shared(8);
const identity = shared(32);

type Each<Name extends keyof Holding> = Holding[Name] extends readonly (infer Item)[] ? Item : never;

const parts: Parts<Holding> = {
  maker: company,
  tenure: uint,
  tenures: list(whole<Each<"tenures">>({ owner: account, firstSequence: sequence, firstTimeUnixS: time })),
  offer: list(whole<Each<"offer">>({ identity, buyer: account, fromUnixS: time, untilUnixS: time })),
  pairingCounter: uint,
  administratorCounter: uint,
  makerCounter: uint,
  ownerCounter: uint,
  companies: list(whole<Each<"companies">>({ company, counter: uint, untilUnixS: time })),
  grants: list(
    whole<Each<"grants">>({
      identity: bytes(16),
      grantee: shared(33),
      groups: uint,
      firstSequence: sequence,
      lastSequence: sequence,
      untilUnixS: time,
    }),
  ),
  isPublic: uint,
  publicSinceUnixS: time,
  cosigned: uint,
  revocation: list(whole<Each<"revocation">>({ reason: uint, sinceUnixS: time })),
  quarantine: list(
    whole<Each<"quarantine">>({ identity, reason: uint, sinceUnixS: time, untilUnixS: time, appealedUnixS: time }),
  ),
  loss: list(whole<Each<"loss">>({ identity, owner: account, sinceUnixS: time })),
  lossPausedUnixS: time,
  journal: list(whole<Each<"journal">>({ identity: bytes(16), company, entry: uint, timeUnixS: time, state: uint })),
  waiting: list(whole<Each<"waiting">>({ identity, company, entry: uint, untilUnixS: time })),
};

/** Most cars have had one owner. */
const USUAL: Holding = { ...newHolding(new Uint8Array(8), new Uint8Array(), 0), tenure: 1 };

/** What operations move. */
export const holding: Codec<Holding> = sparse(parts, USUAL);

const content = sparse<EntryContent>(
  { timeUnixS: time, raw: uint, numerator: uint, denominator: uint, other: company, text: list(whole({ line: text })) },
  { timeUnixS: 0, raw: 0, numerator: 0, denominator: 0, other: new Uint8Array(8), text: [] },
);

/** One entry of the journal; without content it could not be opened. */
export const journalEntry: Codec<KeptEntry> = sparse<KeptEntry>(
  { identity, company, entry: uint, timeUnixS: time, content: present(content), tenure: uint },
  { identity: new Uint8Array(32), company: new Uint8Array(8), entry: 0, timeUnixS: 0, content: undefined, tenure: 1 },
);
