/** Rows of the store in the form of the real node's JSON-RPC: unsigned integers in 0x hex, times by RFC 3339. */
import { decodeInput } from "@witness/ethereum/input";
import { getAddress } from "ethers";
import type { Application } from "../application.ts";
import { decodeOutput, toHex } from "../codec.ts";
import { keccak } from "../keccak.ts";
import { siblingsOf } from "../proofs.ts";
import type { Listing, SqlRow } from "../store/listing.ts";

/** A JSON object of the real node. */
export type Shape = Record<string, unknown>;

/** Returns an integer in 0x hex. */
export function hexNumber(value: unknown): string {
  return `0x${BigInt(value as number | bigint).toString(16)}`;
}

/** Returns a time with microseconds, as Go prints it. */
function time(ms: unknown): string {
  return new Date(Number(ms)).toISOString().replace("Z", "000Z");
}

function bytes(value: unknown): string | null {
  return value === null || value === undefined ? null : toHex(value as Uint8Array);
}

/** Returns an application. */
export function applicationShape(app: Application, listing: Listing, head: number): Shape {
  const row = listing.application(app.records.app);
  const { application, consensus, contracts, deploymentBlock } = app.deployment;
  const dates = { created_at: time(row["created_ms"]), updated_at: time(row["updated_ms"]) };
  const block = hexNumber(Math.max(head, 0));
  // Deadlines of the real node are in nanoseconds.
  const deadline = hexNumber(BigInt(app.deadlineMs) * 1_000_000n);
  return {
    name: application.name,
    iapplication_address: application.address,
    iconsensus_address: consensus.address,
    iinputbox_address: contracts["InputBox"],
    template_hash: application.templateHash,
    epoch_length: hexNumber(consensus.epochLength),
    data_availability: application.dataAvailability,
    consensus_type: consensus.type,
    state: row["state"],
    reason: row["reason"],
    iinputbox_block: hexNumber(deploymentBlock),
    last_epoch_check_block: block,
    last_input_check_block: block,
    last_output_check_block: block,
    processed_inputs: hexNumber(app.records.processedCount()),
    ...dates,
    execution_parameters: {
      snapshot_policy: "NONE",
      advance_inc_cycles: "0x400000",
      advance_max_cycles: "0x3fffffffffffffff",
      inspect_inc_cycles: "0x400000",
      inspect_max_cycles: "0x3fffffffffffffff",
      advance_inc_deadline: "0x2540be400",
      advance_max_deadline: deadline,
      inspect_inc_deadline: "0x2540be400",
      inspect_max_deadline: deadline,
      load_deadline: "0x45d964b800",
      store_deadline: "0x29e8d60800",
      fast_deadline: "0x12a05f200",
      max_concurrent_inspects: 10,
      ...dates,
    },
  };
}

/** Returns an epoch. */
export function epochShape(app: Application, row: SqlRow): Shape {
  const { epochLength } = app.deployment.consensus;
  const index = Number(row["idx"]);
  const { low, high, machineHash } = app.records.epochs.inputsOf(index);
  const root = bytes(row["root"]);
  return {
    index: hexNumber(index),
    first_block: hexNumber(index * epochLength),
    last_block: hexNumber((index + 1) * epochLength - 1),
    input_index_lower_bound: hexNumber(low),
    input_index_upper_bound: hexNumber(high),
    machine_hash: root === null ? null : bytes(machineHash),
    outputs_merkle_root: root,
    // The name of the field before 2.0.0-alpha.11. Older and newer clients both find theirs.
    claim_hash: root,
    outputs_merkle_proof: null,
    commitment: null,
    commitment_proof: null,
    claim_transaction_hash: row["claim_tx"],
    tournament_address: null,
    status: row["status"],
    virtual_index: hexNumber(row["virtual"]),
    created_at: time(row["created_ms"]),
    updated_at: time(row["updated_ms"]),
  };
}

/** Returns an input. */
export function inputShape(row: SqlRow): Shape {
  const raw = row["raw"] as Uint8Array;
  const input = decodeInput(raw);
  return {
    epoch_index: hexNumber(row["epoch"]),
    index: hexNumber(row["idx"]),
    block_number: hexNumber(row["block"]),
    raw_data: toHex(raw),
    decoded_data: {
      chain_id: hexNumber(input.chainId),
      application_contract: getAddress(input.application),
      sender: getAddress(input.sender),
      block_number: hexNumber(input.blockNumber),
      block_timestamp: hexNumber(input.blockTimestampS),
      prev_randao: hexNumber(input.prevRandao),
      index: hexNumber(input.index),
      payload: input.payload,
    },
    status: row["status"],
    machine_hash: bytes(row["machine_hash"]),
    outputs_hash: bytes(row["outputs_hash"]),
    transaction_reference: row["tx"],
    created_at: time(row["created_ms"]),
    updated_at: time(row["updated_ms"]),
  };
}

/** Returns an output. Its hash and siblings are null until the epoch's claim is computed; they prove it under that root. */
export function outputShape(app: Application, listing: Listing, row: SqlRow): Shape {
  const raw = row["raw"] as Uint8Array;
  const index = Number(row["idx"]);
  const decoded = decodeOutput(raw);
  const proven = app.records.epochs.provenOutputs(Number(row["epoch"]));
  return {
    epoch_index: hexNumber(row["epoch"]),
    input_index: hexNumber(row["input"]),
    index: hexNumber(index),
    raw_data: toHex(raw),
    decoded_data: decoded?.type === "Voucher" ? { ...decoded, value: hexNumber(decoded.value) } : decoded,
    hash: proven === undefined ? null : toHex(keccak(raw)),
    output_hashes_siblings:
      proven === undefined ? null : siblingsOf(app.records.tree, index, proven).map((sibling) => toHex(sibling)),
    execution_transaction_hash: listing.executionOf(app.records.app, index) ?? null,
    created_at: time(row["created_ms"]),
    updated_at: time(row["updated_ms"]),
  };
}

/** Returns a report. */
export function reportShape(row: SqlRow): Shape {
  return {
    epoch_index: hexNumber(row["epoch"]),
    input_index: hexNumber(row["input"]),
    index: hexNumber(row["idx"]),
    raw_data: bytes(row["raw"]),
    created_at: time(row["created_ms"]),
    updated_at: time(row["created_ms"]),
  };
}
