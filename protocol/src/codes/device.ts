/** Codes of the device SDK: what a maker's program is told. */
import { act, type CodeEntry, stop, wait } from "./entry.ts";

/** Rows in alphabetical order. */
export const DEVICE_CODES = {
  "challenge-malformed": act("A challenge is 32 bytes; ask the asker for another."),
  "delivery-refused": act("The relay refused an envelope for good; the relay's own code says why."),
  "device-closed": act("The device was closed; open it again."),
  "head-unproven": act(
    "The relay's head is not one that this device signed; the maker must say where the device stands.",
  ),
  "operation-malformed": act(
    "The operation is another device's, or of a kind that a device does not answer; ask with the right one.",
  ),
  "provisioning-malformed": stop("The maker's provisioning file lacks a field or has a wrong one; make it again."),
  "reading-malformed": act("A reading is out of bounds; correct what the vehicle's bus said."),
  "receipt-invalid": wait(
    "The receipt does not hold for this relay, chain and application, or is of a time to come: it promises nothing. A device keeps its envelopes and tries again.",
  ),
  "relay-foreign": stop("The relay serves another application or has another key; do not send to it."),
  "relay-unavailable": wait("The relay does not answer; the device keeps its envelopes and tries again."),
  "store-corrupt": stop("The device's store cannot be read; the device goes on as one that lost its storage."),
  "store-in-use": stop("Another process or tab has the device's store open; stop it first."),
  "store-unavailable": stop(
    "The browser keeps nothing for this page; serve it over HTTPS, allow storage, leave private windows.",
  ),
  "store-write-failed": stop(
    "The device's store could not be written whole, on a full disk for instance; make room and open the device again.",
  ),
  "succession-due": act(
    "The application closes within the hour, or has closed; have the device follow the statement of its successor. Everything is kept.",
  ),
  "succession-early": act("The old application has not closed yet; follow the statement when its time has come."),
  "succession-refused": act(
    "The statement is not one that this device follows: administrators and maker must both sign it for the application that the device is with.",
  ),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type DeviceOnlyCode = keyof typeof DEVICE_CODES;
