/** The node serves or refuses a page of any size quickly: one reader must not stop it for all others. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { startChain, type TestChain } from "./chain.ts";
import { type Answer, rpc } from "./client.ts";
import { backendCommand, type NodeUnderTest, runNode } from "./running.ts";

let chain: TestChain;
let node: NodeUnderTest;
beforeAll(async () => {
  chain = await startChain();
  const app = await chain.application("pages");
  node = await runNode(chain, [app], { BACKENDS: backendCommand("echo.mjs") });
  // One of them is some 240 kB of JSON, raw and decoded.
  await chain.add(
    app.address,
    Array.from({ length: 45 }, () => new Uint8Array(60_000)),
  );
  await node.processed("pages", 45);
});
afterAll(async () => {
  await node?.stop();
  await chain?.close();
});

it("a page of more than 10 MB is refused in words, one that fits is whole", async () => {
  const list = (more: Record<string, unknown>): Promise<Answer> =>
    rpc(node.rpcUrl, "cartesi_listInputs", { application: "pages", ...more });
  const { error } = await list({ limit: 10_000 });
  expect(error).toEqual({ code: -31003, message: expect.stringMatching(/exceeds 10 MB after 4\d entries/) });
  const fits = Number(/after (\d+)/.exec(error.message)![1]);
  const { result } = await list({ limit: fits });
  expect(result.data).toHaveLength(fits);
  expect(result.pagination).toEqual({ total_count: 45, limit: fits, offset: 0 });
  // The filtered listing takes another way through the store.
  const { sender } = result.data[0].decoded_data;
  expect((await list({ limit: 10_000, sender })).error).toEqual(error);
  expect((await list({ limit: 10_000, offset: fits })).result.data).toHaveLength(45 - fits);
});
