/** What went wrong, as a sentence and its code. */
import { PAGE_CODES, type PageOnlyCode } from "@witness/protocol/codes/page";
import { useMemo } from "react";
import { errorText, say } from "../language/say.ts";
import { isOffline } from "./connection.ts";
import { codeOf, FOREIGN } from "./queries.ts";

interface Props {
  readonly error: unknown;
  readonly retry?: () => unknown;
}

const OFFLINE: PageOnlyCode = "device-offline";
/** What is no failure of the other side when this device has no connection. */
const OF_CONNECTION: readonly string[] = [
  "answer-late",
  "archive-unavailable",
  "chain-unavailable",
  "config-unavailable",
  "fleet-unavailable",
  "live-unavailable",
  "node-unavailable",
  "relay-unavailable",
];

interface Told {
  readonly sentence: string;
  readonly code: string;
}

/** Returns what the reader is told of an error, now: whoever has no connection is told that and nothing else. */
export function told(error: unknown): Told {
  const { code, declined } = codeOf(error);
  if (OF_CONNECTION.includes(code) && isOffline())
    return { sentence: errorText(OFFLINE, PAGE_CODES[OFFLINE].sentence), code: OFFLINE };
  // What is not ours has a text for programmers; people get a sentence.
  const sentence = code === FOREIGN || !(error instanceof Error) ? PAGE_CODES[FOREIGN].sentence : error.message;
  return { sentence: errorText(declined ?? code, sentence), code: declined ?? code };
}

/** Shows an error that the reader can act on. */
export function Problem({ error, retry }: Props) {
  // As it was when it failed: a connection that came back does not change why.
  const { sentence, code } = useMemo(() => told(error), [error]);
  return (
    <div role="alert" className="card border-false bg-false-wash p-4 text-false">
      <p className="font-medium">{sentence}</p>
      <p className="mt-1 font-mono text-xs">{code}</p>
      {retry && (
        <button type="button" className="button mt-3" onClick={() => retry()}>
          {say("Try again")}
        </button>
      )}
    </div>
  );
}
