/** The examples in the sources' comments type-check. What a device does is in the other tests. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

const repository = join(import.meta.dirname, "../..");
const sources = join(repository, "device/src");

/** What an example may take for granted. */
const WORLD = `
import { readFile } from "node:fs/promises";
import { type Device, type DeviceOptions, DeviceError, type DeviceStore, memoryStore, openDevice, parseProvisioning } from "${sources}/index.ts";
import { FileStores, fileStore } from "${sources}/file-store.ts";
import { indexedDbStore } from "${sources}/indexeddb-store.ts";
import { type MqttClient, mqttTransport } from "${sources}/mqtt-transport.ts";
import { crc32c, FrameReader, frame, stuff, unstuff } from "${sources}/serial-framing.ts";
import { emptyMemory, encodeEntry, readMemory, remember } from "${sources}/journal.ts";
declare const device: Device;
declare const store: DeviceStore;
declare const application: DeviceOptions["application"];
declare const relay: DeviceOptions["relay"];
declare const key: Uint8Array;
declare const challenge: Uint8Array;
declare const belonging: Parameters<Device["possess"]>[0];
declare const operation: Parameters<Device["answerPairing"]>[0];
declare const text: string;
declare const mqtt: { connect: (url: string, options: object) => MqttClient };
declare const clientKey: Uint8Array;
declare const port: { write: (bytes: Uint8Array) => void; on: (event: "data", listener: (chunk: Uint8Array) => void) => void };
declare const envelope: Uint8Array;
declare function forward(envelope: Uint8Array): void;
declare const certificate: Uint8Array;
declare function alertTheMaker(sentence: string): void;
`;

it("an example type-checks", () => {
  const examples = readdirSync(sources).flatMap((name) =>
    [...readFileSync(join(sources, name), "utf8").matchAll(/@example\n(.*?)\*\//gs)].map(
      ([, code = ""]) => `{ // ${name}\n${code.replace(/^ *\* ?/gm, "")}\n}`,
    ),
  );
  expect(examples.length).toBeGreaterThan(10);
  const folder = mkdtempSync(join(tmpdir(), "device-examples-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "examples.ts"), [WORLD, ...examples].join("\n"));
    const tsconfig = {
      extends: join(repository, "tsconfig.base.json"),
      compilerOptions: {
        lib: ["es2024", "esnext.iterator", "dom", "dom.iterable"],
        noUnusedLocals: false,
        typeRoots: [join(repository, "node_modules/@types")],
      },
      include: ["examples.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    const { status, stdout } = spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", folder], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
