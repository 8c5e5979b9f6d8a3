/** Processes that the benchmark starts: parts of the system, and its own load generators. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const READY_WITHIN_MS = 60_000;
/** The longest wait: a measurement on a busy machine takes long. */
const MEASURED_WITHIN_MS = 300_000;

/** One line of JSON that a process printed. */
export type Line = Readonly<Record<string, unknown>>;

/** A process that runs. */
export interface Part {
  /** Its first line of JSON. */
  readonly ready: Line;
  readonly pid: number;
  /** The most memory that it has used so far, in MiB. */
  readonly peakRssMb: () => number;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** What to start: Node's arguments and additional environment. */
export interface Command {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** All processes of one run. It ends them when the run ends. */
export class Parts {
  readonly #running = new Set<ChildProcess>();

  /** Starts a process and waits for its first line of JSON. */
  async start({ args, env }: Command, withinMs = READY_WITHIN_MS): Promise<Part> {
    const child = spawn(process.execPath, [...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.add(child);
    child.once("exit", () => this.#running.delete(child));
    let lastWords = "";
    child.stderr.on("data", (bytes: Buffer) => {
      lastWords = (lastWords + bytes.toString()).slice(-2_000);
    });
    const ready = await new Promise<Line>((resolve, reject) => {
      const fail = (what: string) => reject(new Error(`${args.join(" ")} ${what}:\n${lastWords}`));
      const timer = setTimeout(() => fail(`said nothing within ${withinMs} ms`), withinMs);
      child.once("exit", (code, signal) => {
        clearTimeout(timer);
        fail(`ended (${signal ?? code})`);
      });
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (!line.startsWith("{")) return;
        clearTimeout(timer);
        resolve(JSON.parse(line) as Line);
      });
    });
    return {
      ready,
      pid: child.pid ?? 0,
      peakRssMb: () => peakRssMb(child.pid ?? 0),
      stop: (signal = "SIGTERM") => end(child, signal),
    };
  }

  /** Runs a program of the benchmark to its end: it prints one line of JSON with what it measured. */
  async run(command: Command): Promise<Readonly<Record<string, number>>> {
    const part = await this.start(command, MEASURED_WITHIN_MS);
    await part.stop();
    return part.ready as Record<string, number>;
  }

  /** Ends all processes that still run. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#running].map((child) => end(child, "SIGTERM")));
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

/** Linux keeps the high-water mark; elsewhere there is no such figure for another process. */
function peakRssMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1_024;
}
