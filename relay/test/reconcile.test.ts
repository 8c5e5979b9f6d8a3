/** What happens where somebody else with a device's key posts to the chain, or only the back-end can see what is wrong. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assembleRegistration } from "@witness/protocol/assembly";
import { packPayload } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { decodeEnvelope, type Signed } from "@witness/protocol/wire/envelope";
import { decodeQuery } from "@witness/protocol/wire/query";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { advance } from "../../dapp/src/state/advance.ts";
import { apply, newState, type State } from "../../dapp/src/state/state.ts";
import { registrationOf } from "../../mock-devices/src/registration.ts";
import { pack } from "../src/batcher.ts";
import { Database } from "../src/database.ts";
import { readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import { NodeClient } from "../src/node-client.ts";
import { Outbox } from "../src/outbox.ts";
import { OwnInputs } from "../src/own-inputs.ts";
import { Payloads } from "../src/payloads.ts";
import { Reconciler } from "../src/reconcile.ts";
import { Refusals } from "../src/refusals.ts";
import { Writer } from "./writer.ts";

const applicationKey = derivePrivateKey(new Uint8Array(32).fill(201), provider);
const makerKey = derivePrivateKey(new Uint8Array(32).fill(202), provider);
const publicKey = provider.p256PublicKey(applicationKey);
const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
const settings = { context, provider, keyId: application.keyId };
const makers = [provider.p256PublicKey(makerKey)];

let directory: string;
let server: Server;
let state: State;
let inputs: number;
let database: Database;
let outbox: Outbox;
let payloads: Payloads;
let reconciler: Reconciler;
let refusals: Refusals;
let ownInputs: OwnInputs;
let node: NodeClient;
let refused: string[];
let nowMs: number;
/** Runs before a head is answered. */
let onHead: () => void;

/** A start: the same on disk, and nothing in memory. */
function open(): void {
  database = new Database(directory, "test");
  outbox = new Outbox(database);
  payloads = new Payloads(database);
  refusals = new Refusals(database, provider);
  ownInputs = new OwnInputs(database);
  reconciler = new Reconciler({
    database,
    outbox,
    node,
    ownInputs,
    refusals,
    nowMs: () => nowMs,
    onRefused: (code) => refused.push(code),
  });
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "witness-reconcile-"));
  state = newState({ provider, makers, applicationPrivateKey: applicationKey });
  [inputs, refused, nowMs] = [0, [], 1_000_000];
  onHead = () => undefined;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const query = Uint8Array.from(Buffer.concat(chunks));
      if (decodeQuery(query).kind === "head") onHead();
      const reports = inspect(state, query);
      const payload = `0x${toHex(reports)}`;
      response.end(JSON.stringify({ status: "Accepted", reports: [{ payload }], processed_input_count: inputs }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/inspect/witness`;
  node = new NodeClient(url, { provider, nowMs: () => nowMs, onTrouble: (code) => refused.push(code) });
  open();
});
afterEach(() => {
  database.close();
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

/** An input gets into the chain; answers its index. */
function post(payload: Uint8Array): number {
  const index = inputs;
  inputs += 1;
  const judged = advance(state, { context, payload, timeUnixS: 1_790_000_000 + index, index });
  if (judged.status === "accept") apply(state, judged.change);
  return index;
}

/** Somebody posts an envelope past the relay. */
const postPast = (bytes: Uint8Array) => {
  const { body, signature } = decodeEnvelope(bytes);
  post(packPayload({ registrations: [], runs: [{ bodies: [body], signature }] }));
};

/** Two holders of one key sign the same number: one posts past the relay and is in the chain first. */
function postTwice(writer: Writer): void {
  register(writer);
  take(writer.next(100).bytes);
  carry();
  const theirs = writer.fork(100);
  expect(take(writer.next(120).bytes)).toBe("admitted");
  postPast(theirs.bytes);
  carry();
}

/** What waits gets into a block and stays there. */
function carry(): void {
  const packed = pack(outbox.waiting(4_096, PAYLOAD_MAX_BYTES), () => true);
  if (!packed) throw new Error("Nothing waits.");
  const id = payloads.add(packed.payload, packed.ids.length);
  payloads.setSince(id, outbox.setPacked(packed.ids, id));
  payloads.setBlock(id, 1);
  ownInputs.put(post(packed.payload), id);
}

function take(bytes: Uint8Array): string {
  const { decisions, items, chains } = takeEnvelopes(settings, outbox, readEnvelopes([bytes]));
  for (const item of items) outbox.addItem(item, { ms: 1, block: 1 });
  for (const chain of chains.values()) outbox.putChain(chain);
  return decisions[0]?.code ?? "";
}

/** Somebody posts more unsigned bodies than one answer holds, in anybody's name. */
function flood(): void {
  const { body } = decodeEnvelope(new Writer(7, application).next(50, { rubbish: true }).bytes);
  const runs = Array.from({ length: 100 }, () => ({ bodies: [body], signature: new Uint8Array(64) }));
  for (let times = 0; times < 6; times += 1) post(packPayload({ registrations: [], runs }));
}

async function steps(): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    nowMs += 10_000;
    await reconciler.step();
  }
}

function register(writer: Writer, signed?: Signed): void {
  const random = (bytes: number) => new Uint8Array(bytes).fill(3);
  const vehicle = { make: "Aster", model: "Tern", modelYear: 2020, owner: random(20), vinCommitment: random(32) };
  const bytes = registrationOf(writer, vehicle, makerKey, { application, provider, random });
  if (signed) {
    outbox.addRegistration(writer.id, signed, { ms: 1, block: 1 });
    refusals.carry(writer.id, signed.message);
  } else post(packPayload({ registrations: [decodeEnvelopeLike(bytes)], runs: [] }));
  outbox.putChain(newHashChain(context, writer.identity, writer.publicKey, provider));
}

/** A registration is framed as an envelope is: bytes and a signature over them. */
function decodeEnvelopeLike(bytes: Uint8Array): Signed {
  const { body, signature } = decodeEnvelope(bytes);
  return { message: body, signature };
}

describe("Reconciler", () => {
  it("given somebody who posts past the relay with the same key, goes on from the back-end's head", async () => {
    const writer = new Writer(1, application);
    postTwice(writer);
    // The relay sees nothing of that: it goes on, and pays for what is refused.
    expect(take(writer.next(100).bytes)).toBe("admitted");
    carry();
    await steps();
    expect(refused).toContain("link-mismatch");
    const head = state.devices.get(writer.id)?.chain;
    expect(outbox.chain(writer.id)?.link).toEqual(head?.link);
    // The device hears of it with its next envelope, and goes on over a gap that both admit.
    expect(take(writer.next(100).bytes)).toBe("sequence-gap");
    expect(take(writer.next(100, { skip: 1 }).bytes)).toBe("admitted");
    refused = [];
    carry();
    await steps();
    expect(refused).toEqual([]);
    expect(outbox.chain(writer.id)?.sequence).toBe(state.devices.get(writer.id)?.chain.sequence);
  });

  it("given somebody who fills the list of refusals, still learns of its own", async () => {
    const writer = new Writer(7, application);
    postTwice(writer);
    flood();
    await steps();
    expect(outbox.chain(writer.id)?.link).toEqual(state.devices.get(writer.id)?.chain.link);
  });

  /** A registration whose vehicle only the back-end finds to be rubbish. */
  function unreadable(writer: Writer): Uint8Array {
    const owner = new Uint8Array(20);
    const vehicle = { make: "Aster", model: "Tern", modelYear: 2020, owner, vinCommitment: new Uint8Array() };
    const registered = { devicePublicKey: writer.publicKey, keyTier: 1, vehicle } as const;
    const maker = { privateKey: makerKey, keyMaterial: new Uint8Array(32).fill(4) };
    const change = { sealedVehicle: new Uint8Array(120).fill(4) };
    const signed = assembleRegistration(application, registered, maker, provider, change);
    register(writer, signed);
    return signed.message;
  }

  it("given a vehicle that does not open, lets the device be registered again, but not by the same message", async () => {
    const writer = new Writer(2, application);
    const message = unreadable(writer);
    carry();
    await steps();
    expect(refused).toEqual(["vehicle-unreadable"]);
    expect(outbox.chain(writer.id)).toBeUndefined();
    // The same message is not paid for again, also after a restart.
    expect(refusals.codeOf(message)).toBe("vehicle-unreadable");
    database.close();
    open();
    expect(refusals.codeOf(message)).toBe("vehicle-unreadable");
    expect(refusals.codeOf(message.slice(1))).toBeUndefined();
  });

  it("given a restart before the back-end has judged, still learns what became of its inputs", async () => {
    const [writer, sound] = [new Writer(2, application), new Writer(3, application)];
    const message = unreadable(writer);
    register(sound);
    take(sound.next(100).bytes);
    const judged = inputs;
    carry();
    const after = inputs;
    inputs = judged;
    await steps();
    database.close();
    open();
    await steps();
    expect(refused).toEqual([]);
    expect(outbox.chain(writer.id)).toBeDefined();
    inputs = after;
    await steps();
    expect(refused).toEqual(["vehicle-unreadable"]);
    expect(outbox.chain(writer.id)).toBeUndefined();
    expect(refusals.codeOf(message)).toBe("vehicle-unreadable");
    expect(outbox.chain(sound.id)?.sequence).toBe(1);
    expect(ownInputs.all().size).toBe(0);
  });

  it("given a list too full to tell, still does not pay for a refused registration again", async () => {
    const writer = new Writer(2, application);
    const message = unreadable(writer);
    carry();
    flood();
    await steps();
    expect(outbox.chain(writer.id)).toBeUndefined();
    expect(refusals.codeOf(message)).toBe("vehicle-unreadable");
  });

  it("given a node that begins anew and knows nothing yet, takes no car from the store", async () => {
    const writer = new Writer(5, application);
    postTwice(writer);
    take(writer.next(100).bytes);
    carry();
    const [before, after, known] = [outbox.chain(writer.id), inputs, state];
    // It lists the refusals, and begins anew before it is asked for the head.
    onHead = () => {
      [state, inputs] = [newState({ provider, makers, applicationPrivateKey: applicationKey }), 0];
    };
    await steps();
    expect(outbox.chain(writer.id)?.publicKey).toEqual(before?.publicKey);
    expect(refused).toContain("link-mismatch");
    onHead = () => undefined;
    [state, inputs] = [known, after];
    await steps();
    expect(outbox.chain(writer.id)?.link).toEqual(state.devices.get(writer.id)?.chain.link);
  });

  it("given rubbish that others post in a device's name, asks nothing and changes nothing", async () => {
    const writer = new Writer(3, application);
    register(writer);
    take(writer.next(100).bytes);
    const rubbish = new Writer(3, application);
    rubbish.next(50, { rubbish: true });
    postPast(rubbish.next(50, { rubbish: true }).bytes);
    carry();
    const before = outbox.chain(writer.id);
    await steps();
    expect(refused).toEqual([]);
    expect(outbox.chain(writer.id)).toEqual(before);
  });

  it("while something of the device is on its way, waits", async () => {
    const writer = new Writer(4, application);
    postTwice(writer);
    take(writer.next(100).bytes);
    carry();
    take(writer.next(100).bytes);
    const before = outbox.chain(writer.id);
    await steps();
    expect(outbox.chain(writer.id)).toEqual(before);
    carry();
    await steps();
    expect(outbox.chain(writer.id)?.link).toEqual(state.devices.get(writer.id)?.chain.link);
  });
});
