/** Where the browser keeps keys: IndexedDB, which takes a CryptoKey as it is, so that no key need ever be bytes. */

/** Values by name. A value is what structured clone takes; a `CryptoKey` that is not extractable stays so. */
export interface KeyStore {
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  delete(name: string): Promise<void>;
  /** Values whose names begin so, in the order of their names. */
  under(prefix: string): Promise<readonly unknown[]>;
}

const DATABASE = "witness";
const TABLE = "keys";

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** A write counts once its transaction is complete. */
const completed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

/** Keeps values as long as the page is open: for a browser that forbids storage. */
export function memoryKeyStore(): KeyStore {
  const kept = new Map<string, unknown>();
  return {
    get: async (name) => kept.get(name),
    put: async (name, value) => void kept.set(name, value),
    delete: async (name) => void kept.delete(name),
    under: async (prefix) =>
      [...kept]
        .filter(([name]) => name.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, value]) => value),
  };
}

/** Opens the browser's store. Returns one in memory when the browser has none or forbids it. */
export async function openKeyStore(factory: IDBFactory | undefined): Promise<KeyStore> {
  let database: IDBDatabase;
  try {
    const opening = factory?.open(DATABASE, 1);
    if (!opening) return memoryKeyStore();
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
    database = await done(opening);
  } catch {
    return memoryKeyStore();
  }
  // Another tab that wants to delete the store must not wait for this one.
  database.onversionchange = () => database.close();
  const table = (mode: IDBTransactionMode) => database.transaction(TABLE, mode).objectStore(TABLE);
  return {
    get: async (name) => done(table("readonly").get(name)),
    async put(name, value) {
      const rows = table("readwrite");
      rows.put(value, name);
      await completed(rows.transaction);
    },
    async delete(name) {
      const rows = table("readwrite");
      rows.delete(name);
      await completed(rows.transaction);
    },
    under: async (prefix) => done(table("readonly").getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`))),
  };
}
