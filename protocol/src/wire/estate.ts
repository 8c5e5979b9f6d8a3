/** What a successor takes over of a record, as bytes (docs/protocol.md, "Taking over"). */
import { witness } from "../generated/witness.js";

const { v2 } = witness;

/** What a maker puts into the registration by which the successor takes a record over. */
export interface EstateAnswer {
  /** An encoded `RecordProof` of the clear fields, under the state that answers. */
  readonly predecessor: Uint8Array;
  /** To the successor, as in a registration. */
  readonly sealedVehicle: Uint8Array;
  readonly sealedEstate: Uint8Array;
  readonly profile: number;
  readonly profileVersion: number;
}

/**
 * Reads what a successor takes over. Whether it is proven is the question of `readTakeOver` and `isTakeOverProven`.
 * @example
 * readEstateAnswer({ profile: 1, profileVersion: 1 }).profile; // => 1
 */
export function readEstateAnswer(properties: witness.v2.EstateAnswer.$Properties): EstateAnswer {
  const { predecessor, sealedVehicle, sealedEstate, profile, profileVersion } = new v2.EstateAnswer(properties);
  return { predecessor, sealedVehicle, sealedEstate, profile, profileVersion };
}
