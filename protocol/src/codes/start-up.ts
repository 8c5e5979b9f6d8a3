/** Codes of what every part needs before it can run: settings, files, keys, ports. */
import { type CodeEntry, stop } from "./entry.ts";

/** Rows in alphabetical order. */
export const START_UP_CODES = {
  "config-invalid": stop("An option or a configuration file is wrong; correct what the message names."),
  "data-in-use": stop(
    "Another process uses the data directory, or it cannot be written; stop the other, check the mode.",
  ),
  "deployment-invalid": stop("The deployment file is missing or is none; deploy first, or name the right file."),
  "genesis-invalid": stop("The genesis file is missing or is none; get it from the application's operator."),
  "key-mismatch": stop("The key file holds another key than the genesis names; name the key made with this genesis."),
  "key-unusable": stop("A key file must exist, hold 64 hexadecimal digits on one line, and have mode 0600."),
  "option-invalid": stop("Correct the option that the message names; --help lists them."),
  "part-failed": stop("A part of the system ended; its log, named in the message, says why."),
  "part-silent": stop("A part of the system did not get ready in time; its log, named in the message, says why."),
  "port-taken": stop("Another process listens on the port; stop it, or choose another port."),
  "settings-invalid": stop("Environment variables are unknown, missing or wrong; the message names all of them."),
  "snapshot-invalid": stop(
    "The snapshot is damaged, cut short, or of another version; take another, or drive the back-end from its inputs.",
  ),
  "snapshot-mismatch": stop("The snapshot is of another application, genesis or past; name one that was written here."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type StartUpCode = keyof typeof START_UP_CODES;
