/** The rollup HTTP API as a back-end in any language sees it: paths, codes, shapes, and what is refused. */

import { encodeInput } from "@witness/ethereum/input";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeOutput } from "../codec.ts";
import type { BackendResult } from "./backend.ts";
import { RollupServer } from "./server.ts";

const APP = "0x1111111111111111111111111111111111111111";
const SENDER = "0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa";
const input = encodeInput({
  chainId: 31_337n,
  application: APP,
  sender: SENDER,
  blockNumber: 9n,
  blockTimestampS: 1_795_227_044n,
  prevRandao: 0xd7n,
  index: 4n,
  payload: "0xdeadbeef",
});

let server: RollupServer;
let url: string;
beforeEach(async () => {
  server = new RollupServer({
    pollMs: 30,
    gio: (domain) => (domain === 39 ? { responseCode: 7, response: Buffer.from([1]) } : undefined),
  });
  url = await server.listen(0);
});
afterEach(() => server.close());

interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

async function post(path: string, body: unknown): Promise<Reply> {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

/** Takes the work that waits, does something, finishes it; returns what became of it and what was answered. */
async function during(work: Promise<BackendResult>, calls: readonly (readonly [string, unknown])[], status = "accept") {
  expect((await post("/finish", { status: "accept" })).status).toBe(200);
  const replies: Reply[] = [];
  for (const [path, body] of calls) replies.push(await post(path, body));
  await post("/finish", { status });
  return { outcome: await work, replies };
}

describe("/finish", () => {
  it("gives an input with its metadata: numbers as numbers, the rest as lower-case hex", async () => {
    const work = server.advance(input, 0);
    const reply = await post("/finish", { status: "accept" });
    expect(reply).toMatchObject({ status: 200, type: "application/json" });
    expect(JSON.parse(reply.text)).toEqual({
      request_type: "advance_state",
      data: {
        metadata: {
          chain_id: 31_337,
          app_contract: APP,
          msg_sender: SENDER.toLowerCase(),
          block_number: 9,
          block_timestamp: 1_795_227_044,
          prev_randao: `0x${"d7".padStart(64, "0")}`,
          input_index: 4,
        },
        payload: "0xdeadbeef",
      },
    });
    await post("/finish", { status: "accept" });
    expect(await work).toMatchObject({ status: "ACCEPTED", outputs: [], reports: [] });
  });

  it("gives a query", async () => {
    const work = server.inspect(Buffer.from("abc"));
    expect(JSON.parse((await post("/finish", { status: "reject" })).text)).toEqual({
      request_type: "inspect_state",
      data: { payload: "0x616263" },
    });
    await post("/finish", { status: "reject" });
    expect((await work).status).toBe("REJECTED");
  });

  it("answers 202 when there is nothing, and hands work to a poll that waits", async () => {
    expect(await post("/finish", { status: "accept" })).toMatchObject({ status: 202, text: "" });
    const poll = post("/finish", { status: "accept" });
    const { outcome } = await (async () => {
      await new Promise((resolve) => setImmediate(resolve));
      const work = server.advance(input, 0);
      // Whether the poll was there first or the work was, it is handed over once.
      const reply = await poll;
      if (reply.status !== 200) expect((await post("/finish", { status: "accept" })).status).toBe(200);
      await post("/finish", { status: "accept" });
      return { outcome: await work };
    })();
    expect(outcome.status).toBe("ACCEPTED");
  });

  it("refuses any other status", async () => {
    for (const body of [{ status: "done" }, {}, { status: 1 }])
      expect(await post("/finish", body)).toMatchObject({
        status: 400,
        type: "text/plain",
        text: "status must be 'accept' or 'reject'",
      });
  });
});

describe("outputs and reports", () => {
  it("have one global index, and are the blobs that the contract takes", async () => {
    const { outcome, replies } = await during(server.advance(input, 40), [
      ["/notice", { payload: "0x01" }],
      ["/voucher", { destination: SENDER, payload: "0x02", value: "0x7b" }],
      ["/voucher", { destination: SENDER, payload: "0x" }],
      ["/delegate-call-voucher", { destination: SENDER, payload: "0x03" }],
      ["/report", { payload: "0x04" }],
    ]);
    expect(replies.map(({ status, text }) => [status, text])).toEqual([
      ...[40, 41, 42, 43].map((index) => [201, `{"index":${index}}`]),
      [202, ""],
    ]);
    expect(outcome.outputs).toEqual([
      encodeOutput({ type: "Notice", payload: "0x01" }),
      encodeOutput({ type: "Voucher", destination: SENDER, value: 123n, payload: "0x02" }),
      encodeOutput({ type: "Voucher", destination: SENDER, value: 0n, payload: "0x" }),
      encodeOutput({ type: "DelegateCallVoucher", destination: SENDER, payload: "0x03" }),
    ]);
    expect(outcome.reports).toEqual([Buffer.from([4])]);
  });

  it("are refused when they are not what they should be, and the input goes on", async () => {
    const bad: [string, unknown][] = [
      ["/notice", {}],
      ["/notice", { payload: "01" }],
      ["/notice", { payload: "0x0" }],
      ["/notice", { payload: "0xzz" }],
      ["/notice", { payload: 7 }],
      ["/notice", "{"],
      ["/notice", "[]".slice(1)],
      ["/voucher", { payload: "0x" }],
      ["/voucher", { destination: "0x12", payload: "0x" }],
      ["/voucher", { destination: SENDER, payload: "0x", value: "0x" }],
      ["/voucher", { destination: SENDER, payload: "0x", value: "0x0" }],
      ["/voucher", { destination: SENDER, payload: "0x", value: `0x${"00".repeat(33)}` }],
      ["/delegate-call-voucher", { destination: `${SENDER}00`, payload: "0x" }],
      ["/report", { payload: "x" }],
      ["/exception", { payload: "x" }],
    ];
    const { outcome, replies } = await during(server.advance(input, 0), bad);
    for (const [i, { status, type }] of replies.entries())
      expect([status, type], JSON.stringify(bad[i])).toEqual([400, "text/plain"]);
    expect(outcome).toMatchObject({ status: "ACCEPTED", outputs: [], reports: [] });
  });

  it("belong to the input in hand: what comes between two is not taken for the next", async () => {
    expect((await post("/notice", { payload: "0x01" })).status).toBe(400);
    const work = server.advance(input, 0);
    expect((await post("/report", { payload: "0x01" })).status).toBe(202);
    expect((await during(work, [])).outcome).toMatchObject({ outputs: [], reports: [] });
  });

  it("of a query are thrown away but for reports", async () => {
    const { outcome } = await during(server.inspect(Buffer.from("x")), [
      ["/notice", { payload: "0x01" }],
      ["/report", { payload: "0x02" }],
    ]);
    expect(outcome.reports).toEqual([Buffer.from([2])]);
  });
});

describe("/exception", () => {
  it("ends the input with what was reported before it", async () => {
    const work = server.advance(input, 0);
    await post("/finish", { status: "accept" });
    await post("/report", { payload: "0x01" });
    expect(await post("/exception", { payload: "0x6f6f7073" })).toMatchObject({ status: 202, text: "" });
    expect(await work).toMatchObject({
      status: "EXCEPTION",
      reports: [Buffer.from([1])],
      exception: Buffer.from("oops"),
    });
  });
});

describe("/gio", () => {
  it("answers as the machine's server does", async () => {
    const ask = (body: unknown) => post("/gio", body);
    expect(await ask({ domain: 39, id: "0x00" })).toMatchObject({
      status: 202,
      text: '{"response_code":7,"response":"0x01"}',
    });
    for (const body of [
      { domain: 40, id: "0x" },
      { domain: 15, id: "0x" },
      { domain: 65_536, id: "0x" },
      { domain: "39", id: "0x" },
      { domain: 39, id: "7" },
    ])
      expect(await ask(body), JSON.stringify(body)).toMatchObject({ status: 400, type: "text/plain" });
  });
});

it("knows POST and its own paths only, and no body past 5 MiB", async () => {
  expect((await post("/inspect", {})).status).toBe(404);
  expect((await fetch(`${url}/finish`)).status).toBe(404);
  expect((await post("/notice", `{"payload":"0x${"0".repeat(5 << 20)}"}`)).status).toBe(400);
});
