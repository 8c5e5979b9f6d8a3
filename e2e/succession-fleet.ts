/** Devices with owners, through the SDK as makers use it, that go on from one application to another. */
import type { Application } from "@witness/protocol/assembly";
import { fromHex, utf8 } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { type DeviceId, keyIdentity } from "@witness/protocol/identity";
import type { Reading } from "@witness/protocol/reading";
import type { SuccessionSigners } from "@witness/protocol/succession";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { computeAddress, SigningKey } from "ethers";
import { openNode } from "../audit/src/judge/node.ts";
import { type Owner, ownerOf } from "../audit/src/judge/owner.ts";
import { type Device, type DeviceStore, memoryStore, openDevice } from "../device/src/index.ts";
import { registrationOf } from "../mock-devices/src/registration.ts";
import { RelayClient } from "../mock-devices/src/relay-client.ts";
import { readDeployment, type System } from "../scripts/system.ts";

export const DAY_S = 86_400;
const AT_ONCE = 10;
const secretOf = (name: string): Uint8Array => provider.sha256(utf8(name));

/** Does something for each, a few at once. */
export async function forEach<T>(all: readonly T[], act: (each: T, index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < all.length) {
      const index = next;
      next += 1;
      await act(all[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The application that a system runs, as devices are provisioned with it. */
export function applicationOf(system: System): Application {
  const { chainId, application } = readDeployment(system.deployment);
  const publicKey = fromHex(system.keys().applicationPublicKey);
  const context = { chainId, application: fromHex(application.address) };
  return { context, publicKey, keyId: keyIdentity(publicKey, provider) };
}

/** A relay as a device pins it. */
export const relayOf = (system: System) => ({
  url: system.addresses.relay,
  publicKey: fromHex(system.keys().relayPublicKey),
});

/** A store whose records can be looked at, and given to a copy. */
function openStore(records: Uint8Array[]): DeviceStore {
  const store = memoryStore(records);
  return {
    ...store,
    append: async (more) => {
      records.push(...more);
      await store.append(more);
    },
    replace: async (others) => {
      records.splice(0, records.length, ...others);
      await store.replace(others);
    },
  };
}

/** What the fleet shares. */
export interface FleetWorld {
  readonly system: System;
  readonly signers: SuccessionSigners;
  readonly makerKey: Uint8Array;
  /** The chain's time. */
  readonly nowUnixS: () => number;
}

/** One car: its device, its owner's wallet, and the road so far. */
export class MovingCar {
  readonly number: number;
  readonly wallet: Uint8Array;
  readonly owner: Uint8Array;
  readonly #world: FleetWorld;
  readonly #records: Uint8Array[] = [];
  readonly #key: Uint8Array;
  device!: Device;
  #odometerHm: number;

  constructor(number: number, world: FleetWorld) {
    this.number = number;
    this.#world = world;
    this.wallet = secretOf(`wallet ${number}`);
    this.owner = fromHex(computeAddress(new SigningKey(this.wallet)).slice(2));
    this.#key = derivePrivateKey(secretOf(`device ${number}`), provider);
    this.#odometerHm = 100_000 + 37 * number;
  }

  get id(): DeviceId {
    return this.device.id;
  }
  get odometerHm(): number {
    return this.#odometerHm;
  }

  /** Opens the device; a copy has the records that the device had then, and a life of its own. */
  async open(
    records: Uint8Array[] = this.#records,
    onSealed: (envelope: Uint8Array) => void = () => undefined,
  ): Promise<Device> {
    const { system, signers, nowUnixS } = this.#world;
    return openDevice({
      key: this.#key,
      application: applicationOf(system),
      relay: relayOf(system),
      store: openStore(records),
      succession: signers,
      firstStart: records.length === 0,
      delivery: "on flush",
      provider,
      nowMs: () => nowUnixS() * 1_000,
      // The relay's clock is this machine's.
      isClockSet: () => false,
      onEvent: (event) => {
        if (event.type === "sealed") onSealed(event.envelope);
      },
    });
  }
  copyOfStore(): Uint8Array[] {
    return [...this.#records];
  }

  /** Opens the device, and has its maker register it. Returns the relay's code. */
  async register(): Promise<string> {
    const { system, makerKey } = this.#world;
    this.device = await this.open();
    const { number, owner } = this;
    const vin = number % 3 === 0 ? `WAUZZZ8V5KA${String(number).padStart(6, "0")}` : "";
    const vehicle = { make: "Aster", model: "Corvina", modelYear: 2021, vin };
    const settings = {
      application: applicationOf(system),
      provider,
      random: (bytes: number) => secretOf(`vehicle ${number}`).slice(0, bytes),
    };
    const registration = registrationOf(this.device, { vehicle, firstOwner: owner }, makerKey, settings);
    const relay = new RelayClient(system.addresses.relay, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    return (await relay.register(registration)).code;
  }

  /** A reading a day; the last one is at this time. */
  readings(days: number, untilUnixS: number): Reading[] {
    return Array.from({ length: days }, (_, day) => {
      this.#odometerHm += 100 + (this.number % 50);
      return { timeUnixS: untilUnixS - (days - 1 - day) * DAY_S, odometerHm: this.#odometerHm };
    });
  }
  /** Winds the odometer back, as a cheat does. */
  windBack(hm: number): void {
    this.#odometerHm -= hm;
  }

  /** The record as its owner is shown it. */
  car(system: System): Promise<CarAnswer> {
    return this.ownerAt(system).car(fromHex(this.id));
  }
  ownerAt(system: System): Owner {
    const { context } = applicationOf(system);
    const { application } = readDeployment(system.deployment);
    const { rpc, inspect } = system.addresses;
    return ownerOf(context, openNode(application.address, { rpc, inspect }), this.wallet);
  }
}
