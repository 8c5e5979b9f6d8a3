/** A disk that is nearly full writes a part of what it is given, and says how much: a store counts that. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { native as provider } from "@witness/protocol/crypto/native";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FileStores, fileStore } from "../src/file-store.ts";
import { openDevice } from "../src/index.ts";
import { RoadsideRelay } from "./roadside.ts";
import { application, deviceKey, devicePublicKey, NOW } from "./setting.ts";

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-disk-"));
  path = join(directory, "devices.log");
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

const record = (byte: number, length: number) => new Uint8Array(length).fill(byte);

interface Written {
  readonly bytesWritten: number;
  readonly buffer: Uint8Array;
}
type Write = (buffer: Uint8Array, offset: number, length: number, position: number) => Promise<Written>;

/**
 * Real files on a disk that takes a write as `most` says: so many of the bytes that are left of what stands at `offset`
 * of a buffer; with 0 the disk is full.
 */
async function limitWrites(most: (left: number, offset: number) => number): Promise<void> {
  const probe = await open(join(directory, "probe"), "w");
  const files = Object.getPrototypeOf(probe) as { write: Write };
  await probe.close();
  const whole = files.write;
  vi.spyOn(files, "write").mockImplementation(function (this: FileHandle, buffer, offset, length, position) {
    const taken = Math.min(length, most(length, offset));
    if (taken < 1) return Promise.reject(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
    return whole.call(this, buffer, offset, taken, position);
  });
}

/** Runs the device of filling.ts with files of at most 64 KiB (`sh` counts 512 bytes, some shells 1 024). */
function fill(url: string): Promise<Filled> {
  const limited = 'ulimit -f 128 && exec "$0" "$@"';
  const program = join(import.meta.dirname, "filling.ts");
  const child = spawn("sh", ["-c", limited, process.execPath, program, url, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (bytes: Buffer) => {
    text += bytes.toString();
  });
  return new Promise((resolve) => child.once("close", () => resolve(JSON.parse(text) as Filled)));
}

interface Filled {
  readonly kept: number;
  readonly sequence: number;
  readonly sendCode: string;
  readonly flushCode: string;
}

describe("a disk that fills up", () => {
  it("makes a device stop with its code; what send returned for is there, and no number is signed twice", async () => {
    const relay = new RoadsideRelay(application);
    relay.know(devicePublicKey);
    const url = await relay.listen();
    const { kept, sequence, sendCode, flushCode } = await fill(url);
    expect(kept).toBeGreaterThan(10);
    expect(sendCode).toBe("store-write-failed");
    // It delivers what it has, and cannot write down that it is delivered.
    expect(flushCode).toBe("store-write-failed");
    const device = await openDevice({
      key: deviceKey,
      application,
      relay: { url, publicKey: relay.publicKey },
      store: await fileStore(path),
      provider,
      readingsPerEnvelope: 1,
      delivery: "on flush",
    });
    expect(device.status.sequence).toBe(sequence);
    expect(sequence).toBeGreaterThanOrEqual(kept);
    await device.send({ timeUnixS: NOW + 1_000_000, odometerHm: 1_000_000 });
    await device.flush();
    await device.close();
    for (const bodies of relay.bodies.values()) expect(bodies.size).toBe(1);
    expect(relay.counts.get("forked-key")).toBeUndefined();
    relay.close();
  });

  it("takes no entry of which a part is written, and opens again at the last whole one", async () => {
    const stores = await FileStores.open(path);
    const store = stores.store("car");
    await store.append([record(1, 1_000)]);
    await limitWrites((_, offset) => (offset === 0 ? 500 : 0));
    await expect(store.append([record(2, 1_000)])).rejects.toMatchObject({ code: "store-write-failed" });
    vi.restoreAllMocks();
    // There is room again, and still nothing more is promised by a store that is in doubt.
    await expect(store.append([record(3, 1_000)])).rejects.toMatchObject({ code: "store-write-failed" });
    await stores.close();
    const again = await FileStores.open(path);
    expect(await again.store("car").read()).toEqual({ records: [record(1, 1_000)], torn: true });
    await again.store("car").append([record(4, 1_000)]);
    await again.close();
    const last = await FileStores.open(path);
    expect(await last.store("car").read()).toEqual({ records: [record(1, 1_000), record(4, 1_000)], torn: false });
    await last.close();
  });

  it("leaves the old file in place when a compaction finds no room, and the room to what is appended", async () => {
    const stores = await FileStores.open(path);
    const [car, other] = [stores.store("car"), stores.store("other")];
    for (let n = 0; n < 40; n += 1) await car.append([record(n, 3_700)]);
    // An append of 50 000 bytes fits; of what a compaction writes at once a part does, and then the disk is full.
    let refusals = 0;
    await limitWrites((left, offset) => {
      if (offset > 0) refusals += 1;
      if (offset > 0) return 0;
      return left < 100_000 ? left : 70_000;
    });
    for (let n = 0; n < 12; n += 1) await other.replace([record(n, 50_000)]);
    expect(existsSync(`${path}.new`)).toBe(false);
    await stores.close();
    vi.restoreAllMocks();
    const again = await FileStores.open(path);
    expect((await again.store("car").read()).records).toHaveLength(40);
    expect((await again.store("other").read()).records).toEqual([record(11, 50_000)]);
    expect(refusals).toBeGreaterThan(0);
    await again.close();
  });

  it("that takes little at a time is written to until all is there", async () => {
    await limitWrites(() => 1_000);
    const stores = await FileStores.open(path);
    const store = stores.store("car");
    for (let n = 0; n < 40; n += 1) await store.replace([record(n, 10_000)]);
    await stores.close();
    const again = await FileStores.open(path);
    expect(await again.store("car").read()).toEqual({ records: [record(39, 10_000)], torn: false });
    await again.close();
  });
});
