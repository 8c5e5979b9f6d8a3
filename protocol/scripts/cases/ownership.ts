/** Pairing answers, tenures and their tickets, successions: each alone (docs/protocol.md, "Pairing" to "Succession"). */
import { concat, toHex } from "../../src/bytes.ts";
import { preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { derivePrivateKey } from "../../src/hpke.ts";
import { encodeOperation, type Operation } from "../../src/operations/operation.ts";
import {
  encodePairing,
  type PairedRecord,
  type PairingStatement,
  pairingPreimage,
  verifyPairing,
} from "../../src/pairing.ts";
import {
  announcementOf,
  encodeSuccession,
  followSuccession,
  type SuccessionStatement,
  successionLink,
  verifySuccession,
} from "../../src/succession.ts";
import { disclosedRange, type SequenceRange, tenureTicket, ticketedSessions } from "../../src/tenure.ts";
import { administratorKeys, administratorsBy } from "./operated.ts";
import { operationOf } from "./operations.ts";
import { chain, context, keys, other, owner, publicKey, seed } from "./world.ts";

// ---- pairing: the device of the other vectors has sent three envelopes in session 1

const record: PairedRecord = { chain, tenureFirstSequence: 2, tenureFirstSession: 1, pairingCounter: 4 };
const now: PairingStatement = { counter: 5, sequence: 3, link: chain.link, nextSession: 2 };
const claim = operationOf("claim", { fields: { pairing: new Uint8Array() } });
interface Paired {
  readonly operation?: Operation;
  readonly statement?: Partial<PairingStatement>;
  readonly key?: Uint8Array;
  readonly at?: typeof context;
  /** The operation that the answer is put into; the one that was answered unless said. */
  readonly into?: Operation;
  readonly change?: (pairing: Uint8Array) => Uint8Array;
}
function paired({
  operation = claim,
  statement = {},
  key = keys.device,
  at = context,
  into = operation,
  change,
}: Paired) {
  const said = { ...now, ...statement };
  const signature = p.p256Sign(key, ...pairingPreimage(at, operation, said, p));
  const pairing = encodePairing({ ...said, signature });
  return encodeOperation({ ...into, fields: { ...into.fields, pairing: change ? change(pairing) : pairing } });
}
const accept = operationOf("acceptOffer", { fields: { pairing: new Uint8Array() } });
const vouch = operationOf("vouchForOwner", { fields: { owner: seed("new").slice(0, 20), pairing: new Uint8Array() } });
const PAIRED: readonly (readonly [string, Paired])[] = [
  ["a claim at the head", {}],
  ["an acceptance", { operation: accept }],
  ["a maker's word for a new owner", { operation: vouch }],
  ["a border that the record has not reached", { statement: { sequence: 9, link: seed("nine") } }],
  ["a session further on", { statement: { nextSession: 7 } }],
  ["the record's counter", { statement: { counter: 4 } }],
  ["an older counter", { statement: { counter: 1 } }],
  ["another link at the head", { statement: { link: seed("link") } }],
  ["the open session", { statement: { nextSession: 1 } }],
  ["a border before the tenure", { statement: { sequence: 0, link: seed("x"), nextSession: 1 } }],
  ["a border within the open session", { statement: { sequence: 2, link: seed("x"), nextSession: 1 } }],
  ["by another key", { key: keys.stranger }],
  ["for another application", { at: other }],
  [
    "in another claimer's operation",
    { into: { ...claim, actor: { form: "wallet", address: seed("e").slice(0, 20) } } },
  ],
  ["in an operation with another counter", { into: { ...claim, counter: 6 } }],
  ["in an acceptance", { into: accept }],
  ["in an operation about another device", { into: { ...claim, device: seed("d").slice(0, 8) } }],
  ["a byte less", { change: (pairing) => pairing.slice(1) }],
  ["a byte more", { change: (pairing) => concat(pairing, Uint8Array.of(0)) }],
  ["nothing", { change: () => new Uint8Array() }],
];
const recorded = {
  devicePublicKey: toHex(publicKey),
  sequence: chain.sequence,
  session: chain.session,
  firstSequence: chain.firstSequence,
  recent: toHex(chain.recent),
  tenureFirstSequence: record.tenureFirstSequence,
  tenureFirstSession: record.tenureFirstSession,
  pairingCounter: record.pairingCounter,
};
const pairing = {
  record: recorded,
  vectors: [
    ...PAIRED.map(([comment, how]) => [comment, paired(how)] as const),
    ["an operation without an answer", encodeOperation(operationOf("offer"))] as const,
    ["no operation", new Uint8Array()] as const,
  ].map(([comment, message]) => {
    const answer = verifyPairing(context, message, record, p);
    return {
      comment,
      message: toHex(message),
      valid: answer !== undefined,
      ...(answer ? { border: answer.sequence } : {}),
    };
  }),
};

// ---- tenures

const ticketKey = seed("ticket key");
const tenure = { devicePublicKey: publicKey, owner, first: 4, last: 9, sessions: { first: 2, last: 3 } };
const label = preamble("tenure", context);
const ticket = tenureTicket(ticketKey, label, tenure, p);
const TICKETS = [
  ["a ticket", tenure, ticket],
  ["of another owner", { ...tenure, owner: seed("o").slice(0, 20) }, ticket],
  ["of another device", { ...tenure, devicePublicKey: p.p256PublicKey(keys.stranger) }, ticket],
  ["from earlier", { ...tenure, first: 3 }, ticket],
  ["to later", { ...tenure, last: 10 }, ticket],
  ["of a tenure that ends before it begins", { ...tenure, first: 10 }, ticket],
  ["for another application", tenure, tenureTicket(ticketKey, preamble("tenure", other), tenure, p)],
  ["under another key", tenure, tenureTicket(seed("key"), label, tenure, p)],
  ["a turned bit", tenure, ticket.map((byte, at) => (at === 23 ? byte ^ 1 : byte))],
  ["for a later session", tenure, ticket.map((byte, at) => (at === 7 ? byte + 1 : byte))],
  ["for sessions that end before they begin", tenure, ticket.map((byte, at) => (at === 3 ? 9 : byte))],
  ["a byte less", tenure, ticket.slice(0, -1)],
  ["none", tenure, new Uint8Array()],
] as const;
const range = (first: number, last: number): SequenceRange => ({ first, last });
const RANGES = [
  { asked: range(1, 100), tenure: range(20, 80), grant: undefined, head: 70, session: range(1, 50) },
  { asked: range(1, 100), tenure: range(20, 80), grant: range(30, 40), head: 70, session: range(1, 50) },
  { asked: range(30, 30), tenure: range(20, 80), grant: undefined, head: 30, session: range(25, 50) },
  { asked: range(1, 19), tenure: range(20, 80), grant: undefined, head: 70, session: range(1, 50) },
  { asked: range(1, 100), tenure: range(20, 80), grant: range(81, 90), head: 90, session: range(1, 100) },
  { asked: range(60, 100), tenure: range(20, 80), grant: undefined, head: 59, session: range(1, 100) },
  { asked: range(0, 2 ** 32), tenure: range(20, 80), grant: undefined, head: 70, session: range(1, 50) },
  { asked: range(9, 8), tenure: range(1, 80), grant: undefined, head: 70, session: range(1, 50) },
];
const tenures = {
  ticketKey: toHex(ticketKey),
  tickets: TICKETS.map(([comment, of, shown]) => ({
    comment,
    devicePublicKey: toHex(of.devicePublicKey),
    owner: toHex(of.owner),
    first: of.first,
    last: of.last,
    ticket: toHex(shown),
    valid: ticketedSessions(ticketKey, label, of, shown, p) !== undefined,
  })),
  ranges: RANGES.map((bounds) => ({
    ...bounds,
    grant: bounds.grant ?? null,
    disclosed: disclosedRange(bounds) ?? null,
  })),
};

// ---- succession

const statement: SuccessionStatement = {
  old: context,
  lastInput: 99,
  root: seed("root"),
  next: other,
  publicKey: p.p256PublicKey(derivePrivateKey(seed("new application"), p)),
  templateHash: seed("template"),
  number: 3,
  closesUnixS: 1_900_000_000,
};
const administrators = { number: 1, threshold: 2, publicKeys: administratorKeys };
const signers = { administrators, makerPublicKey: p.p256PublicKey(keys.maker) };
interface Signing {
  readonly said?: Partial<SuccessionStatement>;
  readonly by?: readonly number[];
  readonly maker?: Uint8Array;
  readonly at?: typeof context;
  readonly hash?: Uint8Array;
  readonly kind?: "attestFirmware";
  readonly held?: number;
}
function signed({ said = {}, by = [0, 1], maker = keys.maker, at = context, hash, kind }: Signing) {
  const bytes = encodeSuccession({ ...statement, ...said });
  const named = hash ?? p.sha256(bytes);
  const fields = kind ? { firmware: named } : { statement: named, announcement: new Uint8Array() };
  const { actor, sign } = administratorsBy(by);
  const operation = encodeOperation(
    operationOf(kind ?? "succeed", { actor, device: new Uint8Array(8), tenure: 0, fields }),
  );
  const signature = sign(operation, at, p);
  const all = by.map((index, place) => ({ index, signature: signature.slice(65 * place + 1, 65 * place + 65) }));
  return {
    statement: bytes,
    operation,
    administrators: all,
    maker: p.p256Sign(maker, preamble("succession", at), bytes),
  };
}
const SUCCESSIONS: readonly (readonly [string, Signing])[] = [
  ["signed by both", {}],
  ["signed by two others and the maker", { by: [1, 2] }],
  ["by one administrator", { by: [0] }],
  ["by one twice", { by: [1, 1] }],
  ["by another maker", { maker: keys.stranger }],
  ["for another application", { at: other }],
  ["of another application", { said: { old: other } }],
  ["another statement", { hash: seed("statement") }],
  ["another kind of operation", { kind: "attestFirmware" }],
  ["followed already", { held: 3 }],
  ["an announcement", { said: announcementOf(statement) }],
  ["to where the device is", { said: { next: context } }],
  ["with a key that is none", { said: { publicKey: new Uint8Array(33).fill(255).fill(2, 0, 1) } }],
];
const head = { sequence: 7, link: seed("head") };
const succession = {
  administrators: administratorKeys.map(toHex),
  makerPublicKey: toHex(signers.makerPublicKey),
  vectors: SUCCESSIONS.map(([comment, how]) => {
    const made = signed(how);
    const held = { context, publicKey, number: how.held ?? 0 };
    const followed = followSuccession(held, made, signers, p);
    return {
      comment,
      statement: toHex(made.statement),
      operation: toHex(made.operation),
      signatures: made.administrators.map(({ index, signature }) => ({ index, signature: toHex(signature) })),
      maker: toHex(made.maker),
      held: held.number,
      valid: verifySuccession(context, made, signers, p) !== undefined,
      followed: followed !== undefined,
    };
  }),
  statements: [
    { comment: "a statement", bytes: toHex(encodeSuccession(statement)), code: "admitted" },
    { comment: "a byte less", bytes: toHex(encodeSuccession(statement).slice(1)), code: "malformed" },
    { comment: "the number 0", bytes: toHex(encodeSuccession(statement).fill(0, 161, 165)), code: "malformed" },
    { comment: "past 2^53", bytes: toHex(encodeSuccession(statement).fill(255, 165, 167)), code: "malformed" },
  ],
  link: {
    head: toHex(head.link),
    sequence: head.sequence,
    next: { chainId: other.chainId, application: toHex(other.application) },
    link: toHex(successionLink(context, other, head, p)),
  },
};

export const ownershipVectors = { "v2-pairing": pairing, "v2-tenures": tenures, "v2-succession": succession };
