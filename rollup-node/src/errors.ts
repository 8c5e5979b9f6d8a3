/** Operational failures of the node: a stable code, a sentence that an operator can act on, and the cause. */
import type { NodeOperatorCode } from "@witness/protocol/codes/node";
import type { StartUpCode } from "@witness/protocol/codes/start-up";

/** The stable codes; `docs/errors.md` lists them. */
export type NodeCode = NodeOperatorCode | StartUpCode | "application-missing";

/** A failure with a stable code. */
export class NodeError extends Error {
  readonly code: NodeCode;

  constructor(code: NodeCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NodeError";
    this.code = code;
  }
}

/** Returns a NodeError. */
export function nodeError(code: NodeCode, message: string, options?: ErrorOptions): NodeError {
  return new NodeError(code, message, options);
}
