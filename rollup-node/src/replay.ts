/**
 * Brings a back-end from its genesis to where the kept outcomes end, by giving it every accepted input again.
 * Rejected and failed inputs changed nothing and are left out. Every output is compared with the one kept: a
 * back-end that now says something else is not the one whose claims are on chain.
 */
import type { Backend, BackendResult, Position } from "./backend/backend.ts";
import { decodeOutput } from "./codec.ts";
import type { Records } from "./store/records.ts";

const PAGE = 64;
const SHOWN = 32;

export interface ReplayOptions {
  readonly backend: Backend;
  readonly shadow: Backend | undefined;
  readonly records: Pick<Records, "accepted">;
  /** Where to begin, genesis unless told; moved on with each input that repeats itself. */
  readonly position?: Position;
  /** Asked before each input; true ends the replay early (the node stops, or the chain dropped inputs). */
  readonly interrupted: () => boolean;
  /** Hears of an input that the shadow ran differently. */
  readonly onShadow?: (index: number, differs: string) => void;
}

/**
 * Replays the accepted inputs. Returns what differs first, in words, or undefined when all is as it was.
 * Throws BackendLost when the process goes away meanwhile: start it again and replay from the beginning.
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
        // What a back-end says while it is taken away under our hands proves nothing.
        if (interrupted()) return undefined;
        return `output ${outputs} on: input ${index} was accepted, now it ends with ${outcome.status}`;
      }
      for (let i = 0; i < Math.max(outcome.outputs.length, kept.length); i++) {
        const was = kept[i]?.raw;
        const is = outcome.outputs[i];
        if (was !== undefined && is !== undefined && was.equals(is)) continue;
        return `output ${outputs + i} (input ${index}) ${told(was, is)}`;
      }
      position.outputs += kept.length;
      position.from = index + 1;
    }
  }
}

/** What the first difference is, with the place: outputs begin alike, and far into them. */
function told(was: Buffer | undefined, is: Buffer | undefined): string {
  if (was === undefined || is === undefined) return `was ${shown(was)}, now it is ${shown(is)}`;
  const [before, now] = [decodeOutput(was), decodeOutput(is)];
  if (before !== null && before.type === now?.type && before.payload !== now.payload) {
    const [a, b] = [before.payload, now.payload].map((hex) => Buffer.from(hex.slice(2), "hex")) as [Buffer, Buffer];
    return `was a ${before.type} of ${a.length} bytes, now of ${b.length}: ${apart(a, b, "payload byte")}`;
  }
  return `was ${shown(was)}, now it is ${shown(is)}: ${apart(was, is, "byte")}`;
}

function apart(a: Buffer, b: Buffer, unit: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `from ${unit} ${at} on it was ${cut(a.subarray(at))}, now it is ${cut(b.subarray(at))}`;
}

function cut(bytes: Buffer): string {
  if (bytes.length === 0) return "at its end";
  return `0x${bytes.toString("hex", 0, SHOWN)}${bytes.length > SHOWN ? "…" : ""}`;
}

function shown(output: Buffer | undefined): string {
  if (output === undefined) return "not there";
  return `${decodeOutput(output)?.type ?? "an unknown output"} (${output.length} bytes)`;
}

/** What two runs of one input differ in first, in words, or undefined. */
export function difference(a: BackendResult, b: BackendResult): string | undefined {
  if (a.status !== b.status) return `status (${a.status}, ${b.status})`;
  for (const kind of ["outputs", "reports"] as const) {
    if (a[kind].length !== b[kind].length) return `the number of ${kind}`;
    const index = a[kind].findIndex((bytes, i) => !bytes.equals(b[kind][i]!));
    if (index >= 0) return `${kind} ${index}`;
  }
  return undefined;
}
