/** Fetches the newest release from any node, and believes nothing that its bytes do not show. */
import { noble } from "@witness/protocol/crypto/noble";
import { MalformedError, ProtocolError } from "@witness/protocol/errors";
import { type Release, type ReleaseBytes, readRelease } from "@witness/protocol/release/release";
import { decodeInspected } from "@witness/protocol/wire/inspected";
import { encodeQuery } from "@witness/protocol/wire/query";
import { VerifyError } from "@witness/verify/errors";
import { fetchBytes, jsonOf } from "@witness/verify/fetching";
import { hostOf } from "@witness/verify/rpc";
import { AnalyticsError } from "./errors.ts";

/** 4 096 rows of 41 bytes and a list of 64 bytes a row, as hexadecimal in JSON, with room. */
const ANSWER_MAX_BYTES = 4_000_000;

/** A release as a node gave it: it agrees with itself, and whether the chain has it is asked next. */
export interface FetchedRelease extends Release {
  readonly bytes: ReleaseBytes;
  /** Which input put it out, by the node's word. */
  readonly inputIndex: number;
}

const moment = (timeUnixS: number): string => `${new Date(timeUnixS * 1_000).toISOString().slice(0, 16)}Z`;

/**
 * Returns the newest release.
 * @param inspectUrl `…/inspect/NAME` of a rollup node
 * @throws {VerifyError} `node-unavailable`
 * @throws {AnalyticsError} `release-none`, `release-unmade`, `release-contradicted`
 */
export async function fetchRelease(inspectUrl: string): Promise<FetchedRelease> {
  const content = Uint8Array.from(encodeQuery({ kind: "release" }));
  const fetched = await fetchBytes(inspectUrl, ANSWER_MAX_BYTES, { type: "application/octet-stream", content });
  const name = hostOf(inspectUrl);
  try {
    const { answer } = decodeInspected(fetched && jsonOf(fetched.bytes));
    if (answer.kind !== "release") throw new MalformedError({ field: "answer" });
    return read(answer);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    const sentence = `The node at ${name} gave no answer about releases; try again, or name another.`;
    throw new VerifyError(sentence, { code: "node-unavailable", cause });
  }
}

function read(answer: ReleaseBytes & { readonly inputIndex: number; readonly nextUnixS: number }): FetchedRelease {
  const { head, table, cohorts, inputIndex, nextUnixS } = answer;
  if (cohorts.length === 0) {
    throw new AnalyticsError("The application's genesis asks for no releases.", { code: "release-unmade" });
  }
  if (head.length === 0) {
    const due = nextUnixS === 0 ? "after the first input" : `with the first input from ${moment(nextUnixS)} on`;
    throw new AnalyticsError(`There is no release yet; the first is due ${due}.`, { code: "release-none" });
  }
  try {
    const bytes = { head, table, cohorts };
    return { ...readRelease(bytes, noble), bytes, inputIndex };
  } catch (cause) {
    const sentence = "The rows or the list that the node gave are not those that the release's notice names.";
    throw new AnalyticsError(sentence, { code: "release-contradicted", cause });
  }
}
