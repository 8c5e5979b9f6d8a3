/** Keys for somebody to whom the owner granted a part of a history: within the grant, while it lasts, and nothing beside. */
import { u32 } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { leafFrom } from "@witness/protocol/disclosure/key-tree";
import { deviceIdOf } from "@witness/protocol/identity";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { openAnswer } from "@witness/protocol/seal";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { type Body, decodeBody } from "@witness/protocol/wire/envelope";
import { decodeKeysAnswer, encodeKeysQuery, type KeysQuery } from "@witness/protocol/wire/keys";
import { encodeCarQuery, encodeCarsQuery, encodeQuery, type SignedQuery } from "@witness/protocol/wire/query";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type Change,
  DAY_S,
  type KeySigner,
  keyHolder,
  passkeyOf,
  type Signer,
  signedOperation,
} from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { newState, type State } from "../src/state/state.ts";
import {
  applicationPrivateKey,
  context,
  drive,
  feed,
  inputOf,
  keyOf,
  makerKey,
  NOW,
  p,
  run,
  TestDevice,
} from "./world.ts";

const ORIGIN = "https://witness.example";
const [anna, ben, grace, eve] = [keyHolder("Anna"), keyHolder("Ben"), keyHolder("Grace"), keyHolder("Eve")];
const reply = keyOf("reply");
const replyKey = p.p256PublicKey(reply);
const [DISTANCE, CONDITION] = [1, 2];

let state: State;
let device: TestDevice;
let other: TestDevice;
let inputs: number;
/** Of both devices: envelopes 1 to 4 in session 1, 5 to 6 in session 2, all before anything is granted. */
let bodies: Map<TestDevice, Body[]>;

function post(batch: Parameters<typeof inputOf>[0], timeUnixS = state.timeUnixS) {
  inputs += 1;
  const { reports } = feed(state, inputOf(batch, inputs, { timeUnixS }));
  return decodeAdvanceReport(reports[0] ?? new Uint8Array());
}
function send(from: TestDevice, count: number): void {
  for (let sent = 0; sent < count; sent += 1) {
    const kept = bodies.get(from) ?? [];
    const envelope = from.send(drive(2, 1_000 + 100 * kept.length, NOW - DAY_S + 600 * kept.length));
    bodies.set(from, [...kept, decodeBody(envelope.body)]);
    post({ runs: [run(envelope)] });
  }
}
function act(
  signer: Signer,
  kind: OperationKind,
  fields: Operation["fields"] = {},
  change: Change & { readonly on?: TestDevice } = {},
): Uint8Array {
  const { on = device, ...rest } = change;
  const record = state.devices.get(deviceIdOf(on.id));
  if (!record) throw new Error("The device is registered.");
  const { holding, chain } = record;
  const { globals, timeUnixS } = state;
  const sight = { at: context, globals, holding, chain, timeUnixS, deviceKey: on.key, provider: p };
  const operation = signedOperation(sight, signer, kind, fields, rest);
  expect(post({ operations: [operation] }).operationCodes).toEqual(["admitted"]);
  return p.sha256(operation.message);
}
const grant = (change: object = {}, on = device): Uint8Array =>
  act(
    anna,
    "grant",
    {
      grantee: grace.publicKey,
      groups: DISTANCE,
      firstSequence: 2,
      lastSequence: 3,
      untilUnixS: NOW + DAY_S,
      ...change,
    },
    { on },
  );

const bodyOf = (sequence: number, of = device): Body => bodies.get(of)?.[sequence - 1] as Body;
/** The question for all of a session, as somebody who read the chain puts it. */
function about(first: Body, change: Partial<KeysQuery> = {}): KeysQuery {
  const { session, sequence: firstSequence, previousLink, opening, deviceId } = first;
  if (!opening) throw new Error("The body opens a session.");
  const asked = { fromSequence: 1, toSequence: 2 ** 32 - 1, groups: ["distance"], replyKey } as const;
  return { deviceId, session, firstSequence, previousLink, opening, ...asked, ...change };
}
type Signed = (signed: SignedQuery) => Partial<SignedQuery>;
function answered(asker: KeySigner, query: KeysQuery, change: Signed = () => ({})) {
  const bytes = encodeKeysQuery(query);
  const signature = asker.signOver([preamble("query", context), bytes], p);
  const signed: SignedQuery = { kind: "keys", query: bytes, asker: asker.actor, signature };
  const answer = decodeAnswer(
    inspect(state, encodeQuery({ kind: "signed", signed: { ...signed, ...change(signed) } })),
  );
  if (answer.kind === "none") return answer.code;
  if (answer.kind !== "sealed") throw new Error(answer.kind);
  return decodeKeysAnswer(openAnswer(context, bytes, reply, answer.sealed, p));
}
/** Returns the envelopes that the asker is told of, and those that the nodes of each group open, or the code. */
function ask(asker: KeySigner, query: KeysQuery, change?: Signed) {
  const answer = answered(asker, query, change);
  if (typeof answer === "string") return answer;
  const { groups, fromSequence, toSequence } = answer;
  const places = Array.from({ length: 12 }, (_, place) => place);
  const opens = Object.entries(groups).map(([group, nodes]) => [
    group,
    places.filter((place) => leafFrom(nodes, place, p)).map((place) => place + query.firstSequence),
  ]);
  return { fromSequence, toSequence, opens: Object.fromEntries(opens) as Record<string, readonly number[]> };
}
/** Returns the first leaf of an answer's distance: it tells one session's key from another's. */
function leafOf(asker: KeySigner, query: KeysQuery): string {
  const answer = answered(asker, query);
  if (typeof answer === "string") throw new Error(answer);
  return String(leafFrom(answer.groups.distance ?? [], answer.fromSequence - query.firstSequence, p));
}

beforeEach(() => {
  inputs = 0;
  state = newState({
    provider: p,
    makers: [p.p256PublicKey(makerKey)],
    origins: [ORIGIN],
    applicationPrivateKey,
  });
  [device, other] = [new TestDevice("device"), new TestDevice("other")];
  bodies = new Map();
  post({ registrations: [device.registration(anna.account), other.registration(anna.account)] }, NOW);
  for (const each of [device, other]) {
    send(each, 4);
    each.open();
    send(each, 2);
  }
});

describe("a grantee", () => {
  it("is given what the grant says: its envelopes, its groups, and no others", () => {
    expect(ask(grace, about(bodyOf(1)))).toBe("car-unknown");
    grant();
    const asked = about(bodyOf(1), { groups: ["distance", "condition", "bus"] });
    expect(ask(grace, asked)).toEqual({ fromSequence: 2, toSequence: 3, opens: { distance: [2, 3] } });
    expect(ask(grace, { ...asked, fromSequence: 3 })).toEqual({
      fromSequence: 3,
      toSequence: 3,
      opens: { distance: [3] },
    });
  });

  it("is given nothing one envelope outside the grant, of another group, or of another session", () => {
    grant();
    const inGrant = about(bodyOf(1));
    expect(ask(grace, { ...inGrant, fromSequence: 1, toSequence: 1 })).toBe("keys-none");
    expect(ask(grace, { ...inGrant, fromSequence: 4, toSequence: 4 })).toBe("keys-none");
    expect(ask(grace, { ...inGrant, groups: ["condition", "bus"] })).toBe("keys-none");
    expect(ask(grace, about(bodyOf(5)))).toBe("keys-none");
  });

  it("is given nothing with the opening of another session or another car", () => {
    grant({ firstSequence: 1, lastSequence: 9 });
    const { opening } = bodyOf(5);
    const strangers = bodyOf(1, other);
    for (const lie of [
      about(bodyOf(1), opening ? { opening } : {}),
      about(strangers, { deviceId: device.id }),
      about(bodyOf(5), { firstSequence: 1 }),
    ]) {
      // It gets nodes that look like any: of another key, so they open nothing that was sealed.
      expect(ask(grace, lie)).toMatchObject({ fromSequence: 1 });
      expect(leafOf(grace, lie)).not.toEqual(leafOf(anna, about(bodyOf(1))));
      expect(leafOf(grace, lie)).not.toEqual(leafOf(anna, about(strangers)));
    }
    expect(leafOf(grace, about(bodyOf(1)))).toEqual(leafOf(anna, about(bodyOf(1), { toSequence: 6 })));
    // The other car is granted to nobody.
    expect(ask(grace, about(strangers))).toBe("car-unknown");
  });

  it("has the right alone: neither another key, nor the same key as a passkey, nor somebody else's signature", () => {
    grant();
    expect(ask(eve, about(bodyOf(1)))).toBe("car-unknown");
    expect(ask(eve, about(bodyOf(1)), () => ({ asker: grace.actor }))).toBe("query-unauthorised");
    const blind = passkeyOf("Grace");
    act(anna, "grant", {
      grantee: blind.actor.publicKey,
      groups: DISTANCE,
      firstSequence: 1,
      lastSequence: 3,
      untilUnixS: NOW + DAY_S,
    });
    expect(ask(blind, about(bodyOf(1)))).toBe("car-unknown");
  });

  it("asks by a key of the browser that it permitted, while the permission lasts", () => {
    grant();
    const browser = keyHolder("browser");
    const permitted = (by: KeySigner, validUntilUnixS: number) => () => {
      const parts = [preamble("permission", context), browser.publicKey, u32(validUntilUnixS)];
      const authorisation = { browserKey: browser.publicKey, validUntilUnixS, signature: by.signOver(parts, p) };
      return { asker: grace.actor, authorisation };
    };
    expect(ask(browser, about(bodyOf(1)), permitted(grace, NOW + 60))).toMatchObject({ toSequence: 3 });
    expect(ask(browser, about(bodyOf(1)), permitted(grace, NOW - 1))).toBe("authorisation-expired");
    expect(ask(browser, about(bodyOf(1)), permitted(eve, NOW + 60))).toBe("query-unauthorised");
  });

  it("is told nothing above the head, and what comes later within the grant once it is there", () => {
    grant({ firstSequence: 6, lastSequence: 8 });
    expect(ask(grace, about(bodyOf(5)))).toMatchObject({ toSequence: 6, opens: { distance: [6] } });
    send(device, 3);
    expect(ask(grace, about(bodyOf(5)))).toMatchObject({ toSequence: 8, opens: { distance: [6, 7, 8] } });
  });

  it("with several grants has the newest that gives something", () => {
    grant({ firstSequence: 1, lastSequence: 2 });
    grant({ groups: CONDITION, firstSequence: 2, lastSequence: 4 });
    const both = about(bodyOf(1), { groups: ["distance", "condition"] });
    expect(ask(grace, both)).toMatchObject({ opens: { condition: [2, 3, 4] } });
    expect(ask(grace, about(bodyOf(1)))).toMatchObject({ opens: { distance: [1, 2] } });
    expect(ask(grace, { ...both, toSequence: 1 })).toMatchObject({ opens: { distance: [1] } });
  });

  it("is given keys and nothing else: no answer about the car, and no list of cars", () => {
    grant({ firstSequence: 1, lastSequence: 9, groups: 7 });
    const car = encodeCarQuery({ deviceId: device.id, replyKey });
    const cars = encodeCarsQuery({ owner: anna.account, replyKey });
    const codeOf = (kind: "car" | "cars", query: Uint8Array) => {
      const signature = grace.signOver([preamble("query", context), query], p);
      const signed = { kind, query, asker: grace.actor, signature } as const;
      const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "signed", signed })));
      return answer.kind === "none" ? answer.code : answer.kind;
    };
    expect([codeOf("car", car), codeOf("cars", cars)]).toEqual(["car-unknown", "query-unauthorised"]);
  });
});

describe("a grant ends", () => {
  it("with its time", () => {
    grant({ untilUnixS: NOW + 60 });
    post({ runs: [run(other.send(drive(1)))] }, NOW + 59);
    expect(ask(grace, about(bodyOf(1)))).toMatchObject({ toSequence: 3 });
    post({ runs: [run(other.send(drive(1)))] }, NOW + 60);
    expect(ask(grace, about(bodyOf(1)))).toBe("car-unknown");
  });

  it("when the owner revokes it, and the other one stays", () => {
    const answers = grant();
    grant({ grantee: eve.publicKey });
    act(anna, "revokeGrant", {}, { answers });
    expect(ask(grace, about(bodyOf(1)))).toBe("car-unknown");
    expect(ask(eve, about(bodyOf(1)))).toMatchObject({ toSequence: 3 });
  });

  it("with the owner's tenure, whatever it named: the buyer's envelopes were never the seller's to grant", () => {
    grant({ firstSequence: 1, lastSequence: 2 ** 32 - 1, groups: 7 });
    const answers = act(anna, "offer", { buyer: ben.account });
    expect(ask(grace, about(bodyOf(1)))).toMatchObject({ toSequence: 6 });
    act(ben, "acceptOffer", {}, { answers });
    device.open();
    send(device, 2);
    for (const first of [bodyOf(1), bodyOf(5), bodyOf(7)]) expect(ask(grace, about(first))).toBe("car-unknown");
    // The buyer's grant begins with the buyer's tenure.
    act(ben, "grant", {
      grantee: grace.publicKey,
      groups: DISTANCE,
      firstSequence: 7,
      lastSequence: 9,
      untilUnixS: NOW + DAY_S,
    });
    expect(ask(grace, about(bodyOf(5)))).toMatchObject({ fromSequence: 7, opens: { distance: [7, 8] } });
    expect(ask(grace, about(bodyOf(1)))).toMatchObject({ fromSequence: 7 });
    expect(leafOf(grace, about(bodyOf(5)))).not.toEqual(leafOf(ben, about(bodyOf(7))));
    expect(leafOf(grace, about(bodyOf(7)))).toEqual(leafOf(ben, about(bodyOf(7))));
  });
});
