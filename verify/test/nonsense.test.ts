/** A rollup node and an archive that answer nonsense, or without an end. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { encodeOperation, type OperationKind } from "@witness/protocol/operations/operation";
import { evidenceRoots } from "@witness/protocol/pass/evidence";
import { decodePass, passIdentity } from "@witness/protocol/pass/pass";
import type { HistoryStep } from "@witness/protocol/pass/steps";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { passTerms } from "../../protocol/scripts/example-pass.ts";
import { type Verification, verifyPass } from "../src/verify.ts";
import { after, linkTo, NOW_UNIX_S, passWith, rootOf, shown, startWorld, type World } from "./world.ts";

let world: World;
let node: Server;
let said: (method: string) => unknown;
beforeAll(async () => {
  world = await startWorld();
  node = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => response.end(JSON.stringify({ result: said(JSON.parse(body).method) })));
  });
  await new Promise<void>((resolve) => {
    node.listen(0, "127.0.0.1", resolve);
  });
});
afterAll(() => {
  node.close();
  return world.close();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const evidence = shown();
const pass = passWith(evidence);
const identity = passIdentity(decodePass(pass, native).message, native);
const moment = { input: 50, blockTimeUnixS: NOW_UNIX_S - 86_400, place: 0, parameters: 1 };
const driven: HistoryStep = { kind: "run", ...moment, item: new Uint8Array(44).fill(1) };
const operated = (
  kind: OperationKind,
  answers: Uint8Array,
  { fields = {}, ...change }: Partial<typeof moment> & { readonly fields?: object } = {},
): HistoryStep => ({
  kind: "operation",
  ...moment,
  ...change,
  item: encodeOperation({
    kind,
    actor: passTerms.actor,
    device: passTerms.device,
    tenure: 2,
    counter: 1,
    expiresUnixS: 1_900_000_000,
    answers,
    fields,
  } as never),
});
function goOn(steps: readonly HistoryStep[], isClaimed = true): void {
  const head = shown(after(steps));
  world.said.head = { evidence: head, isClaimed };
  world.said.steps = steps;
  const accepted = [rootOf(evidence), isClaimed ? rootOf(head) : `0x${"77".repeat(32)}`];
  world.chains.set("one", { chainId: 31_337, block: 40, accepted });
}
const verified = (change = {}): Promise<Verification> => verifyPass(linkTo(pass), world.options(["one"], change));
const stepOf = ({ steps }: Verification, name: string) => {
  const found = steps.find((each) => each.step === name);
  return [found?.result, found?.code];
};

describe("verifyPass throws nothing", () => {
  it("when an archive shows an operation that is none", async () => {
    goOn([operated("withdrawPass", identity)]);
    world.said.steps = [{ kind: "operation", ...moment, item: new Uint8Array(5) }];
    expect(stepOf(await verified(), "standing")).toEqual(["unasked", "steps-differ"]);
  });

  it("when node and archive agree on a time that no date has", async () => {
    goOn([operated("withdrawPass", identity, { blockTimeUnixS: 2 ** 52 })], false);
    expect(stepOf(await verified(), "standing")).toEqual(["fails", "pass-withdrawn"]);
  });

  const row = { index: "0x0", raw_data: `0x${toHex(evidenceRoots(shown(after([driven])), native).notice)}` };
  it.each<[string, (method: string) => unknown]>([
    ["nothing of its outputs", () => null],
    ["an output that is none", () => ({ data: [null] })],
    ["a text", () => "outputs"],
    ["nothing of the one output", (method) => (method === "cartesi_listOutputs" ? { data: [row] } : null)],
    [
      "siblings that are none",
      (method) => ({ data: method === "cartesi_listOutputs" ? [row] : { output_hashes_siblings: [1, null] } }),
    ],
  ])("when a node says %s", async (_name, answer) => {
    goOn([driven]);
    said = answer;
    const { port } = node.address() as AddressInfo;
    const lying = { inspectUrl: `${world.url}/inspect`, rpcUrl: `http://127.0.0.1:${port}` };
    expect(stepOf(await verified({ node: lying }), "newest")).toEqual(["older", "state-older"]);
  });
});

describe("An archive", () => {
  it("that shows one item at a time, slowly, keeps nobody waiting for ever", async () => {
    goOn(Array.from({ length: 20 }, () => driven));
    let nowMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => {
      nowMs += 14_000;
      return nowMs;
    });
    expect(stepOf(await verified(), "standing")).toEqual(["unasked", "archive-unavailable"]);
  });
});

describe("A maker's first word for a lost key", () => {
  const pairing = new Uint8Array(1);
  const vouched = (answers: Uint8Array) =>
    operated("vouchForOwner", answers, { fields: { owner: new Uint8Array(20).fill(7), pairing } });

  it("gives the car to nobody, so its owner's passes stand", async () => {
    goOn([vouched(new Uint8Array(32))]);
    expect(stepOf(await verified(), "standing")).toEqual(["holds", undefined]);
  });

  it("is followed by a second one, which does", async () => {
    goOn([vouched(new Uint8Array(32)), vouched(new Uint8Array(32).fill(5))]);
    expect(stepOf(await verified(), "standing")).toEqual(["fails", "pass-owner-left"]);
  });
});
