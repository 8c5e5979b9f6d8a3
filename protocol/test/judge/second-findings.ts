/** The findings of the second judge, all kept. */
import { REASONS, type ReasonCode } from "../../src/judge/reasons.ts";

export interface Finding {
  readonly code: ReasonCode;
  readonly time: number;
  amount: number;
  seconds: number;
  isOpen: boolean;
}

const MOST = 2 ** 32 - 1;

export class Findings {
  readonly all: Finding[] = [];

  find(code: ReasonCode, time: number, amount = 0, seconds = 0): Finding {
    const finding = { code, time, amount, seconds, isOpen: true };
    this.all.push(finding);
    return finding;
  }

  close(code: ReasonCode, all: boolean): void {
    for (const finding of this.all) {
      if (finding.code !== code || !finding.isOpen) continue;
      finding.isOpen = false;
      if (!all) return;
    }
  }

  isOpen = (code: ReasonCode): boolean => this.all.some((finding) => finding.code === code && finding.isOpen);

  reasons(): object[] {
    const codes = (Object.keys(REASONS) as ReasonCode[]).sort((a, b) => REASONS[a].byte - REASONS[b].byte);
    return codes.flatMap((code) => {
      const found = this.all.filter((finding) => finding.code === code);
      const first = found[0];
      if (first === undefined) return [];
      const sum = (of: (finding: Finding) => number) =>
        Math.min(
          MOST,
          found.reduce((total, each) => total + of(each), 0),
        );
      return [
        {
          code,
          firstTimeUnixS: first.time,
          lastTimeUnixS: found.at(-1)?.time,
          count: found.length,
          open: found.filter(({ isOpen }) => isOpen).length,
          firstAmountHm: Math.min(MOST, first.amount),
          totalAmountHm: sum(({ amount }) => amount),
          seconds: sum((each) => each.seconds),
        },
      ];
    });
  }
}
