/** The few signs of the page. All are decoration: the words beside them say the same. */
import type { CheckResult } from "../evidence/check.ts";

const PATHS: Readonly<Record<CheckResult["outcome"], string>> = {
  true: "M5 12.5l4.5 4.5L19 7.5",
  false: "M6 6l12 12M18 6L6 18",
  "cannot-say": "M6 12h.01M12 12h.01M18 12h.01",
};

/** A tick, a cross or three dots in a ring. */
export function OutcomeIcon({ outcome }: { readonly outcome: CheckResult["outcome"] }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className="size-9 shrink-0 rounded-full border-2 border-current p-1">
      <path
        d={PATHS[outcome]}
        fill="none"
        stroke="currentColor"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The page's mark: two drums, the second one turning. */
export function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 24" className="h-6 w-8 shrink-0">
      <rect x="0.5" y="1" width="15" height="22" rx="3" className="fill-drum" />
      <rect x="16.5" y="1" width="15" height="22" rx="3" className="fill-drum-last" />
      <path
        d="M4.5 12.5l2.6 3 4.4-6.4"
        fill="none"
        className="stroke-drum-digit"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="M21 8h6l-3.8 9"
        fill="none"
        className="stroke-drum-digit"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
