/** The reader of releases, against a back-end's real release, a node and a chain over HTTP that say what a test tells them to. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { emptySubtree, OUTPUTS_TREE_HEIGHT, rootOfOutput } from "@witness/protocol/last-output";
import { encodeNotice } from "@witness/protocol/outputs";
import { cohortRow } from "@witness/protocol/release/cohorts";
import { decodeAnswer, encodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import type { ReleaseAnswer } from "@witness/protocol/wire/release";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { world as backend, drive, feed, inputOf, NOW, run, TestDevice } from "../../dapp/test/world.ts";
import { application, startWorld, type World } from "../../verify/test/world.ts";

const WEEK_S = 604_800;
const NEXT = (Math.floor(NOW / WEEK_S) + 1) * WEEK_S;
const COHORTS = [cohortRow({ make: 'Aster, "Ltd"', model: "Corsa" }), cohortRow({ make: "Aster", model: "Corsa" })];

/** The answer of a back-end that released twelve cars of the second cohort; before its first release where `isReleased` is false. */
function answered(isReleased = true): ReleaseAnswer & { readonly kind: "release" } {
  const spread = { windowS: WEEK_S, epsilonNumerator: 1_000, epsilonDenominator: 1, epsilonPerYear: 9_000 };
  const state = backend({ releases: { ...spread, cohorts: COHORTS } });
  const cars = Array.from({ length: 12 }, (_, at) => new TestDevice(`car ${at}`));
  feed(state, inputOf({ registrations: cars.map((car) => car.registration()) }, 0));
  feed(state, inputOf({ runs: cars.map((car) => run(car.send(drive(3)))) }, 1));
  const stranger = run(new TestDevice("stranger").send([]));
  if (isReleased) feed(state, inputOf({ runs: [stranger] }, 2, { timeUnixS: NEXT }));
  const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "release" })));
  if (answer.kind !== "release") throw new Error(answer.kind);
  return answer;
}

const siblings = Array.from({ length: OUTPUTS_TREE_HEIGHT }, (_, level) => emptySubtree(level));
const rootOf = (head: Uint8Array): string =>
  `0x${toHex(rootOfOutput(encodeNotice(head), { index: 0, siblings }) ?? new Uint8Array())}`;

const released = answered();
let chain: World;
let node: Server;
let nodeUrl: string;
let folder: string;
/** What the node says. */
let said: ReleaseAnswer;
let isClaimed: boolean;

async function answer(request: IncomingMessage): Promise<unknown> {
  if (request.url === "/inspect")
    return { reports: [{ payload: `0x${toHex(encodeAnswer({ kind: "release", ...said }))}` }] };
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { params } = JSON.parse(Buffer.concat(parts).toString()) as { params: { input_index: string } };
  const row = {
    index: "0x0",
    raw_data: `0x${toHex(encodeNotice(released.head))}`,
    output_hashes_siblings: isClaimed ? siblings.map((each) => `0x${toHex(each)}`) : null,
  };
  return { result: { data: params.input_index === "0x2" ? [row] : [] } };
}

beforeAll(async () => {
  chain = await startWorld();
  node = createServer((request, response) => {
    answer(request).then(
      (value) => response.end(JSON.stringify(value)),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => node.listen(0, "127.0.0.1", resolve));
  nodeUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), "releases-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  node.closeAllConnections();
  await new Promise((resolve) => node.close(resolve));
  await chain.close();
});
beforeEach(() => {
  said = released;
  isClaimed = true;
  chain.chains.set("honest", { chainId: 31_337, block: 90, accepted: [rootOf(released.head)] });
  chain.chains.set("other", { chainId: 31_337, block: 90, accepted: [] });
});

/** Runs the command. */
const command = (
  rpcs: readonly string[],
  ...more: readonly string[]
): Promise<{ code: number; last: Record<string, unknown>; text: string }> =>
  new Promise((resolve) => {
    const main = join(import.meta.dirname, "../src/command/main.ts");
    const rpc = rpcs.flatMap((name) => ["--rpc", `${chain.url}/chain/${name}`]);
    const args = ["--inspect", `${nodeUrl}/inspect`, "--node", nodeUrl, "--app", application, ...rpc, ...more];
    execFile(process.execPath, [main, ...args], (error, stdout, stderr) => {
      const last = stdout.trimEnd().split("\n").at(-1) ?? "";
      resolve({ code: Number(error?.code ?? 0), last: JSON.parse(last === "" ? "{}" : last), text: stderr });
    });
  });

describe("npm run release", () => {
  it("default: proves a release against the chain, and writes it with bars and a sidecar", async () => {
    const { code, last } = await command(["honest"], "--out", folder);
    expect([code, last]).toMatchObject([0, { result: "PROVEN", release: 1, rows: 2, suppressed: 1 }]);
    const [names = "", suppressed = "", told = ""] = readFileSync(join(folder, "release-1.csv"), "utf8").split("\r\n");
    expect(names).toMatch(/^release,fromUnixS,untilUnixS,make,model,.*,cars,carsBar,distanceHm,distanceHmBar,/);
    // Never 0: that would be a figure.
    expect(suppressed).toBe(
      `1,${NEXT - WEEK_S},${NEXT},"Aster, ""Ltd""",Corsa,0,65535,0,65535,${new Array(10).fill("[c]").join(",")}`,
    );
    expect(told).toMatch(new RegExp(`^1,${NEXT - WEEK_S},${NEXT},Aster,Corsa,0,65535,0,65535,12,1,\\d+,84,`));
    const records = JSON.parse(readFileSync(join(folder, "release-1.json"), "utf8"));
    expect(records).toMatchObject([{ figures: null }, { make: "Aster", figures: { cars: 12 } }]);
    expect(JSON.parse(readFileSync(join(folder, "release-1.sidecar.json"), "utf8"))).toMatchObject({
      application,
      epsilon: { numerator: 1_000, denominator: 1 },
      leastCars: 10,
      measures: [{ name: "cars", mostOfOneCar: 1, bar: 1 }, { bar: 84 }, {}, {}, {}],
      notice: toHex(released.head),
      proof: { outputIndex: 0, acceptedRoot: rootOf(released.head).slice(2), askedAtBlock: 90 },
    });
  });

  const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 1);
  it.each([
    ["a figure", () => ({ table: flipped(released.table, 60) })],
    ["the list", () => ({ cohorts: flipped(released.cohorts, 3) })],
    ["the notice's table", () => ({ head: flipped(released.head, 120) })],
    ["what it left out", () => ({ table: released.table.slice(0, 41) })],
  ])("refuses a node that changed %s", async (_, change) => {
    said = { ...released, ...change() };
    expect(await command(["honest"])).toMatchObject({
      code: 1,
      last: { result: "UNPROVEN", code: "release-contradicted" },
    });
  });

  it("refuses a release that is whole, but that the chain does not have", async () => {
    said = { ...released, inputIndex: 1 };
    expect(await command(["honest"])).toMatchObject({ code: 1, last: { code: "release-unproven" } });
    said = released;
    expect(await command(["other"])).toMatchObject({ code: 1, last: { code: "release-unproven" } });
    isClaimed = false;
    expect(await command(["honest"])).toMatchObject({
      code: 1,
      last: { code: "release-unproven" },
      text: expect.stringContaining("not claimed yet"),
    });
  });

  it("relies on neither of two nodes of the chain that contradict each other", async () => {
    expect(await command(["honest", "other"])).toMatchObject({
      code: 3,
      last: { result: "UNASKED", code: "rpcs-differ" },
    });
  });

  it("before the first release says when it is due, and of an application without any that there is none", async () => {
    said = answered(false);
    const first = await command(["honest"]);
    expect(first).toMatchObject({ code: 1, last: { code: "release-none" } });
    expect(first.text).toContain(new Date(NEXT * 1_000).toISOString().slice(0, 10));
    said = { ...said, cohorts: new Uint8Array() };
    expect(await command(["honest"])).toMatchObject({ code: 1, last: { code: "release-unmade" } });
  });

  it("given a wrong command line, says what is wrong", async () => {
    const { code, text } = await command([]);
    expect([code, text]).toEqual([2, expect.stringContaining("--rpc")]);
  });

  it("asked for its options, names no default that is empty", () => {
    const main = join(import.meta.dirname, "../src/command/main.ts");
    const printed = execFileSync(process.execPath, [main, "--help"], { encoding: "utf8" });
    expect(printed).toContain("--rpc <url>");
    expect(printed).not.toContain("[])");
  });
});
