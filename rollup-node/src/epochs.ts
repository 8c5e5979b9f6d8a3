/** The life of epochs: made by the first input that falls into one, moved on by head, outcomes and claims on chain. */
import type { Application } from "./application.ts";
import { toHex } from "./codec.ts";
import { rootOf } from "./proofs.ts";
import type { EpochRow } from "./store/epochs.ts";

/**
 * Moves every unsettled epoch as far as the facts allow. `head` is the newest followed block.
 * As on the real node, processing and claiming are two looks apart: INPUTS_PROCESSED is seen between them.
 * Returns true when something changed.
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

/** Where an epoch stands now, or undefined when nothing about it can have changed. */
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

/** What the chain says about a computed claim. */
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
