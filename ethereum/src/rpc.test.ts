import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { isArtifactCode, OFFICIAL_ADDRESSES, requireOfficial } from "./official.ts";
import { openRpc } from "./rpc.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A node that answers as it is told; returns its URL. */
async function node(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const says = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
};

describe("call", () => {
  it("default: returns the result, null too", async () => {
    expect(await openRpc({ url: await node(says(200, { result: "0x1" })) }).call("eth_chainId", [])).toBe("0x1");
  });

  it("sends name and password as a header, and the rest of the URL in no message", async () => {
    let seen: string | undefined;
    const url = await node((request, response) => {
      seen = request.headers.authorization;
      says(404, "nothing")(request, response);
    });
    const rpc = openRpc({ url: `${url.replace("//", "//eve:s3cret@")}/v3/k3y` });
    const error = await rpc.call("eth_chainId", []).catch((thrown: Error) => thrown);
    expect(seen).toBe(`Basic ${Buffer.from("eve:s3cret").toString("base64")}`);
    expect(error).toMatchObject({ code: "chain-refused", retryable: false });
    expect(String((error as Error).stack)).not.toMatch(/s3cret|k3y/);
  });

  it("given a refusal, keeps its number, its words and what a contract reverted with", async () => {
    const error = { code: 3, message: "execution reverted", data: "0x08c379a0" };
    for (const given of [error, { ...error, data: { message: "reverted", data: "0x08c379a0" } }]) {
      const { call } = openRpc({ url: await node(says(200, { error: given })), attempts: 3, pauseMs: 1 });
      await expect(call("eth_call", [])).rejects.toMatchObject({
        code: "chain-refused",
        retryable: false,
        rpcCode: 3,
        reason: "execution reverted",
        revertData: "0x08c379a0",
      });
      server?.close();
    }
  });

  it("given status 500 with a JSON-RPC error, takes it as the node's refusal", async () => {
    const { call } = openRpc({ url: await node(says(500, { error: { code: -32_000, message: "no" } })) });
    await expect(call("eth_call", [])).rejects.toMatchObject({ code: "chain-refused", reason: "no" });
  });

  it.each([429, 502, 503])("tries again after status %i, as often as allowed", async (status) => {
    let asked = 0;
    const url = await node((request, response) => {
      asked += 1;
      if (asked < 3) says(status, "busy")(request, response);
      else says(200, { result: "0x7" })(request, response);
    });
    await expect(openRpc({ url, attempts: 2, pauseMs: 1 }).call("eth_chainId", [])).rejects.toMatchObject({
      code: "chain-unavailable",
      retryable: true,
    });
    expect(await openRpc({ url, attempts: 2, pauseMs: 1 }).call("eth_chainId", [])).toBe("0x7");
  });

  it.each(["<html>", "null", "[]", "7", '{"id":1}'])("refuses %s as an answer", async (body) => {
    const { call } = openRpc({ url: await node(says(200, body)) });
    await expect(call("eth_chainId", [])).rejects.toMatchObject({ code: "chain-answer-malformed" });
  });

  it("refuses an answer that is longer than allowed", async () => {
    const url = await node(says(200, { result: "0".repeat(2_000) }));
    await expect(openRpc({ url, maxAnswerBytes: 1_000 }).call("eth_getLogs", [])).rejects.toMatchObject({
      code: "chain-answer-malformed",
    });
    expect(await openRpc({ url, maxAnswerBytes: 3_000 }).call("eth_getLogs", [])).toHaveLength(2_000);
  });

  it("ends by itself when no answer comes, and at once when closed", async () => {
    const url = await node(() => {});
    const unavailable = { code: "chain-unavailable", retryable: true };
    await expect(openRpc({ url, timeoutMs: 50 }).call("eth_chainId", [])).rejects.toMatchObject(unavailable);
    const rpc = openRpc({ url, attempts: 100, pauseMs: 60_000 });
    const asked = rpc.call("eth_chainId", []);
    rpc.close();
    await expect(asked).rejects.toMatchObject(unavailable);
  });

  it("does not follow a redirect: another server would see what is asked", async () => {
    const url = await node((_request, response) => {
      response.writeHead(307, { location: "http://127.0.0.1:1/" }).end();
    });
    await expect(openRpc({ url }).call("eth_chainId", [])).rejects.toMatchObject({ code: "chain-unavailable" });
  });
});

describe("requireOfficial", () => {
  const InputBox = OFFICIAL_ADDRESSES.InputBox;
  it("refuses another address, no code, and code of somebody else at the official address", async () => {
    const refused = { code: "code-unexpected" };
    const other = { InputBox: OFFICIAL_ADDRESSES.EtherPortal };
    await expect(requireOfficial(async () => "0x60", other)).rejects.toMatchObject(refused);
    for (const code of ["0x", "0x6001", null]) {
      await expect(requireOfficial(async () => code, { InputBox })).rejects.toMatchObject(refused);
    }
    expect(isArtifactCode("InputBox", "0x6001")).toBe(false);
  });

  it("given a contract that is not Cartesi's, wants code only", async () => {
    await requireOfficial(async () => "0x6001", { Insurer: InputBox });
  });
});
