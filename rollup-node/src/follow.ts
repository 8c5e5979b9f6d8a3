/** The loop over the chain. Each round reads new blocks, settles epochs, reports wrong claims and sends claims. */
import { EthereumError } from "@witness/ethereum/errors";
import type { Application } from "./application.ts";
import type { Reader } from "./chain/reader.ts";
import type { Claimer } from "./claims.ts";
import { settleEpochs } from "./epochs.ts";
import { NodeError } from "./errors.ts";
import type { NamedLog } from "./http.ts";
import { type WrongClaim, WrongClaims } from "./wrong-claims.ts";

/** What a follower is made with. */
export interface FollowOptions {
  readonly reader: Reader;
  readonly claimer: Claimer;
  readonly applications: readonly Application[];
  readonly pollMs: number;
  readonly nowMs: () => number;
  readonly log: NamedLog;
}

/** Polls the chain for all applications of a node. */
export class Follower {
  #options: FollowOptions;
  #stopped = false;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #reported = new Set<string>();
  #wrong: ReadonlyMap<Application, WrongClaims>;
  #rewinds = 0;
  /** Why the chain cannot be followed at the moment, or undefined when it is. */
  trouble: string | undefined;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#wrong = new Map(options.applications.map((app) => [app, new WrongClaims(app)]));
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let first = true; !this.#stopped; first = false) {
      try {
        await this.#look(first);
        if (this.trouble !== undefined) this.#options.log("info", "the chain is followed again", {});
        this.trouble = undefined;
      } catch (error) {
        if (!this.#stopped) this.#complain(error);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, this.#options.pollMs);
        if (this.#stopped) resolve();
      });
    }
  }

  async #look(first: boolean): Promise<void> {
    const { reader, claimer, applications, nowMs, log } = this.#options;
    const news = await reader.poll();
    const rewound = reader.rewinds !== this.#rewinds;
    this.#rewinds = reader.rewinds;
    for (const app of applications) {
      const settled = settleEpochs(app, reader.head, nowMs());
      const wrong = this.#wrong.get(app)!;
      if (rewound) wrong.forget();
      if (first || news || settled)
        for (const claim of wrong.judge()) {
          const key = JSON.stringify(claim);
          if (!this.#reported.has(key)) log("error", "WRONG CLAIM on chain", { ...claim });
          this.#reported.add(key);
          if (claim.accepted) this.#endUnlessSettled(app, claim);
        }
      await claimer.submit(app);
    }
  }

  /** Judges also claims for epochs without inputs: the contract takes proofs under any accepted root. */
  #endUnlessSettled(app: Application, { epoch, claimed, computed }: WrongClaim): void {
    if (!app.records.hasEpoch(epoch) && app.records.state().state === "ENABLED")
      app.end(
        `epoch ${epoch} has no inputs, and the consensus accepted ${claimed} for it, not ${computed}`,
        "INOPERABLE",
        { block: app.records.acceptedIn((epoch + 1) * app.deployment.consensus.epochLength - 1) },
      );
  }

  /** How many blocks must follow a block before its events count. */
  get confirmations(): number {
    return this.#options.reader.confirmations;
  }

  /** The wrong claims for an application, as of the last look at the chain. */
  wrongClaims(app: Application): readonly WrongClaim[] {
    return this.#wrong.get(app)?.found ?? [];
  }

  /** Logs each kind of trouble once: a chain that is unreachable for an hour must not fill the disk with lines. */
  #complain(error: unknown): void {
    const { shortMessage, code } = error as { shortMessage?: string; code?: string };
    const isNamed = error instanceof NodeError || error instanceof EthereumError;
    const trouble = isNamed ? error.message : (shortMessage ?? String(error));
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    // An unreachable chain comes back by itself. Another chain, or missing inputs, need the operator.
    const passes = !isNamed || ["chain-unavailable", "chain-lags"].includes(error.code);
    this.#options.log(passes ? "warn" : "error", "the chain cannot be followed; tried again", {
      code: code ?? null,
      error: trouble,
    });
  }
}
