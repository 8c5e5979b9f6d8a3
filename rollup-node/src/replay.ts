/**
 * Brings a back-end from its genesis to the last recorded outcome: it gives it every accepted input again.
 * Rejected and failed inputs changed nothing and are left out. Every output is compared with the one on record: a
 * back-end that now gives another output is not the one whose claims are on chain.
 */
import type { Backend, BackendResult, Position } from "./backend/backend.ts";
import { decodeOutput } from "./codec.ts";
import type { Records } from "./store/records.ts";

const PAGE = 64;
const SHOWN = 32;

/** What a replay is made with. */
export interface ReplayOptions {
  readonly backend: Backend;
  readonly shadow: Backend | undefined;
  readonly records: Pick<Records, "accepted">;
  /** Where to begin; genesis by default. `replay` moves it on with each input whose outputs are the same. */
  readonly position?: Position;
  /** Called before each input. True ends the replay early (the node stops, or the chain dropped inputs). */
  readonly interrupted: () => boolean;
  /** Called for an input whose outcome on the shadow differs. */
  readonly onShadow?: (index: number, differs: string) => void;
}

/**
 * Replays the accepted inputs. Returns a description of the first difference, or undefined when there is none.
 * Throws BackendLost when the process ends meanwhile: start it again and replay from the beginning.
 */
export async function replay(options: ReplayOptions): Promise<string | undefined> {
  const { backend, shadow, records, interrupted, onShadow, position = { from: 0, outputs: 0 } } = options;
  for (;;) {
    const inputs = records.accepted(position.from, PAGE);
    if (inputs.length === 0) return undefined;
    for (const { index, raw, outputs: kept } of inputs) {
      if (interrupted()) return undefined;
      const { outputs } = position;
      const outcome = await backend.advance(raw, outputs);
      const second = await shadow?.advance(raw, outputs);
      const split = second === undefined || interrupted() ? undefined : difference(outcome, second);
      if (split !== undefined) onShadow?.(index, split);
      if (outcome.status !== "ACCEPTED") {
        // The node is stopping this back-end, so its failure proves nothing.
        if (interrupted()) return undefined;
        return `output ${outputs} on: input ${index} was accepted, now it ends with ${outcome.status}`;
      }
      for (let i = 0; i < Math.max(outcome.outputs.length, kept.length); i++) {
        const was = kept[i]?.raw;
        const is = outcome.outputs[i];
        if (was !== undefined && is !== undefined && was.equals(is)) continue;
        return `output ${outputs + i} (input ${index}) ${describeChange(was, is)}`;
      }
      position.outputs += kept.length;
      position.from = index + 1;
    }
  }
}

/** Returns what changed, with the place: two outputs are often alike for a long way. */
function describeChange(was: Buffer | undefined, is: Buffer | undefined): string {
  if (was === undefined || is === undefined) return `was ${kindOf(was)}, now it is ${kindOf(is)}`;
  const [before, now] = [decodeOutput(was), decodeOutput(is)];
  if (before !== null && before.type === now?.type && before.payload !== now.payload) {
    const [a, b] = [before.payload, now.payload].map((hex) => Buffer.from(hex.slice(2), "hex")) as [Buffer, Buffer];
    return `was a ${before.type} of ${a.length} bytes, now of ${b.length}: ${firstDifference(a, b, "payload byte")}`;
  }
  return `was ${kindOf(was)}, now it is ${kindOf(is)}: ${firstDifference(was, is, "byte")}`;
}

function firstDifference(a: Buffer, b: Buffer, unit: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `from ${unit} ${at} on it was ${beginningOf(a.subarray(at))}, now it is ${beginningOf(b.subarray(at))}`;
}

function beginningOf(bytes: Buffer): string {
  if (bytes.length === 0) return "at its end";
  return `0x${bytes.toString("hex", 0, SHOWN)}${bytes.length > SHOWN ? "…" : ""}`;
}

function kindOf(output: Buffer | undefined): string {
  if (output === undefined) return "not there";
  return `${decodeOutput(output)?.type ?? "an unknown output"} (${output.length} bytes)`;
}

/** Returns a description of the first difference between two outcomes of one input, or undefined. */
export function difference(a: BackendResult, b: BackendResult): string | undefined {
  if (a.status !== b.status) return `status (${a.status}, ${b.status})`;
  for (const kind of ["outputs", "reports"] as const) {
    if (a[kind].length !== b[kind].length) return `the number of ${kind}`;
    const index = a[kind].findIndex((bytes, i) => !bytes.equals(b[kind][i]!));
    if (index >= 0) return `${kind} ${index}`;
  }
  return undefined;
}
