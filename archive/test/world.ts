/** Devices whose batches go to a real chain, and archives that follow it: what the archive's tests have in common. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPayload } from "@witness/protocol/batch";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import type { History } from "@witness/protocol/history";
import { type HistoryReading, readHistory } from "@witness/protocol/history/reader";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { decodeEnvelope, decodeSigned, type Envelope, type Run, type Signed } from "@witness/protocol/wire/envelope";
import { registrationOf } from "../../mock-devices/src/registration.ts";
import { type Application, Sealer, type SealerOptions } from "../../mock-devices/src/sealer.ts";
import { owner, vehicle } from "../../protocol/scripts/example-world.ts";
import { startChain, type TestChain } from "../../rollup-node/test/chain.ts";
import { type RunningArchive, startArchive } from "./running.ts";

const random = (bytes: number) => Uint8Array.from(randomBytes(bytes));

/** A car: its maker's registration, and what its device seals. */
export class Car {
  readonly device: Sealer;
  readonly #register: () => Signed;
  #hours = 0;

  constructor(device: Sealer, register: () => Signed) {
    this.device = device;
    this.#register = register;
  }

  /** Another registration each time: the vehicle is sealed anew. */
  registration(): Signed {
    return this.#register();
  }

  envelope(): Envelope {
    this.#hours += 1;
    const reading = { timeUnixS: 1_800_000_000 + this.#hours * 3_600, odometerHm: 1_000 + this.#hours };
    return decodeEnvelope(this.device.seal([{ reading, offline: false }]).bytes);
  }

  run(count = 1): Run {
    const envelopes = Array.from({ length: count }, () => this.envelope());
    return { bodies: envelopes.map(({ body }) => body), signature: envelopes.at(-1)?.signature ?? new Uint8Array(64) };
  }

  /** The same key in other hands. */
  copy(): Car {
    return new Car(this.device.copy(), this.#register);
  }
}

/** A chain with an application, a maker and an environment for archives. */
export interface World {
  readonly chain: TestChain;
  readonly application: Application;
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: () => string;
  readonly car: () => Car;
  /** Sends a batch, in a block of its own. */
  readonly send: (batch: {
    readonly registrations?: readonly Signed[];
    readonly runs?: readonly Run[];
  }) => Promise<void>;
  readonly sendBytes: (payload: Uint8Array) => Promise<void>;
  readonly start: (settings?: Readonly<Record<string, string>>) => Promise<RunningArchive>;
  /** Reads a car's history out of an archive, against what is proven of it. */
  readonly read: (archive: { readonly url: string }, car: Car, proven?: History) => Promise<HistoryReading>;
  readonly close: () => Promise<void>;
}

interface DeviceShape {
  readonly editions: readonly {
    readonly edition: string;
    readonly items: number;
    readonly accumulator: string;
    readonly tiles: number;
  }[];
}

/** Starts a chain and deploys an application to it. */
export async function makeWorld(): Promise<World> {
  const chain = await startChain();
  const { address, file } = await chain.application("witness");
  const base = mkdtempSync(join(tmpdir(), "witness-archive-"));
  const makerKey = derivePrivateKey(random(32), provider);
  const applicationKey = provider.p256PublicKey(derivePrivateKey(random(32), provider));
  const context = { chainId: 31_337, application: fromHex(address) };
  const application = { context, publicKey: applicationKey, keyId: keyIdentity(applicationKey, provider) };
  const options: SealerOptions = { application, provider, random };
  const genesis = join(base, "genesis.json");
  const makers = [{ name: "Test Motors", publicKey: toHex(provider.p256PublicKey(makerKey)) }];
  writeFileSync(genesis, JSON.stringify({ makers, applicationPublicKey: toHex(applicationKey) }));
  const environment = {
    ARCHIVE_RPC_URL: chain.url,
    ARCHIVE_DEPLOYMENT: file,
    ARCHIVE_GENESIS: genesis,
    ARCHIVE_PORT: "0",
    ARCHIVE_POLL_MS: "20",
  };
  const running = new Set<RunningArchive>();
  let directories = 0;
  const directory = () => join(base, `data-${directories++}`);
  const sendBytes = (payload: Uint8Array) => chain.add(address, [payload]);

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<RunningArchive> {
    const started = await startArchive({ ...environment, ARCHIVE_DATA_DIR: directory(), ...settings });
    const inWorld = {
      ...started,
      stop: () => {
        running.delete(inWorld);
        return started.stop();
      },
    };
    running.add(inWorld);
    return inWorld;
  }

  async function read({ url }: { readonly url: string }, car: Car, proven?: History): Promise<HistoryReading> {
    const path = `${url}/v1/devices/${car.device.id}`;
    const { editions } = (await (await fetch(path)).json()) as DeviceShape;
    const [first] = editions;
    if (!first) throw new Error("The archive has no edition of the car.");
    const tiles: Uint8Array[] = [];
    for (let number = 0; number < first.tiles; number += 1) {
      const response = await fetch(`${path}/editions/${first.edition}/tiles/${number}`);
      tiles.push(new Uint8Array(await response.arrayBuffer()));
    }
    return readHistory(
      {
        context,
        provider,
        keyId: application.keyId,
        devicePublicKey: car.device.publicKey,
        proven: proven ?? { items: first.items, accumulator: fromHex(first.accumulator) },
      },
      tiles,
    );
  }

  return {
    chain,
    application,
    environment,
    directory,
    car: () => {
      const device = new Sealer(derivePrivateKey(random(32), provider), options);
      return new Car(device, () =>
        decodeSigned(registrationOf(device, { vehicle, firstOwner: owner }, makerKey, options)),
      );
    },
    send: ({ registrations = [], runs = [] }) => sendBytes(packPayload({ registrations, runs })),
    sendBytes,
    start,
    read,
    close: async () => {
      for (const each of running) await each.stop();
      await chain.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Waits until an archive has read everything that the chain holds. */
export async function untilRead({ chain }: World, { url }: { readonly url: string }, inputs?: number): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const newest = await chain.provider.getBlockNumber();
    const status = (await (await fetch(`${url}/v1/status`)).json()) as { head: number; inputs: number };
    if (status.head === newest && (inputs === undefined || status.inputs === inputs)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("The archive did not read the chain in a minute.");
}
