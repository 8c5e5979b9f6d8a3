/**
 * A relay that acknowledges a device's envelopes and posts only an opening that ends them (docs/security.md). The opening states
 * the link before it, so its own link is on the chain without them. A real relay, a real device, and `npm run convict`.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { packPayload } from "@witness/protocol/batch";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { decodeEnvelope, decodeSigned } from "@witness/protocol/wire/envelope";
import { decodeReceipt } from "@witness/protocol/wire/receipt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { memoryStore, openDevice } from "../../device/src/index.ts";
import { registrationOf } from "../../mock-devices/src/registration.ts";
import { octets } from "./requests.ts";
import { makeWorld, type World } from "./world.ts";

const convictCommand = join(import.meta.dirname, "../../audit/src/convict/main.ts");
/** No payload leaves by itself while the test runs. */
const NEVER = String(86_400_000);
const MONTH_S = 31 * 86_400;
let world: World;

beforeAll(async () => {
  world = await makeWorld();
}, 120_000);
afterAll(() => world?.close());

/** What `npm run convict` says of a receipt (base64). */
function held(receipt: string, relayKey: string): Promise<string> {
  const of = ["--rpc", world.chain.url, "--app", `0x${toHex(world.application.context.application)}`];
  const args = [convictCommand, ...of, "--relay-key", relayKey, "--json", "--receipt", world.write("receipt", receipt)];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (_, stdout) => resolve((JSON.parse(stdout) as { result: string }).result));
  });
}

it("is convicted by what it gave for the last envelope before the opening", async () => {
  const relay = await world.another({
    RELAY_BATCH_AGE_MS: NEVER,
    RELAY_SMALL_AGE_MS: NEVER,
    RELAY_DEADLINE_BLOCKS: "20",
  });
  const about = (await (await fetch(`${relay.url}/v1/application`)).json()) as { relayPublicKey: string };
  const receipts: string[] = [];
  const sealed: Uint8Array[] = [];
  const device = await openDevice({
    key: new Uint8Array(32).fill(51),
    application: world.application,
    relay: { url: relay.url, publicKey: fromHex(about.relayPublicKey) },
    store: memoryStore(),
    firstStart: true,
    readingsPerEnvelope: 1,
    delivery: "on flush",
    provider,
    onEvent: (event) => {
      if (event.type === "sealed") sealed.push(event.envelope);
    },
    fetch: async (...request) => {
      const response = await fetch(...request);
      const said = (await response.clone().json()) as { receipts?: readonly string[] };
      receipts.push(...(said.receipts ?? []));
      return response;
    },
  });
  const { application, secrets } = world;
  const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
  const vehicle = { make: "Aster", model: "Corvina", modelYear: 2021, vin: "" };
  const named = { vehicle, firstOwner: random(20) };
  const registration = registrationOf(device, named, secrets.makerKey, { application, provider, random });
  expect((await octets(relay.url, "/v1/registrations", registration)).status).toBe(202);
  const at = (place: number) => ({ timeUnixS: 1_800_000_000 + 60 * place, odometerHm: 1_000 + 10 * place });
  await device.send(at(1), at(2), at(3));
  // A month later the device opens a session, as always.
  await device.send(...[4, 5].map((place) => ({ ...at(place), timeUnixS: at(place).timeUnixS + MONTH_S })));
  await device.flush();
  expect(device.status).toMatchObject({ sequence: 5, queued: 0 });
  await device.close();
  await relay.kill();

  // What the relay should have posted begins with envelope 1.
  const app = `0x${toHex(application.context.application)}`;
  const run = sealed.slice(3).map(decodeEnvelope);
  const { signature = new Uint8Array() } = run.at(-1) ?? {};
  for (const batch of [
    { registrations: [decodeSigned(registration)], runs: [] },
    { registrations: [], runs: [{ bodies: run.map(({ body }) => body), signature }] },
  ]) {
    await world.chain.add(app, [packPayload(batch)]);
  }
  await world.chain.mine(21);
  const said = new Map<number, string>();
  for (const receipt of receipts) {
    const { sequence } = decodeReceipt(Uint8Array.from(Buffer.from(receipt, "base64")));
    said.set(sequence, await held(receipt, about.relayPublicKey));
  }
  expect(Object.fromEntries(said)).toEqual({ 3: "BROKEN", 5: "KEPT" });
}, 120_000);
