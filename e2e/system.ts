/** The whole system as `npm start` brings it up, on free ports and in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareSystem, type System, type SystemOptions } from "../scripts/system.ts";

/** Starts the parts in order; `change` says what a test wants differently. */
export async function startSystem(change: Partial<SystemOptions> = {}): Promise<System> {
  const data = mkdtempSync(join(tmpdir(), "witness-e2e-"));
  const system = prepareSystem({
    data,
    cars: 8,
    seed: 1,
    speed: 60,
    readingsPerEnvelope: 50,
    epochLength: 10,
    ports: { chain: 0, rpc: 0, inspect: 0, backend: 0, relay: 0, archive: 0, fleet: 0, page: 0 },
    onDeath: (error) => {
      throw error;
    },
    ...change,
  });
  const stop = async () => {
    await system.stop();
    rmSync(data, { recursive: true, force: true });
  };
  try {
    for (const { run } of system.steps) await run();
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...system, stop };
}

/** Asks until the answer satisfies; a question that fails is asked again, since parts catch up with each other. */
export async function eventually<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (holds(answer)) return answer;
      last = `the last answer was ${show(answer)}`;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error("What was waited for did not come in time.", { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Resolves when the relay has nothing left to send: a history that is still on its way comes in large inputs. */
export async function historyArrived({ addresses }: System): Promise<void> {
  await eventually(
    async () =>
      /^relay_outbox_waiting_bytes (\d+)/m.exec(await (await fetch(`${addresses.relay}/metrics`)).text())?.[1],
    (waiting) => waiting === "0",
    120_000,
  );
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) =>
    inner instanceof Uint8Array ? Buffer.from(inner).toString("hex") : inner,
  ).slice(0, 2_000);
