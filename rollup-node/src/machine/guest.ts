/**
 * One request to the guest, from its start to the guest's next manual yield. Reasons and statuses are those of the
 * real node. The caller decides whether the machine is used further.
 */
import { type BackendResult, LIMITS } from "../backend/backend.ts";
import { NodeError, nodeError } from "../errors.ts";
import type { CmioRequest, Remote } from "./remote.ts";

/** Reason of `machine.send_cmio_response` for an input. */
export const ADVANCE = 0;
/** Reason of `machine.send_cmio_response` for a query. */
export const INSPECT = 1;

/** Reasons of automatic yields. */
const PROGRESS = 1;
const OUTPUT = 2;
const REPORT = 4;

/** Reasons of manual yields. */
const RX_ACCEPTED = 1;
const RX_REJECTED = 2;
const TX_EXCEPTION = 4;

/** The transmit buffer of the machine. */
const TX_BUFFER_BYTES = 2_097_152;

/** The most cycles that a JSON number holds exactly: 2.8 years at 100 million a second. */
export const MCYCLE_MAX = Number.MAX_SAFE_INTEGER;

/** How long a request may run. */
export interface Bounds {
  /** The machine is stopped at this cycle. */
  readonly mcycleEnd: number;
  /** Milliseconds of host time for the whole request. */
  readonly deadlineMs: number;
}

/** Runs the guest until it has handled its request. Returns the outcome. Throws BackendLost and errors of `Remote`. */
export async function runGuest(remote: Remote, { mcycleEnd, deadlineMs }: Bounds): Promise<BackendResult> {
  const outputs: Buffer[] = [];
  const reports: Buffer[] = [];
  const startedMs = performance.now();
  const ended = (status: BackendResult["status"], more: Partial<BackendResult> = {}): BackendResult => ({
    status,
    outputs,
    reports,
    ...more,
  });
  for (;;) {
    const leftMs = deadlineMs - (performance.now() - startedMs);
    if (leftMs <= 0) return ended("TIME_LIMIT_EXCEEDED");
    const why = await remote.run(mcycleEnd, leftMs).catch((error: unknown) => {
      if (error instanceof NodeError && error.code === "machine-deadline") return "deadline" as const;
      throw error;
    });
    switch (why) {
      case "deadline":
        return ended("TIME_LIMIT_EXCEEDED");
      case "halted":
        return ended("MACHINE_HALTED");
      case "reached_target_mcycle":
      case "mcycle_overflow":
        return ended("CYCLE_LIMIT_EXCEEDED");
      case "yielded_softly":
      case "console_output":
      case "console_input":
        continue;
      case "yielded_automatically": {
        const said = await remote.receive(TX_BUFFER_BYTES);
        if (said.availableLength > said.data.length) return ended("PAYLOAD_LENGTH_LIMIT_EXCEEDED");
        if (said.reason === OUTPUT) outputs.push(said.data);
        else if (said.reason === REPORT) reports.push(said.data);
        else if (said.reason !== PROGRESS) return ended("EXCEPTION", unexpected("automatic", said));
        if (outputs.length > LIMITS.outputsPerInput) {
          outputs.pop();
          return ended("OUTPUTS_LIMIT_EXCEEDED");
        }
        continue;
      }
      case "yielded_manually": {
        const said = await remote.receive(TX_BUFFER_BYTES);
        if (said.reason === RX_ACCEPTED) return ended("ACCEPTED", { outputsRoot: said.data });
        if (said.reason === RX_REJECTED) return ended("REJECTED");
        if (said.reason === TX_EXCEPTION) return ended("EXCEPTION", { exception: said.data });
        return ended("EXCEPTION", unexpected("manual", said));
      }
      default:
        throw nodeError("machine-failed", `The machine's interpreter returned ${JSON.stringify(why)}.`);
    }
  }
}

/** Replies to a guest's generic I/O request that this node does not serve it. */
function unexpected(kind: string, { reason }: CmioRequest): { exception: Buffer } {
  return { exception: Buffer.from(`the guest yielded (${kind}) with the unknown reason ${reason}`) };
}
