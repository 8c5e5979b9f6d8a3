/**
 * What a device, or a maker by its registrations, may make the relay pay in a day (UTC), in gas, so that none can spend
 * the whole account. On disk, so that a restart forgives nothing.
 */
import { operationBytes, registrationBytes } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import type { DeviceId } from "@witness/protocol/identity";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import type { Database, SqlRow } from "./database.ts";
import type { Item } from "./intake.ts";

const DAY_MS = 86_400_000;
/** Gas of an input before its bytes: 57 593 with 100 bytes, measured through the real InputBox. */
export const INPUT_BASE_GAS = 54_000;
/** Gas of a byte of calldata in a full payload (EIP-7623). */
export const GAS_PER_BYTE = 40;
/** Bytes of a body's tag and length. */
const FRAMING_BYTES = 6;
/** Bytes of a run's signature with its framing. */
const SIGNATURE_BYTES = 70;

/** Returns the gas of a run's bytes. @param bodies the lengths of its bodies, in bytes */
export function runGas(bodies: readonly number[]): number {
  return GAS_PER_BYTE * bodies.reduce((sum, bytes) => sum + bytes + FRAMING_BYTES, SIGNATURE_BYTES);
}

/** Who is charged: a device for its envelopes, a maker for its registrations, since nobody else can sign them. */
export type Payer = DeviceId | `maker ${string}`;

/** Returns the payer of a maker's registrations. @param makerId 8 bytes */
export const makerPayer = (makerId: Uint8Array): Payer => `maker ${toHex(makerId)}`;

/** Returns the gas of a registration's bytes. */
export const registrationGas = (messageBytes: number): number => GAS_PER_BYTE * registrationBytes(messageBytes);

/** Returns the gas of an item's bytes; evidence costs what an envelope costs. */
export const itemGas = ({ body, proven }: Item): number =>
  GAS_PER_BYTE * (body.length + FRAMING_BYTES + (proven ? SIGNATURE_BYTES : 0));

/** Returns the gas of an operation's bytes. */
export const operationGas = ({ message, signature }: SignedOperation): number =>
  GAS_PER_BYTE * operationBytes(message.length, signature.length);

/** Gas that each payer may cost in a day. */
export interface DailyGas {
  readonly deviceGasPerDay: number;
  readonly makerGasPerDay: number;
}

/** Returns the gas that a payer may cost in a day. */
export const dailyGasOf = ({ deviceGasPerDay, makerGasPerDay }: DailyGas, payer: Payer): number =>
  payer.startsWith("maker ") ? makerGasPerDay : deviceGasPerDay;

/** Returns the day (UTC) of a moment, counted from 1970. */
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** Returns the seconds until a new day begins. */
export const retryAfterS = (ms: number): number => Math.ceil((DAY_MS - (ms % DAY_MS)) / 1_000);

/** Gas that each payer was charged today. Runs in the caller's transaction. */
export class Allowance {
  readonly #db: Database;
  readonly #daily: DailyGas;
  readonly #nowMs: () => number;

  constructor(database: Database, daily: DailyGas, nowMs: () => number) {
    this.#db = database;
    this.#daily = daily;
    this.#nowMs = nowMs;
  }

  get #today(): number {
    return dayOf(this.#nowMs());
  }

  /** Returns the gas that the payer may still cost today. */
  left(payer: Payer): number {
    const row = this.#db.sql("SELECT gas FROM spent WHERE device = ? AND day = ?").get(payer, this.#today);
    return dailyGasOf(this.#daily, payer) - Number((row as SqlRow | undefined)?.["gas"] ?? 0);
  }

  /** Returns the seconds until a new day begins. */
  retryAfterS(): number {
    return retryAfterS(this.#nowMs());
  }

  /** Charges a device for the bytes of an item that is kept. */
  chargeItem(item: Item): void {
    this.charge(item.deviceId, itemGas(item));
  }

  /** Charges a maker for the bytes of a registration that is kept. */
  chargeRegistration(maker: Payer, message: Uint8Array): void {
    this.charge(maker, registrationGas(message.length));
  }

  /** Charges the payers of one payload for what the payload costs before its bytes, in equal shares. */
  chargeInput(payers: readonly Payer[]): void {
    for (const payer of payers) this.charge(payer, Math.ceil(INPUT_BASE_GAS / payers.length));
  }

  /** Charges for so much gas. */
  charge(payer: Payer, gas: number): void {
    const put = `INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT (device) DO UPDATE SET
      gas = excluded.gas + CASE WHEN day = excluded.day THEN gas ELSE 0 END, day = excluded.day`;
    this.#db.sql(put).run(payer, this.#today, gas);
  }
}
