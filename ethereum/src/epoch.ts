/** The epoch that is open on an application, as its consensus counts it, and how long it may still be so. */
import { applicationInterface, consensusInterface } from "./abi.ts";
import { readBlockTime } from "./block.ts";
import { ChainError } from "./errors.ts";
import type { Call } from "./rpc.ts";

/** How far the open epoch is from its end. A claim on it is made and accepted after that. */
export interface OpenEpoch {
  readonly epochBlocks: number;
  /** To its end, from the newest block. */
  readonly blocksLeft: number;
  /** As fast as the newest blocks came. */
  readonly leftS: number;
}

/** Over so many blocks their speed is measured. */
const MEASURED_BLOCKS = 100;

const malformed = (cause?: unknown): ChainError =>
  new ChainError("What answers at the application's address is no application of Cartesi's; check it.", {
    code: "chain-answer-malformed",
    cause,
  });

/**
 * Returns the open epoch.
 * @param call asks the chain
 * @param application 0x and 40 digits
 * @throws {ChainError} as `call` throws, and `chain-answer-malformed`
 */
export async function readOpenEpoch(call: Call, application: string): Promise<OpenEpoch> {
  const ask = async (contract: typeof applicationInterface, to: string, name: string): Promise<unknown> => {
    const answer = String(await call("eth_call", [{ to, data: contract.encodeFunctionData(name) }, "latest"]));
    try {
      return contract.decodeFunctionResult(name, answer)[0];
    } catch (cause) {
      throw malformed(cause);
    }
  };
  const consensus = String(await ask(applicationInterface, application, "getOutputsMerkleRootValidator"));
  const epochBlocks = Number(await ask(consensusInterface, consensus, "getEpochLength"));
  const newest = await readBlockTime(call, "latest");
  const earlier = await readBlockTime(call, Math.max(0, newest.number - MEASURED_BLOCKS));
  const blocksLeft = epochBlocks - (newest.number % epochBlocks);
  const measured = Math.max(1, newest.number - earlier.number);
  const leftS = Math.ceil((blocksLeft * (newest.timeUnixS - earlier.timeUnixS)) / measured);
  return { epochBlocks, blocksLeft, leftS };
}
