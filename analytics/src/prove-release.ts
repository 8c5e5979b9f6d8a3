/** Whether the chain has a release: its notice among the outputs of the application, under a root that the consensus accepted. */
import { equal, fromHex } from "@witness/protocol/bytes";
import { type OutputProof, rootOfOutput } from "@witness/protocol/last-output";
import { encodeNotice } from "@witness/protocol/outputs";
import { openChain, type Place } from "@witness/verify/chain";
import { openRpc } from "@witness/verify/rpc";
import { AnalyticsError } from "./errors.ts";
import type { FetchedRelease } from "./fetch-release.ts";

/** Whom to ask. */
export interface ProofSources {
  readonly place: Place;
  /** JSON-RPC of the chain; two or more are compared. */
  readonly rpcUrls: readonly string[];
  /** JSON-RPC of a rollup node, which is believed in nothing. */
  readonly nodeUrl: string;
}

/** What leads from a release to the chain. */
export interface ReleaseProof extends OutputProof {
  /** The output as it stands on chain. */
  readonly output: Uint8Array;
  /** The root of all outputs that the consensus accepted, 32 bytes. */
  readonly root: Uint8Array;
  /** The block at which the chain was asked, and the nodes that said the same. */
  readonly block: number;
  readonly asked: readonly string[];
}

const unproven = (sentence: string): AnalyticsError => new AnalyticsError(sentence, { code: "release-unproven" });

interface RawOutput {
  readonly index?: unknown;
  readonly raw_data?: unknown;
  readonly output_hashes_siblings?: unknown;
}

/** Reads hexadecimal; nothing when it is none. */
function bytesOf(text: unknown): Uint8Array {
  try {
    return fromHex(String(text));
  } catch {
    return new Uint8Array();
  }
}

/**
 * Returns the proof of a release.
 * @throws {AnalyticsError} `release-unproven` when the node has no proof, or the chain accepted no such root
 * @throws {VerifyError} `node-unavailable`, `chain-unavailable`, `chain-foreign`, `application-none`, `rpcs-differ`
 */
export async function proveRelease(
  { bytes, inputIndex }: FetchedRelease,
  { place, rpcUrls, nodeUrl }: ProofSources,
): Promise<ReleaseProof> {
  const output = encodeNotice(bytes.head);
  const node = openRpc(nodeUrl, "node-unavailable");
  const { application } = place;
  const asked = { application, input_index: `0x${inputIndex.toString(16)}`, limit: 10, offset: 0 };
  const listed = (await node.call("cartesi_listOutputs", asked)) as { readonly data?: unknown } | null;
  const rows = Array.isArray(listed?.data) ? (listed.data as readonly (RawOutput | null)[]) : [];
  const row = rows.find((each) => equal(bytesOf(each?.raw_data), output));
  if (!row) throw unproven("The node has no such notice among the outputs of the input that it names.");
  const siblings = Array.isArray(row.output_hashes_siblings) ? row.output_hashes_siblings.map(bytesOf) : [];
  const proof = { index: Number(row.index), siblings };
  const root = rootOfOutput(output, proof);
  if (!root) throw unproven("The release's epoch is not claimed yet, so there is no proof; wait until it is.");
  const chain = await openChain(
    rpcUrls.map((url) => openRpc(url, "chain-unavailable")),
    place,
  );
  if (!(await chain.isAccepted(root))) {
    throw unproven("The application's contract has not accepted the root that the release leads to.");
  }
  return { ...proof, output, root, block: chain.block, asked: chain.asked };
}
