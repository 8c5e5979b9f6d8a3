/** What can go wrong around the chain, as codes that a script can act on (docs/contracts.md lists them). */

import { EthereumError } from "@witness/ethereum/errors";
import type { ChainCode } from "@witness/protocol/codes/chain";
import { SettingsError } from "@witness/settings/errors";
import { isError } from "ethers";

/** The stable codes. */
export type ChainErrorCode = ChainCode | "key-unusable" | "port-taken";

/** A failure with a code and a sentence to act on. */
export class ChainError extends Error {
  readonly code: ChainErrorCode;

  constructor(sentence: string, options: ErrorOptions & { readonly code: ChainErrorCode }) {
    super(sentence, options);
    this.name = "ChainError";
    this.code = options.code;
  }
}

/** Puts what ethers throws while a transaction is sent into our codes; anything else passes as it is. */
export function chainErrorOf(cause: unknown): unknown {
  if (cause instanceof ChainError) return cause;
  const refusal = refusalOf(cause);
  // Nodes refuse an empty account in their own words, and with no code of its own; ethers knows only some of them.
  if (isError(cause, "INSUFFICIENT_FUNDS") || /enough funds|insufficient funds/i.test(refusal ?? "")) {
    const sentence = "The deployer's account cannot pay for the gas; send it some of the chain's coin and try again.";
    return new ChainError(sentence, { code: "funds-insufficient", cause });
  }
  if (refusal !== undefined) {
    const sentence = `The chain did not take the transaction: ${refusal}`;
    return new ChainError(sentence, { code: "deployment-failed", cause });
  }
  if (isError(cause, "CALL_EXCEPTION")) {
    const sentence = `The chain reverted the transaction (${cause.reason ?? cause.data ?? "no reason given"}).`;
    return new ChainError(sentence, { code: "deployment-failed", cause });
  }
  if (isError(cause, "TIMEOUT")) {
    const sentence = "A transaction was sent but is in no block yet; when it is, run the same command again to go on.";
    return new ChainError(sentence, { code: "receipt-late", cause });
  }
  const { code } = cause as { code?: unknown };
  if (isError(cause, "NETWORK_ERROR") || isError(cause, "SERVER_ERROR") || code === "ECONNREFUSED") {
    return new ChainError("The chain stopped answering; check the RPC URL and try again.", {
      code: "chain-unreachable",
      cause,
    });
  }
  return cause;
}

/** The node's own sentence, where ethers passes it on uninterpreted. */
function refusalOf(cause: unknown): string | undefined {
  if (!isError(cause, "UNKNOWN_ERROR")) return undefined;
  const { error } = cause as { error?: { message?: unknown } };
  return typeof error?.message === "string" ? error.message : undefined;
}

/** Prints a failure as one line of JSON on stderr and sets the exit code. */
export function reportFailure(error: unknown): void {
  const { message } = error as { message?: string };
  const known = error instanceof ChainError || error instanceof EthereumError || error instanceof SettingsError;
  const stable = known ? error.code : "internal-error";
  const level = "error";
  console.error(JSON.stringify({ level, code: stable, message: message ?? String(error) }));
  process.exitCode = 1;
}
