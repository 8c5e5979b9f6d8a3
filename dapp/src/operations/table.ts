/** Every kind of message that a batch carries, one row each. */
import type { Context } from "@witness/protocol/context";
import type { Batch } from "@witness/protocol/wire/envelope";
import { checkRuns } from "./checked-runs.ts";
import { envelopes } from "./envelopes.ts";
import { operated } from "./operated.ts";
import type { Moment, Operation, OperationResult, View } from "./operation.ts";
import { registration } from "./registration.ts";

/** Which of the report's lists says what was decided on a message. */
export type Reported = "registrations" | "operations" | "envelopes";

type Bound = (view: View, moment: Moment) => OperationResult;

/** One kind of message. Its messages are bound to their rule, so that rows of different types stand in one table. */
export interface OperationKind {
  readonly reportedAs: Reported;
  /** `view` is the state when the first message of the kind is worked off. */
  readonly messages: (batch: Batch, view: View, context: Context) => readonly Bound[];
}

function kind<Message>(
  reportedAs: Reported,
  messagesOf: (batch: Batch, view: View, context: Context) => readonly Message[],
  operation: Operation<Message>,
): OperationKind {
  const bind = (message: Message) => (view: View, moment: Moment) => operation(view, moment, message);
  return { reportedAs, messages: (...args) => messagesOf(...args).map(bind) };
}

/** In the order in which an input is worked off: a device's first envelope may come with its registration. */
export const OPERATIONS: readonly OperationKind[] = [
  kind("registrations", ({ registrations }) => registrations, registration),
  kind("operations", ({ operations = [] }) => operations, operated),
  kind("envelopes", ({ runs }, view, context) => checkRuns(view, context, runs), envelopes),
];
