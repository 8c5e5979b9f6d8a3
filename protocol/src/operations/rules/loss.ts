/**
 * A lost key (docs/protocol.md, "A lost key"): the maker vouches for another owner, twice, each time with the device's answer
 * and 30 days apart. It is told in the record, and any operation of the owner ends it. It opens no earlier tenure.
 */
import { equal, saturated } from "../../bytes.ts";
import { LOSS_END_S, LOSS_PAUSE_S, LOSS_WAIT_S } from "../../limits.ts";
import { currentTenure, type Holding, isOwnedBy } from "../holding.ts";
import type { RecordRule } from "../rule.ts";
import { handedOver, pairingOf } from "./ownership.ts";

/** The first one begins the wait, the second one, which answers it, ends it with another owner. */
export const vouchForOwner: RecordRule<"vouchForOwner"> = (acted) => {
  const { holding, operation, fields, identity, moment } = acted;
  const { timeUnixS } = moment;
  const { owner } = fields;
  if (currentTenure(holding) === undefined) return "car-unowned";
  if (isOwnedBy(holding, owner)) return "car-owned";
  const [begun] = holding.loss;
  const isOpen = begun !== undefined && timeUnixS <= begun.sinceUnixS + LOSS_END_S;
  const isSecond = isOpen && equal(begun.identity, operation.answers) && equal(begun.owner, owner);
  if (isOpen && !isSecond) return "loss-open";
  if (isSecond && timeUnixS < begun.sinceUnixS + LOSS_WAIT_S) return "loss-waits";
  if (!isSecond && timeUnixS < holding.lossPausedUnixS) return "loss-paused";
  if (!isSecond && operation.answers.some((byte) => byte !== 0)) return "loss-open";
  const answer = pairingOf(acted);
  if (answer === undefined) return "pairing-invalid";
  if (isSecond) {
    const lossPausedUnixS = saturated(timeUnixS + LOSS_PAUSE_S);
    return { holding: { ...handedOver(holding, owner, answer, timeUnixS), lossPausedUnixS } };
  }
  const loss = [{ identity, owner, sinceUnixS: timeUnixS }];
  const lossPausedUnixS = saturated(timeUnixS + LOSS_END_S + LOSS_PAUSE_S);
  return { holding: { ...holding, loss, lossPausedUnixS, pairingCounter: answer.counter } };
};

/**
 * Returns a holding after an operation of its owner: a maker who vouches for somebody else is stopped, and 90 days pass.
 * @example
 * const holding = newHolding(deviceId, owner, 1_800_000_000);
 * withOwnerHeard(holding, 1_800_000_000); // => holding
 */
export const withOwnerHeard = (holding: Holding, timeUnixS: number): Holding =>
  holding.loss.length === 0 ? holding : { ...holding, loss: [], lossPausedUnixS: saturated(timeUnixS + LOSS_PAUSE_S) };
