/**
 * How the issuer comes to believe a pass: it proves it itself. This is the only way to a statement, and `main.ts` has only one
 * prover, which asks the chain (`proven-pass.ts`).
 */
import type { Statement } from "./statement.ts";

/** What proving a pass came to. */
export type Proof =
  /** `isNewest`: nothing was added to the record since its state. */
  | { readonly result: "holds"; readonly statement: Statement; readonly forWhom: string; readonly isNewest: boolean }
  /** It does not hold. `isFinal`: it never will again, being altered, ended, withdrawn, or of an owner who is none any more. */
  | { readonly result: "fails"; readonly step: string; readonly reason: string; readonly isFinal: boolean }
  /** Who would have to say so does not answer. It says nothing of the pass. */
  | { readonly result: "unasked"; readonly step: string };

/** Proves a pass, all of it, at a time. It throws nothing for any bytes. */
export type Prover = (pass: Uint8Array, nowUnixS: number) => Promise<Proof>;
