/** What questions cost, apart from inputs: they come through the same loop, one at a time, and change nothing. */
import { utf8 } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { carQueryTypedData, signDigest, typedDataDigest } from "@witness/protocol/eip712";
import { encodeCarQuery, encodeCarsQuery, encodeQuery, type Query } from "@witness/protocol/wire/query";
import { inspect } from "../../src/inspect/inspect.ts";
import { context, keyOf, p } from "../../test/world.ts";
import { inVerifications } from "./cpu.ts";
import { operationOf } from "./operations.ts";
import { FLEET, ownerOf, type Prepared } from "./prepared.ts";

const PLACE = 1;
/** The owner of every car of the fleet. */
const OWNER = "key";

function queriesOf(prepared: Prepared): Readonly<Record<string, Query>> {
  for (let place = 0; place < FLEET; place += 1) prepared.hold(place, OWNER, (holding) => holding);
  const replyKey = p.p256PublicKey(keyOf("reply"));
  const deviceId = prepared.device(PLACE).id;
  const { account, actor } = ownerOf(PLACE, OWNER);
  const car = { deviceId, replyKey };
  const query = encodeCarQuery(car);
  const cars = encodeCarsQuery({ owner: account, replyKey });
  const asker = "publicKey" in actor ? { asker: actor } : {};
  const signed = (bytes: Uint8Array) => p.p256Sign(keyOf(`key ${PLACE}`), preamble("query", context), bytes);
  const digest = typedDataDigest(context, carQueryTypedData(context, car));
  const operation = operationOf(
    { of: "operation", share: 1, kind: "acceptOffer", by: "wallet", isForged: true, entry: 1 },
    PLACE + 1,
    prepared,
    1,
  );
  return {
    status: { kind: "status" },
    head: { kind: "head", deviceId },
    holding: { kind: "holding", deviceId },
    refusals: { kind: "refusals", limit: 0 },
    statistics: { kind: "statistics", make: "", model: "" },
    "an operation by a wallet": { kind: "operation", operation },
    "a car by a key": { kind: "signed", signed: { kind: "car", query, signature: signed(query), ...asker } },
    "a car by a wallet that owns none": {
      kind: "signed",
      signed: { kind: "car", query, signature: signDigest(digest, p.sha256(utf8("wallet"))) },
    },
    "all cars by a key": { kind: "signed", signed: { kind: "cars", query: cars, signature: signed(cars), ...asker } },
  };
}

/** Returns what each kind of question costs over prepared records without a history, in verifications. */
export function weighQueries(prepared: Prepared, times: number): Readonly<Record<string, number>> {
  prepared.reset();
  const entries = Object.entries(queriesOf(prepared)).map(([name, query]): [string, number] => {
    const bytes = encodeQuery(query);
    const ask = (): void => {
      inspect(prepared.state, bytes);
    };
    return [name, inVerifications(times, ask, ask)];
  });
  return Object.fromEntries(entries);
}
