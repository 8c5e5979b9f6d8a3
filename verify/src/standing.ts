/** What the chain says of the state that a node answers from. */
import { fromHex } from "@witness/protocol/bytes";
import { outputStanding, rootOfOutput } from "@witness/protocol/last-output";
import type { Chain } from "./chain.ts";
import { findNotice, type NodePlace } from "./node.ts";

/** `settled`: the last state under the newest claim; `ahead`: no claim yet; `behind`: claims know of later states. */
export type Standing = "settled" | "ahead" | "behind";

/**
 * Returns how a state stands.
 * @param application 0x and 40 digits
 * @param stateRoot 32 bytes
 * @throws {VerifyError} `node-unavailable`, `chain-unavailable`, `rpcs-differ`
 */
export async function standingOf(
  chain: Chain,
  node: NodePlace,
  application: string,
  stateRoot: Uint8Array,
): Promise<Standing> {
  const notice = await findNotice(node, application, stateRoot);
  const root = notice?.proof && rootOfOutput(notice.notice, notice.proof);
  if (notice?.proof === undefined || root === undefined || !(await chain.isAccepted(root))) return "ahead";
  // The newest claim has every older state under it too: only the last output is the newest state.
  const newest = chain.newest && fromHex(chain.newest.root);
  const isLast = newest !== undefined && outputStanding(notice.notice, notice.proof, newest) === "last";
  return isLast ? "settled" : "behind";
}
