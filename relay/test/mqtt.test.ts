/** MQTT beside HTTP, through the embedded broker and a real Mosquitto: the same bytes, decision and receipt. */
import { randomBytes } from "node:crypto";
import { fromHex } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { answerTopic, applicationTopic, headTopic, requestTopic } from "@witness/protocol/topics";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Device, type DeviceEvent, memoryStore, openDevice } from "../../device/src/index.ts";
import { mqttTransport } from "../../device/src/mqtt-transport.ts";
import { Sealer } from "../../mock-devices/src/sealer.ts";
import { saidOf } from "../../mock-devices/src/trip.ts";
import { cutLine } from "./cut-line.ts";
import { startMosquitto, type TestMosquitto } from "./mosquitto.ts";
import { base64, octets } from "./requests.ts";
import { makeWorld, type RunningRelay, sequencesOnChain, until, type World } from "./world.ts";

let world: World;
let mosquitto: TestMosquitto | undefined;
let relay: RunningRelay;
let relayPublicKey: Uint8Array;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  world = await makeWorld();
  mosquitto = await startMosquitto("the relay as a client of a broker");
  const url = mosquitto ? { RELAY_MQTT_URL: `mqtt://127.0.0.1:${mosquitto.port}` } : {};
  relay = await world.another({ RELAY_MQTT_PORT: "0", RELAY_MQTT_CONNECTIONS: "4", ...url });
  const told = (await (await fetch(`${relay.url}/v1/application`)).json()) as { relayPublicKey: string };
  relayPublicKey = fromHex(told.relayPublicKey);
}, 120_000);
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(async () => {
  await world?.close();
  await mosquitto?.stop();
});

/** Where a test's clients connect to; undefined where there is no such broker here. */
const BROKERS = {
  "the embedded broker": () => Number(new URL(relay.mqttUrl ?? "").port),
  Mosquitto: () => mosquitto?.port,
} as const;

async function client(port: number, options: IClientOptions = {}): Promise<MqttClient> {
  const made = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 4,
    reconnectPeriod: 20,
    ...options,
  });
  closing.push(() => made.endAsync(true));
  return made;
}

const newKey = () => derivePrivateKey(Uint8Array.from(randomBytes(32)), provider);

/** A key that the relay knows, and who seals with it. */
async function registered(url = relay.url): Promise<{ readonly key: Uint8Array; readonly sealer: Sealer }> {
  const key = newKey();
  const sealer = new Sealer(key, {
    application: world.application,
    provider,
    random: (n) => Uint8Array.from(randomBytes(n)),
  });
  expect((await octets(url, "/v1/registrations", world.registration(sealer))).status).toBe(202);
  return { key, sealer };
}

/** A device that reaches the relay through a client. */
async function device(key: Uint8Array, line: MqttClient, events: DeviceEvent[] = []): Promise<Device> {
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
    transport: mqttTransport(line),
    onEvent: (event) => events.push(event),
  });
  closing.push(() => opened.close());
  return opened;
}

/** What is published to one of a client's topics next. */
const next = (line: MqttClient, topic: string) =>
  new Promise<{ text: string; packet: IPublishPacket }>((resolve) => {
    const hear = (heard: string, payload: Buffer, packet: IPublishPacket) => {
      if (heard !== topic) return;
      line.removeListener("message", hear);
      resolve({ text: payload.toString(), packet });
    };
    line.on("message", hear);
  });

interface Said {
  readonly status: number;
  readonly retryAfterS?: number;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Asks with a token in the topic, as any client can. */
async function ask(
  line: MqttClient,
  sender: string,
  name: "envelopes" | "head" | "registrations",
  payload: Uint8Array | string,
) {
  const { context } = world.application;
  const token = randomBytes(4).toString("hex");
  await line.subscribeAsync(answerTopic(context, sender, token), { qos: 1 });
  const heard = next(line, answerTopic(context, sender, token));
  await line.publishAsync(requestTopic(context, { sender, name, token }), Buffer.from(payload), { qos: 1 });
  return JSON.parse((await heard).text) as Said;
}

const headOf = async (id: string) =>
  (await (await fetch(`${relay.url}/v1/devices/${id}/head`)).json()) as { sequence: number; included: number | null };

describe.each(Object.entries(BROKERS))("through %s", (_name, portOf) => {
  it("a device delivers everything, and HTTP gives the same bytes the same receipt", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    const { key } = await registered();
    const events: DeviceEvent[] = [];
    const car = await device(key, await client(port), events);
    await car.send(...world.samples(1, 25).map(saidOf));
    await car.flush();
    expect(car.status).toMatchObject({ queued: 0, gathered: 0, sequence: 5 });
    const last = events.flatMap((event) => (event.type === "sealed" ? [event.envelope] : [])).at(-1);
    const again = await octets(relay.url, "/v1/envelopes", last ?? new Uint8Array());
    expect(again.status).toBe(200);
    const { receipt } = (await again.json()) as { receipt: string };
    expect(receipt).toBe(base64(car.status.receipt ?? new Uint8Array()));
  });

  it("one envelope that comes twice, a refusal and a head are answered as over HTTP", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    const { sealer } = await registered();
    const line = await client(port);
    const [first, , third] = [3, 6, 9].map((count) => sealer.seal(world.samples(1, 12).slice(count - 3, count)).bytes);
    const taken = await ask(line, sealer.id, "envelopes", first ?? "");
    expect(taken).toMatchObject({ status: 202, document: { code: "admitted", deviceId: sealer.id, sequence: 1 } });
    const twice = await ask(line, sealer.id, "envelopes", first ?? "");
    expect(twice).toEqual({ status: 200, document: { ...taken.document, code: "sequence-replayed" } });
    // What is told of the head stays the same from then on.
    await until(async () => (await headOf(sealer.id)).included === 1);
    const refused = await ask(line, sealer.id, "envelopes", third ?? "");
    const overHttp = await octets(relay.url, "/v1/envelopes", third ?? new Uint8Array());
    expect(refused).toEqual({ status: overHttp.status, document: await overHttp.json() });
    expect(refused.document).toMatchObject({ code: "sequence-gap", head: { sequence: 1 } });
    expect((await ask(line, sealer.id, "head", sealer.id)).document).toEqual(await headOf(sealer.id));
    expect((await ask(line, sealer.id, "head", "nobody")).document).toMatchObject({ code: "malformed" });
    const stranger = world.device();
    expect(await ask(line, "maker-1", "registrations", world.registration(stranger))).toMatchObject({ status: 202 });
  });

  it("what is too large is refused as over HTTP", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    const line = await client(port);
    const said = await ask(line, "a", "envelopes", new Uint8Array(20_000).fill(1));
    expect(said).toMatchObject({ status: 413, document: { code: "too-large" } });
    const array = await ask(line, "a", "envelopes", `{"envelopes":["${"A".repeat(4 * 1024 * 1024)}"]}`);
    expect(array).toMatchObject({ status: 413, document: { code: "too-large" } });
  });

  it("a line that is cut again and again loses nothing, and nothing counts twice", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    // A connection needs some hundred bytes before the first question; the answer to an envelope is longer.
    const cut = await cutLine(port, (connection) => 300 + ((connection * 397) % 4_000));
    closing.push(cut.close);
    const { key } = await registered();
    const line = mqtt.connect(`mqtt://127.0.0.1:${cut.port}`, { protocolVersion: 4, reconnectPeriod: 5 });
    line.on("error", () => undefined);
    closing.push(() => line.endAsync(true));
    const car = await device(key, line);
    const said = world.samples(2, 60).map(saidOf);
    for (let at = 0; at < said.length; at += 10) {
      await car.send(...said.slice(at, at + 10));
      await car.flush({ withinMs: 60_000 });
    }
    expect(car.status).toMatchObject({ queued: 0, gathered: 0 });
    expect(cut.cuts()).toBeGreaterThan(5);
    expect((await headOf(car.id)).sequence).toBe(12);
    await until(async () => (await sequencesOnChain(world)).get(car.id)?.length === 12);
    expect((await sequencesOnChain(world)).get(car.id)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  });

  it("the newest head is retained, and what the relay carries for", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    const { context } = world.application;
    const { sealer } = await registered();
    const line = await client(port);
    await ask(line, sealer.id, "envelopes", sealer.seal(world.samples(1, 3)).bytes);
    const about = next(line, applicationTopic(context));
    await line.subscribeAsync(applicationTopic(context), { qos: 1 });
    expect(JSON.parse((await about).text)).toEqual(await (await fetch(`${relay.url}/v1/application`)).json());
    const head = next(line, headTopic(context, sealer.id));
    await line.subscribeAsync(headTopic(context, sealer.id), { qos: 1 });
    expect(JSON.parse((await head).text)).toMatchObject({ deviceId: sealer.id, sequence: 1 });
  });
});
