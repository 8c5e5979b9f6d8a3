/** Which application runs on what, when one node runs several: NAME=COMMAND of `ROLLUP_NODE_BACKENDS`, NAME=DIR of
 * `ROLLUP_NODE_MACHINES`. */
import { nodeError } from "../errors.ts";

/** What one application runs on; with neither its operator's back-end connects. */
export interface Choice {
  readonly command?: string;
  /** Directory of a stored machine. */
  readonly snapshot?: string;
}

export interface Given {
  readonly backends: readonly string[];
  readonly snapshots: readonly string[];
}

/**
 * Gives every application what names it, and the plain one, if there is one, to all that nothing names.
 * What stands before the first `=` is a name only if an application has it: a command may begin with a variable.
 * Throws `config-invalid` for two that say the same thing differently.
 */
export function choose({ backends, snapshots }: Given, names: readonly string[]): ReadonlyMap<string, Choice> {
  const chosen = new Map<string, Choice>();
  let plain: Choice | undefined;
  const take = (setting: string, values: readonly string[], choice: (value: string) => Choice) => {
    for (const value of values) {
      const name = value.slice(0, Math.max(value.indexOf("="), 0));
      if (!names.includes(name)) {
        if (plain !== undefined)
          throw nodeError(
            "config-invalid",
            `"${value}" names no application. Say which one in ${setting}: NAME=VALUE, with NAME of ${names.join(", ")}.`,
          );
        plain = choice(value);
      } else {
        if (chosen.has(name)) throw nodeError("config-invalid", `${name} is given two things to run on; give one.`);
        chosen.set(name, choice(value.slice(name.length + 1)));
      }
    }
  };
  take("ROLLUP_NODE_BACKENDS", backends, (command) => ({ command }));
  take("ROLLUP_NODE_MACHINES", snapshots, (snapshot) => ({ snapshot }));
  for (const name of names) if (!chosen.has(name)) chosen.set(name, plain ?? {});
  return chosen;
}
