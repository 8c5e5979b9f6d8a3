/** What an owner takes back of a pass (docs/protocol.md, "Passes"). */
import type { RecordRule } from "../rule.ts";

/**
 * A pass holds no more. No back-end knows passes, so nothing is kept of it but the item and the event: whoever checks the pass
 * finds its identity in the history.
 */
export const withdrawPass: RecordRule<"withdrawPass"> = ({ holding, operation: { answers } }) =>
  answers.every((byte) => byte === 0) ? "malformed" : { holding };
