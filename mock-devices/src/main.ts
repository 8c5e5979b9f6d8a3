/** The simulated fleet's composition root: flags in, one line of readiness out. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DeviceStore, memoryStore, parseProvisioning } from "@witness/device";
import { FileStores } from "@witness/device/file-store";
import { fromHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { Command, InvalidArgumentError } from "commander";
import { pino } from "pino";
import { Fleet } from "./fleet.ts";
import { makeApp } from "./live.ts";
import { RelayClient } from "./relay-client.ts";

const whole =
  (low: number, high: number) =>
  (text: string): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number < low || number > high)
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
    return number;
  };

interface Flags {
  readonly provisioning: string;
  readonly data?: string;
  readonly makerKey: string;
  readonly cars: number;
  readonly seed: number;
  readonly speed: number;
  readonly readingsPerEnvelope: number;
  readonly days?: number;
  readonly garages: number;
  readonly port: number;
}

const flags = new Command("mock-devices")
  .description("A simulated fleet, honest and dishonest, that sends to a relay.")
  .requiredOption("--provisioning <file>", "what the maker's devices may believe: application, relay, their keys")
  .requiredOption("--maker-key <file>", "the maker's key, one line of hexadecimal")
  .option("--data <directory>", "where devices keep their queues; without it they forget at the end")
  .option("--cars <n>", "cars besides the garages of owners", whole(0, 100_000), 20)
  .option("--seed <n>", "the same seed drives the same cars", whole(0, 999_999_999), 1)
  .option("--speed <n>", "seconds that the fleet drives in a second", whole(1, 100_000), 60)
  .option("--readings-per-envelope <n>", "readings gathered before they are sealed", whole(1, 1_000), 50)
  .option("--days <n>", "days of history that cars bring along; 60, or 14 above 40 cars", whole(1, 3_650))
  .option("--garages <n>", "garages of owners that this fleet keeps at most", whole(0, 100_000), 100)
  .option("--port <n>", "port of the cars' API; 0 is any free one", whole(0, 65_535), 0)
  .parse()
  .opts<Flags>();

const TICK_MS = 1_000;
const MANY_CARS = 40;
const log = pino({ name: "fleet" }, pino.destination(2));
const nowUnixS = (): number => Math.floor(Date.now() / 1_000);
const onError = (error: unknown) => {
  const { code, message, stack } = error as { code?: unknown; message?: string; stack?: string };
  log.error({ code, stack }, String(message));
};

async function run(): Promise<void> {
  const { application, relay: pinned } = parseProvisioning(readFileSync(flags.provisioning, "utf8"));
  const relay = new RelayClient(pinned.url, (ms) => sleep(ms));
  // One file for all devices: they share the cost of fsync.
  const stores = flags.data === undefined ? undefined : await FileStores.open(join(flags.data, "devices.log"));
  const store = (name: string): DeviceStore => stores?.store(name) ?? memoryStore();
  const makerKey = fromHex(readFileSync(flags.makerKey, "utf8").trim());
  const days = flags.days ?? (flags.cars > MANY_CARS ? 14 : 60);
  const random = (bytes: number) => Uint8Array.from(randomBytes(bytes));
  const fleet = new Fleet(
    { ...flags, makerKey, days },
    { relay, pinned, store, application, provider: native, random, nowUnixS, sleep, onError },
  );
  const app = makeApp(fleet, nowUnixS, onError);
  const server = await new Promise<ReturnType<typeof app.listen>>((resolve, reject) => {
    const listening = app.listen(flags.port, "127.0.0.1", (error?: Error) => {
      const sentence = `Port ${flags.port} cannot be listened at; choose another with --port.`;
      if (error) reject(Object.assign(new Error(sentence, { cause: error }), { code: "port-taken" }));
      else resolve(listening);
    });
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : flags.port;
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`);

  let running = true;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      running = false;
      server.closeAllConnections();
      server.close(() => process.exit(0));
    });
  }
  fleet.begin().then(() => log.info({ cars: flags.cars, days }, "the fleet's history is delivered"), onError);
  while (running) {
    fleet.drive();
    await sleep(TICK_MS);
  }
}

run().catch((error: unknown) => {
  onError(error);
  process.exit(1);
});
