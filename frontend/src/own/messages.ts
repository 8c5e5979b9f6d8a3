/** What the page and its worker tell each other. Types only. */
import type { Context } from "@witness/protocol/context";
import type { ProvenRecord } from "@witness/protocol/history/own-position";
import type { RecordValues } from "@witness/protocol/record/fields";
import type { OpenedField } from "@witness/protocol/record/opening";
import type { ArchivePlace } from "../evidence/archive.ts";
import type { ConfigPredecessor } from "../evidence/config.ts";
import type { SignIn } from "../evidence/sign-in.ts";
import type { OwnAsOf } from "./as-of.ts";
import type { OwnOutcome, OwnProgress } from "./outcome.ts";

/** A car to judge, and whom to ask. */
export interface OwnQuestion {
  readonly context: Context;
  readonly signedIn: SignIn;
  /** The name under which this browser keeps what it reads. */
  readonly account: string;
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** Opened under the state root that the answer names. */
  readonly record: ProvenRecord;
  /** What the car sends; undefined for whoever does not own it now. */
  readonly vehicle: Pick<RecordValues["vehicle"], "profile" | "profileVersion"> | undefined;
  readonly fields: readonly OpenedField[];
  readonly archives: readonly ArchivePlace[];
  /** The application before; undefined when this page's names none. */
  readonly before: OwnBeforePlace | undefined;
}

/** The application before, and how it may be asked. */
export interface OwnBeforePlace extends ConfigPredecessor {
  /** The reader's sign-in there. */
  readonly signedIn: SignIn | undefined;
}

/** What the worker is told. */
export type OwnOrder =
  | { readonly kind: "judge"; readonly question: OwnQuestion }
  | { readonly kind: "as-of"; readonly id: number; readonly momentUnixS: number };

/** What the worker tells. */
export type OwnWord =
  | { readonly kind: "progress"; readonly progress: OwnProgress }
  | { readonly kind: "done"; readonly outcome: OwnOutcome }
  | { readonly kind: "failed"; readonly failure: OwnFailure }
  /** Undefined: the whole history is not here. */
  | { readonly kind: "as-of"; readonly id: number; readonly asOf: OwnAsOf | undefined };

/** An error as it crosses from the worker. */
export interface OwnFailure {
  readonly code: string | undefined;
  readonly declined: string | undefined;
  readonly message: string;
}
