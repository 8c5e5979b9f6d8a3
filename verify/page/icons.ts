/** The signs of outcomes and steps, as strokes on 24 by 24. */
import type { OutcomeKind } from "../src/outcome.ts";
import type { StepResult } from "../src/step.ts";

const TICK = "M5 12.5l4.5 4.5L19 7.5";
const CROSS = "M6 6l12 12M18 6L6 18";
const DOTS = "M6 12h.01M12 12h.01M18 12h.01";
const CLOCK = "M12 6.5V12l3.5 2.5M12 3a9 9 0 100 18 9 9 0 000-18z";

/** One icon for each outcome. */
export const OUTCOME_ICONS: Readonly<Record<OutcomeKind, string>> = {
  consistent: TICK,
  gap: "M4 12.5l4 4 3-3.4M14.5 9.6L20 4M12 20h.01M15.500 20h.01M19 20h.01",
  "turned-back": "M9 5L4 10l5 5M4 10h10a6 6 0 010 11h-3",
  "two-devices": "M4 5h9v9H4zM10 14v5h10v-9h-6",
  "not-enough": DOTS,
  arriving: CLOCK,
  altered: CROSS,
  expired: CLOCK,
  withdrawn: "M12 3a9 9 0 100 18 9 9 0 000-18zM5.700 5.700l12.600 12.600",
  "car-differs": "M4 9h16M4 15h16M16 4L8 20",
};

/** One icon for each way in which a step ends. */
export const STEP_ICONS: Readonly<Record<StepResult | "asking", string>> = {
  holds: TICK,
  older: CLOCK,
  waiting: CLOCK,
  fails: CROSS,
  unasked: "M7 12h10",
  asking: DOTS,
};

/** The same in words: a sign alone says nothing to those who hear the page, and little on paper. */
export const STEP_WORDS: Readonly<Record<StepResult | "asking", string>> = {
  holds: "holds",
  older: "holds, a newer one exists",
  waiting: "not known yet",
  fails: "fails",
  unasked: "not asked",
  asking: "being asked",
};
