/** What a rollup node answers to a query over HTTP: JSON around the report of the back-end. */
import { fromHex } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import { type Answer, decodeAnswer } from "./answer.ts";

/** An answer, and what the node says of the back-end beside it. */
export interface Inspected {
  readonly answer: Answer;
  /** How many inputs the back-end has taken; 0 when the node does not say. */
  readonly inputs: number;
}

/**
 * Returns the answer in a node's JSON. Nothing of it is believed.
 * @param json the body, parsed
 * @throws {MalformedError} `malformed` when there is no report, or the report is no answer
 * @example
 * const payload = `0x${toHex(encodeAnswer({ kind: "none", code: "device-unknown" }))}`;
 * decodeInspected({ reports: [{ payload }], processed_input_count: 3 }).inputs; // => 3
 */
export function decodeInspected(json: unknown): Inspected {
  try {
    const { reports, processed_input_count: inputs = 0 } = json as {
      readonly reports: readonly { readonly payload: string }[];
      readonly processed_input_count?: number;
    };
    const [report] = reports;
    // A report of no bytes says `admitted`, and no report says nothing: the back-end refused the query, or is not there.
    if (!report) throw new MalformedError({ field: "reports" });
    return { answer: decodeAnswer(fromHex(report.payload)), inputs: Number(inputs) };
  } catch (cause) {
    throw new MalformedError({ field: "reports" }, { cause });
  }
}
