/** What a maker writes into a device in the factory: who may be believed later. */

import type { Application } from "@witness/protocol/assembly";
import { fromHex } from "@witness/protocol/bytes";
import { type Profile, profileOf } from "@witness/protocol/columns/profile";
import { noble } from "@witness/protocol/crypto/noble";
import { keyIdentity } from "@witness/protocol/identity";
import type { SuccessionSigners } from "@witness/protocol/succession";
import { DeviceError } from "./errors.ts";

/** The pinned application, the relay that carries for it, and what the device sends. */
export interface Provisioning {
  readonly application: Application;
  readonly relay: {
    readonly url: string;
    /** P-256, 33 bytes: receipts are signed with it. */
    readonly publicKey: Uint8Array;
  };
  readonly profile: Profile;
  /** Who must sign that another application follows; without them the device follows none. */
  readonly succession?: SuccessionSigners;
}

/** A profile by its number and version, as in `1.1`. */
function profileNamed(text: unknown): Profile {
  const [, number, version] = (typeof text === "string" && /^(\d{1,5})\.(\d{1,5})$/.exec(text)) || [];
  const profile = profileOf(Number(number), Number(version));
  if (!profile) {
    const sentence = `profile must be the number and version of a profile, as in "1.1", not ${JSON.stringify(text)}.`;
    throw new DeviceError(sentence, { code: "provisioning-malformed" });
  }
  return profile;
}

function bytesOf(file: Record<string, unknown>, name: string, length: number): Uint8Array {
  const text = file[name];
  const digits = typeof text === "string" && new RegExp(`^(0x)?[0-9a-fA-F]{${2 * length}}$`).test(text);
  if (!digits)
    throw new DeviceError(`${name} must be ${length} bytes in hexadecimal.`, { code: "provisioning-malformed" });
  return fromHex(text);
}

function signersOf(file: Record<string, unknown>): SuccessionSigners {
  const { set, threshold, publicKeys } = (file["administrators"] ?? {}) as Record<string, unknown>;
  const keys = Array.isArray(publicKeys) ? publicKeys : [];
  if (typeof set !== "number" || typeof threshold !== "number" || threshold < 1 || threshold > keys.length) {
    const sentence = "administrators must have the number of their set, a threshold, and at least as many publicKeys.";
    throw new DeviceError(sentence, { code: "provisioning-malformed" });
  }
  const named = keys.map((key: unknown) => bytesOf({ publicKeys: key }, "publicKeys", 33));
  return {
    administrators: { number: set, threshold, publicKeys: named },
    makerPublicKey: bytesOf(file, "makerPublicKey", 33),
  };
}

/**
 * Reads the maker's provisioning file: JSON with `chainId`, `application` (20 bytes), `applicationPublicKey` (33),
 * `relayPublicKey` (33), in hexadecimal, `relayUrl`, and `profile`, as in `1.1`; and, for a device that may follow its application
 * to another, `makerPublicKey` (33) and `administrators` with `set`, `threshold` and `publicKeys` (33 each).
 * @throws {DeviceError} `provisioning-malformed`
 * @example
 * const { application, relay, profile } = parseProvisioning(await readFile("provisioning.json", "utf8"));
 */
export function parseProvisioning(text: string): Provisioning {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text) as Record<string, unknown>;
    if (typeof file !== "object" || file === null) throw new TypeError("no object");
  } catch (cause) {
    throw new DeviceError("The provisioning file is not a JSON object.", { code: "provisioning-malformed", cause });
  }
  const { chainId, relayUrl } = file;
  if (typeof chainId !== "number" || !Number.isSafeInteger(chainId) || chainId < 1) {
    throw new DeviceError("chainId must be a whole number above 0.", { code: "provisioning-malformed" });
  }
  if (typeof relayUrl !== "string" || !/^https?:\/\//.test(relayUrl)) {
    throw new DeviceError("relayUrl must be an address that begins with http(s)://.", {
      code: "provisioning-malformed",
    });
  }
  const publicKey = bytesOf(file, "applicationPublicKey", 33);
  return {
    application: {
      context: { chainId, application: bytesOf(file, "application", 20) },
      publicKey,
      keyId: keyIdentity(publicKey, noble),
    },
    relay: { url: relayUrl, publicKey: bytesOf(file, "relayPublicKey", 33) },
    profile: profileNamed(file["profile"]),
    ...(file["administrators"] === undefined ? {} : { succession: signersOf(file) }),
  };
}
