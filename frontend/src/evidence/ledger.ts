/**
 * A list of the node that only grows: inputs, outputs, epochs. Each row is asked for once and kept by its place, so
 * that a list on which nothing happens costs one small answer, however long its rows are.
 */
import type { Listing, Part } from "./rollup.ts";

/** Which rows of a list, from the oldest or from the newest. */
export interface Stretch extends Part {
  readonly descending: boolean;
}

/** Rows that are kept at most; the ones kept longest go first. */
const KEPT_MAX = 2_000;

/** A list's rows by their place, 0 the oldest. */
export class Ledger<Row> {
  readonly #ask: (stretch: Stretch) => Promise<Listing<Row>>;
  readonly #mayChange: (row: Row) => boolean;
  readonly #rows = new Map<number, Row>();
  #total = 0;

  /**
   * @param ask asks the node for a stretch of the list
   * @param mayChange whether a row is to be asked for again
   */
  constructor(ask: (stretch: Stretch) => Promise<Listing<Row>>, mayChange: (row: Row) => boolean) {
    this.#ask = ask;
    this.#mayChange = mayChange;
  }

  /** Returns a part of the list, newest first. Asks for the rows that are not kept or may have changed, and for new ones. */
  async read({ limit, offset }: Part): Promise<Listing<Row>> {
    let [from, to] = this.#places({ limit, offset });
    const first = this.#firstToAsk(from, to);
    if (this.#total === 0) await this.#fetch({ limit, offset, descending: true });
    else if (offset === 0) await this.#fetch({ limit, offset: first, descending: false });
    else
      await this.#fetch({
        limit: Math.max(1, to - first),
        offset: first < to ? first : this.#total,
        descending: false,
      });
    // The list may have gone on by more than was asked for.
    [from, to] = this.#places({ limit, offset });
    const missing = this.#firstMissing(from, to);
    if (missing < to) await this.#fetch({ limit: to - missing, offset: missing, descending: false });
    const rows: Row[] = [];
    for (let place = to - 1; place >= from; place -= 1) {
      const row = this.#rows.get(place);
      if (row !== undefined) rows.push(row);
    }
    return { rows, total: this.#total };
  }

  #places({ limit, offset }: Part): [from: number, to: number] {
    const to = Math.max(0, this.#total - offset);
    return [Math.max(0, to - limit), to];
  }

  #firstMissing(from: number, to: number): number {
    let place = from;
    while (place < to && this.#rows.has(place)) place += 1;
    return place;
  }

  #firstToAsk(from: number, to: number): number {
    for (let place = from; place < to; place += 1) {
      const row = this.#rows.get(place);
      if (row === undefined || this.#mayChange(row)) return place;
    }
    return to;
  }

  async #fetch(stretch: Stretch): Promise<void> {
    const { rows, total } = await this.#ask(stretch);
    // A reorganisation took rows away: what is kept may be of the branch that the chain left.
    if (total < this.#total) this.#rows.clear();
    this.#total = total;
    const { offset, descending } = stretch;
    rows.forEach((row, index) => {
      const place = descending ? total - 1 - offset - index : offset + index;
      this.#rows.delete(place);
      this.#rows.set(place, row);
    });
    for (const place of this.#rows.keys()) {
      if (this.#rows.size <= KEPT_MAX) break;
      this.#rows.delete(place);
    }
  }
}
