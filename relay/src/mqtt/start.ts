/** Starts what the settings say of MQTT. Without them no library of it is loaded. */
import { Gauge } from "prom-client";
import type { Answers } from "../answers.ts";
import type { RelayCode } from "../errors.ts";
import type { Metrics } from "../metrics.ts";
import type { Config } from "../settings.ts";
import { Ingress } from "./ingress.ts";

/** What MQTT is started with. */
export interface MqttTools {
  readonly answers: Answers;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
  readonly onTrouble: (code: RelayCode, sentence: string) => void;
  readonly onError: (error: unknown) => void;
}

/** MQTT that runs. */
export interface RunningMqtt {
  /** Of the embedded broker. */
  readonly url: string | undefined;
  /** Takes no more messages and answers those under way. */
  readonly end: () => Promise<void>;
}

/** Joins the operator's broker, and starts the embedded one, as the settings say. @throws {RelayError} `port-taken` */
export async function startMqtt(config: Config, tools: MqttTools): Promise<RunningMqtt> {
  const { context, ratePerMinute, host, mqttPort: port, mqttUrl: url } = config;
  const { answers, metrics, nowMs, onTrouble, onError } = tools;
  const ingress = new Ingress(answers, { context, ratePerMinute, nowMs, onError });
  const ends: (() => Promise<void>)[] = [];
  let embeddedUrl: string | undefined;
  if (port !== undefined) {
    const { EmbeddedBroker } = await import("./embedded-broker.ts");
    const broker = await EmbeddedBroker.start({ host, port, context, ingress, answers, onError });
    embeddedUrl = broker.url;
    ends.push(() => broker.end());
  }
  if (url !== undefined) {
    const { BrokerClient } = await import("./broker-client.ts");
    const options = {
      url,
      connections: config.mqttConnections,
      group: config.mqttGroup,
      clientId: config.mqttClientId,
      discovery: config.mqttDiscovery,
      username: config.mqttUsername,
      password: config.mqttPasswordFile,
      ca: config.mqttCaFile,
      cert: config.mqttCertFile,
      key: config.mqttKeyFile,
    };
    const client = new BrokerClient(options, { context, ingress, answers, onTrouble, onError });
    new Gauge({
      name: "relay_mqtt_connections",
      help: "Connections to the operator's MQTT broker that stand",
      registers: [metrics.registry],
      collect() {
        this.set(client.connected);
      },
    });
    ends.push(() => client.end());
  }
  return {
    url: embeddedUrl,
    end: async () => {
      await Promise.all(ends.map((end) => end()));
    },
  };
}
