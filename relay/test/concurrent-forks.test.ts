/** Many requests at once for one device, honest and forked: one way on wins, and no two receipts contradict each other. */
import { toHex } from "@witness/protocol/bytes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres } from "../../archive/test/postgres.ts";
import { base64, octets, postTexts, receiptOf } from "./requests.ts";
import { makeWorld, type RunningRelay, startRelay, type World } from "./world.ts";

const WAYS = 50;

let world: World;
const relays: RunningRelay[] = [];
const postgres = await startPostgres("two relays that are asked for one device at once");
beforeAll(async () => {
  world = await makeWorld();
}, 60_000);
afterAll(async () => {
  await Promise.all(relays.map((each) => each.kill()));
  await world?.close();
  await postgres?.stop();
});

/** Sends fifty ways on from one link at once, each to one of the relays in turn. */
async function race(asked: readonly RunningRelay[]): Promise<void> {
  const urlOf = (at: number) => asked[at % asked.length]?.url ?? "";
  const device = world.device();
  await octets(urlOf(0), "/v1/registrations", world.registration(device));
  const samples = world.samples(1, WAYS + 1);
  await postTexts(urlOf(0), [base64(device.seal(samples.slice(0, 1)).bytes)]);
  const ways = Array.from({ length: WAYS }, (_, at) => {
    const copy = device.copy();
    const first = copy.seal(samples.slice(at + 1, at + 2));
    // Every other one comes with what follows it, in one request.
    return at % 2 === 0 ? [first, copy.seal(samples.slice(0, 1))] : [first];
  });
  const post = (way: (typeof ways)[number], at: number) =>
    postTexts(
      urlOf(at),
      way.map(({ bytes }) => base64(bytes)),
    );
  const answers = await Promise.all(ways.map(post));
  const first = answers.map(({ results }) => results[0]?.code);
  expect(first.filter((code) => code === "admitted")).toHaveLength(1);
  expect(new Set(first)).toEqual(new Set(["admitted", "forked-key"]));
  const won = ways[first.indexOf("admitted")] ?? [];
  const vouched = answers.flatMap(({ receipts }) => receipts.map(receiptOf)).filter(({ sequence }) => sequence > 1);
  for (const { sequence, link } of vouched) {
    expect(toHex(link)).toBe(toHex(won[sequence - 2]?.link ?? new Uint8Array()));
  }
  expect(vouched.length).toBeGreaterThan(0);
  for (const { url } of asked) {
    const head = await (await fetch(`${url}/v1/devices/${device.id}/head`)).json();
    expect(head).toMatchObject({ sequence: 1 + won.length, link: toHex(won.at(-1)?.link ?? new Uint8Array()) });
  }
}

describe("of fifty ways on from one link that come at once, one is admitted and vouched for", () => {
  it("by a relay", async () => {
    await race([await world.another()]);
  });

  it.runIf(postgres !== undefined)("by two relays over one database", async () => {
    const place = { RELAY_DATABASE_URL: postgres?.database() ?? "", RELAY_DATA_DIR: "" };
    relays.push(...(await Promise.all([0, 1].map(() => startRelay({ ...world.environment, ...place })))));
    await race(relays);
  });
});
