/**
 * Finds the process at the other end of a connection. A new process of an operator's back-end looks like the dead one:
 * its first `/finish` has the same form. Only the process id and start time tell the two apart.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Socket } from "node:net";

/** A process of this machine. */
export interface Peer {
  readonly pid: number;
  /** Clock ticks from the start of the system to the start of the process: it tells two processes with one id apart. */
  readonly startedTicks: string;
}

/** Returns the process of a connection from this machine, or undefined when the system does not show it. */
export type FindPeer = (socket: Socket, known: Peer | undefined) => Peer | undefined;

const ENDING = 0x4; // PF_EXITING of Linux: its files are closed before it is a zombie.

/** Returns the start time in clock ticks. Fields count from the bracket after the name, which may be any text: proc(5). */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X" || (Number(fields[6]) & ENDING) !== 0) return undefined;
    return fields[19];
  } catch {
    return undefined;
  }
}

function holds(pid: number | string, link: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((descriptor) => {
      try {
        return readlinkSync(`${folder}/${descriptor}`) === link;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

const alive = (peer: Peer): boolean => startOf(peer.pid) === peer.startedTicks;

/** Reads /proc of Linux: the connection's inode, then the process that holds it. It tries the known process first. */
export const findPeer: FindPeer = (socket, known) => {
  const { remotePort, localPort } = socket;
  if (remotePort === undefined || localPort === undefined) return undefined;
  const end = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  let table: string;
  try {
    table = readFileSync("/proc/net/tcp", "latin1");
  } catch {
    return undefined;
  }
  const row = table.split("\n").find((line) => line.includes(` ${end(remotePort)} ${end(localPort)} `));
  const inode = row?.trim().split(/\s+/)[9];
  if (inode === undefined || inode === "0") return undefined;
  const link = `socket:[${inode}]`;
  if (known !== undefined && alive(known) && holds(known.pid, link)) return known;
  const pid = readdirSync("/proc").find((name) => /^\d+$/.test(name) && holds(name, link));
  const startedTicks = pid === undefined ? undefined : startOf(Number(pid));
  return startedTicks === undefined ? undefined : { pid: Number(pid), startedTicks };
};

interface Known {
  readonly peer: Peer | undefined;
  readonly sockets: Set<Socket>;
  /** True once it was given work: its state is no longer the genesis. */
  given: boolean;
}

/** Which process has a connection: the one with the state, another in its place, a dismissed one, or an unknown one. */
export type SocketOwner = "same" | "another" | "dismissed" | "unsure";

/** Keeps apart the processes that connect to one rollup HTTP server. */
export class Peers {
  #find: FindPeer;
  #current: Known | undefined;
  #dismissed: Known[] = [];

  constructor(find: FindPeer = findPeer) {
    this.#find = find;
  }

  /** Returns which process has a connection. */
  meet(socket: Socket): SocketOwner {
    const before = this.#current;
    if (before?.sockets.has(socket)) return "same";
    if (this.#dismissed.some(({ sockets }) => sockets.has(socket))) return "dismissed";
    const peer = this.#find(socket, before?.peer);
    const is = (known: Known) => known.peer?.pid === peer?.pid && known.peer?.startedTicks === peer?.startedTicks;
    if (peer === undefined) {
      // The connection closed before the look-up, so no process waits for a reply.
      if (before?.peer !== undefined) return "dismissed";
      // A dead process has no connection, so a second connection beside an open one is of the same process.
      const gone = this.#dismissed.find((known) => known.peer === undefined && known.sockets.size > 0);
      if (before === undefined && gone !== undefined) return this.#add(gone, socket, "dismissed");
      if (before?.given === true && before.sockets.size === 0) return "unsure";
      if (before !== undefined) return this.#add(before, socket, "same");
    } else {
      if (before !== undefined && is(before)) return this.#add(before, socket, "same");
      const gone = this.#dismissed.find(is);
      if (gone !== undefined) return this.#add(gone, socket, "dismissed");
    }
    this.dismiss();
    this.#current = { peer, sockets: new Set(), given: false };
    return this.#add(this.#current, socket, before?.given === true ? "another" : "same");
  }

  #add(known: Known, socket: Socket, standing: SocketOwner): SocketOwner {
    known.sockets.add(socket);
    socket.once("close", () => known.sockets.delete(socket));
    return standing;
  }

  /** Notes that the process with the state was given work. */
  give(): void {
    if (this.#current !== undefined) this.#current.given = true;
  }

  /** Gives no more work to the process with the state. A process that was given no work yet stays. */
  dismiss(): void {
    if (this.#current?.given !== true) return;
    this.#dismissed = [...this.#dismissed, this.#current].filter(
      ({ peer, sockets }) => sockets.size > 0 || (peer !== undefined && alive(peer)),
    );
    this.#current = undefined;
  }

  /** True when the process with the state is known to be dead. */
  get dead(): boolean {
    return this.#current?.peer !== undefined && !alive(this.#current.peer);
  }

  /** True when the process with the state is dead or has no connection, as far as the system shows. */
  get absent(): boolean {
    return this.dead || (this.#current?.peer === undefined && this.#current?.sockets.size === 0);
  }
}
