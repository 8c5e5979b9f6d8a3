/** The record's verdict as a small label: always in words, and never without whose word it is. */
import type { Verdict } from "@witness/protocol/judge/judgement";
import { capital } from "./format.ts";

const COLOURS: Readonly<Record<Verdict, string>> = {
  logical: "border-true text-true bg-true-wash",
  illogical: "border-false text-false bg-false-wash",
  "no judgement": "border-open text-open bg-open-wash",
};

interface ChipProps {
  readonly verdict: Verdict;
  /** Whether messages of the car are still on their way: then nothing good is said yet. */
  readonly arriving?: boolean;
  /** This browser judged the same history itself, and came to the same. */
  readonly isOwn?: boolean;
}

/** "Logical · recorded by a node", "Logical · judged in this browser too", or "Still arriving". */
export function VerdictChip({ verdict, arriving = false, isOwn = false }: ChipProps) {
  if (arriving && verdict === "logical") {
    return (
      <span className="inline-flex items-center rounded-full border border-line px-2.5 py-0.5 text-sm font-semibold text-soft">
        Still arriving
      </span>
    );
  }
  return (
    <span className={`inline-flex items-center rounded-full border px-2.5 py-0.5 text-sm ${COLOURS[verdict]}`}>
      <span className="font-semibold">{capital(verdict)}</span>
      <span>&nbsp;· {isOwn ? "judged in this browser too" : "recorded by a node"}</span>
    </span>
  );
}
