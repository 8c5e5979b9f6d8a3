/** Which makers a relay pays for: what a node says, held against what the chain accepts. Chain and node are the test's. */
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { makerKeys, newGlobals } from "@witness/protocol/operations/globals";
import { decodeAnswer, encodeAnswer } from "@witness/protocol/wire/answer";
import { describe, expect, it } from "vitest";
import { globalsProof } from "../../dapp/src/inspect/proof.ts";
import { newState, stateRoot } from "../../dapp/src/state/state.ts";
import { AcceptedMakers, type StateChecks } from "../src/accepted-makers.ts";
import { Makers } from "../src/makers.ts";
import type { NodeAnswer } from "./node.ts";

const keyOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const publicKeyOf = (byte: number): Uint8Array => provider.p256PublicKey(keyOf(byte));
const [NEW_MAKER, NEXT_KEY, STRANGER] = [41, 42, 43];

describe("makers", () => {
  const genesis = makerKeys(newGlobals({ makers: [publicKeyOf(NEW_MAKER)] }, provider));
  const trouble: string[] = [];
  let now = 0;
  let asked = 0;
  const made = (
    answer: () => NodeAnswer["report"] | undefined,
    checks?: StateChecks,
    kept = new Map<string, string>(),
  ) => {
    asked = 0;
    const ask = async () => {
      asked += 1;
      const report = answer();
      return report && { answer: decodeAnswer(report), inputs: 0 };
    };
    const database = { meta: (name: string) => kept.get(name), setMeta: kept.set.bind(kept) };
    const onTrouble = (code: string) => trouble.push(code);
    return new Makers({
      accepted: new AcceptedMakers(database, genesis, checks, () => onTrouble("unchecked")),
      node: { ask },
      provider,
      nowMs: () => now,
      onHeard: () => undefined,
      onTrouble,
    });
  };
  const stateOf = (makers: readonly number[]) =>
    newState({ provider, makers: makers.map(publicKeyOf), applicationPrivateKey: keyOf(9) });
  const answerOf = (change: object, makers = [STRANGER]) => {
    const other = stateOf(makers);
    const said = { stateRoot: stateRoot(other), timeUnixS: 0, proof: globalsProof(other) };
    return encodeAnswer({ kind: "globals", ...said, ...change });
  };
  const publicKeysIn = ({ keys }: Makers) => keys.map(({ publicKey }) => publicKey);

  /** A node that publishes each state that it is asked for, and a chain that accepts the first so many. */
  class Chain implements StateChecks {
    accepted = 0;
    published: Uint8Array[] = [];
    isSilent = false;
    findNotice = async (root: Uint8Array) => {
      if (this.isSilent) throw new Error("silent");
      const place = this.published.findIndex((each) => toHex(each) === toHex(root));
      if (place < 0) this.published.push(root);
      return this.readOutput(place < 0 ? this.published.length - 1 : place);
    };
    readOutput = async (index: number) => {
      const output = this.published[index];
      return output && { index, output, proof: undefined };
    };
    isAccepted = async ({ index }: { readonly index: number }) => index < this.accepted;
  }
  /** Asks again as soon as that may be. */
  const again = async (makers: Makers) => {
    now += 2_000;
    await makers.refresh();
  };

  it("are the genesis' while the node does not say, and what it says must hold under its own root", async () => {
    const silent = made(() => undefined);
    await silent.refresh();
    expect(silent.keys).toEqual(genesis);
    const lying = made(() => answerOf({ stateRoot: new Uint8Array(32) }));
    await lying.refresh();
    expect([lying.keys, trouble]).toEqual([genesis, ["node-unavailable"]]);
  });

  it("are none that a node invents, as long as no accepted claim has its state", async () => {
    const chain = new Chain();
    const invented = made(() => answerOf({}, [NEW_MAKER, STRANGER]), chain);
    await again(invented);
    expect(publicKeysIn(invented)).toEqual([publicKeyOf(NEW_MAKER)]);
    expect(invented.awaited.map(({ publicKey }) => publicKey)).toEqual([publicKeyOf(STRANGER)]);
    chain.accepted = 1;
    await again(invented);
    expect(publicKeysIn(invented)).toEqual([NEW_MAKER, STRANGER].map(publicKeyOf));
    expect(invented.awaited).toEqual([]);
    const unchecked = made(() => answerOf({}, [NEW_MAKER, STRANGER]));
    await again(unchecked);
    expect(unchecked.keys).toEqual(genesis);
  });

  it("are not paid for any more as soon as the node leaves them out, and come back when it names them", async () => {
    let makers = [STRANGER];
    const told = made(() => answerOf({}, makers), new Chain());
    await again(told);
    expect(told.keys).toEqual([]);
    makers = [NEW_MAKER];
    await again(told);
    expect(told.keys).toEqual(genesis);
  });

  it("stay what the chain accepted when the node says nothing, falls behind or plays an old state again", async () => {
    const chain = new Chain();
    const kept = new Map<string, string>();
    let answer: Uint8Array | undefined = answerOf({}, [NEW_MAKER, STRANGER]);
    const told = made(() => answer, chain, kept);
    await again(told);
    answer = answerOf({}, [NEW_MAKER]);
    await again(told);
    chain.accepted = 2;
    await again(told);
    expect(publicKeysIn(told)).toEqual([publicKeyOf(NEW_MAKER)]);
    answer = answerOf({}, [NEW_MAKER, STRANGER]);
    await again(told);
    expect(publicKeysIn(told)).toEqual([publicKeyOf(NEW_MAKER)]);
    answer = undefined;
    await again(told);
    expect(publicKeysIn(told)).toEqual([publicKeyOf(NEW_MAKER)]);
  });

  it("are kept on disk, and so is what waits for a claim", async () => {
    const chain = new Chain();
    const kept = new Map<string, string>();
    let answer: Uint8Array | undefined = answerOf({}, [NEW_MAKER, STRANGER]);
    await again(made(() => answer, chain, kept));
    chain.accepted = 1;
    await again(made(() => answer, chain, kept));
    answer = undefined;
    expect(publicKeysIn(made(() => answer, chain, kept))).toEqual([NEW_MAKER, STRANGER].map(publicKeyOf));
  });

  it("are found again after a node was changed that had made states up, and while one tells no outputs", async () => {
    const chain = new Chain();
    const kept = new Map<string, string>();
    await again(made(() => answerOf({}, [STRANGER]), chain, kept));
    const honest = new Chain();
    const told = made(() => answerOf({}, [NEW_MAKER, NEXT_KEY]), honest, kept);
    honest.isSilent = true;
    await again(told);
    expect(trouble.at(-1)).toBe("unchecked");
    expect(told.keys).toEqual(genesis);
    honest.isSilent = false;
    await again(told);
    await again(told);
    honest.accepted = 1;
    await again(told);
    expect(publicKeysIn(told)).toEqual([NEW_MAKER, NEXT_KEY].map(publicKeyOf));
  });

  it("are asked for once in a while, however many want to know", async () => {
    const told = made(() => answerOf({}));
    await Promise.all(Array.from({ length: 50 }, () => told.refresh()));
    expect(asked).toBe(1);
    now += 1_999;
    await told.refresh();
    expect(asked).toBe(1);
    now += 1;
    await told.refresh();
    expect(asked).toBe(2);
  });
});
