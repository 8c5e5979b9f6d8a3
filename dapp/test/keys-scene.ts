/** Two cars, people with P-256 keys who operate on them, and questions for keys: the scene of tests about who may read what. */
import { preamble } from "@witness/protocol/context";
import { leafFrom } from "@witness/protocol/disclosure/key-tree";
import type { Holding } from "@witness/protocol/operations/holding";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { openAnswer } from "@witness/protocol/seal";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { type Body, decodeBody } from "@witness/protocol/wire/envelope";
import { decodeKeysAnswer, encodeKeysQuery, type KeysAnswer, type KeysQuery } from "@witness/protocol/wire/keys";
import { encodeQuery, type SignedQuery } from "@witness/protocol/wire/query";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { type Change, DAY_S, type KeySigner, type Signer } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import type { State } from "../src/state/state.ts";
import { administrators, recordOf, signedAbout } from "./operating.ts";
import { context, drive, feed, inputOf, keyOf, NOW, p, run, TestDevice, world } from "./world.ts";

const reply = keyOf("reply");
/** What answers are sealed to. */
export const replyKey = p.p256PublicKey(reply);

/** Changes a signed question before it is asked. */
export type ChangeOfSigned = (signed: SignedQuery) => Partial<SignedQuery>;

/** What somebody was told: the envelopes that the answer names, and those that the nodes of each group open. */
export interface Told {
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly opens: Readonly<Record<string, readonly number[]>>;
}

export class KeysScene {
  readonly state: State;
  readonly device = new TestDevice("device");
  readonly other = new TestDevice("other");
  readonly #bodies = new Map<TestDevice, Body[]>();
  #inputs = 0;

  /** Both cars are the owner's. */
  constructor(owner: Signer) {
    this.state = world({ administrators, origins: ["https://witness.example"] });
    const registrations = [this.device, this.other].map((device) => device.registration(owner.account));
    this.post({ registrations }, NOW);
  }

  post(batch: Parameters<typeof inputOf>[0], timeUnixS = this.state.timeUnixS) {
    this.#inputs += 1;
    const { reports } = feed(this.state, inputOf(batch, this.#inputs, { timeUnixS }));
    return decodeAdvanceReport(reports[0] ?? new Uint8Array());
  }

  /** A device sends envelopes, each in an input. */
  send(count: number, from = this.device): void {
    for (let sent = 0; sent < count; sent += 1) {
      const kept = this.#bodies.get(from) ?? [];
      const envelope = from.send(drive(2, 1_000 + 100 * kept.length, NOW - DAY_S + 600 * kept.length));
      this.#bodies.set(from, [...kept, decodeBody(envelope.body)]);
      this.post({ runs: [run(envelope)] });
    }
  }

  bodyOf(sequence: number, of = this.device): Body {
    const body = this.#bodies.get(of)?.[sequence - 1];
    if (!body) throw new Error(`Nothing with the number ${sequence} was sent.`);
    return body;
  }

  holding(of = this.device): Holding {
    return recordOf(this.state, of).holding;
  }

  /** Signs as somebody would who knows the state. */
  signed(
    signer: Signer,
    kind: OperationKind,
    fields: Operation["fields"] = {},
    { on = this.device, ...change }: Change & { readonly on?: TestDevice } = {},
  ): SignedOperation {
    return signedAbout(this.state, on, signer, kind, fields, change);
  }

  /** Somebody does what takes effect. Returns the operation's identity. */
  act(...how: Parameters<KeysScene["signed"]>): Uint8Array {
    const operation = this.signed(...how);
    const { operationCodes } = this.post({ operations: [operation] });
    if (operationCodes?.[0] !== "admitted") throw new Error(`${how[1]} was refused: ${operationCodes}`);
    return p.sha256(operation.message);
  }

  /** The car changes hands, and goes on in a new session. */
  sell(seller: Signer, buyer: Signer): void {
    const answers = this.act(seller, "offer", { buyer: buyer.account });
    this.act(buyer, "acceptOffer", {}, { answers });
    this.device.open();
  }

  /** Returns the answer to a question for keys, or its code. */
  answered(asker: KeySigner, query: KeysQuery, change: ChangeOfSigned = () => ({})): KeysAnswer | string {
    const bytes = encodeKeysQuery(query);
    const signature = asker.signOver([preamble("query", context), bytes], p);
    const signed: SignedQuery = { kind: "keys", query: bytes, asker: asker.actor, signature };
    const asked = encodeQuery({ kind: "signed", signed: { ...signed, ...change(signed) } });
    const answer = decodeAnswer(inspect(this.state, asked));
    if (answer.kind === "none") return answer.code;
    if (answer.kind !== "sealed") throw new Error(answer.kind);
    return decodeKeysAnswer(openAnswer(context, bytes, reply, answer.sealed, p));
  }

  /** Returns what somebody was told, or the code. */
  ask(asker: KeySigner, query: KeysQuery, change?: ChangeOfSigned): Told | string {
    const answer = this.answered(asker, query, change);
    if (typeof answer === "string") return answer;
    const { groups, fromSequence, toSequence } = answer;
    const places = Array.from({ length: 24 }, (_, place) => place);
    const opens = Object.entries(groups).map(([group, nodes]) => [
      group,
      places.filter((place) => leafFrom(nodes, place, p)).map((place) => place + query.firstSequence),
    ]);
    return { fromSequence, toSequence, opens: Object.fromEntries(opens) as Told["opens"] };
  }

  /** Returns the first leaf of an answer's distance: it tells one session's key from another's. */
  leafOf(asker: KeySigner, query: KeysQuery): string {
    const answer = this.answered(asker, query);
    if (typeof answer === "string") throw new Error(answer);
    return String(leafFrom(answer.groups.distance ?? [], answer.fromSequence - query.firstSequence, p));
  }
}

/** The question for all of a session, as somebody who read the chain puts it. */
export function about(first: Body, change: Partial<KeysQuery> = {}): KeysQuery {
  const { session, sequence: firstSequence, previousLink, opening, deviceId } = first;
  if (!opening) throw new Error("The body opens a session.");
  const asked = { fromSequence: 1, toSequence: 2 ** 32 - 1, groups: ["distance"], replyKey } as const;
  return { deviceId, session, firstSequence, previousLink, opening, ...asked, ...change };
}
