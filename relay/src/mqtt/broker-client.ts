/**
 * The relay as a client of the operator's broker (docs/relay.md, "MQTT"). A client of mqtt.js handles one message after the
 * other and acknowledges it when its handler is done, so the relay has several connections: they share one subscription,
 * and so do the connections of other relays. A message is acknowledged to the broker when what it changes is on disk.
 */
import type { Socket } from "node:net";
import type { Context } from "@witness/protocol/context";
import type { DeviceId } from "@witness/protocol/identity";
import { applicationTopic, headTopic, topicRoot } from "@witness/protocol/topics";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { type Answers, BODY_MAX_BYTES } from "../answers.ts";
import { type RelayCode, sentenceOf } from "../errors.ts";
import { discoveryOf } from "./discovery.ts";
import { Heads } from "./heads.ts";
import type { Ingress } from "./ingress.ts";

/** What the broker keeps for a relay that has a name, while the relay is away. */
const SESSION_KEPT_S = 3_600;
/** Messages that the broker hands to one connection before the first of them is acknowledged. */
const RECEIVE_MAXIMUM = 16;
const RECONNECT_AFTER_MS = 1_000;
const KEEP_ALIVE_S = 30;
const END_WITHIN_MS = 3_000;
const ANNOUNCED_MAX = 100_000;
/** Topic and properties of a message. */
const FRAMING_MAX_BYTES = 4_096;

/** Where the broker is, and who the relay is there. */
export interface BrokerOptions {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`. */
  readonly url: string;
  readonly connections: number;
  /** Relays with the same one share what is published. */
  readonly group: string;
  /** With a name, the broker keeps what comes while the relay is away; each relay needs its own. */
  readonly clientId?: string | undefined;
  /** Home Assistant's prefix, where devices are announced. */
  readonly discovery?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM. */
  readonly ca?: Buffer | undefined;
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
}

/** What the relay does there. */
export interface BrokerTools {
  readonly context: Context;
  readonly ingress: Ingress;
  readonly answers: Answers;
  readonly onTrouble: (code: RelayCode, sentence: string) => void;
  readonly onError: (error: unknown) => void;
}

/** A relay's connections to its broker. */
export class BrokerClient {
  readonly #tools: BrokerTools;
  readonly #filter: string;
  readonly #clients: readonly MqttClient[];
  readonly #keepsSession: boolean;
  readonly #discovery: string | undefined;
  /** Since the start, and so many at most: then once more. */
  readonly #announced = new Set<DeviceId>();
  readonly #heads: Heads;
  readonly #underWay = new Set<Promise<unknown>>();
  #troubled = false;
  #ending = false;

  /** Connects, and goes on trying: a relay takes requests over HTTP while its broker is away. */
  constructor(options: BrokerOptions, tools: BrokerTools) {
    const { url, connections, group, clientId } = options;
    this.#tools = tools;
    this.#filter = `$share/${group}/${topicRoot(tools.context)}/senders/+/requests/#`;
    this.#keepsSession = clientId !== undefined;
    this.#discovery = options.discovery;
    this.#heads = new Heads({
      publish: (device) => this.#publishHead(device),
      onError: tools.onError,
      remove: () => undefined,
      most: Number.POSITIVE_INFINITY,
    });
    this.#clients = Array.from({ length: connections }, (_, index) => {
      const name = clientId === undefined ? {} : { clientId: `${clientId}-${index}` };
      const client: MqttClient = mqtt.connect(url, { ...clientOptions(options), ...name, customHandleAcks });
      function customHandleAcks(
        ...[topic, , packet, done]: Parameters<NonNullable<IClientOptions["customHandleAcks"]>>
      ) {
        void take(topic, packet).then(done);
      }
      const take = (topic: string, packet: IPublishPacket) => this.#counted(this.#take(client, topic, packet));
      // What came without a promise of the broker's has no acknowledgement, and keeps others back all the same.
      client.handleMessage = (packet, done) => {
        if (packet.qos === 0) void take(packet.topic, packet).then(() => done());
        else done();
      };
      client.on("connect", () => this.#connected(client, index));
      client.on("error", (error) => this.#trouble(sentenceOf(error)));
      client.on("close", () => this.#trouble("The connection was lost."));
      return client;
    });
  }

  /** How many connections stand. */
  get connected(): number {
    return this.#clients.filter(({ connected }) => connected).length;
  }

  #connected(client: MqttClient, index: number): void {
    // Else an acknowledgement behind an answer waits for the broker to confirm the answer: 40 ms for each message.
    (client.stream as Partial<Socket>).setNoDelay?.(true);
    const { answers, context } = this.#tools;
    client.subscribe(this.#filter, { qos: 1 }, (error) => {
      if (error) this.#trouble(`The broker refused the subscription ${this.#filter}: ${sentenceOf(error)}`);
      else if (this.connected === this.#clients.length) this.#troubled = false;
    });
    if (index > 0) return;
    const about = JSON.stringify(answers.application().document);
    client.publish(applicationTopic(context), about, { qos: 1, retain: true }, (error) => {
      if (error) this.#trouble(`The broker refused ${applicationTopic(context)}: ${sentenceOf(error)}`);
    });
  }

  /** Told once, until all is well again: a client tries every second. */
  #trouble(sentence: string): void {
    if (this.#troubled || this.#ending) return;
    this.#troubled = true;
    this.#tools.onTrouble("broker-unavailable", sentence);
  }

  async #counted<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** Returns the reason code of the acknowledgement. */
  async #take(client: MqttClient, topic: string, { payload, properties }: IPublishPacket): Promise<number> {
    // A copy with memory of its own: the parser's buffer is written to again.
    const bytes = new Uint8Array(Buffer.from(payload));
    const { answer, reasonCode, devices } = await this.#tools.ingress.take({ topic, payload: bytes, properties });
    // Who is not reached asks again: what is on disk is answered as before.
    if (answer)
      client.publish(answer.topic, answer.payload, { qos: 1, properties: answer.properties }, () => undefined);
    this.#heads.note(devices);
    return reasonCode;
  }

  async #publishHead(device: DeviceId): Promise<void> {
    const { answers, context } = this.#tools;
    const client = this.#clients.find(({ connected }) => connected);
    if (!client) return;
    this.#announce(client, device);
    const { status, document } = await answers.head(device);
    if (status === 200) client.publish(headTopic(context, device), JSON.stringify(document), { qos: 0, retain: true });
  }

  #announce(client: MqttClient, device: DeviceId): void {
    if (this.#discovery === undefined || this.#announced.has(device)) return;
    if (this.#announced.size >= ANNOUNCED_MAX) this.#announced.clear();
    this.#announced.add(device);
    const { topic, payload } = discoveryOf(this.#tools.context, device, this.#discovery);
    client.publish(topic, payload, { qos: 1, retain: true }, () => undefined);
  }

  /** Takes no more messages, answers those under way, and leaves. */
  async end(): Promise<void> {
    this.#ending = true;
    const late = new Promise<void>((resolve) => setTimeout(resolve, END_WITHIN_MS).unref());
    await Promise.race([this.#leave(), late]);
    for (const client of this.#clients) client.end(true);
  }

  async #leave(): Promise<void> {
    const connected = this.#clients.filter((client) => client.connected);
    // A relay with a name finds what comes now at its next start.
    if (!this.#keepsSession) await Promise.all(connected.map((client) => client.unsubscribeAsync(this.#filter)));
    await Promise.all(this.#underWay);
    await this.#heads.end();
    await Promise.all(connected.map((client) => client.endAsync()));
  }
}

function clientOptions({ clientId, username, password, ca, cert, key }: BrokerOptions): IClientOptions {
  return {
    protocolVersion: 5,
    clean: clientId === undefined,
    keepalive: KEEP_ALIVE_S,
    reconnectPeriod: RECONNECT_AFTER_MS,
    reconnectOnConnackError: true,
    // It subscribes at each connection by itself, also after it was refused.
    resubscribe: false,
    properties: {
      sessionExpiryInterval: clientId === undefined ? 0 : SESSION_KEPT_S,
      receiveMaximum: RECEIVE_MAXIMUM,
      maximumPacketSize: BODY_MAX_BYTES + FRAMING_MAX_BYTES,
    },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
  };
}
