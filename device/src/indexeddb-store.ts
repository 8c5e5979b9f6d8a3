/**
 * A store in the browser's IndexedDB. Each call is one transaction, so a write is there wholly or not at all; it is
 * asked to be durable in the strict sense, so it resolves once it is on disk (Indexed Database API 3.0, "durability
 * hint"). A lock of the browser (Web Locks API) keeps a second tab from opening the same device.
 */
import { DeviceError } from "./errors.ts";
import type { DeviceStore } from "./store.ts";

const RECORDS = "records";
const VERSION = 1;

const unavailable = (sentence: string, cause?: unknown): DeviceError =>
  new DeviceError(sentence, { code: "store-unavailable", cause });

/** Takes a name among all tabs of the origin; undefined when another holds it. The browser frees it with its tab. */
async function hold(name: string): Promise<(() => void) | undefined> {
  // Absent on pages that are not served over HTTPS or from the loopback address.
  if (!globalThis.navigator?.locks) throw unavailable("The page must be served over HTTPS to keep a device's store.");
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(undefined);
          return undefined;
        }
        return new Promise<void>((release) => resolve(() => release()));
      })
      .catch((cause) =>
        reject(unavailable("The browser gives this page no locks; a sandboxed frame has none.", cause)),
      );
  });
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => request.result.createObjectStore(RECORDS, { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Writes in one transaction; resolves when it is complete. */
function write(database: IDBDatabase, change: (records: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(RECORDS, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    change(transaction.objectStore(RECORDS));
  });
}

/** A part of a buffer would be stored with all of it, so it is copied. */
function add(store: IDBObjectStore, records: readonly Uint8Array[]): void {
  for (const record of records) store.add(record.slice());
}

function readAll(database: IDBDatabase): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const request = database.transaction(RECORDS).objectStore(RECORDS).getAll();
    request.onsuccess = () => resolve(request.result as unknown[]);
    request.onerror = () => reject(request.error);
  });
}

/**
 * The store of one device in the browser, in a database of its own. A browser may clear what a site keeps when the disk
 * is nearly full: ask for `navigator.storage.persist()` first, and treat a cleared store as a lost one.
 * @param name of the database: one for each device
 * @throws {DeviceError} `store-in-use` when another tab has the device open, `store-unavailable` when the browser keeps
 * nothing for this page, `store-corrupt` when the database holds what no device wrote
 * @example
 * await navigator.storage.persist();
 * const device = await openDevice({ key, application, relay, store: await indexedDbStore("my-car") });
 */
export async function indexedDbStore(name: string): Promise<DeviceStore> {
  const release = await hold(`witness device ${name}`);
  if (!release) {
    throw new DeviceError(`Another tab has the device ${name} open; a device has one store.`, { code: "store-in-use" });
  }
  let database: IDBDatabase;
  try {
    database = await openDatabase(name);
  } catch (cause) {
    release();
    throw unavailable(`The browser does not open the database ${name}; private windows and full disks refuse.`, cause);
  }
  return {
    read: async () => {
      const records = await readAll(database);
      const sound = records.every((record) => record instanceof Uint8Array);
      if (!sound) {
        throw new DeviceError(`The database ${name} holds what no device wrote.`, { code: "store-corrupt" });
      }
      return { records, torn: false };
    },
    append: async (records) => {
      if (records.length > 0) await write(database, (store) => add(store, records));
    },
    replace: (records) =>
      write(database, (store) => {
        store.clear();
        add(store, records);
      }),
    close: async () => {
      // Transactions that were begun come to their end first.
      database.close();
      release();
    },
  };
}
