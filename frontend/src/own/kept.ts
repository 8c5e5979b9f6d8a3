/**
 * What this browser keeps of a car's history: the tiles, the readings that the owner's keys opened, and tickets. Readings are
 * personal data: they lie under the name of whoever is signed in, and go when that person signs out.
 */
import type { FoundMark } from "@witness/protocol/history/judged-history";
import type { OwnPosition } from "@witness/protocol/history/own-position";
import type { Groups } from "@witness/protocol/reading";
import { keptTickets, type Ticket } from "@witness/protocol/tenure";
import type { History } from "../history/history.ts";
import type { LayoutCarry } from "../history/layout.ts";
import type { OwnBefore } from "./before.ts";

/** An envelope as it is kept: its groups in the clear are a third of what its readings are as objects. */
export interface KeptEnvelope {
  readonly item: number;
  readonly sequence: number;
  readonly blockTimeUnixS: number;
  readonly groups: Groups;
  readonly unreadable: boolean;
  readonly gap: { readonly afterSequence: number; readonly beforeSequence: number } | undefined;
  readonly fork: true | undefined;
}

/** One tile, with what was read in it. */
export interface KeptTile {
  readonly bytes: Uint8Array;
  /** Items in it, those that were not proven yet included. */
  readonly items: number;
  /** Where reading stood before it. */
  readonly before: OwnPosition;
  /** Whom the history names as the car's owner before it: 20 bytes, or none. */
  readonly newest: Uint8Array;
  readonly carry: LayoutCarry;
  readonly envelopes: readonly KeptEnvelope[];
  /** Evidence of a copied key, and bodies that came late. */
  readonly forks: readonly { readonly item: number; readonly blockTimeUnixS: number; readonly late?: true }[];
  readonly marks: readonly FoundMark[];
  readonly part: History;
}

/** Where the history in an application before ended. */
export interface KeptEnd {
  /** 32 bytes: the hash of the proof that took the record over. */
  readonly identity: Uint8Array;
  readonly begin: OwnPosition;
  readonly carry: LayoutCarry;
  readonly before: OwnBefore;
}

/** What is kept of a car as a whole. */
export interface KeptHead {
  /** Of the build that kept it: another one reads the tiles again. */
  readonly version: number;
  /** 16 hexadecimal digits. */
  readonly edition: string;
  /** Tiles, from the first on, all of them proven. */
  readonly tiles: number;
  /** Of a record that was taken over: what had been read of the part before when the tiles were judged. */
  readonly before?: OwnBefore | undefined;
  /** Where judging went on from; undefined when the part before was not read. */
  readonly begin?: OwnPosition | undefined;
  /** Of an application before: where its history ended, for the one that goes on from it. */
  readonly end?: KeptEnd | undefined;
}

/** What is kept of one car. */
export interface KeptCar {
  head(): Promise<KeptHead | undefined>;
  tile(number: number): Promise<KeptTile | undefined>;
  /** Keeps tiles, and what they amount to; those from `head.tiles` on are forgotten. */
  put(head: KeptHead, tiles: ReadonlyMap<number, KeptTile>): Promise<void>;
  /** Tickets of the reader's times with the car that have ended, the newest last. A question for keys of such a time carries one. */
  tickets(): Promise<readonly Ticket[]>;
  keepTickets(handed: readonly Ticket[]): Promise<void>;
}

const DATABASE = "witness-histories";
const TILES = "tiles";
const HEADS = "heads";
/** Tickets lie in the store of heads, by a key of three parts that ends with this word. */
const TICKETS = "tickets";

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const completed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

async function open(factory: IDBFactory): Promise<IDBDatabase> {
  const opening = factory.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(TILES);
    opening.result.createObjectStore(HEADS);
  };
  const database = await done(opening);
  database.onversionchange = () => database.close();
  return database;
}

/**
 * Returns a value with bytes of its own. A database keeps the whole buffer behind a view, and a view of a tile would bring
 * the tile with it each time.
 */
export function ownBytes<T>(value: T): T {
  if (value instanceof Uint8Array) return value.slice() as T;
  if (Array.isArray(value)) return value.map(ownBytes) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, ownBytes(each)])) as T;
}

/** Keeps a car's history as long as the worker lives: for a browser that forbids storage. */
export function memoryKept(): KeptCar {
  let kept: KeptHead | undefined;
  const rows = new Map<number, KeptTile>();
  let known: readonly Ticket[] = [];
  return {
    head: async () => kept,
    tile: async (number) => rows.get(number),
    async put(head, tiles) {
      for (const number of rows.keys()) if (number >= head.tiles) rows.delete(number);
      for (const [number, tile] of tiles) rows.set(number, tile);
      kept = head;
    },
    tickets: async () => known,
    async keepTickets(handed) {
      known = keptTickets(known, handed);
    },
  };
}

/** Opens what is kept of a car. @param account who is signed in, and to which application */
export async function openKept(factory: IDBFactory | undefined, account: string, car: string): Promise<KeptCar> {
  let database: IDBDatabase;
  try {
    if (!factory) return memoryKept();
    database = await open(factory);
  } catch {
    return memoryKept();
  }
  const ofTickets = [account, car, TICKETS];
  const rows = (name: string) => database.transaction(name, "readonly").objectStore(name);
  return {
    head: async () => done<KeptHead | undefined>(rows(HEADS).get([account, car])),
    tile: async (number) => done<KeptTile | undefined>(rows(TILES).get([account, car, number])),
    async put(head, tiles) {
      const writing = database.transaction([HEADS, TILES], "readwrite");
      const kept = writing.objectStore(TILES);
      kept.delete(IDBKeyRange.bound([account, car, head.tiles], [account, car, []]));
      for (const [number, tile] of tiles) kept.put(tile, [account, car, number]);
      writing.objectStore(HEADS).put(head, [account, car]);
      await completed(writing);
    },
    tickets: async () => (await done<readonly Ticket[] | undefined>(rows(HEADS).get(ofTickets))) ?? [],
    async keepTickets(handed) {
      const writing = database.transaction(HEADS, "readwrite");
      const heads = writing.objectStore(HEADS);
      const known = await done<readonly Ticket[] | undefined>(heads.get(ofTickets));
      heads.put(keptTickets(known ?? [], handed), ofTickets);
      await completed(writing);
    },
  };
}

/**
 * Deletes what is kept.
 * @param account whose rows stay; without it none do
 */
export async function forgetKept(factory: IDBFactory | undefined, account?: string): Promise<void> {
  if (!factory) return;
  const database = await open(factory);
  try {
    const writing = database.transaction([HEADS, TILES], "readwrite");
    for (const name of [HEADS, TILES]) {
      const rows = writing.objectStore(name);
      if (account === undefined) rows.clear();
      else {
        rows.delete(IDBKeyRange.upperBound([account], true));
        // An array sorts behind every text, so this is behind all of the account's cars.
        rows.delete(IDBKeyRange.lowerBound([account, []]));
      }
    }
    await completed(writing);
  } finally {
    database.close();
  }
}
