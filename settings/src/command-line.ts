/** How a command reads its options: with the schemas of the settings, so that both are refused in the same words. */
import { type Command, InvalidArgumentError } from "commander";

type Parsed<T> =
  | { readonly data: T; readonly error?: undefined }
  | { readonly data?: undefined; readonly error: { readonly issues: readonly { readonly message: string }[] } };

/** Makes a commander parser of a schema for settings: an option and a setting are refused in the same words. */
export const parsedBy =
  <T>(schema: { readonly safeParse: (text: string) => Parsed<T> }) =>
  (text: string): T => {
    const { data, error } = schema.safeParse(text);
    if (error) throw new InvalidArgumentError(`It ${error.issues[0]?.message}.`);
    return data;
  };

/**
 * Lets commander parse arguments. What it refuses, and arguments that the command does not take, are thrown as `refuse` makes them.
 * @param most how many arguments beside options the command takes
 * @throws commander's error with code `commander.helpDisplayed` after --help
 */
export function parseWith(
  command: Command,
  args: readonly string[],
  refuse: (sentence: string, cause?: unknown) => Error,
  most = 0,
): void {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    command.parse(args, { from: "user" });
  } catch (cause) {
    if ((cause as { code?: string }).code === "commander.helpDisplayed") throw cause;
    throw refuse((cause as Error).message.replace(/^error: /, ""), cause);
  }
  if (command.args.length > most) throw refuse(`unknown argument ${command.args[most]}`);
}
