/** Every file of vectors by its name. */
import { actorVectors } from "./actors.ts";
import { askedVectors } from "./asked.ts";
import { batchVectors } from "./batches.ts";
import { chainVectors } from "./chain.ts";
import { disclosureVectors } from "./disclosure.ts";
import { effectVectors } from "./effects.ts";
import { encodingVectors } from "./encodings.ts";
import { envelopeVectors } from "./envelopes.ts";
import { groupVectors } from "./groups.ts";
import { judgedVectors } from "./judged.ts";
import { lastOutputVectors } from "./last-output.ts";
import { operationVectors } from "./operations.ts";
import { ownershipVectors } from "./ownership.ts";
import { passVectors } from "./passes.ts";
import { publicVectors } from "./public.ts";
import { receiptVectors } from "./receipts.ts";
import { recordVectors } from "./record.ts";
import { releaseVectors } from "./releases.ts";
import { shareVectors } from "./shares.ts";
import { signedVectors } from "./signed.ts";
import { storyVectors } from "./story.ts";
import { takeOverVectors } from "./take-over.ts";
import { tileVectors } from "./tiles.ts";

export const VECTORS: Readonly<Record<string, unknown>> = {
  ...encodingVectors,
  ...chainVectors,
  ...envelopeVectors,
  ...signedVectors,
  ...receiptVectors,
  ...batchVectors,
  ...storyVectors,
  ...askedVectors,
  ...groupVectors,
  ...disclosureVectors,
  ...judgedVectors,
  ...lastOutputVectors,
  ...operationVectors,
  ...actorVectors,
  ...effectVectors,
  ...ownershipVectors,
  ...recordVectors,
  ...tileVectors,
  ...takeOverVectors,
  ...passVectors,
  ...releaseVectors,
  ...publicVectors,
  ...shareVectors,
};

/** A file's text. */
export const vectorText = (content: unknown): string => `${JSON.stringify(content, null, 2)}\n`;
