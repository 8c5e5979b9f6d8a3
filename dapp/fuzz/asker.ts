/** Queries that anybody may send to a node: authentic, well-formed, and wrong in any way. */
import { GROUP_NAMES } from "@witness/protocol/columns/quantity";
import { preamble } from "@witness/protocol/context";
import {
  browserKeyTypedData,
  carQueryTypedData,
  carsQueryTypedData,
  recoverAddress,
  signDigest,
  typedDataDigest,
} from "@witness/protocol/eip712";
import { encodeKeysQuery } from "@witness/protocol/wire/keys";
import { encodeCarQuery, encodeCarsQuery, encodeQuery, type SignedQuery } from "@witness/protocol/wire/query";
import { keyHolder, passkeyOf } from "../../protocol/scripts/cases/operated.ts";
import type { DeviceRecord } from "../src/state/state.ts";
import { context, keyId, keyOf, NOW, p } from "../test/world.ts";
import type { Chance } from "./chance.ts";
import { mutateBytes, mutateMessage } from "./mutate.ts";
import { makeOperation, PLATES } from "./operator.ts";
import { FUZZ_VIN, remember, type Stage, someRecord } from "./sender.ts";

const wallet = new Uint8Array(32).fill(7);
const anyDigest = new Uint8Array(32).fill(1);
/** The address (20 bytes) of the wallet that asks: make it the owner of some cars. */
export const walletAddress = recoverAddress(anyDigest, signDigest(anyDigest, wallet)) ?? new Uint8Array(20);
const browser = keyOf("browser");
const browserKey = p.p256PublicKey(browser);
const replyKey = p.p256PublicKey(keyOf("reply"));
const encapsulatedKey = p.p256Uncompress(p.p256PublicKey(keyOf("encapsulated"))) ?? new Uint8Array(65);
const KEY_OWNERS = [keyHolder("fuzz owner"), passkeyOf("fuzz owner")];

/** Made once, because a wallet's signature takes long. */
const [current, ...ended] = [NOW + 1_000, NOW - 1_000, 2 ** 32 - 1, 0].map((validUntilUnixS) => ({
  browserKey,
  validUntilUnixS,
  signature: signDigest(typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS)), wallet),
}));

function deviceIdIn(chance: Chance, stage: Stage): Uint8Array {
  const known = chance.oneIn(6) ? undefined : someRecord(chance, stage);
  return known?.chain.deviceId ?? chance.bytes(chance.pick([8, 8, 0, 7]));
}

/** The same question by an owner that is no wallet, or for the keys of a session. */
function askedByOwner(chance: Chance, asked: Pick<SignedQuery, "kind" | "query">, wrong: boolean): SignedQuery {
  const owner = chance.some(KEY_OWNERS);
  if (!owner) throw new Error("There are always owners.");
  const { actor: asker, signOver } = owner;
  const signature = signOver([preamble("query", context), asked.query], p);
  return { ...asked, asker, signature: wrong ? mutateBytes(chance, signature) : signature };
}

function keysQuery(chance: Chance, record: DeviceRecord, reply: Uint8Array): Uint8Array {
  const { chain } = record;
  const any = (...good: readonly [number, ...number[]]): number => chance.pick([...good, 1, 2 ** 32 - 1]);
  const opening = { suite: chance.pick([2, 2, 1]), keyId: chance.oneIn(8) ? chance.bytes(8) : keyId, encapsulatedKey };
  return encodeKeysQuery({
    deviceId: chain.deviceId,
    session: any(Math.max(1, chain.session)),
    firstSequence: any(Math.max(1, chain.firstSequence)),
    previousLink: chance.oneIn(4) ? chance.bytes(32) : chain.link,
    opening: chance.oneIn(8) ? { ...opening, encapsulatedKey: mutateBytes(chance, encapsulatedKey) } : opening,
    fromSequence: any(Math.max(1, chain.sequence)),
    toSequence: any(Math.max(1, chain.sequence), Math.min(2 ** 32 - 1, chain.sequence + 9)),
    groups: GROUP_NAMES.filter(() => chance.oneIn(2)),
    replyKey: reply,
  });
}

/** A question for one car or all, signed by the wallet or by the browser key that it authorised. */
function signedQuery(chance: Chance, stage: Stage): SignedQuery {
  const wrong = chance.oneIn(2);
  const deviceId = deviceIdIn(chance, stage);
  const reply = wrong && chance.oneIn(4) ? mutateBytes(chance, replyKey) : replyKey;
  const bound = chance.pick<{ timeUnixS?: number }>([
    {},
    { timeUnixS: NOW + chance.below(3) - 1 },
    { timeUnixS: 0 },
    { timeUnixS: NOW - chance.below(5) * 86_400 },
    { timeUnixS: 2 ** 32 - 1 },
  ]);
  const car = { deviceId, replyKey: reply, ...bound };
  const cars = { owner: chance.oneIn(3) ? chance.bytes(20) : walletAddress, replyKey: reply };
  const record = chance.oneIn(4) ? someRecord(chance, stage) : undefined;
  const kind = record ? "keys" : chance.oneIn(4) ? "cars" : "car";
  const bytes = record
    ? keysQuery(chance, record, reply)
    : kind === "car"
      ? encodeCarQuery(car)
      : encodeCarsQuery(cars);
  const query = wrong && chance.oneIn(3) ? mutateMessage(chance, bytes) : bytes;
  if (chance.oneIn(8) && !record) {
    const typed = kind === "car" ? carQueryTypedData(context, car) : carsQueryTypedData(context, cars);
    const signature =
      car.deviceId.length === 8 ? signDigest(typedDataDigest(context, typed), wallet) : chance.bytes(65);
    return { kind, query, signature: wrong && chance.oneIn(3) ? mutateBytes(chance, signature) : signature };
  }
  if (chance.oneIn(3)) return askedByOwner(chance, { kind, query }, wrong);
  const signature = p.p256Sign(browser, preamble("query", context), query);
  const authorisation = (wrong && chance.oneIn(3) ? chance.some(ended) : current) ?? ended[0];
  if (!authorisation) throw new Error("There are always authorisations.");
  const forged = { ...authorisation, signature: mutateBytes(chance, authorisation.signature) };
  return { kind, query, signature, authorisation: wrong && chance.oneIn(4) ? forged : authorisation };
}

/** Returns the bytes of a query of any kind, valid or not. */
export function makeQuery(chance: Chance, stage: Stage): Uint8Array {
  const known = chance.some(stage.queries);
  if (known && chance.oneIn(2)) return chance.oneIn(3) ? mutateBytes(chance, known) : mutateMessage(chance, known);
  if (chance.oneIn(12)) return chance.bytes(chance.pick([0, 1, 40, 40, 4_096, 4_097]));
  const query = makeKind(chance, stage);
  remember(stage.queries, query);
  return query;
}

function makeKind(chance: Chance, stage: Stage): Uint8Array {
  switch (chance.below(11)) {
    case 10: {
      const vin = { kind: "vin", vin: chance.pick([FUZZ_VIN, "WAS0000000000ELSE"]) } as const;
      const plate = { kind: "plate", plate: chance.pick(PLATES) } as const;
      return encodeQuery({ kind: "public", name: chance.oneIn(2) ? vin : plate });
    }
    case 8:
      return encodeQuery({ kind: "holding", deviceId: deviceIdIn(chance, stage) });
    case 9:
      return encodeQuery({ kind: "operation", operation: makeOperation(chance, stage) });
    case 0:
      return encodeQuery({ kind: "status" });
    case 1:
      return encodeQuery({ kind: "head", deviceId: deviceIdIn(chance, stage) });
    case 2:
      return encodeQuery({
        kind: "refusals",
        limit: chance.pick([0, 1, 500, 501, 2 ** 32 - 1]),
        ...(chance.oneIn(2) ? { deviceId: deviceIdIn(chance, stage) } : {}),
      });
    case 3:
      return encodeQuery({
        kind: "statistics",
        make: chance.pick(["", "Aster", "\0", "__proto__"]),
        model: chance.pick(["", "Corsa", "constructor"]),
      });
    default:
      return encodeQuery({ kind: "signed", signed: signedQuery(chance, stage) });
  }
}
