/**
 * The source of machine servers: the node starts `cartesi-jsonrpc-machine`, or the operator gives a server's address.
 * The node only forks an operator's server and loads nothing into it, so that it can fork it again after a loss.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { BackendLost } from "../backend/backend.ts";
import { nodeError } from "../errors.ts";
import { remoteMachine } from "./remote.ts";

/** Opens machine servers and ends them. */
export interface ServerSource {
  /** Returns the URL of a server without a machine. Throws BackendLost when there is none at present. */
  open(signal: AbortSignal): Promise<string>;
  /** Ends the server that `open` started, also when it is busy. */
  close(): Promise<void>;
  /** Kills a fork that is busy, if this node's server made it. Absent when the server is an operator's. */
  readonly kill?: (pid: number) => void;
}

/** Milliseconds from a server's start until it must listen. */
const START_MS = 10_000;

/** Returns a source of forks of an operator's server. @param address `http://HOST:PORT` or `HOST:PORT` */
export function operatorsServer(address: string): ServerSource {
  const url = machineUrl(address);
  return {
    open: async (signal) => (await remoteMachine(url, signal).fork()).remote.url,
    close: async () => {},
  };
}

/** Returns a source that starts servers by path, or name on PATH. They end with the node, even when it is killed. */
export function startedServer(
  program: string,
  log: (message: string, facts: Record<string, unknown>) => void,
): ServerSource {
  let child: ChildProcess | undefined;
  const close = async () => {
    const ending = child;
    child = undefined;
    if (ending?.pid === undefined) return;
    const gone = new Promise<void>((resolve) => {
      if (ending.exitCode !== null || ending.signalCode !== null) resolve();
      else ending.once("exit", () => resolve());
    });
    // The whole process group: the forks of a server that was shut down are still in it.
    try {
      process.kill(-ending.pid, "SIGKILL");
    } catch {
      // The group is empty.
    }
    (ending.stdio[3] as Socket).destroy();
    await gone;
  };
  const open = async (): Promise<string> => {
    await close();
    const address = `127.0.0.1:${await freePort()}`;
    const started: ChildProcess = spawn(
      "/bin/sh",
      ["-c", WATCHED, "machine-server", program, `--server-address=${address}`],
      {
        detached: true,
        stdio: ["ignore", "ignore", "pipe", "pipe"],
      },
    );
    child = started;
    const lifeline = started.stdio[3] as Socket;
    lifeline.on("error", () => {});
    started.stderr?.setEncoding("utf8");
    started.stderr?.on("data", (text: string) =>
      log("the machine server says", { text: text.trimEnd().slice(0, 4_000) }),
    );
    for (const end = performance.now() + START_MS; performance.now() < end; await wait(20)) {
      if (started.exitCode === 126 || started.exitCode === 127)
        throw nodeError(
          "machine-server-missing",
          `Cannot run ${program}; install the Cartesi machine emulator or name its server in ROLLUP_NODE_MACHINE_SERVER.`,
        );
      if (started.exitCode !== null || started.signalCode !== null)
        throw new BackendLost(`${program} ended before it listened.`, { taken: false });
      if (await listens(address)) return `http://${address}/`;
    }
    throw new BackendLost(`${program} did not listen on ${address} within ${START_MS} ms.`, { taken: false });
  };
  const kill = (pid: number) => {
    // A server in a container has other process ids. So only a process of the server's own group is the fork.
    if (child?.pid === undefined || groupOf(pid) !== child.pid) return;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // The fork has ended already.
    }
  };
  return { open, close, kill };
}

/**
 * When the node dies, the pipe on descriptor 3 closes and the whole group is killed: no machine outlives the node. It
 * is not standard input, because Node.js closes that when the first server exits, while a fork still holds the state.
 */
const WATCHED = '(cat <&3 >/dev/null; kill -9 0) & exec "$@" 3<&-';

/** Returns `http://HOST:PORT/` for an address with or without the scheme. Throws `config-invalid`. */
function machineUrl(address: string): string {
  try {
    const url = new URL(/^https?:\/\//.test(address) ? address : `http://${address}`);
    if (url.protocol === "http:" && url.port !== "" && url.pathname === "/") return url.href;
  } catch {
    // The error below names the expected form.
  }
  throw nodeError("config-invalid", `${address} is not the address of a machine server; give http://HOST:PORT.`);
}

/** Returns the process group of a process, or undefined when the system does not show it. */
function groupOf(pid: number): number | undefined {
  try {
    // After the name, which may hold any text, come state, parent and group.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, "").split(" ")[3]);
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { readonly port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function listens(address: string): Promise<boolean> {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
