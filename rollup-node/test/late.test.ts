/** A deployment file that is wrong about one application must not stop the others on the same node. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import type { TestApplication } from "./chain.ts";
import { temporaryDirectory, until } from "./client.ts";
import { backendCommand, chainOfFile, type NodeUnderTest, runNode } from "./running.ts";

const chain = await chainOfFile();
let node: NodeUnderTest | undefined;
afterEach(async () => {
  await node?.stop();
  node = undefined;
});

const stateOf = async (name: string): Promise<{ state: string; reason: string }> =>
  node!.data("cartesi_getApplication", [name]);

function setDeploymentBlock({ file }: TestApplication, deploymentBlock: number): void {
  const deployment = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...deployment, deploymentBlock }));
}

it("given too late a deployment block, fails that application with a reason and follows the others", async () => {
  const good = await chain.application("good");
  const late = await chain.application("late");
  const right = JSON.parse(readFileSync(late.file, "utf8")).deploymentBlock;
  await chain.add(late.address, ["missed"]);
  // A node begins where its earliest deployment does, so both files name a block after the input that is missed.
  const tooLate = (await chain.provider.getBlockNumber()) + 1;
  setDeploymentBlock(late, tooLate);
  setDeploymentBlock(good, tooLate);
  await chain.add(late.address, ["seen"]);
  await chain.add(good.address, ["hello", "world"]);
  const args = { BACKENDS: backendCommand("echo.mjs"), DATA_DIR: temporaryDirectory() };
  node = await runNode(chain, [good, late], args);
  await node.processed("good", 2);
  await until(async () => (await stateOf("late")).state === "FAILED");
  expect((await stateOf("late")).reason).toMatch(/^input-missing: /);
  await chain.add(late.address, ["more"]);
  await chain.add(good.address, ["again"]);
  await node.processed("good", 3);
  expect(
    node.told.filter(({ facts }) => facts["application"] === "late" && facts["reason"] !== undefined),
  ).toHaveLength(1);
  await node.stop();
  // With the right block in its file the application has its past read and runs.
  setDeploymentBlock(late, right);
  node = await runNode(chain, [good, late], args);
  await node.processed("late", 3);
  expect(await node.payloads("late")).toEqual(["missed", "seen", "more"]);
  expect((await stateOf("late")).state).toBe("ENABLED");
});
