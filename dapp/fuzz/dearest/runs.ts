/** Runs of one gene, by a device that the attacker prepared. */
import { contentOf } from "@witness/protocol/assembly";
import { u32 } from "@witness/protocol/bytes";
import type { Groups, Reading } from "@witness/protocol/reading";
import type { Body, Envelope, Run } from "@witness/protocol/wire/envelope";
import { NOW, only, run, type TestDevice } from "../../test/world.ts";
import type { RunGene } from "./gene.ts";
import type { Prepared } from "./prepared.ts";

const ONE = Uint8Array.of(1);
const orOne = (bytes: Uint8Array): Uint8Array => (bytes.length > 0 ? bytes : ONE);
/** The same with a byte in each group that says nothing: each costs a key and a seal. */
const filled = ({ distance, condition, bus }: Groups): Groups => ({
  distance: orOne(distance),
  condition: orOne(condition),
  bus: orOne(bus),
});

/** Seconds and hectometres from one reading to the next. */
const STEPS = {
  falling: { timeS: -1, hm: -1 },
  still: { timeS: 0, hm: 0 },
  rising: { timeS: 1, hm: 1 },
  leaping: { timeS: 1, hm: 40_000 },
  zigzag: { timeS: 1, hm: 0 },
} as const;

function readingAt({ pattern, columns }: RunGene, i: number): Reading {
  const { timeS, hm } = STEPS[pattern];
  const odometerHm = 100_000 + hm * i + (pattern === "zigzag" && i % 2 === 1 ? 90_000 : 0);
  const whole = { fuelUsedCl: 9_000 * i, energyUsedWh: 90_000 * i, operatingTimeS: 900 * i, speedKmh: 200 };
  const sparse = { distanceSinceClearedKm: 40 * i, stateOfChargePm: i, stateOfHealthPm: i };
  return {
    timeUnixS: NOW - 1_000 + timeS * i,
    odometerHm,
    ...(columns > 0 ? whole : {}),
    ...(columns > 1 ? sparse : {}),
  };
}

/** @param sent the number of the message, which makes it another one than all before */
function groupsOf(gene: RunGene, sent: number): Groups {
  if (gene.kind === "unreadable") return only(Uint8Array.of(255));
  const from = 2_000 + 100 * (sent % 3);
  const codes = Array.from({ length: gene.troubleCodes }, (_, i) => ({ code: from + i, cleared: false }));
  const readings = Array.from({ length: gene.readings }, (_, i): Reading => {
    const reading = readingAt(gene, i);
    return i === 0 && codes.length > 0 ? { ...reading, troubleCodes: codes } : reading;
  });
  const said = contentOf(readings);
  if (gene.kind === "fork") return { ...said, bus: u32(sent) };
  if (!gene.ownTimes || gene.readings === 0) return said;
  const beside = readings.map(({ odometerHm: _, distanceSinceClearedKm: __, ...rest }) => ({ fuelUsedCl: 1, ...rest }));
  const { condition } = contentOf(beside.map((each) => ({ ...each, timeUnixS: each.timeUnixS - 7 })));
  return { ...said, condition };
}

type Forgery = (body: Body) => Partial<Body>;
const opening = (change: (opening: NonNullable<Body["opening"]>) => Partial<NonNullable<Body["opening"]>>): Forgery => {
  return (body) => (body.opening ? { opening: { ...body.opening, ...change(body.opening) } } : {});
};

/** What is said otherwise than the device has it: each is seen behind the signature only. */
const FORGERIES: Partial<Record<RunGene["kind"], Forgery>> = {
  "sequence-gap": ({ sequence }) => ({ sequence: sequence + 5 }),
  "session-unknown": ({ session }) => ({ session: session + 1 }),
  "session-reused": () => ({ session: 1 }),
  "suite-unsupported": opening(() => ({ suite: 9 })),
  "key-unknown": opening(() => ({ keyId: new Uint8Array(8) })),
  "encapsulation-invalid": opening(({ encapsulatedKey }) => ({
    encapsulatedKey: encapsulatedKey.map((byte, i) => (i === 64 ? byte ^ 1 : byte)),
  })),
};

const OPENS = new Set<RunGene["kind"]>([
  "opening",
  "gap",
  "fork opening",
  "forged opening",
  "session-reused",
  "suite-unsupported",
  "key-unknown",
  "encapsulation-invalid",
]);
const GAPS = new Set<RunGene["kind"]>(["gap", "fork opening"]);

function sender(gene: RunGene, place: number, prepared: Prepared): TestDevice {
  return gene.kind === "fork" || gene.kind === "fork opening" ? prepared.before(place, 1) : prepared.device(place);
}

/** Kinds of which nothing is admitted, so that the sender stays where it was. */
const STAYS = new Set<RunGene["kind"]>(["fork", "forged", "forged opening", "broken"]);

/** One device's messages of a gene, one after the other. */
export class RunSource {
  readonly #gene: RunGene;
  readonly #sender: () => TestDevice;
  #device: TestDevice;
  readonly #old: Run | undefined;
  #sent: number;

  /** @param nonce so that no two payloads hold the same evidence */
  constructor(gene: RunGene, place: number, prepared: Prepared, nonce: number) {
    this.#gene = gene;
    this.#sender = () => sender(gene, place, prepared);
    this.#device = this.#sender();
    this.#sent = 500 * nonce;
    this.#old = gene.kind === "replay" ? prepared.sent(place) : undefined;
  }

  next(): Run {
    const { kind, bodies } = this.#gene;
    if (kind === "noise") return { bodies: Array.from({ length: bodies }, () => ONE), signature: new Uint8Array() };
    if (this.#old) return this.#old;
    if (STAYS.has(kind) || FORGERIES[kind]) this.#device = this.#sender();
    const made = run(...Array.from({ length: bodies }, () => this.#send()));
    if (kind === "broken") return { ...made, bodies: [...made.bodies.slice(0, -1), ONE] };
    return kind === "forged" || kind === "forged opening" ? { ...made, signature: new Uint8Array(64).fill(7) } : made;
  }

  #send(): Envelope {
    const gene = this.#gene;
    this.#sent += 1;
    if (OPENS.has(gene.kind)) this.#device.open(GAPS.has(gene.kind) ? 1 : 0);
    const forgery = FORGERIES[gene.kind];
    if (forgery) return this.#device.forge([], forgery);
    const said = groupsOf(gene, this.#sent);
    return this.#device.send([], gene.allGroups ? filled(said) : said);
  }
}
