/** States that an attacker prepared: a fleet whose records hold all that a record can hold, or nothing yet. */
import { concat, u32, utf8 } from "@witness/protocol/bytes";
import { extendHashChain, recentLinks } from "@witness/protocol/hash-chain";
import type { Judged } from "@witness/protocol/history/judging";
import { deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { REASONS, type ReasonCode } from "@witness/protocol/judge/reasons";
import type { Judge } from "@witness/protocol/judge/state";
import {
  CLOSING_DAYS_MAX,
  CLOSING_MONTHS_MAX,
  COMPANIES_MAX,
  COMPANY_KEYS_MAX,
  EVENTS_MAX,
  FORKS_KEPT,
  RECENT_LINKS,
  TROUBLE_CODES_ACTIVE_MAX,
} from "@witness/protocol/limits";
import { type Globals, newCompany, newGlobals } from "@witness/protocol/operations/globals";
import type { Holding } from "@witness/protocol/operations/holding";
import { keySigner, type OperationSigner, walletSigner } from "@witness/protocol/operations/signing";
import { type Days, DaysDraft, NO_DAYS } from "@witness/protocol/record/days";
import { vinTag } from "@witness/protocol/record/vin";
import type { Run } from "@witness/protocol/wire/envelope";
import { passkeyOf } from "../../../protocol/scripts/cases/operated.ts";
import { leafOf, vinSaltsOf } from "../../src/state/leaf.ts";
import { PackedTree } from "../../src/state/packed/tree.ts";
import { type DeviceRecord, newState, type State } from "../../src/state/state.ts";
import { packJournal, readJournal } from "../../src/state/store/journal.ts";
import {
  applicationPrivateKey,
  context,
  feed,
  inputOf,
  keyOf,
  makerKey,
  NOW,
  p,
  run,
  TestDevice,
} from "../../test/world.ts";
import type { OwnerForm, Setting } from "./gene.ts";

/** Devices that the attacker registered before; more than fit a payload with one message each. */
export const FLEET = 132;
/** Leaves between two devices, so that two of them share as little as possible of their way to the root. */
const SPREAD = 400;
const DAY_S = 86_400;
export const UNTIL_UNIX_S: number = NOW + 30 * DAY_S;
const ORIGIN = "https://witness.example";

export const administrators = Array.from({ length: 16 }, (_, i) => keyOf(`administrator ${i}`));
export const workshops = Array.from({ length: 32 }, (_, i) => keySigner(context, keyOf(`workshop ${i}`), p));
export const maker = keySigner(context, makerKey, p);

const signers = new Map<string, OperationSigner>();
/** Returns the owner of a device, in one of the forms. */
export function ownerOf(place: number, form: OwnerForm): OperationSigner {
  const name = `${form} ${place}`;
  const known = signers.get(name);
  if (known) return known;
  const made = makeOwner(name, form);
  signers.set(name, made);
  return made;
}

function makeOwner(name: string, form: OwnerForm): OperationSigner {
  if (form === "wallet") return walletSigner(context, p.sha256(utf8(name)));
  if (form === "key") return keySigner(context, keyOf(name), p);
  const { actor, account, sign } = passkeyOf(name);
  return { actor, account, sign: (_, message) => sign(message, context, p) };
}

export const vinOf = (place: number): string => `WAS${`${place}`.padStart(14, "0")}`;

/** Registers a car that sends two envelopes. */
function begun(state: State): DeviceRecord {
  const device = new TestDevice("first of the fleet");
  feed(state, inputOf({ registrations: [device.registration()] }));
  const first = device.send([{ timeUnixS: NOW - 60 * DAY_S, odometerHm: 1_000 }]);
  feed(state, inputOf({ runs: [run(first, device.send([{ timeUnixS: NOW - DAY_S, odometerHm: 90_000 }]))] }, 1));
  const record = state.devices.get(deviceIdOf(device.id));
  if (!record) throw new Error("The car is registered.");
  return record;
}

const named = (what: string, at: number): Uint8Array => p.sha256(utf8(`${what} ${at}`));
const list = <T>(count: number, each: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => each(at));

/** A year a day's reading, then a month, then each day: all closing values that are kept. */
function longDays(): Days {
  const ago = [
    ...list(45, (at) => 365 * (50 - at)),
    ...list(CLOSING_MONTHS_MAX, (at) => 31 * (CLOSING_MONTHS_MAX - at) + 70),
    ...list(CLOSING_DAYS_MAX + 2, (at) => CLOSING_DAYS_MAX + 2 - at),
  ];
  const counters = { fuelUsedCl: 1, energyUsedWh: 2, operatingTimeS: 3 };
  const days = new DaysDraft(NO_DAYS);
  for (const [at, each] of ago.entries()) days.add({ timeUnixS: NOW - each * DAY_S, distanceHm: 100 * at }, counters);
  return days.finish();
}

/** Every reason, found often; readings off the path; what a fall left. */
function judgedEverything({ judge }: Judged): Judge {
  const { path } = judge;
  if (!path) throw new Error("The car has driven.");
  const reasons = (Object.keys(REASONS) as ReasonCode[]).map((code) => ({
    code,
    firstTimeUnixS: NOW - 9,
    lastTimeUnixS: NOW,
    count: 300,
    open: 255,
    firstAmountHm: 70_000,
    totalAmountHm: 7_000_000,
    seconds: 90_000,
  }));
  const strays = list(3, (at) => ({ ...path, positionHm: path.positionHm - 9 - at, mayBeTrue: true }));
  const lastBreak = { momentUnixS: NOW, changeHm: -900, buckets: 0, rawBefore: 90_000, rawAfter: 89_100, reachHm: 9 };
  const meter = { last: 5, rise: 7, positionHm: path.positionHm, level: 9 };
  const work = { fuelUsedCl: meter, energyUsedWh: meter, operatingTimeS: meter, speedKmh: meter };
  const dispute = { momentUnixS: NOW - 9, amountHm: 900, positionHm: path.positionHm + 900 };
  return { ...judge, reasons, strays, lastBreak, work, dispute, before: list(3, () => path), episodes: [1, 2, 3] };
}

const LINES = Array.from({ length: 6 }, () => ({ line: "x".repeat(255) }));
const CONTENT = { timeUnixS: NOW, raw: 1_000, numerator: 0, denominator: 0, other: new Uint8Array(8), text: LINES };

/** What operations left in a record: everything, as often as it is kept. */
function fullHolding({ holding }: DeviceRecord): Holding {
  const past = list(3, (at) => ({
    owner: named("owner", at).slice(0, 20),
    firstSequence: 1,
    firstTimeUnixS: at,
    firstSession: 1,
  }));
  return {
    ...holding,
    tenures: [...past, ...holding.tenures].slice(-4),
    offer: [
      {
        identity: named("offer", 0),
        buyer: new Uint8Array(20),
        fromUnixS: NOW - 9,
        untilUnixS: UNTIL_UNIX_S,
        session: 0,
      },
    ],
    companies: list(7, (at) => ({ company: named("company", at).slice(0, 8), counter: 9, untilUnixS: UNTIL_UNIX_S })),
    grants: list(7, (at) => ({
      identity: named("grant", at).slice(0, 16),
      grantee: maker.actor.form === "key" ? maker.actor.publicKey : new Uint8Array(33),
      groups: 7,
      firstSequence: 1,
      lastSequence: 2 ** 31,
      untilUnixS: UNTIL_UNIX_S,
    })),
    isPublic: 1,
    publicSinceUnixS: NOW - 9,
    quarantine: [
      { identity: named("quarantine", 0), reason: 1, sinceUnixS: 1, untilUnixS: UNTIL_UNIX_S, appealedUnixS: 0 },
    ],
    loss: [],
    journal: list(6, (at) => ({
      identity: named("waiting", at).slice(0, 16),
      company: companyOf(at),
      entry: 5,
      timeUnixS: NOW - 9,
      state: at < 2 ? 1 : 0,
    })),
    waiting: list(2, (at) => ({
      identity: named("waiting", at),
      company: companyOf(at),
      entry: 5,
      untilUnixS: UNTIL_UNIX_S,
    })),
  };
}

const companyOf = (at: number): Uint8Array => {
  const { actor } = workshops[at] ?? maker;
  return actor.form === "key" ? keyIdentity(actor.publicKey, p) : new Uint8Array(8);
};

function filled(record: DeviceRecord): DeviceRecord {
  const holding = fullHolding(record);
  const journal = list(16, (at) => ({
    identity: named("waiting", at % 6),
    company: companyOf(0),
    entry: 5,
    timeUnixS: NOW,
    content: CONTENT,
    tenure: holding.tenure,
  }));
  const judged = { ...record.judged, judge: judgedEverything(record.judged) };
  const links = list(RECENT_LINKS, (at) => concat(u32(100 + at), named("link", at)));
  return {
    ...record,
    chain: {
      ...record.chain,
      sequence: 100 + RECENT_LINKS - 1,
      link: named("link", RECENT_LINKS - 1),
      session: 9,
      recent: concat(...links),
    },
    session: { firstSequence: 1, sessionKey: new Uint8Array(32) },
    judged,
    holding,
    journal: packJournal(journal),
    forks: FORKS_KEPT,
    forkEvidence: list(FORKS_KEPT, (at) => ({ sequence: 101, link: named("fork", at), timeUnixS: NOW })),
    unreadable: 9,
    activeTroubleCodes: list(TROUBLE_CODES_ACTIVE_MAX, (at) => 600 * at),
    troubleCodesSet: 900,
    days: longDays(),
    events: { count: 900, newest: list(EVENTS_MAX, (at) => ({ kind: 129, timeUnixS: NOW, item: 800 + at })) },
  };
}

const key = (name: string): Uint8Array => concat(Uint8Array.of(2), p.sha256(utf8(name)));

/** Since when a company is one, and how many devices it may register. */
const ALWAYS = { sinceUnixS: 0, placesPerMaker: 2 ** 32 - 1 };

/** Whom the administrators registered. Those who act come last: whoever looks for them passes all others. */
function globalsOf({ companies }: Setting, base: Globals): Globals {
  const acting = workshops.map(({ actor }) =>
    newCompany("workshop", actor.form === "key" ? actor.publicKey : new Uint8Array(33), ALWAYS, p),
  );
  const own = base.actors.companies;
  const others = Array.from(
    { length: companies === "few" ? 0 : COMPANIES_MAX - acting.length - own.length },
    (_, at) => {
      const company = newCompany(companies === "makers" ? "maker" : "workshop", key(`company ${at}`), ALWAYS, p);
      const old = Array.from({ length: COMPANY_KEYS_MAX - 1 }, (_, each) => ({
        publicKey: key(`key ${at} ${each}`),
        sinceUnixS: 0,
        untilUnixS: 1,
      }));
      return { ...company, keys: [...old, ...company.keys] };
    },
  );
  return { ...base, actors: { ...base.actors, companies: [...others, ...acting, ...own] } };
}

/** The fleet of one setting, and how it is set back. */
export class Prepared {
  readonly state: State;
  readonly #template: DeviceRecord;
  readonly #globals: Globals;
  readonly #devices: readonly TestDevice[];
  readonly #tags: readonly Uint8Array[];

  constructor(setting: Setting) {
    const origins = [ORIGIN];
    const set = { threshold: 16, publicKeys: administrators.map((each) => p.p256PublicKey(each)) };
    const genesis = {
      provider: p,
      makers: [p.p256PublicKey(makerKey)],
      administrators: set,
      origins,
      applicationPrivateKey,
    };
    const first = begun(newState(genesis));
    this.#template = setting.records === "old" ? filled(first) : first;
    this.#globals = globalsOf(setting, newGlobals(genesis, p));
    this.#devices = Array.from({ length: FLEET }, (_, place) => new TestDevice(`dear ${place}`));
    this.#tags = this.#devices.map((_, place) => {
      const vin = vinOf(place);
      const salts = vinSaltsOf(genesis, context, vin);
      return salts ? vinTag(vin, salts, p) : new Uint8Array(32);
    });
    const state = newState(genesis);
    const leaves = new Map(
      Array.from({ length: FLEET * SPREAD + 1 }, (_, i) => [i, p.sha256(Uint8Array.of(i & 255))] as const),
    );
    const tree = new PackedTree(p);
    this.state = { ...state, tree };
    this.state.context = context;
    this.state.timeUnixS = NOW;
    this.reset();
    for (const [id, record] of this.state.devices) {
      const kept = this.state.devices.treeOf(id);
      if (kept) leaves.set(record.index, leafOf(genesis, kept));
    }
    tree.apply(tree.change(leaves));
  }

  get globals(): Globals {
    return this.#globals;
  }

  /** What the records are like: for whoever reads the result. */
  get told(): Readonly<Record<string, number>> {
    const { judged, forkEvidence, activeTroubleCodes, days, events, holding, journal } = this.#template;
    return {
      reasons: judged.judge.reasons.length,
      forks: forkEvidence.length,
      troubleCodes: activeTroubleCodes.length,
      closings: (days.closings.days.length + days.closings.months.length + days.closings.years.length) / 6,
      events: events.newest.length,
      grants: holding.grants.length,
      tenures: holding.tenures.length,
      journal: readJournal(journal).length,
      companies: this.#globals.actors.companies.length,
    };
  }

  /** Returns the device at a place as it was prepared. */
  device(place: number): TestDevice {
    const device = this.#devices[place];
    if (!device) throw new RangeError("There is no such device.");
    const copy = device.copy();
    const { sequence, session, link } = this.#template.chain;
    copy.sequence = sequence;
    copy.session = session;
    copy.link = link;
    return copy;
  }

  /** Returns the device at a place as it was so many links ago: what it sends then is a fork. */
  before(place: number, links: number): TestDevice {
    const copy = this.device(place);
    const old = recentLinks(this.#template.chain)[links];
    if (!old) throw new RangeError("The link is not kept.");
    copy.sequence = old.sequence;
    copy.link = old.link;
    return copy;
  }

  /** Returns a run of the device at a place that the record has already. */
  sent(place: number): Run {
    const device = this.device(place);
    const made = run(device.send([]));
    const record = this.#recordOf(place);
    const { sequence, link, session } = device;
    this.#set({ ...record, chain: extendHashChain(record.chain, { sequence, link, session }) });
    return made;
  }

  /** Gives the device at a place a holding, its owner in one of the forms. Returns the record. */
  hold(place: number, form: OwnerForm, change: (holding: Holding) => Holding): DeviceRecord {
    const record = this.#recordOf(place);
    const { account } = ownerOf(place, form);
    const tenures = record.holding.tenures.map((tenure, at, all) =>
      at === all.length - 1 ? { ...tenure, owner: account } : tenure,
    );
    const held = { ...record, holding: change({ ...record.holding, tenures }) };
    this.#set(held);
    return held;
  }

  /** Sets everything back to what the attacker prepared. Devices that were registered since stay. */
  reset(): void {
    this.state.globals = this.#globals;
    this.state.signedRefusals.clear();
    for (let place = 0; place < FLEET; place += 1) this.#set(this.#recordOf(place));
  }

  #set(record: DeviceRecord): void {
    const quarters = [0, 1, 2, 3].map((quarter) => p.sha256(Uint8Array.of(quarter)));
    const changes = Array.from({ length: 16 }, (_, field) => 90 - field);
    this.state.devices.set(record, { change: 100, changes, quarters });
  }

  #recordOf(place: number): DeviceRecord {
    const device = this.#devices[place];
    const tag = this.#tags[place];
    if (!device || !tag) throw new RangeError("There is no such device.");
    const { chain, session } = this.#template;
    const own = { deviceId: device.id, publicKey: device.publicKey };
    const firstSequence = chain.sequence + 1;
    const vehicle = { ...this.#template.vehicle, vin: vinOf(place) };
    const index = 1 + place * SPREAD;
    return {
      ...this.#template,
      chain: { ...chain, ...own, firstSequence },
      session: session && { firstSequence, sessionKey: new Uint8Array(32) },
      index,
      vehicle,
      vinTag: tag,
    };
  }
}
