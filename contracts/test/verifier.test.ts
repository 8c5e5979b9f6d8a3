/** The verifier on a real chain, with Cartesi's own application and consensus: what it proves, and what each refusal says. */
import { encodeRecordField, RECORD_FIELD_NAMES } from "@witness/protocol/record/fields";
import { hexlify, Interface, type Result, randomBytes, zeroPadBytes } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FieldEvidence,
  fieldBits,
  recordProofArgument,
  type VerifierQuestion,
  verifierArguments,
  verifierInterface,
} from "../src/verifier.ts";
import { chanceOf } from "./chance.ts";
import { type Proving, revertOf, startProving } from "./proving.ts";
import { fieldsOf, outputsOf, proofAmong, type RecordState, stateOf } from "./states.ts";

/** Of a car with a verdict and an odometer that the tests know. */
const SAID = {
  verdict: {
    judgeHash: new Uint8Array(32).fill(7),
    parameters: 1,
    verdict: 1,
    reasons: [{ reason: 10, open: 0, count: 2, firstTimeUnixS: 1_790_000_000 }],
  },
  odometer: { timeUnixS: 1_795_000_000, raw: 1_234_567, distanceHm: 1_334_567, offsetHm: -100_000 },
} as const;
const SHOWN = ["odometer", "verdict"] as const;

let proving: Proving;
let state: RecordState;
let shown: FieldEvidence;
/** The record's proof as it should be, with parts of it changed. */
const asked = (change: Partial<VerifierQuestion> = {}, proof: object = {}) => {
  const question = { application: proving.application, deviceId: state.deviceId, required: SHOWN, ...change };
  const [application, device, required, argument] = verifierArguments(question, shown);
  return [application, device, required, { ...argument, ...proof }] as const;
};
const verify = (...args: Parameters<typeof asked>) => proving.verifier.getFunction("verify")(...asked(...args));
const refusal = (...args: Parameters<typeof asked>) => revertOf(proving.verifier, verify(...args));

beforeAll(async () => {
  proving = await startProving();
  const chance = chanceOf("verifier");
  state = stateOf(chance, { fields: fieldsOf(chance, SAID), devices: 300 });
  const outputs = Array.from({ length: 40 }, () => chance.bytes(100)).toSpliced(29, 1, state.output);
  const tree = outputsOf(outputs);
  shown = { opening: state.open(SHOWN), place: state.place, notice: state.notice, output: tree.proofOf(29) };
  await proving.claim(tree.root);
});
afterAll(() => proving?.close());

describe("verify", () => {
  it("default: returns what the record says, of which input, and what was shown", async () => {
    const record = (await verify()) as Result;
    expect(Number(record["shown"])).toBe(fieldBits(["key", ...SHOWN]));
    expect(record["inputIndex"]).toBe(BigInt(state.notice.inputIndex));
    expect(record["odometer"].toObject()).toEqual({
      timeUnixS: 1_795_000_000n,
      raw: 1_234_567n,
      distanceHm: 1_334_567n,
      offsetHm: -100_000n,
    });
    expect(record["verdict"]["verdict"]).toBe(1n);
    expect(record["verdict"]["reasons"][0].toObject()).toEqual({
      reason: 10n,
      open: 0n,
      count: 2n,
      firstTimeUnixS: 1_790_000_000n,
    });
    // What is not shown is zeros, and not in `shown`.
    expect(record["period"].toArray()).toEqual([0n, 0n, 0n, 0n, 0n]);
  });

  it("given a tree of millions of outputs and a full application, proves a record of it", async () => {
    const chance = chanceOf("busy");
    const busy = stateOf(chance, { fields: fieldsOf(chance, SAID), devices: 3_000 });
    const among = proofAmong(chance, busy.output, { index: 1_700_001, count: 2_628_000 });
    await proving.claim(among.root);
    const whole = {
      opening: busy.open(RECORD_FIELD_NAMES),
      place: busy.place,
      notice: busy.notice,
      output: among.proof,
    };
    const question = { application: proving.application, deviceId: busy.deviceId, required: SHOWN };
    const record = (await proving.verifier.getFunction("verify")(...verifierArguments(question, whole))) as Result;
    expect(Number(record["shown"])).toBe(0xffff);
    expect(record["odometer"]["raw"]).toBe(1_234_567n);
  });

  it("given a root that no claim has: refused by the application itself", async () => {
    const { notice } = recordProofArgument(shown);
    expect(await refusal({}, { notice: { ...notice, admitted: notice.admitted + 1 } })).toBe("0x44a192ff");
    expect(await refusal({}, { outputIndex: 28n })).toBe("0x44a192ff");
  });

  it("given an address without code for the application: refused", async () => {
    expect(await refusal({ application: hexlify(randomBytes(20)) })).toBe("no data");
  });

  const changes: readonly (readonly [string, string, () => [Partial<VerifierQuestion>, object]])[] = [
    ["another device", "OtherDevice", () => [{ deviceId: state.deviceId.map((byte) => byte ^ 1) }, {}]],
    ["a field that is not shown", "FieldsNotShown", () => [{ required: ["vehicle"] }, {}]],
    ["the globals' place", "NotARecord", () => [{}, { index: 0n }]],
    ["an index beyond the size", "IndexBeyondSize", () => [{}, { index: BigInt(state.place.size) }]],
    ["fields without the key", "SiblingsLength", () => [{}, { fields: recordProofArgument(shown).fields.slice(1) }]],
    ["fields out of order", "FieldOutOfOrder", () => [{}, { fields: recordProofArgument(shown).fields.toReversed() }]],
    ["no sibling", "SiblingsLength", () => [{}, { siblings: [] }]],
    ["a sibling too many", "SiblingsLength", () => [{}, { siblings: [...recordProofArgument(shown).siblings, zero] }]],
    ["a node too few in the path", "PathLength", () => [{}, { path: recordProofArgument(shown).path.slice(1) }]],
    ["a node too many in the path", "PathLength", () => [{}, { path: [...recordProofArgument(shown).path, zero] }]],
    ["an output's sibling too few", "OutputSiblingsLength", () => [{}, { outputSiblings: [] }]],
    ["a level that there is not", "OutputSiblingsLength", () => [{}, { outputLevels: 1n << 63n }]],
  ];
  const zero = hexlify(new Uint8Array(32));
  it.each(changes)("given %s: refused with %s", async (_, error, changeOf) => {
    expect(await refusal(...changeOf())).toBe(error);
  });

  it("given a proven value that is longer than its layout: refused, though its root is right", async () => {
    const chance = chanceOf("long");
    const fields = fieldsOf(chance, SAID);
    const odometer = encodeRecordField("odometer", SAID.odometer);
    fields.set("odometer", Uint8Array.from([...odometer, 0]));
    const long = stateOf(chance, { fields, devices: 3 });
    const tree = outputsOf([long.output]);
    await proving.claim(tree.root);
    const proof = { opening: long.open(SHOWN), place: long.place, notice: long.notice, output: tree.proofOf(0) };
    const args = verifierArguments(
      { application: proving.application, deviceId: long.deviceId, required: SHOWN },
      proof,
    );
    expect(await revertOf(proving.verifier, proving.verifier.getFunction("verify")(...args))).toBe("FieldMalformed");
  });

  it("given words that do not fit their types: refused", async () => {
    const selector = verifierInterface.getFunction("verify")?.selector ?? "";
    const to = await proving.verifier.getAddress();
    // The same words, of which each may hold anything.
    const wide = new Interface([
      `function verify(uint256 application, bytes32 device, uint256 required, tuple(tuple(uint256 number, bytes32 salt, bytes value)[] fields,
        bytes32[] siblings, uint256 index, bytes32[] path, tuple(uint256 inputIndex, uint256 devices, uint256 admitted, uint256 refused) notice,
        uint256 outputIndex, uint256 outputLevels, bytes32[] outputSiblings) proof)`,
    ]);
    const call = (change: (words: ReturnType<typeof wideWords>) => object) => {
      const { application, device, required, proof } = change(wideWords()) as ReturnType<typeof wideWords>;
      const data = wide.encodeFunctionData("verify", [application, device, required, proof]);
      return revertOf(proving.verifier, proving.provider.call({ to, data: `${selector}${data.slice(10)}` }));
    };
    const wideWords = () => {
      const [application, device, required, proof] = asked();
      const fields = proof.fields.map((field) => ({ ...field, salt: zeroPadBytes(field.salt, 32) }));
      return { application, device: zeroPadBytes(device, 32), required, proof: { ...proof, fields } };
    };
    expect(await call((words) => words)).toBe("no revert");
    const dirty = (padded: string) => `${padded.slice(0, -1)}1`;
    const proofWith = (part: object) => (words: ReturnType<typeof wideWords>) => ({
      ...words,
      proof: { ...words.proof, ...part },
    });
    const { fields, notice } = wideWords().proof;
    const [key, ...others] = fields as [(typeof fields)[number]];
    const unfit: Parameters<typeof call>[0][] = [
      (words) => ({ ...words, application: BigInt(words.application) + (1n << 160n) }),
      (words) => ({ ...words, device: dirty(words.device) }),
      (words) => ({ ...words, required: words.required + 65_536 }),
      proofWith({ fields: [{ ...key, number: 256 }, ...others] }),
      proofWith({ fields: [{ ...key, salt: dirty(key.salt) }, ...others] }),
      proofWith({ index: BigInt(state.place.index) + (1n << 64n) }),
      proofWith({ notice: { ...notice, inputIndex: notice.inputIndex + (1n << 64n) } }),
      proofWith({ notice: { ...notice, devices: notice.devices + (1n << 64n) } }),
      proofWith({ notice: { ...notice, admitted: notice.admitted + 2 ** 32 } }),
      proofWith({ notice: { ...notice, refused: notice.refused + 2 ** 32 } }),
      proofWith({ outputIndex: 29n + (1n << 64n) }),
      proofWith({ outputLevels: recordProofArgument(shown).outputLevels + (1n << 64n) }),
    ];
    for (const [at, change] of unfit.entries()) expect(await call(change), `word ${at}`).toBe("no data");
  });
});

describe("recordProofArgument", () => {
  it("leaves out the siblings that stand beside nothing", () => {
    const { outputLevels, outputSiblings } = recordProofArgument(shown);
    // Output 29 of 40: 6 levels have something beside it, of 63.
    expect(outputLevels).toBe(0b11_1111n);
    expect(outputSiblings).toEqual(shown.output.siblings.slice(0, 6).map((hash) => hexlify(hash)));
  });

  it("given a proof with too few siblings, refuses it", () => {
    const output = { index: 29, siblings: shown.output.siblings.slice(1) };
    expect(() => recordProofArgument({ ...shown, output })).toThrow(RangeError);
  });
});
