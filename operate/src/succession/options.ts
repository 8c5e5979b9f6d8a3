/** The command line, parsed once: which step, on what. */
import { Command } from "commander";
import { OperateError } from "../errors.ts";
import { isHelp } from "../options.ts";
import { account, date, hex, number, several, url } from "../values.ts";

/** Where the old application is asked. */
export interface OldPlace {
  readonly rpc: string;
  /** 20 bytes. */
  readonly app: Uint8Array;
  readonly inspect: string;
}

interface Ended extends OldPlace {
  /** JSON-RPC of a rollup node. */
  readonly node: string;
  readonly file: string;
  readonly waitS: number;
}

/** What is to be done. */
export type Step =
  | (OldPlace & {
      readonly step: "announcement";
      readonly genesis: string;
      readonly deployment: string;
      readonly closesUnixS: number;
    })
  | (Ended & { readonly step: "end" })
  | (Ended & { readonly step: "sign"; readonly keys: readonly string[] })
  | (Ended & { readonly step: "export"; readonly out: string; readonly maker: Uint8Array | undefined })
  | {
      readonly step: "inherit";
      readonly file: string;
      readonly rpc: string;
      readonly inspect: string;
      readonly relay: string;
      readonly keys: readonly string[];
      readonly waitS: number;
    }
  | {
      readonly step: "take-over";
      readonly file: string;
      readonly oldInspect: string;
      readonly inspect: string;
      readonly relay: string;
      readonly genesis: string;
      readonly key: string;
      readonly waitS: number;
    };

const withOld = (command: Command): Command =>
  command
    .requiredOption("--rpc <url>", "JSON-RPC of the old application's chain, from whom you trust", url)
    .requiredOption("--app <address>", "the old application's address", account)
    .requiredOption("--inspect <url>", "where a rollup node of the old application takes queries", url);
const withFile = (command: Command): Command =>
  command.requiredOption("--file <file>", "the file of the final statement; it goes from hand to hand");
const withWait = (command: Command, seconds: number): Command =>
  command.option("--wait <seconds>", "how long to wait for what is still to come", number(0, 86_400), seconds);
const withEnding = (command: Command): Command =>
  withWait(withFile(withOld(command)), 0).requiredOption(
    "--node <url>",
    "JSON-RPC of a rollup node of the old application, from anybody",
    url,
  );
const withNew = (command: Command): Command =>
  withWait(withFile(command), 300)
    .requiredOption("--inspect <url>", "where a rollup node of the new application takes queries", url)
    .requiredOption("--relay <url>", "a relay of the new application", url);

/**
 * Parses arguments (without node and script).
 * @throws {OperateError} `option-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseStep(args: readonly string[]): Step {
  let parsed: Step | undefined;
  const program = new Command("npm run succession --")
    .description("Takes an application's operator through a succession, step by step (docs/succession.md).")
    .usage("<step> [options]")
    .addHelpText(
      "after",
      "\nEach step has its own --help, and can be run again at any time. Exit codes: 0 done, 1 not all, 2 not done.",
    )
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const step = (name: Step["step"], describe: string): Command =>
    program
      .command(name)
      .description(describe)
      .action((values: object) => {
        parsed = { step: name, ...values } as Step;
      });
  withOld(step("announcement", "Print the announcement, for npm run operate -- announce-successor."))
    .requiredOption("--genesis <file>", "the new application's genesis file")
    .requiredOption("--deployment <file>", "the new application's deployment file")
    .requiredOption("--closes <date>", "when the old application closes, 30 days ahead at least", date);
  withEnding(step("end", "Write down where the old application ended, as the chain proves it."));
  withEnding(step("sign", "Read the same again, and add signatures of administrators or makers.")).requiredOption(
    "--key <file>",
    "a P-256 key in a file with mode 0600; several may be named",
    several,
    [],
  );
  withEnding(step("export", "Check the signatures, and write what devices take."))
    .requiredOption("--out <file>", "what is given to the devices of a maker")
    .option("--maker <key>", "whose devices, when several makers have signed: 33 bytes in hexadecimal", hex(33));
  withNew(step("inherit", "Tell the new application where the old one ended."))
    .requiredOption("--rpc <url>", "JSON-RPC of the new application's chain", url)
    .requiredOption("--key <file>", "keys of as many new administrators as must sign", several, []);
  withNew(step("take-over", "Register every record in the new application, with its proof."))
    .requiredOption("--old-inspect <url>", "where a rollup node of the old application takes queries", url)
    .requiredOption("--genesis <file>", "the new application's genesis file")
    .requiredOption("--key <file>", "the maker's P-256 key, in a file with mode 0600");
  // Commander would print its help, which is told to nobody, and say "(outputHelp)".
  if (args.length === 0) throw invalid("Say which step.");
  try {
    program.parse(args, { from: "user" });
  } catch (cause) {
    if (isHelp(cause)) throw cause;
    throw invalid((cause as Error).message.replace(/^error: /, ""), cause);
  }
  if (!parsed) throw invalid("Say which step.");
  return named(parsed);
}

/** Returns the step with options by the names that they have here. */
function named(parsed: Step): Step {
  const { wait, closes, key, ...rest } = parsed as Step & {
    readonly wait?: number;
    readonly closes?: number;
    readonly key?: string | readonly string[];
  };
  return {
    ...rest,
    ...(wait === undefined ? {} : { waitS: wait }),
    ...(closes === undefined ? {} : { closesUnixS: closes }),
    ...(Array.isArray(key) ? { keys: key } : key === undefined ? {} : { key }),
  } as Step;
}

const invalid = (sentence: string, cause?: unknown): OperateError =>
  new OperateError(sentence, { code: "option-invalid", cause });
