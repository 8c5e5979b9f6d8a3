/**
 * The makers that the chain vouches for: what a rollup node says of them is held against a claim that the application's
 * consensus accepted, by the relay's own RPC. What waits for a claim is kept on disk, since an epoch may outlast a process.
 */
import type { FoundOutput } from "@witness/ethereum/outputs";
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import type { MakerKey } from "@witness/protocol/operations/globals";
import type { Store } from "./store/store.ts";

/** How a state is held against the chain. Each method throws as the RPC does. */
export interface StateChecks {
  /** Asks the node for the notice that publishes a state; undefined when it is not among its newest. */
  readonly findNotice: (stateRoot: Uint8Array) => Promise<FoundOutput | undefined>;
  /** Asks the node for an output as it stands now; undefined when it has none of this number. */
  readonly readOutput: (index: number) => Promise<FoundOutput | undefined>;
  /** Asks the chain whether an accepted claim has the output. */
  readonly isAccepted: (found: FoundOutput) => Promise<boolean>;
}

/** What the node said of a state. */
export interface SaidMakers {
  readonly keys: readonly MakerKey[];
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
}

/** What waits until a claim has its notice. */
interface Waiting {
  readonly keys: readonly MakerKey[];
  /** Of the notice among all outputs. */
  readonly index: number;
  readonly output: Uint8Array;
}

const NAME = "makers";
/** Makers change rarely. A node that invents changes keeps out its own later ones. */
const WAITING_MOST = 16;

/** Whether two lists name the same makers in the same order. */
const areSame = (some: readonly MakerKey[], others: readonly MakerKey[]): boolean =>
  some.length === others.length &&
  some.every(({ id, publicKey }, place) => {
    const other = others[place];
    return other !== undefined && equal(id, other.id) && equal(publicKey, other.publicKey);
  });

interface MakerText {
  readonly id: string;
  readonly publicKey: string;
}
interface KeptText {
  readonly keys: readonly MakerText[];
  readonly index: number;
  readonly waiting: readonly { readonly keys: readonly MakerText[]; readonly index: number; readonly output: string }[];
}
const written = (keys: readonly MakerKey[]): MakerText[] =>
  keys.map(({ id, publicKey }) => ({ id: toHex(id), publicKey: toHex(publicKey) }));
const read = (keys: readonly MakerText[]): MakerKey[] =>
  keys.map(({ id, publicKey }) => ({ id: fromHex(id), publicKey: fromHex(publicKey) }));

/** The makers of the newest state that was held against an accepted claim; before any, those of the genesis. */
export class AcceptedMakers {
  readonly #store: Pick<Store, "meta" | "setMeta">;
  readonly #checks: StateChecks | undefined;
  readonly #onTrouble: (error: unknown) => void;
  #keys: readonly MakerKey[];
  /** Of the notice that told them; -1 for the genesis. */
  #index = -1;
  /** Oldest first: its claim comes first. */
  #waiting: readonly Waiting[] = [];
  #underWay: Promise<void> | undefined;

  /**
   * @param checks absent: nothing can be held against the chain, and the genesis' makers are all
   * @param onTrouble told of what node or chain failed with
   */
  constructor(
    store: Pick<Store, "meta" | "setMeta">,
    genesis: readonly MakerKey[],
    checks: StateChecks | undefined,
    onTrouble: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#checks = checks;
    this.#onTrouble = onTrouble;
    this.#keys = genesis;
    const kept = store.meta(NAME);
    if (kept === undefined) return;
    const { keys, index, waiting } = JSON.parse(kept) as KeptText;
    if (index >= 0) this.#keys = read(keys);
    this.#index = index;
    this.#waiting = waiting.map((each) => ({
      keys: read(each.keys),
      index: each.index,
      output: fromHex(each.output),
    }));
  }

  get keys(): readonly MakerKey[] {
    return this.#keys;
  }

  /**
   * Takes note of what the node says, and holds what waits against the chain. Never rejects: what was accepted stays while
   * node or chain cannot be asked.
   */
  async hear(said: SaidMakers): Promise<void> {
    const checks = this.#checks;
    if (!checks) return;
    this.#underWay ??= this.#hold(checks, said).finally(() => {
      this.#underWay = undefined;
    });
    await this.#underWay;
  }

  async #hold(checks: StateChecks, said: SaidMakers): Promise<void> {
    try {
      await this.#note(checks, said);
      await this.#settle(checks);
    } catch (error) {
      this.#onTrouble(error);
    }
  }

  async #note({ findNotice }: StateChecks, { keys, stateRoot }: SaidMakers): Promise<void> {
    if (areSame(keys, this.#waiting.at(-1)?.keys ?? this.#keys) || this.#waiting.length >= WAITING_MOST) return;
    const found = await findNotice(stateRoot);
    // An older state than the accepted one is of a node that is behind, or that plays an old answer again.
    if (!found || found.index <= (this.#waiting.at(-1)?.index ?? this.#index)) return;
    this.#waiting = [...this.#waiting, { keys, index: found.index, output: found.output }];
    this.#keep();
  }

  async #settle({ readOutput, isAccepted }: StateChecks): Promise<void> {
    for (const { keys, index, output } of this.#waiting) {
      const found = await readOutput(index);
      // What a reorganisation took away is no longer awaited, nor what another node had made up.
      const isSame = found !== undefined && equal(found.output, output);
      if (isSame && !(await isAccepted(found))) return;
      if (isSame) {
        this.#keys = keys;
        this.#index = index;
      }
      this.#waiting = this.#waiting.slice(1);
      this.#keep();
    }
  }

  #keep(): void {
    const kept: KeptText = {
      keys: written(this.#keys),
      index: this.#index,
      waiting: this.#waiting.map(({ keys, index, output }) => ({ keys: written(keys), index, output: toHex(output) })),
    };
    this.#store.setMeta(NAME, JSON.stringify(kept));
  }
}
