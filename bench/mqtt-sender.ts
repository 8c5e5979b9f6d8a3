/** Sends envelopes to a relay over MQTT, one at a time, each answered before the next. */
import type { Context } from "@witness/protocol/context";
import { answerTopic, requestTopic } from "@witness/protocol/topics";
import mqtt, { type MqttClient } from "mqtt";

/** A connection of its own. */
export class MqttSender {
  readonly #client: MqttClient;
  readonly #topic: string;
  #answered: (text: string) => void = () => undefined;

  private constructor(client: MqttClient, topic: string) {
    this.#client = client;
    this.#topic = topic;
    client.on("message", (_topic, payload) => this.#answered(payload.toString()));
  }

  static async connect(url: string, context: Context, sender: string): Promise<MqttSender> {
    const client = await mqtt.connectAsync(url, { protocolVersion: 4 });
    await client.subscribeAsync(answerTopic(context, sender), { qos: 1 });
    return new MqttSender(client, requestTopic(context, { sender, name: "envelopes" }));
  }

  /** Sends one envelope, which must be admitted. */
  async send(envelope: Uint8Array): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#answered = resolve;
    this.#client.publish(this.#topic, Buffer.from(envelope), { qos: 1 });
    const text = await promise;
    const { status } = JSON.parse(text) as { status: number };
    if (status !== 202) throw new Error(`The relay answered over MQTT: ${text}`);
  }

  close(): Promise<void> {
    return this.#client.endAsync();
  }
}
