/** The records that a device keeps, and what they add up to. Pure: the store keeps bytes, the device acts. */
import type { DeviceState } from "@witness/protocol/assembly";
import { fromHex, toHex, utf8 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { Reading } from "@witness/protocol/reading";
import { DeviceError } from "./errors.ts";

/** What a device is told to say: quantities of its profile at one moment, and trouble codes that were set or cleared. */
export type Said = Reading;

/** An envelope without a receipt. */
export interface QueuedEnvelope {
  readonly sequence: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
  /** Encoded Envelope. */
  readonly bytes: Uint8Array;
  /** What is sealed in it, in case that it must be sealed anew. */
  readonly said: readonly Said[];
}

/** The application that a succession brought a device to. */
export interface Followed {
  readonly context: Context;
  /** The application's key: 33 bytes, compressed. */
  readonly publicKey: Uint8Array;
  /** The number of the succession. */
  readonly number: number;
  /** The relay that carries for it. */
  readonly relay: { readonly url: string; readonly publicKey: Uint8Array };
  /** The application before, until the device has heard where its record stands: it signs nothing meanwhile. */
  readonly from?: Context;
}

/** All that a device remembers. */
export interface Memory {
  /** Undefined while nobody knows what this key signed before. */
  readonly state: DeviceState | undefined;
  readonly sessionSinceUnixS: number;
  /** The maker said that this key has signed nothing yet. */
  readonly firstStart: boolean;
  /** In no envelope yet. */
  readonly gathered: readonly Said[];
  /** Oldest first. */
  readonly queue: readonly QueuedEnvelope[];
  /** The receipt for the highest number, as the relay sent it. */
  readonly receipt: Uint8Array | undefined;
  /** Of the last answer to an operation; absent before the first. */
  readonly pairingCounter?: number;
  /** Absent while it signs for the application that its maker chose. */
  readonly followed?: Followed;
}

/** What happened to a memory. */
export type Entry =
  | { readonly type: "memory"; readonly memory: Memory }
  | { readonly type: "said"; readonly said: readonly Said[] }
  | {
      readonly type: "sealed";
      readonly state: DeviceState;
      readonly sessionSinceUnixS: number;
      readonly envelope: QueuedEnvelope;
    }
  | { readonly type: "followed"; readonly followed: Followed; readonly state: DeviceState }
  | {
      readonly type: "switched";
      readonly state: DeviceState;
      /** What of the queue goes to the new application as it is. */
      readonly queue: readonly QueuedEnvelope[];
      /** What is sealed in it, to be said once more. */
      readonly said: readonly Said[];
    }
  | { readonly type: "paired"; readonly state: DeviceState; readonly pairingCounter: number }
  | {
      readonly type: "kept";
      /** What leaves the queue: these numbers, both included. */
      readonly fromSequence: number;
      readonly throughSequence: number;
      /** Absent when a newer one is known. */
      readonly receipt?: Uint8Array | undefined;
    };

/**
 * Returns a memory that holds nothing.
 * @example
 * const memory = emptyMemory(true);
 */
export const emptyMemory = (firstStart: boolean): Memory => ({
  state: undefined,
  sessionSinceUnixS: 0,
  firstStart,
  gathered: [],
  queue: [],
  receipt: undefined,
});

/**
 * Returns the memory after an entry.
 * @example
 * const said = [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }];
 * remember(emptyMemory(true), { type: "said", said }).gathered.length; // => 1
 */
export function remember(memory: Memory, entry: Entry): Memory {
  switch (entry.type) {
    case "memory":
      return entry.memory;
    case "said":
      return { ...memory, gathered: [...memory.gathered, ...entry.said] };
    case "sealed":
      return {
        ...memory,
        state: entry.state,
        sessionSinceUnixS: entry.sessionSinceUnixS,
        gathered: memory.gathered.slice(entry.envelope.said.length),
        queue: [...memory.queue, entry.envelope],
      };
    case "followed":
      return { ...memory, state: entry.state, followed: entry.followed };
    case "switched":
      return {
        ...memory,
        ...(memory.followed ? { followed: withoutFrom(memory.followed) } : {}),
        state: entry.state,
        gathered: [...entry.said, ...memory.gathered],
        queue: entry.queue,
      };
    case "paired":
      return { ...memory, state: entry.state, pairingCounter: entry.pairingCounter };
    case "kept":
      return {
        ...memory,
        queue: memory.queue.filter(({ sequence }) => sequence < entry.fromSequence || sequence > entry.throughSequence),
        receipt: entry.receipt ?? memory.receipt,
      };
  }
}

const withoutFrom = ({ from: _, ...followed }: Followed): Followed => followed;

/**
 * Encodes an entry as a record. Byte strings are hexadecimal behind `hex:`.
 * @example
 * await store.append([encodeEntry({ type: "said", said: [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }] })]);
 */
export const encodeEntry = (entry: Entry): Uint8Array =>
  utf8(JSON.stringify(entry, (_, value: unknown) => (value instanceof Uint8Array ? `hex:${toHex(value)}` : value)));

/**
 * Reads records; undefined when there is none.
 * @throws {DeviceError} `store-corrupt`
 * @example
 * const memory = readMemory((await store.read()).records);
 */
export function readMemory(records: readonly Uint8Array[]): Memory | undefined {
  let memory: Memory | undefined;
  for (const record of records) {
    let entry: Entry;
    try {
      entry = JSON.parse(new TextDecoder().decode(record), (_, value: unknown) =>
        typeof value === "string" && value.startsWith("hex:") ? fromHex(value.slice(4)) : value,
      ) as Entry;
    } catch (cause) {
      throw new DeviceError("The store holds a record that no device wrote.", { code: "store-corrupt", cause });
    }
    memory = remember(memory ?? emptyMemory(false), entry);
  }
  return memory;
}
