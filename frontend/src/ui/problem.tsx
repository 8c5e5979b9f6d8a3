/** What went wrong, as a sentence and its code. */
import { PAGE_CODES } from "@witness/protocol/codes/page";
import { codeOf, FOREIGN } from "./queries.ts";

interface Props {
  readonly error: unknown;
  readonly retry?: () => unknown;
}

/** Whether the browser knows that it has no connection; the server, where markup is tested, has no such knowledge. */
const isOffline = (): boolean => typeof navigator !== "undefined" && navigator.onLine === false;

/** Shows an error that the reader can act on. */
export function Problem({ error, retry }: Props) {
  const { code, declined } = codeOf(error);
  // What is not ours has a text for programmers; people get a sentence.
  const sentence = code === FOREIGN || !(error instanceof Error) ? PAGE_CODES[FOREIGN].sentence : error.message;
  return (
    <div role="alert" className="card border-false bg-false-wash p-4 text-false">
      <p className="font-medium">{sentence}</p>
      {isOffline() && <p className="mt-1">This device has no connection; try again when it has one.</p>}
      <p className="mt-1 font-mono text-xs">{declined ?? code}</p>
      {retry && (
        <button type="button" className="button mt-3" onClick={() => retry()}>
          Try again
        </button>
      )}
    </div>
  );
}
