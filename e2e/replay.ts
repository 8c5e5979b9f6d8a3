/** A carrier without good will: what came to the InputBox, posted again by a stranger. */
import { readFileSync } from "node:fs";
import { packPayload, unpackPayload } from "@witness/protocol/batch";
import { fromHex } from "@witness/protocol/bytes";
import { MESSAGES_MAX_PER_BATCH } from "@witness/protocol/limits";
import { AbiCoder, Contract, JsonRpcProvider, NonceManager, parseEther, toQuantity, Wallet } from "ethers";
import type { System } from "../scripts/system.ts";
import { ask } from "./owner.ts";
import { eventually } from "./system.ts";

async function inputCount(system: System): Promise<number> {
  const answer = await ask(system, { kind: "status" });
  if (answer.kind !== "status") throw new Error("No status.");
  return answer.status.inputCount;
}

/** Posts the chain's inputs again, whole and cut, and waits until the back-end has judged them. */
export async function replayInputs(system: System): Promise<void> {
  const deployment = JSON.parse(readFileSync(system.deployment, "utf8"));
  const chain = new JsonRpcProvider(system.addresses.chain, undefined, { cacheTimeout: -1 });
  const abi = [
    "event InputAdded(address indexed app, uint256 indexed index, bytes input)",
    "function addInput(address,bytes)",
  ];
  const account = Wallet.createRandom(chain);
  await chain.send("hardhat_setBalance", [account.address, toQuantity(parseEther("100"))]);
  const box = new Contract(deployment.contracts.InputBox, abi, new NonceManager(account));
  const events = await box.queryFilter(box.filters["InputAdded"]?.() ?? "InputAdded", 0);
  const coder = AbiCoder.defaultAbiCoder();
  const payloads = events.map((event) => {
    const [input] = coder.decode(["bytes"], event.data);
    const words = ["uint256", "address", "address", "uint256", "uint256", "uint256", "uint256", "bytes"];
    return fromHex(coder.decode(words, `0x${input.slice(10)}`)[7]);
  });
  // As they were; and runs alone, in the wrong order.
  const runs = payloads.flatMap((payload) => unpackPayload(payload).runs).reverse();
  let messages = 0;
  const alone = runs.slice(0, 8).filter(({ bodies }) => {
    messages += bodies.length;
    return messages <= MESSAGES_MAX_PER_BATCH;
  });
  const again = [...payloads.slice(0, 3), packPayload({ registrations: [], runs: alone })];
  const before = await inputCount(system);
  for (const payload of again) {
    const sent = await box.getFunction("addInput")(deployment.application.address, payload);
    await sent.wait();
  }
  chain.destroy();
  await eventually(
    () => inputCount(system),
    (count) => count >= before + again.length,
  );
}
