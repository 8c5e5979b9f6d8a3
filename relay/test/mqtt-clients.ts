/** Who speaks MQTT to a relay in tests: plain clients, and devices of the SDK. */
import { randomBytes } from "node:crypto";
import { CAR } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { answerTopic, type RequestName, requestTopic } from "@witness/protocol/topics";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { type Device, type DeviceEvent, memoryStore, openDevice } from "../../device/src/index.ts";
import { type MqttTransportOptions, mqttTransport } from "../../device/src/mqtt-transport.ts";
import { Sealer } from "../../mock-devices/src/sealer.ts";
import { octets } from "./requests.ts";
import type { World } from "./world.ts";

/** What is ended after a test, the newest first. */
export const closing: (() => unknown)[] = [];

/** Ends what the test has begun. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/** Connects to a broker on this machine; MQTT 3.1.1 unless said otherwise. */
export async function client(port: number, options: IClientOptions = {}): Promise<MqttClient> {
  const url = `mqtt://127.0.0.1:${port}`;
  const made = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 20, ...options });
  made.on("error", () => undefined);
  // A listener for each answer that is waited for.
  made.setMaxListeners(0);
  closing.push(() => made.endAsync(true));
  return made;
}

/** Registers a key with a relay, over HTTP. Returns it (32 bytes), and who seals with it. */
export async function registered(
  world: World,
  url: string,
): Promise<{ readonly key: Uint8Array; readonly sealer: Sealer }> {
  const random = (bytes: number) => Uint8Array.from(randomBytes(bytes));
  const key = derivePrivateKey(random(32), provider);
  const sealer = new Sealer(key, { application: world.application, provider, random });
  const { status } = await octets(url, "/v1/registrations", world.registration(sealer));
  if (status !== 202) throw new Error(`The relay refused a registration (${status}).`);
  return { key, sealer };
}

/** How a device of a test is opened. */
export interface DeviceSetting extends MqttTransportOptions {
  readonly key: Uint8Array;
  readonly line: MqttClient;
  /** The relay's receipt key, 33 bytes. */
  readonly relayPublicKey: Uint8Array;
  readonly events?: DeviceEvent[];
}

/** Opens a device that reaches the relay through a client, and waits little between two attempts. */
export async function device(
  world: World,
  { key, line, relayPublicKey, events, ...options }: DeviceSetting,
): Promise<Device> {
  const opened = await openDevice({
    key,
    application: world.application,
    // Nothing listens there: what arrives came over MQTT.
    relay: { url: "http://127.0.0.1:1", publicKey: relayPublicKey },
    profile: CAR,
    store: memoryStore(),
    firstStart: true,
    readingsPerEnvelope: 5,
    delivery: "on flush",
    provider,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 10)),
    transport: mqttTransport(line, options),
    onEvent: (event) => events?.push(event),
  });
  closing.push(() => opened.close());
  return opened;
}

/** What is published to one of a client's topics next. */
export const next = (line: MqttClient, topic: string) =>
  new Promise<{ readonly text: string; readonly packet: IPublishPacket }>((resolve) => {
    const hear = (heard: string, payload: Buffer, packet: IPublishPacket) => {
      if (heard !== topic) return;
      line.removeListener("message", hear);
      resolve({ text: payload.toString(), packet });
    };
    line.on("message", hear);
  });

/** What an answer says. */
export interface Said {
  readonly status: number;
  readonly retryAfterS?: number;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Asks with a token in the topic, as any client can. */
export async function ask(
  { application: { context } }: World,
  line: MqttClient,
  request: { readonly sender: string; readonly name: RequestName },
  payload: Uint8Array | string,
): Promise<Said> {
  const token = randomBytes(4).toString("hex");
  const topic = answerTopic(context, request.sender, token);
  await line.subscribeAsync(topic, { qos: 1 });
  const heard = next(line, topic);
  await line.publishAsync(requestTopic(context, { ...request, token }), Buffer.from(payload), { qos: 1 });
  return JSON.parse((await heard).text) as Said;
}
