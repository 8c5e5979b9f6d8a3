/** The few signs of the page. All are decoration: the words beside them say the same. */
import type { ScaleKind } from "./scale.ts";

const PATHS = {
  tick: "M5 12.5l4.5 4.5L19 7.5",
  /** A tick with a gap in it. */
  gap: "M5 12.5l4.5 4.5M13.5 13L19 7.5",
  cross: "M6 6l12 12M18 6L6 18",
  back: "M6 4.5v4.5h4.5M6.4 9a7 7 0 1 1-.9 5.5",
  two: "M5 5h9v9h-9zM10 10h9v9h-9z",
  question: "M9 9.2a3 3 0 1 1 4.4 2.6c-1 .5-1.4 1.1-1.4 2.2M12 17.6h.01",
  dots: "M6 12h.01M12 12h.01M18 12h.01",
} as const;

/** The sign of each outcome of the scale. */
export const SIGNS: Readonly<Record<ScaleKind, keyof typeof PATHS>> = {
  consistent: "tick",
  gap: "gap",
  "turned-back": "back",
  "two-devices": "two",
  "not-enough": "question",
  arriving: "dots",
};

interface SignProps {
  readonly sign: keyof typeof PATHS;
  readonly size?: "small" | "large";
}

/** A sign in a ring. */
export function Sign({ sign, size = "large" }: SignProps) {
  const box = size === "small" ? "size-6 border p-0.5" : "size-11 border-2 p-1";
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={`shrink-0 rounded-full border-current ${box}`}>
      <path
        d={PATHS[sign]}
        fill="none"
        stroke="currentColor"
        strokeWidth="2.4"
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

/** What leads to the settings: two sliders. */
export function Sliders() {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className="size-5">
      <path
        d="M4 7h8M18 7h2M4 17h2M12 17h8M15 4.5v5M9 14.5v5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
