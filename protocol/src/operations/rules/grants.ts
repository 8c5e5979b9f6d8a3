/** Grants (docs/protocol.md, "Grants"): a key may be given what a part of the owner's own tenure seals, for a time. */
import { equal } from "../../bytes.ts";
import { GRANTS_MAX } from "../../limits.ts";
import { currentTenure, type Holding } from "../holding.ts";
import type { RecordRule } from "../rule.ts";

/** One bit for each group that is sealed by itself. */
const GROUPS_MASK = 0b111;
const IDENTITY_BYTES = 16;

const inForce = ({ grants }: Holding, timeUnixS: number): Holding["grants"] =>
  grants.filter(({ untilUnixS }) => timeUnixS < untilUnixS);

/** A grant begins; those that have ended make room. */
export const grant: RecordRule<"grant"> = ({ holding, fields, identity, moment }) => {
  const { timeUnixS, provider } = moment;
  const { grantee, groups, firstSequence, lastSequence, untilUnixS } = fields;
  const tenure = currentTenure(holding);
  const isOwn = tenure !== undefined && firstSequence >= tenure.firstSequence && firstSequence <= lastSequence;
  const isMask = groups > 0 && groups <= GROUPS_MASK;
  if (!isOwn || !isMask || firstSequence === 0 || untilUnixS <= timeUnixS) return "grant-invalid";
  if (provider.p256Compress(grantee) === undefined) return "grant-invalid";
  const kept = inForce(holding, timeUnixS);
  if (kept.length >= GRANTS_MAX) return "grants-full";
  return { holding: { ...holding, grants: [...kept, { identity: identity.slice(0, IDENTITY_BYTES), ...fields }] } };
};

/** A grant ends before its time. */
export const revokeGrant: RecordRule<"revokeGrant"> = ({ holding, operation, moment: { timeUnixS } }) => {
  const named = operation.answers.subarray(0, IDENTITY_BYTES);
  const kept = inForce(holding, timeUnixS);
  const left = kept.filter(({ identity }) => !equal(identity, named));
  return left.length === kept.length ? "grant-unknown" : { holding: { ...holding, grants: left } };
};
