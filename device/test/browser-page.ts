/** Runs in a browser: puts what device/test/browser.test.ts asks for on the page. */
import { DeviceError, openDevice } from "../src/index.ts";
import { indexedDbStore } from "../src/indexeddb-store.ts";
import { CASES } from "./conformance.ts";

/** Returns what went wrong in each case; nothing when all is well. */
async function conformance(): Promise<string[]> {
  const problems: string[] = [];
  for (const [index, { name, run }] of CASES.entries()) {
    const store = await indexedDbStore(`case ${index}`);
    let last = store;
    const again = async () => {
      await store.close();
      last = await indexedDbStore(`case ${index}`);
      return last;
    };
    try {
      await run({ store, again });
    } catch (error) {
      problems.push(`${name}: ${String(error)}`);
    } finally {
      await last.close();
    }
  }
  return problems;
}

/** Returns the code with which a store is refused; undefined when it opens. */
async function codeOfOpening(name: string): Promise<string | undefined> {
  try {
    await indexedDbStore(name);
    return undefined;
  } catch (error) {
    return error instanceof DeviceError ? error.code : String(error);
  }
}

Object.assign(globalThis, { witness: { CASES, conformance, codeOfOpening, indexedDbStore, openDevice } });
