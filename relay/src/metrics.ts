/** What an operator watches, in Prometheus' text format; names carry units. docs/relay.md explains each. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Values that are read at each scrape. An unknown value is left out. */
export interface Gauges {
  readonly waitingBytes: number;
  readonly oldestWaitingS: number;
  readonly storeBytes: number;
  readonly chainBlock: number | undefined;
  readonly includedBlock: number | undefined;
  readonly includedBatches: number;
  readonly balanceGwei: number | undefined;
  readonly balanceLastsS: number | undefined;
  readonly spentGweiPerDay: number;
  readonly rpcNodes: number;
  readonly accepting: boolean;
  readonly carries: boolean;
}

const GAUGE_NAMES = {
  waitingBytes: ["relay_outbox_waiting_bytes", "Bytes of messages that were acknowledged and are in no payload yet"],
  oldestWaitingS: [
    "relay_oldest_waiting_seconds",
    "Age of the oldest message that was acknowledged and is in no block",
  ],
  storeBytes: ["relay_store_bytes", "Size of the store on disk"],
  chainBlock: ["relay_chain_block", "The chain's latest block as the relay sees it"],
  includedBlock: ["relay_included_block", "The block of the last payload that was included"],
  includedBatches: ["relay_batches_not_final", "Payloads in a block that a reorganisation could still drop"],
  balanceGwei: ["relay_account_balance_gwei", "What the paying account has left"],
  balanceLastsS: [
    "relay_account_lasts_seconds",
    "How long that lasts at the rate of the last day or of the last week, whichever is higher",
  ],
  spentGweiPerDay: ["relay_account_spent_gwei_per_day", "What the account pays in a day at the rate of the last one"],
  rpcNodes: ["relay_rpc_nodes", "How many of the chain's nodes are asked; the others do not answer or are behind"],
  carries: ["relay_carries", "1 while this process carries, 0 while another one does"],
  accepting: ["relay_accepting", "1 while envelopes are taken, 0 while they are pushed back"],
} as const satisfies Record<keyof Gauges, readonly [string, string]>;

/** Makes the relay's metrics in a registry of their own; `read` is asked once at each scrape. */
export function makeMetrics(read: () => Promise<Gauges>) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  let reading: Promise<Gauges> | undefined;
  const readOnce = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  for (const [field, [name, help]] of Object.entries(GAUGE_NAMES) as [keyof Gauges, readonly [string, string]][]) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers,
      collect: async () => {
        const value = (await readOnce())[field];
        if (value === undefined) gauge.reset();
        else gauge.set(Number(value));
      },
    });
  }
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  return {
    registry,
    envelopes: new Counter({
      name: "relay_envelopes_total",
      help: "Envelopes by code",
      labelNames: ["code"],
      registers,
    }),
    registrations: new Counter({
      name: "relay_registrations_total",
      help: "Registrations by code",
      labelNames: ["code"],
      registers,
    }),
    operations: new Counter({
      name: "relay_operations_total",
      help: "Operations by code",
      labelNames: ["code"],
      registers,
    }),
    batches: counter("relay_batches_total", "Payloads in a block"),
    messages: counter("relay_messages_included_total", "Messages of payloads in a block"),
    payloadBytes: counter("relay_payload_bytes_total", "Bytes of payloads in a block"),
    gas: counter("relay_gas_used_total", "Gas of payloads in a block"),
    fees: counter("relay_fees_gwei_total", "What the account paid for payloads in a block"),
    batchFill: new Histogram({
      name: "relay_batch_fill_ratio",
      help: "How full payloads are, of the largest that is allowed",
      registers,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1],
    }),
    gasPerMessage: new Histogram({
      name: "relay_gas_per_message",
      help: "Gas of a payload for each message in it",
      registers,
      buckets: [5_000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 500_000],
    }),
    refusedByBackEnd: new Counter({
      name: "relay_refused_by_back_end_total",
      help: "Messages that the relay paid for and the back-end refused, by code",
      labelNames: ["code"],
      registers,
    }),
    troubles: new Counter({ name: "relay_troubles_total", help: "Troubles by code", labelNames: ["code"], registers }),
    ackSeconds: new Histogram({
      name: "relay_acknowledge_seconds",
      help: "From a request's arrival to its answer",
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
  };
}

/** The relay's metrics. */
export type Metrics = ReturnType<typeof makeMetrics>;
