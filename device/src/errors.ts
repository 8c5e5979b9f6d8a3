/** Failures of a device, with stable codes. */

/** Why a device cannot go on. */
export type DeviceErrorCode =
  | "reading-malformed"
  | "challenge-malformed"
  | "provisioning-malformed"
  | "store-corrupt"
  | "store-in-use"
  | "relay-unavailable"
  | "relay-foreign"
  | "receipt-invalid"
  | "head-unproven"
  | "delivery-refused"
  | "device-closed";

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
