/**
 * The signature checks of one request, off the event loop where that pays. A decision is taken as if every signature
 * that is not checked yet were good; those are then checked, and where one is false the decision is taken again.
 * Whether a signature is good depends on nothing that changes, so a check that was made once holds for every later
 * decision.
 */
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { FALSE_SIGNATURES_MAX, type JudgeSignature } from "./intake.ts";
import type { SignatureQuestion } from "./verify-bundle.ts";
import type { CheckSignatures } from "./verify-pool.ts";
import type { WorkLimits } from "./work-limits.ts";

/** So few are checked at once: handing them to a thread takes longer. */
const CHECKED_HERE = 4;

interface Check extends SignatureQuestion {
  /** Absent while it is not known. */
  good?: boolean;
  /** Whether the last decision that asked would keep something by it. */
  fruitful: boolean;
  /** Whether it is counted for the sender as work that brought nothing. */
  charged: boolean;
}

const same = (check: Check, { publicKey, parts }: SignatureQuestion): boolean =>
  equal(check.publicKey, publicKey) &&
  check.parts.length === parts.length &&
  parts.every((part, index) => equal(part, check.parts[index] ?? new Uint8Array()));

/** What the checks of a request are made with. */
export interface SignatureCheckOptions {
  readonly provider: CryptoProvider;
  readonly check: CheckSignatures;
  readonly limits: WorkLimits;
  /** Who sent the request. */
  readonly sender: string;
}

/** The checks of one request. */
export class SignatureChecks {
  readonly #options: SignatureCheckOptions;
  /** By the signature's identity: a request is read once. */
  readonly #checks = new Map<Uint8Array, Check[]>();
  #open: Check[] = [];
  #false = 0;

  constructor(options: SignatureCheckOptions) {
    this.#options = options;
  }

  /** Looks a check up; one that was not made counts as good and is noted, if it may be made. */
  readonly judge: JudgeSignature = (question, { fruitful }) => {
    const made = this.#checks.get(question.signature);
    let check = made?.find((each) => same(each, question));
    if (!check) {
      check = { ...question, fruitful, charged: false };
      if (made) made.push(check);
      else this.#checks.set(question.signature, [check]);
    }
    check.fruitful = fruitful;
    if (check.good !== undefined) return check.good;
    if (!fruitful && !check.charged) {
      // Counted before it is made, so that many requests at once have one limit.
      const { limits, sender } = this.#options;
      const retryAfterS = limits.retryAfterS(sender);
      if (retryAfterS !== undefined) return { retryAfterS };
      limits.add(sender);
      check.charged = true;
    }
    this.#open.push(check);
    return true;
  };

  /** Takes a decision. Returns it, and whether every signature that it asked for had been checked. */
  decide<T>(decision: () => T): { readonly decided: T; readonly certain: boolean } {
    this.#open = [];
    const decided = decision();
    return { decided, certain: this.#open.length === 0 };
  }

  /**
   * Checks what the last decision took for good, in its order, until the request has had as many false signatures as it
   * may. Resolves with whether all of them are good, so that the decision stands.
   */
  async settle(): Promise<boolean> {
    const open = this.#open;
    const falseMost = Math.max(1, FALSE_SIGNATURES_MAX - this.#false);
    const few = open.length <= CHECKED_HERE;
    const results = few ? this.#checkHere(open) : await this.#options.check(this.#options.sender, open, falseMost);
    for (const [index, good] of results.entries()) {
      const check = open[index];
      if (check) check.good = good;
      if (!good) this.#false += 1;
    }
    return results.length === open.length && results.every((good) => good);
  }

  /** What a few are: less than `falseMost` is not asked for, since the last of them ends it anyway. */
  #checkHere(open: readonly Check[]): boolean[] {
    const results: boolean[] = [];
    for (const { publicKey, signature, parts } of open) {
      const good = this.#options.provider.p256Verify(publicKey, signature, ...parts);
      results.push(good);
      if (!good) break;
    }
    return results;
  }

  /** After the last decision: whatever was checked and brought nothing is counted. */
  close(): void {
    for (const check of [...this.#checks.values()].flat()) {
      if (check.good === undefined || check.charged || (check.good && check.fruitful)) continue;
      this.#options.limits.add(this.#options.sender);
      check.charged = true;
    }
  }
}
