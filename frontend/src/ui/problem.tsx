/** What went wrong, as a sentence and its code; and the page's waiting lines. */
import type { ReactNode } from "react";
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

/** A line that says what is being waited for. */
export function Waiting({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="flex items-center gap-3 py-4 text-soft">
      <span aria-hidden="true" className="breathing size-2.5 rounded-full bg-copper" />
      <span>{children}</span>
    </p>
  );
}
