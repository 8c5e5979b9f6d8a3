/**
 * What every store must do, as cases that run anywhere: in a test of Node.js, in a browser, on a maker's board. A case
 * throws when the store does not do it.
 */
import type { DeviceStore, StoredLog } from "../src/store.ts";

/** A store, and how it is opened again on what it kept. */
export interface Opened {
  readonly store: DeviceStore;
  readonly again: () => Promise<DeviceStore>;
}

interface Case {
  readonly name: string;
  /** @param opened a store that holds nothing yet */
  readonly run: (opened: Opened) => Promise<void>;
}

/** As many bytes as are wanted, all the same. */
const record = (byte: number, length = 3) => new Uint8Array(length).fill(byte);

const shown = (records: readonly Uint8Array[]): string =>
  JSON.stringify(records.map((bytes) => (bytes.length > 8 ? [bytes.length, bytes[0], bytes.at(-1)] : [...bytes])));

function holds({ records, torn }: StoredLog, expected: readonly Uint8Array[]): void {
  const bytes = records.every((each) => each instanceof Uint8Array);
  const same = records.length === expected.length && shown(records) === shown(expected);
  if (!bytes || !same) throw new Error(`The store holds ${shown(records)}, expected ${shown(expected)}.`);
  if (torn) throw new Error("The store says that a write was cut off; none was.");
}

/** All cases. */
export const CASES: readonly Case[] = [
  {
    name: "begins empty, and gives back what was appended, in order",
    run: async ({ store, again }) => {
      holds(await store.read(), []);
      await store.append([record(1), record(2)]);
      await Promise.all([store.append([record(3)]), store.append([record(4, 0)])]);
      const kept = [record(1), record(2), record(3), record(4, 0)];
      holds(await store.read(), kept);
      holds(await (await again()).read(), kept);
    },
  },
  {
    name: "puts records in the place of all others",
    run: async ({ store, again }) => {
      await store.append([record(1), record(2)]);
      await store.replace([record(3)]);
      await store.append([record(4)]);
      holds(await (await again()).read(), [record(3), record(4)]);
    },
  },
  {
    name: "takes no records at all, and puts nothing in the place of all others",
    run: async ({ store, again }) => {
      await store.append([record(1)]);
      await store.append([]);
      holds(await store.read(), [record(1)]);
      await store.replace([]);
      holds(await store.read(), []);
      await store.append([record(2)]);
      holds(await (await again()).read(), [record(2)]);
    },
  },
  {
    name: "keeps the order of calls that nobody waited for",
    run: async ({ store, again }) => {
      const calls = Array.from({ length: 40 }, (_, i) =>
        i % 10 === 9 ? store.replace([record(i)]) : store.append([record(i), record(i)]),
      );
      await Promise.all(calls);
      await store.append([record(40)]);
      holds(await (await again()).read(), [record(39), record(40)]);
    },
  },
  {
    name: "keeps what it was given, whatever becomes of the caller's bytes",
    run: async ({ store }) => {
      const bytes = record(1);
      await store.append([bytes]);
      bytes.fill(9);
      const [given] = (await store.read()).records;
      given?.fill(8);
      holds(await store.read(), [record(1)]);
    },
  },
  {
    name: "keeps a part of a larger buffer as what it is",
    run: async ({ store, again }) => {
      await store.append([record(1, 100).subarray(10, 13)]);
      const [given] = (await (await again()).read()).records;
      if (given?.length !== 3) throw new Error(`The store gives back ${given?.length} bytes of 3.`);
    },
  },
  {
    name: "given a megabyte of changes, keeps the newest",
    run: async ({ store, again }) => {
      for (let i = 0; i < 100; i += 1) await store.replace([record(i, 10_000)]);
      holds(await (await again()).read(), [record(99, 10_000)]);
    },
  },
  {
    name: "given a record of a megabyte, gives it back",
    run: async ({ store, again }) => {
      await store.append([record(7, 1_000_000)]);
      holds(await (await again()).read(), [record(7, 1_000_000)]);
    },
  },
];
