/**
 * The finish loop: asks, hands over, emits, commits. It knows no odometers. Nothing that an input holds ends it: a
 * crash inside a Cartesi machine halts the application for ever.
 */
import { inspect } from "../inspect/inspect.ts";
import { advance } from "../state/advance.ts";
import { SnapshotError } from "../state/snapshot/error.ts";
import { apply, type State } from "../state/state.ts";
import type { Post } from "./client.ts";
import { parseRequest, type RollupRequest, type SnapshotRequest } from "./request.ts";

type Status = "accept" | "reject";

/** What the loop needs of the world. */
export interface LoopDependencies {
  readonly post: Post;
  /** Waits before the server is asked again after it could not be reached. */
  readonly pause: () => Promise<void>;
  readonly log: (message: string) => void;
  /** Ends the loop between two requests. */
  readonly stopped: () => boolean;
  /** Writes and reads snapshots; without it none is. */
  readonly snapshots?: Snapshots | undefined;
}

/** Where snapshots are. */
export interface Snapshots {
  /** Writes a state under a name. */
  readonly store: (state: State, name: string) => void;
  /** Returns the state that was written under a name. */
  readonly load: (name: string) => State;
}

const hex = ({ buffer, byteOffset, length }: Uint8Array): string =>
  `0x${Buffer.from(buffer, byteOffset, length).toString("hex")}`;

/** Emits an output; one that the server did not take may not be followed by an accept. */
async function emit(post: Post, path: "/report" | "/notice", bytes: Uint8Array): Promise<void> {
  const { status, body } = await post(path, { payload: hex(bytes) });
  if (status < 200 || status > 299) throw new Error(`The rollup server answered ${status} to ${path}: ${body}`);
}

/** Handles one input or query of the rollup server and returns the status to finish with. */
export const handle = async (state: State, body: string, post: Post): Promise<Status> =>
  decide(state, parseRequest(body), post);

async function decide(state: State, request: RollupRequest, post: Post): Promise<Status> {
  if ("name" in request) throw new TypeError("No directory of snapshots was named.");
  if (request.kind === "inspect") {
    await emit(post, "/report", inspect(state, request.query));
    return "accept";
  }
  const transition = advance(state, request.input);
  for (const report of transition.reports) await emit(post, "/report", report);
  if (transition.status === "reject") return "reject";
  for (const notice of transition.notices) await emit(post, "/notice", notice);
  apply(state, transition.change);
  return "accept";
}

/**
 * Writes or reads a snapshot, and returns the state to go on with.
 * @throws {SnapshotError} when it is none, and {RangeError} when the state is not the one that the server means
 */
function turnTo(state: State, { kind, name, nextInput }: SnapshotRequest, { store, load }: Snapshots): State {
  const other = kind === "load" ? load(name) : state;
  if (other.nextInput !== nextInput) {
    throw new RangeError(`The state goes on from input ${other.nextInput}, and the server from ${nextInput}.`);
  }
  if (kind === "store") store(state, name);
  return other;
}

/** Runs until `stopped`. */
export async function runLoop(first: State, dependencies: LoopDependencies): Promise<void> {
  const { post, pause, log, stopped, snapshots } = dependencies;
  let state = first;
  let status: Status = "accept";
  while (!stopped()) {
    try {
      const response = await post("/finish", { status });
      if (response.status !== 200) {
        // 202: nothing to do yet. Anything else is the server's trouble; ask again.
        if (response.status !== 202) {
          log(`The rollup server answered ${response.status} to /finish: ${response.body}`);
          await pause();
        }
        continue;
      }
      status = "reject";
      const request = parseRequest(response.body);
      if (snapshots && "name" in request) {
        state = turnTo(state, request, snapshots);
        status = "accept";
      } else status = await decide(state, request, post);
    } catch (error) {
      log(error instanceof SnapshotError ? `${error.code}: ${error.message}` : (error as Error).message);
      await pause();
    }
  }
}
