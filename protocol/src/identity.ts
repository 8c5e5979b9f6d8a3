/** Short names of keys: the first 8 bytes of SHA-256 of the compressed public key (docs/protocol.md, "Keys"). */
import { toHex } from "./bytes.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { MalformedError } from "./errors.ts";

/** A device's identity as 16 lower-case hexadecimal digits: the form that maps and addresses use. */
export type DeviceId = string & { readonly brand: "DeviceId" };

/**
 * Returns the identity (8 bytes) of a device, maker or application key. `publicKey` is 33 bytes, compressed.
 * @example
 * const id = keyIdentity(publicKey, native);
 * id.length; // => 8
 */
export function keyIdentity(publicKey: Uint8Array, provider: CryptoProvider): Uint8Array {
  return provider.sha256(publicKey).slice(0, 8);
}

/**
 * Returns the text form of a device's identity.
 * @throws {MalformedError} `malformed` when there are not 8 bytes
 * @example
 * deviceIdOf(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 255)); // => "00010203040506ff"
 */
export function deviceIdOf(bytes: Uint8Array): DeviceId {
  if (bytes.length !== 8) throw new MalformedError({ field: "device_id", bytes: bytes.length });
  return toHex(bytes) as DeviceId;
}

/**
 * Reads the text form of a device's identity, with or without 0x, in either case.
 * @throws {MalformedError} `malformed` when the text is not 16 hexadecimal digits
 * @example
 * parseDeviceId("0x00010203040506FF"); // => "00010203040506ff"
 */
export function parseDeviceId(text: string): DeviceId {
  const digits = text.toLowerCase().replace(/^0x/, "");
  if (!/^[0-9a-f]{16}$/.test(digits)) throw new MalformedError({ field: "device_id" });
  return digits as DeviceId;
}
