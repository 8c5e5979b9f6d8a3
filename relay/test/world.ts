/** A relay as a process on a real chain, with devices that sign: what the relay's tests have in common. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { unpackPayload } from "@witness/protocol/batch";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { type Batch, decodeBody } from "@witness/protocol/wire/envelope";
import { AbiCoder, Contract, JsonRpcProvider, toQuantity, Wallet } from "ethers";
import { registrationOf } from "../../mock-devices/src/registration.ts";
import { type Application, Sealer, type SealerOptions } from "../../mock-devices/src/sealer.ts";
import { fleetReadings, type Sample } from "../../mock-devices/src/trip.ts";
import { startChain, type TestChain } from "../../rollup-node/test/chain.ts";

const main = join(import.meta.dirname, "../src/main.ts");
const random = (bytes: number) => Uint8Array.from(randomBytes(bytes));
/** A development account that nothing else in the tests sends from. */
const ACCOUNT_KEY = "8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba";

/** A chain with an application, a maker and an environment for relays. */
export interface World {
  readonly chain: TestChain;
  readonly application: Application;
  readonly environment: Readonly<Record<string, string>>;
  /** Samples of the seeded fleet, the same for each device number. */
  readonly samples: (device: number, count: number) => Sample[];
  readonly device: () => Sealer;
  readonly registration: (device: Sealer) => Uint8Array;
  /** Writes a file that only its owner reads; answers its path. */
  readonly write: (name: string, text: string) => string;
  /** Starts a relay with an account and data of its own; it ends with the world. */
  readonly another: (settings?: Readonly<Record<string, string>>) => Promise<RunningRelay>;
  /** Every batch that the chain holds for the application, oldest first, with its payload's length. */
  readonly batches: () => Promise<CarriedBatch[]>;
  /** What only the back-end and the maker have. */
  readonly secrets: { readonly applicationPrivateKey: Uint8Array; readonly makerKey: Uint8Array };
  readonly close: () => Promise<void>;
}

/** A batch on the chain. */
export interface CarriedBatch extends Batch {
  readonly bytes: number;
  readonly payload: Uint8Array;
  readonly timeUnixS: number;
}

/** Starts a chain and deploys an application to it. */
export async function makeWorld(): Promise<World> {
  const chain = await startChain();
  const { address, file } = await chain.application("witness");
  const directory = mkdtempSync(join(tmpdir(), "witness-relay-"));
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, name), text, { mode: 0o600 });
    chmodSync(join(directory, name), 0o600);
    return join(directory, name);
  };
  const makerKey = derivePrivateKey(random(32), provider);
  const applicationPrivateKey = derivePrivateKey(random(32), provider);
  const applicationKey = provider.p256PublicKey(applicationPrivateKey);
  const context = { chainId: 31_337, application: fromHex(address) };
  const application = { context, publicKey: applicationKey, keyId: keyIdentity(applicationKey, provider) };
  const options: SealerOptions = { application, provider, random };
  const genesis = {
    makers: [{ name: "Test Motors", publicKey: toHex(provider.p256PublicKey(makerKey)) }],
    applicationPublicKey: toHex(applicationKey),
  };
  const vehicle = { make: "Aster", model: "Corvina", modelYear: 2021, vin: "WAS0000000000TEST" };
  const fleet = fleetReadings(1, 12, 2_000, provider);
  const environment = {
    RELAY_RPC_URL: chain.url,
    RELAY_DEPLOYMENT: file,
    RELAY_GENESIS: write("genesis.json", JSON.stringify(genesis)),
    RELAY_ACCOUNT_KEY_FILE: write("account.key", ACCOUNT_KEY),
    RELAY_RECEIPT_KEY_FILE: write("receipt.key", toHex(derivePrivateKey(random(32), provider))),
    RELAY_DATA_DIR: join(directory, "data"),
    RELAY_BATCH_AGE_MS: "100",
    RELAY_SMALL_AGE_MS: "100",
    RELAY_POLL_MS: "50",
  };
  const running: RunningRelay[] = [];
  let others = 0;
  return {
    chain,
    application,
    environment,
    another: async (settings = {}) => {
      others += 1;
      const key = (0xdead0 + others).toString(16).padStart(64, "0");
      await chain.provider.send("hardhat_setBalance", [new Wallet(`0x${key}`).address, toQuantity(10n ** 19n)]);
      const started = await startRelay({
        ...environment,
        RELAY_ACCOUNT_KEY_FILE: write(`account-${others}.key`, key),
        RELAY_DATA_DIR: `${environment.RELAY_DATA_DIR}-${others}`,
        ...settings,
      });
      running.push(started);
      return started;
    },
    write,
    samples: (device, count) => (fleet[device % fleet.length] ?? []).slice(0, count),
    device: () => new Sealer(derivePrivateKey(random(32), provider), options),
    registration: (device) => registrationOf(device, { vehicle, firstOwner: random(20) }, makerKey, options),
    batches: () => batchesOf(chain.url, address),
    secrets: { applicationPrivateKey, makerKey },
    close: async () => {
      for (const each of running) await each.kill();
      await chain.close();
    },
  };
}

async function batchesOf(url: string, application: string): Promise<CarriedBatch[]> {
  const chain = new JsonRpcProvider(url, undefined, { staticNetwork: true, cacheTimeout: -1 });
  const app = new Contract(application, ["function getDataAvailability() view returns (bytes)"], chain);
  const [inputBox] = AbiCoder.defaultAbiCoder().decode(
    ["address"],
    `0x${(await app.getFunction("getDataAvailability")()).slice(10)}`,
  );
  const box = new Contract(
    inputBox,
    ["event InputAdded(address indexed app, uint256 indexed index, bytes input)"],
    chain,
  );
  const events = await box.queryFilter(box.filters["InputAdded"]?.(application) ?? "InputAdded", 0);
  chain.destroy();
  return events.map((event) => {
    const [input] = AbiCoder.defaultAbiCoder().decode(["bytes"], event.data);
    const types = ["uint256", "address", "address", "uint256", "uint256", "uint256", "uint256", "bytes"];
    const decoded = AbiCoder.defaultAbiCoder().decode(types, `0x${input.slice(10)}`);
    const payload = fromHex(decoded[7]);
    return { ...unpackPayload(payload), bytes: payload.length, payload, timeUnixS: Number(decoded[4]) };
  });
}

/** Returns each device's sequence numbers on the chain, by its id, in order of the chain. */
export async function sequencesOnChain(world: World): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const { runs } of await world.batches()) {
    for (const { bodies } of runs) {
      for (const bytes of bodies) {
        const { deviceId, sequence } = decodeBody(bytes);
        const id = toHex(deviceId);
        found.set(id, [...(found.get(id) ?? []), sequence]);
      }
    }
  }
  return found;
}

/** A relay that runs. */
export interface RunningRelay {
  readonly url: string;
  /** The operator's interface, where the settings name a port for it. */
  readonly adminUrl: string | undefined;
  /** Of its embedded broker. */
  readonly mqttUrl: string | undefined;
  readonly process: ChildProcess;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
}

/** Starts a relay; rejects with its last words when it does not come up. */
export function startRelay(environment: Readonly<Record<string, string>>): Promise<RunningRelay> {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (bytes: Buffer) => {
    words = (words + bytes.toString()).slice(-4_000);
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error(words)));
    createInterface({ input: child.stdout }).once("line", (line) => {
      const kill = async () => {
        child.kill("SIGKILL");
        await gone;
      };
      const { url, mqttUrl, adminUrl } = JSON.parse(line);
      resolve({ url, mqttUrl, adminUrl, process: child, environment, kill });
    });
  });
}

/** Waits until `holds`, or fails after `withinMs`. */
export async function until(holds: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("The condition did not come true in time.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
