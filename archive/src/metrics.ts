/** What an operator watches, in Prometheus' text format; names carry units. docs/archive.md explains each. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Values that are read at each scrape. An unknown value is left out. */
export interface Gauges {
  readonly chainBlock: number | undefined;
  readonly headBlock: number;
  readonly inputs: number;
  readonly rewinds: number;
  readonly storeBytes: number;
  readonly following: boolean;
  readonly passes: number;
  readonly passBytes: number;
}

const GAUGE_NAMES = {
  chainBlock: ["archive_chain_block", "The newest block of the chain that counts, as the archive sees it"],
  headBlock: ["archive_head_block", "The newest block that was read"],
  inputs: ["archive_inputs", "Inputs that were read"],
  rewinds: ["archive_rewinds", "Reorganisations since the start that undid something"],
  storeBytes: ["archive_store_bytes", "Size of the store"],
  passes: ["archive_passes", "Passes that are kept"],
  passBytes: ["archive_pass_bytes", "Bytes of all passes that are kept"],
  following: ["archive_following", "1 while the chain is followed, 0 while something is in the way"],
} as const satisfies Record<keyof Gauges, readonly [string, string]>;

/** Makes the archive's metrics in a registry of their own; `read` is asked at each scrape. */
export function makeMetrics(read: () => Promise<Gauges>) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  for (const [field, [name, help]] of Object.entries(GAUGE_NAMES) as [keyof Gauges, readonly [string, string]][]) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers,
      collect: async () => {
        const value = (await read())[field];
        if (value === undefined) gauge.reset();
        else gauge.set(Number(value));
      },
    });
  }
  return {
    registry,
    requests: new Counter({
      name: "archive_requests_total",
      help: "Requests by status",
      labelNames: ["status"],
      registers,
    }),
    tileBytes: new Counter({ name: "archive_tile_bytes_total", help: "Bytes of tiles that were sent", registers }),
    troubles: new Counter({
      name: "archive_troubles_total",
      help: "Troubles by code",
      labelNames: ["code"],
      registers,
    }),
    answerSeconds: new Histogram({
      name: "archive_answer_seconds",
      help: "From a request's arrival to its answer",
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    }),
  };
}

/** The archive's metrics. */
export type Metrics = ReturnType<typeof makeMetrics>;
