/** What operations move of a record, in few bytes. Pure. */
import { type Holding, newHolding } from "@witness/protocol/operations/holding";
import { bytes, type Codec, list, near, type Parts, shared, sparse, uint, whole } from "./codec.ts";

const time = near("time");
const sequence = near("sequence");
const account = shared(20);
const company = shared(8);
const identity = shared(32);

/** Nobody's account. */
const NOBODY = new Uint8Array();

type Each<Name extends keyof Holding> = Holding[Name] extends readonly (infer Item)[] ? Item : never;

const parts: Parts<Holding> = {
  maker: company,
  tenure: uint,
  tenures: list(
    whole<Each<"tenures">>(
      { owner: account, firstSequence: sequence, firstTimeUnixS: time, firstSession: uint },
      () => ({ owner: NOBODY, firstSequence: 0, firstTimeUnixS: 0, firstSession: 0 }),
    ),
  ),
  offer: list(whole<Each<"offer">>({ identity, buyer: account, fromUnixS: time, untilUnixS: time, session: uint })),
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
export const holding: Codec<Holding> = sparse(parts, USUAL, (usual) => ({ ...usual }));
