/** What has become of a pass that was made here, and how far the state that a pass is made of has come. Pure. */
import type { Holding } from "@witness/protocol/operations/holding";
import type { Assurance } from "../evidence/assurance.ts";
import type { ListedPass } from "../evidence/pass-list.ts";
import type { Message } from "../language/say.ts";

/** `sent`: a relay took its withdrawal, and no record shows it yet. */
export type PassStanding = "holds" | "sent" | "withdrawn" | "ended";

/**
 * Returns how a pass stands. A record has taken its withdrawal when it counts that many operations of the owner's: they are counted
 * without a gap. A car that has changed hands since ends the pass as well.
 * @param holding of the record, in a node's word; undefined when that was not asked
 */
export function passStanding(
  { withdrawal, expiresUnixS }: Pick<ListedPass, "withdrawal" | "expiresUnixS">,
  holding: Pick<Holding, "tenure" | "ownerCounter"> | undefined,
  nowUnixS: number,
): PassStanding {
  if (withdrawal === undefined) return nowUnixS < expiresUnixS ? "holds" : "ended";
  if (holding === undefined) return "sent";
  const { tenure, ownerCounter } = holding;
  const isTaken = tenure === withdrawal.tenure ? ownerCounter >= withdrawal.counter : tenure > withdrawal.tenure;
  return isTaken ? "withdrawn" : "sent";
}

/** The steps to an accepted claim, in their order. */
export const CLAIM_STEPS: readonly Message[] = [
  "the state is published",
  "its epoch is closed",
  "a validator claims it",
  "the chain accepts the claim",
];

/** Steps that an epoch's status says are done. */
const DONE: Readonly<Record<string, number>> = {
  OPEN: 1,
  CLOSED: 2,
  INPUTS_PROCESSED: 2,
  CLAIM_COMPUTED: 2,
  CLAIM_SUBMITTED: 3,
  // The chain itself is asked after the node says so.
  CLAIM_ACCEPTED: 3,
};

/** Returns how many of `CLAIM_STEPS` are done. @param assurance of the answer; undefined before that is known */
export function claimSteps(assurance: Assurance | undefined): number {
  switch (assurance?.level) {
    case "settled":
      return CLAIM_STEPS.length;
    case "pending":
      return (Object.hasOwn(DONE, assurance.status) ? DONE[assurance.status] : undefined) ?? 1;
    default:
      return 0;
  }
}
