/**
 * `describe`, `it` and the hooks of Vitest, as far as tests here use them, for tests that stay loaded: a mutation run asks the
 * same tests thousands of times, and loading them takes far longer than they do.
 */

type Body = (...values: never[]) => unknown;
type Hook = () => unknown;

/** A `describe`, or a file. Hooks are in the order in which they run. */
export interface Suite {
  readonly name: string;
  readonly parent: Suite | undefined;
  readonly beforeAll: Hook[];
  readonly afterAll: Hook[];
  readonly beforeEach: Hook[];
  readonly afterEach: Hook[];
}

/** A test. */
export interface Test {
  /** The file and the names of its suites; a number behind it when another has the same. */
  readonly id: string;
  readonly suite: Suite;
  readonly run: Hook;
}

const newSuite = (name: string, parent: Suite | undefined): Suite => ({
  name,
  parent,
  beforeAll: [],
  afterAll: [],
  beforeEach: [],
  afterEach: [],
});

const tests: Test[] = [];
const ids = new Set<string>();
let current = newSuite("", undefined);

/** Returns a suite and those around it, the file first. */
export function suitesAround(suite: Suite): readonly Suite[] {
  return suite.parent === undefined ? [suite] : [...suitesAround(suite.parent), suite];
}

/** Loads a file of tests, and returns them. */
export async function collect(file: string, load: () => Promise<unknown>): Promise<readonly Test[]> {
  const from = tests.length;
  current = newSuite(file, undefined);
  await load();
  return tests.slice(from);
}

function add(name: string, body: Body, values: readonly unknown[]): void {
  const suite = current;
  const path = [...suitesAround(suite).map((each) => each.name), name].join(" > ");
  let id = path;
  for (let copy = 2; ids.has(id); copy += 1) id = `${path} (${copy})`;
  ids.add(id);
  tests.push({ id, suite, run: () => body(...(values as never[])) });
}

function open(name: string, body: Body, values: readonly unknown[]): void {
  const outer = current;
  current = newSuite(name, outer);
  body(...(values as never[]));
  current = outer;
}

type Take = (name: string, body: Body, values: readonly unknown[]) => void;

/** Options and times are Vitest's business: a run has one limit for each mutant. */
const bodyOf = (one: unknown, other: unknown): Body => (typeof one === "function" ? one : other) as Body;

const withEach = (take: Take) => {
  const each = (rows: readonly unknown[]) => (name: string, one: unknown, other?: unknown) => {
    for (const row of rows) take(name, bodyOf(one, other), Array.isArray(row) ? row : [row]);
  };
  return Object.assign((name: string, one: unknown, other?: unknown) => take(name, bodyOf(one, other), []), { each });
};

export const describe = withEach(open);
export const it = withEach(add);
export const beforeAll = (hook: Hook): number => current.beforeAll.push(hook);
export const afterAll = (hook: Hook): number => current.afterAll.unshift(hook);
export const beforeEach = (hook: Hook): number => current.beforeEach.push(hook);
export const afterEach = (hook: Hook): number => current.afterEach.unshift(hook);
