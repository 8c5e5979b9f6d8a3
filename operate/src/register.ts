/** A maker signs a device into the world (docs/protocol.md, "Registration"): no operation, and nothing that a relay promises. */
import { randomBytes } from "node:crypto";
import { readGenesis } from "@witness/ethereum/genesis";
import { readKeyFile } from "@witness/ethereum/key-file";
import { assembleRegistration, type Registered } from "@witness/protocol/assembly";
import { toHex } from "@witness/protocol/bytes";
import { profileOf } from "@witness/protocol/columns/profile";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { companyWith } from "@witness/protocol/operations/globals";
import { OperateError } from "./errors.ts";
import type { NodeReader } from "./node.ts";
import { postRegistration } from "./relay.ts";
import { tierWords } from "./words.ts";

/** What a maker says of a device, and where the keys are. */
export interface Registering extends Registered {
  /** The file of the maker's key. */
  readonly key: string;
  readonly genesis: string;
}

/** Who is asked, and how long. */
export interface Asking {
  readonly context: Context;
  readonly node: NodeReader;
  readonly relay: string;
  readonly waitS: number;
  readonly say: (line: string) => void;
}

const POLL_MS = 1_000;

/** Whether the record has a device. */
async function isKnown(node: NodeReader, deviceId: Uint8Array): Promise<boolean> {
  try {
    await node.head(deviceId);
    return true;
  } catch (error) {
    if (error instanceof OperateError && error.code === "device-unknown") return false;
    throw error;
  }
}

/**
 * Seals the vehicle to the application, signs, posts, and waits until the record has the device.
 * @returns whether the record has it; not waited for with 0 seconds
 * @throws {OperateError} with the relay's code; `node-unavailable`, `relay-unavailable`, `effect-unseen`; and errors of key files and genesis
 */
export async function registerDevice(registering: Registering, asking: Asking): Promise<boolean> {
  const { key, genesis, ...registered } = registering;
  const { context, node, relay, waitS, say } = asking;
  const privateKey = readKeyFile(key, "p256");
  const { applicationPublicKey: publicKey } = readGenesis(genesis, "--genesis");
  const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
  const deviceId = keyIdentity(registered.devicePublicKey, provider);
  const { make, model, modelYear, vin } = registered.vehicle;
  const { number, version } = registered.profile;
  say(`device   ${toHex(deviceId)}, key tier ${tierWords(registered.keyTier)}`);
  say(`profile  ${number}.${version} (${profileOf(number, version)?.name ?? "no profile of this version"})`);
  say(`vehicle  ${make} ${model} ${modelYear}${vin === "" ? ", no VIN" : `, VIN ${vin}`}; sealed to the application`);
  say(`owner    ${registered.firstOwner.length === 0 ? "nobody until a claim" : toHex(registered.firstOwner)}`);
  const makerKey = provider.p256PublicKey(privateKey);
  // A company has the identity of its first key for ever. Whose key is nobody's the relay refuses.
  const id = companyWith(await node.globals(), makerKey)?.id ?? keyIdentity(makerKey, provider);
  say(`maker    ${toHex(id)}`);
  const maker = { privateKey, id, keyMaterial: Uint8Array.from(randomBytes(32)) };
  const deadlineMs = performance.now() + waitS * 1_000;
  await postRegistration(relay, assembleRegistration(application, registered, maker, provider), waitS);
  say("Taken by the relay.");
  if (waitS === 0) return false;
  while (!(await isKnown(node, deviceId))) {
    if (performance.now() > deadlineMs) {
      throw new OperateError("The record does not have the device yet; look again later.", { code: "effect-unseen" });
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  say("The record has it.");
  return true;
}
