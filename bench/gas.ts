/** What a reading costs: bytes on the wire and gas through the real InputBox, beside two simpler designs. */
import { createHash } from "node:crypto";
import { fromHex } from "@witness/protocol/bytes";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { packRuns, runOf } from "./batch.ts";
import { addInputData, type BenchApplication, type BenchChain, CHAIN_ID, creation } from "./chain.ts";
import type { Family } from "./family.ts";
import { type BenchCar, buildFleet } from "./fleet.ts";

/** What a reading needs when it is an input of its own: the size that a predecessor's had. */
const SINGLE_INPUT_BYTES = 113;
/** sstore(calldata[0..32], calldata[32..64]): the cheapest contract that stores a reading at its own key. */
const STORE_ONE = "6020356000355500";

const bytesOf = (cars: readonly BenchCar[]): number =>
  cars.reduce((sum, { envelopes }) => envelopes.reduce((more, { length }) => more + length, sum), 0);

interface Costs {
  readonly wireBytesPerReading: number;
  readonly gasPerReading: number;
  readonly gasPerReadingRuns: number;
}

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

/**
 * Every envelope of a whole history counts, its session openings too. In a batch each envelope is another car's and
 * carries its own signature, the dearest case; `Runs` is the case of cars that catch up, ten envelopes each.
 */
async function costs(
  chain: BenchChain,
  application: BenchApplication,
  readingsPerEnvelope: number,
  short: boolean,
): Promise<Costs> {
  // Enough cars for two full batches and a rest, each with some weeks of driving.
  const cars = short ? 40 : Math.ceil((2.2 * PAYLOAD_MAX_BYTES) / (105 + 5 * readingsPerEnvelope));
  const readingsPerCar = short ? readingsPerEnvelope * 10 : 1_000;
  const envelopesPerCar = readingsPerCar / readingsPerEnvelope;
  const context = { chainId: CHAIN_ID, application: fromHex(application.address) };
  const fleet = buildFleet({ context, cars, envelopesPerCar, readingsPerEnvelope });
  // Car after car from another moment of its history, so that openings are as frequent as they are in it.
  const single = fleet.map(({ envelopes }, index) =>
    runOf([envelopes[(index * 7) % envelopes.length] ?? envelopes[0]!]),
  );
  const tens = fleet.map(({ envelopes }, index) => {
    const from = 10 * (index % Math.floor(envelopesPerCar / 10));
    return runOf(envelopes.slice(from, from + 10));
  });
  return {
    wireBytesPerReading: bytesOf(fleet) / (cars * readingsPerCar),
    gasPerReading: await gasPerReading(chain, application, single, readingsPerEnvelope),
    gasPerReadingRuns: await gasPerReading(chain, application, tens, readingsPerEnvelope),
  };
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
    ...["wireBytesPerReading1", "wireBytesPerReading10", "wireBytesPerReading50"],
    ...["gasPerReading1", "gasPerReading10", "gasPerReading50", "gasPerReading50Runs"],
    ...["gasPerReadingStorageBaseline", "gasPerReadingSingleInputBaseline"],
    ...["gasRatioStorageBaseline", "gasRatioSingleInputBaseline"],
  ],
  run: async ({ chain: started, short }) => {
    const chain = await started();
    const application = await chain.application("gas");
    // The first input of an application also pays for the length of its list.
    await chain.send({ to: application.inputBox, data: addInputData(application, new Uint8Array(1)) });
    const at1 = await costs(chain, application, 1, short);
    const at10 = await costs(chain, application, 10, short);
    const at50 = await costs(chain, application, 50, short);
    const storage = await storageBaseline(chain, short ? 3 : 20);
    const single = await singleInputBaseline(chain, application, short ? 3 : 20);
    return {
      wireBytesPerReading1: at1.wireBytesPerReading,
      wireBytesPerReading10: at10.wireBytesPerReading,
      wireBytesPerReading50: at50.wireBytesPerReading,
      gasPerReading1: at1.gasPerReading,
      gasPerReading10: at10.gasPerReading,
      gasPerReading50: at50.gasPerReading,
      gasPerReading50Runs: at50.gasPerReadingRuns,
      gasPerReadingStorageBaseline: storage,
      gasPerReadingSingleInputBaseline: single,
      gasRatioStorageBaseline: storage / at50.gasPerReading,
      gasRatioSingleInputBaseline: single / at50.gasPerReading,
    };
  },
};
