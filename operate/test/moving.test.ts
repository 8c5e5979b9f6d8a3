/** Records of an old application are moved into the new one, and the old node lies about how many there are. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { CODES } from "@witness/protocol/errors";
import { keyIdentity } from "@witness/protocol/identity";
import { announcementOf, encodeSuccession } from "@witness/protocol/succession";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { decodeSigned } from "@witness/protocol/wire/envelope";
import { encodeQuery, type Query } from "@witness/protocol/wire/query";
import { decodeRecordProof, encodeRecordProof } from "@witness/protocol/wire/record-proof";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { newState, type State, stateRoot } from "../../dapp/src/state/state.ts";
import {
  CLOSES,
  makers,
  nextContext,
  nextKey,
  nextPublicKey,
  Place,
  predecessor,
  reportOf,
  set,
} from "../../dapp/test/succession-scene.ts";
import * as world from "../../dapp/test/world.ts";
import type { NodeReader } from "../src/node.ts";
import { type MovingOptions, moveRecords } from "../src/succession/moving.ts";

const { makerKey, NOW, p, TestDevice } = world;
const RECORDS = 6;
/** With this size of the tree the first three records have the paths that they have with the true one. */
const FEWER = 5;

const old = new Place(
  world.context,
  newState({ provider: p, makers, administrators: set, applicationPrivateKey: world.applicationPrivateKey }),
);
const next = new Place(
  nextContext,
  newState({ provider: p, makers, administrators: set, predecessor, applicationPrivateKey: nextKey }),
);
const open = { old: world.context, next: nextContext, publicKey: nextPublicKey, templateHash: new Uint8Array(32) };
const announced = { ...open, number: 1, closesUnixS: CLOSES, lastInput: 1, root: new Uint8Array(32) };
let relay: Server;

beforeAll(async () => {
  const devices = Array.from({ length: RECORDS }, (_, number) => new TestDevice(`moved ${number}`));
  old.post({ registrations: devices.map((device) => device.registration()) }, NOW);
  const announcement = encodeSuccession(announcementOf(announced));
  old.administer("succeed", { statement: p.sha256(announcement), announcement }, NOW);
  relay = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const signed = decodeSigned(Uint8Array.from(Buffer.concat(chunks)));
      const [code] = reportOf(next.post({ registrations: [signed] }, CLOSES + 100)).registrationCodes;
      await wait(300);
      response.writeHead(CODES[code ?? "malformed"].http).end(JSON.stringify({ code }));
    });
  });
  const root = stateRoot(old.state);
  next.administer("inherit", { statement: encodeSuccession({ ...announced, root }) }, CLOSES + 60);
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
});
afterAll(() => relay.close());

function nodeOf(state: State): NodeReader {
  const unasked = async (): Promise<never> => expect.fail("Moving asks nothing else.");
  const ask = async (query: Query) => decodeAnswer(inspect(state, encodeQuery(query)));
  return { ask, globals: unasked, holding: unasked, head: unasked, wouldTake: unasked };
}

/** Moves the records of an old node that answers so. */
const moved = (ask: NodeReader["ask"], change: Partial<MovingOptions> = {}) =>
  moveRecords({
    statement: { ...announced, root: stateRoot(old.state) },
    old: { ...nodeOf(old.state), ask },
    next: nodeOf(next.state),
    relay: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    keyId: keyIdentity(nextPublicKey, p),
    makerKey,
    waitS: 5,
    say: () => {},
    ...change,
  });

it.each([
  ["takes no more until tomorrow", 429, { code: "rate-limited" }, "rate-limited"],
  ["is none, though it takes everything", 200, { ok: true }, "relay-unavailable"],
])("a relay that %s ends the step at once, which can be run again", async (_, status, answer, code) => {
  const other = createServer((_request, response) => {
    response.writeHead(status, { "retry-after": "86400" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const message = expect.stringContaining("Run the step again, nothing is lost.");
  await expect(moved(nodeOf(old.state).ask, { relay: url, waitS: 100 })).rejects.toMatchObject({ code, message });
  other.close();
});

describe("an old node", () => {
  it("that says that there are no records is not believed", async () => {
    const ask: NodeReader["ask"] = async (query) =>
      query.kind === "estate" ? { kind: "none", code: "device-unknown" } : nodeOf(old.state).ask(query);
    await expect(moved(ask)).rejects.toMatchObject({ code: "predecessor-unproven" });
  });

  it("that says fewer than there are, and is overtaken by its true answer about the last of them, is not believed", async () => {
    const ask: NodeReader["ask"] = async (query) => {
      const answer = await nodeOf(old.state).ask(query);
      if (query.kind !== "estate" || answer.kind !== "estate" || query.index > 3) return answer;
      if (query.index === 3) await wait(150);
      const proof = decodeRecordProof(answer.estate.predecessor);
      const place = { ...proof.place, size: FEWER };
      return { ...answer, estate: { ...answer.estate, predecessor: encodeRecordProof({ ...proof, place }) } };
    };
    await expect(moved(ask)).rejects.toMatchObject({ code: "predecessor-unproven" });
  });

  it("that answers truly has all of them moved", async () => {
    expect(await moved(nodeOf(old.state).ask)).toMatchObject({ records: RECORDS, shown: RECORDS, others: 0 });
  });
});
