/**
 * A test runner of Stryker that loads all tests once and then asks those that reach a mutant, the quickest first. A test that
 * failed is asked again without the mutant: if it fails then too, the mutant left something behind in the process, and the
 * answer is only taken from a process that is new.
 */
import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { collect, type Suite, suitesAround, type Test } from "./collector.ts";

/** How often each mutant was reached, by its number. */
type Hits = Record<string, number>;

/** What the instrumented sources and Stryker share. */
interface Instruments {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Hits; perTest: Record<string, Hits> };
}

interface MutantRun {
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly activeMutant: { readonly id: string };
}

/** Stryker's number of a test that passed. */
const SUCCESS = 0;

/** The patterns of test files, from the configuration that Vitest would read. */
async function testFiles(): Promise<readonly string[]> {
  const { default: config } = await import(pathToFileURL(join(process.cwd(), "vitest.mutate.config.ts")).href);
  return globSync(config.test.include as string[]).sort();
}

class LoadedTests {
  readonly #instruments: Instruments;
  readonly #tests = new Map<string, Test>();
  readonly #timesMs = new Map<string, number>();
  #mutants = 0;
  #isSpoilt = false;

  constructor() {
    const shared = globalThis as { __stryker__?: Instruments };
    shared.__stryker__ ??= {};
    this.#instruments = shared.__stryker__;
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    const shim = new URL("./vitest.ts", import.meta.url).href;
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === "vitest" &&
        context.parentURL !== shim &&
        context.parentURL?.startsWith("file:") &&
        !context.parentURL.includes("/node_modules/")
          ? { url: shim, shortCircuit: true }
          : next(specifier, context),
    });
    for (const file of await testFiles()) {
      const path = join(process.cwd(), file);
      for (const test of await collect(file, () => import(pathToFileURL(path).href))) this.#tests.set(test.id, test);
    }
  }

  /** Runs all tests once, and notes which of them reach which mutants. */
  async dryRun(): Promise<unknown> {
    const results: object[] = [];
    const instruments = this.#instruments;
    const coverage = { static: instruments.mutantCoverage?.static ?? {}, perTest: {} as Record<string, Hits> };
    instruments.mutantCoverage ??= coverage;
    const shared = new Map<Suite, Hits>();
    const failure = await this.#run([...this.#tests.values()], (test, timeSpentMs) => {
      this.#timesMs.set(test.id, timeSpentMs);
      results.push({ id: test.id, name: test.id, timeSpentMs, status: SUCCESS });
    });
    if (failure !== undefined) return { status: "error", errorMessage: `${failure.id}: ${failure.message}` };
    const { perTest } = instruments.mutantCoverage;
    for (const { id, suite } of this.#tests.values()) {
      perTest[id] ??= {};
      // What a suite prepares once, each of its tests reaches.
      for (const around of suitesAround(suite)) {
        const hits = shared.get(around) ?? perTest[hookId(around)] ?? {};
        shared.set(around, hits);
        for (const [mutant, count] of Object.entries(hits)) perTest[id][mutant] ??= count;
      }
    }
    for (const around of shared.keys()) delete perTest[hookId(around)];
    return { status: "complete", tests: results, mutantCoverage: instruments.mutantCoverage };
  }

  async mutantRun({ testFilter, hitLimit, activeMutant }: MutantRun): Promise<unknown> {
    if (this.#isSpoilt) process.exit(1);
    this.#mutants += 1;
    const chosen =
      testFilter === undefined ? [...this.#tests.values()] : testFilter.flatMap((id) => this.#tests.get(id) ?? []);
    const instruments = this.#instruments;
    instruments.hitLimit = hitLimit;
    instruments.hitCount = 0;
    instruments.activeMutant = activeMutant.id;
    let asked = 0;
    const failure = await this.#run(this.#inOrder(chosen), () => {
      asked += 1;
    });
    const isEndless = hitLimit !== undefined && instruments.hitCount > hitLimit;
    instruments.activeMutant = undefined;
    instruments.hitCount = undefined;
    if (failure === undefined) return { status: "survived", nrOfTests: asked };
    const again = await this.#run([failure.test], () => {});
    if (again !== undefined) {
      // Stryker asks again in another process.
      if (this.#mutants > 1) process.exit(1);
      this.#isSpoilt = true;
    }
    if (isEndless) return { status: "timeout", reason: failure.message };
    return { status: "killed", killedBy: [failure.id], failureMessage: failure.message, nrOfTests: asked + 1 };
  }

  /** The quickest first, those of a suite that prepares something together and last. */
  #inOrder(tests: readonly Test[]): readonly Test[] {
    const time = ({ id }: Test): number => this.#timesMs.get(id) ?? 0;
    const isAlone = ({ suite }: Test): boolean => suitesAround(suite).every(({ beforeAll }) => beforeAll.length === 0);
    return [...tests.filter(isAlone).sort((a, b) => time(a) - time(b)), ...tests.filter((test) => !isAlone(test))];
  }

  /** Runs tests until one fails, and returns that one. */
  async #run(
    tests: readonly Test[],
    passed: (test: Test, timeSpentMs: number) => void,
  ): Promise<{ test: Test; id: string; message: string } | undefined> {
    const instruments = this.#instruments;
    let open: readonly Suite[] = [];
    const close = async (suites: readonly Suite[]): Promise<void> => {
      for (const suite of suites.toReversed()) for (const hook of suite.afterAll) await hook();
    };
    for (const test of tests) {
      const around = suitesAround(test.suite);
      const from = performance.now();
      try {
        await close(open.filter((suite) => !around.includes(suite)));
        const fresh = around.filter((suite) => !open.includes(suite));
        open = around;
        for (const suite of fresh) {
          instruments.currentTestId = hookId(suite);
          for (const hook of suite.beforeAll) await hook();
        }
        instruments.currentTestId = test.id;
        for (const suite of around) for (const hook of suite.beforeEach) await hook();
        try {
          await test.run();
        } finally {
          for (const suite of around.toReversed()) for (const hook of suite.afterEach) await hook();
        }
        passed(test, performance.now() - from);
      } catch (cause) {
        instruments.currentTestId = undefined;
        await close(open).catch(() => {});
        return { test, id: test.id, message: cause instanceof Error ? cause.message : String(cause) };
      }
    }
    instruments.currentTestId = undefined;
    await close(open);
    return undefined;
  }
}

const hookId = (suite: Suite): string =>
  `hooks of ${suitesAround(suite)
    .map(({ name }) => name)
    .join(" > ")}`;

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: "TestRunner", name: "loaded", factory: () => new LoadedTests() }];
