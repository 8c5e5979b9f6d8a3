/** Makes and models, each kept once: a million cars have some thousand of them. */

/** Numbers of names, in the order in which they were first met. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  /** How many there are. */
  get size(): number {
    return this.#names.length;
  }

  /** Returns the number of a name, and keeps a new one. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  /** Returns the names in the order of their numbers. */
  *[Symbol.iterator](): Generator<string> {
    yield* this.#names;
  }

  /** @throws {RangeError} when no name has the number */
  nameOf(number: number): string {
    const name = this.#names[number];
    if (name === undefined) throw new RangeError("There is no such name.");
    return name;
  }
}
