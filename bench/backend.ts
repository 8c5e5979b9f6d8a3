/** The back-end: readings per second through its bundle, and the memory of a device. */
import { join } from "node:path";
import { fromHex } from "@witness/protocol/bytes";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { build } from "../dapp/scripts/bundle.ts";
import { context, requestOf } from "./advance-request.ts";
import { packRegistrations, packRuns, runOf } from "./batch.ts";
import type { Bench, Family } from "./family.ts";
import { type BenchCar, buildFleet } from "./fleet.ts";
import { writeGenesis } from "./genesis.ts";
import { startRollup } from "./rollup-server.ts";

const READINGS_PER_ENVELOPE = 50;

/** Returns every car's first envelope, then every car's second, and so on: a signature each, which costs most. */
const roundByRound = (fleet: readonly BenchCar[], rounds: number) =>
  Array.from({ length: rounds }, (_, round) =>
    fleet.map(({ envelopes }) => runOf(envelopes.slice(round, round + 1))),
  ).flat();

async function readingsPerS({ parts, scratch, short }: Bench): Promise<number> {
  const [cars, envelopesPerCar] = short ? [50, 3] : [500, 16];
  const fleet = buildFleet({ context, cars, envelopesPerCar, readingsPerEnvelope: READINGS_PER_ENVELOPE });
  const registrations = packRegistrations(fleet.map(({ registration }) => registration));
  // The first envelope of each car opens a session. Its ECDH is paid once a month, not with each reading.
  const opening = packRuns(roundByRound(fleet, 1)).map(({ payload }) => payload);
  const first = [...registrations, ...opening].map(requestOf);
  const rest = packRuns(roundByRound(fleet, envelopesPerCar).slice(cars));
  const timed = rest.map(({ payload }, index) => requestOf(payload, first.length + index));

  // A separate bundle, because other programs may run the common one.
  const bundle = join(scratch, "dapp.mjs");
  await build(bundle);
  const rollup = await startRollup();
  try {
    const { genesis, key } = writeGenesis(scratch);
    const args = [bundle, "--genesis", genesis, "--key", key];
    const dapp = await parts.start({ args, env: { ROLLUP_HTTP_SERVER_URL: rollup.url } });
    const before = await rollup.drive(first);
    const { ms, reports } = await rollup.drive(timed);
    for (const report of [...before.reports, ...reports]) {
      const { code, refusals } = decodeAdvanceReport(fromHex(report));
      const [refused] = refusals;
      if (code !== "admitted" || refused) throw new Error(`The back-end refused the fleet: ${refused?.code ?? code}.`);
    }
    await dapp.stop();
    const envelopes = rest.reduce((sum, batch) => sum + batch.envelopes, 0);
    return (envelopes * READINGS_PER_ENVELOPE * 1_000) / ms;
  } finally {
    rollup.close();
  }
}

/** The back-end's figures. */
export const backendFamily: Family = {
  name: "backend",
  figures: ["backendReadingsPerS", "backendVerifyRatio", "backendBytesPerDevice", "backendBytesPerReading"],
  run: async (bench) => {
    const child = join(import.meta.dirname, "backend-child.ts");
    const memory = await bench.parts.run({ args: ["--expose-gc", child, bench.short ? "200" : "3000"] });
    const ratioChild = join(import.meta.dirname, "backend-ratio-child.ts");
    const ratio = await bench.parts.run({ args: [ratioChild, ...(bench.short ? ["50", "5"] : ["500", "16"])] });
    return { backendReadingsPerS: await readingsPerS(bench), ...ratio, ...memory };
  },
};
