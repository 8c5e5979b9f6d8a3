/**
 * Rows of one length, numbered from 0, in pages outside the JavaScript heap. A buffer that doubles is half empty just after it
 * grew, and is there twice while it is copied: of pages at most one has room, and none is copied.
 */

const PAGE_ROWS = 512;
const ROWS_AT_FIRST = 16;

/** A list of rows that only grows, and whose rows can be set. */
export class PackedRows {
  readonly #rowBytes: number;
  /** All full but the last. The first one doubles up to a whole page, so that a short list takes little. */
  readonly #pages: Uint8Array[] = [];
  #length = 0;

  /** @param rowBytes the length of every row */
  constructor(rowBytes: number) {
    this.#rowBytes = rowBytes;
  }

  /** How many rows there are. */
  get length(): number {
    return this.#length;
  }

  /** How many bytes the list holds. */
  get byteLength(): number {
    return this.#pages.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Returns a row as a view that the next `set` may overwrite or leave behind; undefined when there is none. */
  get(index: number): Uint8Array | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const offset = (index % PAGE_ROWS) * this.#rowBytes;
    return this.#pages[Math.floor(index / PAGE_ROWS)]?.subarray(offset, offset + this.#rowBytes);
  }

  /** Sets a row; the next free number adds one. @throws {RangeError} when the number leaves a hole, or the row has another length */
  set(index: number, row: Uint8Array): void {
    if (row.length !== this.#rowBytes) throw new RangeError(`A row has ${this.#rowBytes} bytes.`);
    if (index > this.#length) throw new RangeError("New rows must follow the last one without holes.");
    const number = Math.floor(index / PAGE_ROWS);
    const place = index % PAGE_ROWS;
    this.#reserve(number, place).set(row, place * this.#rowBytes);
    this.#length = Math.max(this.#length, index + 1);
  }

  /** Returns a page with room for a row at a place. */
  #reserve(number: number, place: number): Uint8Array {
    const rows = number === 0 ? ROWS_AT_FIRST : PAGE_ROWS;
    const page = this.#pages[number] ?? new Uint8Array(rows * this.#rowBytes);
    this.#pages[number] = page;
    if ((place + 1) * this.#rowBytes <= page.length) return page;
    const grown = new Uint8Array(2 * page.length);
    grown.set(page);
    this.#pages[number] = grown;
    return grown;
  }
}
