/**
 * The layout of a device's record in memory: the one place that knows it. What follows from other parts (the device's id, the
 * head, what is said of the judge) is computed when the record is read, so the rules have plain records as ever.
 */
import { readU32, writeU32 } from "@witness/protocol/bytes";
import { type Profile, profileOf } from "@witness/protocol/columns/profile";
import { GROUP_NAMES, GROUPS, type GroupName } from "@witness/protocol/columns/quantity";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { KeyNode } from "@witness/protocol/disclosure/key-tree";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { History } from "@witness/protocol/history";
import { rulesFor } from "@witness/protocol/history/judging";
import { keyIdentity } from "@witness/protocol/identity";
import { conclude } from "@witness/protocol/judge/judgement";
import { PLATE_TAG_BYTES } from "@witness/protocol/limits";
import type { Closings } from "@witness/protocol/record/closings";
import { type Consumption, type Counters, NO_CONSUMPTION } from "@witness/protocol/record/consumption";
import { type Days, NO_DAYS } from "@witness/protocol/record/days";
import { NO_EVENTS, type RecordEvents } from "@witness/protocol/record/events";
import { RECORD_FIELD_NAMES } from "@witness/protocol/record/fields";
import type { RecordTree } from "@witness/protocol/record/tree";
import { NO_VIN_TAG } from "@witness/protocol/record/vin";
import type { SessionKeys } from "@witness/protocol/session";
import type { KeyTier, Vehicle } from "@witness/protocol/wire/registration";
import type { DatedForkEvidence, DeviceRecord } from "../state.ts";
import {
  bytes,
  type Codec,
  list,
  near,
  type Parts,
  present,
  Reader,
  roomFor,
  sparse,
  text,
  uint,
  Writer,
  whole,
} from "./codec.ts";
import { holding } from "./holding-layout.ts";
import { judged } from "./judge-layout.ts";
import type { Names } from "./names.ts";

/** A record as it is kept. Its journal is long and of no use to most messages: it is kept elsewhere, and not read with them. */
export type KeptRecord = Omit<DeviceRecord, "journal">;

const LINK_BYTES = 32;
const RECENT_BYTES = 4 + LINK_BYTES;
const CLOSING_BYTES = 6;

const NO_KEY = new Uint8Array(32);

const time = near("time");
const sequence = near("sequence");
const item = near("item");
const link = bytes(LINK_BYTES);

/** Last links as sequence (4) ‖ link (32): the numbers go up by little. */
const recent: Codec<Uint8Array> = {
  write: (writer, packed) => {
    writer.uint(packed.length / RECENT_BYTES);
    for (let at = 0; at < packed.length; at += RECENT_BYTES) {
      sequence.write(writer, readU32(packed, at));
      writer.from(packed, at + 4, LINK_BYTES);
    }
  },
  read: (reader) => {
    const packed = roomFor(reader.uint() * RECENT_BYTES);
    for (let at = 0; at < packed.length; at += RECENT_BYTES) {
      writeU32(packed, at, sequence.read(reader));
      reader.into(packed, at + 4, LINK_BYTES);
    }
    return packed;
  },
};

interface Session {
  readonly session: number;
  readonly firstSequence: number;
}

const session = whole<Session>({ session: uint, firstSequence: sequence }, () => ({ session: 0, firstSequence: 0 }));

/** Nodes of the session's key trees, which all have one level. They save hashes only, but in a machine these take long. */
const parents: Codec<SessionKeys["parents"]> = {
  write: (writer, nodes = {}) => {
    const names = GROUP_NAMES.filter((name) => nodes[name] !== undefined);
    writer.uint(names.length);
    for (const name of names) {
      const node = nodes[name] as KeyNode;
      writer.uint(GROUPS[name]);
      writer.uint(node.level);
      writer.uint(node.first);
      writer.raw(node.key);
    }
  },
  read: (reader) => {
    const nodes: Partial<Record<GroupName, KeyNode>> = {};
    for (let left = reader.uint(); left > 0; left -= 1) {
      const number = reader.uint();
      const name = GROUP_NAMES.find((each) => GROUPS[each] === number);
      if (name === undefined) throw new RangeError("There is no such group.");
      nodes[name] = { level: reader.uint(), first: reader.uint(), key: reader.raw(32) };
    }
    return nodes;
  },
};
const sessionKeys = sparse<SessionKeys>(
  { firstSequence: sequence, sessionKey: bytes(32), parents },
  { firstSequence: 0, sessionKey: NO_KEY } as SessionKeys,
  (usual) => ({ ...usual }),
);

/** The head is the last of the recent links. */
const chain: Codec<Omit<HashChain, "deviceId">> = {
  write: (writer, chain) => {
    writer.raw(chain.publicKey);
    recent.write(writer, chain.recent);
    session.write(writer, chain);
    // One more than the number, so that 0 stands for a record that began here.
    writer.uint(chain.firstHere === undefined ? 0 : chain.firstHere + 1);
  },
  read: (reader) => {
    const publicKey = reader.raw(33);
    const links = recent.read(reader);
    const head = links.length - RECENT_BYTES;
    const open = session.read(reader);
    const firstHere = reader.uint();
    return {
      publicKey,
      sequence: readU32(links, head),
      link: links.slice(head + 4),
      recent: links,
      session: open.session,
      firstSequence: open.firstSequence,
      ...(firstHere === 0 ? {} : { firstHere: firstHere - 1 }),
    };
  },
};

/**
 * Closing values of u16 and u32: a closing of the next day, month or year that is no smaller is written as one more than the
 * distance between, any other behind a zero.
 */
const closingList: Codec<Uint8Array> = {
  write: (writer, packed) => {
    writer.uint(packed.length / CLOSING_BYTES);
    let [dayBefore, distanceBefore] = [0, 0];
    for (let at = 0; at < packed.length; at += CLOSING_BYTES) {
      const day = 256 * (packed[at] ?? 0) + (packed[at + 1] ?? 0);
      const distance = readU32(packed, at + 2);
      const step = distance - distanceBefore + 1;
      if (day === dayBefore + 1 && step > 0 && step < 2 ** 31) writer.wide(step);
      else {
        writer.wide(0);
        writer.int(day - dayBefore);
        writer.int(distance - distanceBefore);
      }
      [dayBefore, distanceBefore] = [day, distance];
    }
  },
  read: (reader) => {
    const packed = roomFor(reader.uint() * CLOSING_BYTES);
    let [day, distance] = [0, 0];
    for (let at = 0; at < packed.length; at += CLOSING_BYTES) {
      const step = reader.wide();
      day += step === 0 ? reader.int() : 1;
      distance += step === 0 ? reader.int() : step - 1;
      packed[at] = day >>> 8;
      packed[at + 1] = day;
      writeU32(packed, at + 2, distance);
    }
    return packed;
  },
};

const NOTHING = new Uint8Array();
const closings = sparse<Closings>(
  {
    days: closingList,
    months: closingList,
    years: closingList,
    open: present(
      whole<NonNullable<Closings["open"]>>({ day: uint, distanceHm: uint }, () => ({ day: 0, distanceHm: 0 })),
    ),
  },
  { days: NOTHING, months: NOTHING, years: NOTHING, open: undefined },
  (usual) => ({ ...usual }),
);
const counters = sparse<Counters>(
  { fuelUsedCl: uint, energyUsedWh: uint, operatingTimeS: uint },
  NO_CONSUMPTION.newest,
  (usual) => ({ ...usual }),
);
const consumption = whole<Consumption>({ newest: counters, closed: counters }, () => ({ ...NO_CONSUMPTION }));
const days = sparse<Days>({ closings, consumption }, NO_DAYS, (usual) => ({ ...usual }));

const event = whole<RecordEvents["newest"][number]>({ kind: uint, timeUnixS: time, item });
const events = sparse<RecordEvents>({ count: uint, newest: list(event) }, NO_EVENTS, (usual) => ({ ...usual }));
const evidence = whole<DatedForkEvidence>({ sequence, link, timeUnixS: time });

const profile: Codec<Profile> = {
  write: (writer, { number, version }) => {
    writer.uint(number);
    writer.uint(version);
  },
  read: (reader) => {
    const found = profileOf(reader.uint(), reader.uint());
    if (found === undefined) throw new RangeError("There is no such profile.");
    return found;
  },
};

const vehicleCodec = (names: Names): Codec<Vehicle> => {
  const name: Codec<string> = {
    write: (writer, value) => writer.uint(names.numberOf(value)),
    read: (reader) => names.nameOf(reader.uint()),
  };
  return sparse<Vehicle>(
    { make: name, model: name, modelYear: uint, vin: text },
    { make: "", model: "", modelYear: 0, vin: "" },
    (usual) => ({ ...usual }),
  );
};

/** What of a record is written; the rest follows from it. */
interface WrittenRecord extends Omit<KeptRecord, "judgement" | "chain"> {
  readonly chain: Omit<HashChain, "deviceId">;
}

const partsOf = (names: Names): Parts<WrittenRecord> => ({
  index: uint,
  chain,
  keyTier: uint as Codec<KeyTier>,
  profile,
  holding,
  vehicle: vehicleCodec(names),
  registeredAtUnixS: time,
  session: present(sessionKeys),
  judged,
  forks: uint,
  forkEvidence: list(evidence),
  unreadable: uint,
  activeTroubleCodes: list(uint),
  troubleCodesSet: uint,
  vinTag: bytes(32),
  plateTag: present(bytes(PLATE_TAG_BYTES)),
  past: whole<History>({ accumulator: bytes(32), items: uint }, () => ({ accumulator: NOTHING, items: 0 })),
  days,
  events,
});

/** What parts of a record mostly are. No record has the first six so. */
const USUAL = {
  index: 0,
  chain: undefined,
  profile: undefined,
  holding: undefined,
  vehicle: undefined,
  judged: undefined,
  keyTier: 3,
  registeredAtUnixS: 0,
  session: undefined,
  forks: 0,
  forkEvidence: [],
  unreadable: 0,
  activeTroubleCodes: [],
  troubleCodesSet: 0,
  vinTag: NO_VIN_TAG,
  plateTag: undefined,
  past: undefined,
  days: NO_DAYS,
  events: NO_EVENTS,
} as const;

/** A record's tree. Of the sixteen fields most are as they were at first (a bit each), and the others near the last change. */
const tree: Codec<RecordTree> = {
  write: (writer, { change, changes, quarters }) => {
    writer.uint(change);
    writer.uint(changes.reduce((bits, each, field) => bits + (each === 0 ? 0 : 2 ** field), 0));
    for (const each of changes) if (each !== 0) writer.uint(change - each);
    for (const quarter of quarters) writer.raw(quarter);
  },
  read: (reader) => {
    const change = reader.uint();
    const set = reader.uint();
    const changes = RECORD_FIELD_NAMES.map((_, field) => ((set >> field) & 1 ? change - reader.uint() : 0));
    return { change, changes, quarters: [reader.raw(32), reader.raw(32), reader.raw(32), reader.raw(32)] };
  },
};

/** Writes and reads records. Not for two at a time: what it writes, the next one overwrites. */
export class RecordLayout {
  readonly #writer = new Writer();
  readonly #record: Codec<WrittenRecord>;
  readonly #provider: CryptoProvider;

  constructor(provider: CryptoProvider, names: Names) {
    this.#provider = provider;
    this.#record = sparse(partsOf(names), USUAL as unknown as WrittenRecord, (usual) => ({ ...usual }));
  }

  /** Returns a record and its tree as bytes, as a view that the next call overwrites. */
  encode(record: KeptRecord, recordTree: RecordTree): Uint8Array {
    this.#writer.begin();
    tree.write(this.#writer, recordTree);
    this.#record.write(this.#writer, record);
    return this.#writer.written;
  }

  /** Returns the tree that `encode` wrote. */
  treeOf(written: Uint8Array): RecordTree {
    return tree.read(new Reader(written));
  }

  /**
   * Returns the record and the tree that `encode` wrote, in memory of their own.
   * @param id the device's (8 bytes), if the caller has it
   */
  read(written: Uint8Array, id?: Uint8Array): { readonly record: KeptRecord; readonly tree: RecordTree } {
    const reader = new Reader(written);
    const recordTree = tree.read(reader);
    const record = this.#record.read(reader);
    const { publicKey, sequence, link, recent, session, firstSequence, firstHere } = record.chain;
    const deviceId = id ?? keyIdentity(publicKey, this.#provider);
    const own = { deviceId, publicKey, sequence, link, session, firstSequence, recent };
    const chain = firstHere === undefined ? own : { ...own, firstHere };
    const judgement = conclude(record.judged.judge, rulesFor(record.profile));
    return { record: { ...record, chain, judgement }, tree: recordTree };
  }
}
