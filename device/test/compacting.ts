/** A store that is killed while it compacts: prints how many of its records it may not lose, as often as that grows. */
import { FileStores } from "../src/file-store.ts";

const [path = ""] = process.argv.slice(2);
const CHANNELS = 40;
const stores = await FileStores.open(path);
const all = Array.from({ length: CHANNELS }, (_, index) => stores.store(`car ${index}`));
const numbered = (number: number, length: number): Uint8Array => {
  const record = new Uint8Array(length).fill(number);
  new DataView(record.buffer).setUint32(0, number);
  return record;
};
const logs = await Promise.all(all.map((store) => store.read()));
const first = Math.max(
  0,
  ...logs.map(({ records }) => new DataView((records.at(-1) ?? new Uint8Array(4)).slice().buffer).getUint32(0)),
);
// Records of 100 kB take the place of each other, so that every few writes the file is compacted.
for (let number = first + 1; ; number += 1) {
  await Promise.all(all.map((store) => store.replace([numbered(number, 100_000)])));
  process.stdout.write(`${number}\n`);
}
