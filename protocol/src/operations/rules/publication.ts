/** What an owner shows of a car, and whose word the owner wants to have first (docs/protocol.md, "Publication"). */
import type { RecordRule } from "../rule.ts";

/** The verdict is public, or is not any more. */
export const publish: RecordRule<"publish"> = ({ holding, fields: { isPublic }, moment: { timeUnixS } }) => {
  if (isPublic > 1) return "malformed";
  if (isPublic === holding.isPublic) return { holding };
  return { holding: { ...holding, isPublic, publicSinceUnixS: timeUnixS } };
};

/** Which entries of the journal count only with the owner's word: bit n − 1 for the entry with the number n. */
export const setPolicy: RecordRule<"setPolicy"> = ({ holding, fields: { cosigned } }) => ({
  holding: { ...holding, cosigned },
});
