/** What can go wrong around the chain, as codes that a script can act on. */

/** The stable codes. */
export type ChainErrorCode =
  | "port-taken"
  | "chain-unreachable"
  | "proxy-missing"
  | "key-unusable"
  | "option-invalid"
  | "deployment-failed"
  | "address-unexpected";

/** A failure with a code and a sentence to act on. */
export class ChainError extends Error {
  readonly code: ChainErrorCode;

  constructor(sentence: string, options: ErrorOptions & { readonly code: ChainErrorCode }) {
    super(sentence, options);
    this.name = "ChainError";
    this.code = options.code;
  }
}

/** Prints a failure as one line of JSON on stderr and sets the exit code. */
export function reportFailure(error: unknown): void {
  const { message, code } = error as { message?: string; code?: string };
  console.error(JSON.stringify({ level: "error", code: code ?? "internal-error", message: message ?? String(error) }));
  process.exitCode = 1;
}
