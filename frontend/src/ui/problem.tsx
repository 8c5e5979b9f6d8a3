/** What went wrong, as a sentence and its code. */
import { codeOf } from "./queries.ts";

interface Props {
  readonly error: unknown;
  readonly retry?: () => unknown;
}

/** Shows an error that the reader can act on. */
export function Problem({ error, retry }: Props) {
  const { code, declined } = codeOf(error);
  // What is not ours has a text for programmers; people get a sentence.
  const sentence =
    code === "unexpected" || !(error instanceof Error)
      ? "Something went wrong on this page; reload it and try again."
      : error.message;
  return (
    <div role="alert" className="card border-false bg-false-wash p-4 text-false">
      <p className="font-medium">{sentence}</p>
      <p className="mt-1 font-mono text-xs">{declined ?? code}</p>
      {retry && (
        <button type="button" className="button mt-3" onClick={() => retry()}>
          Try again
        </button>
      )}
    </div>
  );
}
