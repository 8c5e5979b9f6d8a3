/** Moves epochs from status to status. The first input in an epoch makes it; the head, outcomes and claims move it. */
import type { Application } from "./application.ts";
import { toHex } from "./codec.ts";
import { rootOf } from "./proofs.ts";
import type { EpochRow } from "./store/epochs.ts";

/**
 * Moves every unsettled epoch on. `head` is the newest followed block. Returns true when a status changed.
 * As on the real node, an epoch is processed in one poll and claimed in a later one, so clients see INPUTS_PROCESSED.
 */
export function settleEpochs(app: Application, head: number, nowMs: number): boolean {
  const { records } = app;
  return records.transact(() => {
    let changed = records.epochs.begin(nowMs);
    if (records.state().state !== "ENABLED") return changed;
    for (const before of records.epochs.unsettled()) {
      const now = settle(app, head, before);
      if (now === undefined || now.status === before.status) continue;
      changed = true;
      records.epochs.keep(now, nowMs);
      if (now.status === "CLAIM_REJECTED") {
        const reason = `epoch ${now.epoch}: the consensus accepted another outputs root than this node's`;
        app.end(reason, "INOPERABLE", { block: records.acceptedIn(lastBlockOf(app, now.epoch)) });
      }
    }
    return changed;
  });
}

const lastBlockOf = ({ deployment }: Application, epoch: number): number =>
  (epoch + 1) * deployment.consensus.epochLength - 1;

/** Returns an epoch with its present status, or undefined when its status cannot have changed. */
function settle(app: Application, head: number, before: EpochRow): EpochRow | undefined {
  const { records } = app;
  const { epoch } = before;
  const lastBlock = lastBlockOf(app, epoch);
  if (before.root !== undefined) return claimed(app, lastBlock, before);
  if (head < lastBlock && !records.epochs.hasInputsAfter(epoch)) return undefined;
  const { open, outputsEnd } = records.epochs.inputsOf(epoch);
  if (open > 0) return { ...before, status: "CLOSED" };
  if (before.status !== "INPUTS_PROCESSED") return { ...before, status: "INPUTS_PROCESSED" };
  const root = rootOf(records.tree, outputsEnd);
  return claimed(app, lastBlock, { ...before, status: "CLAIM_COMPUTED", root, outputsEnd });
}

/** Returns the status of a computed claim by the events on chain. */
function claimed({ records }: Application, lastBlock: number, computed: EpochRow): EpochRow {
  const own = computed.root && toHex(computed.root);
  const claims = records.claims.of(lastBlock);
  const submitted = claims.find(({ accepted, root }) => !accepted && root === own);
  const accepted = claims.find((claim) => claim.accepted);
  let { status } = computed;
  if (submitted !== undefined) status = "CLAIM_SUBMITTED";
  if (accepted !== undefined) status = accepted.root === own ? "CLAIM_ACCEPTED" : "CLAIM_REJECTED";
  return submitted === undefined ? { ...computed, status } : { ...computed, status, claimTx: submitted.tx };
}
