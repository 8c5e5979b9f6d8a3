/** A relay over MQTT: through a broker, or the one that a relay brings along (docs/relay.md, "MQTT"). */
import { answerTopic, readAnswerTopic, requestTopic } from "@witness/protocol/topics";
import {
  ANSWER_WITHIN_MS,
  type Destination,
  objectOf,
  type Question,
  type Told,
  type Transport,
  type TransportTo,
} from "./transport.ts";

/**
 * What the transport needs of a client of a broker: `mqtt.connect(…)` of the package `mqtt` returns one. Its address, TLS, certificate
 * and reconnecting are the program's. It needs no session: what was not answered is asked again.
 */
export interface MqttClient {
  readonly connected: boolean;
  publish(topic: string, payload: string, options: { readonly qos: 1 }, done: (error?: Error) => void): unknown;
  subscribe(topic: string, options: { readonly qos: 1 }, done: (error: Error | null) => void): unknown;
  on(event: "message", listener: (topic: string, payload: Uint8Array) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** How a device asks over MQTT. */
export interface MqttTransportOptions {
  /** The name under which it publishes, where that is not the device's identity: a gateway's, which the broker lets it use. */
  readonly sender?: string;
  /** How long an answer may take before the same is asked again; 30 s. */
  readonly answerWithinMs?: number;
}

/**
 * Reaches relays over MQTT. Several devices may share a client.
 * @param client connected or not; while it is not, devices keep everything and try again
 * @example
 * const client = mqtt.connect("mqtts://broker.example", { protocolVersion: 5, key: clientKey, cert: certificate });
 * const device = await openDevice({ key, application, relay, store, transport: mqttTransport(client) });
 */
export function mqttTransport(client: MqttClient, options: MqttTransportOptions = {}): TransportTo {
  const line = new Line(client);
  return (destination) => new MqttTransport(line, destination, { sender: destination.deviceId, ...options });
}

type Listener = (topic: string, payload: Uint8Array) => void;

/** One client, and who listens to it. */
class Line {
  readonly client: MqttClient;
  readonly listeners = new Set<Listener>();
  /** They are told when the connection is lost. */
  readonly losses = new Set<() => void>();

  constructor(client: MqttClient) {
    this.client = client;
    client.on("message", (topic, payload) => {
      for (const listener of this.listeners) listener(topic, payload);
    });
    client.on("close", () => {
      for (const lost of this.losses) lost();
    });
  }
}

/** No device asks two questions at once, so a number that was never used before tells an answer from earlier ones. */
function newToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class MqttTransport implements Transport {
  readonly #line: Line;
  readonly #destination: Destination;
  readonly #sender: string;
  readonly #answerWithinMs: number;
  readonly #listener: Listener;
  readonly #lost: () => void;
  #waiting: { readonly token: string; readonly told: (told: Told) => void } | undefined;
  #fail: ((error: Error) => void) | undefined;
  #subscribed = false;
  #closed = false;

  constructor(
    line: Line,
    destination: Destination,
    { sender, answerWithinMs = ANSWER_WITHIN_MS }: MqttTransportOptions & { readonly sender: string },
  ) {
    this.#line = line;
    this.#destination = destination;
    this.#sender = sender;
    this.#answerWithinMs = answerWithinMs;
    this.#listener = (topic, payload) => this.#hear(topic, payload);
    this.#lost = () => {
      this.#subscribed = false;
      this.#fail?.(new Error("The connection to the broker was lost."));
    };
    line.listeners.add(this.#listener);
    line.losses.add(this.#lost);
  }

  async ask(question: Question): Promise<Told> {
    const { client } = this.#line;
    // A client would keep the question and send it later, beside the next one.
    if (this.#closed || !client.connected) throw new Error("The broker is away.");
    const { promise, resolve, reject } = Promise.withResolvers<Told>();
    this.#fail = reject;
    const late = setTimeout(() => reject(new Error("Nobody answered in time.")), this.#answerWithinMs);
    const failed = (error?: Error | null) => {
      if (error) reject(error);
    };
    const token = newToken();
    this.#waiting = { token, told: resolve };
    const { context } = this.#destination.application;
    const topic = requestTopic(context, { sender: this.#sender, name: question.name, token });
    const publish = () => client.publish(topic, payloadOf(question), { qos: 1 }, failed);
    if (this.#subscribed) publish();
    else {
      client.subscribe(`${answerTopic(context, this.#sender)}/+`, { qos: 1 }, (error) => {
        failed(error);
        if (error || this.#closed || this.#waiting?.token !== token) return;
        this.#subscribed = true;
        publish();
      });
    }
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      this.#waiting = undefined;
      this.#fail = undefined;
    }
  }

  #hear(topic: string, payload: Uint8Array): void {
    const { context } = this.#destination.application;
    // What comes late answers no question any more, and promises what the next answer promises again.
    if (!this.#waiting || readAnswerTopic(context, this.#sender, topic) !== this.#waiting.token) return;
    const { status, retryAfterS, document } = objectOf(new TextDecoder().decode(payload));
    if (typeof status !== "number" || typeof document !== "object" || document === null) return;
    const waitMs = typeof retryAfterS === "number" && retryAfterS > 0 ? 1_000 * retryAfterS : undefined;
    this.#waiting.told({ status, document: { ...document }, waitMs });
  }

  close(): void {
    this.#closed = true;
    this.#line.listeners.delete(this.#listener);
    this.#line.losses.delete(this.#lost);
    this.#fail?.(new Error("The transport is closed."));
  }
}

function payloadOf(question: Question): string {
  if (question.name === "envelopes") return question.body;
  return question.name === "head" ? question.deviceId : "";
}
