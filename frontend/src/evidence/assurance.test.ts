/** The node's and the chain's JSON-RPC as they answer, over HTTP; only the address of the page is put in front. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { packPayload } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import { encodeNotice, encodeStateRoot } from "@witness/protocol/outputs";
import { Interface } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lastSiblings } from "../../test/last-siblings.ts";
import { assuranceOf, findNotice } from "./assurance.ts";
import { checkClaim, checkOutput, readValidators } from "./chain.ts";
import { askHealth } from "./health.ts";
import { checkListedClaim, checkListedOutput } from "./listed.ts";
import { openLists } from "./lists.ts";
import { outputsRootOf } from "./outputs-tree.ts";
import { getEpoch, getOutput, listInputs } from "./rollup.ts";
import { call } from "./rpc.ts";

const APPLICATION = `0x${"ab".repeat(20)}`;
/** Where the page believes the application to be. */
const PLACE = { chainId: 31_337, application: APPLICATION };
const CONSENSUS = `0x${"cd".repeat(20)}`;
const contracts = new Interface([
  "function validateOutput(bytes, (uint64 outputIndex, bytes32[] siblings) proof) view",
  "function getOutputsMerkleRootValidator() view returns (address)",
  "function isOutputsMerkleRootValid(address, bytes32) view returns (bool)",
  "function numOfValidators() view returns (uint256)",
  "function validatorById(uint256) view returns (address)",
  "function owner() view returns (address)",
  "function getEpochLength() view returns (uint256)",
  "function EvmAdvance(uint256,address,address,uint256,uint256,uint256,uint256,bytes)",
  "event ClaimAccepted(address indexed,uint256,bytes32)",
  "error InvalidOutputsMerkleRoot(bytes32)",
]);
const root = new Uint8Array(32).fill(3);
const payload = encodeStateRoot({ root, inputIndex: 4, devices: 2, admitted: 9, refused: 1 });
const registration = { message: Uint8Array.of(1), signature: new Uint8Array(64) };
const sent = packPayload({ registrations: [registration], runs: [] });

/** What node and chain are like in a test. */
const honest = {
  status: "CLAIM_ACCEPTED",
  proven: true,
  accepts: true,
  code: "0x60",
  lists: true,
  members: 2,
  chainId: 31_337,
  /** What a busy node of the chain says to everything. */
  busy: false,
  /** The block for which the consensus accepted the epoch's root, and the epoch that the node shows. */
  acceptedFor: 79,
  epoch: 7,
  inputIndex: 4,
  inputChainId: 31_337,
};
const SIBLINGS = lastSiblings(5);
const proof = { index: "0x5", siblings: SIBLINGS, root: undefined as string | undefined };
/** Claims of other epochs that the consensus accepted. In the world, `claimed` is proven, `told` what the node decoded. */
const later: readonly { readonly lastBlock: number; readonly root: string }[] = [];
let world = { ...honest, ...proof, claimed: payload, told: payload, later };

const output = () => ({
  epoch_index: "0x7",
  input_index: "0x4",
  index: world.index,
  raw_data: `0x${toHex(encodeNotice(world.claimed))}`,
  execution_transaction_hash: `0x${"56".repeat(32)}`,
  decoded_data: { type: "Notice", payload: `0x${toHex(world.told)}` },
  output_hashes_siblings: world.proven ? world.siblings : null,
});
/** The root that the output's proof leads to. */
const claimedRoot = (): string => {
  return outputsRootOf({ ...world, raw: output().raw_data, index: Number(world.index) }) ?? "";
};
const epoch = () => ({
  index: `0x${world.epoch.toString(16)}`,
  first_block: `0x${(10 * world.epoch).toString(16)}`,
  last_block: `0x${(10 * world.epoch + 9).toString(16)}`,
  input_index_lower_bound: "0x4",
  input_index_upper_bound: "0x6",
  status: world.status,
  outputs_merkle_root: world.status === "OPEN" ? null : (world.root ?? claimedRoot()),
  claim_transaction_hash: null,
});
const input = (bytes: Uint8Array) => ({
  index: "0x4",
  raw_data: contracts.encodeFunctionData("EvmAdvance", [
    world.inputChainId,
    APPLICATION,
    CONSENSUS,
    72,
    5,
    0,
    world.inputIndex,
    bytes,
  ]),
  epoch_index: "0x7",
  // What the node says that it decoded is all wrong.
  block_number: "0x49",
  decoded_data: { sender: APPLICATION, block_timestamp: "0x6", payload: "0x00" },
  status: "ACCEPTED",
  transaction_reference: null,
});

class Declined extends Error {
  readonly data: unknown;
  readonly code: number;
  constructor(data: unknown, code = 3, message = "execution reverted") {
    super(message);
    this.data = data;
    this.code = code;
  }
}

function ethCall(params: readonly unknown[]): string {
  if (world.busy) throw new Declined(undefined, -32_005, "Too many requests");
  const { data } = params[0] as { data: string };
  const { name, args } = contracts.parseTransaction({ data }) ?? {};
  if (name === "getEpochLength") return contracts.encodeFunctionResult(name, [10]);
  if (name === "owner") return contracts.encodeFunctionResult(name, [APPLICATION]);
  if (name === "validatorById") return contracts.encodeFunctionResult(name, [`0x${`0${args?.[0]}`.repeat(20)}`]);
  if (name === "numOfValidators") {
    if (world.members === 0) throw new Declined(undefined);
    return contracts.encodeFunctionResult(name, [world.members]);
  }
  if (name === "getOutputsMerkleRootValidator") return contracts.encodeFunctionResult(name, [CONSENSUS]);
  if (name === "isOutputsMerkleRootValid") return contracts.encodeFunctionResult(name, [world.accepts]);
  if (world.accepts) return "0x";
  throw new Declined({ data: contracts.encodeErrorResult("InvalidOutputsMerkleRoot", [`0x${"22".repeat(32)}`]) });
}

const METHODS: Readonly<Record<string, (params: readonly unknown[]) => unknown>> = {
  cartesi_listOutputs: () => ({ data: [output()], pagination: { total_count: 1 } }),
  cartesi_getOutput: () => ({ data: output() }),
  cartesi_getEpoch: () => ({ data: epoch() }),
  cartesi_listInputs: () => ({ data: [input(sent), input(Uint8Array.of(9))], pagination: { total_count: 2 } }),
  cartesi_getApplication: () => ({
    data: {
      name: "witness",
      state: "ENABLED",
      reason: null,
      consensus_type: "QUORUM",
      iconsensus_address: CONSENSUS,
      epoch_length: "0xa",
      processed_inputs: "0x60",
    },
  }),
  witness_getHealth: () => {
    if (!world.lists) throw new Declined(undefined, -32_601);
    return { data: { applications: [{ name: "other" }, { name: "witness", wrong_claims: [{ epoch: 7 }] }] } };
  },
  eth_blockNumber: () => "0x50",
  eth_chainId: () => `0x${world.chainId.toString(16)}`,
  eth_getLogs: ([filter]) => {
    const { fromBlock, toBlock } = filter as { fromBlock: string; toBlock: string };
    if (Number(fromBlock) > 80 || Number(toBlock) < 80) return [];
    const claims = [...world.later, { lastBlock: world.acceptedFor, root: epoch().outputs_merkle_root }];
    return claims.map(({ lastBlock, root: of }) =>
      contracts.encodeEventLog("ClaimAccepted", [APPLICATION, lastBlock, of]),
    );
  },
  eth_getCode: () => world.code,
  eth_call: ethCall,
};

let server: Server;
const { fetch: original } = globalThis;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes: Buffer) => {
      body += bytes.toString();
    });
    request.on("end", () => {
      const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: readonly unknown[] };
      try {
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result: METHODS[method]?.(params) }));
      } catch (error) {
        const { message, data, code } = error as Declined;
        response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code, message, data } }));
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  globalThis.fetch = (path, init) => original(`${base}${String(path)}`, init);
});
afterAll(async () => {
  globalThis.fetch = original;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  world = { ...honest, ...proof, claimed: payload, told: payload, later };
});

describe("assuranceOf", () => {
  const find = (stateRoot: Uint8Array) => findNotice(openLists(PLACE), { stateRoot, inputCount: 5 });
  const assurance = async () => assuranceOf(PLACE, root, await find(root));

  it("settled: only when the claim is accepted and the contract accepts the proof", async () => {
    expect(await assurance()).toEqual({ level: "settled", output: 5, epoch: 7, block: 80, isLatest: true });
  });

  const other = `0x${"66".repeat(32)}`;
  it.each([
    ["another output follows under the same claim", { siblings: SIBLINGS.with(1, other) }, false],
    ["a later epoch's claim has another root", { later: [{ lastBlock: 89, root: other }] }, false],
    ["an earlier epoch's claim was accepted late", { later: [{ lastBlock: 69, root: other }] }, true],
  ])("settled, and the latest or not: %s", async (_, change, isLatest) => {
    world = { ...world, ...change };
    expect(await assurance()).toMatchObject({ level: "settled", isLatest });
  });

  it.each(["OPEN", "CLAIM_COMPUTED", "CLAIM_SUBMITTED", "CLAIM_REJECTED"])("pending while %s", async (status) => {
    world.status = status;
    expect(await assurance()).toEqual({ level: "pending", output: 5, epoch: 7, status });
  });

  it("contradicted: the node says accepted, the contract does not", async () => {
    world.accepts = false;
    expect(await assurance()).toMatchObject({ level: "contradicted", output: 5 });
  });

  it("stated: no notice carries the root", async () => {
    const other = new Uint8Array(32).fill(4);
    expect(await find(other)).toBeUndefined();
    expect(await assuranceOf(PLACE, other, undefined)).toEqual({ level: "stated" });
    // A notice that is named for it but carries another root says nothing either.
    expect(await assuranceOf(PLACE, other, { output: 5, epoch: 7 })).toEqual({ level: "stated" });
  });
});

it("gives no code of the page's own to a node that declines", async () => {
  world.lists = false;
  await expect(call("node", "witness_getHealth", {})).rejects.toMatchObject({ code: "node-unavailable" });
});

describe("a lying node", () => {
  it("cannot pass a claimed output off as a state root that was never claimed", async () => {
    const invented = new Uint8Array(32).fill(8);
    world.told = encodeStateRoot({ root: invented, inputIndex: 4, devices: 2, admitted: 9, refused: 1 });
    const state = { stateRoot: invented, inputCount: 5 };
    expect(await findNotice(openLists(PLACE), state)).toBeUndefined();
    expect(await assuranceOf(PLACE, invented, { output: 5, epoch: 7 })).toEqual({ level: "stated" });
  });

  it("cannot show the accepted root of one epoch as that of another", async () => {
    world.epoch = 8;
    world.acceptedFor = 79;
    const check = await checkClaim(PLACE, await getEpoch(APPLICATION, 8));
    expect(check).toMatchObject({ outcome: "not-proven", reason: expect.stringContaining("not for this epoch") });
  });

  it("cannot put an output into an epoch that claims another root, accepted or not", async () => {
    world.root = `0x${"11".repeat(32)}`;
    const notice = { output: 5, epoch: 7 };
    expect(await assuranceOf(PLACE, root, notice)).toMatchObject({
      level: "contradicted",
      reason: expect.stringContaining("another root"),
    });
    world.root = undefined;
    world.acceptedFor = 69;
    expect(await assuranceOf(PLACE, root, notice)).toMatchObject({
      level: "contradicted",
      reason: expect.stringContaining("not for this epoch"),
    });
  });

  it.each([
    ["another index", { inputIndex: 5 }],
    ["another chain", { inputChainId: 1 }],
  ])("cannot pass an input of %s off as the application's", async (_name, lie) => {
    world = { ...world, ...lie };
    const part = { limit: 2, offset: 0, descending: true };
    await expect(listInputs(PLACE, part)).rejects.toMatchObject({ code: "answer-unreadable" });
  });

  it("cannot list one thing and prove another", async () => {
    const output = await getOutput(APPLICATION, 5);
    const claim = await getEpoch(APPLICATION, 7);
    expect(await checkListedOutput(PLACE, output)).toMatchObject({ outcome: "proven" });
    expect(await checkListedClaim(PLACE, claim)).toMatchObject({ outcome: "proven" });
    const raw = output.raw.replace(/..$/, "01");
    await expect(checkListedOutput(PLACE, { ...output, raw })).rejects.toMatchObject({ code: "answer-unreadable" });
    const listed = { ...claim, root: `0x${"11".repeat(32)}` };
    await expect(checkListedClaim(PLACE, listed)).rejects.toMatchObject({ code: "answer-unreadable" });
  });

  it("cannot return another output than was asked for", async () => {
    world.index = "0x6";
    await expect(getOutput(APPLICATION, 5)).rejects.toMatchObject({ code: "answer-unreadable" });
  });
});

describe("checkOutput", () => {
  it("pending without a proof", async () => {
    world.proven = false;
    expect(await checkOutput(PLACE, await getOutput(APPLICATION, 5))).toEqual({ outcome: "pending" });
  });

  it("says why the contract declined", async () => {
    world.accepts = false;
    const check = await checkOutput(PLACE, await getOutput(APPLICATION, 5));
    expect(check).toMatchObject({ outcome: "not-proven", reason: expect.stringContaining("does not know the root") });
  });

  it("says that a busy node of the chain could not be asked, and not that nothing is proven", async () => {
    world.busy = true;
    const output = await getOutput(APPLICATION, 5);
    const epochRow = await getEpoch(APPLICATION, 7);
    for (const check of [() => checkOutput(PLACE, output), () => checkClaim(PLACE, epochRow)]) {
      await expect(check()).rejects.toMatchObject({ code: "chain-unavailable" });
    }
    await expect(readValidators(PLACE)).rejects.toMatchObject({ code: "chain-unavailable" });
  });

  it("refuses a chain that is not the application's", async () => {
    world.chainId = 1;
    const output = await getOutput(APPLICATION, 5);
    const epochRow = await getEpoch(APPLICATION, 7);
    for (const check of [() => checkOutput(PLACE, output), () => checkClaim(PLACE, epochRow)]) {
      await expect(check()).rejects.toMatchObject({ code: "chain-other" });
    }
    await expect(readValidators(PLACE)).rejects.toMatchObject({ code: "chain-other" });
  });

  it("refuses an address without code, which would answer everything with nothing", async () => {
    world.code = "0x";
    await expect(checkOutput(PLACE, await getOutput(APPLICATION, 5))).rejects.toMatchObject({
      code: "chain-unavailable",
    });
  });
});

describe("checkClaim", () => {
  it.each([
    [true, "proven"],
    [false, "not-proven"],
  ])("the consensus says %s", async (accepts, outcome) => {
    world.accepts = accepts;
    expect(await checkClaim(PLACE, await getEpoch(APPLICATION, 7))).toMatchObject({ outcome });
  });

  it("pending before there is a root", async () => {
    world.status = "OPEN";
    expect(await checkClaim(PLACE, await getEpoch(APPLICATION, 7))).toEqual({ outcome: "pending" });
  });
});

describe("askHealth", () => {
  it("default: the application, and claims that differ from what its node computed", async () => {
    expect(await askHealth(APPLICATION)).toEqual({
      state: "ENABLED",
      reason: null,
      consensusType: "QUORUM",
      consensus: CONSENSUS,
      epochLength: 10,
      processedInputs: 96,
      wrongClaims: [{ epoch: 7 }],
    });
  });

  it("given a node without such a list: does not say that there are none", async () => {
    world.lists = false;
    expect((await askHealth(APPLICATION)).wrongClaims).toBeUndefined();
  });
});

it("reads in which transaction an output was executed", async () => {
  expect((await getOutput(APPLICATION, 5)).executionTransaction).toBe(`0x${"56".repeat(32)}`);
});

it("lists inputs with what they hold, and names what is foreign", async () => {
  const { rows, total } = await listInputs(PLACE, { limit: 2, offset: 0, descending: true });
  expect(total).toBe(2);
  expect(rows.map(({ contents }) => contents)).toEqual([
    { kind: "batch", registrations: 1, runs: 0, envelopes: 0 },
    { kind: "foreign", code: "version-unsupported" },
  ]);
  expect(rows[0]).toMatchObject({ index: 4, epoch: 7, block: 72, timeUnixS: 5, payloadBytes: sent.length });
});

describe("who decides", () => {
  it("a quorum's validators, by their numbers", async () => {
    const addresses = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`];
    expect(await readValidators(PLACE)).toMatchObject({ kind: "Quorum", addresses });
  });

  it("an authority's owner", async () => {
    world.members = 0;
    const { kind, addresses } = await readValidators(PLACE);
    expect([kind, addresses.map((each) => each.toLowerCase())]).toEqual(["Authority", [APPLICATION]]);
  });
});
