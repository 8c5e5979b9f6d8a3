/**
 * Loads a relay: `relay-load.ts RELAY MQTT RPC INPUT_BOX APPLICATION full|short`. All envelopes are built beforehand; each must be admitted.
 * Every connection sends for its own cars, one request at a time, as cars do.
 */
import { Agent, request } from "node:http";
import { fromHex } from "@witness/protocol/bytes";
import { type BenchCar, buildFleet } from "./fleet.ts";
import { Inclusion } from "./inclusion.ts";
import { MqttSender } from "./mqtt-sender.ts";
import { quantile } from "./quantile.ts";

const [url = "", mqttUrl = "", rpcUrl = "", inputBox = "", application = "", size] = process.argv.slice(2);
const short = size === "short";
const READINGS_PER_ENVELOPE = 50;
const CARS = short ? 32 : 640;
/** Envelopes of each car: to warm up, one a request, one a message over MQTT, in array bodies of many cars, in array bodies of one car. */
const ROUNDS = short
  ? { warm: 1, single: 2, mqtt: 2, array: 2, runs: 4 }
  : { warm: 1, single: 12, mqtt: 12, array: 20, runs: 20 };
/** How long after the last reply the chain is watched: the inputs of this time show the pace. */
const INCLUSION_WATCHED_MS = short ? 5_000 : 10_000;
const CONNECTIONS_SINGLE = 16;
const CONNECTIONS_ARRAY = 4;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_SINGLE });

function post(path: string, type: string, body: Uint8Array | string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": type, "content-length": Buffer.byteLength(body) };
    const call = request(new URL(path, url), { method: "POST", agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    call.on("error", reject);
    call.end(body);
  });
}

async function postOne(path: string, bytes: Uint8Array): Promise<void> {
  const { status, text } = await post(path, "application/octet-stream", bytes);
  if (status !== 202) throw new Error(`The relay answered ${status}: ${text}`);
}

async function postMany(body: string): Promise<void> {
  const { status, text } = await post("/v1/envelopes", "application/json", body);
  if (status !== 200) throw new Error(`The relay answered ${status}: ${text}`);
  const { results } = JSON.parse(text) as { results: readonly { code: string }[] };
  const refused = results.find(({ code }) => code !== "admitted");
  if (refused) throw new Error(`The relay refused an envelope: ${refused.code}.`);
}

/** Cars in as many groups as there are connections. */
const shares = (cars: readonly BenchCar[], connections: number): BenchCar[][] =>
  Array.from({ length: connections }, (_, at) => cars.filter((_car, index) => index % connections === at));

const arrayBody = (envelopes: readonly Uint8Array[]): string =>
  JSON.stringify({ envelopes: envelopes.map((bytes) => Buffer.from(bytes).toString("base64")) });

/** Runs one list of requests for each connection. Returns the seconds until the last reply. */
async function timed<T>(lists: readonly (readonly T[])[], send: (item: T) => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await Promise.all(
    lists.map(async (list) => {
      for (const item of list) await send(item);
    }),
  );
  return (performance.now() - startMs) / 1_000;
}

const perCar = ROUNDS.warm + ROUNDS.single + ROUNDS.mqtt + ROUNDS.array + ROUNDS.runs;
const context = { chainId: 31_337, application: fromHex(application) };
const fleet = buildFleet({ context, cars: CARS, envelopesPerCar: perCar, readingsPerEnvelope: READINGS_PER_ENVELOPE });
let from = 0;
const take = (count: number): BenchCar[] => {
  const cars = fleet.map((car) => ({ ...car, envelopes: car.envelopes.slice(from, from + count) }));
  from += count;
  return cars;
};

/** Returns the envelopes of a connection's cars, round by round, one of each car. */
const singles = (cars: readonly BenchCar[], rounds: number): Uint8Array[][] =>
  shares(cars, CONNECTIONS_SINGLE).map((share) =>
    Array.from({ length: rounds }, (_, round) =>
      share.flatMap(({ envelopes }) => envelopes.slice(round, round + 1)),
    ).flat(),
  );
const warm = singles(take(ROUNDS.warm), ROUNDS.warm);
const single = singles(take(ROUNDS.single), ROUNDS.single);
const messages = singles(take(ROUNDS.mqtt), ROUNDS.mqtt);
const arrays = shares(take(ROUNDS.array), CONNECTIONS_ARRAY).map((share) =>
  Array.from({ length: ROUNDS.array }, (_, round) => arrayBody(share.map(({ envelopes }) => envelopes[round]!))),
);
const runs = shares(take(ROUNDS.runs), CONNECTIONS_ARRAY).map((share) =>
  share.map(({ envelopes }) => arrayBody(envelopes)),
);

for (const { registration } of fleet) await postOne("/v1/registrations", registration);
await timed(warm, (bytes) => postOne("/v1/envelopes", bytes));
const inclusion = new Inclusion({ rpcUrl, inputBox, application });
if (!(await inclusion.until(CARS * ROUNDS.warm, 60_000)))
  throw new Error("The relay does not bring envelopes to the chain.");
const loadedFromMs = performance.now();

const timesMs: number[] = [];
const singleS = await timed(single, async (bytes) => {
  const startMs = performance.now();
  await postOne("/v1/envelopes", bytes);
  timesMs.push(performance.now() - startMs);
});
const lines = await Promise.all(messages.map((_, index) => MqttSender.connect(mqttUrl, context, `line-${index}`)));
const mqttS = await timed(
  messages.map((list, index) => list.map((bytes) => ({ bytes, line: lines[index] }))),
  async ({ bytes, line }) => line?.send(bytes),
);
for (const line of lines) await line.close();
const arrayS = await timed(arrays, postMany);
const runsS = await timed(runs, postMany);
await inclusion.until(CARS * perCar, INCLUSION_WATCHED_MS);
const relayIncludedPerS = ((inclusion.included - CARS * ROUNDS.warm) * 1_000) / (performance.now() - loadedFromMs);
agent.destroy();

const relayAckPerSArray = (CARS * ROUNDS.array) / arrayS;
const figures = {
  relayAckPerSSingle: (CARS * ROUNDS.single) / singleS,
  mqttAckPerS: (CARS * ROUNDS.mqtt) / mqttS,
  relayP50Ms: quantile(timesMs, 0.5),
  relayP99Ms: quantile(timesMs, 0.99),
  relayAckPerSArray,
  relayReadingsPerSArray: relayAckPerSArray * READINGS_PER_ENVELOPE,
  relayIncludedPerS,
  relayAckPerSRuns: (CARS * ROUNDS.runs) / runsS,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
