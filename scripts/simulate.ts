/**
 * `npm run simulate -- --years 10 --cars 12`: chain, node, back-end and relay on this machine, and years of a fleet with
 * owners and workshops in minutes. Prints what each record says; exit code 1 when one says something else than it should.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readKeyFile } from "@witness/ethereum/key-file";
import { fromHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { administratorsSigner } from "@witness/protocol/operations/signing";
import { Command, InvalidArgumentError } from "commander";
import { JsonRpcProvider } from "ethers";
import { MODES, type ModeName } from "../mock-devices/src/modes.ts";
import { NodeClient } from "../mock-devices/src/node-client.ts";
import { RelayClient } from "../mock-devices/src/relay-client.ts";
import { type SimulatedRecord, Simulation } from "../mock-devices/src/simulation.ts";
import { ensureCompanyKeys } from "./keys.ts";
import { prepareSystem, readDeployment, type System } from "./system.ts";

/** 1 January 2026: the first day of every simulation, so that the same seed says the same. */
const FROM_UNIX_S = 1_767_225_600;
const DAY_S = 86_400;
const YEAR_DAYS = 365;
/** The contracts are deployed on the day before. */
const CHAIN_FROM_UNIX_S = FROM_UNIX_S - DAY_S;
/** Evidence moves no head, so nothing else says when the last of it has arrived. */
const ARRIVES_WITHIN_MS = 15_000;

const whole =
  (low: number, high: number) =>
  (text: string): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number < low || number > high)
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
    return number;
  };

function modesOf(text: string): readonly ModeName[] {
  const all = Object.keys(MODES) as ModeName[];
  if (text === "all") return all;
  const named = text.split(",").filter((name) => name !== "");
  const unknown = named.find((name) => !all.some((each) => each === name));
  if (unknown === undefined) return all.filter((name) => named.includes(name));
  throw new InvalidArgumentError(`There is no mode ${unknown}; there are ${all.join(", ")}, or all.`);
}

interface Flags {
  readonly years: number;
  readonly days?: number;
  readonly cars: number;
  readonly modes: readonly ModeName[];
  readonly seed: number;
  readonly speed?: number;
  readonly stepDays: number;
  readonly everyMinutes: number;
  readonly data?: string;
}

/** A verdict speaks of thirty days at least, and what a mode does comes at three fifths of its life. */
const MODE_DAYS = 90;

const command = new Command("npm run simulate --")
  .description("Lets a fleet live for years in minutes, with its owners and workshops, and asks each record.")
  .option("--years <n>", "years to live", whole(1, 50), 10)
  .option("--days <n>", "days to live, in the place of years", whole(40, 18_250))
  .option("--cars <n>", "ordinary cars, which are serviced and sold", whole(0, 10_000), 12)
  .option(
    "--modes <names>",
    "modes of which one device each lives besides, with commas between them, or all",
    modesOf,
    modesOf("all"),
  )
  .option("--seed <n>", "the same seed and keys give the same readings and operations", whole(0, 999_999_999), 1)
  .option(
    "--speed <n>",
    "simulated seconds in a second at most; without it as fast as the parts carry",
    whole(1, 999_999_999),
  )
  .option("--step-days <n>", "days between two deliveries", whole(1, 6), 6)
  .option("--every-minutes <n>", "minutes between two readings on the way", whole(1, 1_440), 30)
  .option("--data <directory>", "where keys, logs and state are kept; without it they are thrown away")
  .parse();
const flags = command.opts<Flags>();
if (flags.modes.length > 0 && (flags.days ?? MODE_DAYS) < MODE_DAYS) {
  command.error(`error: a mode comes to what it should in ${MODE_DAYS} days or more; ask for --modes "" or more days.`);
}

/** Moves the chain's clock forward. It goes on with the real one from there. */
async function advance(chain: JsonRpcProvider, unixS: number): Promise<void> {
  const { timestamp } = (await chain.send("eth_getBlockByNumber", ["latest", false])) as { timestamp: string };
  const seconds = unixS - Number(timestamp);
  if (seconds <= 0) return;
  await chain.send("evm_increaseTime", [seconds]);
  await chain.send("evm_mine", []);
}

function simulationOf(system: System, chain: JsonRpcProvider, data: string): Simulation {
  const { chainId, application: deployed } = readDeployment(system.deployment);
  const keys = system.keys();
  const publicKey = fromHex(keys.applicationPublicKey);
  const context = { chainId, application: fromHex(deployed.address) };
  const companies = ensureCompanyKeys(join(data, "keys"));
  const { administratorKeys, administrators } = companies;
  const signing = administratorKeys
    .slice(0, administrators.threshold)
    .map((privateKey, index) => ({ index, privateKey }));
  const startedMs = Date.now();
  return new Simulation(
    {
      ...flags,
      fromUnixS: FROM_UNIX_S,
      untilUnixS: FROM_UNIX_S + (flags.days ?? flags.years * YEAR_DAYS) * DAY_S,
      readingsPerEnvelope: 50,
      makerKey: readKeyFile(keys.file("maker"), "p256"),
    },
    {
      application: { context, publicKey, keyId: keyIdentity(publicKey, provider) },
      provider,
      relay: new RelayClient(system.addresses.relay, (ms) => sleep(ms)),
      node: new NodeClient(system.addresses.inspect),
      pinned: { url: system.addresses.relay, publicKey: fromHex(keys.relayPublicKey) },
      administrators: administratorsSigner(context, 1, signing, provider),
      companyKeys: {
        workshop: companies.workshopKey,
        inspector: companies.inspectorKey,
        maker: companies.laterMakerKey,
      },
      sleep: (ms) => sleep(ms),
      advanceTo: async (unixS) => {
        const dueMs = flags.speed ? startedMs + ((unixS - FROM_UNIX_S) * 1_000) / flags.speed : 0;
        await sleep(Math.max(0, dueMs - Date.now()));
        await advance(chain, unixS);
      },
    },
  );
}

/** Asks all records, again while the last of what was sent may still be on its way. */
async function outcomesOf(simulation: Simulation): Promise<readonly SimulatedRecord[]> {
  const untilMs = Date.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const outcomes = await simulation.outcomes();
    if (outcomes.every(({ isExpected }) => isExpected) || Date.now() > untilMs) return outcomes;
    await sleep(500);
  }
}

const dayOf = (unixS: number): string => new Date(unixS * 1_000).toISOString().slice(0, 10);

function tell(simulation: Simulation, outcomes: readonly SimulatedRecord[], seconds: number): void {
  for (const { car, mode, judgement, isExpected } of outcomes) {
    const reasons = judgement.reasons.map(({ code }) => code).join(", ");
    const said = `${judgement.verdict}${reasons && `: ${reasons}`}`;
    const { verdict, reasons: expected } = MODES[mode];
    const but = isExpected ? "" : `   EXPECTED ${verdict}: ${expected.join(", ")}`;
    console.log(`${car.name.padEnd(34)} ${said}${but}`);
  }
  const unexpected = outcomes.filter(({ isExpected }) => !isExpected).length;
  const envelopes = simulation.cars.reduce((sum, { device }) => sum + (device.status.sequence ?? 0), 0);
  const operations = simulation.cars.reduce((sum, car) => sum + simulation.people.operationsOn(car).length, 0);
  const result = unexpected === 0 ? "EXPECTED" : "UNEXPECTED";
  console.log(JSON.stringify({ result, devices: outcomes.length, unexpected, envelopes, operations, seconds }));
  process.exitCode = unexpected === 0 ? 0 : 1;
}

async function live(system: System, chain: JsonRpcProvider, data: string): Promise<void> {
  const startedMs = Date.now();
  const seconds = (): number => Math.round((Date.now() - startedMs) / 1_000);
  const simulation = simulationOf(system, chain, data);
  try {
    let toldYear = 0;
    for await (const nowUnixS of simulation.run()) {
      const year = Math.floor((nowUnixS - FROM_UNIX_S) / (YEAR_DAYS * DAY_S));
      if (year === toldYear) continue;
      toldYear = year;
      console.log(`${dayOf(nowUnixS)}, after ${seconds()} s`);
    }
    tell(simulation, await outcomesOf(simulation), seconds());
  } finally {
    await simulation.close();
  }
}

const data = flags.data ?? mkdtempSync(join(tmpdir(), "witness-simulation-"));
const system = prepareSystem({
  data,
  cars: 0,
  seed: flags.seed,
  speed: 1,
  readingsPerEnvelope: 50,
  epochLength: 30,
  ports: { chain: 0, rpc: 0, inspect: 0, backend: 0, relay: 0, archive: 0, fleet: 0, page: 0 },
  simulatedFromUnixS: CHAIN_FROM_UNIX_S,
  without: ["archive", "fleet", "page"],
  onDeath: (error) => {
    console.error(error.message);
    stop(1);
  },
});

/** Ends the parts, and leaves nothing behind that nobody named. */
async function end(): Promise<void> {
  await system.stop();
  if (flags.data === undefined) rmSync(data, { recursive: true, force: true });
}

function stop(code: number): void {
  end()
    .catch((error: unknown) => console.error(error))
    .finally(() => process.exit(code));
}
// A second signal changes nothing.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(130));

let chain: JsonRpcProvider | undefined;
try {
  for (const { run } of system.steps) await run();
  chain = new JsonRpcProvider(system.addresses.chain, undefined, { staticNetwork: true, cacheTimeout: -1 });
  await live(system, chain, data);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  chain?.destroy();
  await end();
}
