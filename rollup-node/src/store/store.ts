/** The node's store. Only this directory uses SQL. */
import type { DatabaseSync } from "node:sqlite";
import type { Deployment } from "@witness/ethereum/deployment";
import { nodeError } from "../errors.ts";
import { Blocks } from "./blocks.ts";
import { openDatabase, transact } from "./database.ts";
import { Listing } from "./listing.ts";
import { Records } from "./records.ts";

/** An open store. It belongs to this process alone. */
export class Store {
  readonly blocks: Blocks;
  readonly listing: Listing;
  readonly #database: DatabaseSync;

  /** @throws {NodeError} `data-in-use`, `data-version`, `data-unreadable` */
  constructor(directory: string) {
    this.#database = openDatabase(directory);
    this.blocks = new Blocks(this.#database);
    this.listing = new Listing(this.#database);
  }

  /** Runs `work` in one transaction: all of it is stored, or nothing. Returns what it returns. */
  transact<T>(work: () => T): T {
    return transact(this.#database, work);
  }

  /**
   * Returns the records of an application. For a new application, the node reads the chain's past again.
   * @throws {NodeError} `application-renamed`
   */
  enrol({ application, consensus }: Deployment, nowMs: number): Records {
    const { name, address } = application;
    const made = this.#database
      .prepare("INSERT OR IGNORE INTO apps(name,address,consensus,created_ms,updated_ms) VALUES(?,?,?,?,?)")
      .run(name, address, consensus.address, nowMs, nowMs);
    if (made.changes !== 0) this.#readAgain();
    const row = this.#database.prepare("SELECT id FROM apps WHERE address=? AND name=?").get(address, name);
    if (row === undefined) {
      const sentence = `The data directory knows ${name} or ${address} differently; use another ROLLUP_NODE_DATA_DIR.`;
      throw nodeError("application-renamed", sentence);
    }
    const id = Number(row["id"]);
    // Its deployment file may name the right block now, so the node reads the chain's past again.
    const missed = this.#database
      .prepare("SELECT 1 FROM apps WHERE id=? AND state='FAILED' AND reason LIKE 'input-missing:%'")
      .get(id);
    if (missed !== undefined) this.#readAgain();
    return new Records(id, this.#database);
  }

  close(): void {
    this.#database.close();
  }

  #readAgain(): void {
    this.#database.exec("DELETE FROM blocks");
  }
}
