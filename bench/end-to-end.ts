/** From a device's POST until a query shows the reading: the whole system, started as `npm start` starts it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fromHex } from "@witness/protocol/bytes";
import { decodeInspected } from "@witness/protocol/wire/inspected";
import { encodeQuery } from "@witness/protocol/wire/query";
import { prepareSystem, readDeployment, type System } from "../scripts/system.ts";
import type { Family } from "./family.ts";
import { type BenchCar, buildFleet } from "./fleet.ts";
import { quantile } from "./quantile.ts";

const READINGS_PER_ENVELOPE = 50;
const HISTORY_S = 120 * 86_400;
const VISIBLE_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 20;
/** Cars post at different moments: each waits up to this long before its next envelope. */
const PAUSE_MAX_MS = 4_000;

async function post(url: string, bytes: Uint8Array): Promise<void> {
  const headers = { "content-type": "application/octet-stream" };
  const answer = await fetch(url, { method: "POST", headers, body: Buffer.from(bytes) });
  if (answer.status !== 202) throw new Error(`The relay answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

/** Queries the node for heads: for one waiting car at a time, and for all of them when an input was processed. */
class Watcher {
  readonly #inspectUrl: string;
  readonly #waiting = new Map<BenchCar, { readonly sequence: number; readonly seen: () => void }>();
  #processed = -1;
  #stopped = false;

  constructor(inspectUrl: string) {
    this.#inspectUrl = inspectUrl;
  }

  /** Resolves when the answer shows the car's envelope. */
  visible(car: BenchCar, sequence: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`Envelope ${sequence} was not visible within ${VISIBLE_WITHIN_MS} ms.`));
      const timer = setTimeout(late, VISIBLE_WITHIN_MS);
      const seen = () => {
        clearTimeout(timer);
        this.#waiting.delete(car);
        resolve();
      };
      this.#waiting.set(car, { sequence, seen });
    });
  }

  async #ask(car: BenchCar): Promise<number> {
    const query = encodeQuery({ kind: "head", deviceId: car.device.identity });
    const response = await fetch(this.#inspectUrl, { method: "POST", body: Buffer.from(query) });
    const { answer: head, inputs } = decodeInspected(await response.json());
    const waiting = this.#waiting.get(car);
    if (waiting && head.kind === "head" && head.head.sequence >= waiting.sequence) waiting.seen();
    return inputs;
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      const [first] = this.#waiting.keys();
      const processed = first ? await this.#ask(first) : this.#processed;
      if (processed !== this.#processed) {
        this.#processed = processed;
        for (const car of [...this.#waiting.keys()]) await this.#ask(car);
      }
      await wait(ASK_EVERY_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}

function fleetOf(system: System, cars: number, envelopesPerCar: number): BenchCar[] {
  const { chainId, application } = readDeployment(system.deployment);
  const keys = system.keys();
  return buildFleet({
    context: { chainId, application: fromHex(application.address) },
    publicKey: fromHex(keys.applicationPublicKey),
    maker: fromHex(readFileSync(keys.file("maker"), "utf8").trim()),
    cars,
    envelopesPerCar,
    readingsPerEnvelope: READINGS_PER_ENVELOPE,
    fromUnixS: Math.floor(Date.now() / 1_000) - HISTORY_S,
  });
}

/** Drives one car: it sends an envelope, waits until a query shows it, and pauses; each car pauses differently. */
async function drive(car: BenchCar, place: number, relay: string, watcher: Watcher, timesMs: number[]): Promise<void> {
  for (const [index, envelope] of car.envelopes.entries()) {
    await wait(((place * 7 + index * 3) % 16) * (PAUSE_MAX_MS / 16));
    const startMs = performance.now();
    await post(`${relay}/v1/envelopes`, envelope);
    await watcher.visible(car, index + 1);
    timesMs.push(performance.now() - startMs);
  }
}

/** End-to-end latency. */
export const endToEndFamily: Family = {
  name: "endToEnd",
  figures: ["endToEndP50Ms", "endToEndP99Ms", "startMs"],
  run: async ({ scratch, short }) => {
    let died: Error | undefined;
    const system = prepareSystem({
      data: join(scratch, "system"),
      cars: 0,
      seed: 1,
      speed: 1,
      readingsPerEnvelope: READINGS_PER_ENVELOPE,
      epochLength: 10,
      ports: { chain: 0, rpc: 0, inspect: 0, backend: 0, relay: 0, archive: 0, fleet: 0, page: 0 },
      without: ["archive", "fleet", "page"],
      onDeath: (error) => {
        died = error;
      },
    });
    const startedMs = performance.now();
    try {
      for (const step of system.steps) await step.run();
      const startMs = performance.now() - startedMs;
      const fleet = fleetOf(system, short ? 2 : 16, short ? 1 : 10);
      const { relay, inspect } = system.addresses;
      for (const { registration } of fleet) await post(`${relay}/v1/registrations`, registration);
      const watcher = new Watcher(inspect);
      const watching = watcher.run();
      const timesMs: number[] = [];
      try {
        await Promise.all(fleet.map((car, place) => drive(car, place, relay, watcher, timesMs)));
      } finally {
        watcher.stop();
        await watching;
      }
      if (died) throw died;
      return { endToEndP50Ms: quantile(timesMs, 0.5), endToEndP99Ms: quantile(timesMs, 0.99), startMs };
    } finally {
      await system.stop();
    }
  },
};
