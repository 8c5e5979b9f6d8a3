/**
 * Searches for the input that costs most: payloads of full size with messages that senders with real keys can sign, over states
 * that an attacker prepared. Cost is CPU time, from the request's text to the state that is written.
 */
import { packPayload } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import { MESSAGES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES, WALLET_SIGNATURES_MAX } from "@witness/protocol/limits";
import { OPERATIONS, type OperationKind } from "@witness/protocol/operations/operation";
import { type Batch, encodeBatch } from "@witness/protocol/wire/envelope";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { parseRequest } from "../../src/rollup/request.ts";
import { advance, type Transition } from "../../src/state/advance.ts";
import { apply } from "../../src/state/state.ts";
import { context, NOW } from "../../test/world.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { inVerifications } from "./cpu.ts";
import {
  type Gene,
  type OperationGene,
  PATTERNS,
  REGISTRATION_KINDS,
  type Recipe,
  type RegistrationGene,
  RUN_KINDS,
  type RunGene,
  type Setting,
} from "./gene.ts";
import { operationOf } from "./operations.ts";
import { FLEET, Prepared } from "./prepared.ts";
import { weighQueries } from "./queries.ts";
import { registrationOf } from "./registrations.ts";
import { RunSource } from "./runs.ts";

/** A payload that was tried, and what it costs. */
export interface Tried extends Recipe {
  readonly verifications: number;
  readonly payloadBytes: number;
  /** How often each code was given. */
  readonly codes: Readonly<Record<string, number>>;
}

const SETTINGS: readonly Setting[] = (["few", "makers", "workshops"] as const).flatMap((companies) =>
  (["old", "young"] as const).map((records) => ({ records, companies })),
);

const stages = new Map<string, Prepared>();
function preparedFor(setting: Setting): Prepared {
  const name = `${setting.records} ${setting.companies}`;
  const known = stages.get(name) ?? new Prepared(setting);
  stages.set(name, known);
  return known;
}

type Message = Partial<Batch>;

/** Makes the messages of one gene, until there is no room or no device left. */
function source(gene: Gene, prepared: Prepared, nonce: number, take: () => number): () => Message | undefined {
  let made = 0;
  const lone = gene.of === "run" && gene.alone ? new RunSource(gene, 0, prepared, nonce) : undefined;
  return () => {
    made += 1;
    if (gene.of === "registration") return { registrations: [registrationOf(gene.kind, nonce, made)] };
    if (lone) return { runs: [lone.next()] };
    const place = take();
    if (place >= FLEET) return undefined;
    if (gene.of === "operation") return { operations: [operationOf(gene, place, prepared, nonce)] };
    return { runs: [new RunSource(gene, place, prepared, nonce).next()] };
  };
}

function countOf({ registrations = [], operations = [], runs = [] }: Message): { messages: number; wallets: number } {
  return {
    messages: registrations.length + operations.length + runs.reduce((sum, { bodies }) => sum + bodies.length, 0),
    wallets: operations.filter(({ message }) => message[1] === 1).length,
  };
}

/** Fills a payload with so many messages, each gene by its share; the last one takes what the others leave. */
function fill({ genes }: Recipe, prepared: Prepared, nonce: number, most: number): Batch {
  const taken: Message[] = [];
  const total = genes.reduce((sum, { share }) => sum + share, 0);
  const left = { bytes: PAYLOAD_MAX_BYTES - 1, messages: most, wallets: WALLET_SIGNATURES_MAX };
  // Place 0 is for a device that works alone.
  let place = 0;
  const take = (): number => {
    place += 1;
    return place;
  };
  for (const [index, gene] of genes.entries()) {
    const nextMessage = source(gene, prepared, nonce, take);
    let own = index === genes.length - 1 ? left.messages : Math.floor((most * gene.share) / total);
    while (own > 0) {
      const message = nextMessage();
      if (!message) break;
      const { length: bytes } = encodeBatch({ registrations: [], runs: [], ...message });
      const { messages, wallets } = countOf(message);
      if (bytes > left.bytes || messages > left.messages || wallets > left.wallets) break;
      own -= messages;
      left.bytes -= bytes;
      left.messages -= messages;
      left.wallets -= wallets;
      taken.push(message);
    }
  }
  return {
    registrations: taken.flatMap(({ registrations = [] }) => registrations),
    operations: taken.flatMap(({ operations = [] }) => operations),
    runs: taken.flatMap(({ runs = [] }) => runs),
  };
}

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;

/** Returns the request as the rollup server gives it. */
function requestOf(payload: Uint8Array, index: number): string {
  const metadata = {
    chain_id: context.chainId,
    app_contract: hex(context.application),
    block_timestamp: NOW,
    input_index: index,
  };
  return JSON.stringify({ request_type: "advance_state", data: { metadata, payload: hex(payload) } });
}

function codesOf({ reports: [report] }: Transition): Record<string, number> {
  const codes: Record<string, number> = {};
  if (!report) return codes;
  const { code, registrationCodes, operationCodes = [], envelopeCodes } = decodeAdvanceReport(report);
  const all = [...registrationCodes, ...operationCodes, ...envelopeCodes];
  for (const each of code === "admitted" ? all : [code]) codes[each] = (codes[each] ?? 0) + 1;
  return codes;
}

/** A payload over the state that was prepared for it. */
interface Made {
  readonly prepared: Prepared;
  readonly payload: Uint8Array;
  /** From the request's text to what is reported. */
  readonly decide: () => Transition;
}

function make(recipe: Recipe, nonce: number, messages: number): Made {
  const prepared = preparedFor(recipe.setting);
  const { state } = prepared;
  prepared.reset();
  const payload = packPayload(fill(recipe, prepared, nonce, messages));
  const request = requestOf(payload, state.inputCount);
  const decide = (): Transition => {
    const parsed = parseRequest(request);
    if (parsed.kind !== "advance") throw new Error("It is an input.");
    const transition = advance(state, parsed.input);
    for (const report of transition.reports) hex(report);
    return transition;
  };
  return { prepared, payload, decide };
}

/** Makes a small payload of a recipe. Returns how often each code is given. @param nonce another one for each payload */
export const decided = (recipe: Recipe, nonce: number, messages: number): Tried["codes"] =>
  codesOf(make(recipe, nonce, messages).decide());

/** Makes the payload of a recipe and measures it, the least of so many times. */
export function weigh(recipe: Recipe, nonce: number, times: number): Tried {
  const { prepared, payload, decide } = make(recipe, nonce, MESSAGES_MAX_PER_BATCH);
  const { state } = prepared;
  let transition: Transition | undefined;
  const deciding = inVerifications(
    times,
    () => {},
    () => {
      transition = decide();
    },
  );
  if (!transition) throw new Error("It was decided.");
  const said = { ...recipe, payloadBytes: payload.length, codes: codesOf(transition) };
  if (transition.status === "reject") return { ...said, verifications: deciding };
  const { change } = transition;
  const writing = inVerifications(
    times,
    () => prepared.reset(),
    () => apply(state, change),
  );
  return { ...said, verifications: deciding + writing };
}

const runGene = (chance: Chance): RunGene => ({
  of: "run",
  kind: chance.pick(RUN_KINDS),
  share: 1 + chance.below(8),
  bodies: chance.pick([1, 1, 1, 1, 2, 5, 30, MESSAGES_MAX_PER_BATCH]),
  readings: chance.pick([0, 0, 1, 50, 96, 96]),
  pattern: chance.pick(PATTERNS),
  columns: chance.pick([0, 0, 1, 2]),
  ownTimes: chance.oneIn(3),
  troubleCodes: chance.pick([0, 0, 1, 10, 100]),
  allGroups: chance.oneIn(2),
  alone: chance.oneIn(5),
});

const KINDS = Object.keys(OPERATIONS) as [OperationKind, ...OperationKind[]];
const ENTRIES = [1, 2, 3, 4, 5, 6, 7, 8] as const;

const operationGene = (chance: Chance): OperationGene => ({
  of: "operation",
  kind: chance.pick(KINDS),
  share: 1 + chance.below(8),
  by: chance.pick(["wallet", "key", "passkey"]),
  isForged: chance.oneIn(2),
  entry: chance.pick(ENTRIES),
});

const registrationGene = (chance: Chance): RegistrationGene => ({
  of: "registration",
  kind: chance.pick(REGISTRATION_KINDS),
  share: 1 + chance.below(8),
});

const gene = (chance: Chance): Gene =>
  chance.pick<(chance: Chance) => Gene>([runGene, runGene, operationGene, registrationGene])(chance);

/** Returns a recipe with one thing changed. */
function changed(chance: Chance, { setting, genes }: Recipe): Recipe {
  const place = chance.below(genes.length);
  const fresh = gene(chance);
  const old = genes[place];
  if (!old || genes.length === 0) return { setting, genes: [fresh] };
  switch (chance.below(9)) {
    case 0:
      return { setting: chance.some(SETTINGS) ?? setting, genes };
    case 1:
      return { setting, genes: [...genes, fresh] };
    case 2:
      return { setting, genes: [fresh, ...genes] };
    case 3:
      return { setting, genes: genes.length > 1 ? genes.toSpliced(place, 1) : [fresh] };
    case 4:
      return { setting, genes: genes.with(place, { ...old, share: 1 + chance.below(8) }) };
    default: {
      // The same kind of message, filled otherwise in one thing.
      const alike =
        old.of === "run" ? runGene(chance) : old.of === "operation" ? operationGene(chance) : registrationGene(chance);
      const one = chance.some(Object.keys(alike)) as keyof Gene;
      return { setting, genes: genes.with(place, { ...old, [one]: alike[one] } as Gene) };
    }
  }
}

const BARE = {
  bodies: 1,
  readings: 0,
  pattern: "falling",
  columns: 0,
  ownTimes: false,
  troubleCodes: 0,
  allGroups: false,
  alone: false,
} as const;

/** Each kind of message alone: where the search begins. */
export function pureGenes(): readonly Gene[] {
  const runs = RUN_KINDS.flatMap((kind): RunGene[] => {
    const bare: RunGene = { of: "run", share: 1, kind, ...BARE };
    return [
      { ...bare, bodies: 1 },
      { ...bare, readings: 96, allGroups: true, columns: 1, pattern: "falling" },
      { ...bare, readings: 96, columns: 1, alone: true, bodies: MESSAGES_MAX_PER_BATCH },
    ];
  });
  const registrations = REGISTRATION_KINDS.map((kind): RegistrationGene => ({ of: "registration", share: 1, kind }));
  const operations = KINDS.flatMap((kind) => {
    const forms = OPERATIONS[kind].actor === "owner" ? (["key", "passkey", "wallet"] as const) : (["key"] as const);
    return forms.flatMap((by) =>
      [false, true].map((isForged): OperationGene => ({ of: "operation", share: 1, kind, by, isForged, entry: 4 })),
    );
  });
  return [...runs, ...registrations, ...operations];
}

/** Returns a short name of a gene. */
function nameOf(gene: Gene): string {
  if (gene.of === "registration") return `registration ${gene.kind}`;
  if (gene.of === "operation") {
    const by = OPERATIONS[gene.kind].actor === "owner" ? ` by a ${gene.by}` : "";
    return `${gene.kind}${by}${gene.isForged ? ", forged" : ""}`;
  }
  const { kind, bodies, readings, alone } = gene;
  return `${kind}${readings > 0 ? `, ${readings} readings` : ""}${bodies > 1 ? `, ${bodies} a run` : ""}${alone ? ", one device" : ""}`;
}

/** What was found. */
export interface Found {
  readonly dearest: Tried;
  /** Verifications of a payload of one kind alone, over the state where it costs most. */
  readonly pure: Readonly<Record<string, number>>;
  /** Verifications of each kind of question. */
  readonly queries: Readonly<Record<string, number>>;
  readonly prepared: Readonly<Record<string, number>>;
}

/** Times that a payload is measured that costs as much as the dearest, before it is believed. */
const TIMES = 4;

/** What a search may be told. */
export interface SearchOptions {
  /** How many mixtures to try after the pure ones. */
  readonly tries: number;
  readonly seed: number;
  /** Which kinds to begin with, by their names; all unless said. */
  readonly kinds?: RegExp;
  /** Is told each payload that was tried. */
  readonly tell?: (line: string) => void;
}

/** The dearest so far, and the few behind it. */
const BEST = 6;
/** Measurements of what is thrown away: what runs for the first time is slow, and the machine has long been warm. */
const WARM_UPS = 12;

/** Where a kind is tried alone: full records, and a list of companies in which those who act stand last. */
const settingOf = ({ of }: Gene): Setting => ({
  records: "old",
  companies: of === "registration" ? "makers" : "workshops",
});

/** Tries each kind alone. Then it changes one of those that cost most, step by step, and keeps what costs more. */
export function findDearest({ tries, seed, kinds = /./, tell = () => {} }: SearchOptions): Found {
  const chance = chanceOf(seed);
  const pure: Record<string, number> = {};
  const best: Tried[] = [];
  let nonce = 0;
  const attempt = (recipe: Recipe): Tried => {
    // What was written once is known: each time the payload is another.
    nonce += 2;
    const first = weigh(recipe, nonce - 1, 1);
    // What looks dear may have been unlucky.
    const tried = first.verifications > (best[0]?.verifications ?? 0) ? weigh(recipe, nonce, TIMES) : first;
    tell(JSON.stringify(tried));
    best.push(tried);
    best.sort((a, b) => b.verifications - a.verifications);
    best.splice(BEST);
    return tried;
  };
  const genes = pureGenes().filter((gene) => kinds.test(nameOf(gene)));
  for (const gene of genes.slice(0, WARM_UPS)) weigh({ setting: settingOf(gene), genes: [gene] }, 0, 1);
  for (const gene of genes) pure[nameOf(gene)] = attempt({ setting: settingOf(gene), genes: [gene] }).verifications;
  for (let i = 0; i < tries; i += 1) {
    const from = chance.oneIn(2) ? best[0] : chance.some(best);
    if (from) attempt(changed(chance, from));
  }
  // The last word has a longer measurement of the few that cost most.
  const [dearest] = best
    .map(({ setting, genes }, place) => weigh({ setting, genes }, nonce + 1 + place, TIMES))
    .sort((a, b) => b.verifications - a.verifications);
  if (!dearest) throw new Error("Nothing was tried.");
  const prepared = preparedFor(dearest.setting);
  return { dearest, pure, queries: weighQueries(prepared, TIMES), prepared: prepared.told };
}
