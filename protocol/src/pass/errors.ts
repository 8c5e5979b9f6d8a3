/** What is wrong with a pass, by a code of the registry. */
import { PASS_CODES, type PassCode } from "../codes/pass.ts";

/** A pass, or a link to one, that cannot be read. What is wrong with one that can be read is a step of `checkPass`. */
export class PassError extends Error {
  readonly code: PassCode;

  constructor(code: PassCode, options?: ErrorOptions) {
    super(PASS_CODES[code].sentence, options);
    this.name = "PassError";
    this.code = code;
  }
}
