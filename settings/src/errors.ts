/** The one way in which settings fail. */
import type { StartUpCode } from "@witness/protocol/codes/start-up";

/** One setting that is unknown, missing or wrong. */
export interface SettingProblem {
  /** The name of the environment variable. */
  readonly name: string;
  /** What is wrong, to be read after the name; it never repeats the value. */
  readonly sentence: string;
}

/** Lists everything that is wrong with an environment. */
export class SettingsError extends Error {
  readonly code: StartUpCode = "settings-invalid";
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(`The settings are not usable: ${problems.map(({ name, sentence }) => `${name} ${sentence}`).join("; ")}.`);
    this.name = "SettingsError";
    this.problems = problems;
  }
}
