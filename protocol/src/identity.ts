/** Short names of keys: the first 8 bytes of SHA-256 of the compressed public key (docs/protocol.md, "Keys"). */
import { toHex } from "./bytes.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { MalformedError } from "./errors.ts";

/** A device's identity as 16 lower-case hexadecimal digits: the form that maps and addresses use. */
export type DeviceId = string & { readonly brand: "DeviceId" };

/** The identity (8 bytes) of a device, maker or application key. `publicKey` is 33 bytes, compressed. */
export function keyIdentity(publicKey: Uint8Array, provider: CryptoProvider): Uint8Array {
  return provider.sha256(publicKey).slice(0, 8);
}

/** The text form of 8 bytes. @throws {MalformedError} when there are not 8 */
export function deviceIdOf(bytes: Uint8Array): DeviceId {
  if (bytes.length !== 8) throw new MalformedError({ field: "device_id", bytes: bytes.length });
  return toHex(bytes) as DeviceId;
}

/** Reads the text form, with or without 0x. @throws {MalformedError} */
export function parseDeviceId(text: string): DeviceId {
  const digits = text.toLowerCase().replace(/^0x/, "");
  if (!/^[0-9a-f]{16}$/.test(digits)) throw new MalformedError({ field: "device_id" });
  return digits as DeviceId;
}
