/** What an owner shows of a car, and whose word the owner wants to have first (docs/protocol.md, "Publication"). */
import { PLATE_SEALED_BYTES } from "../../limits.ts";
import type { Holding } from "../holding.ts";
import type { RecordRule } from "../rule.ts";

const withPublic = (holding: Holding, isPublic: number, timeUnixS: number): Holding =>
  isPublic === holding.isPublic ? holding : { ...holding, isPublic, publicSinceUnixS: timeUnixS };

/** The verdict is public under the VIN alone, or is not any more. */
export const publish: RecordRule<"publish"> = ({ holding, fields: { isPublic }, moment: { timeUnixS } }) =>
  isPublic > 1 ? "malformed" : { holding: withPublic(holding, isPublic, timeUnixS) };

/**
 * The verdict is public, under a plate too. The plate is sealed, so nobody but the back-end knows whether it opens: it is
 * public either way.
 */
export const publishPlate: RecordRule<"publishPlate"> = ({ holding, fields: { sealed }, moment: { timeUnixS } }) =>
  sealed.length === PLATE_SEALED_BYTES ? { holding: withPublic(holding, 1, timeUnixS) } : "malformed";

/** Which entries of the journal count only with the owner's word: bit n − 1 for the entry with the number n. */
export const setPolicy: RecordRule<"setPolicy"> = ({ holding, fields: { cosigned } }) => ({
  holding: { ...holding, cosigned },
});
