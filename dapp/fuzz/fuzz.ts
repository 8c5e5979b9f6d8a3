/** Tries seeded inputs and queries on the back-end's own loop, and stops at the first that breaks a rule. */
import { concat, toHex, utf8 } from "@witness/protocol/bytes";
import { CAR, PROFILES } from "@witness/protocol/columns/profile";
import { newCompany } from "@witness/protocol/operations/globals";
import { handle as realHandle } from "../src/rollup/loop.ts";
import { advance } from "../src/state/advance.ts";
import { globalsLeaf } from "../src/state/leaf.ts";
import { apply, newState } from "../src/state/state.ts";
import { applicationPrivateKey, inputOf, makerKey, p, TestDevice } from "../test/world.ts";
import { makeSummary, makeTiles, trySummary, tryTiles } from "./archivist.ts";
import { makeQuery, walletAddress } from "./asker.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { makePayload } from "./input.ts";
import { administrators, ORIGINS, OWNERS, workshops } from "./operator.ts";
import { checkState, type Handle, tryInput, tryQuery } from "./oracle.ts";
import { makeRun, type Stage } from "./sender.ts";

/** What to run. */
export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
}

/** How often each outcome was seen. */
export interface FuzzResult extends FuzzOptions {
  readonly inputs: number;
  readonly queries: number;
  /** Answers of archives. */
  readonly archives: number;
  /**
   * By outcome: `accept CODE` (once for each code in an input), `reject CODE`, `query CODE` or `query KIND`, `archive CODE` or
   * `archive proven`.
   */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** A case that broke a rule: its number, seed and bytes are enough to try it again. */
export class FuzzError extends Error {
  readonly code = "fuzz-failed";
  readonly facts: Readonly<{ seed: number; case: number; kind: string; bytes: string }>;

  constructor(facts: FuzzError["facts"], options: ErrorOptions) {
    super(`Case ${facts.case} of seed ${facts.seed} (${facts.kind}): ${String(options.cause)}`, options);
    this.name = "FuzzError";
    this.facts = facts;
  }
}

/** Cases on one back-end. Then a new one starts, so that histories stay short and records are both young and old. */
const CASES_ON_A_STAGE = 2_500;
const DEVICES = 12;
const ALWAYS = { sinceUnixS: 0, placesPerMaker: DEVICES };

/** A back-end with devices that have sent a little. */
function stageOf(chance: Chance): Stage {
  const makers = [p.p256PublicKey(makerKey)];
  const state = newState({ provider: p, makers, administrators, origins: ORIGINS, applicationPrivateKey });
  const companies = workshops.map(({ publicKey }, i) =>
    newCompany(i < 2 ? "workshop" : "inspector", publicKey, ALWAYS, p),
  );
  const { actors } = state.globals;
  state.globals = { ...state.globals, actors: { ...actors, companies: [...actors.companies, ...companies] } };
  state.tree.apply(state.tree.change(new Map([[0, globalsLeaf(state, p)]])));
  const devices = Array.from(
    { length: DEVICES },
    // Every other device is a car, and the rest are of all profiles.
    (_, i) => new TestDevice(`fuzz ${i}`, i % 2 === 0 ? CAR : PROFILES[((i - 1) / 2) % PROFILES.length]),
  );
  const owners = [walletAddress, ...OWNERS.map(({ account }) => account), new Uint8Array()];
  const registrations = devices.map((device, i) =>
    device.registration(owners[i % owners.length], undefined, i < 7 ? "Corsa" : "Vega"),
  );
  const transition = advance(state, inputOf({ registrations }));
  if (transition.status === "accept") apply(state, transition.change);
  const keys = new Map(devices.map(({ id, key }) => [toHex(id), key]));
  const stage: Stage = {
    state,
    keys,
    runs: [],
    registrations: [...registrations],
    queries: [],
    operations: [],
    forged: new Set(),
    signed: new Set(),
    inputIndex: 1,
  };
  for (let i = 0; i < DEVICES; i += 1) makeRun(chance, stage);
  return stage;
}

/** What is tried: its bytes are enough to try it again. */
type Case =
  | { readonly kind: "input" | "query"; readonly bytes: Uint8Array }
  | { readonly kind: "archive"; readonly bytes: Uint8Array; readonly answer: string | readonly Uint8Array[] };

function makeCase(chance: Chance, stage: Stage): Case {
  if (chance.oneIn(4)) return { kind: "query", bytes: makeQuery(chance, stage) };
  if (!chance.oneIn(16)) return { kind: "input", bytes: makePayload(chance, stage) };
  const answer = chance.oneIn(4) ? makeSummary(chance) : makeTiles(chance);
  return { kind: "archive", bytes: typeof answer === "string" ? utf8(answer) : concat(...answer), answer };
}

async function tryCase(handle: Handle, stage: Stage, made: Case, isThorough: boolean): Promise<string[]> {
  const { state, inputIndex: index, forged } = stage;
  switch (made.kind) {
    case "query":
      return tryQuery(handle, state, made.bytes, isThorough);
    case "input":
      return tryInput(handle, state, made.bytes, { index, forged, isThorough });
    case "archive": {
      const { answer } = made;
      return ["archive", typeof answer === "string" ? await trySummary(answer) : tryTiles(answer)];
    }
  }
}

/** Runs `count` cases. @throws {FuzzError} at the first that breaks a rule */
export async function fuzz({ count, seed }: FuzzOptions, handle: Handle = realHandle): Promise<FuzzResult> {
  const chance = chanceOf(seed);
  const outcomes = new Map<string, number>();
  const counts = { input: 0, query: 0, archive: 0 };
  let stage = stageOf(chance);
  for (let number = 0; number < count; number += 1) {
    if (number > 0 && number % CASES_ON_A_STAGE === 0) stage = stageOf(chance);
    const made = makeCase(chance, stage);
    counts[made.kind] += 1;
    try {
      const [what, ...details] = await tryCase(handle, stage, made, chance.oneIn(8));
      if (what === "accept") stage.inputIndex += 1;
      for (const detail of details) {
        const name = `${what} ${detail}`;
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      }
      if (number % 500 === 499) checkState(stage.state, stage.signed);
    } catch (cause) {
      throw new FuzzError({ seed, case: number, kind: made.kind, bytes: `0x${toHex(made.bytes)}` }, { cause });
    }
  }
  const sorted = [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1));
  const { input: inputs, query: queries, archive: archives } = counts;
  return { count, seed, inputs, queries, archives, outcomes: Object.fromEntries(sorted) };
}
