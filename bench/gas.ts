/** The cost of a reading: bytes on the wire and gas through the real InputBox, beside two simpler designs; and of a proof on chain. */
import { createHash } from "node:crypto";
import { fromHex } from "@witness/protocol/bytes";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { packRuns, runOf } from "./batch.ts";
import { addInputData, type BenchApplication, type BenchChain, CHAIN_ID, creation } from "./chain.ts";
import type { Family } from "./family.ts";
import { type BenchCar, buildFleet } from "./fleet.ts";
import { verifyOnChainGas } from "./on-chain-proof.ts";

/** What a reading needs when it is an input of its own: the size that a predecessor's had. */
const SINGLE_INPUT_BYTES = 113;
/** sstore(calldata[0..32], calldata[32..64]): the cheapest contract that stores a reading at its own key. */
const STORE_ONE = "6020356000355500";

/** What a car of the fleet sends in the life of a session: it drives about 70 minutes a day. */
const READINGS_PER_MONTH = 2_000;

const contextOf = ({ address }: BenchApplication) => ({ chainId: CHAIN_ID, application: fromHex(address) });

const bytesOf = (cars: readonly BenchCar[]): number =>
  cars.reduce((sum, { envelopes }) => envelopes.reduce((more, { length }) => more + length, sum), 0);

/** Gas a reading of payloads that are full: the last one, which is not, is left out where there are others. */
async function gasPerReading(
  chain: BenchChain,
  application: BenchApplication,
  runs: Parameters<typeof packRuns>[0],
  readingsPerEnvelope: number,
): Promise<number> {
  const packed = packRuns(runs);
  const batches = packed.slice(0, Math.max(1, packed.length - 1));
  let gas = 0;
  let readings = 0;
  for (const { payload, envelopes } of batches) {
    gas += await chain.send({ to: application.inputBox, data: addInputData(application, payload) });
    readings += envelopes * readingsPerEnvelope;
  }
  return gas / readings;
}

interface Sizes {
  readonly chain: BenchChain;
  readonly application: BenchApplication;
  readonly short: boolean;
}

/** All bytes of some cars' histories, their session openings too. */
function wireBytesPerReading({ application, short }: Sizes, readingsPerEnvelope: number): number {
  const readingsPerCar = short ? 10 * readingsPerEnvelope : 2_000;
  const envelopesPerCar = readingsPerCar / readingsPerEnvelope;
  const cars = short ? 10 : 12;
  const fleet = buildFleet({ context: contextOf(application), cars, envelopesPerCar, readingsPerEnvelope });
  return bytesOf(fleet) / (cars * readingsPerCar);
}

/**
 * Returns the gas per reading of payloads filled by many cars, `inRun` envelopes of each under one signature. One at a
 * time costs most. The first envelope opens a session, so it counts as often as a month has one.
 */
function gasOf({ chain, application, short }: Sizes, readingsPerEnvelope: number, inRun: number): Promise<number> {
  // Enough cars for two full batches and a rest.
  const cars = short ? 40 : Math.ceil((2.2 * PAYLOAD_MAX_BYTES) / (inRun * (40 + 5 * readingsPerEnvelope) + 65));
  const envelopesPerCar = inRun + 1;
  const fleet = buildFleet({ context: contextOf(application), cars, envelopesPerCar, readingsPerEnvelope });
  const opensEvery = Math.round(READINGS_PER_MONTH / readingsPerEnvelope / inRun);
  const runs = fleet.map(({ envelopes }, index) => {
    const first = index % opensEvery === opensEvery - 1 ? 0 : 1;
    return runOf(envelopes.slice(first, first + inRun));
  });
  return gasPerReading(chain, application, runs, readingsPerEnvelope);
}

/** One storage write a reading, each in its own transaction and at a new key. */
async function storageBaseline(chain: BenchChain, count: number): Promise<number> {
  const to = await chain.create(creation(STORE_ONE));
  let gas = 0;
  for (let i = 0; i < count; i++) {
    const device = createHash("sha256").update("device").digest("hex").slice(0, 16);
    // Key: device ‖ number. Value: time ‖ odometer ‖ fuel.
    const key = `${device}${i.toString(16).padStart(8, "0")}`.padStart(64, "0");
    const value = [1_780_000_000 + 60 * i, 500_000 + 10 * i, 400_000 + i].map((n) => n.toString(16).padStart(8, "0"));
    gas += await chain.send({ to, data: `0x${key}${value.join("").padStart(64, "0")}` });
  }
  return gas / count;
}

async function singleInputBaseline(chain: BenchChain, application: BenchApplication, count: number): Promise<number> {
  let gas = 0;
  for (let i = 0; i < count; i++) {
    const payload = createHash("shake256", { outputLength: SINGLE_INPUT_BYTES }).update(`${i}`).digest();
    gas += await chain.send({ to: application.inputBox, data: addInputData(application, payload) });
  }
  return gas / count;
}

/** Wire bytes and gas. */
export const gasFamily: Family = {
  name: "gas",
  figures: [
    "wireBytesPerReading1",
    "wireBytesPerReading10",
    "wireBytesPerReading50",
    "gasPerReading1",
    "gasPerReading10",
    "gasPerReading50",
    "gasPerReading50Runs",
    "gasPerReadingStorageBaseline",
    "gasPerReadingSingleInputBaseline",
    "gasRatioStorageBaseline",
    "gasRatioSingleInputBaseline",
    "verifyOnChainGas",
  ],
  run: async ({ chain: started, short }) => {
    const chain = await started();
    const application = await chain.application("gas");
    // The first input of an application also pays for the length of its list.
    await chain.send({ to: application.inputBox, data: addInputData(application, new Uint8Array(1)) });
    const sizes = { chain, application, short };
    const wireBytes = [1, 10, 50].map((count) => wireBytesPerReading(sizes, count));
    const gas50 = await gasOf(sizes, 50, 1);
    const storage = await storageBaseline(chain, short ? 3 : 20);
    const single = await singleInputBaseline(chain, application, short ? 3 : 20);
    return {
      wireBytesPerReading1: wireBytes[0] ?? Number.NaN,
      wireBytesPerReading10: wireBytes[1] ?? Number.NaN,
      wireBytesPerReading50: wireBytes[2] ?? Number.NaN,
      gasPerReading1: await gasOf(sizes, 1, 1),
      gasPerReading10: await gasOf(sizes, 10, 1),
      gasPerReading50: gas50,
      gasPerReading50Runs: await gasOf(sizes, 50, 10),
      gasPerReadingStorageBaseline: storage,
      gasPerReadingSingleInputBaseline: single,
      gasRatioStorageBaseline: storage / gas50,
      gasRatioSingleInputBaseline: single / gas50,
      verifyOnChainGas: await verifyOnChainGas(chain, short),
    };
  },
};
