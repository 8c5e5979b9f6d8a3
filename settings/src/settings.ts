/**
 * The settings of a process: declared once, read from the environment, explained by the same declaration.
 * A value never appears in an error: it may be a secret, or an address with one in it.
 */
import type { z } from "zod";
import { type SettingProblem, SettingsError } from "./errors.ts";

/** One setting. Without a default it must be given, unless its schema accepts `undefined`. */
export interface Setting {
  /** Takes the text of the variable and returns the value that the process works with. */
  readonly schema: z.ZodType;
  /** What the setting is for, as one plain sentence. */
  readonly describe: string;
  /** Text as it would stand in the environment. */
  readonly default?: string;
}

type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${Lowercase<First>}${Capitalize<Camel<Rest>>}`
  : Lowercase<Name>;

/** `RPC_URL` becomes `rpcUrl`. */
export type Values<Declared extends Readonly<Record<string, Setting>>> = {
  readonly [Name in keyof Declared & string as Camel<Name>]: z.output<Declared[Name]["schema"]>;
};

/** What reads and explains the settings of one process. */
export interface Settings<Declared extends Readonly<Record<string, Setting>>> {
  /** Reads the environment. @throws {SettingsError} `settings-invalid` with every problem at once */
  readonly read: (environment: Environment) => Values<Declared>;
  /** Returns the text for `--help`. */
  readonly help: () => string;
  /** Returns a Markdown table for the documentation. */
  readonly table: () => string;
}

/** `process.env`, or a part of it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Declares settings. A variable that starts with the prefix and is not declared is an error, so a misspelt name never
 * goes unseen. An empty variable counts as not given.
 * @param prefix with its underscore, such as `RELAY_`; a setting `PORT` is then read from `RELAY_PORT`
 * @example
 * const settings = defineSettings({
 *   prefix: "RELAY_",
 *   about: "Carries envelopes to the chain.",
 *   settings: { PORT: { schema: port, describe: "Port to listen on; 0 takes any free one.", default: "0" } },
 * });
 * const { port } = settings.read(process.env);
 */
export function defineSettings<const Declared extends Readonly<Record<string, Setting>>>({
  prefix,
  about,
  settings,
}: {
  readonly prefix: string;
  readonly about: string;
  readonly settings: Declared;
}): Settings<Declared> {
  const declared = Object.entries<Setting>(settings).map(([name, setting]) => ({
    variable: `${prefix}${name}`,
    key: camel(name),
    setting,
    otherwise: defaultOf(setting),
  }));
  const known = new Set(declared.map(({ variable }) => variable));
  const width = Math.max(...declared.map(({ variable }) => variable.length));

  function read(environment: Environment): Values<Declared> {
    const problems: SettingProblem[] = [];
    for (const name of Object.keys(environment)) {
      if (name.startsWith(prefix) && !known.has(name)) problems.push({ name, sentence: "is not a setting" });
    }
    const values: Record<string, unknown> = {};
    for (const { variable, key, setting } of declared) {
      const text = environment[variable] || setting.default;
      const result = setting.schema.safeParse(text);
      if (result.success) values[key] = result.data;
      else if (text === undefined) problems.push({ name: variable, sentence: "is missing" });
      else for (const { message } of result.error.issues) problems.push({ name: variable, sentence: message });
    }
    if (problems.length > 0) throw new SettingsError(problems);
    return values as Values<Declared>;
  }

  const help = (): string =>
    [
      about,
      "",
      "Settings, read from the environment:",
      ...declared.map(({ variable, setting, otherwise }) =>
        [`  ${variable.padEnd(width)}  ${setting.describe}`, `  ${"".padEnd(width)}  (${otherwise})`].join("\n"),
      ),
      "",
    ].join("\n");

  const table = (): string =>
    [
      "| variable | without it | what it is |",
      "| --- | --- | --- |",
      ...declared.map(({ variable, setting, otherwise }) => {
        const cells = [`\`${variable}\``, otherwise, setting.describe].map((cell) => cell.replaceAll("|", "\\|"));
        return `| ${cells.join(" | ")} |`;
      }),
      "",
    ].join("\n");

  return { read, help, table };
}

function defaultOf({ schema, default: text }: Setting): string {
  if (text) return `default: ${text}`;
  if (text === "") return "optional";
  return schema.safeParse(undefined).success ? "optional" : "required";
}

function camel(name: string): string {
  return name.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
