/** `node mock-devices/src/main.ts`: the simulated fleet as a process; prints one line when its API listens. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DeviceError, memoryStore } from "@witness/device";
import { FileStores } from "@witness/device/file-store";
import type { StartUpCode } from "@witness/protocol/codes/start-up";
import { native } from "@witness/protocol/crypto/native";
import { SettingsError } from "@witness/settings/errors";
import { pino } from "pino";
import { Fleet } from "./fleet.ts";
import { connectLine } from "./line.ts";
import { makeApp } from "./live.ts";
import { RelayClient } from "./relay-client.ts";
import { fleetSettings } from "./settings.ts";

const TICK_MS = 1_000;
const MANY_CARS = 40;
const log = pino({ name: "fleet" }, pino.destination({ dest: 2, sync: true }));
const nowUnixS = (): number => Math.floor(Date.now() / 1_000);
const onError = (error: unknown) => {
  const { code, message, stack } = error as { code?: unknown; message?: string; stack?: string };
  log.error({ code, stack }, String(message));
};

class StartError extends Error {
  readonly code: StartUpCode;

  constructor(sentence: string, { code, cause }: { readonly code: StartUpCode; readonly cause: unknown }) {
    super(sentence, { cause });
    this.code = code;
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") throw cause;
    const sentence = `Port ${port} is taken; stop what listens there, or choose another FLEET_PORT.`;
    throw new StartError(sentence, { code: "port-taken", cause });
  }
}

async function run(): Promise<void> {
  const { provisioning, makerKeyFile, dataDir, port, mqttUrl, ...settings } = fleetSettings.read(process.env);
  const { application, relay: pinned, profile } = provisioning;
  const days = settings.days ?? (settings.cars > MANY_CARS ? 14 : 60);
  // One file for all devices: they share the cost of fsync.
  const stores = dataDir === undefined ? undefined : await FileStores.open(join(dataDir, "devices.log"));
  const line = mqttUrl === undefined ? undefined : await connectLine(mqttUrl, onError);
  const fleet = new Fleet(
    { ...settings, makerKey: makerKeyFile, days },
    {
      relay: new RelayClient(pinned.url, (ms) => sleep(ms)),
      pinned,
      transport: line?.transport,
      store: (name) => stores?.store(name) ?? memoryStore(),
      application,
      profile,
      provider: native,
      random: (bytes) => Uint8Array.from(randomBytes(bytes)),
      nowUnixS,
      isClockSet: () => true,
      sleep,
      onError,
    },
  );
  const server = createServer(makeApp(fleet, nowUnixS, onError));
  try {
    await listen(server, port);
  } catch (error) {
    await line?.close();
    await stores?.close();
    throw error;
  }
  const driving = setInterval(() => fleet.drive(), TICK_MS);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    clearInterval(driving);
    server.closeAllConnections();
    server.close();
    await fleet.close();
    await line?.close();
    await stores?.close();
    log.info("stopped");
    // A garage that is being made still waits for the relay.
    process.exit(0);
  };
  const failedToStop = (error: unknown): void => {
    onError(error);
    process.exit(1);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop().catch(failedToStop));

  const { port: bound } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${bound}` })}\n`);
  await fleet.begin();
  if (!stopping) log.info({ cars: settings.cars, days }, "the fleet's history is delivered");
}

function reportFailure(error: unknown): void {
  if (error instanceof SettingsError) {
    for (const { name, sentence } of error.problems) {
      log.error({ code: error.code, setting: name }, `${name} ${sentence}.`);
    }
    process.exitCode = 2;
    return;
  }
  const { message, stack } = error as Error;
  if (error instanceof StartError || error instanceof DeviceError) log.error({ code: error.code }, message);
  else log.error({ code: "internal-error", stack }, message);
  process.exitCode = 1;
}

if (process.argv.includes("--help")) process.stdout.write(fleetSettings.help());
else await run().catch(reportFailure);
