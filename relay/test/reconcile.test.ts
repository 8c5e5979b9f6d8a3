/** What happens where somebody else with a device's key posts to the chain, or only the back-end can see what is wrong. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPayload } from "@witness/protocol/batch";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { decodeEnvelope, type Signed } from "@witness/protocol/wire/envelope";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { pack } from "../src/batcher.ts";
import { Database } from "../src/database.ts";
import { readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import { NodeClient } from "../src/node-client.ts";
import type { Outbox } from "../src/outbox.ts";
import type { OwnInputs } from "../src/own-inputs.ts";
import type { Payloads } from "../src/payloads.ts";
import { Reconciler } from "../src/reconcile.ts";
import type { Refusals } from "../src/refusals.ts";
import { SqliteStore } from "../src/store/sqlite-store.ts";
import { Judging } from "./judging.ts";
import { application, applicationKey, context, makers, settings, sound, unreadable } from "./maker.ts";
import { startNode } from "./node.ts";
import { Writer } from "./writer.ts";

let directory: string;
let server: Awaited<ReturnType<typeof startNode>>;
let backEnd: Judging;
let database: Database;
let outbox: Outbox;
let payloads: Payloads;
let reconciler: Reconciler;
let refusals: Refusals;
let ownInputs: OwnInputs;
let node: NodeClient;
let refused: string[];
let nowMs: number;
/** Whether the node answers. */
let answers: boolean;
/** The kinds of the queries so far. */
let asked: string[];
/** Runs while a head is on its way. */
let onHead: () => void;

const newBackEnd = () => new Judging(context, { provider, makers, applicationPrivateKey: applicationKey });

/** A start: the same on disk, and nothing in memory. */
function open(): void {
  database = new Database(directory, "test");
  const daily = { deviceGasPerDay: 1, makerGasPerDay: 1 };
  const store = new SqliteStore(database, { provider, daily, nowMs: () => nowMs });
  ({ outbox, payloads, refusals, inputs: ownInputs } = store);
  reconciler = new Reconciler({
    store,
    node,
    nowMs: () => nowMs,
    onRefused: (code) => refused.push(code),
  });
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "witness-reconcile-"));
  backEnd = newBackEnd();
  [refused, asked, answers, nowMs, onHead] = [[], [], true, 1_000_000, () => undefined];
  server = await startNode(({ kind }, bytes) => {
    asked.push(kind);
    const told = { report: inspect(backEnd.state, bytes), inputs: backEnd.inputs };
    if (kind === "head") onHead();
    return answers ? told : undefined;
  });
  node = new NodeClient(server.url, { provider, nowMs: () => nowMs, onTrouble: (code) => refused.push(code) });
  open();
});
afterEach(() => {
  database.close();
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

/** An input gets into the chain; answers its index. */
function post(payload: Uint8Array): number {
  backEnd.take(payload);
  return backEnd.inputs - 1;
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

/** The relay sees nothing of the other holder: it goes on, and pays for what is refused. */
function payForRefused(writer: Writer): void {
  postTwice(writer);
  expect(take(writer.next(100).bytes)).toBe("admitted");
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

async function step(afterMs: number): Promise<void> {
  nowMs += afterMs;
  await reconciler.step();
}

async function steps(): Promise<void> {
  for (let times = 0; times < 3; times += 1) await step(10_000);
}

/** Registers a device past the relay, or by it when a registration is given. Returns the registration. */
function register(writer: Writer, signed?: Signed): Signed {
  if (signed) {
    outbox.addRegistration(writer.id, signed, { ms: 1, block: 1 });
    refusals.carry(writer.id, signed.message);
  } else post(packPayload({ registrations: [sound(writer)], runs: [] }));
  outbox.putChain(newHashChain(context, writer.identity, writer.publicKey, provider));
  return signed ?? sound(writer);
}

describe("Reconciler", () => {
  it("given somebody who posts past the relay with the same key, goes on from the back-end's head", async () => {
    const writer = new Writer(1, application);
    payForRefused(writer);
    await steps();
    expect(refused).toContain("link-mismatch");
    expect(outbox.chain(writer.id)?.link).toEqual(backEnd.state.devices.get(writer.id)?.chain.link);
    // The device hears of it with its next envelope, and goes on over a gap that both admit.
    expect(take(writer.next(100).bytes)).toBe("sequence-gap");
    expect(take(writer.next(100, { skip: 1 }).bytes)).toBe("admitted");
    refused = [];
    carry();
    await steps();
    expect(refused).toEqual([]);
    expect(outbox.chain(writer.id)?.sequence).toBe(backEnd.state.devices.get(writer.id)?.chain.sequence);
  });

  it("given somebody who fills the list of refusals, still learns of its own", async () => {
    const writer = new Writer(7, application);
    postTwice(writer);
    flood();
    await steps();
    expect(outbox.chain(writer.id)?.link).toEqual(backEnd.state.devices.get(writer.id)?.chain.link);
  });

  it("given a vehicle that does not open, lets the device be registered again, but not by the same message", async () => {
    const writer = new Writer(2, application);
    const { message } = register(writer, unreadable(writer));
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
    const [writer, other] = [new Writer(2, application), new Writer(3, application)];
    const { message } = register(writer, unreadable(writer));
    register(other);
    take(other.next(100).bytes);
    const judged = backEnd.inputs;
    carry();
    const after = backEnd.inputs;
    backEnd.inputs = judged;
    await steps();
    database.close();
    open();
    await steps();
    expect(refused).toEqual([]);
    expect(outbox.chain(writer.id)).toBeDefined();
    backEnd.inputs = after;
    await steps();
    expect(refused).toEqual(["vehicle-unreadable"]);
    expect(outbox.chain(writer.id)).toBeUndefined();
    expect(refusals.codeOf(message)).toBe("vehicle-unreadable");
    expect(outbox.chain(other.id)?.sequence).toBe(1);
    expect(ownInputs.all().size).toBe(0);
  });

  it("given a list too full to tell, still does not pay for a refused registration again", async () => {
    const writer = new Writer(2, application);
    const { message } = register(writer, unreadable(writer));
    carry();
    flood();
    await steps();
    expect(outbox.chain(writer.id)).toBeUndefined();
    expect(refusals.codeOf(message)).toBe("vehicle-unreadable");
  });

  it("given a node that begins anew and knows nothing yet, takes no car from the store", async () => {
    const writer = new Writer(5, application);
    payForRefused(writer);
    const [before, known] = [outbox.chain(writer.id), backEnd];
    // It lists the refusals, and begins anew before it is asked for the head.
    onHead = () => {
      backEnd = newBackEnd();
    };
    await steps();
    expect(outbox.chain(writer.id)?.publicKey).toEqual(before?.publicKey);
    expect(refused).toContain("link-mismatch");
    onHead = () => undefined;
    backEnd = known;
    await steps();
    expect(outbox.chain(writer.id)?.link).toEqual(backEnd.state.devices.get(writer.id)?.chain.link);
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
    payForRefused(writer);
    take(writer.next(100).bytes);
    const before = outbox.chain(writer.id);
    await steps();
    expect(outbox.chain(writer.id)).toEqual(before);
    expect(asked).not.toContain("head");
    carry();
    await steps();
    expect(outbox.chain(writer.id)?.link).toEqual(backEnd.state.devices.get(writer.id)?.chain.link);
  });

  it("given nothing of its own on the chain, asks nothing; else once a second", async () => {
    const writer = new Writer(1, application);
    register(writer, sound(writer));
    await steps();
    expect(asked).toEqual([]);
    carry();
    await step(10_000);
    take(writer.next(40).bytes);
    carry();
    await step(999);
    expect(asked).toHaveLength(1);
    await step(1);
    expect(asked).toHaveLength(2);
    expect(database.sql("SELECT * FROM registrations").all()).toEqual([]);
  });

  it("given a node that does not answer, waits for one that does", async () => {
    const writer = new Writer(2, application);
    register(writer, unreadable(writer));
    carry();
    answers = false;
    await steps();
    expect(new Set(refused)).toEqual(new Set(["node-unavailable"]));
    expect(outbox.chain(writer.id)).toBeDefined();
    answers = true;
    await steps();
    expect(outbox.chain(writer.id)).toBeUndefined();
  });

  it("given a node that tells a refusal and then goes away, remembers it over a restart", async () => {
    const writer = new Writer(2, application);
    const { message } = register(writer, unreadable(writer));
    carry();
    onHead = () => {
      answers = false;
    };
    await steps();
    database.close();
    open();
    expect(refusals.codeOf(message)).toBe("vehicle-unreadable");
  });

  it("given evidence, which is refused on purpose, has no doubt", async () => {
    const writer = new Writer(3, application);
    register(writer);
    const forked = writer.fork(100);
    take(writer.next(100).bytes);
    expect(take(forked.bytes)).toBe("forked-key");
    carry();
    await steps();
    expect([refused, asked]).toEqual([[], ["refusals"]]);
  });

  it("given an admitted registration beside a refused envelope, holds nothing against the registration", async () => {
    const writer = new Writer(6, application);
    const signed = sound(writer);
    const theirs = writer.fork(100);
    register(writer, signed);
    take(writer.next(120).bytes);
    take(writer.next(100).bytes);
    post(packPayload({ registrations: [signed], runs: [] }));
    postPast(theirs.bytes);
    carry();
    await steps();
    expect(refused).toContain("link-mismatch");
    expect(refusals.codeOf(signed.message)).toBeUndefined();
    expect(outbox.chain(writer.id)?.link).toEqual(theirs.link);
    expect(database.sql("SELECT * FROM registrations").all()).toEqual([]);
  });

  it("given a list that reaches back to its input, asks for no device; else for sixteen at a time", async () => {
    const writers = Array.from({ length: 20 }, (_, name) => new Writer(40 + name, application));
    for (const writer of writers) register(writer);
    flood();
    for (const writer of writers) take(writer.next(40).bytes);
    carry();
    await steps();
    expect(asked).toEqual(["refusals"]);
    for (const writer of writers) take(writer.next(40).bytes);
    carry();
    flood();
    await steps();
    expect(asked.slice(1)).toEqual(["refusals", ...writers.map(() => "head")]);
    asked = [];
    for (const writer of writers) take(writer.next(40).bytes);
    carry();
    flood();
    await step(10_000);
    expect(asked.filter((kind) => kind === "head")).toHaveLength(16);
  });

  it.each([false, true])("given a device that sends meanwhile, keeps what it has; carried: %j", async (isCarried) => {
    const writer = new Writer(8, application);
    payForRefused(writer);
    onHead = () => {
      onHead = () => undefined;
      expect(take(writer.next(100, { skip: isCarried ? 1 : 0 }).bytes)).toBe("admitted");
      if (isCarried) carry();
    };
    await step(10_000);
    expect(asked).toContain("head");
    expect(outbox.chain(writer.id)?.sequence).toBe(isCarried ? 5 : 4);
    expect(take(writer.next(100).bytes)).toBe("admitted");
    carry();
    await steps();
    expect(outbox.chain(writer.id)?.link).toEqual(backEnd.state.devices.get(writer.id)?.chain.link);
  });

  it("given an input that is not judged yet, leaves devices of another alone", async () => {
    const [writer, other] = [new Writer(9, application), new Writer(10, application)];
    payForRefused(writer);
    register(other);
    take(other.next(100).bytes);
    const judged = backEnd.inputs;
    carry();
    const after = backEnd.inputs;
    backEnd.inputs = judged;
    await steps();
    expect(refused).toContain("link-mismatch");
    expect(asked).not.toContain("head");
    backEnd.inputs = after;
    await steps();
    expect(outbox.chain(writer.id)?.link).toEqual(backEnd.state.devices.get(writer.id)?.chain.link);
  });
});
