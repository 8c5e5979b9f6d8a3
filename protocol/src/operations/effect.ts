/**
 * Whether an operation takes effect, and what it changes (docs/protocol.md, "Effects"): one row for each kind, and the
 * questions that all have in common, cheap ones first, the signature last. Back-end, relay, archive and audit ask here.
 */
import { equal } from "../bytes.ts";
import { type Code, codeOfError } from "../errors.ts";
import { COUNTERS_MAX, OPERATION_MAX_S } from "../limits.ts";
import { administratorsOf, type Company, type CompanyRole, companyActing, type Globals, isClosed } from "./globals.ts";
import { currentTenure, type Holding, isOwnedBy } from "./holding.ts";
import { decodeOperation, type Operation, type OperationKind, operationIdentity } from "./operation.ts";
import type {
  Acted,
  ActedOnRecord,
  ApplicationRule,
  JournalEffect,
  OperatedRecord,
  OperationMoment,
  RecordRule,
} from "./rule.ts";
import { inherit, succeed } from "./rules/announcement.ts";
import { allotPlaces, registerActor, revokeActor, rotateActor, setAdministrators } from "./rules/companies.ts";
import { attestFirmware, revokeDevice } from "./rules/devices.ts";
import { grant, revokeGrant } from "./rules/grants.ts";
import { acceptCorrection, dispute, enterJournal, withdrawEntry } from "./rules/journal.ts";
import { vouchForOwner, withOwnerHeard } from "./rules/loss.ts";
import { acceptOffer, claim, offer, withdrawOffer } from "./rules/ownership.ts";
import { setParameters } from "./rules/parameters.ts";
import { withdrawPass } from "./rules/passes.ts";
import { publish, publishPlate, setPolicy } from "./rules/publication.ts";
import { quarantine, releaseQuarantine } from "./rules/quarantine.ts";
import { actingAccount, type SignedOperation, verifySignedOperation } from "./signed.ts";

/** Who may send a kind about a record. */
type Sender = "administrators" | "maker" | "owner" | "claimer" | "buyer" | "owner or buyer" | "workshop";

interface ApplicationRow<K extends OperationKind> {
  readonly concerns: "application";
  readonly rule: ApplicationRule<K>;
}
interface RecordRow<K extends OperationKind> {
  readonly concerns: "record";
  readonly by: Sender;
  readonly rule: RecordRule<K>;
}

const ofApplication = <K extends OperationKind>(rule: ApplicationRule<K>): ApplicationRow<K> => ({
  concerns: "application",
  rule,
});
const by = <K extends OperationKind>(sender: Sender, rule: RecordRule<K>): RecordRow<K> => ({
  concerns: "record",
  by: sender,
  rule,
});

const RULES: { readonly [K in OperationKind]: ApplicationRow<K> | RecordRow<K> } = {
  registerActor: ofApplication(registerActor),
  rotateActor: ofApplication(rotateActor),
  revokeActor: ofApplication(revokeActor),
  setParameters: ofApplication(setParameters),
  quarantine: by("administrators", quarantine),
  releaseQuarantine: by("administrators", releaseQuarantine),
  succeed: ofApplication(succeed),
  setAdministrators: ofApplication(setAdministrators),
  allotPlaces: ofApplication(allotPlaces),
  inherit: ofApplication(inherit),
  revokeDevice: by("maker", revokeDevice),
  attestFirmware: by("maker", attestFirmware),
  vouchForOwner: by("maker", vouchForOwner),
  claim: by("claimer", claim),
  offer: by("owner", offer),
  acceptOffer: by("buyer", acceptOffer),
  withdrawOffer: by("owner or buyer", withdrawOffer),
  grant: by("owner", grant),
  revokeGrant: by("owner", revokeGrant),
  publish: by("owner", publish),
  dispute: by("owner", dispute),
  acceptCorrection: by("owner", acceptCorrection),
  setPolicy: by("owner", setPolicy),
  withdrawPass: by("owner", withdrawPass),
  publishPlate: by("owner", publishPlate),
  enterJournal: by("workshop", enterJournal),
  withdrawEntry: by("workshop", withdrawEntry),
};

/** What an operation comes to. What it changes is there when it takes effect. */
export type OperationOutcome =
  | {
      readonly code: "admitted";
      readonly operation: Operation;
      /** 32 bytes. */
      readonly identity: Uint8Array;
      readonly globals?: Globals;
      readonly holding?: Holding;
      readonly effect?: JournalEffect;
    }
  | {
      readonly code: Exclude<Code, "admitted">;
      /** When it could be read. */
      readonly operation?: Operation;
    };

/** The state that an operation meets. */
export interface Operated {
  readonly globals: Globals;
  /** Returns the record of a device (8 bytes). */
  readonly recordOf: (device: Uint8Array) => OperatedRecord | undefined;
}

/** Why a counter is not the next, or undefined. */
function counterCode(last: number, counter: number): Code | undefined {
  if (counter === last + 1) return undefined;
  return counter <= last ? "operation-replayed" : "operation-gap";
}

/** Who acts on a record, and the holding with the counter moved. */
interface Authority {
  readonly company: Company | undefined;
  readonly counted: (holding: Holding) => Holding;
  readonly isOwner: boolean;
}

const isFailed = (value: unknown): value is Code => typeof value === "string";

function asCompany({ globals, operation }: Acted, roles: readonly CompanyRole[]): Company | Code {
  const { actor } = operation;
  return actor.form === "key" ? companyActing(globals, actor.publicKey, roles) : "actor-unauthorised";
}

function asMaker(acted: ActedOnRecord): Authority | Code {
  const company = asCompany(acted, ["maker"]);
  if (isFailed(company)) return company;
  const { holding, operation } = acted;
  if (!equal(company.id, holding.maker)) return "actor-unauthorised";
  const code = counterCode(holding.makerCounter, operation.counter);
  const counted = (after: Holding): Holding => ({ ...after, makerCounter: operation.counter });
  return code ?? { company, counted, isOwner: false };
}

/** Messages name their end, so the counter of a company all of whose messages have ended need not be kept. */
function asWorkshop(acted: ActedOnRecord): Authority | Code {
  const company = asCompany(acted, ["workshop", "inspector"]);
  if (isFailed(company)) return company;
  const { holding, operation, moment } = acted;
  const kept = holding.companies.find((each) => equal(each.company, company.id));
  const code = counterCode(kept?.counter ?? 0, operation.counter);
  if (code) return code;
  const ended = holding.companies.findIndex(({ untilUnixS }) => untilUnixS < moment.timeUnixS);
  if (!kept && holding.companies.length >= COUNTERS_MAX && ended < 0) return "counters-full";
  const others = holding.companies.filter((each, index) =>
    kept ? each !== kept : holding.companies.length < COUNTERS_MAX || index !== ended,
  );
  const untilUnixS = Math.max(kept?.untilUnixS ?? 0, operation.expiresUnixS);
  const companies = [...others, { company: company.id, counter: operation.counter, untilUnixS }];
  return { company, counted: (after) => ({ ...after, companies }), isOwner: false };
}

function asOwner({ holding, operation, account }: ActedOnRecord): Authority | Code {
  if (currentTenure(holding) === undefined) return "car-unowned";
  if (account.length === 0 || !isOwnedBy(holding, account)) return "actor-unauthorised";
  const code = counterCode(holding.ownerCounter, operation.counter);
  const counted = (after: Holding): Holding => ({ ...after, ownerCounter: operation.counter });
  return code ?? { company: undefined, counted, isOwner: true };
}

/** Whoever is to own a car acts once on it: what the operation answers, or that nobody owns the car, makes it single. */
function asNewcomer({ operation, account }: ActedOnRecord): Authority | Code {
  if (account.length === 0) return "actor-unauthorised";
  return counterCode(0, operation.counter) ?? { company: undefined, counted: (after) => after, isOwner: false };
}

function authorityOf(sender: Sender, acted: ActedOnRecord): Authority | Code {
  const { holding, operation, account } = acted;
  switch (sender) {
    case "administrators": {
      if (operation.actor.form !== "administrators") return "actor-unauthorised";
      const code = counterCode(holding.administratorCounter, operation.counter);
      const counted = (after: Holding): Holding => ({ ...after, administratorCounter: operation.counter });
      return code ?? { company: undefined, counted, isOwner: false };
    }
    case "maker":
      return asMaker(acted);
    case "workshop":
      return asWorkshop(acted);
    case "owner":
      return asOwner(acted);
    case "owner or buyer": {
      const isBuyer = holding.offer.some(({ buyer }) => equal(buyer, account));
      return isBuyer ? asNewcomer(acted) : asOwner(acted);
    }
    case "claimer":
    case "buyer":
      return asNewcomer(acted);
  }
}

type Effect = Pick<OperationOutcome & { readonly code: "admitted" }, "globals" | "holding" | "effect">;

function onApplication(row: ApplicationRow<OperationKind>, acted: Acted): Effect | Code {
  const { globals, operation } = acted;
  if (operation.tenure !== 0) return "tenure-changed";
  if (operation.actor.form !== "administrators") return "actor-unauthorised";
  const code = counterCode(globals.actors.counter, operation.counter);
  if (code) return code;
  const change = row.rule(acted);
  if (isFailed(change)) return change;
  const actors = { ...change.globals.actors, counter: operation.counter };
  return { globals: { ...change.globals, actors } };
}

function onRecord(row: RecordRow<OperationKind>, acted: ActedOnRecord): Effect | Code {
  const { holding, operation, moment } = acted;
  if (operation.tenure !== holding.tenure) return "tenure-changed";
  const authority = authorityOf(row.by, acted);
  if (isFailed(authority)) return authority;
  const { company, counted, isOwner } = authority;
  const change = row.rule({ ...acted, company });
  if (isFailed(change)) return change;
  // A hand-over has begun the counters anew.
  const after = change.holding.tenure === holding.tenure ? counted(change.holding) : change.holding;
  return { ...change, holding: isOwner ? withOwnerHeard(after, moment.timeUnixS) : after };
}

function effectOf(
  { globals, recordOf }: Operated,
  moment: OperationMoment,
  { message, signature }: SignedOperation,
  operation: Operation,
): Effect | Code {
  const { timeUnixS, provider } = moment;
  if (isClosed(globals, timeUnixS)) return "application-closed";
  if (operation.expiresUnixS < timeUnixS) return "operation-expired";
  if (operation.expiresUnixS > timeUnixS + OPERATION_MAX_S) return "operation-too-long";
  const identity = operationIdentity(message, provider);
  // The fields are those of the kind: the decoder read them by the same table.
  const acted: Acted = { globals, moment, operation, message, identity, fields: operation.fields as Acted["fields"] };
  const row = RULES[operation.kind] as ApplicationRow<OperationKind> | RecordRow<OperationKind>;
  if (row.concerns === "application") {
    const isOfNoDevice = operation.device.every((byte) => byte === 0);
    return isOfNoDevice ? onApplication(row, acted) : "malformed";
  }
  const record = recordOf(operation.device);
  if (record === undefined) return "device-unknown";
  const account = actingAccount(operation.actor, signature, provider) ?? new Uint8Array();
  return onRecord(row, { ...acted, ...record, account, company: undefined });
}

/**
 * Decides on one operation. Never throws on any bytes.
 * @example
 * const globals = newGlobals({ makers: [makerPublicKey] }, native);
 * const moment = { context, provider: native, timeUnixS: 1_800_000_000, origins: [], parameterVersions: [1] };
 * const nothing = { message: new Uint8Array(), signature: new Uint8Array() };
 * takeOperation({ globals, recordOf: () => undefined }, moment, nothing).code; // => "malformed"
 */
export function takeOperation(operated: Operated, moment: OperationMoment, signed: SignedOperation): OperationOutcome {
  const { context, provider, origins } = moment;
  let operation: Operation;
  try {
    operation = decodeOperation(signed.message);
  } catch (error) {
    return { code: codeOfError(error) as Exclude<Code, "admitted"> };
  }
  const effect = effectOf(operated, moment, signed, operation);
  if (isFailed(effect)) return { code: effect as Exclude<Code, "admitted">, operation };
  const verifiers = { administrators: administratorsOf(operated.globals), origins };
  if (!verifySignedOperation(context, signed, operation.actor, verifiers, provider)) {
    return { code: "signature-invalid", operation };
  }
  return { code: "admitted", operation, identity: operationIdentity(signed.message, provider), ...effect };
}
