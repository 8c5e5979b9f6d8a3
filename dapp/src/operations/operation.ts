/** What every operation is: a message of a batch in, a change of one record or a code out. */
import type { Context } from "@witness/protocol/context";
import type { Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import type { Globals } from "@witness/protocol/operations/globals";
import type { Places } from "@witness/protocol/places";
import type { DeviceRecord, Genesis } from "../state/state.ts";

/** When and where an input came. */
export interface Moment {
  readonly context: Context;
  /** The block's time. */
  readonly timeUnixS: number;
  /** The input's index. */
  readonly input: number;
  /** Of the message, among all that the batch carries. */
  readonly place: number;
  /** The version of the parameters in force. */
  readonly parameters: number;
}

/** The state as the messages before this one in the same input left it. */
export interface View {
  readonly genesis: Genesis;
  readonly globals: Globals;
  /** 8 bytes: how messages name the application's key. */
  readonly keyId: Uint8Array;
  /** How many devices there are; the index of the newest. */
  readonly devices: number;
  readonly find: (id: DeviceId) => DeviceRecord | undefined;
  readonly places: Places;
  /** Returns the newest record of this VIN tag (32 bytes). */
  readonly findTag: (vinTag: Uint8Array) => DeviceRecord | undefined;
}

/** What was decided on one registration or one body. */
export interface Decision {
  readonly code: Code;
  /** 8 bytes, when they could be read. */
  readonly deviceId?: Uint8Array | undefined;
  /** 0 where there is none. */
  readonly sequence: number;
  /** 32 bytes, of a refused body that the device's own key signed and that its record does not hold. */
  readonly link?: Uint8Array | undefined;
}

/** What one operation changes. */
export interface RecordChange {
  readonly record: DeviceRecord;
  /** How many readings it brings. */
  readonly readings: number;
}

/** What one message comes to. Without a change the state stays as it is, whatever was decided. */
export interface OperationResult {
  readonly decisions: readonly Decision[];
  readonly change?: RecordChange;
  /** Another record that it changes. */
  readonly other?: DeviceRecord;
  readonly globals?: Globals;
  readonly unopened?: Unopened;
}

/** A device that takes a place, though its vehicle or estate did not open: 8 bytes each, itself and its maker. */
export interface Unopened {
  readonly deviceId: Uint8Array;
  readonly maker: Uint8Array;
}

/** The rule of one kind of message. Pure, and it throws nothing for any bytes. */
export type Operation<Message> = (view: View, moment: Moment, message: Message) => OperationResult;
