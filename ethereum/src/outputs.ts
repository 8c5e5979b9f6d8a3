/**
 * Outputs of an application, as a rollup node tells them with their proofs, and whether the chain knows them under an accepted
 * claim. The node may lie: what it says is worth what the contract says of it.
 */
import { equal, fromHex } from "@witness/protocol/bytes";
import { ProtocolError } from "@witness/protocol/errors";
import type { OutputProof } from "@witness/protocol/last-output";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { applicationInterface, outputsInterface } from "./abi.ts";
import { ChainError } from "./errors.ts";
import { type Call, quantity } from "./rpc.ts";

/** An output, and its proof once its epoch is claimed. */
export interface FoundOutput {
  /** Counts all outputs of the application, from 0. */
  readonly index: number;
  /** The whole blob: an ABI call of `Notice(bytes)` or of a voucher. */
  readonly output: Uint8Array;
  readonly proof: OutputProof | undefined;
}

/** Outputs that are looked through, the newest first. */
const SEARCHED_MAX = 2_000;
const PAGE = 100;
/** The number of "execution reverted" in Ethereum's execution API; other nodes give what the contract said. */
const REVERTED = 3;

const malformed = (cause?: unknown): ChainError =>
  new ChainError("What the node returns for an output is none; check its URL, or ask another node.", {
    code: "chain-answer-malformed",
    cause,
  });

/** The methods take their parameters by name, which the type of a chain's calls does not know. */
const byName = (params: Readonly<Record<string, unknown>>): readonly unknown[] =>
  params as unknown as readonly unknown[];

interface OutputShape {
  readonly index: string;
  readonly raw_data: string;
  readonly output_hashes_siblings: readonly string[] | null;
}

const dataOf = (answer: unknown): unknown => (answer as { readonly data?: unknown } | null | undefined)?.data;

function readOutput(shape: unknown): FoundOutput {
  try {
    const { index, raw_data, output_hashes_siblings: siblings } = shape as OutputShape;
    const place = Number(BigInt(index));
    const output = fromHex(raw_data.slice(2));
    if (siblings === null) return { index: place, output, proof: undefined };
    return { index: place, output, proof: { index: place, siblings: siblings.map((each) => fromHex(each.slice(2))) } };
  } catch (cause) {
    throw malformed(cause);
  }
}

/** Returns the state root (32 bytes) that a notice of ours publishes; undefined for every other output. */
function rootIn(output: Uint8Array): Uint8Array | undefined {
  try {
    return decodeStateRoot(fromHex(String(outputsInterface.decodeFunctionData("Notice", output)[0]).slice(2))).root;
  } catch (error) {
    if (error instanceof ProtocolError || (error as { code?: string }).code !== undefined) return undefined;
    throw error;
  }
}

/**
 * Looks for the notice that publishes a state. Returns undefined when it is not among the newest outputs.
 * @param call asks the node's JSON-RPC
 * @param application 0x and 40 digits
 * @param stateRoot 32 bytes
 * @throws {ChainError} as `call` throws, and `chain-answer-malformed`
 */
export async function findNotice(
  call: Call,
  application: string,
  stateRoot: Uint8Array,
): Promise<FoundOutput | undefined> {
  for (let offset = 0; offset < SEARCHED_MAX; offset += PAGE) {
    const data = dataOf(
      await call("cartesi_listOutputs", byName({ application, limit: PAGE, offset, descending: true })),
    );
    if (!Array.isArray(data)) throw malformed();
    for (const shape of data) {
      const found = readOutput(shape);
      const root = rootIn(found.output);
      if (root !== undefined && equal(root, stateRoot)) return found;
    }
    if (data.length < PAGE) return undefined;
  }
  return undefined;
}

/**
 * Returns an output as it stands now, by its number.
 * @throws {ChainError} as `call` throws, and `chain-answer-malformed` also when it is another's
 */
export async function readOutputAt(call: Call, application: string, index: number): Promise<FoundOutput> {
  const found = readOutput(
    dataOf(await call("cartesi_getOutput", byName({ application, output_index: quantity(index) }))),
  );
  if (found.index !== index) throw malformed();
  return found;
}

/**
 * Returns whether the application's contract knows an output under a claim that its consensus accepted.
 * @param call asks the chain, whom the caller believes
 * @param application 0x and 40 digits
 * @throws {ChainError} as `call` throws, unless the contract itself declined
 */
export async function isAcceptedOutput(call: Call, application: string, found: FoundOutput): Promise<boolean> {
  const { output, proof } = found;
  if (!proof) return false;
  const validity = { outputIndex: proof.index, outputHashesSiblings: proof.siblings };
  const data = applicationInterface.encodeFunctionData("validateOutput", [output, validity]);
  try {
    return (await call("eth_call", [{ to: application, data }, "latest"])) === "0x";
  } catch (error) {
    const reverted = error instanceof ChainError && (error.rpcCode === REVERTED || error.revertData !== undefined);
    if (reverted) return false;
    throw error;
  }
}
