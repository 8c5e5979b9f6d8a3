import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChainError } from "./errors.ts";
import { RpcPool } from "./rpc-pool.ts";

const servers: Server[] = [];
let nowMs = 0;
let outs: ChainError[];

beforeEach(() => {
  outs = [];
  nowMs += 1_000_000;
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A node of a chain; it answers with what `result` returns, and with status 503 when that is nothing. */
async function node(result: (method: string, params: readonly unknown[]) => unknown) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, params } = JSON.parse(Buffer.concat(chunks).toString());
      asked.push(method);
      const said = result(method, params);
      response.writeHead(said === undefined ? 503 : 200).end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: said }));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/k3y`, asked };
}

/** A node at a head; block n's hash is its letter and n. */
const at = (letter: string, head: number) =>
  node((_method, [asked]) => {
    const number = asked === "latest" ? head : Number(asked);
    return number > head ? null : { number: `0x${number.toString(16)}`, hash: `${letter}${number}` };
  });

const poolOf = (...nodes: readonly (readonly [string, number])[]) =>
  new RpcPool({
    nodes: nodes.map(([url, weight]) => ({ url, weight })),
    nowMs: () => nowMs,
    onOut: (error) => outs.push(error),
  });

describe("turns", () => {
  it("go by weight, and a node of weight 0 has none", async () => {
    const [three, one, none] = [await node(() => "3"), await node(() => "1"), await node(() => "0")];
    const pool = poolOf([three.url, 3], [one.url, 1], [none.url, 0]);
    for (let turns = 0; turns < 8; turns += 1) {
      await pool.call("eth_chainId", []);
      pool.turn();
    }
    expect([three, one, none].map(({ asked }) => asked.length)).toEqual([6, 2, 0]);
    pool.close();
  });

  it("given a node that is down, asks another within the same question, and leaves it out for 30 s", async () => {
    let answer: unknown;
    const [down, up] = [await node(() => answer), await node(() => "up")];
    const pool = poolOf([down.url, 1], [up.url, 0]);
    expect(await pool.call("eth_chainId", [])).toBe("up");
    expect(outs.map(({ code }) => code)).toEqual(["chain-unavailable"]);
    expect(outs[0]?.message).not.toContain("k3y");
    answer = "back";
    pool.turn();
    expect(await pool.call("eth_chainId", [])).toBe("up");
    expect(pool.inUse).toBe(1);
    nowMs += 30_000;
    pool.turn();
    expect(await pool.call("eth_chainId", [])).toBe("back");
    expect(pool.inUse).toBe(2);
    pool.close();
  });

  it("given nodes that are all down, says so", async () => {
    const pool = poolOf([(await node(() => undefined)).url, 1], [(await node(() => undefined)).url, 1]);
    await expect(pool.call("eth_chainId", [])).rejects.toMatchObject({ code: "chain-unavailable" });
    await expect(pool.all("eth_chainId", [])).rejects.toMatchObject({ code: "chain-unavailable" });
    pool.close();
  });
});

describe("agree", () => {
  it.each([
    ["the same blocks", ["a", 9], ["a", 9], true],
    ["a node that is behind on the same chain", ["a", 9], ["a", 7], true],
    ["another block at the height", ["a", 9], ["b", 9], false],
    ["a node that is behind on another chain", ["a", 9], ["b", 7], false],
  ] as const)("given %s", async (_name, [one, head], [other, otherHead], agrees) => {
    const pool = poolOf([(await at(one, head)).url, 1], [(await at(other, otherHead)).url, 0]);
    const agreed = pool.agree({ number: 9, hash: "a9" });
    if (agrees) await expect(agreed).resolves.toBeUndefined();
    else await expect(agreed).rejects.toMatchObject({ code: "chain-disagreement" });
    pool.close();
  });
});
