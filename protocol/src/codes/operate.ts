/** Codes of the command that sends operations (docs/operations.md). What a back-end says of an operation is in the table of the wire. */
import { act, type CodeEntry, stop, wait } from "./entry.ts";

/** Rows in alphabetical order. */
export const OPERATE_CODES = {
  "device-answer-missing": stop(
    "The device in the car must answer the operation first; write it to a file, have it answered, and send the file.",
  ),
  "effect-none": act("The operation is carried and has no effect; the message says why."),
  "effect-unseen": act(
    "The record does not show the operation yet; look again later, or hold the receipt against the chain past its deadline.",
  ),
  "field-withheld": stop("The node does not open this field of the record to this owner; leave it out of --show."),
  "operation-doubtful": stop(
    "By what the signer may see, the operation would do what the message says; look again, and go on with --yes.",
  ),
  "operation-file-invalid": stop(
    "The file holds no operation of this application, or is there already; name another, or write it anew.",
  ),
  "signatures-missing": stop("More administrators must sign the file before it is sent."),
  "signer-unfit": stop("The key is of nobody who may send this operation; name the right key."),
  "state-unclaimed": stop(
    "No accepted claim has the record's state yet, so a pass would lead nowhere; wait longer (--wait), or make it later.",
  ),
  "succession-file-invalid": stop(
    "There is no such file, or its statement of a succession is not the one that the chain proves; name another, or write it anew.",
  ),
  "succession-open": wait(
    "The old application has not closed, or no accepted claim proves yet where it ended; the message says which.",
  ),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type OperateCode = keyof typeof OPERATE_CODES;
