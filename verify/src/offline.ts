/** The steps of a verification that ask nobody, with what each looked at. */
import type { Context } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { checkPass, type PassContent } from "@witness/protocol/pass/check";
import { RECORD_FIELD_NAMES } from "@witness/protocol/record/fields";
import type { VerifyOptions } from "./options.ts";
import type { Looked, Step, StepName } from "./step.ts";

const NO_LOOK: readonly Looked[] = [];

/** What the steps that ask nobody looked at. */
function lookedAt(step: StepName, bytes: Uint8Array, content: PassContent | undefined): readonly Looked[] {
  if (content === undefined) return [{ what: "the pass", bytes }];
  const { terms, identity, values, evidence, roots } = content;
  const { actor } = terms;
  switch (step) {
    case "whole":
      return [
        { what: "the pass", bytes },
        { what: "its identity", bytes: identity },
      ];
    case "signed":
      return [
        { what: "who signed", bytes: actor.form === "wallet" ? actor.address : actor.publicKey },
        { what: "what was signed (SHA-256)", bytes: identity },
      ];
    case "opened":
      return [
        ...evidence.opening.fields.map(({ field, value }) => ({
          what: `field ${RECORD_FIELD_NAMES[field]}`,
          bytes: value,
        })),
        { what: "root of the record", bytes: roots.record },
        { what: "root of all records", bytes: roots.state },
      ];
    case "vin":
      return values.vin ? [{ what: "commitment to the VIN", bytes: values.vin.tag }] : NO_LOOK;
    default:
      return [
        { what: "issued", bytes: new Date(terms.issuedUnixS * 1_000).toISOString() },
        { what: "ends", bytes: new Date(terms.expiresUnixS * 1_000).toISOString() },
      ];
  }
}

const OFFLINE: readonly StepName[] = ["whole", "signed", "opened", "vin", "current"];

/** Returns the steps that ask nobody, in their order, and what the pass shows. */
export function offlineSteps(bytes: Uint8Array, context: Context, { origins = [], nowUnixS }: VerifyOptions) {
  const { steps, content } = checkPass(bytes, { context, provider: noble, nowUnixS, origins });
  const own = OFFLINE.flatMap((name) => steps.filter(({ step }) => step === name)).map(
    (step): Step => ({ ...step, looked: lookedAt(step.step, bytes, content) }),
  );
  return { steps: own, content };
}
