/** The command line, parsed once: what is to be done, with which values, and by whom. */
import type { GroupName } from "@witness/protocol/columns/quantity";
import { OPERATION_MAX_S } from "@witness/protocol/limits";
import { isOfApplication } from "@witness/protocol/operations/operation";
import { PAIRING_BYTES } from "@witness/protocol/pairing";
import type { SharedTime } from "@witness/protocol/share/choice";
import { Command, Option } from "commander";
import { DEEDS, type Deed, type Doer, type Values } from "./deeds.ts";
import { isSealed } from "./draft.ts";
import { OperateError } from "./errors.ts";
import { USUAL_INSPECT } from "./node.ts";
import { CHOICES } from "./pass/fields.ts";
import type { Passing } from "./pass/make.ts";
import type { Registering } from "./register.ts";
import type { ShareTask } from "./share/command.ts";
import { sharingOf, withSharing } from "./share/options.ts";
import type { KeyFiles } from "./signer.ts";
import {
  account,
  groupNames,
  hex,
  historyDays,
  KEY_TIERS,
  number,
  passText,
  profile,
  several,
  shown,
  tier,
  until,
  url,
  vin,
} from "./values.ts";

/** What every command takes. */
export interface Common extends KeyFiles {
  readonly rpc: string;
  /** 20 bytes. */
  readonly app: Uint8Array;
  readonly relay: string | undefined;
  /** 33 bytes: whose receipts are believed. */
  readonly relayKey: Uint8Array | undefined;
  readonly inspect: string;
  /** 8 bytes. */
  readonly car: Uint8Array | undefined;
  readonly file: string | undefined;
  readonly genesis: string;
  readonly archive: string | undefined;
  readonly expiresS: number | undefined;
  readonly waitS: number;
  readonly yes: boolean;
  readonly json: boolean;
}

/** What is to be done with an operation: a deed, or the next step with one in a file. */
export type OperationTask = { readonly common: Common } & (
  | { readonly kind: "deed"; readonly deed: Deed; readonly values: Values }
  | { readonly kind: "sign" | "send" }
  | { readonly kind: "answer"; readonly pairing: Uint8Array }
);

/** What is to be done. */
export type Task =
  | OperationTask
  | {
      readonly kind: "register";
      readonly registering: Registering;
      readonly common: Common & { readonly relay: string };
    }
  | { readonly kind: "pass"; readonly passing: Passing; readonly common: Common }
  | { readonly kind: "share"; readonly sharing: ShareTask; readonly common: Common }
  | { readonly kind: "shares"; readonly common: Common & { readonly car: Uint8Array } }
  | {
      readonly kind: "key";
      readonly wallet: string | undefined;
      readonly keys: readonly string[];
      readonly common: { readonly json: boolean };
    };

const WEEK_S = 7 * 86_400;

const TITLES: Readonly<Record<Doer, string>> = {
  owner: "Owners:",
  workshop: "Workshops and inspectors:",
  maker: "Makers:",
  administrators: "Administrators:",
};

/** Where everything is asked. */
const withPlace = (command: Command): Command =>
  command
    .requiredOption("--rpc <url>", "JSON-RPC of the chain", url)
    .requiredOption("--app <address>", "the application's address", account)
    .option("--inspect <url>", "where a rollup node takes queries", url, USUAL_INSPECT)
    .option("--json", "print the last line only", false);

const P256 = "with a P-256 key, in a file with mode 0600";

/** @param by undefined: the operation in a file says it */
function withKeys(command: Command, by: Doer | undefined): Command {
  if (by === undefined || by === "owner") {
    command.option("--wallet <file>", "the owner signs with a wallet's key (secp256k1), in a file with mode 0600");
  }
  if (by === "administrators")
    return command.option("--key <file>", `an administrator signs ${P256}; repeat it`, several);
  const signs = by === undefined ? "whoever it is of signs" : by === "owner" ? "or the owner signs" : `the ${by} signs`;
  return command.option("--key <file>", `${signs} ${P256}`, several);
}

const waitOption = (): Option =>
  new Option("--wait <seconds>", "how long to wait for the effect").argParser(number(0, 86_400)).default(300);
const relayOptions = (): readonly Option[] => [
  waitOption(),
  new Option("--relay <url>", "a relay that carries the operation").argParser(url),
  new Option(
    "--relay-key <key>",
    "the key that the relay's receipt must be signed by; the relay's own word unless given",
  ).argParser(hex(33)),
];

/** By whom an operation is sent. */
function withRelay(command: Command): Command {
  for (const option of relayOptions()) command.addOption(option);
  return command;
}

/** What is of no use to a step that sends nothing is taken all the same: one list of options does for each step with a file. */
function withoutRelay(command: Command): Command {
  for (const option of relayOptions()) command.addOption(option.hideHelp());
  return command;
}

const withFile = (command: Command): Command =>
  command.requiredOption("--file <file>", "the file of the operation; it goes from hand to hand");

function commonOf(values: Values): Common {
  const { rpc, app, relay, relayKey, inspect, wallet, key, car, file, genesis, archive, expires, wait, yes, json } =
    values;
  return {
    rpc,
    app,
    relay,
    relayKey,
    inspect,
    wallet,
    keys: key ?? [],
    car,
    file,
    genesis,
    archive,
    expiresS: expires,
    waitS: wait ?? 0,
    yes: yes ?? false,
    json,
  } as Common;
}

function addDeed(program: Command, name: string, deed: Deed, done: (task: Task) => void): void {
  const command = program.command(name).description(deed.describe).helpGroup(TITLES[deed.by]);
  withRelay(withKeys(withPlace(command), deed.by))
    .option(
      "--file <file>",
      "write the operation to a file, for others to sign or a device to answer, instead of sending",
    )
    .option("--expires <seconds>", "for how long it can take effect", number(60, OPERATION_MAX_S));
  if (!isOfApplication(deed.kind))
    command.requiredOption("--car <id>", "the car's device, 16 hexadecimal digits", hex(8));
  for (const { flags, describe, read, isOptional } of deed.options ?? []) {
    if (isOptional) command.option(flags, describe, read);
    else command.requiredOption(flags, describe, read);
  }
  if (isSealed(deed.kind)) {
    const describe = "the genesis, whose application key it is sealed to";
    command.option("--genesis <file>", describe, ".witness/genesis.json");
  }
  if (deed.kind === "enterJournal") {
    command
      .option("--archive <url>", "an archive: with it and a grant, what the entry would do is reckoned", url)
      .option("--yes", "go on in spite of a warning", false);
  }
  command.action((values: Values) => done({ kind: "deed", deed, values, common: commonOf(values) }));
}

const TIERS = Object.keys(KEY_TIERS).join(", ");

function addRegistration(program: Command, done: (task: Task) => void): void {
  const command = program
    .command("register-device")
    .description("Sign a device into the world, with its vehicle sealed.");
  withKeys(withPlace(command.helpGroup(TITLES.maker)), "maker")
    .addOption(waitOption())
    .requiredOption("--relay <url>", "a relay that carries the registration", url)
    .requiredOption("--public-key <key>", "the device's P-256 key, 33 bytes in hexadecimal", hex(33))
    .requiredOption("--tier <tier>", `where its key lives: ${TIERS}`, tier)
    .requiredOption("--profile <profile>", "what it sends, as 1.1", profile)
    .requiredOption(
      "--possession <signature>",
      "the device's word that it is this maker's and owner's, 64 bytes",
      hex(64),
    )
    .requiredOption("--make <name>", "the vehicle's make")
    .requiredOption("--model <name>", "its model")
    .requiredOption("--year <n>", "its model year", number(1, 65_535))
    .option("--vin <vin>", "its VIN, 17 characters", vin, "")
    .option("--owner <account>", "the first owner's wallet or account; nobody until a claim without", account)
    .option("--genesis <file>", "the genesis, whose application key the vehicle is sealed to", ".witness/genesis.json")
    .action((values: Values) => {
      const common = commonOf(values);
      const [key, ...more] = common.keys;
      if (key === undefined || more.length > 0) throw invalid("Name the maker's key: --key, once.");
      const { publicKey, tier: keyTier, make, model, year: modelYear, vin: number17, owner, genesis } = values;
      const vehicle = { make, model, modelYear, vin: number17 };
      const said = { devicePublicKey: publicKey, keyTier, profile: values["profile"], vehicle };
      const firstOwner = (owner ?? new Uint8Array()) as Uint8Array;
      const possess = (): Uint8Array => values["possession"] as Uint8Array;
      const registering = { ...said, firstOwner, possess, key, genesis } as Registering;
      done({ kind: "register", registering, common: { ...common, relay: values["relay"] as string } });
    });
}

const untilOption = (): Option =>
  new Option("--until <end>", "how long it holds, as 24h or 7d, or its last day, as 2026-12-24")
    .argParser(until)
    .default({ afterS: WEEK_S }, "7d");

/** What of a history a pass opens. */
function historyOf({ history, groups, archive }: Values): Passing["history"] {
  if (history === undefined) {
    if (groups !== undefined || archive !== undefined)
      throw invalid("--groups and --archive are of a history: --history.");
    return undefined;
  }
  if (archive === undefined) throw invalid("Name an archive, which has the history: --archive.");
  const named = (groups ?? ["distance"]) as readonly GroupName[];
  if (!named.includes("distance")) throw invalid("A history without distance says nothing of the odometer: --groups.");
  const { time } = history as { readonly time: SharedTime | undefined };
  return { time, groups: named, archive: archive as string };
}

function addPass(program: Command, done: (task: Task) => void): void {
  const command = program
    .command("pass")
    .description("Make a pass: show a stranger chosen fields of your car's record, for a purpose and a time.")
    .helpGroup(TITLES.owner);
  withKeys(withPlace(command), "owner")
    .requiredOption("--car <id>", "the car's device, 16 hexadecimal digits", hex(8))
    .requiredOption("--show <list>", `what to show: none, or of ${Object.keys(CHOICES).join(", ")}`, shown)
    .requiredOption("--page <url>", "the verifier's page, without /p; the link begins with it", url)
    .option("--purpose <text>", "what it is for, as in Sale; the reader sees it", passText, "")
    .option("--for <text>", "for whom it is; the reader sees it, and it binds nobody", passText, "")
    .addOption(untilOption())
    .option("--keep <url>", "an archive that keeps it encrypted, for a link short enough for a QR code", url)
    .option("--history <days>", "open the readings too: all, or days in UTC, as 2026-01-01..2026-03-31", historyDays)
    .option("--groups <list>", "of the history: distance, or with commas condition, bus", groupNames)
    .option("--archive <url>", "an archive, which has the history", url)
    .option("--node <url>", "JSON-RPC of a rollup node, which proves the notice", url, "http://127.0.0.1:10011/rpc")
    .option("--wait <seconds>", "how long to wait for an accepted claim; 0 does not wait", number(0, WEEK_S), 300)
    .action((values: Values) => {
      const { car, show: fields, page, purpose, for: forWhom, until: end, keep, node: nodeRpc } = values;
      const history = historyOf(values);
      if (history && (fields as Passing["fields"]).includes("band")) {
        throw invalid(
          "band says the distance in steps of 10 000 km, and a history says it exactly: choose one of them.",
        );
      }
      const passing = { car, fields, page, purpose, forWhom, until: end, keep, nodeRpc, history } as Passing;
      done({ kind: "pass", passing, common: commonOf(values) });
    });
}

function addShares(program: Command, nowUnixS: () => number, done: (task: Task) => void): void {
  const share = program
    .command("share")
    .description("Hand a key past days of your time with the car, in a file; without --out, say what it would reveal.")
    .helpGroup(TITLES.owner);
  withSharing(withKeys(withPlace(share), "owner")).action((values: Values) => {
    const sharing = sharingOf(values, nowUnixS());
    const { fromUnixS, untilUnixS } = sharing.time;
    if (untilUnixS <= fromUnixS) throw invalid("The last day is before the first: --from and --to.");
    done({ kind: "share", sharing, common: commonOf(values) });
  });
  const shares = program
    .command("shares")
    .description("List who may read what of your car, and since when.")
    .helpGroup(TITLES.owner);
  withKeys(withPlace(shares), "owner")
    .requiredOption("--car <id>", "the car's device, 16 hexadecimal digits", hex(8))
    .option("--archive <url>", "an archive, which says since when a grant is in force", url)
    .action((values: Values) =>
      done({ kind: "shares", common: { ...commonOf(values), car: values["car"] as Uint8Array } }),
    );
}

/**
 * Parses arguments (without node and script).
 * @param nowUnixS what time it is on this machine
 * @throws {OperateError} `option-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseTask(
  args: readonly string[],
  nowUnixS: () => number = () => Math.floor(Date.now() / 1_000),
): Task {
  let task: Task | undefined;
  const done = (parsed: Task): void => {
    task = parsed;
  };
  const program = new Command("npm run operate --")
    .description(
      "Signs an operation of an owner, a company or administrators, sends it, and waits for its effect; makes passes and shares.",
    )
    .usage("<operation> [options]")
    .addHelpText(
      "after",
      "\nEach operation has its own --help. Exit codes: 0 in effect or made, 1 refused or without effect, 2 not done. docs/operations.md has each actor's steps.",
    )
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const [name, deed] of Object.entries(DEEDS)) addDeed(program, name, deed, done);
  addPass(program, done);
  addShares(program, nowUnixS, done);
  addRegistration(program, done);
  program
    .command("key")
    .description("Print what others are told of key files: public key, account, identity. Nobody is asked.")
    .option("--wallet <file>", "a wallet's key (secp256k1)")
    .option("--key <file>", "a P-256 key; several can be named", several)
    .option("--json", "print the last line only", false)
    .action(({ wallet, key: keys = [], json }) => done({ kind: "key", wallet, keys, common: { json } }));
  const steps = "Operations in files:";
  const sign = program.command("sign").description("Add an administrator's signature to a file.").helpGroup(steps);
  withKeys(withFile(withoutRelay(withPlace(sign))), "administrators").action((values: Values) =>
    done({ kind: "sign", common: commonOf(values) }),
  );
  const answer = program.command("answer").description("Add the device's answer to a file.").helpGroup(steps);
  withFile(withoutRelay(withPlace(answer)))
    .requiredOption("--pairing <bytes>", "what the device answered, 108 bytes in hexadecimal", hex(PAIRING_BYTES))
    .action((values: Values) =>
      done({ kind: "answer", common: commonOf(values), pairing: values["pairing"] as Uint8Array }),
    );
  const send = program.command("send").description("Send the operation in a file.").helpGroup(steps);
  withKeys(withRelay(withFile(withPlace(send))), undefined).action((values: Values) =>
    done({ kind: "send", common: commonOf(values) }),
  );
  // Commander would print its help, which is told to nobody, and say "(outputHelp)".
  if (args.length === 0) throw invalid("Say what to do.");
  try {
    program.parse(args, { from: "user" });
  } catch (cause) {
    if (isHelp(cause)) throw cause;
    throw invalid((cause as Error).message.replace(/^error: /, ""), cause);
  }
  if (!task) throw invalid("Say what to do.");
  return task;
}

const invalid = (sentence: string, cause?: unknown): OperateError =>
  new OperateError(sentence, { code: "option-invalid", cause });

/** Whether commander printed the help, and nothing else is to be done. */
export const isHelp = (error: unknown): boolean => {
  const { code, exitCode } = error as { readonly code?: unknown; readonly exitCode?: unknown };
  return code === "commander.helpDisplayed" || (code === "commander.help" && exitCode === 0);
};
