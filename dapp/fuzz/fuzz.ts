/** Tries seeded inputs and queries on the back-end's own loop, and stops at the first that breaks a rule. */
import { toHex } from "@witness/protocol/bytes";
import { handle as realHandle } from "../src/rollup/loop.ts";
import { advance } from "../src/state/advance.ts";
import { apply } from "../src/state/state.ts";
import { inputOf, TestDevice, world } from "../test/world.ts";
import { makeQuery, walletAddress } from "./asker.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { makePayload } from "./input.ts";
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
  /** By outcome: `accept CODE` (once for each code in an input), `reject CODE`, `query CODE` or `query KIND`. */
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

/** A back-end with devices that have sent a little. */
function stageOf(chance: Chance): Stage {
  const state = world();
  const devices = Array.from({ length: DEVICES }, (_, i) => new TestDevice(`fuzz ${i}`));
  const registrations = devices.map((device, i) =>
    device.registration(i % 3 === 0 ? walletAddress : undefined, undefined, i < 7 ? "Corsa" : "Vega"),
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
    signed: new Set(),
    inputIndex: 1,
  };
  for (let i = 0; i < DEVICES; i += 1) makeRun(chance, stage);
  return stage;
}

/** Runs `count` cases. @throws {FuzzError} at the first that breaks a rule */
export async function fuzz({ count, seed }: FuzzOptions, handle: Handle = realHandle): Promise<FuzzResult> {
  const chance = chanceOf(seed);
  const outcomes = new Map<string, number>();
  let inputs = 0;
  let stage = stageOf(chance);
  for (let number = 0; number < count; number += 1) {
    if (number > 0 && number % CASES_ON_A_STAGE === 0) stage = stageOf(chance);
    const asks = chance.oneIn(4);
    const bytes = asks ? makeQuery(chance, stage) : makePayload(chance, stage);
    try {
      const [what, ...details] = asks
        ? await tryQuery(handle, stage.state, bytes, chance.oneIn(8))
        : await tryInput(handle, stage.state, bytes, stage.inputIndex);
      if (!asks) inputs += 1;
      if (what === "accept") stage.inputIndex += 1;
      for (const detail of details) {
        const name = `${what} ${detail}`;
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      }
      if (number % 500 === 499) checkState(stage.state, stage.signed);
    } catch (cause) {
      throw new FuzzError(
        { seed, case: number, kind: asks ? "query" : "input", bytes: `0x${toHex(bytes)}` },
        { cause },
      );
    }
  }
  const sorted = [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1));
  return { count, seed, inputs, queries: count - inputs, outcomes: Object.fromEntries(sorted) };
}
