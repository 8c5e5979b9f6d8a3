/** What goes wrong between this repository and a chain, as codes that a caller can act on. */

import type { ChainCode } from "@witness/protocol/codes/chain";
import type { StartUpCode } from "@witness/protocol/codes/start-up";

/** The stable codes; `docs/errors.md` lists them. */
export type EthereumCode = StartUpCode | ChainCode | "chain-unavailable";

/** A failure with a code and a sentence to act on. The sentence holds no secret and no URL, since URLs often hold keys. */
export class EthereumError extends Error {
  readonly code: EthereumCode;

  constructor(sentence: string, { code, cause }: { readonly code: EthereumCode; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "EthereumError";
    this.code = code;
  }
}

/** No usable answer came from the chain's node, or it refused. */
export class ChainError extends EthereumError {
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** The JSON-RPC error's number, when the node refused. */
  readonly rpcCode: number | undefined;
  /** The node's own words, cut to 300 characters. */
  readonly reason: string | undefined;
  /** What a contract reverted with: 0x and hexadecimal digits. */
  readonly revertData: string | undefined;

  constructor(
    sentence: string,
    options: {
      readonly code: "chain-unavailable" | "chain-refused" | "chain-answer-malformed" | "chain-disagreement";
      readonly cause?: unknown;
      readonly rpcCode?: number | undefined;
      readonly reason?: string | undefined;
      readonly revertData?: string | undefined;
    },
  ) {
    super(sentence, options);
    this.name = "ChainError";
    this.retryable = options.code === "chain-unavailable";
    this.rpcCode = options.rpcCode;
    this.reason = options.reason;
    this.revertData = options.revertData;
  }
}
