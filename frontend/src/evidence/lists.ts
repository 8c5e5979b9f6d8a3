/**
 * The explorer's lists. What was listed once is not asked for again (`ledger.ts`); what may change about a row is
 * learnt from smaller answers: whether an input is processed from the node's count, whether an output has a proof from
 * its epoch.
 */
import type { Place } from "./chain.ts";
import { Ledger } from "./ledger.ts";
import {
  countProcessed,
  type EpochRow,
  getEpoch,
  type InputRow,
  type Listing,
  listEpochs,
  listInputs,
  listOutputs,
  type OutputRow,
  type Part,
} from "./rollup.ts";

/** An output in a list. */
export interface ListedOutput extends OutputRow {
  /** Whether its epoch's claim is computed, so that the node has a proof. */
  readonly claimed: boolean;
}

/** An application's three lists, newest first. */
export interface Lists {
  inputs(part: Part): Promise<Listing<InputRow>>;
  outputs(part: Part): Promise<Listing<ListedOutput>>;
  epochs(part: Part): Promise<Listing<EpochRow>>;
  /** Outputs as they were when they were listed, without a look at their epochs. */
  rawOutputs(part: Part): Promise<Listing<OutputRow>>;
}

/** What can still become of a voucher is its execution; a notice stays what it is. */
const isDone = ({ type, executionTransaction }: OutputRow): boolean =>
  !type.endsWith("Voucher") || executionTransaction !== null;

/** The status of an input that the node has not processed. */
const WAITING = "NONE";
const DECIDED: readonly string[] = ["CLAIM_ACCEPTED", "CLAIM_REJECTED"];

/** Makes the lists of an application; nothing is asked yet. */
export function openLists(place: Place): Lists {
  const { application } = place;
  let processed = 0;
  const claimed = new Set<number>();
  const inputs = new Ledger<InputRow>(
    (stretch) => listInputs(place, stretch),
    ({ status, index }) => status === WAITING && index < processed,
  );
  const outputs = new Ledger<OutputRow>(
    (stretch) => listOutputs(application, stretch),
    (row) => !isDone(row),
  );
  const epochs = new Ledger<EpochRow>(
    (stretch) => listEpochs(application, stretch),
    ({ status }) => !DECIDED.includes(status),
  );

  /** Looks which epochs were claimed since, oldest first: epochs are claimed in order. */
  async function noteClaims(rows: readonly OutputRow[]): Promise<void> {
    for (const { siblings, epoch } of rows) if (siblings !== null) claimed.add(epoch);
    const waiting = new Set(rows.map(({ epoch }) => epoch).filter((epoch) => !claimed.has(epoch)));
    for (const epoch of [...waiting].sort((a, b) => a - b)) {
      if ((await getEpoch(application, epoch)).root === null) return;
      claimed.add(epoch);
    }
  }

  return {
    async inputs(part) {
      const listed = await inputs.read(part);
      const waiting = listed.rows.findLast(({ status }) => status === WAITING);
      if (!waiting) return listed;
      // Payloads are long: only what was processed since is asked for again.
      processed = await countProcessed(application);
      return waiting.index < processed ? inputs.read(part) : listed;
    },
    async outputs(part) {
      const { rows, total } = await outputs.read(part);
      await noteClaims(rows);
      return { rows: rows.map((row) => ({ ...row, claimed: claimed.has(row.epoch) })), total };
    },
    epochs: (part) => epochs.read(part),
    rawOutputs: (part) => outputs.read(part),
  };
}
