/** Commands run as people run them: a process, what it prints, and how it ends. */
import { execFile } from "node:child_process";

/** What a command came to. */
export interface Ran<Last> {
  readonly exitCode: number;
  /** What it prints before its last line. */
  readonly prose: string;
  readonly errors: string;
  /** Its last line, read as JSON. */
  readonly last: Last;
}

/** Runs a command by its main file. Never rejects: a failure has its exit code. */
export const runCommand = <Last>(main: string, args: readonly string[]): Promise<Ran<Last>> =>
  new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, stdout, errors) => {
      const lines = stdout.trimEnd().split("\n");
      const last = JSON.parse(lines.pop() || "{}");
      resolve({ exitCode: Number(error?.code ?? 0), prose: lines.join("\n"), errors, last });
    });
  });
