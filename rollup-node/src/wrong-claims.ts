/**
 * Compares every claim on chain with the root that this node computed. It compares each claim once: the claims of
 * months must not be read again with each block.
 */
import type { Application } from "./application.ts";
import { toHex } from "./codec.ts";
import { rootOf } from "./proofs.ts";
import type { ClaimRow } from "./store/records.ts";

/** A claim by a validator, or one accepted on chain, whose root is not the one that this node computed. */
export interface WrongClaim {
  readonly application: string;
  readonly epoch: number;
  /** Empty for the consensus itself, when it accepted the claim. */
  readonly submitter: string;
  readonly claimed: string;
  readonly computed: string;
  readonly accepted: boolean;
}

/** The wrong claims for one application. */
export class WrongClaims {
  readonly #app: Application;
  #found: WrongClaim[] = [];
  /** The newest row that was compared, and earlier rows whose epoch's inputs were not processed yet. */
  #through = 0;
  #undecided: ClaimRow[] = [];

  constructor(app: Application) {
    this.#app = app;
  }

  get found(): readonly WrongClaim[] {
    return this.#found;
  }

  /** Starts over: after a reorganisation other claims, and other outputs, may be on record. */
  forget(): void {
    this.#found = [];
    this.#through = 0;
    this.#undecided = [];
  }

  /** Compares the new claims. Returns those that are wrong. */
  judge(): readonly WrongClaim[] {
    const fresh = this.#app.records.claimsAfter(this.#through);
    this.#through = fresh.at(-1)?.row ?? this.#through;
    const rows = [...this.#undecided, ...fresh];
    this.#undecided = [];
    const computed = new Map<number, string | undefined>();
    const wrong: WrongClaim[] = [];
    for (const row of rows) {
      const { consensus, application } = this.#app.deployment;
      const epoch = Math.floor(row.lastBlock / consensus.epochLength);
      if (!computed.has(epoch)) computed.set(epoch, this.#rootAfter(epoch));
      const mine = computed.get(epoch);
      const claimed = row.root;
      if (mine === undefined) this.#undecided.push(row);
      else if (mine !== claimed)
        wrong.push({
          application: application.name,
          epoch,
          submitter: row.submitter,
          claimed,
          computed: mine,
          accepted: row.accepted,
        });
    }
    this.#found.push(...wrong);
    return wrong;
  }

  /**
   * Returns the outputs root after an epoch, or undefined while inputs up to its end are not all processed. An epoch
   * without inputs has one too: the contract takes proofs under any accepted root, so a thief may invent one for it.
   */
  #rootAfter(epoch: number): string | undefined {
    const { records } = this.#app;
    const outputs = records.outputsAfter(epoch);
    return outputs === undefined ? undefined : toHex(rootOf(records.tree, outputs));
  }
}
