/** A signer as a process of its own (`eth_signTransaction`), for tests: its path says what it does wrong. Prints its URL. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Wallet } from "ethers";

const wallet = new Wallet(process.argv[2] ?? "");

type Asked = Readonly<Record<string, string>>;

async function answer(
  path: string,
  { gas, from: _from, type: _type, nonce, chainId, ...asked }: Asked,
): Promise<unknown> {
  if (path === "/refuses") throw new Error("account is locked");
  if (path === "/text") return "signed";
  const by = path === "/key" ? new Wallet(`0x${"77".repeat(32)}`) : wallet;
  const raw = await by.signTransaction({
    ...asked,
    type: 2,
    chainId: Number(chainId),
    gasLimit: gas ?? "0x0",
    nonce: Number(nonce) + (path === "/nonce" ? 1 : 0),
    to: path === "/to" ? `0x${"ee".repeat(20)}` : (asked["to"] ?? ""),
  });
  return path === "/geth" ? { raw, tx: {} } : raw;
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", async () => {
    const { id, params } = JSON.parse(Buffer.concat(chunks).toString()) as { id: number; params: [Asked] };
    const said = await answer(request.url ?? "/", params[0])
      .then((result) => ({ result }))
      .catch((error: Error) => ({ error: { code: -32_000, message: error.message } }));
    response.end(JSON.stringify({ jsonrpc: "2.0", id, ...said }));
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
