/** MQTT beside HTTP, through the embedded broker and a real Mosquitto: the same bytes, decision and receipt. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex } from "@witness/protocol/bytes";
import { answerTopic, applicationTopic, headTopic, requestTopic } from "@witness/protocol/topics";
import mqtt, { type IClientOptions } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DeviceEvent } from "../../device/src/index.ts";
import { saidOf } from "../../mock-devices/src/trip.ts";
import { certificates } from "./certificates.ts";
import { cutLine } from "./cut-line.ts";
import { startMosquitto, type TestMosquitto } from "./mosquitto.ts";
import { ask, client, closeAll, closing, device, next, registered } from "./mqtt-clients.ts";
import { base64, octets } from "./requests.ts";
import { makeWorld, type RunningRelay, sequencesOnChain, startRelay, until, type World } from "./world.ts";

let world: World;
let mosquitto: TestMosquitto | undefined;
let relay: RunningRelay;
let relayPublicKey: Uint8Array;

beforeAll(async () => {
  world = await makeWorld();
  mosquitto = await startMosquitto("the relay as a client of a broker");
  const url = mosquitto ? { RELAY_MQTT_URL: `mqtt://127.0.0.1:${mosquitto.port}` } : {};
  const settings = { RELAY_MQTT_PORT: "0", RELAY_MQTT_CONNECTIONS: "4", RELAY_MQTT_DISCOVERY: "homeassistant" };
  relay = await world.another({ ...settings, ...url });
  const told = (await (await fetch(`${relay.url}/v1/application`)).json()) as { relayPublicKey: string };
  relayPublicKey = fromHex(told.relayPublicKey);
}, 120_000);
afterEach(closeAll);
afterAll(async () => {
  await world?.close();
  await mosquitto?.stop();
});

const headAt = async (url: string, id: string) =>
  (await (await fetch(`${url}/v1/devices/${id}/head`)).json()) as { sequence: number; included: number | null };
const headOf = (id: string) => headAt(relay.url, id);

/** Where a test's clients connect to; undefined where there is no such broker here. */
const BROKERS = {
  "the embedded broker": () => Number(new URL(relay.mqttUrl ?? "").port),
  Mosquitto: () => mosquitto?.port,
} as const;

describe.each(Object.entries(BROKERS))("through %s", (_name, portOf) => {
  it("a device delivers everything, and HTTP gives the same bytes the same receipt", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    const { key } = await registered(world, relay.url);
    const events: DeviceEvent[] = [];
    const car = await device(world, { key, line: await client(port), relayPublicKey, events });
    await car.send(...world.samples(1, 25).map(saidOf));
    await car.flush();
    expect(car.status).toMatchObject({ queued: 0, gathered: 0, sequence: 5 });
    const last = events.flatMap((event) => (event.type === "sealed" ? [event.envelope] : [])).at(-1);
    const again = await octets(relay.url, "/v1/envelopes", last ?? new Uint8Array());
    expect(again.status).toBe(200);
    const { receipt } = (await again.json()) as { receipt: string };
    expect(receipt).toBe(base64(car.status.receipt ?? new Uint8Array()));
  });

  it("an envelope that comes twice, a refusal and a head are answered as over HTTP", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    const { sealer } = await registered(world, relay.url);
    const line = await client(port);
    const envelopes = { sender: sealer.id, name: "envelopes" } as const;
    const [first, , third] = [3, 6, 9].map((count) => sealer.seal(world.samples(1, 12).slice(count - 3, count)).bytes);
    const taken = await ask(world, line, envelopes, first ?? "");
    expect(taken).toMatchObject({ status: 202, document: { code: "admitted", deviceId: sealer.id, sequence: 1 } });
    const replayed = { status: 200, document: { ...taken.document, code: "sequence-replayed" } };
    expect(await ask(world, line, envelopes, first ?? "")).toEqual(replayed);
    // Whoever copied it has no more of it.
    expect(await ask(world, line, { ...envelopes, sender: "stranger" }, first ?? "")).toEqual(replayed);
    // What is told of the head stays the same from then on.
    await until(async () => (await headOf(sealer.id)).included === 1);
    const refused = await ask(world, line, envelopes, third ?? "");
    const overHttp = await octets(relay.url, "/v1/envelopes", third ?? new Uint8Array());
    expect(refused).toEqual({ status: overHttp.status, document: await overHttp.json() });
    expect(refused.document).toMatchObject({ code: "sequence-gap", head: { sequence: 1 } });
    const head = { sender: sealer.id, name: "head" } as const;
    expect((await ask(world, line, head, sealer.id)).document).toEqual(await headOf(sealer.id));
    expect((await ask(world, line, head, "nobody")).document).toMatchObject({ code: "malformed" });
    expect((await ask(world, line, envelopes, "{ no JSON")).document).toMatchObject({ code: "malformed" });
    const registration = { sender: "maker-1", name: "registrations" } as const;
    expect(await ask(world, line, registration, world.registration(world.device()))).toMatchObject({ status: 202 });
  });

  it("what is too large is refused as over HTTP", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    const line = await client(port);
    const envelopes = { sender: "a", name: "envelopes" } as const;
    const said = await ask(world, line, envelopes, new Uint8Array(20_000).fill(1));
    expect(said).toMatchObject({ status: 413, document: { code: "too-large" } });
    const array = await ask(world, line, envelopes, `{"envelopes":["${"A".repeat(4 * 1024 * 1024)}"]}`);
    expect(array).toMatchObject({ status: 413, document: { code: "too-large" } });
  });

  it("a line that is cut again and again loses nothing, and nothing counts twice", async ({ skip }) => {
    const port = portOf();
    if (port === undefined) return skip();
    const cut = await cutLine(port, (connection) => 300 + ((connection * 397) % 4_000));
    closing.push(cut.close);
    const { key } = await registered(world, relay.url);
    const line = mqtt.connect(`mqtt://127.0.0.1:${cut.port}`, { protocolVersion: 4, reconnectPeriod: 5 });
    line.on("error", () => undefined);
    closing.push(() => line.endAsync(true));
    const car = await device(world, { key, line, relayPublicKey });
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
    const { sealer } = await registered(world, relay.url);
    const line = await client(port);
    await ask(world, line, { sender: sealer.id, name: "envelopes" }, sealer.seal(world.samples(1, 3)).bytes);
    const about = next(line, applicationTopic(context));
    await line.subscribeAsync(applicationTopic(context), { qos: 1 });
    expect(JSON.parse((await about).text)).toEqual(await (await fetch(`${relay.url}/v1/application`)).json());
    const head = next(line, headTopic(context, sealer.id));
    await line.subscribeAsync(headTopic(context, sealer.id), { qos: 1 });
    expect(JSON.parse((await head).text)).toMatchObject({ deviceId: sealer.id, sequence: 1 });
  });
});

it("what the embedded broker has acknowledged is on disk, and a stop answers what was asked", async () => {
  const first = await world.another({ RELAY_MQTT_PORT: "0" });
  const { sealer } = await registered(world, first.url);
  const topic = requestTopic(world.application.context, { sender: sealer.id, name: "envelopes" });
  const publish = async ({ mqttUrl = "" }: RunningRelay) => {
    const line = await client(Number(new URL(mqttUrl).port), { reconnectPeriod: 0 });
    await line.publishAsync(topic, Buffer.from(sealer.seal(world.samples(1, 3)).bytes), { qos: 1 });
  };
  await publish(first);
  await first.kill();
  const second = await startRelay(first.environment);
  closing.push(second.kill);
  expect(await headAt(second.url, sealer.id)).toMatchObject({ sequence: 1 });
  await publish(second);
  const ended = new Promise((resolve) => second.process.once("exit", resolve));
  second.process.kill("SIGTERM");
  expect(await ended).toBe(0);
});

describe("through Mosquitto", () => {
  it("a client of MQTT 5 is answered at its response topic, and nowhere but at its own", async ({ skip }) => {
    if (!mosquitto) return skip();
    const { context } = world.application;
    const { sealer } = await registered(world, relay.url);
    const line = await client(mosquitto.port, { protocolVersion: 5 });
    const own = answerTopic(context, sealer.id);
    const victim = headTopic(context, world.device().id);
    const heard: string[] = [];
    line.on("message", (topic) => heard.push(topic));
    await line.subscribeAsync([`${own}/#`, victim], { qos: 1 });
    const correlationData = Buffer.from([0, 255, 7]);
    const envelope = Buffer.from(sealer.seal(world.samples(1, 3)).bytes);
    for (const [responseTopic, answeredAt, code] of [
      [`${own}/here`, `${own}/here`, "admitted"],
      [victim, own, "sequence-replayed"],
    ] as const) {
      const answered = next(line, answeredAt);
      const properties = { responseTopic, correlationData };
      const topic = requestTopic(context, { sender: sealer.id, name: "envelopes" });
      await line.publishAsync(topic, envelope, { qos: 1, properties });
      const { packet } = await answered;
      expect(packet.properties?.correlationData).toEqual(correlationData);
      expect(packet.properties?.userProperties).toMatchObject({ code });
    }
    expect(heard).toEqual([`${own}/here`, own]);
  });

  it("Home Assistant is told of a device, and finds its numbers where it is told to", async ({ skip }) => {
    if (!mosquitto) return skip();
    const { sealer } = await registered(world, relay.url);
    const line = await client(mosquitto.port);
    const told = next(line, `homeassistant/device/witness_${sealer.id}/config`);
    await line.subscribeAsync("homeassistant/#", { qos: 1 });
    await ask(world, line, { sender: sealer.id, name: "envelopes" }, sealer.seal(world.samples(1, 3)).bytes);
    const { text, packet } = await told;
    expect(text).not.toMatch(/odometer|verdict|vin/i);
    const { state_topic: stateTopic, components } = JSON.parse(text);
    expect(components.sequence).toMatchObject({ platform: "sensor", value_template: "{{ value_json.sequence }}" });
    const state = next(line, stateTopic);
    await line.subscribeAsync(stateTopic, { qos: 1 });
    expect(JSON.parse((await state).text).sequence).toBe(1);
    expect(packet.retain).toBe(false);
  });

  it("as docs/relay.md sets it up, a device has its own topics, and no other's", async ({ skip }) => {
    const { context } = world.application;
    const [own, other] = [await registered(world, relay.url), await registered(world, relay.url)];
    const { id } = own.sealer;
    const { ca, of } = await certificates(["broker", "witness-relay", id, other.sealer.id]);
    const text = readFileSync(join(import.meta.dirname, "../../docs/relay.md"), "utf8");
    const blocks = [...text.matchAll(/^```\n(listener 8883\n.*?)```\n\n```\n(user witness-relay\n.*?)```/gms)];
    const [, lines = "", acl = ""] = blocks[0] ?? [];
    const files = { "devices-ca.pem": ca, "broker.pem": of.broker.cert, "broker.key": of.broker.key, acl };
    const set = lines.replaceAll("/etc/witness", "$DIR").split("\n").slice(1);
    const broker = await startMosquitto("TLS, client certificates and rules of topics", set, files);
    if (!broker) return skip();
    closing.push(broker.stop);
    const url = `mqtts://localhost:${broker.port}`;
    const bound = await world.another({
      RELAY_MQTT_URL: url,
      RELAY_MQTT_CONNECTIONS: "1",
      RELAY_MQTT_CA_FILE: world.write("ca.pem", ca),
      RELAY_MQTT_CERT_FILE: world.write("relay.pem", of["witness-relay"].cert),
      RELAY_MQTT_KEY_FILE: world.write("relay.key", of["witness-relay"].key),
    });
    for (const { sealer } of [own, other]) await octets(bound.url, "/v1/registrations", world.registration(sealer));
    const as = async (options: IClientOptions) => {
      const line = await mqtt.connectAsync(url, { protocolVersion: 5, ca, reconnectPeriod: 0, ...options });
      closing.push(() => line.endAsync(true));
      return line;
    };
    const line = await as(of[id] ?? {});
    const car = await device(world, { key: own.key, line, relayPublicKey });
    await car.send(...world.samples(1, 5).map(saidOf));
    await car.flush();
    expect(await headAt(bound.url, id)).toMatchObject({ sequence: 1 });

    const foreign = [
      requestTopic(context, { sender: other.sealer.id, name: "envelopes" }),
      answerTopic(context, id),
      headTopic(context, id),
      headTopic(context, other.sealer.id),
      applicationTopic(context),
    ];
    for (const topic of foreign) {
      await expect(line.publishAsync(topic, "{}", { qos: 1, retain: true }), topic).rejects.toMatchObject({
        code: 135,
      });
    }
    const heard: string[] = [];
    line.on("message", (topic) => heard.push(topic));
    await line.subscribeAsync("#", { qos: 1 }).catch(() => undefined);
    const theirs = await as(of[other.sealer.id] ?? {});
    const said = await ask(world, theirs, { sender: other.sealer.id, name: "head" }, other.sealer.id);
    expect(said).toMatchObject({ status: 200, document: { sequence: 0 } });
    expect(heard.filter((topic) => topic.includes(other.sealer.id))).toEqual([]);
    await expect(as({})).rejects.toThrow();
  });

  it("a relay with a name that is killed takes at its next start what came meanwhile", async ({ skip }) => {
    if (!mosquitto) return skip();
    const { port } = mosquitto;
    const settings = {
      RELAY_MQTT_URL: `mqtt://127.0.0.1:${port}`,
      RELAY_MQTT_CONNECTIONS: "2",
      RELAY_MQTT_GROUP: "named",
    };
    // The other relay of this broker has another store.
    const named = await world.another({ ...settings, RELAY_MQTT_CLIENT_ID: "relay-7" });
    const cars = await Promise.all(Array.from({ length: 10 }, () => registered(world, named.url)));
    const line = await client(port);
    await until(async () => (await (await fetch(`${named.url}/metrics`)).text()).includes("relay_mqtt_connections 2"));
    const publish = ({ sealer }: (typeof cars)[number]) => {
      const topic = requestTopic(world.application.context, { sender: sealer.id, name: "envelopes" });
      return line.publishAsync(topic, Buffer.from(sealer.seal(world.samples(1, 3)).bytes), { qos: 1 });
    };
    // Half is handed over to a process that does not get to it any more.
    named.process.kill("SIGSTOP");
    await Promise.all(cars.slice(0, 5).map(publish));
    await named.kill();
    await Promise.all(cars.slice(5).map(publish));
    const again = await startRelay(named.environment);
    closing.push(again.kill);
    for (const { sealer } of cars) await until(async () => (await headAt(again.url, sealer.id)).sequence === 1);
  });

  it("a slow relay's messages wait in the broker, and all are answered", async ({ skip }) => {
    if (!mosquitto) return skip();
    const cars = await Promise.all(Array.from({ length: 40 }, () => registered(world, relay.url)));
    const line = await client(mosquitto.port);
    relay.process.kill("SIGSTOP");
    const answers = cars.map(({ sealer }) =>
      ask(world, line, { sender: sealer.id, name: "envelopes" }, sealer.seal(world.samples(1, 3)).bytes),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    relay.process.kill("SIGCONT");
    for (const { status } of await Promise.all(answers)) expect(status).toBe(202);
  });

  it("a broker that comes back after an outage: all devices, and the relay, go on by themselves", async ({ skip }) => {
    if (!mosquitto) return skip();
    const { port } = mosquitto;
    const cars = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const { key } = await registered(world, relay.url);
        // The relay may come back later than the devices: then nobody hears what they say.
        return device(world, { key, line: await client(port), relayPublicKey, answerWithinMs: 1_000 });
      }),
    );
    for (const car of cars) await car.send(...world.samples(1, 10).map(saidOf));
    const flushed = Promise.all(cars.map((car) => car.flush()));
    await mosquitto.restart();
    await flushed;
    for (const car of cars) expect((await headOf(car.id)).sequence).toBe(2);
    expect(await (await fetch(`${relay.url}/metrics`)).text()).toContain(
      'relay_troubles_total{code="broker-unavailable"}',
    );
  });
});
