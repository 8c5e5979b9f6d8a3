/**
 * Brings a back-end from its genesis to where the kept outcomes end, by giving it every accepted input again.
 * Rejected and failed inputs changed nothing and are left out. Every output is compared with the one kept: a
 * back-end that now says something else is not the one whose claims are on chain.
 */
import type { Backend } from "./backend/backend.ts";
import type { Records } from "./store/records.ts";

const PAGE = 64;
const SHOWN = 66;

/** How far a back-end was driven: the next input to look at, and how many outputs those before it gave. */
export interface Position {
  from: number;
  outputs: number;
}

export interface ReplayOptions {
  readonly backend: Backend;
  readonly shadow: Backend | undefined;
  readonly records: Pick<Records, "accepted">;
  /** Where to begin, genesis unless told; moved on with each input that repeats itself. */
  readonly position?: Position;
  /** Asked before each input; true ends the replay early (the node stops, or the chain dropped inputs). */
  readonly interrupted: () => boolean;
}

/**
 * Replays the accepted inputs. Returns what differs first, in words, or undefined when all is as it was.
 * Throws BackendLost when the process goes away meanwhile: start it again and replay from the beginning.
 */
export async function replay(options: ReplayOptions): Promise<string | undefined> {
  const { backend, shadow, records, interrupted, position = { from: 0, outputs: 0 } } = options;
  for (;;) {
    const inputs = records.accepted(position.from, PAGE);
    if (inputs.length === 0) return undefined;
    for (const { index, raw, outputs: kept } of inputs) {
      if (interrupted()) return undefined;
      const { outputs } = position;
      const outcome = await backend.advance(raw, outputs);
      await shadow?.advance(raw, outputs);
      if (outcome.status !== "ACCEPTED") {
        // What a back-end says while it is taken away under our hands proves nothing.
        if (interrupted()) return undefined;
        return `output ${outputs} on: input ${index} was accepted, now it ends with ${outcome.status}`;
      }
      for (let i = 0; i < Math.max(outcome.outputs.length, kept.length); i++) {
        const was = kept[i]?.raw;
        const is = outcome.outputs[i];
        if (was !== undefined && is !== undefined && was.equals(is)) continue;
        return `output ${outputs + i} (input ${index}) was ${shown(was)}, now it is ${shown(is)}`;
      }
      position.outputs += kept.length;
      position.from = index + 1;
    }
  }
}

function shown(output: Buffer | undefined): string {
  if (output === undefined) return "not there";
  const hex = `0x${output.toString("hex")}`;
  return hex.length > SHOWN ? `${hex.slice(0, SHOWN)}… (${output.length} bytes)` : hex;
}
