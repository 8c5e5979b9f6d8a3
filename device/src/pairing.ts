/** What a device does when somebody is to own its car: it answers the operation, and opens a session before it goes on. */
import type { DeviceIdentity, DeviceState } from "@witness/protocol/assembly";
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Operation } from "@witness/protocol/operations/operation";
import { encodePairing, pairingPreimage } from "@witness/protocol/pairing";
import { DeviceError } from "./errors.ts";
import { withoutSession } from "./head.ts";

/** An answer, and how the device goes on. Both are stored before the answer is given away. */
export interface Paired {
  /** The field `pairing` of the operation: 108 bytes. */
  readonly pairing: Uint8Array;
  readonly state: DeviceState;
  readonly pairingCounter: number;
}

/**
 * Returns a device's answer to an operation, when all that was gathered is sealed. The counter is a time, so that a device
 * that lost its storage does not fall behind its record, and never less than one more than the last.
 * @param lastCounter of the last answer; 0 before the first
 * @throws {DeviceError} `operation-malformed` when the operation is another device's, or of a kind without pairing
 */
export function answerOperation(
  identity: DeviceIdentity,
  state: DeviceState,
  operation: Operation,
  given: { readonly lastCounter: number; readonly timeUnixS: number; readonly provider: CryptoProvider },
): Paired {
  const { lastCounter, timeUnixS, provider } = given;
  // A program in JavaScript may give the bytes that a command printed.
  if (operation instanceof Uint8Array) {
    const sentence = "This is an operation's bytes: give what decodeOperation of @witness/protocol makes of them.";
    throw new DeviceError(sentence, { code: "operation-malformed" });
  }
  const isOther = !equal(operation.device, identity.deviceId);
  if (isOther) throw new DeviceError("The operation is for another device.", { code: "operation-malformed" });
  const counter = Math.max(lastCounter + 1, timeUnixS);
  const { link, session, skip = 0 } = state;
  // Numbers that the next opening leaves out are before the border: among them is what a lost storage forgot.
  const statement = { counter, sequence: state.sequence + skip, link, nextSession: session + 1 };
  let preimage: readonly Uint8Array[];
  try {
    preimage = pairingPreimage(identity.application.context, operation, statement, provider);
  } catch (cause) {
    const sentence = "The operation is of a kind that a device does not answer, or a field of it does not fit.";
    throw new DeviceError(sentence, { code: "operation-malformed", cause });
  }
  const signature = provider.p256Sign(identity.privateKey, ...preimage);
  // Without a key the next envelope opens a session.
  return {
    pairing: encodePairing({ ...statement, signature }),
    state: withoutSession(state),
    pairingCounter: counter,
  };
}
