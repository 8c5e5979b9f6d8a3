/** Every store keeps what it resolved for; the file store also when its process is killed at any moment. */
import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { native as provider } from "@witness/protocol/crypto/native";
import { afterAll, describe, expect, it } from "vitest";
import { FileStores, fileStore } from "../src/file-store.ts";
import { memoryStore, openDevice } from "../src/index.ts";
import { CASES, type Opened } from "./conformance.ts";
import { RoadsideRelay } from "./roadside.ts";
import { application, deviceKey, devicePublicKey, read } from "./setting.ts";

const directory = mkdtempSync(join(tmpdir(), "witness-device-"));
const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const stores of opened) await stores.close();
  rmSync(directory, { recursive: true, force: true });
});
let files = 0;
const newPath = () => join(directory, `${files++}.log`);
const record = (byte: number, length = 3) => new Uint8Array(length).fill(byte);

/** Opens a store, and opens it again on what it kept. */
const KINDS: Readonly<Record<string, () => Promise<Opened>>> = {
  memory: async () => {
    const store = memoryStore();
    return { store, again: async () => memoryStore((await store.read()).records) };
  },
  file: async () => {
    const path = newPath();
    const store = await fileStore(path);
    opened.push(store);
    const again = async () => {
      await store.close();
      const next = await FileStores.open(path);
      opened.push(next);
      return next.store("");
    };
    return { store, again };
  },
  "shared file": async () => {
    const path = newPath();
    const stores = await FileStores.open(path);
    opened.push(stores);
    await stores.store("neighbour").append([record(99)]);
    const again = async () => {
      await stores.close();
      const next = await FileStores.open(path);
      opened.push(next);
      return next.store("mine");
    };
    return { store: stores.store("mine"), again };
  },
};

describe.each(Object.keys(KINDS))("a %s store", (kind) => {
  it.each(CASES)("$name", async ({ run }) => {
    await run((await KINDS[kind]?.()) ?? expect.fail());
  });
});

describe("a file store", () => {
  it("is for its owner only, and does not grow for ever", async () => {
    const path = newPath();
    const store = await fileStore(path);
    for (let i = 0; i < 100; i += 1) await store.replace([record(i, 10_000)]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(path).size).toBeLessThan(400_000);
    await store.close();
  });

  it("given many devices, is at most twice as large as what it holds", async () => {
    const path = newPath();
    const stores = await FileStores.open(path);
    const devices = Array.from({ length: 200 }, (_, i) => stores.store(`car ${i}`));
    let most = 0;
    for (let round = 1; round < 30; round += 1) {
      await Promise.all(devices.map((store) => store.append([record(round, 1_000)])));
      if (round % 5 === 0) await Promise.all(devices.map((store) => store.replace([record(round, 5_000)])));
      most = Math.max(most, statSync(path).size);
    }
    // 200 devices with up to 10 000 bytes each, in base64, and one write of all of them.
    expect(most).toBeLessThan(2 * 200 * 13_500 + 200 * 7_000);
    await stores.close();
    const again = await FileStores.open(path);
    for (let i = 0; i < 200; i += 1) {
      const { records } = await again.store(`car ${i}`).read();
      expect(records.map(({ length }) => length)).toEqual([5_000, 1_000, 1_000, 1_000, 1_000]);
    }
    await again.close();
  });

  it("given no room for a compaction, keeps on in the old file, and compacts when there is room", async () => {
    const path = newPath();
    const store = await fileStore(path);
    // In the way of the new file.
    mkdirSync(`${path}.new`);
    for (let i = 0; i < 60; i += 1) await store.replace([record(i, 10_000)]);
    expect(statSync(path).size).toBeGreaterThan(600_000);
    rmSync(`${path}.new`, { recursive: true });
    for (let i = 60; i < 100; i += 1) await store.replace([record(i, 10_000)]);
    expect(statSync(path).size).toBeLessThan(400_000);
    await store.close();
    const again = await fileStore(path);
    expect((await again.read()).records).toEqual([record(99, 10_000)]);
    await again.close();
  });

  it("given kill -9 during compaction, holds what was acknowledged and goes on", async () => {
    const path = newPath();
    let cutOff = 0;
    for (let life = 0; life < 8; life += 1) {
      const child = spawn(process.execPath, [join(import.meta.dirname, "compacting.ts"), path], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let text = "";
      child.stdout.on("data", (bytes: Buffer) => {
        text += bytes.toString();
      });
      // The new file is there while it is written, and no longer: another moment of that in each life.
      const watching = setInterval(() => {
        const fresh = statSync(`${path}.new`, { throwIfNoEntry: false });
        if (text !== "" && fresh && fresh.size >= life * 500_000) child.kill("SIGKILL");
      });
      await new Promise((resolve) => child.once("close", resolve));
      clearInterval(watching);
      if (existsSync(`${path}.new`)) cutOff += 1;
      const acknowledged = Number(text.split("\n").at(-2));
      const stores = await FileStores.open(path);
      expect(existsSync(`${path}.new`)).toBe(false);
      for (let i = 0; i < 40; i += 1) {
        const { records } = await stores.store(`car ${i}`).read();
        const number = new DataView((records[0] ?? expect.fail()).buffer).getUint32(0);
        expect(number).toBeGreaterThanOrEqual(acknowledged);
        // What stood in flight may be there, as a whole.
        expect(number).toBeLessThanOrEqual(acknowledged + 1);
        expect(records).toHaveLength(1);
      }
      await stores.close();
    }
    expect(cutOff).toBeGreaterThan(0);
  });

  it("given a last write that was cut off anywhere, keeps all before it, says so, and goes on", async () => {
    const path = newPath();
    const store = await fileStore(path);
    await store.append([record(1)]);
    const before = statSync(path).size;
    await store.append([record(2)]);
    await store.close();
    const whole = readFileSync(path);
    for (let length = before + 1; length < whole.length; length += 1) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const cut = await fileStore(path);
      expect(await cut.read()).toEqual({ records: [record(1)], torn: true });
      await cut.append([record(3)]);
      await cut.close();
      const next = await fileStore(path);
      expect(await next.read()).toEqual({ records: [record(1), record(3)], torn: false });
      await next.close();
    }
  });

  it("given damage before its end, refuses rather than forgets", async () => {
    const path = newPath();
    const store = await fileStore(path);
    await store.append([record(1)]);
    const middle = statSync(path).size - 3;
    await store.append([record(2)]);
    await store.close();
    const bytes = readFileSync(path);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    await expect(fileStore(path)).rejects.toMatchObject({ code: "store-corrupt" });
  });

  it("is held by one at a time; what a dead process held is free", async () => {
    const path = newPath();
    const store = await fileStore(path);
    await expect(fileStore(path)).rejects.toMatchObject({ code: "store-in-use" });
    await store.close();
    const next = await fileStore(path);
    await store.close();
    await expect(fileStore(path)).rejects.toMatchObject({ code: "store-in-use" });
    await next.close();
    appendFileSync(`${path}.lock`, "4194305");
    await (await fileStore(path)).close();
  });

  it("given kill -9 at any moment, loses nothing that send returned for and signs no number twice", async () => {
    const relay = new RoadsideRelay(application);
    relay.know(devicePublicKey);
    const url = await relay.listen();
    const path = newPath();
    const acknowledged = new Set<number>();
    for (let life = 0; life < 12; life += 1) {
      const child = spawn(process.execPath, [join(import.meta.dirname, "killed.ts"), url, path, String(life)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let text = "";
      let lines = 0;
      // Somewhere between the first word and the fortieth: another place in each life.
      const most = 1 + ((life * 17) % 40);
      await new Promise<void>((resolve) => {
        child.stdout.on("data", (bytes: Buffer) => {
          text += bytes.toString();
          lines = text.split("\n").length - 1;
          if (lines >= most) child.kill("SIGKILL");
        });
        child.once("close", () => resolve());
      });
      expect(lines).toBeGreaterThan(0);
      for (const line of text.split("\n").slice(0, -1)) acknowledged.add(Number(line));
    }
    const store = await fileStore(path);
    const sealed = new Set<number>();
    const device = await openDevice({
      key: deviceKey,
      application,
      relay: { url, publicKey: relay.publicKey },
      store,
      provider,
      readingsPerEnvelope: 3,
      delivery: "on flush",
    });
    await device.flush();
    await device.close();
    for (const bodies of relay.bodies.values()) expect(bodies.size).toBe(1);
    for (const odometerHm of read(relay.admitted)) sealed.add(odometerHm);
    expect([...acknowledged].filter((odometerHm) => !sealed.has(odometerHm))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(60);
    relay.close();
  });
});
