/** The inputs of an application, in order and without holes: a node that leaves one out is found out. */
import type { Call } from "@witness/ethereum/rpc";
import type { Application } from "./application.ts";
import { addressTopic, type Input, readInput, topicOf } from "./contracts.ts";
import { AuditError } from "./errors.ts";
import { readLogs } from "./logs.ts";

/**
 * Reads the inputs in order and checks that each is the next of this application.
 * @throws {AuditError} `logs-foreign`, `inputs-missing`
 */
export async function* readInputs(rpc: Call, application: Application): AsyncGenerator<Input> {
  const { address, inputBox, fromBlock, head, inputCount, chainId } = application;
  let next = 0;
  const filter = { address: inputBox, topics: [topicOf("InputAdded"), addressTopic(address)] };
  for await (const log of readLogs(rpc, filter, fromBlock, head.block)) {
    const input = readInput(log);
    const ours = input.application === address && input.chainId === chainId && input.block === log.block;
    if (!ours) {
      const sentence = `The chain's node gave an input for ${input.application} on chain ${input.chainId} (block ${input.block}) as one of this application in block ${log.block}; ask another node.`;
      throw new AuditError(sentence, { code: "logs-foreign" });
    }
    if (input.index !== next) {
      const sentence = `After input ${next - 1} the chain's node gave input ${input.index} (block ${log.block}); begin earlier with --from-block, or ask another node.`;
      throw new AuditError(sentence, { code: "inputs-missing" });
    }
    next += 1;
    yield input;
  }
  if (next === inputCount) return;
  const sentence = `The InputBox counts ${inputCount} inputs, the chain's node gave ${next}; ask another node.`;
  throw new AuditError(sentence, { code: "inputs-missing" });
}
