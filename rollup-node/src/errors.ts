/** Operational failures of the node: a stable code, a sentence a person can act on, the cause kept. */
export class NodeError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NodeError";
    this.code = code;
  }
}

/** Makes a NodeError; the code comes first because that is what a reader of the call looks for. */
export function nodeError(code: string, message: string, options?: ErrorOptions): NodeError {
  return new NodeError(code, message, options);
}
