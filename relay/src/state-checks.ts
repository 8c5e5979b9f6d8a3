/** What is held against the chain, and by whom: the node's JSON-RPC tells outputs with their proofs, the relay's own RPC decides. */
import { ChainError } from "@witness/ethereum/errors";
import { findNotice, isAcceptedOutput, readOutputAt } from "@witness/ethereum/outputs";
import { type Call, openRpc } from "@witness/ethereum/rpc";
import type { StateChecks } from "./accepted-makers.ts";
import { RelayError } from "./errors.ts";

/** As for a query: whoever registers a device waits for it. */
const ANSWER_WITHIN_MS = 3_000;

/**
 * Returns the checks of an application's states.
 * @param nodeRpcUrl the JSON-RPC of a rollup node, from anybody
 * @param chain asks the chain, from whom the relay believes
 * @param application 0x and 40 digits
 */
export function stateChecks(nodeRpcUrl: string, chain: Call, application: string): StateChecks {
  const { call, host } = openRpc({ url: nodeRpcUrl, timeoutMs: ANSWER_WITHIN_MS });
  const unavailable = (cause: unknown): RelayError =>
    new RelayError(`The node at ${host} does not tell its outputs.`, { code: "node-unavailable", cause });
  return {
    async findNotice(stateRoot) {
      try {
        return await findNotice(call, application, stateRoot);
      } catch (error) {
        throw error instanceof ChainError ? unavailable(error) : error;
      }
    },
    async readOutput(index) {
      try {
        return await readOutputAt(call, application, index);
      } catch (error) {
        // A refusal says that there is none of this number.
        if (error instanceof ChainError && !error.retryable) return undefined;
        throw error instanceof ChainError ? unavailable(error) : error;
      }
    },
    isAccepted: (found) => isAcceptedOutput(chain, application, found),
  };
}
