/** What is wrong with a share, by a code of the registry. */
import { SHARE_CODES, type ShareCode } from "../codes/share.ts";

/** A share that cannot be read. */
export class ShareError extends Error {
  readonly code: ShareCode;

  constructor(code: ShareCode, options?: ErrorOptions) {
    super(SHARE_CODES[code].sentence, options);
    this.name = "ShareError";
    this.code = code;
  }
}
