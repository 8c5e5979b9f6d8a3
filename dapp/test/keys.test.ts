/** Who is given which keys of a history: an owner those of its own time with the car, and nobody more. */
import { equal } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { preamble } from "@witness/protocol/context";
import { leafFrom } from "@witness/protocol/disclosure/key-tree";
import { browserKeyTypedData, keysQueryTypedData, signDigest, typedDataDigest } from "@witness/protocol/eip712";
import { OpenError } from "@witness/protocol/errors";
import { encodeReadings } from "@witness/protocol/reading";
import { openAnswer, openSealed } from "@witness/protocol/seal";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { type Body, decodeBody, type Opening } from "@witness/protocol/wire/envelope";
import { decodeKeysAnswer, encodeKeysQuery, groupBits, type KeysQuery } from "@witness/protocol/wire/keys";
import { encodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { walletOf } from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import { inspect } from "../src/inspect/inspect.ts";
import type { State } from "../src/state/state.ts";
import { act } from "./operating.ts";
import {
  applicationPrivateKey,
  context,
  drive,
  feed,
  inputOf,
  keyId,
  keyOf,
  NOW,
  p,
  run,
  TestDevice,
  world,
} from "./world.ts";

const [anna, ben] = [walletOf("Anna"), walletOf("Ben")];
const walletKeys = { Anna: seed("wallet of Anna"), Ben: seed("wallet of Ben"), Carl: seed("wallet of Carl") };
const reply = keyOf("reply");
const replyKey = p.p256PublicKey(reply);
const browser = keyOf("browser");

let state: State;
let device: TestDevice;
let decapsulations: number;
/** Anna's session from envelope 1, Ben's from envelope 4. */
let bodies: Body[];

const counting: typeof p = {
  ...p,
  p256SharedSecret(privateKey, point) {
    if (equal(privateKey, applicationPrivateKey)) decapsulations += 1;
    return p.p256SharedSecret(privateKey, point);
  },
};

/** What each envelope says of the distance, by its number. */
const said = new Map<number, Uint8Array>();

const send = (): void => {
  const readings = drive(2, 1_000 + 100 * bodies.length, NOW - 86_400 + 600 * bodies.length);
  const envelope = device.send(readings);
  const body = decodeBody(envelope.body);
  bodies.push(body);
  said.set(body.sequence, encodeReadings(CAR, readings).distance);
  feed(state, inputOf({ runs: [run(envelope)] }, 10 + bodies.length));
};
function sell(): void {
  const answers = act(state, device, anna, "offer", { buyer: ben.account });
  act(state, device, ben, "acceptOffer", {}, { answers });
}

const openingOf = ({ opening }: Body): Opening => {
  if (!opening) throw new Error("The body opens a session.");
  return opening;
};
/** The question for all of a session, as somebody who read the chain puts it. */
function about(first: Body, change: Partial<KeysQuery> = {}): KeysQuery {
  return {
    deviceId: device.id,
    session: first.session,
    firstSequence: first.sequence,
    previousLink: first.previousLink,
    opening: openingOf(first),
    fromSequence: 1,
    toSequence: 2 ** 32 - 1,
    groups: ["distance"],
    replyKey,
    ...change,
  };
}
function ask(name: keyof typeof walletKeys, query: KeysQuery, validUntilUnixS?: number) {
  const bytes = encodeKeysQuery(query);
  const typed = typedDataDigest(context, keysQueryTypedData(context, { ...query, groups: groupBits(query.groups) }));
  const signed = { kind: "keys" as const, query: bytes, signature: signDigest(typed, walletKeys[name]) };
  const browserKey = p.p256PublicKey(browser);
  const permission = validUntilUnixS && {
    signature: p.p256Sign(browser, preamble("query", context), bytes),
    authorisation: {
      browserKey,
      validUntilUnixS,
      signature: signDigest(
        typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS)),
        walletKeys[name],
      ),
    },
  };
  const answer = decodeAnswer(
    inspect(state, encodeQuery({ kind: "signed", signed: { ...signed, ...(permission || {}) } })),
  );
  if (answer.kind === "none") return answer.code;
  if (answer.kind !== "sealed") throw new Error(answer.kind);
  return decodeKeysAnswer(openAnswer(context, bytes, reply, answer.sealed, p));
}
function keys(...how: Parameters<typeof ask>) {
  const answer = ask(...how);
  if (typeof answer === "string") throw new Error(answer);
  return answer;
}
/** What the keys open of an envelope's distance; undefined when they do not. */
function read({ groups }: ReturnType<typeof keys>, origin: number, body: Body): Uint8Array | undefined {
  const leaf = leafFrom(groups.distance ?? [], body.sequence - origin, p);
  try {
    return leaf && openSealed(context, body, "distance", leaf, { keyId, profile: CAR }, p);
  } catch (error) {
    if (error instanceof OpenError) return undefined;
    throw error;
  }
}
const kept = ({ sequence }: Body): Uint8Array | undefined => said.get(sequence);

beforeEach(() => {
  state = world({ provider: counting });
  device = new TestDevice("device");
  bodies = [];
  feed(state, inputOf({ registrations: [device.registration(anna.account)] }));
  for (let sent = 0; sent < 3; sent += 1) send();
  decapsulations = 0;
});

describe("keys of a session", () => {
  const [first, second, third, fourth, fifth] = [0, 1, 2, 3, 4].map((at) => () => bodies[at] as Body) as [
    () => Body,
    () => Body,
    () => Body,
    () => Body,
    () => Body,
  ];

  it("default: open every envelope that was asked for, and none else, for one decapsulation", () => {
    const answer = keys("Anna", about(first(), { fromSequence: 2, toSequence: 3 }));
    expect(answer).toMatchObject({ fromSequence: 2, toSequence: 3 });
    expect(read(answer, 1, first())).toBeUndefined();
    for (const body of [second(), third()]) expect(read(answer, 1, body)).toEqual(kept(body));
    expect(Object.keys(answer.groups)).toEqual(["distance"]);
    expect(decapsulations).toBe(1);
  });

  it("of each group are others, and never above the head", () => {
    const answer = keys("Anna", about(first(), { groups: ["bus", "distance", "condition"] }));
    expect(answer.toSequence).toBe(3);
    expect(Object.keys(answer.groups)).toEqual(["distance", "condition", "bus"]);
    const firstKeys = Object.values(answer.groups).map((nodes) => String(nodes[0]?.key));
    expect(new Set(firstKeys).size).toBe(3);
    for (const nodes of Object.values(answer.groups)) expect(leafFrom(nodes, 3, p)).toBeUndefined();
  });

  it("are asked for by a browser key as well", () => {
    expect(keys("Anna", about(first()), NOW + 60).toSequence).toBe(3);
    expect(ask("Anna", about(first()), NOW - 1)).toBe("authorisation-expired");
  });

  it("are each owner's own: what was sealed before the sale is the seller's, what comes after it the buyer's", () => {
    sell();
    device.open();
    for (let sent = 0; sent < 2; sent += 1) send();
    const sold = keys("Anna", about(first()));
    expect(sold).toMatchObject({ fromSequence: 1, toSequence: 3 });
    expect(ask("Anna", about(fourth()))).toBe("keys-none");
    const bought = keys("Ben", about(fourth()));
    expect(bought).toMatchObject({ fromSequence: 4, toSequence: 5 });
    for (const body of [fourth(), fifth()]) expect(read(bought, 4, body)).toEqual(kept(body));
    for (const body of [first(), second(), third()]) expect(read(sold, 1, body)).toEqual(kept(body));
    expect(ask("Ben", about(first(), { toSequence: 3 }))).toBe("keys-none");
  });

  it("given a lie about where the session began, are useless", () => {
    sell();
    device.open();
    for (let sent = 0; sent < 2; sent += 1) send();
    // Ben names Anna's session as if it had begun in his time, so that its places would be his to ask for.
    for (const lie of [
      about(first(), { firstSequence: 4 }),
      about(first(), { firstSequence: 4, previousLink: fourth().previousLink }),
    ]) {
      expect(ask("Ben", lie)).toBe("keys-none");
    }
    for (const lie of [
      about(first(), { firstSequence: 4, previousLink: fourth().previousLink, session: 2 }),
      about(fourth(), { opening: openingOf(first()) }),
    ]) {
      const given = keys("Ben", lie);
      for (const body of bodies.slice(0, 3)) {
        // Whatever place he takes a key of: it is of no envelope of Anna's.
        for (const origin of [body.sequence, body.sequence - 1]) expect(read(given, origin, body)).toBeUndefined();
      }
    }
    expect(ask("Ben", about(first()))).toBe("keys-none");
  });

  it("are not told to a stranger, who hears the same as of no car, and costs no decapsulation", () => {
    expect(ask("Carl", about(first()))).toBe("car-unknown");
    expect(ask("Carl", about(first(), { deviceId: new Uint8Array(8) }))).toBe("car-unknown");
    expect(ask("Anna", about(first(), { deviceId: new Uint8Array(8) }))).toBe("car-unknown");
    expect(decapsulations).toBe(0);
  });

  it.each<[string, (query: KeysQuery) => Partial<KeysQuery>, string]>([
    ["envelopes that the record does not have", () => ({ fromSequence: 4 }), "keys-none"],
    ["a session that begins behind the head", () => ({ firstSequence: 4 }), "keys-none"],
    ["another suite", ({ opening }) => ({ opening: { ...opening, suite: 1 } }), "suite-unsupported"],
    ["another application's key", ({ opening }) => ({ opening: { ...opening, keyId: device.id } }), "key-unknown"],
    [
      "an encapsulated key that is no point",
      ({ opening }) => ({ opening: { ...opening, encapsulatedKey: opening.encapsulatedKey.with(64, 0).with(63, 0) } }),
      "encapsulation-invalid",
    ],
    ["a reply key that is no point", () => ({ replyKey: new Uint8Array(33).fill(5) }), "reply-key-invalid"],
    ["no group", () => ({ groups: [] }), "query-malformed"],
    ["an empty range", () => ({ fromSequence: 3, toSequence: 2 }), "query-malformed"],
    ["session 0", () => ({ session: 0 }), "query-malformed"],
    ["a link of 8 bytes", ({ previousLink }) => ({ previousLink: previousLink.slice(0, 8) }), "query-malformed"],
  ])("given %s, are refused", (_, change, code) => {
    const query = about(first());
    expect(ask("Anna", { ...query, ...change(query) })).toBe(code);
    expect(decapsulations).toBeLessThanOrEqual(1);
  });
});
