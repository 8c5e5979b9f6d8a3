/**
 * How much of the kept passes each address has sent, so that none of them fills the archive. In memory alone: the archive does not
 * write down who sent what, and begins anew with each start.
 */

/** What is counted. */
export interface PassCount {
  readonly passes: number;
  readonly bytes: number;
}

interface Held {
  readonly by: string;
  readonly bytes: number;
  readonly expiresUnixS: number;
}

const NOTHING: PassCount = { passes: 0, bytes: 0 };

/** The shares of all addresses. */
export class Shares {
  readonly #most: PassCount;
  /** By hash: no more than passes are kept. */
  readonly #held = new Map<string, Held>();
  readonly #counts = new Map<string, PassCount>();

  /** @param most what each address may have kept at once */
  constructor(most: PassCount) {
    this.#most = most;
  }

  /** Returns whether an address may have a pass of this many bytes kept. What it has sent before takes nothing more. */
  hasRoom(by: string, hash: string, bytes: number): boolean {
    if (this.#held.get(hash)?.by === by) return true;
    const own = this.#counts.get(by) ?? NOTHING;
    return own.passes < this.#most.passes && own.bytes + bytes <= this.#most.bytes;
  }

  /** Counts a pass for the address because of which it is kept longest. */
  add(hash: string, held: Held): void {
    const before = this.#held.get(hash);
    if (before && before.expiresUnixS >= held.expiresUnixS) return;
    this.#drop(hash);
    this.#held.set(hash, held);
    this.#count(held, 1);
  }

  /** Forgets passes whose end has come. */
  deleteEnded(nowUnixS: number): void {
    for (const [hash, { expiresUnixS }] of this.#held) if (expiresUnixS <= nowUnixS) this.#drop(hash);
  }

  #drop(hash: string): void {
    const held = this.#held.get(hash);
    if (!held) return;
    this.#held.delete(hash);
    this.#count(held, -1);
  }

  #count({ by, bytes }: Held, times: 1 | -1): void {
    const own = this.#counts.get(by) ?? NOTHING;
    const passes = own.passes + times;
    if (passes === 0) this.#counts.delete(by);
    else this.#counts.set(by, { passes, bytes: own.bytes + times * bytes });
  }
}
