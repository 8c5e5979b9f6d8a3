/** What a snapshot holds of releases: items of their own, after the globals, when the genesis asks for releases. Pure. */
import { concat, readU32, u64 } from "@witness/protocol/bytes";
import { decodeLayout, encodeLayout, type Part } from "@witness/protocol/record/layout";
import type { State } from "../state.ts";
import type { SnapshotReader, SnapshotWriter } from "./stream.ts";

const NUMBERED = [
  { name: "number", type: "u32" },
  { name: "window", type: "u32" },
] as const satisfies readonly Part[];

const SCHEDULE = [
  { name: "open", most: 1, list: [{ name: "window", type: "u32" }] },
  { name: "number", type: "u32" },
  { name: "yearFromUnixS", type: "u32" },
  { name: "spent", type: "u32" },
  { name: "refused", type: "u32" },
  { name: "pending", most: 1, list: [...NUMBERED, { name: "rows", type: "u16" }, { name: "seed", bytes: 32 }] },
  {
    name: "newest",
    most: 1,
    list: [
      ...NUMBERED,
      { name: "table", bytes: 32 },
      { name: "suppressed", type: "u16" },
      { name: "inputIndex", type: "u48" },
    ],
  },
] as const satisfies readonly Part[];

const NOTHING = new Uint8Array();
const SUM_BYTES = 8;

const encodeSums = (sums: readonly number[]): Uint8Array => concat(...sums.map(u64));

const decodeSums = (bytes: Uint8Array): number[] =>
  Array.from(
    { length: bytes.length / SUM_BYTES },
    (_, at) => readU32(bytes, SUM_BYTES * at) * 2 ** 32 + readU32(bytes, SUM_BYTES * at + 4),
  );

/** Writes what is no device's. */
export function writeReleases({ releases, contributions }: State, writer: SnapshotWriter): void {
  if (!releases || !contributions) return;
  const { schedule, draft, newest } = releases;
  const { window, pending, number, yearFromUnixS, spent, refused } = schedule;
  const open = window === undefined ? [] : [{ window }];
  const said = { open, number, yearFromUnixS, spent, refused };
  const making = pending && draft ? [{ ...pending, seed: draft.seed }] : [];
  const came = newest ? [{ ...newest.said, inputIndex: newest.inputIndex }] : [];
  writer.item(encodeLayout(SCHEDULE, { ...said, pending: making, newest: came }));
  writer.item(draft?.table ?? NOTHING);
  writer.item(draft?.parts ?? NOTHING);
  writer.item(newest?.head ?? NOTHING);
  writer.item(newest?.table ?? NOTHING);
  for (const sums of contributions.sums) writer.item(encodeSums(sums));
}

/** Reads it into a new state. @throws {ProtocolError} @throws {RangeError} when the items are of another release of the back-end */
export function readReleases(state: State, reader: SnapshotReader): void {
  const { releases, contributions } = state;
  if (!releases || !contributions) return;
  const read = decodeLayout(SCHEDULE, reader.item().slice());
  const item = (): Uint8Array => reader.item().slice();
  const [table, parts, head, newestTable] = [item(), item(), item(), item()];
  const [open, ended] = [decodeSums(item()), decodeSums(item())];
  contributions.restoreSums(open, ended);
  const [pending] = read.pending;
  const [newest] = read.newest;
  const { number, yearFromUnixS, spent, refused } = read;
  state.releases = {
    ...releases,
    schedule: {
      window: read.open[0]?.window,
      number,
      yearFromUnixS,
      spent,
      refused,
      pending: pending && { number: pending.number, window: pending.window, rows: pending.rows },
    },
    draft: pending && { seed: pending.seed, table, parts },
    newest: newest && {
      said: { number: newest.number, window: newest.window, table: newest.table, suppressed: newest.suppressed },
      head,
      table: newestTable,
      inputIndex: newest.inputIndex,
    },
  };
}
