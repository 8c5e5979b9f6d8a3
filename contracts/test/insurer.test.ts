/** The insurer of the example, on a real chain: who is given the lower premium, and who is not. */
import { fromHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { decodePass } from "@witness/protocol/pass/pass";
import { walletPassSigner } from "@witness/protocol/pass/signature";
import { RECORD_FIELD_NAMES, type RecordField, type RecordValues } from "@witness/protocol/record/fields";
import { type Contract, type ContractTransactionResponse, hexlify, Wallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OUR_ARTIFACTS } from "../src/artifact.ts";
import { recordProofArgument } from "../src/verifier.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { type Proving, revertOf, startProving } from "./proving.ts";
import { fieldsOf, type Outputs, outputsOf, type RecordState, stateOf } from "./states.ts";

const DAY_S = 86_400;
const STANDARD = 900n;
const LOWER = 500n;
const BOUND_HM = 1_500_000;
const REQUIRED = ["owner", "period", "odometer", "verdict", "quarantine"] as const;
/** Distances and times of a car that is given the lower premium, at the edge of each condition. */
const goodAt = (nowS: number, owner: string, chance: Chance): Partial<RecordValues> => ({
  owner: { owner: fromHex(owner.slice(2)), tenure: 2, firstSequence: 9, sinceUnixS: 5 },
  verdict: { judgeHash: chance.bytes(32), parameters: 1, verdict: 1, reasons: [] },
  period: {
    coveredFromUnixS: nowS - 731 * DAY_S,
    coveredToUnixS: nowS - DAY_S,
    coveredReadings: 9_000,
    readings: 9_000,
    longestSilenceS: DAY_S,
  },
  odometer: { timeUnixS: nowS - DAY_S, raw: 10, distanceHm: BOUND_HM - 1, offsetHm: 0 },
  quarantine: { revokedReason: 0, revokedUnixS: 0, reason: 0, sinceUnixS: 0, untilUnixS: 0 },
});

let proving: Proving;
let insurer: Contract;
let holder: Wallet;
let nowS: number;
let tree: Outputs;
const states: Record<string, RecordState> = {};
/** What is wrong with each of them, and with which error it is refused. */
const WRONG: Record<string, readonly [error: string, change: (good: Partial<RecordValues>) => object]> = {
  "an illogical verdict": ["NotLogical", ({ verdict }) => ({ verdict: { ...verdict, verdict: 2 } })],
  "no judgement": ["NotLogical", ({ verdict }) => ({ verdict: { ...verdict, verdict: 3 } })],
  "a period a second too short": [
    "PeriodTooShort",
    ({ period }) => ({ period: { ...period, coveredFromUnixS: nowS - 731 * DAY_S + 1 } }),
  ],
  "a period that ends before it begins": [
    "PeriodTooShort",
    ({ period }) => ({ period: { ...period, coveredFromUnixS: 2 ** 32 - 1 } }),
  ],
  "the bound's distance": ["TooFar", ({ odometer }) => ({ odometer: { ...odometer, distanceHm: BOUND_HM } })],
  "a newest reading of 31 days ago": [
    "TooOld",
    ({ odometer }) => ({ odometer: { ...odometer, timeUnixS: nowS - 31 * DAY_S } }),
  ],
  "another owner": ["OtherOwner", ({ owner }) => ({ owner: { ...owner, owner: new Uint8Array(20).fill(9) } })],
  "no owner": ["OtherOwner", ({ owner }) => ({ owner: { ...owner, owner: new Uint8Array(20) } })],
  "a revoked key": ["KeyInDoubt", ({ quarantine }) => ({ quarantine: { ...quarantine, revokedReason: 1 } })],
  "a key in quarantine": [
    "KeyInDoubt",
    ({ quarantine }) => ({ quarantine: { ...quarantine, reason: 128, untilUnixS: nowS + 90 * DAY_S } }),
  ],
};

const proofOf = (name: string, shown: readonly (typeof REQUIRED)[number][] = REQUIRED) => {
  const state = states[name] as RecordState;
  const at = Object.keys(states).indexOf(name);
  return recordProofArgument({ opening: state.open(shown), ...state, output: tree.proofOf(at) });
};
const deviceOf = (name: string) => hexlify((states[name] as RecordState).deviceId);
const insure = async (name: string) =>
  ((await insurer.getFunction("insure")(deviceOf(name), holder, holder)) as ContractTransactionResponse).wait();
const asHolder = (method: string) => (insurer.connect(holder) as Contract).getFunction(method);
const payLower = (name: string, proof: object = proofOf(name), value = LOWER) =>
  asHolder("payLower").staticCall(deviceOf(name), proof, { value });

beforeAll(async () => {
  proving = await startProving();
  const { provider } = proving;
  holder = new Wallet(`0x${"3".repeat(64)}`, provider);
  await provider.send("hardhat_setBalance", [holder.address, "0xde0b6b3a7640000"]);
  insurer = await proving.create(OUR_ARTIFACTS.MileageInsurer, proving.application, STANDARD, LOWER, BOUND_HM);
  nowS = (await provider.getBlock("latest"))?.timestamp ?? 0;
  const chance = chanceOf("insurer");
  const good = goodAt(nowS, holder.address, chance);
  const variants = {
    "a good car": {},
    "the same car": {},
    ...Object.fromEntries(Object.entries(WRONG).map(([name, [, change]]) => [name, change(good)])),
  };
  for (const [name, change] of Object.entries(variants)) {
    states[name] = stateOf(chance, { fields: fieldsOf(chance, { ...good, ...change }), devices: 20 });
  }
  tree = outputsOf(Object.values(states).map(({ output }) => output));
  await proving.claim(tree.root);
});
afterAll(() => proving?.close());

describe("the lower premium", () => {
  it("is taken of a car at the edge of every condition, for a year", async () => {
    await insure("a good car");
    const sent = await asHolder("payLower")(deviceOf("a good car"), proofOf("a good car"), { value: LOWER });
    const paid = await (sent as ContractTransactionResponse).wait();
    const block = await proving.provider.getBlock(paid?.blockNumber ?? 0);
    const policy = await insurer.getFunction("policies")(deviceOf("a good car"));
    expect(policy["insuredUntilUnixS"]).toBe(BigInt(block?.timestamp ?? 0) + BigInt(365 * DAY_S));
    expect(policy["shownInput"]).toBe(BigInt((states["a good car"] as RecordState).notice.inputIndex));
  });

  it("is taken on a pass that the holder made, with odometer and period", async () => {
    await insure("a good car");
    const state = states["a good car"] as RecordState;
    const context = { chainId: 31_337, application: fromHex(proving.application.slice(2)) };
    const evidence = {
      opening: state.open(RECORD_FIELD_NAMES),
      place: state.place,
      notice: state.notice,
      output: tree.proofOf(Object.keys(states).indexOf("a good car")),
      sessions: [],
    };
    const terms = {
      device: state.deviceId,
      issuedUnixS: nowS,
      expiresUnixS: nowS + DAY_S,
      purpose: "insurance",
      forWhom: "MileageInsurer",
    };
    const signer = walletPassSigner(context, fromHex(holder.privateKey.slice(2)));
    const proofShowing = (fields: readonly RecordField[]) => {
      const pass = issuePass(terms, narrowEvidence(evidence, fields, native), signer, native);
      return recordProofArgument(decodePass(pass, native).evidence);
    };
    expect(await revertOf(insurer, payLower("a good car", proofShowing(["period", "odometer"])))).toBe("no revert");
    expect(await revertOf(insurer, payLower("a good car", proofShowing(["period", "band"])))).toBe("FieldsNotShown");
  });

  it.each(Object.entries(WRONG))("is refused for %s", async (name, [error]) => {
    await insure(name);
    expect(await revertOf(insurer, payLower(name))).toBe(error);
  });

  it("is refused on another car's proof", async () => {
    await insure("a good car");
    await insure("the same car");
    expect(await revertOf(insurer, payLower("a good car"))).toBe("no revert");
    expect(await revertOf(insurer, payLower("a good car", proofOf("the same car")))).toBe("OtherDevice");
  });

  it("is refused to whoever is not the holder, also with the car's proof", async () => {
    await insure("a good car");
    const stranger = insurer.getFunction("payLower");
    const call = stranger.staticCall(deviceOf("a good car"), proofOf("a good car"), { value: LOWER });
    expect(await revertOf(insurer, call)).toBe("NotTheHolder");
  });

  it("is refused without a field that it depends on", async () => {
    await insure("a good car");
    for (const field of REQUIRED) {
      const proof = proofOf(
        "a good car",
        REQUIRED.filter((other) => other !== field),
      );
      expect(await revertOf(insurer, payLower("a good car", proof)), field).toBe("FieldsNotShown");
    }
  });

  it("is refused for another amount", async () => {
    await insure("a good car");
    expect(await revertOf(insurer, payLower("a good car", proofOf("a good car"), LOWER - 1n))).toBe("OtherPremium");
  });

  it("is refused on the same proof thirty days later", async () => {
    await insure("a good car");
    const snapshot = await proving.provider.send("evm_snapshot", []);
    await proving.provider.send("evm_setNextBlockTimestamp", [nowS + 31 * DAY_S]);
    await proving.provider.send("evm_mine", []);
    expect(await revertOf(insurer, payLower("a good car"))).toBe("TooOld");
    await proving.provider.send("evm_revert", [snapshot]);
    proving.signer.reset();
  });
});

it("given a state older than one that was shown: refused", async () => {
  const chance = chanceOf("older");
  // Still fresh when the second year can be paid for.
  const odometer = { timeUnixS: nowS + 339 * DAY_S, raw: 10, distanceHm: BOUND_HM - 1, offsetHm: 0 };
  const good = { ...goodAt(nowS, holder.address, chance), odometer };
  const key = { publicKey: new Uint8Array(33).fill(2), keyTier: 1, maker: new Uint8Array(8) };
  const [older, newer] = [7, 8].map((inputIndex) => {
    const state = stateOf(chance, { fields: fieldsOf(chance, { ...good, key }), devices: 3, inputIndex });
    return { ...state, open: state.open(REQUIRED) };
  });
  if (!older || !newer) throw new Error("There are two states.");
  const both = outputsOf([older.output, newer.output]);
  await proving.claim(both.root);
  const [olderProof, newerProof] = [older, newer].map((state, at) =>
    recordProofArgument({ ...state, opening: state.open, output: both.proofOf(at) }),
  );
  const device = hexlify(older.deviceId);
  await ((await insurer.getFunction("insure")(device, holder, holder)) as ContractTransactionResponse).wait();
  const pay = async (proof: unknown) =>
    ((await asHolder("payLower")(device, proof, { value: LOWER })) as ContractTransactionResponse).wait();
  const { provider } = proving;
  const snapshot = await provider.send("evm_snapshot", []);
  await pay(newerProof);
  await provider.send("evm_setNextBlockTimestamp", [nowS + 340 * DAY_S]);
  await provider.send("evm_mine", []);
  const again = asHolder("payLower").staticCall(device, olderProof, { value: LOWER });
  expect(await revertOf(insurer, again)).toBe("OlderState");
  await pay(newerProof);
  await provider.send("evm_revert", [snapshot]);
  proving.signer.reset();
});

it("given a proof that has paid for a year: pays for the next one in its last thirty days only", async () => {
  const name = "a good car";
  await insure(name);
  const sent = await asHolder("payLower")(deviceOf(name), proofOf(name), { value: LOWER });
  const paid = await (sent as ContractTransactionResponse).wait();
  const paidS = (await proving.provider.getBlock(paid?.blockNumber ?? 0))?.timestamp ?? 0;
  expect(await revertOf(insurer, payLower(name))).toBe("PaidAhead");
  const snapshot = await proving.provider.send("evm_snapshot", []);
  const at = async (timeUnixS: number) => {
    await proving.provider.send("evm_setNextBlockTimestamp", [timeUnixS]);
    await proving.provider.send("evm_mine", []);
    return revertOf(insurer, payLower(name));
  };
  const lastMonthS = paidS + (365 - 30) * DAY_S;
  expect(await at(lastMonthS - 2)).toBe("PaidAhead");
  // From then on it asks for a newer state.
  expect(await at(lastMonthS)).toBe("TooOld");
  await proving.provider.send("evm_revert", [snapshot]);
  proving.signer.reset();
});

describe("the insurer", () => {
  it("asks no proof of a car without an owner that it does not insure", async () => {
    const unowned = "no owner";
    const other = await proving.create(OUR_ARTIFACTS.MileageInsurer, proving.application, STANDARD, LOWER, BOUND_HM);
    const asked = other.getFunction("requireLower")(deviceOf(unowned), proofOf(unowned));
    expect(await revertOf(other, asked)).toBe("NotInsured");
  });

  it("takes the standard premium without a proof, and a second year goes on from the end of the first", async () => {
    await insure("the same car");
    const until = async () => (await insurer.getFunction("policies")(deviceOf("the same car")))["insuredUntilUnixS"];
    const pay = async () =>
      ((await asHolder("pay")(deviceOf("the same car"), { value: STANDARD })) as ContractTransactionResponse).wait();
    await pay();
    const first = await until();
    await pay();
    expect(await until()).toBe(first + BigInt(365 * DAY_S));
  });

  it("lets the underwriter alone write policies and take the money", async () => {
    const device = deviceOf("a good car");
    expect(await revertOf(insurer, asHolder("insure").staticCall(device, holder, holder))).toBe("NotTheUnderwriter");
    expect(await revertOf(insurer, asHolder("withdraw").staticCall())).toBe("NotTheUnderwriter");
    const before = await proving.provider.getBalance(insurer);
    expect(before).toBeGreaterThan(0n);
    await ((await insurer.getFunction("withdraw")()) as ContractTransactionResponse).wait();
    expect(await proving.provider.getBalance(insurer)).toBe(0n);
  });

  it("writes no policy for nobody, whose account a record without an owner names", async () => {
    const nobody = hexlify(new Uint8Array(20));
    const insured = (who: unknown, account: unknown) =>
      insurer.getFunction("insure").staticCall(deviceOf("a good car"), who, account);
    expect(await revertOf(insurer, insured(holder, nobody))).toBe("PolicyIncomplete");
    expect(await revertOf(insurer, insured(nobody, holder))).toBe("PolicyIncomplete");
  });
});
