/**
 * What a pass shows, and what leads from it to a claim on chain (docs/protocol.md, "Pass"). No root stands in it: a verifier
 * reckons the record's, the state's, the notice and the root of all outputs, so none of them can be said otherwise. There is
 * one encoding of each.
 */
import { ByteReader } from "../byte-reader.ts";
import { concat, equal, u16, u32, u64, utf8 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import { emptySubtree, OUTPUTS_TREE_HEIGHT, type OutputProof, rootOfOutput } from "../last-output.ts";
import { rootOfPath } from "../merkle.ts";
import { encodeNotice, encodeStateRoot } from "../outputs.ts";
import { recordFieldNumber } from "../record/fields.ts";
import {
  type FieldOpening,
  jointSiblings,
  type OpenedField,
  RECORD_TREE,
  rootOfOpening,
  SALT_BYTES,
} from "../record/opening.ts";
import { type StatePlace, stateLeaf } from "../record/tree.ts";
import { VIN_END_CHARACTERS, VIN_SALT_BYTES, type VinEnd } from "../record/vin.ts";
import { encodeSession, readSession, type ShownSession } from "./shown-session.ts";

/** What of the notice does not follow from the rest: its root is the state's, its devices are one less than the tree's size. */
export interface NoticeCounts {
  readonly inputIndex: number;
  readonly admitted: number;
  readonly refused: number;
}

/** What a pass shows, with its proof. */
export interface PassEvidence {
  readonly opening: FieldOpening;
  /** The last four characters of the VIN, when the field `vin` is shown and they are too. */
  readonly vinEnd?: VinEnd | undefined;
  readonly place: StatePlace;
  readonly notice: NoticeCounts;
  readonly output: OutputProof;
  /** Stretches of the history that the pass opens, by ascending number of their sessions. */
  readonly sessions: readonly ShownSession[];
}

/** What the evidence leads to. */
export interface EvidenceRoots {
  /** 32 bytes each. */
  readonly record: Uint8Array;
  readonly state: Uint8Array;
  /** The output as it stands on chain. */
  readonly notice: Uint8Array;
  /** The claim that must be accepted on chain. */
  readonly outputs: Uint8Array;
}

const HASH_BYTES = 32;
const U32_MAX = 2 ** 32 - 1;
const U48_MAX = 2 ** 48 - 1;
const SESSIONS_MAX = 65_535;
const VIN_FIELD = recordFieldNumber("vin");
/** Whoever is to know the plate looks at the car; its tag would say nothing. */
const UNSHOWN = recordFieldNumber("plate");
/** ISO 3779, as registrations have it. */
const VIN_END = /^[0-9A-HJ-NPR-Z]{4}$/;

const wrong = (field: string): MalformedError => new MalformedError({ field });

function within(field: string, value: number, max: number): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > max) throw wrong(field);
  return value;
}

function hashes(field: string, list: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  if (list.length !== count || list.some(({ length }) => length !== HASH_BYTES)) throw wrong(field);
  return list;
}

/** How many siblings an opening of these fields needs. */
const siblingsOf = (fields: readonly number[]): number =>
  jointSiblings(RECORD_TREE.depth, fields, () => new Uint8Array()).length;

/** How many nodes lead from a leaf to the root of a tree (RFC 6962). */
function pathLength(index: number, size: number): number {
  let nodes = 0;
  let at = index;
  for (let width = size; width > 1; width = Math.ceil(width / 2)) {
    if (at % 2 === 1 || at + 1 < width) nodes += 1;
    at = Math.floor(at / 2);
  }
  return nodes;
}

function encodeOpening({ fields, siblings }: FieldOpening): Uint8Array {
  let mask = 0;
  let last = -1;
  const shown = fields.map(({ field, salt, value }) => {
    if (within("fields", field, 15) <= last || field === UNSHOWN || salt.length !== SALT_BYTES) throw wrong("fields");
    last = field;
    mask |= 1 << field;
    return concat(salt, u16(within("value", value.length, 65_535)), value);
  });
  if (last < 0) throw wrong("fields");
  const numbers = fields.map(({ field }) => field);
  return concat(u16(mask), ...shown, ...hashes("siblings", siblings, siblingsOf(numbers)));
}

const readHashes = (reader: ByteReader, count: number): Uint8Array[] =>
  Array.from({ length: count }, () => reader.bytes(HASH_BYTES));

function readOpening(reader: ByteReader): FieldOpening {
  const mask = reader.number(2);
  const numbers = Array.from({ length: 16 }, (_, field) => field).filter((field) => (mask >> field) & 1);
  if (numbers.length === 0 || numbers.includes(UNSHOWN)) throw wrong("fields");
  const fields = numbers.map((field): OpenedField => {
    const salt = reader.bytes(SALT_BYTES);
    return { field, salt, value: reader.bytes(reader.number(2)) };
  });
  return { fields, siblings: readHashes(reader, siblingsOf(numbers)) };
}

const isShown = ({ fields }: FieldOpening, number: number): boolean => fields.some(({ field }) => field === number);

function encodeVinEnd(vinEnd: VinEnd | undefined, opening: FieldOpening): Uint8Array {
  if (vinEnd === undefined) return Uint8Array.of(0);
  const { startHash, salt, characters } = vinEnd;
  const isWhole = startHash.length === HASH_BYTES && salt.length === VIN_SALT_BYTES && VIN_END.test(characters);
  if (!isWhole || !isShown(opening, VIN_FIELD)) throw wrong("vin");
  return concat(Uint8Array.of(1), startHash, salt, utf8(characters));
}

function readVinEnd(reader: ByteReader, opening: FieldOpening): VinEnd | undefined {
  const isOpened = reader.number(1);
  if (isOpened === 0) return undefined;
  const startHash = reader.bytes(HASH_BYTES);
  const salt = reader.bytes(VIN_SALT_BYTES);
  const characters = String.fromCharCode(...reader.bytes(VIN_END_CHARACTERS));
  if (isOpened !== 1 || !VIN_END.test(characters) || !isShown(opening, VIN_FIELD)) throw wrong("vin");
  return { characters, salt, startHash };
}

function encodePlace({ index, size, path }: StatePlace): Uint8Array {
  if (within("index", index, U32_MAX) < 1 || index >= within("size", size, U32_MAX)) throw wrong("index");
  return concat(u32(index), u32(size), ...hashes("path", path, pathLength(index, size)));
}

function readPlace(reader: ByteReader): StatePlace {
  const [index, size] = [reader.number(4), reader.number(4)];
  if (index < 1 || index >= size) throw wrong("index");
  return { index, size, path: readHashes(reader, pathLength(index, size)) };
}

function encodeNoticeCounts({ inputIndex, admitted, refused }: NoticeCounts): Uint8Array {
  const input = u64(within("inputIndex", inputIndex, Number.MAX_SAFE_INTEGER));
  return concat(input, u32(within("admitted", admitted, U32_MAX)), u32(within("refused", refused, U32_MAX)));
}

const readNoticeCounts = (reader: ByteReader): NoticeCounts => ({
  inputIndex: reader.u64(),
  admitted: reader.number(4),
  refused: reader.number(4),
});

/** A sibling that stands where nothing was put out is not written: of 63 most are. */
function encodeOutput({ index, siblings }: OutputProof): Uint8Array {
  within("output", index, U48_MAX);
  hashes("output", siblings, OUTPUTS_TREE_HEIGHT);
  const masks = [0, 0];
  const written = siblings.filter((sibling, level) => {
    if (equal(sibling, emptySubtree(level))) return false;
    // The first word has levels 32 to 62.
    const word = level < 32 ? 1 : 0;
    masks[word] = (masks[word] ?? 0) + 2 ** (level % 32);
    return true;
  });
  const [high = 0, low = 0] = masks;
  return concat(u64(index).slice(2), u32(high), u32(low), ...written);
}

function readOutput(reader: ByteReader): OutputProof {
  const index = reader.number(6);
  const [high, low] = [reader.number(4), reader.number(4)];
  // Of 64 bits the tree has 63 levels.
  if (high >= 2 ** 31) throw wrong("output");
  const siblings = Array.from({ length: OUTPUTS_TREE_HEIGHT }, (_, level) => {
    const bits = level < 32 ? low : high;
    if (Math.floor(bits / 2 ** (level % 32)) % 2 === 0) return emptySubtree(level);
    const sibling = reader.bytes(HASH_BYTES);
    // It would be the other encoding of the same proof.
    if (equal(sibling, emptySubtree(level))) throw wrong("output");
    return sibling;
  });
  return { index, siblings };
}

function ascending(sessions: readonly ShownSession[]): readonly ShownSession[] {
  let last = 0;
  for (const { session } of sessions) {
    if (session <= last) throw wrong("sessions");
    last = session;
  }
  return sessions;
}

/**
 * Returns the evidence of a pass as bytes.
 * @throws {MalformedError} `malformed` when a part does not fit, a sibling is missing or left over, or the end of a VIN is
 * shown without the field `vin`
 * @example
 * encodeEvidence(evidence).length > 500; // => true
 */
export function encodeEvidence(evidence: PassEvidence): Uint8Array {
  const { sessions } = evidence;
  return concat(
    encodeProof(evidence),
    u16(within("sessions", sessions.length, SESSIONS_MAX)),
    ...ascending(sessions).map(encodeSession),
  );
}

/** Evidence without what opens a history: fields of a record, and what leads from them to a claim on chain. */
export type ClaimEvidence = Omit<PassEvidence, "sessions">;

/**
 * Returns fields of a record, with what leads from them to a claim on chain, as bytes.
 * @throws {MalformedError} `malformed` as `encodeEvidence` does
 * @example
 * encodeProof(evidence).length < encodeEvidence(evidence).length; // => true
 */
export const encodeProof = ({ opening, vinEnd, place, notice, output }: ClaimEvidence): Uint8Array =>
  concat(
    encodeOpening(opening),
    encodeVinEnd(vinEnd, opening),
    encodePlace(place),
    encodeNoticeCounts(notice),
    encodeOutput(output),
  );

/**
 * Takes fields of a record off some bytes, with what leads from them to a claim on chain.
 * @throws {MalformedError} `malformed` when they are not as `encodeProof` writes them
 * @example
 * readProof(new ByteReader(encodeProof(evidence))).place; // => evidence.place
 */
export function readProof(reader: ByteReader): ClaimEvidence {
  const opening = readOpening(reader);
  const vinEnd = readVinEnd(reader, opening);
  const place = readPlace(reader);
  const notice = readNoticeCounts(reader);
  return { opening, vinEnd, place, notice, output: readOutput(reader) };
}

/**
 * Reads the evidence of a pass. Whether it leads anywhere is asked elsewhere.
 * @throws {MalformedError} `malformed` when the bytes are not as `encodeEvidence` writes them
 * @example
 * decodeEvidence(encodeEvidence(evidence)).place; // => evidence.place
 */
export function decodeEvidence(bytes: Uint8Array): PassEvidence {
  const reader = new ByteReader(bytes);
  const proof = readProof(reader);
  const sessions = Array.from({ length: reader.number(2) }, () => readSession(reader));
  reader.finish();
  return { ...proof, sessions: ascending(sessions) };
}

/**
 * Returns what evidence leads to, from the fields up to the root of all outputs.
 * @throws {MalformedError} `malformed` when it leads nowhere, which no decoded evidence does
 * @example
 * evidenceRoots(evidence, native).outputs.length; // => 32
 */
export function evidenceRoots(
  { opening, place, notice, output }: ClaimEvidence,
  provider: CryptoProvider,
): EvidenceRoots {
  const record = rootOfOpening(RECORD_TREE, opening, provider);
  const { index, size, path } = place;
  const state = record && rootOfPath(stateLeaf(record, provider), index, size, path, provider);
  if (record === undefined || state === undefined) throw wrong("opening");
  const said = encodeNotice(encodeStateRoot({ root: state, devices: size - 1, ...notice }));
  const outputs = rootOfOutput(said, output);
  if (outputs === undefined) throw wrong("output");
  return { record, state, notice: said, outputs };
}
