/**
 * Tickets of an owner's times with cars, beside the key of that owner (docs/protocol.md, "Tenures"). Without them a time before
 * the four that a record keeps cannot be read any more, so none is forgotten for another car's.
 */
import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { keptTickets, TICKET_BYTES, type Ticket } from "@witness/protocol/tenure";
import { JudgeError } from "./errors.ts";

/** What is kept for one key and one application. */
export interface Tickets {
  /** Returns those of a car (8 bytes), the newest last. @throws {JudgeError} `tickets-unusable` */
  readonly of: (deviceId: Uint8Array) => readonly Ticket[];
  /** Keeps what was handed out; nothing is written when all of it was kept. @throws {JudgeError} `tickets-unusable` */
  readonly keep: (deviceId: Uint8Array, handed: readonly Ticket[]) => void;
}

/** A line of the file. */
interface Row {
  readonly chainId: number;
  readonly application: string;
  readonly car: string;
  readonly first: number;
  readonly last: number;
  readonly mac: string;
}

/** The name of the file beside a key's. */
export const ticketsFileOf = (keyFile: string): string => `${keyFile}.tickets`;

const unusable = (path: string, what: string, cause: unknown): JudgeError =>
  new JudgeError(`The file of tickets ${path} cannot be ${what}.`, { code: "tickets-unusable", cause });

const isRow = (value: unknown): value is Row => {
  const { chainId, application, car, first, last, mac } = (value ?? {}) as Partial<Record<keyof Row, unknown>>;
  const isHex = (text: unknown, bytes: number): boolean =>
    typeof text === "string" && text.length === 2 * bytes && /^[0-9a-f]*$/.test(text);
  const isNumbered = [chainId, first, last].every((each) => Number.isSafeInteger(each) && Number(each) >= 0);
  return isNumbered && typeof application === "string" && isHex(car, 8) && isHex(mac, TICKET_BYTES);
};

function read(path: string): readonly Row[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as { code?: unknown }).code === "ENOENT") return [];
    throw unusable(path, "read", cause);
  }
  try {
    const rows: unknown[] = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    if (rows.every(isRow)) return rows;
  } catch (cause) {
    throw unusable(path, "read", cause);
  }
  throw unusable(path, "read", undefined);
}

/** The file appears whole or stays as it was. */
function write(path: string, rows: readonly Row[]): void {
  const fresh = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    writeFileSync(fresh, text, { mode: 0o600, flag: "wx", flush: true });
    renameSync(fresh, path);
  } catch (cause) {
    throw unusable(path, "written", cause);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** Opens the tickets beside a key's file. The file is made when the first ticket is handed out, with mode 0600. */
export function openTickets(path: string, { chainId, application }: Context): Tickets {
  const name = `0x${toHex(application)}`;
  const isOf = (row: Row, car: string): boolean =>
    row.chainId === chainId && row.application === name && row.car === car;
  const of = (deviceId: Uint8Array): readonly Ticket[] =>
    read(path)
      .filter((row) => isOf(row, toHex(deviceId)))
      .map(({ first, last, mac }) => ({ first, last, mac: fromHex(mac) }));
  return {
    of,
    keep(deviceId, handed) {
      const car = toHex(deviceId);
      const kept = of(deviceId);
      const isKept = ({ first, last, mac }: Ticket): boolean =>
        kept.some((each) => each.first === first && each.last === last && toHex(each.mac) === toHex(mac));
      if (handed.every(isKept)) return;
      const others = read(path).filter((row) => !isOf(row, car));
      const rows = keptTickets(kept, handed).map(({ first, last, mac }) => ({
        chainId,
        application: name,
        car,
        first,
        last,
        mac: toHex(mac),
      }));
      write(path, [...others, ...rows]);
    },
  };
}

/** Keeps tickets as long as the process lives. */
export function memoryTickets(): Tickets {
  const kept = new Map<string, readonly Ticket[]>();
  const of = (deviceId: Uint8Array): readonly Ticket[] => kept.get(toHex(deviceId)) ?? [];
  return {
    of,
    keep: (deviceId, handed) => void kept.set(toHex(deviceId), keptTickets(of(deviceId), handed)),
  };
}
