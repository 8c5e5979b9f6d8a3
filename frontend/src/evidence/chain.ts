/**
 * Checks against the chain itself, by `eth_call`: the only step of this page that does not take a node's word. The
 * chain library is loaded when a proof is checked, not before.
 */
import { EvidenceError } from "./errors.ts";
import type { EpochRow, OutputRow } from "./rollup.ts";
import { call, RpcError } from "./rpc.ts";

/** What the contract says of an output and its proof. */
export type ProofCheck =
  | { readonly outcome: "proven"; readonly block: number }
  | { readonly outcome: "not-proven"; readonly reason: string }
  /** There is no proof yet: the output's epoch is not claimed. */
  | { readonly outcome: "pending" };

const CONTRACTS = [
  "function getOutputsMerkleRootValidator() view returns (address)",
  "function numOfValidators() view returns (uint256)",
  "function validatorById(uint256 id) view returns (address)",
  "function owner() view returns (address)",
  "function isOutputsMerkleRootValid(address appContract, bytes32 outputsMerkleRoot) view returns (bool)",
  "function validateOutput(bytes output, (uint64 outputIndex, bytes32[] outputHashesSiblings) proof) view",
  "error InvalidOutputHashesSiblingsArrayLength()",
  "error InvalidOutputsMerkleRoot(bytes32 outputsMerkleRoot)",
];

/** What each refusal of the contract means. */
const REASONS: Readonly<Record<string, string>> = {
  InvalidOutputsMerkleRoot:
    "The contract does not know the root that this proof leads to: its claim is not accepted, or the proof is wrong.",
  InvalidOutputHashesSiblingsArrayLength: "The proof has not the right number of hashes.",
};

const revertData = (data: unknown): string | undefined => {
  if (typeof data === "string") return data;
  const inner = (data as { data?: unknown } | null | undefined)?.data;
  return typeof inner === "string" ? inner : undefined;
};

/** Has `Application.validateOutput` check an output at the newest block. @throws {EvidenceError} */
export async function checkOutput(application: string, output: OutputRow): Promise<ProofCheck> {
  if (!output.siblings) return { outcome: "pending" };
  await assertContract(application);
  const { Interface } = await import("ethers");
  const contract = new Interface(CONTRACTS);
  const proof = { outputIndex: output.index, outputHashesSiblings: output.siblings };
  const data = contract.encodeFunctionData("validateOutput", [output.raw, proof]);
  const block = (await call("chain", "eth_blockNumber", [])) as string;
  try {
    const answer = await call("chain", "eth_call", [{ to: application, data }, block]);
    if (answer !== "0x") throw new EvidenceError("chain-unavailable", "The chain's answer is not one of a contract.");
    return { outcome: "proven", block: Number(BigInt(block)) };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const revert = revertData(error.data);
    const name = revert ? contract.parseError(revert)?.name : undefined;
    const known = REASONS[name ?? ""] ?? Object.entries(REASONS).find(([each]) => error.message.includes(each))?.[1];
    return { outcome: "not-proven", reason: known ?? `The contract declined: ${error.message}` };
  }
}

/** Asks the consensus that the application follows whether it accepted an epoch's outputs root. @throws {EvidenceError} */
export async function checkClaim(application: string, epoch: EpochRow): Promise<ProofCheck> {
  if (!epoch.root) return { outcome: "pending" };
  await assertContract(application);
  const { Interface } = await import("ethers");
  const contracts = new Interface(CONTRACTS);
  const block = (await call("chain", "eth_blockNumber", [])) as string;
  const ask = async (to: string, name: string, values: readonly string[]): Promise<unknown> => {
    const data = contracts.encodeFunctionData(name, values);
    return contracts.decodeFunctionResult(name, (await call("chain", "eth_call", [{ to, data }, block])) as string)[0];
  };
  const consensus = String(await ask(application, "getOutputsMerkleRootValidator", []));
  return (await ask(consensus, "isOutputsMerkleRootValid", [application, epoch.root])) === true
    ? { outcome: "proven", block: Number(BigInt(block)) }
    : { outcome: "not-proven", reason: "The consensus contract has not accepted this root." };
}

/** Who decides what is settled, as the consensus contract names them. */
export interface Validators {
  readonly kind: "Authority" | "Quorum";
  /** 0x and 40 digits: the contract that the application follows. */
  readonly consensus: string;
  /** 0x and 40 digits each: an authority's owner, or a quorum's members in the order of their numbers. */
  readonly addresses: readonly string[];
}

/** Asks the chain who the application's validators are. @throws {EvidenceError | RpcError} */
export async function readValidators(application: string): Promise<Validators> {
  await assertContract(application);
  const { Interface } = await import("ethers");
  const contracts = new Interface(CONTRACTS);
  const ask = async (to: string, name: string, values: readonly number[] = []): Promise<unknown> => {
    const data = contracts.encodeFunctionData(name, values);
    const answer = (await call("chain", "eth_call", [{ to, data }, "latest"])) as string;
    return contracts.decodeFunctionResult(name, answer)[0];
  };
  const consensus = String(await ask(application, "getOutputsMerkleRootValidator"));
  // Only a quorum counts its validators; an authority reverts.
  const members = await ask(consensus, "numOfValidators").catch((error: unknown) => {
    if (error instanceof RpcError) return undefined;
    throw error;
  });
  if (members === undefined) {
    return { kind: "Authority", consensus, addresses: [String(await ask(consensus, "owner"))] };
  }
  const ids = Array.from({ length: Number(members) }, (_, index) => index + 1);
  const addresses = await Promise.all(ids.map(async (id) => String(await ask(consensus, "validatorById", [id]))));
  return { kind: "Quorum", consensus, addresses };
}

/** Throws unless there is a contract at the address: an `eth_call` to nobody succeeds. @throws {EvidenceError} */
async function assertContract(application: string): Promise<void> {
  const code = await call("chain", "eth_getCode", [application, "latest"]);
  if (typeof code !== "string" || code === "0x") {
    throw new EvidenceError("chain-unavailable", "There is no contract at the application's address on this chain.");
  }
}
