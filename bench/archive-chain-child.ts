/**
 * Plays a chain whose InputBox holds one run an input: a real one takes milliseconds for each, so a hundred thousand would
 * take longer to send than to read. It answers what an archive asks, with the official code and encoding.
 * Prints `{"url","envelopes","envelopeBytes","newest"}` when all inputs are made.
 */
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { packPayload } from "@witness/protocol/batch";
import { fromHex } from "@witness/protocol/bytes";
import { decodeEnvelope, decodeSigned } from "@witness/protocol/wire/envelope";
import { AbiCoder, keccak256, zeroPadValue } from "ethers";
import { inputBoxInterface } from "../ethereum/src/abi.ts";
import { encodeInput, INPUT_ADDED } from "../ethereum/src/input.ts";
import { buildFleet } from "./fleet.ts";

const [application = "", inputBox = "", cars = "", envelopesPerCar = ""] = process.argv.slice(2);
const CHAIN_ID = 31_337;
const FIRST_BLOCK = 2;
const INPUTS_PER_BLOCK = 4;
const START_UNIX_S = 1_800_000_000;

const fleet = buildFleet({
  context: { chainId: CHAIN_ID, application: fromHex(application) },
  cars: Number(cars),
  envelopesPerCar: Number(envelopesPerCar),
  readingsPerEnvelope: 10,
});
const payloads: Uint8Array[] = fleet.map(({ registration }) =>
  packPayload({ registrations: [decodeSigned(registration)], runs: [] }),
);
let envelopeBytes = 0;
for (let round = 0; round < Number(envelopesPerCar); round += 1) {
  for (const { envelopes } of fleet) {
    const bytes = envelopes[round];
    if (!bytes) throw new Error("Every car has an envelope in every round.");
    envelopeBytes += bytes.length;
    const { body, signature } = decodeEnvelope(bytes);
    payloads.push(packPayload({ registrations: [], runs: [{ bodies: [body], signature }] }));
  }
}

const quantity = (value: number): string => `0x${value.toString(16)}`;
const blockOf = (index: number): number => FIRST_BLOCK + Math.floor(index / INPUTS_PER_BLOCK);
/** Some blocks follow, so that tiles are settled. */
const newest = blockOf(payloads.length - 1) + 100;
const hashOf = (block: number): string => `0x${block.toString(16).padStart(64, "0")}`;

function inputOf(index: number): Uint8Array {
  const block = blockOf(index);
  return encodeInput({
    chainId: BigInt(CHAIN_ID),
    application,
    sender: application,
    blockNumber: BigInt(block),
    blockTimestampS: BigInt(START_UNIX_S + 12 * block),
    prevRandao: 0n,
    index: BigInt(index),
    payload: `0x${Buffer.from(payloads[index] ?? []).toString("hex")}`,
  });
}

function logOf(index: number): object {
  return {
    address: inputBox,
    topics: [INPUT_ADDED, zeroPadValue(application, 32), `0x${index.toString(16).padStart(64, "0")}`],
    data: AbiCoder.defaultAbiCoder().encode(["bytes"], [inputOf(index)]),
    blockNumber: quantity(blockOf(index)),
    blockHash: hashOf(blockOf(index)),
    transactionHash: hashOf(index),
  };
}

const artifact = createRequire(import.meta.url)("@cartesi/rollups/out/InputBox.sol/InputBox.json") as {
  readonly deployedBytecode: { readonly object: string };
};

function call(data: string): string {
  const parsed = inputBoxInterface.parseTransaction({ data });
  const result = parsed?.name === "getNumberOfInputs" ? payloads.length : keccak256(inputOf(Number(parsed?.args[1])));
  return inputBoxInterface.encodeFunctionResult(parsed?.name ?? "", [result]);
}

function answer(method: string, [first, ...rest]: readonly unknown[]): unknown {
  if (method === "eth_chainId") return quantity(CHAIN_ID);
  if (method === "eth_blockNumber") return quantity(newest);
  if (method === "eth_getCode") return artifact.deployedBytecode.object;
  if (method === "eth_getBlockByNumber") return { number: first, hash: hashOf(Number(first)) };
  if (method === "eth_call") return call((first as { data: string }).data);
  if (method !== "eth_getLogs") throw new Error(`${method} is not answered; ${rest.length} more arguments.`);
  const { fromBlock, toBlock } = first as { fromBlock: string; toBlock: string };
  const from = Math.max(0, (Number(fromBlock) - FIRST_BLOCK) * INPUTS_PER_BLOCK);
  const to = Math.min(payloads.length, (Number(toBlock) - FIRST_BLOCK + 1) * INPUTS_PER_BLOCK);
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => logOf(from + offset));
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const { method, params } = JSON.parse(Buffer.concat(parts).toString()) as { method: string; params: unknown[] };
    response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: answer(method, params) }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const told = { url: `http://127.0.0.1:${port}`, inputs: payloads.length, envelopes: payloads.length - fleet.length };
  process.stdout.write(
    `${JSON.stringify({ ...told, envelopeBytes, newest, ids: fleet.map((car) => car.device.id) })}\n`,
  );
});
