/**
 * Where a device keeps what must survive: a log of records that means nothing to the store. A store is three functions
 * and passes `test/conformance.ts`.
 */

/** What a store gives back. */
export interface StoredLog {
  /** Oldest first. */
  readonly records: readonly Uint8Array[];
  /** The last write was cut off: what it held was never acknowledged, and is gone. */
  readonly torn: boolean;
}

/**
 * A durable log. Calls are made one after the other.
 * @example
 * const store: DeviceStore = memoryStore();
 * await store.append([new Uint8Array([1])]);
 */
export interface DeviceStore {
  /** Reads everything. @throws {DeviceError} `store-corrupt`, `store-in-use` */
  read(): Promise<StoredLog>;
  /** Adds records. Once it resolves they survive loss of power; when power is lost before, a first part of them may. */
  append(records: readonly Uint8Array[]): Promise<void>;
  /** Puts records in the place of all others, wholly or not at all. */
  replace(records: readonly Uint8Array[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * A store that forgets when the process ends: for tests and simulations.
 * @param records what it begins with
 * @example
 * const device = await openDevice({ key, application, relay, store: memoryStore(), firstStart: true });
 */
export function memoryStore(records: readonly Uint8Array[] = []): DeviceStore {
  let kept = records.map((record) => record.slice());
  return {
    read: async () => ({ records: kept.map((record) => record.slice()), torn: false }),
    append: async (more) => {
      for (const record of more) kept.push(record.slice());
    },
    replace: async (others) => {
      kept = others.map((record) => record.slice());
    },
    close: async () => undefined,
  };
}
