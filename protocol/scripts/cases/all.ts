/** Every file of vectors by its name. */
import { batchVectors } from "./batches.ts";
import { chainVectors } from "./chain.ts";
import { signedVectors } from "./signed.ts";

export const VECTORS: Readonly<Record<string, unknown>> = { ...chainVectors, ...signedVectors, ...batchVectors };

/** A file's text. */
export const vectorText = (content: unknown): string => `${JSON.stringify(content, null, 2)}\n`;
