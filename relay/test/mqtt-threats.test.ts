/** Brokers that lie and drop, and clients that mean the embedded broker no good. */
import { type AddressInfo, connect, createServer } from "node:net";
import { fromHex } from "@witness/protocol/bytes";
import { answerTopic, headTopic, readRequestTopic, requestTopic } from "@witness/protocol/topics";
import { Aedes, type PublishPacket } from "aedes";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { saidOf } from "../../mock-devices/src/trip.ts";
import { ask, client, closeAll, closing, device, registered, type Said } from "./mqtt-clients.ts";
import { makeWorld, type RunningRelay, sequencesOnChain, until, type World } from "./world.ts";

let world: World;
let relay: RunningRelay;
let relayPublicKey: Uint8Array;

const portOf = ({ mqttUrl = "" }: RunningRelay) => Number(new URL(mqttUrl).port);
const headOf = async (id: string) =>
  (await (await fetch(`${relay.url}/v1/devices/${id}/head`)).json()) as { readonly sequence: number };

beforeAll(async () => {
  world = await makeWorld();
  relay = await world.another({ RELAY_MQTT_PORT: "0" });
  const told = (await (await fetch(`${relay.url}/v1/application`)).json()) as { relayPublicKey: string };
  relayPublicKey = fromHex(told.relayPublicKey);
}, 120_000);
afterEach(closeAll);
afterAll(async () => {
  await world?.close();
});

/** A broker of the test's own, that does with each request what it is told. */
async function broker(published: (packet: PublishPacket, aedes: Aedes) => void): Promise<number> {
  const aedes = await Aedes.createBroker({
    authorizePublish: (_client, packet, done) => {
      published(packet, aedes);
      done();
    },
  });
  const server = createServer(aedes.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.close();
    aedes.close();
  });
  return (server.address() as AddressInfo).port;
}

const message = (topic: string, payload: string | Buffer): PublishPacket => {
  return { cmd: "publish", topic, payload, qos: 1, dup: false, retain: false };
};

/** Passes requests on to the relay's embedded broker, and answers back. */
async function bridgeTo(relayPort: number) {
  const far = await client(relayPort);
  let near: Aedes | undefined;
  far.on("message", (topic, payload) => near?.publish(message(topic, payload), () => undefined));
  return (packet: PublishPacket, aedes: Aedes) => {
    near = aedes;
    far.publish(packet.topic, packet.payload, { qos: 1 });
  };
}

describe("a broker", () => {
  it("that drops two of three messages and says the third twice loses nothing, and nothing counts twice", async () => {
    const pass = await bridgeTo(portOf(relay));
    let heard = 0;
    const port = await broker((packet, aedes) => {
      heard += 1;
      if (heard % 3 !== 0) return;
      pass(packet, aedes);
      pass(packet, aedes);
    });
    const { key } = await registered(world, relay.url);
    const car = await device(world, { key, line: await client(port), relayPublicKey, answerWithinMs: 150 });
    await car.send(...world.samples(1, 20).map(saidOf));
    await car.flush();
    expect(car.status).toMatchObject({ queued: 0, sequence: 4 });
    expect(heard).toBeGreaterThan(6);
    await until(async () => (await sequencesOnChain(world)).get(car.id)?.length === 4);
    expect((await sequencesOnChain(world)).get(car.id)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    [
      "says that all was admitted, without a receipt",
      "envelopes",
      () => ({ results: new Array(4).fill({ code: "admitted" }), receipts: [] }),
      "receipt-invalid",
    ],
    [
      "gives a receipt of nobody's",
      "envelopes",
      () => ({ results: new Array(4).fill({ code: "admitted" }), receipts: ["AAAA"] }),
      "receipt-invalid",
    ],
    [
      "tells of a head that the device never signed",
      "head",
      () => ({ sequence: 9, session: 1, link: "00".repeat(32), envelope: null, previousLink: null }),
      "head-unproven",
    ],
    ["names another receipt key", "application", () => ({ relayPublicKey: "02".repeat(33) }), "relay-foreign"],
  ] as const)("that %s is not believed: the device keeps everything", async (_, lie, said, code) => {
    const pass = await bridgeTo(portOf(relay));
    let lies = true;
    const port = await broker((packet, aedes) => {
      const request = readRequestTopic(world.application.context, packet.topic);
      if (!request) return;
      if (!lies || request.name !== lie) return pass(packet, aedes);
      const answer = answerTopic(world.application.context, request.sender, request.token);
      aedes.publish(message(answer, JSON.stringify({ status: 200, document: said() })), () => undefined);
    });
    const { key } = await registered(world, relay.url);
    const car = await device(world, { key, line: await client(port), relayPublicKey });
    await car.send(...world.samples(1, 20).map(saidOf));
    await expect(car.flush()).rejects.toMatchObject({ code });
    const { queued, gathered } = car.status;
    expect(5 * queued + gathered).toBe(20);
    lies = false;
    await car.flush();
    expect((await headOf(car.id)).sequence).toBe(4);
  });
});

describe("the embedded broker", () => {
  it("ends a connection that announces a packet longer than a request, before it gathers it", async () => {
    const socket = connect(portOf(relay), "127.0.0.1");
    closing.push(() => socket.destroy());
    const ended = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    // What is not read keeps a socket from closing.
    socket.resume();
    // CONNECT of MQTT 3.1.1 with the client's name "a", then a PUBLISH of 256 MB.
    socket.write(Buffer.from("100d00044d51545404020000000161", "hex"));
    socket.write(Buffer.from("30ffffff7f", "hex"));
    await ended;
    expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
  });

  it("retains nothing of a stranger's, and lets nobody read what others send", async () => {
    const { context } = world.application;
    const { sealer } = await registered(world, relay.url);
    const head = headTopic(context, sealer.id);
    for (const [topic, options] of [
      [head, { qos: 1, retain: true }],
      [head, { qos: 0 }],
      [answerTopic(context, sealer.id), { qos: 0 }],
      ["$SYS/x", { qos: 0 }],
      [requestTopic(context, { sender: "a", name: "head" }), { qos: 1, retain: true }],
      [requestTopic(context, { sender: "a", name: "head" }), { qos: 2 }],
    ] as const) {
      const stranger = await client(portOf(relay), { reconnectPeriod: 0 });
      const thrownOut = new Promise<void>((resolve) => stranger.once("close", () => resolve()));
      stranger.publish(topic, "{}", options);
      await thrownOut;
    }
    const reader = await client(portOf(relay));
    const heard: string[] = [];
    reader.on("message", (topic) => heard.push(topic));
    const others = requestTopic(context, { sender: "a", name: "envelopes" });
    for (const filter of ["#", "witness/#", others, head]) {
      // A refusal of one of them is no more than a code in the acknowledgement.
      await reader.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
    }
    const line = await client(portOf(relay));
    expect(
      await ask(world, line, { sender: "a", name: "envelopes" }, sealer.seal(world.samples(1, 3)).bytes),
    ).toMatchObject({ status: 202 });
    await until(async () => heard.includes(head));
    expect(new Set(heard)).toEqual(new Set([head]));
  });

  it("throws nobody out because a stranger comes under the same name", async () => {
    const car = await client(portOf(relay), { clientId: "car", reconnectPeriod: 0 });
    let closed = false;
    car.once("close", () => {
      closed = true;
    });
    const stranger = await client(portOf(relay), { clientId: "car", reconnectPeriod: 0 });
    const asked = { sender: "a", name: "application" } as const;
    expect(await ask(world, stranger, asked, "")).toMatchObject({ status: 200 });
    expect(closed).toBe(false);
    expect(await ask(world, car, asked, "")).toMatchObject({ status: 200 });
  });

  it.each([
    ["one after the other", (at: number) => [`${at}`]],
    ["many at once", (at: number) => Array.from({ length: 25 }, (_, each) => `${at}-${each}`)],
    ["in a packet of 80 000 bytes", (at: number) => Array.from({ length: 800 }, (_, each) => `${at}-${each}`)],
  ])("ends a connection that fills its memory with subscriptions, %s", async (_, names) => {
    const hoarder = await client(portOf(relay), { reconnectPeriod: 0 });
    let [subscribed, ended] = [0, false];
    hoarder.once("close", () => {
      ended = true;
    });
    for (let at = 0; at < 1_200 && !ended; at += 1) {
      const filters = names(at).map((name) => headTopic(world.application.context, "0".repeat(16) as never) + name);
      const granted = await Promise.race([
        hoarder.subscribeAsync(filters).catch(() => []),
        new Promise<[]>((resolve) => hoarder.once("close", () => resolve([]))),
      ]);
      subscribed += granted.filter(({ qos }) => qos < 128).length;
    }
    await until(async () => ended, 3_000);
    expect(subscribed).toBeLessThanOrEqual(1_024);
  });

  it("ends a connection that asks and reads no answer, before its answers fill the memory", async () => {
    const socket = connect(portOf(relay), "127.0.0.1");
    closing.push(() => socket.destroy());
    let ended = false;
    socket.on("error", () => {
      ended = true;
    });
    // CONNECT of MQTT 3.1.1 with the client's name "a"; of what comes back the CONNACK alone is read.
    socket.write(Buffer.from("100d00044d51545404020000000161", "hex"));
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    const topic = Buffer.from(requestTopic(world.application.context, { sender: "a", name: "application" }));
    const request = Buffer.concat([Buffer.from([0x30, 2 + topic.length, 0, topic.length]), topic]);
    const many = Buffer.concat(new Array<Buffer>(1_000).fill(request));
    let asked = 0;
    for (; asked < 60_000 && !ended; asked += 1_000) {
      socket.write(many);
      // Over before the ten seconds after which any connection that reads nothing ends.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until(async () => ended, 1_000);
    expect(asked).toBeLessThan(60_000);
  });

  it("lets a gateway ask for a thousand devices, again for each, and for others in their place", async () => {
    const gateway = await client(portOf(relay), { reconnectPeriod: 0 });
    const filterOf = (device: number) => answerTopic(world.application.context, `${device}`);
    for (let at = 0; at < 3_000; at += 20) {
      const devices = Array.from({ length: 20 }, (_, each) => (at < 2_000 ? (at + each) % 1_000 : at + each));
      if (at >= 2_000) await gateway.unsubscribeAsync(devices.map((each) => filterOf(each - 2_000)));
      const granted = await gateway.subscribeAsync(devices.map(filterOf));
      expect(granted.every(({ qos }) => qos < 128)).toBe(true);
    }
  });

  it("takes no subscription to a filter longer than any topic of its own", async () => {
    const reader = await client(portOf(relay));
    const head = headTopic(world.application.context, "0".repeat(16) as never);
    await expect(reader.subscribeAsync(`${head}${"x".repeat(200)}`)).rejects.toThrow();
    await expect(reader.subscribeAsync(head)).resolves.toHaveLength(1);
  });

  it("ends a connection that goes on asking over the rate", async () => {
    const bounded = await world.another({ RELAY_MQTT_PORT: "0", RELAY_RATE_PER_MINUTE: "10" });
    const flood = await client(portOf(bounded), { reconnectPeriod: 0 });
    let ended = false;
    flood.once("close", () => {
      ended = true;
    });
    const topic = requestTopic(world.application.context, { sender: "a", name: "application" });
    // Also where a minute begins meanwhile.
    for (let at = 0; at < 2_100; at += 1) flood.publish(topic, "", { qos: 0 });
    await until(async () => ended, 3_000);
    const patient = await client(portOf(bounded));
    expect((await ask(world, patient, { sender: "b", name: "application" }, "")).status).toBeOneOf([200, 429]);
  });

  it("counts requests for the address, whatever the sender is called", async () => {
    const bounded = await world.another({ RELAY_MQTT_PORT: "0", RELAY_RATE_PER_MINUTE: "10" });
    const line = await client(portOf(bounded));
    const answers: Said[] = [];
    // More than two minutes take, one of which may begin meanwhile.
    for (let at = 0; at < 21; at += 1)
      answers.push(await ask(world, line, { sender: `name-${at}`, name: "application" }, ""));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const each of refused) expect(each).toMatchObject({ status: 429, document: { code: "rate-limited" } });
    expect(refused[0]?.retryAfterS).toBeGreaterThan(0);
  });
});
