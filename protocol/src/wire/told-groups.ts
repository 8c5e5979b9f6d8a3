/** What an envelope said, opened, as an answer tells it (docs/protocol.md, "Answers"). */
import { witness } from "../generated/witness.js";
import type { Groups } from "../reading.ts";

/** What one envelope said, opened, with the time of the block that carried it. */
export interface ToldGroups extends Groups {
  readonly blockTimeUnixS: number;
}

/**
 * Returns the groups of a decoded message.
 * @example
 * readToldGroups({ bus: Uint8Array.of(4) }).blockTimeUnixS; // => 0
 */
export function readToldGroups(message: witness.v1.Groups.$Properties): ToldGroups {
  const { distance, condition, bus, blockTimeUnixS } = new witness.v1.Groups(message);
  return { distance, condition, bus, blockTimeUnixS };
}
