/** An operation as it is to be signed: the deed's fields, and what the state that a node tells makes it name. */
import { randomBytes } from "node:crypto";
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { CODES } from "@witness/protocol/errors";
import type { Globals } from "@witness/protocol/operations/globals";
import { currentTenure, type Holding } from "@witness/protocol/operations/holding";
import {
  isOfApplication,
  OPERATIONS,
  type Operation,
  type OperationKind,
} from "@witness/protocol/operations/operation";
import { draftForApplication, draftOperation, type OperationSigner } from "@witness/protocol/operations/signing";
import { sealPlate } from "@witness/protocol/plate-seal";
import type { Plate } from "@witness/protocol/record/plate";
import type { Deed, Values } from "./deeds.ts";
import { entryOfValues, sealedFields } from "./entry.ts";
import { OperateError } from "./errors.ts";
import { companyOf } from "./signer.ts";

/** What a draft is made from. */
export interface Drafting {
  readonly context: Context;
  readonly deed: Deed;
  readonly values: Values;
  readonly signer: Pick<OperationSigner, "actor" | "account">;
  readonly globals: Globals;
  /** The car's id (8 bytes) and what its record says of it to everybody; undefined when no car is concerned. */
  readonly car: { readonly device: Uint8Array; readonly holding: Holding } | undefined;
  /** 33 bytes: what an entry of the journal or a plate is sealed to. */
  readonly applicationPublicKey: Uint8Array | undefined;
  /** The time of the newest block. */
  readonly nowUnixS: number;
  readonly expiresUnixS: number;
}

/** Returns a counter that the holding does not tell by the signer's form alone. */
function counterOf({ deed, signer, globals, car }: Drafting): number | undefined {
  if (!car) return undefined;
  const { holding } = car;
  const isBuyer = holding.offer.some(({ buyer }) => equal(buyer, signer.account));
  if (deed.kind === "withdrawOffer" && isBuyer) return 1;
  const { actor } = signer;
  if (deed.by !== "workshop" || actor.form !== "key") return undefined;
  // A company keeps its name and its counter when its key is rotated.
  const { id } = companyOf(globals, actor.publicKey, "workshop");
  return (holding.companies.find(({ company }) => equal(company, id))?.counter ?? 0) + 1;
}

/** Returns whether an operation of a kind seals something to the application. */
export const isSealed = (kind: OperationKind): boolean => OPERATIONS[kind].fields.some(({ name }) => name === "sealed");

function fieldsOf({ context, deed, values, car, applicationPublicKey, nowUnixS }: Drafting): Operation["fields"] {
  if (!isSealed(deed.kind)) return deed.fields?.(values, nowUnixS) ?? {};
  if (!car || !applicationPublicKey) throw new RangeError("What is sealed is about a car, to an application.");
  const at = { device: car.device, tenure: car.holding.tenure };
  if (deed.kind === "publishPlate") {
    const material = Uint8Array.from(randomBytes(32));
    return { sealed: sealPlate(context, applicationPublicKey, at, values["plate"] as Plate, material, provider) };
  }
  return sealedFields(context, applicationPublicKey, entryOfValues(values, nowUnixS), at);
}

/** Returns the operation. @throws {OperateError} `signer-unfit`, `grant-invalid`; the wire's code when there is nothing to answer */
export function drafted(drafting: Drafting): Operation {
  const { deed, values, signer, globals, car, expiresUnixS } = drafting;
  if (deed.by === "maker" && signer.actor.form === "key") companyOf(globals, signer.actor.publicKey, "maker");
  const said = { actor: signer.actor, expiresUnixS, fields: fieldsOf(drafting) };
  if (isOfApplication(deed.kind)) return draftForApplication(deed.kind, said, globals.actors.counter + 1);
  if (!car) throw new OperateError("Name the car: --car.", { code: "option-invalid" });
  if (deed.kind === "grant") requireOwnTime(said.fields, car.holding);
  const answers = deed.answers?.(values, car.holding);
  if (deed.answers && !answers) throw nothingToAnswer(deed);
  const counter = counterOf(drafting);
  const at = { ...car, ...(counter === undefined ? {} : { counter }) };
  return draftOperation(deed.kind, { ...said, ...(answers ? { answers } : {}) }, at, provider);
}

/** The rule refuses such a grant too, and cannot say where the owner's time begins. */
function requireOwnTime({ firstSequence, lastSequence }: Operation["fields"], holding: Holding): void {
  const begin = currentTenure(holding)?.firstSequence;
  if (begin === undefined) return;
  const isOwn = Number(firstSequence) >= begin;
  if (isOwn && Number(firstSequence) <= Number(lastSequence)) return;
  const wrong = isOwn ? "--first must not be above --last" : `--first must be ${begin} or more`;
  const sentence = `The owner's own time with the car begins with envelope ${begin}: ${wrong}.`;
  throw new OperateError(sentence, { code: "grant-invalid" });
}

function nothingToAnswer({ kind }: Deed): OperateError {
  const isOffer = kind === "acceptOffer" || kind === "withdrawOffer";
  const isQuarantine = kind === "releaseQuarantine" || kind === "dispute";
  const code = isOffer ? "offer-unknown" : isQuarantine ? "quarantine-unknown" : "entry-unknown";
  return new OperateError(`There is nothing to answer: ${CODES[code].sentence}`, { code });
}
