/**
 * A plugin of Stryker that leaves out mutants which are not in the sample of a run: `npm run mutate -- --sample PERCENT`.
 * Stryker asks a checker whether a mutant is worth a test; this one asks a hash, so that the same seed picks the same ones.
 */
import { createHash } from "node:crypto";

/** What of a mutant names it, whichever run found it. */
export interface SampledMutant {
  readonly id: string;
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

/** Returns whether a mutant is in the sample: `percent` of 100 are, by a hash of the seed and of what names the mutant. */
export function isSampled(mutant: SampledMutant, percent: number, seed: number): boolean {
  const { fileName, mutatorName, replacement, location } = mutant;
  const { line, column } = location.start;
  const name = JSON.stringify([seed, fileName, mutatorName, replacement, line, column]);
  return createHash("sha256").update(name).digest().readUInt32BE(0) % 100 < percent;
}

const { WITNESS_MUTATE_PERCENT = "100", WITNESS_MUTATE_SEED = "1", WITNESS_MUTATE_COPY = "" } = process.env;

/** Stryker counts what a checker refuses as a compile error, which is in no score. */
const checker = {
  init: async (): Promise<void> => {},
  check: async (mutants: readonly SampledMutant[]): Promise<Record<string, { status: string; reason?: string }>> => {
    const { length } = WITNESS_MUTATE_COPY;
    const results = mutants.map((mutant) => {
      // Without the place of the copy, so that two checkouts pick the same.
      const named = { ...mutant, fileName: mutant.fileName.slice(length) };
      const isIn = isSampled(named, Number(WITNESS_MUTATE_PERCENT), Number(WITNESS_MUTATE_SEED));
      return [
        mutant.id,
        isIn ? { status: "passed" } : { status: "compileError", reason: "not in the sample" },
      ] as const;
    });
    return Object.fromEntries(results);
  },
  // All at once: one by one, Stryker would ask a process for each.
  group: async (mutants: readonly SampledMutant[]): Promise<string[][]> => [mutants.map(({ id }) => id)],
};

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: "Checker", name: "sample", value: checker }];
