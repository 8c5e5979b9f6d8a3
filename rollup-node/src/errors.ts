/** Operational failures of the node: a stable code, a sentence a person can act on, the cause kept. */
import type { NodeOperatorCode } from "@witness/protocol/codes/node";
import type { StartUpCode } from "@witness/protocol/codes/start-up";

/** The stable codes; `docs/errors.md` lists them. */
export type NodeCode = NodeOperatorCode | StartUpCode | "application-missing";

export class NodeError extends Error {
  readonly code: NodeCode;

  constructor(code: NodeCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NodeError";
    this.code = code;
  }
}

/** Makes a NodeError; the code comes first because that is what a reader of the call looks for. */
export function nodeError(code: NodeCode, message: string, options?: ErrorOptions): NodeError {
  return new NodeError(code, message, options);
}
