/**
 * The contract against the TypeScript verifier: seeded openings, honest and mutated, under a claim that a real consensus
 * accepted. Both accept, and read the same values, or both refuse.
 */
import { outputsInterface } from "@witness/ethereum/abi";
import { concat, fromHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { MalformedError } from "@witness/protocol/errors";
import { OUTPUTS_TREE_HEIGHT, outputStanding } from "@witness/protocol/last-output";
import { rootOfPath } from "@witness/protocol/merkle";
import { encodeStateRoot } from "@witness/protocol/outputs";
import { RECORD_FIELD_NAMES, type RecordField, type RecordValues } from "@witness/protocol/record/fields";
import { type OpenedField, RECORD_TREE, rootOfOpening } from "@witness/protocol/record/opening";
import { provenRecord, stateLeaf } from "@witness/protocol/record/tree";
import { type Contract, hexlify, type Result } from "ethers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fieldBits, recordProofArgument, verifierInterface } from "../src/verifier.ts";
import { type Chance, chanceOf } from "./chance.ts";
import manyArtifact from "./generated/Many.json" with { type: "json" };
import { type Proving, startProving } from "./proving.ts";
import { fieldsOf, type Outputs, outputsOf, type RecordState, stateOf } from "./states.ts";

const STATES = 150;
const OUTPUTS = 500;
/** Cases of each seed. A chain for tests takes some 6 ms for each. */
const CASES = 500;
const AT_ONCE = 50;

/** What the contract is given, as bytes and numbers. */
interface Question {
  device: Uint8Array;
  required: number;
  fields: OpenedField[];
  siblings: Uint8Array[];
  index: number;
  path: Uint8Array[];
  notice: { inputIndex: number; devices: number; admitted: number; refused: number };
  outputIndex: number;
  outputLevels: bigint;
  outputSiblings: Uint8Array[];
}

const EMPTY = outputsOf([]).proofOf(0).siblings;

/** The siblings that the levels stand for; undefined when one is missing or left over. */
function allSiblings({ outputLevels, outputSiblings }: Question): Uint8Array[] | undefined {
  const left = [...outputSiblings];
  const siblings = EMPTY.map((empty, level) => ((outputLevels >> BigInt(level)) & 1n ? left.shift() : empty));
  if (left.length > 0 || outputLevels >> BigInt(OUTPUTS_TREE_HEIGHT)) return undefined;
  return siblings.every((sibling) => sibling !== undefined) ? siblings : undefined;
}

/** What the TypeScript verifier reads; undefined when it refuses. */
function believed(question: Question, claim: Uint8Array): Partial<RecordValues> | undefined {
  const { device: deviceId, required, fields, siblings, index, path, notice, outputIndex } = question;
  const opening = { fields, siblings };
  const size = notice.devices + 1;
  const record = rootOfOpening(RECORD_TREE, opening, native);
  const stateRoot = record && rootOfPath(stateLeaf(record, native), index, size, path, native);
  const outputSiblings = allSiblings(question);
  if (!stateRoot || !outputSiblings) return undefined;
  const payload = encodeStateRoot({ root: stateRoot, ...notice });
  const output = fromHex(outputsInterface.encodeFunctionData("Notice", [payload]).slice(2));
  const proof = { index: outputIndex, siblings: outputSiblings };
  if (outputStanding(output, proof, claim) === "unproven") return undefined;
  try {
    const values = provenRecord(opening, { index, size, path }, { deviceId, stateRoot }, native);
    const shown = values && fieldBits(Object.keys(values) as RecordField[]);
    return shown !== undefined && (required & ~shown) === 0 ? values : undefined;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** A value as ethers would read it from the contract's answer. */
function asAnswered(value: unknown): unknown {
  if (typeof value === "number") return BigInt(value);
  if (value instanceof Uint8Array) return hexlify(value);
  if (Array.isArray(value)) return value.map(asAnswered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asAnswered(part)]));
}

/** The structs of the answer, and the fields that they are of. */
const STRUCTS = ["key", "vehicle", "owner", "chain", "period", "odometer", "verdict", "quarantine"] as const;

function compared(values: Partial<RecordValues>, name: (typeof STRUCTS)[number]): unknown {
  const { key, owner } = values;
  if (name === "key" && key) {
    const { publicKey, ...others } = key;
    return asAnswered({ ...others, sign: publicKey.slice(0, 1), x: publicKey.slice(1) });
  }
  if (name === "owner" && owner) return asAnswered({ ...owner, owner: hexlify(owner.owner) });
  return asAnswered(values[name]);
}

/** Reads the answer in the shape of a value: ethers' results do not tell lists from structs. */
function readAs(shape: unknown, answer: unknown): unknown {
  if (Array.isArray(shape)) return (answer as Result).toArray().map((item, at) => readAs(shape[at] ?? shape[0], item));
  if (typeof shape === "object" && shape !== null) {
    return Object.fromEntries(
      Object.entries(shape).map(([name, part]) => [name, readAs(part, (answer as Result)[name])]),
    );
  }
  // Addresses come with a checksum in their letters' cases; a text keeps its own.
  return typeof answer === "string" && answer.startsWith("0x") ? answer.toLowerCase() : answer;
}

const argumentsOf = ({ device, required, fields, outputSiblings, siblings, path, ...others }: Question) => [
  proving.application,
  hexlify(device),
  required,
  {
    ...others,
    fields: fields.map(({ field, salt, value }) => ({ number: field, salt: hexlify(salt), value: hexlify(value) })),
    siblings: siblings.map((hash) => hexlify(hash)),
    path: path.map((hash) => hexlify(hash)),
    outputSiblings: outputSiblings.map((hash) => hexlify(hash)),
  },
];

/** The contract's answers; undefined where it refuses. */
async function answersTo(questions: readonly Question[]): Promise<(Result | undefined)[]> {
  const calls = questions.map((question) => verifierInterface.encodeFunctionData("verify", argumentsOf(question)));
  const target = await proving.verifier.getAddress();
  const answers: string[] = await many.getFunction("ask")(target, calls, { gasLimit: 16_000_000 });
  return answers.map((answer) =>
    answer === "0x" ? undefined : (verifierInterface.decodeFunctionResult("verify", answer)[0] as Result),
  );
}

const flipped = (chance: Chance, bytes: Uint8Array): Uint8Array => {
  const at = chance.below(8 * bytes.length);
  return bytes.map((byte, place) => (place === at >> 3 ? byte ^ (1 << (at & 7)) : byte));
};

/** Value bytes that are of no layout: longer, shorter, other, or with another count in their lists. */
function misshapen(chance: Chance, value: Uint8Array): Uint8Array {
  const longer = concat(value, chance.bytes(1 + chance.below(3)));
  const changes = [
    longer,
    value.slice(0, Math.max(0, value.length - 1 - chance.below(3))),
    chance.bytes(chance.below(60)),
  ];
  return chance.pick(value.length > 0 ? [...changes, flipped(chance, value), flipped(chance, value)] : changes);
}

/** A list with an item dropped, repeated, added, moved or altered. */
function changedList(chance: Chance, list: readonly Uint8Array[]): Uint8Array[] {
  const at = chance.below(Math.max(1, list.length));
  const item = list[at];
  const kind = chance.below(5);
  if (item === undefined || kind === 0) return [...list.slice(0, at), chance.bytes(32), ...list.slice(at)];
  if (kind === 1) return list.toSpliced(at, 1);
  if (kind === 2) return list.toSpliced(at, 0, item);
  if (kind === 3) return list.toSpliced(at, 1, flipped(chance, item));
  return [...list.slice(at), ...list.slice(0, at)];
}

function changedFields(chance: Chance, fields: readonly OpenedField[]): OpenedField[] {
  const at = chance.below(fields.length);
  const item = fields[at] as OpenedField;
  const other = (change: Partial<OpenedField>) => fields.toSpliced(at, 1, { ...item, ...change });
  switch (chance.below(7)) {
    case 0:
      return fields.toSpliced(at, 1);
    case 1:
      return fields.toSpliced(at, 0, item);
    case 2:
      return [...fields.slice(at), ...fields.slice(0, at)];
    case 3:
      return other({ field: chance.pick([(item.field + 1) % 16, (item.field + 15) % 16, 16, 255]) });
    case 4:
      return other({ salt: flipped(chance, item.salt) });
    case 5:
      return fields.toReversed();
    default:
      return other({ value: misshapen(chance, item.value) });
  }
}

const near = (chance: Chance, value: number): number =>
  Math.max(0, value + chance.pick([-2, -1, 1, 2, 64, 2 ** 20, -value]));

/** One change of what the contract is given. */
const MUTATIONS: readonly ((chance: Chance, question: Question) => void)[] = [
  (chance, question) => Object.assign(question, { fields: changedFields(chance, question.fields) }),
  (chance, question) => Object.assign(question, { fields: changedFields(chance, question.fields) }),
  (chance, question) => Object.assign(question, { siblings: changedList(chance, question.siblings) }),
  (chance, question) => Object.assign(question, { path: changedList(chance, question.path) }),
  (chance, question) => Object.assign(question, { outputSiblings: changedList(chance, question.outputSiblings) }),
  (chance, question) => Object.assign(question, { index: near(chance, question.index) }),
  (chance, question) => Object.assign(question, { index: question.notice.devices + chance.below(2) }),
  (chance, { notice }) => {
    const part = chance.pick(["inputIndex", "devices", "admitted", "refused"] as const);
    notice[part] = near(chance, notice[part]);
  },
  (chance, question) => Object.assign(question, { outputIndex: near(chance, question.outputIndex) }),
  (chance, question) => {
    question.outputLevels ^= 1n << BigInt(chance.below(64));
  },
  (chance, question) => Object.assign(question, { device: flipped(chance, question.device) }),
  (chance, question) => {
    question.required |= 1 << chance.below(16);
  },
];

/** A state in which each fifth record has fields that are of no layout: a back-end that errs can put that under a claim. */
function anyState(chance: Chance): RecordState {
  const fields = fieldsOf(chance);
  const shapeless = chance.below(5) === 0 ? 1 + chance.below(4) : 0;
  for (let i = 0; i < shapeless; i += 1) {
    const name = chance.pick(RECORD_FIELD_NAMES);
    const value = fields.get(name) ?? new Uint8Array();
    // The key's first 33 bytes stay, since the device is known by them.
    fields.set(name, name === "key" ? concat(value, Uint8Array.of(0)) : misshapen(chance, value));
  }
  return stateOf(chance, { fields, devices: 1 + chance.below(40) });
}

let proving: Proving;
let many: Contract;
let tree: Outputs;
let states: { readonly state: RecordState; readonly at: number }[];

beforeAll(async () => {
  proving = await startProving();
  many = await proving.create(manyArtifact);
  const chance = chanceOf("states");
  const outputs = Array.from({ length: OUTPUTS }, () => chance.bytes(100));
  const places = Array.from(outputs.keys());
  states = Array.from({ length: STATES }, () => {
    const state = anyState(chance);
    const at = places.splice(chance.below(places.length), 1)[0] ?? 0;
    outputs[at] = state.output;
    return { state, at };
  });
  tree = outputsOf(outputs);
  await proving.claim(tree.root);
});
afterAll(() => proving?.close());

function honestQuestion(chance: Chance): Question {
  const { state, at } = chance.pick(states);
  const shown = RECORD_FIELD_NAMES.filter(() => chance.below(3) === 0);
  const opening = state.open(shown);
  const { outputLevels, outputSiblings, notice } = recordProofArgument({
    opening,
    place: state.place,
    notice: state.notice,
    output: tree.proofOf(at),
  });
  return {
    device: state.deviceId,
    required: fieldBits(shown.filter(() => chance.below(4) === 0)),
    fields: [...opening.fields],
    siblings: [...opening.siblings],
    index: state.place.index,
    path: [...state.place.path],
    notice: { ...state.notice, devices: Number(notice.devices) },
    outputIndex: at,
    outputLevels,
    outputSiblings: outputSiblings.map((hash) => fromHex(hash.slice(2))),
  };
}

/** A third is honest, the rest has one change or two. */
function anyQuestion(chance: Chance): Question {
  const question = honestQuestion(chance);
  for (let left = chance.below(3); left > 0; left -= 1) chance.pick(MUTATIONS)(chance, question);
  return question;
}

function expectSame(question: Question, answer: Result | undefined, told: string): boolean {
  const values = believed(question, tree.root);
  expect(answer !== undefined, told).toBe(values !== undefined);
  if (values === undefined || answer === undefined) return false;
  expect(Number(answer["shown"]), told).toBe(fieldBits(Object.keys(values) as RecordField[]));
  expect(answer["inputIndex"], told).toBe(BigInt(question.notice.inputIndex));
  expect(answer["devices"], told).toBe(BigInt(question.notice.devices));
  if (values.band) expect(answer["distanceBand"], told).toBe(BigInt(values.band.distanceBand));
  for (const name of STRUCTS) {
    const expected = compared(values, name);
    if (expected !== undefined) expect(readAs(expected, answer[name]), told).toEqual(expected);
  }
  return true;
}

it.each(["one", "two", "three", "four", "five"])(
  `given ${CASES} openings, honest and mutated, of seed %s: accepts and reads exactly what the TypeScript verifier does`,
  async (seed) => {
    const chance = chanceOf(seed);
    let accepted = 0;
    for (let from = 0; from < CASES; from += AT_ONCE) {
      const questions = Array.from({ length: AT_ONCE }, () => anyQuestion(chance));
      const answers = await answersTo(questions);
      for (const [place, question] of questions.entries()) {
        if (expectSame(question, answers[place], `case ${from + place}`)) accepted += 1;
      }
    }
    // Both happen often, so that agreeing means something.
    expect(accepted).toBeGreaterThan(CASES / 5);
    expect(accepted).toBeLessThan((CASES * 2) / 3);
  },
);
