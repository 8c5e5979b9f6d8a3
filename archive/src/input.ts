/** An input of the chain, and the devices that its messages name. */
import { readBody } from "@witness/protocol/admission";
import { unpackPayload } from "@witness/protocol/batch";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { type Code, ProtocolError } from "@witness/protocol/errors";
import { type DeviceId, deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { decodeOperation, type Operation } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import type { Batch, Run, Signed } from "@witness/protocol/wire/envelope";
import { decodeRegistration } from "@witness/protocol/wire/registration";

/** An input as the chain holds it. */
export interface ChainInput {
  readonly index: number;
  readonly block: number;
  /** 32 bytes. */
  readonly blockHash: Uint8Array;
  readonly blockTimeUnixS: number;
  readonly payload: Uint8Array;
}

/** A payload that was unpacked. */
export interface UnpackedInput extends ChainInput {
  readonly batch: Batch | undefined;
  readonly code: Code;
}

/** Unpacks a payload as the back-end does. */
export function unpackInput({ index, block, blockHash, blockTimeUnixS, payload }: ChainInput): UnpackedInput {
  const input = { index, block, blockHash, blockTimeUnixS, payload };
  try {
    return { ...input, batch: unpackPayload(payload), code: "admitted" };
  } catch (error) {
    if (error instanceof ProtocolError) return { ...input, batch: undefined, code: error.code };
    throw error;
  }
}

/** Returns the device of a run, or undefined when its first body cannot be read. */
export function deviceOfRun({ bodies }: Run): DeviceId | undefined {
  const [first] = bodies;
  const head = first && readBody(first);
  return head && "body" in head ? deviceIdOf(head.body.deviceId) : undefined;
}

function deviceOfRegistration({ message }: Signed, provider: CryptoProvider): DeviceId | undefined {
  try {
    return deviceIdOf(keyIdentity(decodeRegistration(message).devicePublicKey, provider));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function deviceOfOperation({ message }: SignedOperation): DeviceId | undefined {
  const operation = readOperation(message);
  return operation?.device.some((byte) => byte !== 0) ? deviceIdOf(operation.device) : undefined;
}

/** Returns what an operation says, or undefined when the bytes are none. */
export function readOperation(message: Uint8Array): Operation | undefined {
  try {
    return decodeOperation(message);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Returns the devices whose editions are needed to judge these inputs. */
export function devicesOf(inputs: readonly UnpackedInput[], provider: CryptoProvider): Set<DeviceId> {
  const devices = new Set<DeviceId>();
  for (const { batch } of inputs) {
    for (const signed of batch?.registrations ?? []) {
      const device = deviceOfRegistration(signed, provider);
      if (device) devices.add(device);
    }
    for (const signed of batch?.operations ?? []) {
      const device = deviceOfOperation(signed);
      if (device) devices.add(device);
    }
    for (const run of batch?.runs ?? []) {
      const device = deviceOfRun(run);
      if (device) devices.add(device);
    }
  }
  return devices;
}
