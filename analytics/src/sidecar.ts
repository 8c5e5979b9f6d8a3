/** What goes with every download of a release: what it is of, what it cost, and what proves it. Bytes are hexadecimal. */
import { toHex } from "@witness/protocol/bytes";
import { RELEASE_MIN_CARS } from "@witness/protocol/limits";
import { halfWidthOf, MEASURES, mostOf } from "@witness/protocol/release/measures";
import type { Place } from "@witness/verify/chain";
import { spreadOf } from "./csv.ts";
import type { FetchedRelease } from "./fetch-release.ts";
import type { ReleaseProof } from "./prove-release.ts";

const HEADING = "Statistics of a Witness application, with noise (docs/privacy.md)";

/** Returns the sidecar as a value for JSON. `proof` is absent when nobody was asked for one. */
export function sidecarOf(release: FetchedRelease, place: Place, proof?: ReleaseProof) {
  const { head, bytes, inputIndex } = release;
  const spread = spreadOf(release);
  return {
    about: HEADING,
    chainId: place.chainId,
    application: place.application,
    release: head.number,
    window: { fromUnixS: head.fromUnixS, untilUnixS: head.untilUnixS },
    epsilon: { numerator: head.epsilonNumerator, denominator: head.epsilonDenominator },
    budget: { spentNumerator: head.spent, perYear: head.epsilonPerYear },
    leastCars: RELEASE_MIN_CARS,
    suppressedRows: head.suppressed,
    measures: MEASURES.map((measure) => ({
      name: measure.name,
      mostOfOneCar: mostOf(measure, spread),
      bar: halfWidthOf(measure, spread),
    })),
    inputIndex,
    notice: toHex(bytes.head),
    table: toHex(bytes.table),
    cohorts: toHex(bytes.cohorts),
    ...(proof && {
      proof: {
        outputIndex: proof.index,
        siblings: proof.siblings.map(toHex),
        acceptedRoot: toHex(proof.root),
        askedAtBlock: proof.block,
        asked: proof.asked,
      },
    }),
  };
}

/** Returns the release as a value for JSON: a record for each cohort, whose figures are null when they are suppressed. */
export const recordsOf = ({ head, cohorts, rows }: FetchedRelease) =>
  cohorts.map((cohort, at) => ({
    release: head.number,
    ...cohort,
    figures: rows[at] ? Object.fromEntries(MEASURES.map(({ name }, place) => [name, rows[at]?.[place]])) : null,
  }));
