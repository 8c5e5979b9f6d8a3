/** A public verdict against a node and the chain: what is green, what is not, and who does not tell the truth. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { emptySubtree, OUTPUTS_TREE_HEIGHT, rootOfOutput } from "@witness/protocol/last-output";
import { encodeStateRoot } from "@witness/protocol/outputs";
import { sealPlate } from "@witness/protocol/plate-seal";
import type { CarName } from "@witness/protocol/record/public-cars";
import { encodeSuccession } from "@witness/protocol/succession";
import { decodeAnswer, encodeAnswer } from "@witness/protocol/wire/answer";
import { decodeQuery, encodeQuery } from "@witness/protocol/wire/query";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { type State, stateRoot } from "../../dapp/src/state/state.ts";
import { act, administrators } from "../../dapp/test/operating.ts";
import * as backEnd from "../../dapp/test/world.ts";
import { administratorsBy, walletOf } from "../../protocol/scripts/cases/operated.ts";
import { publicQuery, readPublicReport } from "../src/public-answer.ts";
import { askPublicVerdict } from "../src/public-verdict.ts";
import { application, type ChainWord, chainResult, context } from "./world.ts";

const [anna, eve] = [walletOf("Anna"), walletOf("Eve")];
const VIN = "WAUZZZ8V5KA000001";
const byVin: CarName = { kind: "vin", vin: VIN };
const byPlate: CarName = { kind: "plate", plate: { country: "DE", characters: "WITN2026" } };
const LATER = `0x${"77".repeat(32)}`;

let state: State;
let chain: ChainWord;
/** What the node answers in the place of the back-end's answer. */
let lie: ((report: Uint8Array) => Uint8Array) | undefined;
let url = "";

/** The notice of the state as it is, the only output. */
function output() {
  const payload = encodeStateRoot({ root: stateRoot(state), inputIndex: 9, devices: 2, admitted: 1, refused: 0 });
  const words = payload.length.toString(16).padStart(64, "0");
  const padded = toHex(payload).padEnd(2 * Math.ceil(payload.length / 32) * 32, "0");
  const notice = fromHex(`c258d6e5${"20".padStart(64, "0")}${words}${padded}`);
  const siblings = Array.from({ length: OUTPUTS_TREE_HEIGHT }, (_, level) => emptySubtree(level));
  return { notice, proof: { index: 0, siblings } };
}
function claimed(): string {
  const { notice, proof } = output();
  return `0x${toHex(rootOfOutput(notice, proof) ?? new Uint8Array(32))}`;
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts);
    const send = (said: unknown) => response.end(JSON.stringify(said));
    if (request.url === "/inspect") {
      const report = inspect(state, Uint8Array.from(body));
      const isLied = lie && decodeQuery(Uint8Array.from(body)).kind === "public";
      return send({ reports: [{ payload: `0x${toHex(isLied && lie ? lie(report) : report)}` }] });
    }
    const { method, params } = JSON.parse(body.toString()) as { method: string; params: readonly unknown[] };
    if (request.url === "/chain") return send({ result: chainResult(chain, method, params) });
    const { notice, proof } = output();
    const row = {
      index: "0x0",
      raw_data: `0x${toHex(notice)}`,
      output_hashes_siblings: proof.siblings.map((each) => `0x${toHex(each)}`),
    };
    return send({ result: { data: method === "cartesi_getOutput" ? row : [row] } });
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

let device: backEnd.TestDevice;
let eves: backEnd.TestDevice;
const { feed, inputOf, month, p, run } = backEnd;
const plateOf = (of: backEnd.TestDevice) => {
  const place = { device: of.id, tenure: 1 };
  const { plate } = byPlate as Extract<CarName, { readonly kind: "plate" }>;
  return { sealed: sealPlate(context, backEnd.applicationPublicKey, place, plate, backEnd.keyOf("plate"), p) };
};

beforeEach(() => {
  lie = undefined;
  state = backEnd.world({ administrators });
  [device, eves] = [new backEnd.TestDevice("device"), new backEnd.TestDevice("Eve's")];
  const registrations = [
    device.registration(anna.account, undefined, undefined, VIN),
    eves.registration(eve.account, undefined, "Vega"),
  ];
  feed(state, inputOf({ registrations }, 0));
  feed(state, inputOf({ runs: [run(device.send(month())), run(eves.send(month()))] }, 1));
  act(state, device, anna, "publishPlate", plateOf(device));
  chain = { chainId: 31_337, block: 40, accepted: [claimed()] };
});

const ask = (name: CarName, rpcUrls: readonly string[] = [`${url}/chain`], nowUnixS = backEnd.NOW) =>
  askPublicVerdict(name, {
    chainId: 31_337,
    application,
    rpcUrls,
    node: { inspectUrl: `${url}/inspect`, rpcUrl: `${url}/rpc` },
    nowUnixS,
  });

describe("what a browser finds out by itself", () => {
  it("is green for the maker's VIN under the newest claim alone", async () => {
    const verdict = await ask(byVin);
    expect(verdict).toMatchObject({ standing: "settled", total: 1, asOfUnixS: backEnd.NOW });
    expect(verdict.outcome).toMatchObject({ kind: "consistent", tone: "good" });
    // The day is that of the last reading, ten days before.
    expect(verdict.outcome.heading).toBe("Odometer consistent, as of 5 Jan 2027");
  });

  it.each([
    ["no claim knows yet", "ahead", () => [LATER]],
    ["later claims have left behind", "behind", () => [claimed(), LATER]],
  ] as const)("is not green for a state that %s", async (_, standing, accepted) => {
    chain = { ...chain, accepted: accepted() };
    const verdict = await ask(byVin);
    expect(verdict).toMatchObject({ standing, outcome: { kind: "consistent", tone: "open" } });
    expect(verdict.outcome.heading).toContain("as of");
  });

  it("is not green when the device was unplugged a month ago, though its verdict is as good as ever", async () => {
    const late = backEnd.NOW + 21 * 86_400;
    feed(state, inputOf({ registrations: [new backEnd.TestDevice("late").registration()] }, 5, { timeUnixS: late }));
    chain = { ...chain, accepted: [claimed()] };
    const { outcome, standing } = await ask(byVin);
    expect([standing, outcome.kind, outcome.tone]).toEqual(["settled", "consistent", "open"]);
    expect(outcome.sentence).toContain("sent nothing since 5 Jan 2027");
  });

  it("is not green when no node of the chain answers", async () => {
    for (const rpcs of [[], ["http://127.0.0.1:9"]]) {
      expect(await ask(byVin, rpcs)).toMatchObject({ standing: "unasked", outcome: { tone: "open" } });
    }
  });

  it("is not green once the application has ended: its last state stays the newest for ever", async () => {
    const closesUnixS = backEnd.NOW + 31 * 86_400;
    const next = { ...context, chainId: 1 };
    const said = { old: context, next, lastInput: 0, root: new Uint8Array(32), number: 1, closesUnixS };
    const publicKey = backEnd.applicationPublicKey;
    const announcement = encodeSuccession({ ...said, publicKey, templateHash: new Uint8Array(32).fill(5) });
    act(state, device, administratorsBy(), "succeed", { statement: p.sha256(announcement), announcement });
    chain = { ...chain, accepted: [claimed()] };
    expect(await ask(byVin)).toMatchObject({ standing: "settled", outcome: { tone: "good" } });
    const { standing, outcome } = await ask(byVin, undefined, closesUnixS);
    expect([standing, outcome.tone]).toEqual(["ended", "open"]);
  });

  it("is not green for a plate, which is its owner's word", async () => {
    const { outcome, cars } = await ask(byPlate);
    expect(outcome).toMatchObject({ kind: "consistent", tone: "open" });
    expect(outcome.sentence).toContain("VIN on the windscreen");
    expect(cars[0]?.car.deviceId).toEqual(device.id);
    act(state, device, anna, "publish", { isPublic: 1 });
    act(state, eves, eve, "publishPlate", plateOf(eves));
    expect((await ask(byPlate)).outcome.sentence).toContain("stated no VIN");
  });

  it("says that two devices claim to be this car, however good both are", async () => {
    act(state, eves, eve, "publishPlate", plateOf(eves));
    const { outcome, cars, total } = await ask(byPlate);
    expect(outcome).toMatchObject({ kind: "two-devices", tone: "bad", heading: "Two devices claim to be this car" });
    expect([total, cars.length]).toEqual([2, 2]);
  });

  it("says of the second device of a VIN what its verdict says, though the first is hidden", async () => {
    const clean = new backEnd.TestDevice("clean");
    feed(state, inputOf({ registrations: [clean.registration(eve.account, undefined, undefined, VIN)] }, 5));
    act(state, device, anna, "publish", { isPublic: 0 });
    act(state, clean, eve, "publish", { isPublic: 1 });
    expect((await ask(byVin)).outcome).toMatchObject({ kind: "two-devices", tone: "bad" });
  });

  it("says the same of a hidden car as of none", async () => {
    act(state, device, anna, "publish", { isPublic: 0 });
    const hidden = await ask(byVin);
    expect(hidden.outcome).toMatchObject({ heading: "No public verdict", tone: "open" });
    const none = await ask({ kind: "vin", vin: "WAUZZZ8V5KA999999" });
    expect(none).toEqual(hidden);
  });
});

describe("a node that lies", () => {
  const changed = (change: (answer: Extract<ReturnType<typeof decodeAnswer>, { kind: "public" }>) => object) => () => {
    lie = (report) => {
      const answer = decodeAnswer(report);
      if (answer.kind !== "public") throw new Error("The answer is of public verdicts.");
      return encodeAnswer({ ...answer, ...change(answer) } as typeof answer);
    };
  };
  it.each([
    ["of another state", changed(() => ({ stateRoot: new Uint8Array(32).fill(7) }))],
    ["of fewer cars than there are", changed(({ cars }) => ({ cars: cars.slice(1) }))],
    ["of one car twice", changed(({ cars }) => ({ cars: [...cars, ...cars], total: 2 }))],
    ["with other salts", changed(() => ({ salts: new Uint8Array(32) }))],
  ])("%s is contradicted by its own proofs", async (_, begin) => {
    begin();
    await expect(ask(byVin)).rejects.toMatchObject({ code: "head-contradicted" });
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["rubbish", new Uint8Array(64).fill(0xff)],
    ["that there is no car", encodeAnswer({ kind: "none", code: "car-unknown" })],
  ])("with %s gave no answer", async (_, report) => {
    lie = () => report;
    await expect(ask(byVin)).rejects.toMatchObject({ code: "node-unavailable" });
  });
});

it.each([byVin, byPlate])("asks and reads as the protocol's own encoders do: $kind", (name) => {
  expect(toHex(publicQuery(name))).toBe(toHex(encodeQuery({ kind: "public", name })));
  expect(decodeQuery(publicQuery(name))).toEqual({ kind: "public", name });
  const report = inspect(state, publicQuery(name));
  expect({ kind: "public", ...readPublicReport(report) }).toEqual(decodeAnswer(report));
});
