/**
 * Where machine servers come from: `cartesi-jsonrpc-machine` started here, or an operator's, given by address. The
 * operator's is only ever forked and never loaded, so that it is still there when the machine has to be made anew.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { BackendLost } from "../backend/backend.ts";
import { nodeError } from "../errors.ts";
import { remoteMachine } from "./remote.ts";

export interface ServerSource {
  /** A server without a machine. Throws BackendLost while none is to be had. */
  open(signal: AbortSignal): Promise<string>;
  /** Ends what `open` started, whatever it is doing. */
  close(): Promise<void>;
  /** Ends one fork that does not listen, if it is one of ours; absent where processes are out of reach. */
  readonly kill?: (pid: number) => void;
}

/** Time a server has to listen after it was started. */
const START_MS = 10_000;

/** Forks an operator's server. @param address `http://HOST:PORT` or `HOST:PORT` */
export function operatorsServer(address: string): ServerSource {
  const url = machineUrl(address);
  return {
    open: async (signal) => (await remoteMachine(url, signal).fork()).remote.url,
    close: async () => {},
  };
}

/** Starts a server by its path (or its name on PATH); it ends with the node, even when the node is killed. */
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
    // The process group: a first server that was shut down long ago left its forks in it.
    try {
      process.kill(-ending.pid, "SIGKILL");
    } catch {
      // Nobody is left in it.
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
    // A server in a container counts its processes otherwise: only what is of our own group is the fork.
    if (child?.pid === undefined || groupOf(pid) !== child.pid) return;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It is gone already, which is what was wanted.
    }
  };
  return { open, close, kill };
}

/**
 * When the node dies the pipe on descriptor 3 closes and the whole group goes: no machine outlives its driver. It is
 * not standard input, because Node.js closes that when the first server exits, and then a fork of it holds the state.
 */
const WATCHED = '(cat <&3 >/dev/null; kill -9 0) & exec "$@" 3<&-';

/** `http://HOST:PORT/` of an address with or without the scheme. Throws `config-invalid`. */
function machineUrl(address: string): string {
  try {
    const url = new URL(/^https?:\/\//.test(address) ? address : `http://${address}`);
    if (url.protocol === "http:" && url.port !== "" && url.pathname === "/") return url.href;
  } catch {
    // Said below, with what is wanted.
  }
  throw nodeError("config-invalid", `${address} is not the address of a machine server; give http://HOST:PORT.`);
}

/** The process group of a process, where Linux tells it. */
function groupOf(pid: number): number | undefined {
  try {
    // After the name, which may hold anything: state, parent, group.
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
