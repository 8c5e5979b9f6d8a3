/** Failures of a device, with stable codes. */
import type { DeviceOnlyCode } from "@witness/protocol/codes/device";

/** Why a device cannot go on; `docs/errors.md` has a sentence for each. */
export type DeviceErrorCode = DeviceOnlyCode;

/**
 * A failure that the maker's program can act on: match `code`, never the message.
 * @example
 * try {
 *   await device.flush();
 * } catch (error) {
 *   if (error instanceof DeviceError && error.code === "relay-foreign") alertTheMaker(error.message);
 * }
 */
export class DeviceError extends Error {
  readonly code: DeviceErrorCode;
  /** The relay's own code, when the relay refused. */
  readonly relayCode: string | undefined;

  constructor(
    sentence: string,
    {
      code,
      relayCode,
      cause,
    }: { readonly code: DeviceErrorCode; readonly relayCode?: string | undefined; readonly cause?: unknown },
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "DeviceError";
    this.code = code;
    this.relayCode = relayCode;
  }
}
