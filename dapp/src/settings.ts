/**
 * What the back-end is started with. It is read by hand: with zod the bundle would be 2.6 times as large
 * (docs/decisions/0018-the-back-end-reads-its-settings-by-hand.md). Its errors have the form of every part's.
 */
import { parseArgs } from "node:util";
import { type SettingProblem, SettingsError } from "@witness/settings/errors";

/** The text of `--help`. */
export const HELP = `The back-end: decides on inputs and answers queries that a rollup server hands over.

node dapp.mjs --genesis FILE --key FILE [--warm-up]

  --genesis FILE  The genesis: the makers, and the application's public key.
  --key FILE      The application's private key, 64 hexadecimal digits.
  --warm-up       Runs a few messages of a throw-away application first, so that a machine's snapshot holds compiled code.

Settings, read from the environment:
  ROLLUP_HTTP_SERVER_URL     Where the rollup server listens.
                             (required)
  ROLLUP_HTTP_SNAPSHOTS_DIR  Directory in which the rollup server may have the state stored, and loaded from.
                             (optional)
`;

/** Checked settings. */
export interface Settings {
  readonly genesisFile: string;
  readonly keyFile: string;
  readonly warmUp: boolean;
  readonly rollupHttpServerUrl: string;
  readonly snapshotsDir: string | undefined;
}

const PREFIX = "ROLLUP_HTTP_";
const SERVER_URL = "ROLLUP_HTTP_SERVER_URL";
const SNAPSHOTS_DIR = "ROLLUP_HTTP_SNAPSHOTS_DIR";
const OPTIONS = { genesis: { type: "string" }, key: { type: "string" }, "warm-up": { type: "boolean" } } as const;

/**
 * Reads command line and environment. A value never appears in the error.
 * @param args without node and script
 * @throws {SettingsError} `settings-invalid` with every problem at once
 */
export function readSettings(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const problems: SettingProblem[] = [];
  const missing = (name: string, value: string | boolean | undefined): string => {
    if (typeof value === "string" && value !== "") return value;
    problems.push({ name, sentence: "is missing" });
    return "";
  };
  const { values, tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "option" && !Object.hasOwn(OPTIONS, token.name)) {
      problems.push({ name: token.rawName, sentence: "is not an option" });
    }
    if (token.kind === "positional") problems.push({ name: "An argument", sentence: "belongs to no option" });
  }
  for (const name of Object.keys(environment)) {
    if (name.startsWith(PREFIX) && name !== SERVER_URL && name !== SNAPSHOTS_DIR)
      problems.push({ name, sentence: "is not a setting" });
  }
  const genesisFile = missing("--genesis", values.genesis);
  const keyFile = missing("--key", values.key);
  const url = missing(SERVER_URL, environment[SERVER_URL]);
  if (url !== "" && !(/^https?:\/\/./i.test(url) && URL.canParse(url))) {
    problems.push({ name: SERVER_URL, sentence: "must be an http or https URL" });
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return {
    genesisFile,
    keyFile,
    warmUp: values["warm-up"] === true,
    rollupHttpServerUrl: url,
    snapshotsDir: environment[SNAPSHOTS_DIR] || undefined,
  };
}
