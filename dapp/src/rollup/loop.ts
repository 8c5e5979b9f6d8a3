/**
 * The finish loop: asks, hands over, emits, commits. It knows no odometers. Nothing that an input holds ends it: a
 * crash inside a Cartesi machine halts the application for ever.
 */
import { toHex } from "@witness/protocol/bytes";
import { inspect } from "../inspect/inspect.ts";
import { advance } from "../state/advance.ts";
import { apply, type State } from "../state/state.ts";
import type { Post } from "./client.ts";
import { parseRequest } from "./request.ts";

type Status = "accept" | "reject";

/** What the loop needs of the world. */
export interface LoopDependencies {
  readonly post: Post;
  /** Waits before the server is asked again after it could not be reached. */
  readonly pause: () => Promise<void>;
  readonly log: (message: string) => void;
  /** Ends the loop between two requests. */
  readonly stopped: () => boolean;
}

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;

/** Emits an output; one that the server did not take may not be followed by an accept. */
async function emit(post: Post, path: "/report" | "/notice", bytes: Uint8Array): Promise<void> {
  const { status, body } = await post(path, { payload: hex(bytes) });
  if (status < 200 || status > 299) throw new Error(`The rollup server answered ${status} to ${path}: ${body}`);
}

/** Handles one request of the rollup server and returns the status to finish with. */
export async function handle(state: State, body: string, post: Post): Promise<Status> {
  const request = parseRequest(body);
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

/** Runs until `stopped`. */
export async function runLoop(state: State, { post, pause, log, stopped }: LoopDependencies): Promise<void> {
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
      status = await handle(state, response.body, post);
    } catch (error) {
      log((error as Error).message);
      await pause();
    }
  }
}
