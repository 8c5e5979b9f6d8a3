/** A car's life as a device sends it: two trips a day, an envelope each, with a month's pause each winter. */
import { concat, u32, utf8 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { registrationOf } from "../mock-devices/src/registration.ts";
import { Sealer } from "../mock-devices/src/sealer.ts";
import { applicationPublicKey, keyOf, makerKey } from "./fleet.ts";

const DAY_S = 86_400;
const FIRST_DAY_UNIX_S = 1_700_006_400;
const TRIPS_AT_S = [28_800, 64_800] as const;
const READINGS_PER_TRIP = 25;
/** Days of a year in which the car is used. */
const DAYS_OF_USE = 335;

/** What the device sends after one trip, and the block that carries it. */
export interface Trip {
  /** Encoded Envelope. */
  readonly envelope: Uint8Array;
  readonly timeUnixS: number;
}

/** One car. */
export class Lifetime {
  readonly registration: Uint8Array;
  readonly deviceId: Uint8Array;
  readonly #device: Sealer;
  #odometerHm = 120;
  #fuelUsedCl = 0;

  constructor(number: number, context: Context) {
    let drawn = 0;
    const random = (bytes: number) => provider.sha256(utf8(`life ${number} ${drawn++}`)).slice(0, bytes);
    const application = {
      context,
      publicKey: applicationPublicKey,
      keyId: keyIdentity(applicationPublicKey, provider),
    };
    this.#device = new Sealer(keyOf(`life ${number}`), { application, provider, random });
    this.deviceId = this.#device.identity;
    const firstOwner = concat(new Uint8Array(16), u32(number));
    const vehicle = {
      make: "Aster",
      model: "Corsa",
      modelYear: 2023,
      vin: `WAS${`${number}`.padStart(14, "0")}`,
    };
    this.registration = registrationOf(this.#device, { vehicle, firstOwner }, makerKey, {
      application,
      provider,
      random,
    });
  }

  /** Drives through the days from one to another, the last not included. */
  *drive(fromDay: number, toDay: number): Generator<Trip> {
    for (let day = fromDay; day < toDay; day += 1) {
      if (day % 365 >= DAYS_OF_USE) continue;
      for (const at of TRIPS_AT_S) yield this.#trip(FIRST_DAY_UNIX_S + day * DAY_S + at);
    }
  }

  #trip(startUnixS: number): Trip {
    const samples = Array.from({ length: READINGS_PER_TRIP }, (_, minute) => {
      this.#odometerHm += 8 + ((startUnixS / 3_600 + 7 * minute) % 7);
      this.#fuelUsedCl += 5 + (minute % 3);
      const reading = {
        timeUnixS: startUnixS + 60 * minute,
        odometerHm: this.#odometerHm,
        fuelUsedCl: this.#fuelUsedCl,
      };
      return { reading, offline: false };
    });
    const { bytes } = this.#device.seal(samples);
    return { envelope: bytes, timeUnixS: startUnixS + 60 * READINGS_PER_TRIP + 30 };
  }
}
