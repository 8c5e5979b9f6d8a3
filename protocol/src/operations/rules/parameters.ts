/** Versions of the judge's parameters (docs/protocol.md, "Parameters"). Their numbers are in the program that judges. */
import { PARAMETER_VERSIONS_MAX } from "../../limits.ts";
import type { ApplicationRule } from "../rule.ts";

/** A version that the judge knows is in force from the first block of a time on, which is to come. */
export const setParameters: ApplicationRule<"setParameters"> = ({ globals, moment, fields }) => {
  const { version, fromUnixS } = fields;
  const { versions } = globals.parameters;
  const last = versions.at(-1);
  const isNext = last === undefined || (version > last.version && fromUnixS > last.fromUnixS);
  const isKnown = moment.parameterVersions.includes(version);
  if (!isNext || !isKnown || fromUnixS <= moment.timeUnixS) return "parameters-unknown";
  if (versions.length >= PARAMETER_VERSIONS_MAX) return "parameters-unknown";
  return { globals: { ...globals, parameters: { versions: [...versions, { version, fromUnixS }] } } };
};
