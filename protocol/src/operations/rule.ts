/**
 * What a rule of an operation is: what it may know, and what it returns (docs/protocol.md, "Effects"). Rules are pure, see
 * public bytes and public state alone, and know no clock but the block's, so whoever follows the chain decides alike.
 */
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import type { Code } from "../errors.ts";
import type { HashChain } from "../hash-chain.ts";
import { PARAMETER_VERSIONS } from "../judge/parameters.ts";
import type { EntryName } from "./entry.ts";
import type { Company, Globals } from "./globals.ts";
import type { Holding } from "./holding.ts";
import type { FieldsOf, Operation, OperationKind } from "./operation.ts";

/** When and where an operation comes, and what the application's genesis says. */
export interface OperationMoment {
  readonly context: Context;
  readonly provider: CryptoProvider;
  /** The block's time. */
  readonly timeUnixS: number;
  /** Origins whose pages may ask passkeys. */
  readonly origins: readonly string[];
  /** Versions of the parameters that the judge knows. */
  readonly parameterVersions: readonly number[];
  /** The application that this one goes on from; absent when it goes on from none. */
  readonly predecessor?: Context | undefined;
}

/** What operations know of their application. */
export interface OperatedApplication extends Pick<OperationMoment, "context" | "provider"> {
  /** Origins whose pages may ask passkeys; none unless said. */
  readonly origins?: readonly string[] | undefined;
  readonly predecessor?: { readonly context: Context } | undefined;
}

/**
 * Returns the moment of an operation in a block: for everybody who follows an application the same.
 * @param timeUnixS the block's time
 * @example
 * operationMoment({ context, provider: native }, 1_800_000_000).parameterVersions; // => [1]
 */
export const operationMoment = (
  { context, provider, origins = [], predecessor }: OperatedApplication,
  timeUnixS: number,
): OperationMoment => ({
  context,
  provider,
  timeUnixS,
  origins,
  parameterVersions: PARAMETER_VERSIONS,
  predecessor: predecessor?.context,
});

/** What operations know of a record. */
export interface OperatedRecord {
  readonly holding: Holding;
  readonly chain: HashChain;
}

/** What every rule is given. */
export interface Acted<K extends OperationKind = OperationKind> {
  readonly globals: Globals;
  readonly moment: OperationMoment;
  readonly operation: Operation;
  readonly fields: FieldsOf<K>;
  readonly message: Uint8Array;
  /** 32 bytes: the hash of the message. */
  readonly identity: Uint8Array;
}

/** What a rule about one record is given besides. */
export interface ActedOnRecord<K extends OperationKind = OperationKind> extends Acted<K>, OperatedRecord {
  /** Of whoever acts (20 bytes); no bytes for administrators. */
  readonly account: Uint8Array;
  /** The company that acts; undefined for owners and administrators. */
  readonly company: Company | undefined;
}

/** What an entry of the journal means to the judge. Data for the back-end, which opens what is sealed. */
export interface JournalEffect {
  /** 32 bytes: the operation that made the entry. */
  readonly entry: Uint8Array;
  readonly name: EntryName;
  /** What the entry seals; absent when the owner accepts one that came before. */
  readonly sealed?: Uint8Array;
  /** Whether it counts now. Otherwise it waits for the owner, or is withdrawn. */
  readonly isInForce: boolean;
  /** Whether its company takes it back. */
  readonly isWithdrawn?: boolean;
}

/** What a rule changes of one record. */
export interface HoldingChange {
  readonly holding: Holding;
  readonly effect?: JournalEffect;
}

/** A rule about the application. */
export type ApplicationRule<K extends OperationKind> = (acted: Acted<K>) => { readonly globals: Globals } | Code;

/** A rule about one record. */
export type RecordRule<K extends OperationKind> = (acted: ActedOnRecord<K>) => HoldingChange | Code;
