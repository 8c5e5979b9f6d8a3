/** The archive as a whole: a store, a loop over the chain, and what is served of both. */
import { ChainRpc } from "@witness/ethereum/chain";
import { requireOfficial } from "@witness/ethereum/official";
import { type ChainRpc as Connection, openRpc } from "@witness/ethereum/rpc";
import { native } from "@witness/protocol/crypto/native";
import type { Logger } from "pino";
import { ArchiveError, codeOf, sentenceOf } from "./errors.ts";
import { Follower } from "./follower.ts";
import { InputBox } from "./input-box.ts";
import { type Metrics, makeMetrics } from "./metrics.ts";
import type { Config } from "./settings.ts";
import type { Database } from "./store/database.ts";
import { migrate } from "./store/migrations.ts";
import { Passes } from "./store/passes.ts";
import { openPostgres } from "./store/postgres.ts";
import { openSqlite } from "./store/sqlite.ts";
import { Store } from "./store/store.ts";
import { Tiles } from "./tiles.ts";

/** What passes by itself is told as a warning, what a person must mend as an error. */
const PASSING = new Set<string>(["chain-unavailable", "chain-lags"]);

/** Seconds between two deletions of kept passes that have ended. */
const PASSES_EVERY_S = 60;

/** An archive that runs. */
export class Archive {
  readonly config: Config;
  readonly store: Store;
  readonly passes: Passes;
  readonly tiles: Tiles;
  readonly metrics: Metrics;
  readonly #connection: Connection;
  readonly #follower: Follower;
  readonly #log: Logger;
  #stopped = false;
  #passesDeletedUnixS = 0;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  /** Why the chain cannot be followed at the moment, or undefined when it is. */
  trouble: ArchiveError | undefined;

  private constructor(config: Config, connection: Connection, database: Database, log: Logger) {
    this.config = config;
    const store = new Store(database);
    this.store = store;
    this.passes = new Passes(database, {
      passes: config.passesMax,
      bytes: config.passesMaxBytes,
      ofAddress: { passes: config.passesPerAddress, bytes: config.passesPerAddressBytes },
    });
    this.#connection = connection;
    this.#log = log;
    const {
      context,
      founders,
      origins,
      maximumDevices,
      keyId,
      predecessor,
      application,
      deploymentBlock,
      confirmations,
    } = config;
    this.#follower = new Follower({
      chain: new ChainRpc(connection),
      inputBox: new InputBox(connection.call, config.inputBox, application),
      store,
      ledger: { context, provider: native, keyId, origins, maximumDevices, predecessor },
      founders,
      application,
      chainId: context.chainId,
      deploymentBlock,
      confirmations,
    });
    this.tiles = new Tiles(store, () => this.#follower.position.head);
    this.metrics = makeMetrics(async () => {
      const { head, tip, inputs, rewinds } = this.#follower.position;
      const following = this.trouble === undefined;
      const { passes, bytes: passBytes } = await this.passes.size();
      const storeBytes = await store.size();
      return { chainBlock: tip, headBlock: head, inputs, rewinds, storeBytes, following, passes, passBytes };
    });
  }

  /**
   * Opens the store, checks the chain and begins to follow it.
   * @throws {ArchiveError} `wrong-chain`, `data-in-use`, `data-of-another-version`, `data-of-another-application`,
   * `database-unavailable`; {EthereumError} `code-unexpected`; {ChainError} as the RPC does
   */
  static async start(config: Config, log: Logger): Promise<Archive> {
    const connection = openRpc({ url: config.rpcUrl });
    const seen = Number(await connection.call("eth_chainId", []));
    const { chainId } = config.context;
    if (seen !== chainId) {
      const sentence = `${connection.host} is chain ${seen}, the deployment is on chain ${chainId}.`;
      throw new ArchiveError(sentence, { code: "wrong-chain" });
    }
    await requireOfficial(connection.call, { InputBox: config.inputBox });
    const { databaseUrl, dataDir } = config;
    const database = databaseUrl === undefined ? openSqlite(dataDir) : await openPostgres(databaseUrl);
    try {
      await migrate(database, `${chainId} ${config.application}`);
      const archive = new Archive(config, connection, database, log);
      archive.#running = archive.#run();
      return archive;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** Where the archive stands on the chain. */
  get position() {
    return this.#follower.position;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#deleteEndedPasses();
        await this.#follower.poll(() => this.#stopped);
        if (this.trouble) this.#log.info("the chain is followed again");
        this.trouble = undefined;
      } catch (error) {
        if (!this.#stopped) this.#complain(error);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.config.pollMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (this.#stopped) this.#wake();
      });
    }
  }

  async #deleteEndedPasses(): Promise<void> {
    const nowUnixS = Math.floor(Date.now() / 1_000);
    if (nowUnixS < this.#passesDeletedUnixS + PASSES_EVERY_S) return;
    await this.passes.deleteEnded(nowUnixS);
    this.#passesDeletedUnixS = nowUnixS;
  }

  /** Logs each kind of trouble once: a chain that is unreachable for an hour must not fill the disk with lines. */
  #complain(error: unknown): void {
    const code = codeOf(error);
    const sentence = sentenceOf(error);
    this.metrics.troubles.inc({ code });
    const isKnown = this.trouble?.code === code && this.trouble.message === sentence;
    this.trouble = new ArchiveError(sentence, { code, cause: error });
    if (isKnown) return;
    if (PASSING.has(code)) this.#log.warn({ code }, sentence);
    else this.#log.error({ code, ...(code === "internal-error" && { stack: (error as Error).stack }) }, sentence);
  }

  /** Ends the loop, then closes the store. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    this.#connection.close();
    await this.#running;
    await this.store.close();
  }
}
