/** What an operator watches, in Prometheus' text format; names carry units. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Makes the relay's metrics in a registry of their own. */
export function makeMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    envelopes: new Counter({
      name: "relay_envelopes_total",
      help: "Envelopes by code",
      labelNames: ["code"],
      registers,
    }),
    waitingBytes: new Gauge({
      name: "relay_outbox_waiting_bytes",
      help: "Bytes of messages that were acknowledged and are in no payload yet",
      registers,
    }),
    batches: new Counter({ name: "relay_batches_total", help: "Payloads in a block", registers }),
    payloadBytes: new Counter({ name: "relay_payload_bytes_total", help: "Bytes of payloads in a block", registers }),
    gas: new Counter({ name: "relay_gas_used_total", help: "Gas of payloads in a block", registers }),
    balanceGwei: new Gauge({ name: "relay_account_balance_gwei", help: "What the paying account has left", registers }),
    troubles: new Counter({ name: "relay_troubles_total", help: "Troubles by code", labelNames: ["code"], registers }),
    ackSeconds: new Histogram({
      name: "relay_acknowledge_seconds",
      help: "From a request's arrival to its answer",
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    }),
  };
}

/** The relay's metrics. */
export type Metrics = ReturnType<typeof makeMetrics>;
