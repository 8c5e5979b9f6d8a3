/**
 * Searches for the input that costs most: payloads of full size with messages that senders with real keys can sign, over
 * a state that an attacker prepared. Cost is counted in work (`work.ts`), so a seed finds the same on every machine.
 */
import { contentOf } from "@witness/protocol/assembly";
import {
  BODIES_MAX_PER_BATCH,
  PAYLOAD_MAX_BYTES,
  REGISTRATIONS_MAX_PER_BATCH,
  SPARSE_VALUES_MAX,
} from "@witness/protocol/limits";
import type { Groups, Reading } from "@witness/protocol/reading";
import { encodeBatch, type Run, type Signed } from "@witness/protocol/wire/envelope";
import { advance } from "../src/state/advance.ts";
import { leafOf } from "../src/state/leaf.ts";
import { PackedTree } from "../src/state/packed/tree.ts";
import type { State } from "../src/state/state.ts";
import { feed, inputOf, NOW, only, p, run, TestDevice, world } from "../test/world.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { counting, inVerifications, noWork, type Work } from "./work.ts";

/** Devices that the attacker registered before; more than fit a payload with one message each. */
const FLEET = 420;
/** Leaves between two devices, so that two of them share as little as possible of their way to the root. */
const SPREAD = 128;

/** A kind of message, and how it is filled. */
interface Gene {
  readonly kind: (typeof KINDS)[number];
  /** Share of the payload, relative to the others. */
  readonly share: number;
  /** Bodies under one signature. */
  readonly bodies: number;
  readonly readings: number;
  readonly troubleCodes: number;
  /** Whether each body holds all groups, the smallest that there are where it says nothing. */
  readonly allGroups: boolean;
  /** Whether all messages are of one device, or each of another. */
  readonly alone: boolean;
}

const KINDS = ["registration", "opening", "gap", "run", "fork", "replay", "forged", "unreadable"] as const;

/** A payload that was tried, and what it costs. */
export interface Dearest {
  readonly verifications: number;
  readonly work: Work;
  readonly genes: readonly Gene[];
  readonly payloadBytes: number;
}

/** The attacker's devices: the first is the one that works alone. */
interface Prepared {
  readonly state: State;
  readonly work: Work;
  readonly devices: readonly TestDevice[];
  /** Each device before its last envelope: a run that goes on from here is a fork. */
  readonly befores: readonly TestDevice[];
  readonly sent: readonly Run[];
}

/** Readings whose odometer and clock fall each time, so that each finds reasons. They take no bytes but the first. */
const falling = (count: number): Reading[] =>
  Array.from({ length: count }, (_, i) => ({ timeUnixS: NOW - 1_000 - i, odometerHm: 100_000 - i }));
/** Readings of which the first sets so many trouble codes. */
const toggled = (readings: readonly Reading[], count: number, from: number): Reading[] => {
  const troubleCodes = Array.from({ length: count }, (_, i) => ({ code: from + i, cleared: false }));
  return readings.map((reading, index) => (index === 0 ? { ...reading, troubleCodes } : reading));
};

/** Registers the fleet, sets a hundred trouble codes and some forks, and spreads the records over a deep tree. */
function prepare(): Prepared {
  const work = noWork();
  const state = world(counting(p, work));
  const fleet = Array.from({ length: FLEET }, (_, i) => new TestDevice(`dear ${i}`));
  const registrations = fleet.map((device) => device.registration());
  for (let at = 0; at < FLEET; at += 200) feed(state, inputOf({ registrations: registrations.slice(at, at + 200) }));
  const befores: TestDevice[] = [];
  const sent = fleet.map((device, i) => {
    const first = device.send([]);
    befores.push(device.copy());
    return run(first, device.send(toggled(falling(1), i === 0 ? SPARSE_VALUES_MAX : 1, 1_000)));
  });
  for (let at = 0; at < FLEET; at += 100) feed(state, inputOf({ runs: sent.slice(at, at + 100) }, 1 + at));
  for (let i = 0; i < 60; i += 1) {
    const copy = befores[0]?.copy();
    if (copy) feed(state, inputOf({ runs: [run(copy.send(falling(1 + i)))] }, 1_000 + i));
  }
  const leaves = new Map(Array.from({ length: FLEET * SPREAD + 1 }, (_, i) => [i, p.sha256(Uint8Array.of(i & 255))]));
  for (const [id, record] of state.devices) {
    const moved = { ...record, index: record.index * SPREAD };
    const kept = state.devices.treeOf(id);
    if (!kept) continue;
    state.devices.set(moved, kept);
    leaves.set(moved.index, leafOf(state.genesis, kept));
  }
  const tree = new PackedTree(state.genesis.provider);
  tree.apply(tree.change(leaves));
  return { state: { ...state, tree }, work, devices: fleet, befores, sent };
}

const ONE = Uint8Array.of(1);
const orOne = (bytes: Uint8Array): Uint8Array => (bytes.length > 0 ? bytes : ONE);
/** The same with a byte in each group that says nothing: each costs a key and a seal. */
const filled = ({ distance, condition, bus }: Groups): Groups => ({
  distance: orOne(distance),
  condition: orOne(condition),
  bus: orOne(bus),
});

/** One message of a gene, by the device at a place; devices are copies, so that the prepared ones stay. */
function makeRun(gene: Gene, place: number, devices: TestDevice[], { befores, sent }: Prepared): Run {
  const device = devices[place];
  const before = befores[place];
  const old = sent[place];
  if (!device || !before || !old) throw new RangeError("There is no such device.");
  if (gene.kind === "replay") return old;
  const readings = toggled(falling(gene.readings), gene.troubleCodes, 2_000 + 100 * (place % 3));
  const said: Groups = gene.kind === "unreadable" ? only(Uint8Array.of(255)) : contentOf(readings);
  const content = gene.allGroups ? filled(said) : said;
  const sends = (from: TestDevice): Run =>
    run(
      ...Array.from({ length: gene.bodies }, () => {
        if (gene.kind === "opening" || gene.kind === "gap") from.open(gene.kind === "gap" ? 1 : 0);
        return from.send([], content);
      }),
    );
  if (gene.kind === "forged") return { ...sends(device.copy()), signature: new Uint8Array(64).fill(7) };
  return sends(gene.kind === "fork" ? before.copy() : device);
}

/** Fills a payload with messages, each gene by its share. */
function fill(genes: readonly Gene[], prepared: Prepared, nonce: number): { runs: Run[]; registrations: Signed[] } {
  const runs: Run[] = [];
  const registrations: Signed[] = [];
  const devices = prepared.devices.map((device) => device.copy());
  const total = genes.reduce((sum, { share }) => sum + share, 0);
  let room = PAYLOAD_MAX_BYTES - 1;
  let next = 1;
  let bodies = 0;
  for (const gene of genes) {
    let left = Math.floor(((PAYLOAD_MAX_BYTES - 1) * gene.share) / total);
    while (left > 0) {
      const registers = gene.kind === "registration";
      if (registers ? registrations.length >= REGISTRATIONS_MAX_PER_BATCH : next >= FLEET) break;
      const signed = registers ? new TestDevice(`new ${nonce} ${registrations.length}`).registration() : undefined;
      const made = registers ? undefined : makeRun(gene, gene.alone ? 0 : next, devices, prepared);
      const { length } = encodeBatch({ registrations: signed ? [signed] : [], runs: made ? [made] : [] });
      bodies += made?.bodies.length ?? 0;
      if (length > room || bodies > BODIES_MAX_PER_BATCH) break;
      left -= length;
      room -= length;
      if (signed) registrations.push(signed);
      if (made) runs.push(made);
      if (!gene.alone) next += 1;
    }
  }
  return { runs, registrations };
}

function weigh(genes: readonly Gene[], prepared: Prepared, nonce: number): Dearest {
  const { state, work } = prepared;
  const { payload } = inputOf(fill(genes, prepared, nonce), 5_000);
  Object.assign(work, noWork());
  // Each payload has its own provider, which knows no key yet.
  const counted = { ...state, genesis: { ...state.genesis, provider: counting(p, work) } };
  const transition = advance(counted, inputOf({}, 5_000, { payload }));
  // No message of these genes fits its share, so the batch is empty.
  if (transition.status === "reject") return { verifications: 0, work: noWork(), genes, payloadBytes: payload.length };
  const { entries, records, totals } = transition.change;
  const decided = totals.envelopesAdmitted + totals.envelopesRefused;
  work.bodies = decided - state.totals.envelopesAdmitted - state.totals.envelopesRefused;
  work.readings = totals.readings - state.totals.readings;
  for (const [id, record] of records)
    work.troubleCodes += record.troubleCodesSet - (state.devices.get(id)?.troubleCodesSet ?? 0);
  // Each body that sets a code sorts the active ones.
  for (const list of entries.values()) work.troubleCodes += SPARSE_VALUES_MAX * list.length;
  return { verifications: inVerifications(work), work: { ...work }, genes, payloadBytes: payload.length };
}

const gene = (chance: Chance): Gene => ({
  kind: chance.pick(KINDS),
  share: 1 + chance.below(8),
  bodies: chance.pick([1, 1, 1, 2, 5, 30, 300]),
  readings: chance.pick([0, 0, 1, 5, 50, 96]),
  troubleCodes: chance.pick([0, 0, 1, 10, 100]),
  allGroups: chance.oneIn(2),
  alone: chance.oneIn(2),
});

/** Returns a mixture with one change, one more gene or one less. */
function change(chance: Chance, genes: readonly Gene[]): readonly Gene[] {
  const place = chance.below(genes.length);
  const fresh = gene(chance);
  const old = genes[place] ?? fresh;
  const one = chance.pick<keyof Gene>(["kind", "share", "bodies", "readings", "troubleCodes", "allGroups", "alone"]);
  switch (chance.below(4)) {
    case 0:
      return [...genes.slice(-2), fresh];
    case 1:
      return genes.length > 1 ? genes.toSpliced(place, 1) : [fresh];
    default:
      return genes.with(place, { ...old, [one]: fresh[one] });
  }
}

/**
 * Tries each kind alone. Then it changes the one that costs most, step by step, and keeps what costs more.
 * @param tries how many mixtures to try after the pure ones
 */
export function findDearest({ tries, seed }: { readonly tries: number; readonly seed: number }): {
  readonly dearest: Dearest;
  readonly pure: Readonly<Record<string, number>>;
} {
  const chance = chanceOf(seed);
  const prepared = prepare();
  const starts = KINDS.flatMap((kind) =>
    [false, true].map(
      (alone): Gene => ({ kind, share: 1, bodies: 1, readings: 0, troubleCodes: 0, allGroups: false, alone }),
    ),
  );
  const pure: Record<string, number> = {};
  let dearest: Dearest | undefined;
  let nonce = 0;
  const attempt = (genes: readonly Gene[]): Dearest => {
    nonce += 1;
    const tried = weigh(genes, prepared, nonce);
    if (!dearest || tried.verifications > dearest.verifications) dearest = tried;
    return tried;
  };
  for (const start of starts)
    pure[`${start.kind}${start.alone ? " of one device" : ""}`] = attempt([start]).verifications;
  for (let i = 0; i < tries; i += 1) attempt(change(chance, dearest?.genes ?? starts));
  if (!dearest) throw new Error("Nothing was tried.");
  return { dearest, pure };
}
