/** What of a state is no device's, as items of a snapshot. Pure. */
import { concat, u32, u64, utf8 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { CODES, type Code, codeOfByte } from "@witness/protocol/errors";
import { DEVICES_MAX_UNLESS_SAID } from "@witness/protocol/limits";
import { globalValues, newGlobals } from "@witness/protocol/operations/globals";
import { encodeCohorts } from "@witness/protocol/release/cohorts";
import type { ReleaseSettings } from "@witness/protocol/release/schedule";
import type { Refusal } from "@witness/protocol/wire/report";
import type { Genesis, SignedRefusal, State, Totals } from "../state.ts";
import { bytes, type Codec, flag, list, present, Reader, sparse, text, uint, Writer, whole } from "../store/codec.ts";

const GENESIS_LABEL = utf8("witness/v2 snapshot genesis\0");

const code: Codec<Code> = {
  write: (writer, value) => writer.byte(CODES[value].byte),
  read: (reader) => codeOfByte(reader.byte()),
};

/** A device's identity may be missing in a refusal: then there are no bytes. */
const deviceId: Codec<Uint8Array> = {
  write: (writer, value) => {
    writer.uint(value.length);
    writer.raw(value);
  },
  read: (reader) => reader.raw(reader.uint()),
};

/** A flag of a `sparse` value that is written only when it is set: the bit for it says everything. */
const yes: Codec<true> = { write: () => {}, read: () => true };
const refusal = sparse<Refusal>(
  {
    index: uint,
    registration: flag,
    operation: present(yes),
    deviceId,
    sequence: uint,
    code,
    inputIndex: uint,
    timeUnixS: uint,
  },
  {
    index: 0,
    registration: false,
    deviceId: new Uint8Array(),
    sequence: 0,
    code: "malformed",
    inputIndex: 0,
    timeUnixS: 0,
  },
);

const signedRefusals: Codec<readonly SignedRefusal[]> = list(whole<SignedRefusal>({ refusal, link: bytes(32) }));

/** How many items of each kind follow the head and the globals. */
export interface Counts {
  readonly names: number;
  readonly refusals: number;
  /** Devices with refusals that their own key signed. */
  readonly signed: number;
  readonly unopened: number;
  readonly devices: number;
}

/** The first item. */
export interface Head extends Pick<State, "totals" | "inputCount" | "nextInput" | "timeUnixS"> {
  /** None before the first input, else one. */
  readonly contexts: readonly Context[];
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  /** In the order in which they were first met. */
  readonly refusalCounts: readonly { readonly code: Code; readonly count: number }[];
  /** Of each maker that took a place, in the order in which they did first. */
  readonly takenByMaker: readonly { readonly maker: Uint8Array; readonly taken: number }[];
  readonly counts: Counts;
}

const head = whole<Head>({
  nextInput: uint,
  stateRoot: bytes(32),
  inputCount: uint,
  timeUnixS: uint,
  contexts: list(whole<Context>({ chainId: uint, application: bytes(20) })),
  totals: whole<Totals>({
    admitted: uint,
    refused: uint,
    envelopesAdmitted: uint,
    envelopesRefused: uint,
    readings: uint,
  }),
  refusalCounts: list(whole<Head["refusalCounts"][number]>({ code, count: uint })),
  takenByMaker: list(whole<Head["takenByMaker"][number]>({ maker: bytes(8), taken: uint })),
  counts: whole<Counts>({ names: uint, refusals: uint, signed: uint, unopened: uint, devices: uint }),
});

const writer = new Writer();

/** A kind of item. */
export interface ItemKind<Value> {
  readonly encode: (value: Value) => Uint8Array;
  readonly decode: (item: Uint8Array) => Value;
}

const itemOf = <Value>(codec: Codec<Value>): ItemKind<Value> => ({
  encode: (value) => {
    writer.begin();
    codec.write(writer, value);
    return writer.written;
  },
  decode: (item) => codec.read(new Reader(item)),
});

export const headItem: ItemKind<Head> = itemOf(head);
export const nameItem: ItemKind<string> = itemOf(text);
export const refusalItem: ItemKind<Refusal> = itemOf(refusal);
export const signedItem: ItemKind<readonly SignedRefusal[]> = itemOf(signedRefusals);

const listed = (parts: readonly Uint8Array[]): Uint8Array =>
  concat(u32(parts.length), ...parts.flatMap((part) => [u32(part.length), part]));

const releaseParts = (settings: ReleaseSettings): readonly Uint8Array[] => [
  u32(settings.windowS),
  u32(settings.epsilonNumerator),
  u32(settings.epsilonDenominator),
  u32(settings.epsilonPerYear),
  encodeCohorts(settings.cohorts),
];

/** Returns H of everything by which one genesis differs from another, 32 bytes. */
export function genesisHash(genesis: Genesis): Uint8Array {
  const { provider, maximumDevices, origins = [], predecessor, releases } = genesis;
  const { actors } = globalValues(newGlobals(genesis, provider));
  const before = predecessor && [u64(predecessor.context.chainId), predecessor.context.application, predecessor.keyId];
  return provider.sha256(
    GENESIS_LABEL,
    listed([
      actors ?? new Uint8Array(),
      u32(maximumDevices ?? DEVICES_MAX_UNLESS_SAID),
      listed(origins.map(utf8)),
      listed(before ?? []),
      releases ? listed(releaseParts(releases)) : listed([]),
    ]),
  );
}
