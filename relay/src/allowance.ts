/**
 * What a device may make the relay pay in a day (UTC), in gas, so that one registered device cannot spend the whole
 * account. On disk, so that a restart forgives nothing.
 */
import type { DeviceId } from "@witness/protocol/identity";
import type { Database, SqlRow } from "./database.ts";
import type { Item } from "./intake.ts";

const DAY_MS = 86_400_000;
/** What an input costs before its bytes: 57 593 gas with 100 bytes, measured through the real InputBox. */
export const INPUT_BASE_GAS = 54_000;
/** What calldata costs in a full payload (EIP-7623). */
export const GAS_PER_BYTE = 40;
/** Tag and length of a body. */
const FRAMING_BYTES = 6;
/** A run's signature with its framing. */
const SIGNATURE_BYTES = 70;

/** What the bytes of a run cost; `bodies` are the lengths of its bodies. */
export function runGas(bodies: readonly number[]): number {
  return GAS_PER_BYTE * bodies.reduce((sum, bytes) => sum + bytes + FRAMING_BYTES, SIGNATURE_BYTES);
}

/** Gas that each device was charged today. Runs in the caller's transaction. */
export class Allowance {
  readonly #db: Database;
  readonly #gasPerDay: number;
  readonly #nowMs: () => number;

  constructor(database: Database, gasPerDay: number, nowMs: () => number) {
    this.#db = database;
    this.#gasPerDay = gasPerDay;
    this.#nowMs = nowMs;
  }

  get #today(): number {
    return Math.floor(this.#nowMs() / DAY_MS);
  }

  /** Returns the gas that the device may still cost today. */
  left(device: DeviceId): number {
    const row = this.#db.sql("SELECT gas FROM spent WHERE device = ? AND day = ?").get(device, this.#today);
    return this.#gasPerDay - Number((row as SqlRow | undefined)?.["gas"] ?? 0);
  }

  /** Returns the seconds until a new day begins. */
  retryAfterS(): number {
    return Math.ceil((DAY_MS - (this.#nowMs() % DAY_MS)) / 1_000);
  }

  /** Charges a device for the bytes of an item that is kept; evidence costs what an envelope costs. */
  chargeItem({ deviceId, body, proven }: Item): void {
    const signature = proven ? SIGNATURE_BYTES : 0;
    this.#charge(deviceId, GAS_PER_BYTE * (body.length + FRAMING_BYTES + signature));
  }

  /** Charges the devices of one payload for what the payload costs before its bytes, in equal shares. */
  chargeInput(devices: readonly DeviceId[]): void {
    for (const device of devices) this.#charge(device, Math.ceil(INPUT_BASE_GAS / devices.length));
  }

  #charge(device: DeviceId, gas: number): void {
    const put = `INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT (device) DO UPDATE SET
      gas = excluded.gas + CASE WHEN day = excluded.day THEN gas ELSE 0 END, day = excluded.day`;
    this.#db.sql(put).run(device, this.#today, gas);
  }
}
