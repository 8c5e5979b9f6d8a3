/** A relay with a rollup node: what it asks, how often, and how far it believes what it is told. */
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { encodeAnswer } from "@witness/protocol/wire/answer";
import { decodeSigned } from "@witness/protocol/wire/envelope";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sealer } from "../../mock-devices/src/sealer.ts";
import { startNode } from "./node.ts";
import { base64, codeOf, codesOf, octets, postTexts } from "./requests.ts";
import { makeWorld, type RunningRelay, startRelay, until, type World } from "./world.ts";

let world: World;
const running: RunningRelay[] = [];

beforeAll(async () => {
  world = await makeWorld();
}, 60_000);
afterAll(async () => {
  for (const each of running) await each.kill();
  await world?.close();
});

/** A node that answers heads from a table, and counts what it is asked. */
async function headServer(
  heads: ReadonlyMap<
    string,
    { publicKey: Uint8Array; sequence: number; link: Uint8Array; session: number; firstSequence: number }
  >,
) {
  let asked = 0;
  const node = await startNode((query) => {
    if (query.kind === "head") asked += 1;
    const known = query.kind === "head" ? heads.get(toHex(query.deviceId)) : undefined;
    const head = known && query.kind === "head" ? { ...known, deviceId: query.deviceId } : undefined;
    const answer = head ? ({ kind: "head", head } as const) : ({ kind: "none", code: "device-unknown" } as const);
    return { report: encodeAnswer(answer), inputs: 0 };
  });
  return { ...node, asked: () => asked };
}

describe("the node's word", () => {
  it("is asked for a few devices a request, and believed where a chain stands, never whose it is", async () => {
    const [here, stolen] = [world.device(), world.device()];
    const thief = provider.p256PublicKey(derivePrivateKey(new Uint8Array(32).fill(77), provider));
    const first = here.seal(world.samples(5, 10));
    const head = { sequence: 1, link: first.link, session: 1, firstSequence: 1 };
    const node = await headServer(
      new Map([
        [here.id as string, { ...head, publicKey: here.publicKey }],
        [stolen.id as string, { ...head, publicKey: thief }],
      ]),
    );
    const asking = await world.another({ RELAY_INSPECT_URL: node.url });
    const next = here.seal(world.samples(5, 20).slice(10));
    expect((await octets(asking.url, "/v1/envelopes", next.bytes)).status).toBe(202);
    expect(await codeOf(await octets(asking.url, "/v1/registrations", world.registration(here)))).toBe(
      "device-registered",
    );
    stolen.seal(world.samples(5, 10));
    const foreign = stolen.seal(world.samples(5, 10));
    expect(await codeOf(await octets(asking.url, "/v1/envelopes", foreign.bytes))).toBe("device-unknown");
    const before = node.asked();
    const strangers = Array.from({ length: 200 }, () => base64(world.device().seal(world.samples(6, 1)).bytes));
    expect(new Set(await codesOf(postTexts(asking.url, strangers)))).toEqual(new Set(["device-unknown"]));
    expect(node.asked() - before).toBeLessThanOrEqual(16);
    node.close();
  });
});

describe("an application whose places are all taken", () => {
  it("is asked for before a registration is paid for: the maker hears why, and nothing is carried", async () => {
    let placesTaken = 2;
    let makerTaken = 0;
    const makerId = keyIdentity(provider.p256PublicKey(world.secrets.makerKey), provider);
    const node = await startNode((query) => {
      const status = {
        ...{
          stateRoot: new Uint8Array(32),
          devices: 2,
          inputCount: 2,
          admitted: 0,
          refused: 0,
          registrationsRefused: 0,
        },
        ...{
          readings: 0,
          timeUnixS: 1,
          keyId: new Uint8Array(8),
          publicKey: new Uint8Array(33),
          places: 2,
          placesTaken,
          makerPlaces: [{ maker: makerId, places: 2, taken: makerTaken }],
        },
      };
      const answer = query.kind === "status" ? ({ kind: "status", status } as const) : undefined;
      return { report: encodeAnswer(answer ?? { kind: "none", code: "device-unknown" }), inputs: 0 };
    });
    const { url } = await world.another({ RELAY_INSPECT_URL: node.url });
    const car = world.device();
    const post = async () => codeOf(await octets(url, "/v1/registrations", world.registration(car)));
    expect(await post()).toBe("capacity-reached");
    expect(await codeOf(await octets(url, "/v1/envelopes", car.seal(world.samples(5, 10)).bytes))).toBe(
      "device-unknown",
    );
    placesTaken = 1;
    makerTaken = 2;
    expect(await post()).toBe("allotment-reached");
    makerTaken = 1;
    expect(await post()).toBe("admitted");
    node.close();
  });
});

describe("registrations that another relay carried", () => {
  it("are neither paid for nor charged to the maker, however often and however closely they are posted again", async () => {
    const cars = Array.from({ length: 6 }, () => world.device());
    const head = ({ publicKey }: Sealer) => ({
      publicKey,
      sequence: 0,
      link: new Uint8Array(32),
      session: 0,
      firstSequence: 0,
    });
    const node = await headServer(new Map(cars.map((car) => [car.id as string, head(car)])));
    // Enough for a few registrations.
    const settings = { RELAY_INSPECT_URL: node.url, RELAY_MAKER_GAS_PER_DAY: "150000" };
    const { url } = await world.another(settings);
    const post = async (car: Sealer) => codeOf(await octets(url, "/v1/registrations", world.registration(car)));
    for (const car of cars) {
      const posts = Array.from({ length: 5 }, () => post(car));
      expect(new Set(await Promise.all(posts))).toEqual(new Set(["device-registered"]));
    }
    expect(node.asked()).toBe(cars.length);
    expect(await post(world.device())).toBe("admitted");
    node.close();
  });

  it("are looked up each, also more at once than the node is asked at once", async () => {
    const cars = Array.from({ length: 100 }, () => world.device());
    const head = ({ publicKey }: Sealer) => ({
      publicKey,
      sequence: 0,
      link: new Uint8Array(32),
      session: 0,
      firstSequence: 0,
    });
    const node = await headServer(new Map(cars.slice(0, 50).map((car) => [car.id as string, head(car)])));
    const { url } = await world.another({ RELAY_INSPECT_URL: node.url });
    const post = async (car: Sealer) => codeOf(await octets(url, "/v1/registrations", world.registration(car)));
    const codes = await Promise.all(cars.map(post));
    expect(codes).toEqual(cars.map((_, place) => (place < 50 ? "device-registered" : "admitted")));
    expect(node.asked()).toBe(100);
    node.close();
  });

  it("wait while the node does not answer, whatever was asked before, and envelopes of known devices go on", async () => {
    const [known, carried, fresh] = [world.device(), world.device(), world.device()];
    let answers = true;
    const heads = new Map([[carried.id as string, { publicKey: carried.publicKey, sequence: 0 }]]);
    const node = await startNode((query) => {
      const head = query.kind === "head" ? heads.get(toHex(query.deviceId)) : undefined;
      const more = { link: new Uint8Array(32), session: 0, firstSequence: 0 };
      const answer =
        head && query.kind === "head"
          ? ({ kind: "head", head: { ...head, ...more, deviceId: query.deviceId } } as const)
          : ({ kind: "none", code: "device-unknown" } as const);
      return answers ? { report: encodeAnswer(answer), inputs: 0 } : undefined;
    });
    const { url } = await world.another({ RELAY_INSPECT_URL: node.url });
    const post = (car: Sealer) => octets(url, "/v1/registrations", world.registration(car));
    expect(await codeOf(await post(known))).toBe("admitted");
    answers = false;
    for (const car of [carried, carried, fresh]) {
      const response = await post(car);
      expect([response.status, await codeOf(response)]).toEqual([503, "chain-unavailable"]);
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect((await octets(url, "/v1/envelopes", known.seal(world.samples(5, 10)).bytes)).status).toBe(202);
    expect(await codeOf(await octets(url, "/v1/envelopes", fresh.seal(world.samples(5, 10)).bytes))).toBe(
      "device-unknown",
    );
    answers = true;
    await until(async () => (await codeOf(await post(carried))) === "device-registered");
    // An envelope has just asked for the device; its registration asks again.
    const late = world.device();
    const early = late.seal(world.samples(5, 10)).bytes;
    expect(await codeOf(await octets(url, "/v1/envelopes", early))).toBe("device-unknown");
    heads.set(late.id, { publicKey: late.publicKey, sequence: 0 });
    expect(await codeOf(await post(late))).toBe("device-registered");
    expect(await codeOf(await post(fresh))).toBe("admitted");
    node.close();
  });
});

/** A node that knows no device and has refused the first registration of each input that it has judged. */
function refusingServer(judged = () => 400) {
  const all = Array.from({ length: 400 }, (_, inputIndex) => ({
    index: 0,
    registration: true,
    deviceId: new Uint8Array(),
    sequence: 0,
    code: "vehicle-unreadable" as const,
    inputIndex,
    timeUnixS: 1,
  }));
  return startNode((query) => {
    const refusals = all.slice(0, judged());
    const list = { kind: "refusals", refusals, total: refusals.length, counts: [] } as const;
    const report = encodeAnswer(query.kind === "refusals" ? list : { kind: "none", code: "device-unknown" });
    return { report, inputs: judged() };
  });
}

describe("a registration that the back-end refuses", () => {
  it("is paid for once, however often it is posted, also after a restart", async () => {
    const node = await refusingServer();
    const refusing = await world.another({ RELAY_INSPECT_URL: node.url });
    const registration = world.registration(world.device());
    const postTo = (url: string) => octets(url, "/v1/registrations", registration);
    expect((await postTo(refusing.url)).status).toBe(202);
    await until(async () => (await codeOf(await postTo(refusing.url))) === "vehicle-unreadable");
    for (let times = 0; times < 5; times += 1) {
      expect(await codeOf(await postTo(refusing.url))).toBe("vehicle-unreadable");
    }
    await refusing.kill();
    const again = await startRelay(refusing.environment);
    running.push(again);
    expect(await codeOf(await postTo(again.url))).toBe("vehicle-unreadable");
    const { message } = decodeSigned(registration);
    const carried = (await world.batches()).flatMap(({ registrations }) => registrations);
    expect(carried.filter((each) => toHex(each.message) === toHex(message))).toHaveLength(1);
    node.close();
  });

  it("is paid for once when the relay restarts before the back-end has judged it", async () => {
    let judged = 0;
    const node = await refusingServer(() => judged);
    const refusing = await world.another({ RELAY_INSPECT_URL: node.url });
    const registration = world.registration(world.device());
    const postTo = (url: string) => octets(url, "/v1/registrations", registration);
    const { message } = decodeSigned(registration);
    const carried = async () =>
      (await world.batches())
        .flatMap(({ registrations }) => registrations)
        .filter((each) => toHex(each.message) === toHex(message)).length;
    expect((await postTo(refusing.url)).status).toBe(202);
    await until(async () => /^relay_batches_total 1$/m.test(await (await fetch(`${refusing.url}/metrics`)).text()));
    await refusing.kill();
    const again = await startRelay(refusing.environment);
    running.push(again);
    expect(await codeOf(await postTo(again.url))).toBe("device-registered");
    judged = 400;
    await until(async () => (await codeOf(await postTo(again.url))) === "vehicle-unreadable");
    expect(await carried()).toBe(1);
    node.close();
  });
});
