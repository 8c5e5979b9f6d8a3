/** What companies said of the dial, as the second judge keeps it: everything, and each question is asked of all of it. */

type Said = "differs" | "shows" | "agrees";

/** One thing that happened to a company's word. */
interface Line {
  readonly company: number;
  readonly entry: number;
  readonly day: number;
  said: Said | "closed" | "gone";
}

/** Lines of all companies; a company's word is its last line that is not gone. */
export class DialBook {
  #lines: Line[] = [];

  #words = (): Line[] =>
    this.#lines.filter(
      (line, place) =>
        line.said !== "gone" && !this.#lines.slice(place + 1).some((later) => later.company === line.company),
    );

  of = (...said: string[]): Line[] => this.#words().filter((word) => said.includes(word.said));

  get adverse(): Line[] {
    return this.of("differs", "shows");
  }

  write(company: number, entry: number, day: number, said: Said): void {
    const others = this.#words().filter((word) => word.company !== company);
    if (others.length >= 4) {
      const closed = others.find((word) => word.said === "closed");
      const contradicted = said === "agrees" ? others.find((word) => word.said !== "agrees") : undefined;
      const leaves = closed ?? contradicted;
      if (!leaves) return;
      leaves.said = "gone";
    }
    this.#lines.push({ company, entry, day, said });
  }

  /** Doubts of these companies are closed on this day; their words keep their places. */
  close(companies: readonly number[], day: number): void {
    this.#lines = this.#lines.map((line) =>
      companies.includes(line.company) && this.#words().includes(line) ? { ...line, day, said: "closed" } : line,
    );
  }

  forgetAgreeing(): void {
    for (const word of this.of("agrees")) word.said = "gone";
  }

  newDispute(): void {
    for (const word of this.of("shows")) word.said = "differs";
  }

  isHeard(company: number, day: number): boolean {
    const closed = this.of("closed").find((word) => word.company === company);
    return !closed || day - closed.day >= 365 || this.adverse.length > 0;
  }

  wordOf = (company: number): Line | undefined => this.#words().find((word) => word.company === company);
}
