/** The line that stands where something is still to come. */
import type { ReactNode } from "react";

/** A line that says what is being waited for. */
export function Loading({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="flex items-center gap-3 py-4 text-soft">
      <span aria-hidden="true" className="breathing size-2.5 rounded-full bg-copper" />
      <span>{children}</span>
    </p>
  );
}
