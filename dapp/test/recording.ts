/**
 * A long day at the InputBox, made of a seed: honest fleets, every kind of fraud, and rubbish, with questions between.
 * `node dapp/scripts/record.ts` writes it down; tests hold every machine's outputs against it.
 */

import { packPayload } from "@witness/protocol/batch";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { CAR, PROFILES, type Profile } from "@witness/protocol/columns/profile";
import { decodeOperation } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import type { Reading } from "@witness/protocol/reading";
import type { Envelope } from "@witness/protocol/wire/envelope";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { makeQuery, walletAddress } from "../fuzz/asker.ts";
import { type Chance, chanceOf } from "../fuzz/chance.ts";
import { makePayload } from "../fuzz/input.ts";
import type { Stage } from "../fuzz/sender.ts";
import { handle } from "../src/rollup/loop.ts";
import type { Setting } from "./bundle.ts";
import { administrators } from "./operating.ts";
import { companyDeed, DEEDS, deed, ORIGINS, OWNERS } from "./recorded-operations.ts";
import type { RequestResult } from "./rollup-server.ts";
import {
  applicationPrivateKey,
  applicationPublicKey,
  context,
  drive,
  makerKey,
  NOW,
  only,
  p,
  run,
  TestDevice,
  withCode,
  world,
} from "./world.ts";

/** What is recorded: requests as a rollup server hands them over, and what the back-end did with each. */
export interface Recording {
  readonly setting: Setting;
  readonly requests: readonly string[];
  readonly outcomes: readonly RequestResult[];
  /** How many inputs of each kind there are. */
  readonly kinds: Readonly<Record<string, number>>;
  /** How many operations of each kind, by an actor of each form, took effect. */
  readonly effects: Readonly<Record<string, number>>;
}

const counted = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
/** Counts an operation that took effect. */
function countEffect(effects: Map<string, number>, { message }: SignedOperation, report: string | undefined): void {
  const { operationCodes = [] } = decodeAdvanceReport(fromHex((report ?? "").slice(2)));
  if (operationCodes[0] !== "admitted") return;
  const { kind, actor } = decodeOperation(message);
  const name = `${kind}, ${actor.form}`;
  effects.set(name, (effects.get(name) ?? 0) + 1);
}

const CARS = 36;
/** The first few, with whom people deal. */
const BUSY = 12;
const BLOCK_S = 900;
const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;

/** One car or other device, and what it has sent. */
interface Car {
  readonly device: TestDevice;
  readonly profile: Profile;
  readonly sent: Envelope[];
  odometerHm: number;
}

/** Makes the next batch of a car by its name; the readings end at `timeUnixS`. */
type Kind = (car: Car, timeUnixS: number, chance: Chance) => Parameters<typeof packPayload>[0];

/** What a profile's counters say beside the time; a car's or a meter's first one is what its odometer stands for. */
const QUANTITIES: Readonly<Record<number, (counter: number) => Partial<Reading>>> = {
  3: (counter) => ({ operatingTimeS: 6 * counter, fuelUsedCl: 2 * counter }),
  4: (counter) => ({ energyUsedWh: 20 * counter }),
  5: (counter) => ({ temperatureDc: -180 + (counter % 30), humidityPm: 400 + (counter % 90), pressureHpa: 1_013 }),
};

/** The readings of a drive, as a device of this profile says them. */
function saidBy({ profile }: Pick<Car, "profile">, readings: ReturnType<typeof drive>): Reading[] {
  const quantitiesOf = QUANTITIES[profile.number];
  if (!quantitiesOf) return readings;
  return readings.map(({ timeUnixS, odometerHm }) => ({ timeUnixS, ...quantitiesOf(odometerHm) }));
}

function readingsOf(car: Car, timeUnixS: number, count: number): Reading[] {
  const readings = drive(count, car.odometerHm, timeUnixS - 60 * count);
  car.odometerHm += 10 * count;
  return saidBy(car, readings);
}

function send(car: Car, timeUnixS: number, chance: Chance): Envelope {
  const count = 2 + chance.below(20);
  const readings = readingsOf(car, timeUnixS, count);
  const said =
    car.profile.number <= 2 && chance.oneIn(5)
      ? withCode(readings, 1, 0x0300 + chance.below(9), chance.oneIn(3))
      : readings;
  const envelope = car.device.send(said);
  car.sent.push(envelope);
  return envelope;
}

const of = (...envelopes: readonly Envelope[]) => ({ registrations: [], runs: [run(...envelopes)] });

const KINDS: Readonly<Record<string, Kind>> = {
  run: (car, time, chance) => of(...Array.from({ length: 1 + chance.below(4) }, () => send(car, time, chance))),
  replay: (car, time, chance) => of(chance.some(car.sent) ?? send(car, time, chance)),
  fork: (car, time, chance) => {
    const twin = car.device.copy();
    const first = send(car, time, chance);
    return { registrations: [], runs: [run(first), run(twin.send(saidBy(car, drive(3, 5, time - 500))))] };
  },
  gap: (car, time, chance) => {
    car.device.open(1 + chance.below(1_024));
    return of(send(car, time, chance));
  },
  "missing before": (car, time, chance) => {
    send(car, time, chance);
    const late = of(send(car, time, chance));
    // The device goes on over the gap afterwards.
    car.device.open();
    return late;
  },
  "rolled back": (car, time, chance) => {
    car.odometerHm = Math.floor(car.odometerHm / 2);
    return of(send(car, time, chance));
  },
  jump: (car, time, chance) => {
    car.odometerHm += 500_000;
    return of(send(car, time, chance));
  },
  "wrong signature": (car, time, chance) => {
    const twin = car.device.copy();
    return {
      registrations: [],
      runs: [{ ...run(twin.send(saidBy(car, drive(2, car.odometerHm, time - 120)))), signature: chance.bytes(64) }],
    };
  },
  unreadable: (car, _, chance) => of(car.device.send([], only(chance.bytes(20)))),
  "registered again": (car) => ({ registrations: [car.device.registration(new Uint8Array(20).fill(9))], runs: [] }),
  "unknown device": (_, time, chance) => of(new TestDevice(`stranger ${chance.below(1_000)}`).send(drive(2, 0, time))),
};

/** Names in the order in which they take turns; honest traffic is a third of it. */
const TURNS = [
  ...Object.keys(KINDS),
  ...Object.keys(DEEDS),
  "sold",
  "sold",
  "sold",
  ...new Array<string>(9).fill("run"),
];
/** Of every third device the maker names no owner; the others are of owners of each form in turn. */
const ownerOf = (number: number): Uint8Array =>
  number % 3 === 2 ? new Uint8Array() : (OWNERS[(number >> 1) % OWNERS.length] ?? OWNERS[0]).account;
/** Two of three devices are cars; the others are of all profiles. */
const profileOf = (number: number): Profile =>
  (number % 3 === 1 ? PROFILES[((number - 1) / 3) % PROFILES.length] : undefined) ?? CAR;

/** Records `inputs` inputs of a seed, with a question after every eighth. */
export async function record({ inputs, seed }: { readonly inputs: number; readonly seed: number }): Promise<Recording> {
  const chance = chanceOf(seed);
  const state = world({ administrators, origins: ORIGINS });
  const requests: string[] = [];
  const outcomes: RequestResult[] = [];
  const kinds = new Map<string, number>();
  const effects = new Map<string, number>();
  const cars = Array.from({ length: CARS }, (_, i): Car => {
    const profile = profileOf(i);
    return { device: new TestDevice(`recorded ${i}`, profile), profile, sent: [], odometerHm: 1_000 * i };
  });
  const keys = new Map(cars.map(({ device }) => [toHex(device.id), device.key]));
  const made = { runs: [], registrations: [], queries: [], operations: [], forged: new Set<string>() };
  const stage: Stage = { state, keys, ...made, signed: new Set(), inputIndex: 0 };
  let timeUnixS = NOW - inputs * BLOCK_S;

  const take = async (request: unknown) => {
    const text = JSON.stringify(request);
    const reports: string[] = [];
    const notices: string[] = [];
    const status = await handle(state, text, (path, body) => {
      (path === "/notice" ? notices : reports).push((body as { payload: string }).payload);
      return Promise.resolve({ status: 200, body: "" });
    });
    requests.push(text);
    outcomes.push({ status, reports, notices });
  };
  const input = async (kind: string, payload: Uint8Array) => {
    const index = stage.inputIndex;
    timeUnixS += BLOCK_S;
    const metadata = {
      chain_id: context.chainId,
      app_contract: hex(context.application),
      msg_sender: hex(new Uint8Array(20).fill(0x51 + chance.below(3))),
      block_number: 100 + 20 * index,
      block_timestamp: timeUnixS,
      prev_randao: hex(chance.bytes(32)),
      input_index: index,
    };
    stage.inputIndex += 1;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    await take({ request_type: "advance_state", data: { metadata, payload: hex(payload) } });
  };

  for (let first = 0; first < CARS; first += 6) {
    const registrations = cars
      .slice(first, first + 6)
      .map(({ device }, i) =>
        device.registration(i === 0 ? walletAddress : ownerOf(first + i), undefined, i < 4 ? "Corsa" : "Vega"),
      );
    stage.registrations.push(...registrations);
    await input("registrations", packPayload({ registrations, runs: [] }));
  }
  for (const role of ["workshop", "inspector"] as const) {
    const [first] = cars;
    const operations = first ? [companyDeed(state, first.device, role)] : [];
    await input("companies", packPayload({ registrations: [], runs: [], operations }));
  }
  while (stage.inputIndex < inputs) {
    const name = chance.oneIn(5) ? "rubbish" : chance.some(TURNS);
    const car = chance.some(name !== undefined && name in DEEDS ? cars.slice(0, BUSY) : cars);
    const kind = name === undefined ? undefined : KINDS[name];
    const operation = car && name !== undefined ? deed(name, state, car.device, chance) : undefined;
    if (operation && name) {
      await input(name, packPayload({ registrations: [], runs: [], operations: [operation] }));
      countEffect(effects, operation, outcomes.at(-1)?.reports[0]);
    } else if (kind && car && name) {
      const batch = kind(car, timeUnixS, chance);
      stage.runs.push(...batch.runs);
      await input(name, packPayload(batch));
    } else {
      await input("rubbish", makePayload(chance, stage).slice(0, 4_000));
    }
    if (stage.inputIndex % 8 === 0) {
      await take({ request_type: "inspect_state", data: { payload: hex(makeQuery(chance, stage)) } });
    }
  }
  const genesis = {
    makers: [{ name: "Recorded Motors", publicKey: toHex(p.p256PublicKey(makerKey)) }],
    applicationPublicKey: toHex(applicationPublicKey),
    administrators: { threshold: administrators.threshold, publicKeys: administrators.publicKeys.map(toHex) },
    origins: ORIGINS,
  };
  const setting = { genesis, applicationKey: toHex(applicationPrivateKey) };
  return { setting, requests, outcomes, kinds: counted(kinds), effects: counted(effects) };
}
