/** The page in German: each text by its English. Fetched by whoever reads it. */
import { ERRORS } from "./german/errors.ts";
import { EXPLORER } from "./german/explorer.ts";
import { FOUND } from "./german/found.ts";
import { FRAME } from "./german/frame.ts";
import { OWN } from "./german/own.ts";
import { PASSES } from "./german/passes.ts";
import { REASONS } from "./german/reasons.ts";
import { RECORD } from "./german/record.ts";
import { SETTINGS } from "./german/settings.ts";
import { WORDS } from "./german/words.ts";

/** Every text of the page. */
export const GERMAN = {
  ...ERRORS,
  ...EXPLORER,
  ...FOUND,
  ...FRAME,
  ...OWN,
  ...PASSES,
  ...REASONS,
  ...RECORD,
  ...SETTINGS,
  ...WORDS,
} as const;
