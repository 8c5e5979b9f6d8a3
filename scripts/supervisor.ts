/**
 * Starts the parts of the system as processes, waits for the line of JSON that each prints when it is ready, and stops
 * them in reverse order. Each part logs to its own file, so that the terminal stays readable.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { StartUpCode } from "@witness/protocol/codes/start-up";

/** A part that did not start, or ended. */
export class StartError extends Error {
  readonly code: Extract<StartUpCode, "part-failed" | "part-silent" | "port-taken">;
  readonly part: string;

  constructor(code: StartError["code"], part: string, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = "StartError";
    this.code = code;
    this.part = part;
  }
}

/** A program to run, and how long it may take to be ready. */
export interface Part {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly readyWithinMs?: number;
}

/** The line that a part prints when it is ready. */
export type Ready = Readonly<Record<string, unknown>>;

const STOP_WITHIN_MS = 5_000;

interface Running {
  readonly part: Part;
  readonly child: ChildProcess;
}

/** The running parts. */
export class Supervisor {
  readonly #running: Running[] = [];
  /** Processes that are being stopped: their end is no failure. */
  readonly #ending = new Set<ChildProcess>();
  readonly #logs: string;
  readonly #onDeath: (error: StartError) => void;
  #stopping = false;

  constructor(options: { readonly logs: string; readonly onDeath: (error: StartError) => void }) {
    this.#logs = options.logs;
    this.#onDeath = options.onDeath;
    mkdirSync(options.logs, { recursive: true });
  }

  /** Returns the path of a part's log. */
  logOf(name: string): string {
    return join(this.#logs, `${name}.log`);
  }

  /** Starts a part. Returns its line of readiness. @throws {StartError} */
  start(part: Part): Promise<Ready> {
    // After `stop` no further part may start, also when the system was still starting.
    if (this.#stopping)
      return Promise.reject(this.#error("part-failed", part.name, "was not started: all is stopping"));
    const child = spawn(process.execPath, [...part.args], {
      env: { ...process.env, ...part.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.push({ part, child });
    const log = createWriteStream(this.logOf(part.name), { flags: "a", mode: 0o600 });
    child.stderr.pipe(log, { end: false });

    return new Promise((resolve, reject) => {
      let ready = false;
      let lastWords = "";
      child.stderr.on("data", (bytes: Buffer) => {
        lastWords = (lastWords + bytes.toString()).slice(-2_000);
      });
      const timer = setTimeout(() => {
        reject(this.#error("part-silent", part.name, "did not get ready in time"));
      }, part.readyWithinMs ?? 60_000);
      createInterface({ input: child.stdout }).on("line", (line) => {
        log.write(`${line}\n`);
        const message = parse(line);
        if (message?.["ready"] === true && !ready) {
          ready = true;
          clearTimeout(timer);
          resolve(message);
        }
      });
      child.on("exit", (code, signal) => {
        clearTimeout(timer);
        log.end();
        if (this.#stopping || this.#ending.has(child)) return;
        const taken = /EADDRINUSE|port-taken/.test(lastWords);
        const error = this.#error(
          taken ? "port-taken" : "part-failed",
          part.name,
          `ended (${signal ?? code})`,
          lastWords,
        );
        if (ready) this.#onDeath(error);
        else reject(error);
      });
    });
  }

  #error(code: StartError["code"], name: string, what: string, lastWords = ""): StartError {
    const last = lastWords.trim().split("\n").slice(-3).join("\n");
    return new StartError(code, name, `${name} ${what}. Its log is ${this.logOf(name)}.${last ? `\n${last}` : ""}`);
  }

  /** Stops a part and starts it again with the same arguments. @throws {StartError} */
  async restart(name: string): Promise<Ready> {
    const place = this.#running.findIndex(({ part }) => part.name === name);
    const running = this.#running[place];
    if (!running) throw new StartError("part-failed", name, `${name} does not run.`);
    this.#running.splice(place, 1);
    await this.#end(running.child);
    return this.start(running.part);
  }

  /** Stops every part, the newest first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { child } of this.#running.reverse()) await this.#end(child);
    this.#running.length = 0;
  }

  /** Ends a process. Kills it when it does not end in time. */
  async #end(child: ChildProcess): Promise<void> {
    this.#ending.add(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }
}

function parse(line: string): Ready | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Ready;
  } catch {
    return undefined;
  }
}
