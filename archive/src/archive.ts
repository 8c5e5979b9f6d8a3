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
import { migrate } from "./store/migrations.ts";
import { openPostgres } from "./store/postgres.ts";
import { openSqlite } from "./store/sqlite.ts";
import { Store } from "./store/store.ts";
import { Tiles } from "./tiles.ts";

/** What passes by itself is told as a warning, what a person must mend as an error. */
const PASSING = new Set<string>(["chain-unavailable", "chain-lags"]);

/** An archive that runs. */
export class Archive {
  readonly config: Config;
  readonly store: Store;
  readonly tiles: Tiles;
  readonly metrics: Metrics;
  readonly #connection: Connection;
  readonly #follower: Follower;
  readonly #log: Logger;
  #stopped = false;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  /** Why the chain cannot be followed at the moment, or undefined when it is. */
  trouble: ArchiveError | undefined;

  private constructor(config: Config, connection: Connection, store: Store, log: Logger) {
    this.config = config;
    this.store = store;
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
      return { chainBlock: tip, headBlock: head, inputs, rewinds, storeBytes: await store.size(), following };
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
      const archive = new Archive(config, connection, new Store(database), log);
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
