/** A process of a test that is killed and starts again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, until } from "./client.ts";

/** A child process that says `ready` in one line of JSON and is started again whenever it ends. */
/** What to start: arguments of Node, and an environment other than this process's. */
export interface Command {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export class RestartingProcess {
  readonly #name: string;
  readonly #command: () => Command;
  #child: ChildProcess | undefined;
  #ended = false;
  #stderr = "";
  ready: Answer | undefined;
  /** Why it ended by itself, if it ever did. */
  readonly falls: string[] = [];

  constructor(name: string, command: () => Command) {
    this.#name = name;
    this.#command = command;
  }

  start(): void {
    this.ready = undefined;
    this.#stderr = "";
    const { args, env = process.env } = this.#command();
    const child = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "pipe"], env });
    this.#child = child;
    child.stderr!.on("data", (chunk) => {
      this.#stderr = `${this.#stderr}${chunk}`.slice(-4_000);
    });
    createInterface({ input: child.stdout! }).on("line", (line) => {
      if (this.#child === child && !child.killed) this.ready = JSON.parse(line);
    });
    child.once("exit", (code) => {
      if (this.#child !== child || this.#ended) return;
      if (code !== null) this.falls.push(`${this.#name} ended with ${code}: ${this.#stderr.split("\n").at(-2)}`);
      void sleep(50).then(() => {
        if (!this.#ended && this.#child === child) this.start();
      });
    });
  }

  kill(): void {
    this.ready = undefined;
    this.#child?.kill("SIGKILL");
  }

  async up(): Promise<Answer> {
    await until(async () => this.ready !== undefined);
    return this.ready;
  }

  async end(): Promise<void> {
    this.#ended = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  }
}
