/**
 * Which back-end each application of a node runs on: NAME=COMMAND of `ROLLUP_NODE_BACKENDS`, NAME=DIR of
 * `ROLLUP_NODE_MACHINES`.
 */
import { nodeError } from "../errors.ts";

/** The back-end of one application. With neither field, the operator's back-end connects. */
export interface Choice {
  readonly command?: string;
  /** Directory of the machine that the application was deployed with. */
  readonly template?: string;
}

/** The values of both settings. */
export interface Given {
  readonly backends: readonly string[];
  readonly templates: readonly string[];
}

/**
 * Returns the back-end of each application: the value that begins with its name, or else the value without a name.
 * The text before the first `=` is a name only if an application has it: a command may begin with a variable.
 * Throws `config-invalid` when an application has two values, or two values have no name.
 */
export function choose({ backends, templates }: Given, names: readonly string[]): ReadonlyMap<string, Choice> {
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
        if (chosen.has(name)) throw nodeError("config-invalid", `${name} has two back-ends; give it one.`);
        chosen.set(name, choice(value.slice(name.length + 1)));
      }
    }
  };
  take("ROLLUP_NODE_BACKENDS", backends, (command) => ({ command }));
  take("ROLLUP_NODE_MACHINES", templates, (template) => ({ template }));
  for (const name of names) if (!chosen.has(name)) chosen.set(name, plain ?? {});
  return chosen;
}
