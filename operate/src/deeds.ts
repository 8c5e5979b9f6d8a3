/** What can be done by the command: one row for each, with who does it, what is said of it, and what it answers. */
import { native } from "@witness/protocol/crypto/native";
import { ENTRIES } from "@witness/protocol/operations/entry";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import type { Holding } from "@witness/protocol/operations/holding";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { SUCCESSION_BYTES } from "@witness/protocol/succession";
import {
  account,
  bytes,
  date,
  entryName,
  entryNames,
  fraction,
  groups,
  hashOfFile,
  hex,
  keys,
  line,
  number,
  passNamed,
  plate,
  role,
} from "./values.ts";

/** Who does something. Wallets own cars alone. */
export type Doer = "owner" | "maker" | "workshop" | "administrators";

/** An option of a deed: as commander writes it, what it is, and how its text is read. */
export interface DeedOption {
  readonly flags: string;
  readonly describe: string;
  readonly read: (text: string, before: unknown) => unknown;
  readonly isOptional?: true;
}

/** Options as they were read, by name. */
export type Values = Readonly<Record<string, unknown>>;

/** One thing that can be done. */
export interface Deed {
  readonly kind: OperationKind;
  readonly describe: string;
  readonly by: Doer;
  readonly options?: readonly DeedOption[];
  readonly fields?: (values: Values, nowUnixS: number) => Operation["fields"];
  /** The identity of what is answered (32 bytes); undefined when there is nothing to answer. */
  readonly answers?: (values: Values, holding: Holding) => Uint8Array | undefined;
  /** Seconds for which it can take effect, unless the command says otherwise. */
  readonly lastsS?: number;
}

const DAY_S = 86_400;
const WEEK_S = 7 * DAY_S;

const option = (flags: string, describe: string, read: DeedOption["read"]): DeedOption => ({ flags, describe, read });
const maybe = (flags: string, describe: string, read: DeedOption["read"]): DeedOption => ({
  flags,
  describe,
  read,
  isOptional: true,
});

const REASON = option("--reason <n>", "a number from 1 to 127, of your own list", number(1, 127));
const ENTRY = option("--entry <identity>", "the entry's identity, 16 or 32 bytes in hexadecimal", hex(16, 32));
const DAYS = option("--days <n>", "for how many days from now", number(1, 36_500));
const ROLE = option("--role <role>", `one of ${Object.keys(COMPANY_ROLES).join(", ")}`, role);
const COMPANY = option("--company <id>", "the company's id, 8 bytes in hexadecimal", hex(8));
const PUBLIC_KEY = option("--public-key <key>", "a compressed P-256 key, 33 bytes in hexadecimal", hex(33));

const NOTHING = new Uint8Array(32);
/** Returns an identity as an answer names it: 16 bytes of it are enough for what a record keeps 16 of. */
const named = (identity: unknown): Uint8Array => {
  const known = NOTHING.slice();
  known.set(identity as Uint8Array);
  return known;
};
/** Returns the whole identity of an entry that waits for the owner, by all of it or its beginning. */
const waitingEntry = ({ entry }: Values, { waiting }: Holding): Uint8Array | undefined =>
  waiting.find(({ identity }) => bytes(entry).every((byte, index) => identity[index] === byte))?.identity;
const offered = (_: Values, { offer: [open] }: Holding): Uint8Array | undefined => open?.identity;
const until = ({ days }: Values, nowUnixS: number): number => Math.min(2 ** 32 - 1, nowUnixS + Number(days) * DAY_S);

/** By the name that the command has for each. */
export const DEEDS: Readonly<Record<string, Deed>> = {
  claim: { kind: "claim", describe: "Own a car that nobody owns. The device in the car answers.", by: "owner" },
  offer: {
    kind: "offer",
    describe: "Offer your car to somebody. It ends with its time.",
    by: "owner",
    options: [option("--buyer <account>", "the buyer's wallet or account, 20 bytes in hexadecimal", account)],
    fields: ({ buyer }) => ({ buyer: bytes(buyer) }),
    lastsS: WEEK_S,
  },
  "accept-offer": {
    kind: "acceptOffer",
    describe: "Take over a car that was offered to you. The device in the car answers.",
    by: "owner",
    answers: offered,
  },
  "withdraw-offer": {
    kind: "withdrawOffer",
    describe: "Take an offer back, or decline it as the buyer.",
    by: "owner",
    answers: offered,
  },
  grant: {
    kind: "grant",
    describe: "Let a key read a part of your own time with the car.",
    by: "owner",
    options: [
      option("--grantee <key>", "the reader's P-256 key, 33 bytes in hexadecimal", hex(33)),
      option("--groups <list>", "distance, condition, bus, or several with commas", groups),
      option("--first <sequence>", "the first envelope, of your own tenure", number(1, 2 ** 32 - 1)),
      option("--last <sequence>", "the last envelope; it may be to come", number(1, 2 ** 32 - 1)),
      DAYS,
    ],
    fields: (values, nowUnixS) => ({
      grantee: bytes(values["grantee"]),
      groups: Number(values["groups"]),
      firstSequence: Number(values["first"]),
      lastSequence: Number(values["last"]),
      untilUnixS: until(values, nowUnixS),
    }),
  },
  "revoke-grant": {
    kind: "revokeGrant",
    describe: "End a grant. Keys that somebody has already cannot be taken back.",
    by: "owner",
    options: [option("--grant <identity>", "what the command said when it was granted", hex(16, 32))],
    answers: ({ grant }) => named(grant),
  },
  publish: {
    kind: "publish",
    describe: "Make the verdict public to whoever knows the VIN.",
    by: "owner",
    fields: () => ({ isPublic: 1 }),
  },
  "publish-plate": {
    kind: "publishPlate",
    describe: "Make the verdict public to whoever knows the VIN or this plate, which takes the place of another.",
    by: "owner",
    options: [option("--plate <plate>", "the country's two letters and the plate, as DE:WI-TN 2026", plate)],
  },
  hide: { kind: "publish", describe: "Make the verdict private again.", by: "owner", fields: () => ({ isPublic: 0 }) },
  dispute: {
    kind: "dispute",
    describe: "Dispute an entry of the journal; without --entry, appeal against the quarantine.",
    by: "owner",
    options: [REASON, maybe("--entry <identity>", "the entry's identity, 16 or 32 bytes", hex(16, 32))],
    fields: ({ reason }) => ({ reason: Number(reason) }),
    answers: ({ entry }, { quarantine: [open] }) => (entry === undefined ? open?.identity : named(entry)),
  },
  "accept-correction": {
    kind: "acceptCorrection",
    describe: "Accept an entry that waits for you: from then on it counts.",
    by: "owner",
    options: [ENTRY],
    answers: waitingEntry,
  },
  "set-policy": {
    kind: "setPolicy",
    describe: "Say which entries of the journal count only with your word.",
    by: "owner",
    options: [option("--cosigned <list>", "entries with commas, or none", entryNames)],
    fields: ({ cosigned }) => ({ cosigned: Number(cosigned) }),
  },
  "withdraw-pass": {
    kind: "withdrawPass",
    describe: "Take a pass back: whoever checks it from then on sees that it is withdrawn.",
    by: "owner",
    options: [
      option("--pass <identity>", "its identity as it was printed, or a link that carries all of it", passNamed),
    ],
    answers: ({ pass }) => bytes(pass),
  },
  enter: {
    kind: "enterJournal",
    describe: "Write an entry of the journal. What it would do to the verdict is reckoned first.",
    by: "workshop",
    options: [
      option("--entry <entry>", `one of ${Object.keys(ENTRIES).join(", ")}`, entryName),
      maybe("--raw <digits>", "the digits on the dial, in the counter's unit", number(0, 2 ** 32 - 1)),
      maybe("--unit <fraction>", "the new unit in hectometres a step, as 1609344/1000000", fraction),
      maybe("--other <id>", "the predecessor's device, 16 hexadecimal digits", hex(8)),
      maybe("--worked <date>", "when the work was done; now unless given", date),
      maybe("--line <text>", "a line of text; up to 6", line),
    ],
    lastsS: WEEK_S,
  },
  "withdraw-entry": {
    kind: "withdrawEntry",
    describe: "Take back an entry of your own. Nothing is removed.",
    by: "workshop",
    options: [ENTRY, REASON],
    fields: ({ reason }) => ({ reason: Number(reason) }),
    answers: (values, holding) => waitingEntry(values, holding) ?? named(values["entry"]),
  },
  "revoke-device": {
    kind: "revokeDevice",
    describe: "Say that a device is trusted no more.",
    by: "maker",
    options: [REASON],
    fields: ({ reason }) => ({ reason: Number(reason) }),
  },
  "attest-firmware": {
    kind: "attestFirmware",
    describe: "Name the firmware that you put on a device.",
    by: "maker",
    options: [option("--firmware <file>", "the firmware's file, whose hash is named", hashOfFile)],
    fields: ({ firmware }) => ({ firmware: bytes(firmware) }),
  },
  vouch: {
    kind: "vouchForOwner",
    describe: "Vouch for another owner after the key was lost: twice, 30 days apart. The device in the car answers.",
    by: "maker",
    options: [option("--owner <account>", "the new owner's wallet or account", account)],
    fields: ({ owner }) => ({ owner: bytes(owner) }),
    answers: (_, { loss: [open] }) => open?.identity ?? NOTHING,
  },
  "register-company": {
    kind: "registerActor",
    describe: "Register a company by its first key.",
    by: "administrators",
    options: [ROLE, PUBLIC_KEY],
    fields: (values) => ({ role: Number(values["role"]), publicKey: bytes(values["publicKey"]) }),
  },
  "rotate-company": {
    kind: "rotateActor",
    describe: "Give a company another key; one that was revoked comes back so.",
    by: "administrators",
    options: [ROLE, COMPANY, PUBLIC_KEY],
    fields: (values) => ({
      role: Number(values["role"]),
      actorId: bytes(values["company"]),
      publicKey: bytes(values["publicKey"]),
    }),
  },
  "revoke-company": {
    kind: "revokeActor",
    describe: "End a company.",
    by: "administrators",
    options: [ROLE, COMPANY, REASON],
    fields: (values) => ({
      role: Number(values["role"]),
      actorId: bytes(values["company"]),
      reason: Number(values["reason"]),
    }),
  },
  "allot-places": {
    kind: "allotPlaces",
    describe: "Say how many devices a maker may register.",
    by: "administrators",
    options: [
      COMPANY,
      option("--places <n>", "how many in all, with those that it has registered", number(0, 2 ** 32 - 1)),
    ],
    fields: (values) => ({ actorId: bytes(values["company"]), places: Number(values["places"]) }),
  },
  "set-parameters": {
    kind: "setParameters",
    describe: "Let a version of the judge's parameters be in force from a time on.",
    by: "administrators",
    options: [
      option("--version <n>", "a version that the judge knows", number(1, 65_535)),
      option("--from <date>", "a time to come", date),
    ],
    fields: ({ version, from }) => ({ version: Number(version), fromUnixS: Number(from) }),
  },
  quarantine: {
    kind: "quarantine",
    describe: "Keep a car out of statistics for a time.",
    by: "administrators",
    options: [REASON, option("--days <n>", "for how many days, 366 at most", number(1, 366))],
    fields: (values, nowUnixS) => ({ reason: Number(values["reason"]), untilUnixS: until(values, nowUnixS) }),
  },
  release: {
    kind: "releaseQuarantine",
    describe: "End a quarantine.",
    by: "administrators",
    answers: (_, { quarantine: [open] }) => open?.identity,
  },
  "set-administrators": {
    kind: "setAdministrators",
    describe: "Put another set of administrators in the place of this one.",
    by: "administrators",
    options: [
      option("--threshold <k>", "how many must sign", number(2, 16)),
      option("--public-keys <list>", "their keys, 33 bytes in hexadecimal each, with commas", keys),
    ],
    fields: ({ threshold, publicKeys }) => ({ threshold: Number(threshold), publicKeys: bytes(publicKeys) }),
  },
  "announce-successor": {
    kind: "succeed",
    describe: 'Announce the application that goes on from this one (docs/protocol.md, "Succession").',
    by: "administrators",
    options: [option("--announcement <bytes>", "the statement, 173 bytes in hexadecimal", hex(SUCCESSION_BYTES))],
    fields: ({ announcement }) => ({
      statement: native.sha256(bytes(announcement)),
      announcement: bytes(announcement),
    }),
  },
  inherit: {
    kind: "inherit",
    describe: "Tell a new application where the one before it ended (docs/succession.md). Once.",
    by: "administrators",
    options: [option("--statement <bytes>", "the final statement, 173 bytes in hexadecimal", hex(SUCCESSION_BYTES))],
    fields: ({ statement }) => ({ statement: bytes(statement) }),
  },
};
