/** Proofs of outputs under a claim: the last one, one that others follow, and none (docs/protocol.md, "Last output"). */
import { concat, toHex, utf8 } from "../../src/bytes.ts";
import { keccak256 } from "../../src/crypto/keccak.ts";
import { OUTPUTS_TREE_HEIGHT } from "../../src/last-output.ts";
import { seed } from "./world.ts";

const ZEROS = new Uint8Array(32);
const EMPTY: Uint8Array[] = [ZEROS];
for (const _ of Array.from({ length: OUTPUTS_TREE_HEIGHT - 1 })) {
  const below = EMPTY.at(-1) ?? ZEROS;
  EMPTY.push(keccak256(concat(below, below)));
}
const output = utf8("the bytes of an output");
const isRight = (index: number, level: number): boolean => Math.floor(index / 2 ** level) % 2 === 1;

/** What leads from a leaf to its claim. */
interface Proof {
  readonly index: number;
  readonly siblings: readonly Uint8Array[];
  readonly claim: Uint8Array;
}
/** Siblings with the claim that they lead to. */
function leading(index: number, siblings: readonly Uint8Array[]): Proof {
  const claim = siblings.reduce(
    (hash, sibling, level) => keccak256(isRight(index, level) ? concat(sibling, hash) : concat(hash, sibling)),
    keccak256(output),
  );
  return { index, siblings, claim };
}
/** Something on the left wherever it can be, and on the right at these levels. */
const proofOf = (index: number, later: readonly number[] = []): Proof =>
  leading(
    index,
    EMPTY.map((empty, level) => (isRight(index, level) || later.includes(level) ? seed(`subtree ${level}`) : empty)),
  );
const LARGEST = Number.MAX_SAFE_INTEGER;
const five = proofOf(4);
const third = proofOf(2, [0]);
const put = ({ siblings }: Proof, level: number, sibling: Uint8Array): readonly Uint8Array[] =>
  siblings.map((each, at) => (at === level ? sibling : each));

type Case = readonly [string, string, Proof & { readonly output?: Uint8Array }];
const CASES: readonly Case[] = [
  ["the only output", "last", proofOf(0)],
  ["the second of two", "last", proofOf(1)],
  ["the fifth of five", "last", five],
  ["the eighth of eight", "last", proofOf(7)],
  ["behind 2^32 others", "last", proofOf(2 ** 32)],
  ["at the greatest index", "last", proofOf(LARGEST)],
  ["the first of two", "followed", proofOf(0, [0])],
  ["the third of four", "followed", third],
  ["a later output far up in the tree", "followed", proofOf(4, [62])],
  ["a later output behind 2^32 others", "followed", proofOf(2 ** 32, [31])],
  ["the first of very many", "followed", proofOf(0, [...EMPTY.keys()])],
  ["a subtree without outputs under another level's name", "followed", leading(4, put(five, 1, ZEROS))],
  ["another output", "unproven", { ...five, output: utf8("the bytes of another") }],
  ["the leaf in the output's place", "unproven", { ...five, output: keccak256(output) }],
  ["the claim before it", "unproven", { ...five, claim: proofOf(3).claim }],
  ["a claim after it, with the proof for an older one", "unproven", { ...proofOf(2), claim: third.claim }],
  ["no claim", "unproven", { ...five, claim: new Uint8Array() }],
  ["the index beside it", "unproven", { ...five, index: 5 }],
  ["an index of the same lowest 32 bits", "unproven", { ...five, index: 2 ** 32 + 4 }],
  ["an index below 0", "unproven", { ...proofOf(0), index: -1 }],
  ["an index of 2^53: the proof leads to the claim", "unproven", proofOf(LARGEST + 1)],
  ["an index that leaves the tree", "unproven", { ...proofOf(0), index: 2 ** 63 }],
  ["no sibling", "unproven", { ...five, siblings: [], claim: keccak256(output) }],
  ["62 siblings", "unproven", { ...five, siblings: five.siblings.slice(0, -1) }],
  ["64 siblings", "unproven", { ...five, siblings: [...five.siblings, ZEROS] }],
  [
    "two siblings in each other's place",
    "unproven",
    { ...five, siblings: put(leading(4, put(five, 0, EMPTY[1] ?? ZEROS)), 1, ZEROS) },
  ],
  ["a later output that the proof leaves out", "unproven", { ...third, siblings: put(third, 0, ZEROS) }],
  ["a sibling of 31 bytes", "unproven", { ...five, siblings: put(five, 0, new Uint8Array(31)) }],
  ["a sibling of no bytes", "unproven", { ...five, siblings: put(five, 5, new Uint8Array()) }],
];

export const lastOutputVectors = {
  "v2-last-output": CASES.map(([comment, standing, proof]) => ({
    comment,
    output: toHex(proof.output ?? output),
    claim: toHex(proof.claim),
    index: proof.index.toString(),
    siblings: proof.siblings.map(toHex),
    valid: standing !== "unproven",
    standing,
  })),
};
