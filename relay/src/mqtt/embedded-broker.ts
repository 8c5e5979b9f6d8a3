/**
 * The broker that the relay brings along, for a start without another one and for small sites (docs/relay.md, "MQTT"). It speaks
 * MQTT 3.1.1. Who publishes is acknowledged when what it changes is on disk. Nobody but the relay publishes anything else
 * than requests, and nothing of it is kept but the newest heads.
 */
import { createServer, type Server, type Socket } from "node:net";
import { Duplex } from "node:stream";
import type { Context } from "@witness/protocol/context";
import type { DeviceId } from "@witness/protocol/identity";
import { answerTopic, applicationTopic, headTopic, readRequestTopic, topicRoot } from "@witness/protocol/topics";
import { Aedes, type AuthorizeSubscribeHandler, type Client, type PublishPacket } from "aedes";
import { ipKeyGenerator } from "express-rate-limit";
import { type Answers, BODY_MAX_BYTES } from "../answers.ts";
import { RelayError } from "../errors.ts";
import { Heads } from "./heads.ts";
import { type Ingress, REASONS } from "./ingress.ts";
import { PacketLimit } from "./packet-limit.ts";

const CONNECTIONS_MAX = 10_000;
const CONNECT_WITHIN_MS = 10_000;
/** Who reads nothing for so long is cut off. */
const DRAIN_WITHIN_MS = 10_000;
/** Who sends nothing for so long, no ping either, is cut off. */
const IDLE_WITHIN_MS = 900_000;
const TOPIC_LEVELS_MAX = 10;
/** They are in memory, also of what nobody publishes. A gateway has one for each device that it asks for. */
const SUBSCRIPTIONS_MAX = 1_024;
const FILTER_MAX_CHARACTERS = 256;
/** Answers that a connection has not read: whoever sends more than it reads is cut off. */
const UNREAD_MAX_BYTES = 4 * 1024 * 1024;
/** Who asks on and on without the wait that each refusal names is cut off. */
const REFUSED_IN_A_ROW_MAX = 1_000;
const FRAMING_MAX_BYTES = 4_096;
/** They are in memory, a few kilobytes each. */
const HEADS_MAX = 10_000;
const END_WITHIN_MS = 3_000;

type Subscription = Parameters<AuthorizeSubscribeHandler>[1];
type SubscribeDone = Parameters<AuthorizeSubscribeHandler>[2];

/** What the embedded broker is made with. */
export interface EmbeddedBrokerOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly context: Context;
  readonly ingress: Ingress;
  readonly answers: Answers;
  readonly onError: (error: unknown) => void;
}

/** An MQTT broker of the relay's own. */
export class EmbeddedBroker {
  readonly #options: EmbeddedBrokerOptions;
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly #heads: Heads;
  /** Whom the work of a connection is counted for. */
  readonly #addresses = new WeakMap<object, string>();
  readonly #underWay = new Set<Promise<unknown>>();
  /** What a connection has subscribed to. */
  readonly #filters = new WeakMap<Client, Set<string>>();
  /** Requests of a connection that were over the rate, one after the other. */
  readonly #refused = new WeakMap<Client, number>();
  #met = 0;

  private constructor(options: EmbeddedBrokerOptions) {
    this.#options = options;
    this.#aedes = new Aedes({
      connectTimeout: CONNECT_WITHIN_MS,
      drainTimeout: DRAIN_WITHIN_MS,
      maxTopicLevels: TOPIC_LEVELS_MAX,
      preConnect: (_client, packet, done) => {
        // Nothing is kept for whoever is away: who was not answered sends again.
        packet.clean = true;
        delete packet.will;
        // A broker ends the connection of whoever has the same name: nobody is thrown out by a stranger who took theirs.
        this.#met += 1;
        packet.clientId = `${this.#met}`;
        done(null, true);
      },
      authorizePublish: (client, packet, done) => this.#published(client, packet, done),
      authorizeSubscribe: (client, subscription, done) => this.#subscribed(client, subscription, done),
    });
    this.#aedes.on("unsubscribe", (topics, client) => {
      for (const topic of topics) this.#filters.get(client)?.delete(topic);
    });
    this.#server = createServer((socket) => this.#meet(socket));
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#heads = new Heads({
      publish: (device) => this.#publishHead(device),
      onError: options.onError,
      remove: (device) => this.#retain(headTopic(options.context, device), ""),
      most: HEADS_MAX,
    });
  }

  /** Listens. @throws {RelayError} `port-taken` */
  static async start(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
    const broker = new EmbeddedBroker(options);
    const { host, port, context, answers } = options;
    await broker.#aedes.listen();
    await new Promise<void>((resolve, reject) => {
      broker.#server.once("error", (cause: Error & { code?: string }) => {
        const sentence = `Port ${port} of ${host} cannot be listened at (${cause.code}); choose another with RELAY_MQTT_PORT.`;
        reject(new RelayError(sentence, { code: "port-taken", cause }));
      });
      broker.#server.listen(port, host, resolve);
    });
    broker.#retain(applicationTopic(context), JSON.stringify(answers.application().document));
    return broker;
  }

  /** Where it listens. */
  get url(): string {
    const { host } = this.#options;
    const address = this.#server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    return `mqtt://${host.includes(":") ? `[${host}]` : host}:${port}`;
  }

  #meet(socket: Socket): void {
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_WITHIN_MS, () => socket.destroy());
    // What happens to it, its stream is told.
    socket.on("error", () => undefined);
    const short = socket.pipe(
      new PacketLimit({ published: BODY_MAX_BYTES + FRAMING_MAX_BYTES, other: FRAMING_MAX_BYTES }),
    );
    const stream = Duplex.from({ readable: short, writable: socket });
    this.#addresses.set(stream, ipKeyGenerator(socket.remoteAddress ?? ""));
    this.#aedes.handle(stream);
  }

  #published(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void {
    const request = readRequestTopic(this.#options.context, packet.topic);
    // Without a reason code, all that can be said is the end of the connection (MQTT 3.1.1, 3.3.5).
    if (!client || !request || packet.retain || packet.qos === 2) {
      done(new Error("Only requests are published here, at QoS 0 or 1, and none is retained."));
      return;
    }
    const work = this.#take(client, packet).then(
      () => done(),
      (error: Error) => done(error),
    );
    this.#underWay.add(work);
    void work.then(() => this.#underWay.delete(work));
  }

  async #take(client: Client, { topic, payload }: PublishPacket): Promise<void> {
    if ((client.conn as Duplex).writableLength > UNREAD_MAX_BYTES) throw new Error("Answers are not read.");
    const address = this.#addresses.get(client.conn) ?? "";
    // A copy with memory of its own: the parser's buffer is written to again.
    const bytes = new Uint8Array(Buffer.from(payload));
    const { answer, devices, reasonCode } = await this.#options.ingress.take({ topic, payload: bytes, address });
    this.#heads.note(devices);
    const refused = reasonCode === REASONS.quotaExceeded ? (this.#refused.get(client) ?? 0) + 1 : 0;
    this.#refused.set(client, refused);
    if (refused > REFUSED_IN_A_ROW_MAX) throw new Error("Requests over the rate go on.");
    // To the client that asked, whoever else may listen there. Its session ends with the connection, so an acknowledgement of
    // the answer would be of no use to either.
    if (answer && !client.closed) client.publish(packetOf(answer.topic, answer.payload), () => undefined);
  }

  #subscribed(client: Client, subscription: Subscription, done: SubscribeDone): void {
    const { topic } = subscription;
    const filters = this.#filters.get(client) ?? new Set();
    this.#filters.set(client, filters);
    const isAllowed = this.#maySubscribe(topic);
    if (isAllowed) filters.add(topic);
    if (filters.size > SUBSCRIPTIONS_MAX) done(new Error(`A connection has ${SUBSCRIPTIONS_MAX} subscriptions.`));
    else done(null, isAllowed ? subscription : null);
  }

  #maySubscribe(filter: string): boolean {
    if (filter.length > FILTER_MAX_CHARACTERS) return false;
    const { context } = this.#options;
    const root = topicRoot(context);
    if (filter === applicationTopic(context) || filter.startsWith(`${root}/devices/`)) return true;
    const [, sender = "", answers] =
      /^\/senders\/([\w.-]{1,64})\/(answers)(\/[\w.+#-]+)?$/.exec(filter.slice(root.length)) ?? [];
    return answers !== undefined && filter.startsWith(answerTopic(context, sender));
  }

  async #publishHead(device: DeviceId): Promise<void> {
    const { status, document } = await this.#options.answers.head(device);
    if (status === 200) this.#retain(headTopic(this.#options.context, device), JSON.stringify(document));
  }

  /** Without a payload nothing is retained any more. */
  #retain(topic: string, payload: string): void {
    this.#aedes.publish({ ...packetOf(topic, payload), retain: true }, () => undefined);
  }

  /** Takes no more messages, answers those under way, and ends the connections. */
  async end(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, END_WITHIN_MS).unref());
    this.#server.close();
    await Promise.race([Promise.all(this.#underWay).then(() => this.#heads.end()), late]);
    await new Promise<void>((resolve) => this.#aedes.close(resolve));
  }
}

const packetOf = (topic: string, payload: string): PublishPacket => ({
  cmd: "publish",
  topic,
  payload: Buffer.from(payload),
  qos: 0,
  dup: false,
  retain: false,
});
