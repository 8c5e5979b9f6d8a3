/** Codes of whoever checks a pass against chain, node, archive and car (docs/verify.md). */
import { act, type CodeEntry, wait } from "./entry.ts";

/** Rows in alphabetical order. */
export const VERIFY_CODES = {
  "application-ended": act("This application has ended; ask for a pass of its successor."),
  "application-none": act("The chain has no contract at the application's address; check chain and address."),
  "chain-foreign": act("A node is of another chain than the application's; name another."),
  "chain-unnamed": act("No node of the chain was named, so nothing could be asked of it; name one."),
  "claims-unfound": act("No accepted claim was found in the latest 200 000 blocks; name another node of the chain."),
  "head-contradicted": act("The node's answer does not hold by its own proof; name another node."),
  "head-unsettled": wait("The node's newest state is not accepted on the chain yet; check again after the next claim."),
  "history-unread": act(
    "The history is too long for a pass' reader, or the archive gives too much or takes too long; name another archive.",
  ),
  "live-behind": act("The car says less than the pass; do not rely on the pass before a workshop has looked at it."),
  "live-clock-off": act("The car and this machine do not agree what time it is; set the clock and ask again."),
  "live-link-differs": act("The car and the pass tell two histories; do not rely on the pass."),
  "live-too-far": act("The car shows more than it can have driven since the pass's state; ask what happened."),
  "node-unnamed": act("No node or archive was named, so nobody was asked what came after the pass; name them."),
  "pass-owner-left": act("The car has another owner since; ask the new owner for a pass."),
  "pass-withdrawn": act("Its owner has withdrawn the pass; ask for a new one."),
  "root-unaccepted": act("The chain has not accepted the state that the pass shows; do not rely on it."),
  "root-waiting": wait(
    "The chain has not accepted the state that the pass shows yet; check again after the next claim.",
  ),
  "rpc-single": act("One node of the chain was asked alone; name a second to compare."),
  "rpcs-differ": act("Two nodes of the chain contradict each other; name one that you trust."),
  "state-older": act("The record has gone on since the pass; ask for a new one."),
  "steps-differ": act("What the archive shows does not lead to the record's head; name another archive."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type VerifyCode = keyof typeof VERIFY_CODES;
