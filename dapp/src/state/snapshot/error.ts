/** The way in which a snapshot fails. */
import type { StartUpCode } from "@witness/protocol/codes/start-up";

/** Why a snapshot is not read, with a sentence to act on. Nothing of the state is in it. */
export class SnapshotError extends Error {
  readonly code: Extract<StartUpCode, "snapshot-invalid" | "snapshot-mismatch">;

  constructor(sentence: string, { code, cause }: { readonly code: SnapshotError["code"]; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "SnapshotError";
    this.code = code;
  }
}
