/**
 * The journal that is kept with a record, packed. Its texts are most of a full record, and nearly nothing looks at them: so
 * they are read when somebody is told them or one is added, and not with each message about the device. Pure.
 */
import type { EntryContent } from "@witness/protocol/operations/entry";
import type { KeptEntry } from "../state.ts";
import { bytes, type Codec, list, near, present, Reader, sparse, text, uint, Writer, whole } from "./codec.ts";

const time = near("time");
const company = bytes(8);

const content = sparse<EntryContent>(
  { timeUnixS: time, raw: uint, numerator: uint, denominator: uint, other: company, text: list(whole({ line: text })) },
  { timeUnixS: 0, raw: 0, numerator: 0, denominator: 0, other: new Uint8Array(8), text: [] },
);

/** Without content an entry could not be opened. */
const entries: Codec<readonly KeptEntry[]> = list(
  sparse<KeptEntry>(
    { identity: bytes(32), company, entry: uint, timeUnixS: time, content: present(content), tenure: uint },
    { identity: new Uint8Array(32), company: new Uint8Array(8), entry: 0, timeUnixS: 0, content: undefined, tenure: 1 },
  ),
);

/** The journal of a device about which nobody wrote. */
export const NO_JOURNAL: Uint8Array = new Uint8Array();

const writer = new Writer();

/** Returns entries as bytes. */
export function packJournal(kept: readonly KeptEntry[]): Uint8Array {
  if (kept.length === 0) return NO_JOURNAL;
  writer.begin();
  entries.write(writer, kept);
  return writer.written.slice();
}

/** Returns the entries that `packJournal` wrote, the oldest first. */
export const readJournal = (packed: Uint8Array): readonly KeptEntry[] =>
  packed.length === 0 ? [] : entries.read(new Reader(packed));
