/** What a maker writes into a device in the factory: who may be believed later. */

import type { Application } from "@witness/protocol/assembly";
import { fromHex } from "@witness/protocol/bytes";
import { type Profile, profileOf } from "@witness/protocol/columns/profile";
import { noble } from "@witness/protocol/crypto/noble";
import { keyIdentity } from "@witness/protocol/identity";
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

/**
 * Reads the maker's provisioning file: JSON with `chainId`, `application` (20 bytes), `applicationPublicKey` (33),
 * `relayPublicKey` (33), in hexadecimal, `relayUrl`, and `profile`, as in `1.1`.
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
  };
}
