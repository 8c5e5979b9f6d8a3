/**
 * Whether a record has gone on since a pass, and whether the pass still stands: by the newest accepted claim alone where that is
 * enough, else by what a node and an archive show, which the record's accumulator holds together.
 */
import { equal, fromHex } from "@witness/protocol/bytes";
import { type Context, preamble } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { MalformedError } from "@witness/protocol/errors";
import { outputStanding } from "@witness/protocol/last-output";
import type { PassContent } from "@witness/protocol/pass/check";
import { type WalkedOperation, walkSteps } from "@witness/protocol/pass/steps";
import { editionsOf, stepsOf, tooSlow } from "./archive.ts";
import type { Chain } from "./chain.ts";
import { attempt, VerifyError } from "./errors.ts";
import { dayOf } from "./moments.ts";
import { askHead, type Head, type NodePlace, type ProvenEnd } from "./node.ts";
import type { VerifyOptions } from "./options.ts";
import { shownTimeUnixS } from "./shown.ts";
import { type Standing, standingOf } from "./standing.ts";
import { done, type Step, sentenceOf, stopped, unaskedFor } from "./step.ts";

/** A head with what the chain says of its state. */
interface KnownHead {
  readonly head: Head & ProvenEnd;
  readonly standing: Standing;
}

async function knownHead(chain: Chain, node: NodePlace, application: string, deviceId: Uint8Array): Promise<KnownHead> {
  const head = await askHead(node, deviceId);
  return { head, standing: await standingOf(chain, node, application, head.stateRoot) };
}

/** How long an archive may take to show what came after a pass: it could give one item at a time. */
const WALK_MAX_MS = 60_000;

/** Returns where items lead, or undefined when they are no history's. */
function walked(...given: Parameters<typeof walkSteps>): ReturnType<typeof walkSteps> | undefined {
  try {
    return walkSteps(...given);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** What came between the pass and the head, as the archive shows it and the head's accumulator holds it to. */
async function walk(
  archiveUrl: string,
  context: Context,
  { terms, values }: PassContent,
  { chain: to }: Head,
): Promise<readonly WalkedOperation[]> {
  const label = preamble("history", context);
  const from = values.chain;
  if (from === undefined) return [];
  const untilMs = performance.now() + WALK_MAX_MS;
  for (const edition of await editionsOf(archiveUrl, terms.device, to.accumulator)) {
    let at = { accumulator: from.accumulator, items: from.items };
    const operations: WalkedOperation[] = [];
    while (at.items < to.items) {
      const steps = (await stepsOf(archiveUrl, terms.device, edition, at.items)).slice(0, to.items - at.items);
      const next = walked(label, at, steps, noble);
      if (steps.length === 0 || next === undefined) break;
      if (performance.now() > untilMs) throw tooSlow(archiveUrl);
      operations.push(...next.operations);
      at = next.history;
    }
    if (at.items === to.items && equal(at.accumulator, to.accumulator)) return operations;
  }
  throw new VerifyError(sentenceOf("steps-differ"), { code: "steps-differ" });
}

/** Whether an operation gives a car to somebody else. Of a maker's two words for a lost key the second does, which answers the first. */
const givesAway = ({ kind, answers }: WalkedOperation["operation"]): boolean =>
  kind === "claim" || kind === "acceptOffer" || (kind === "vouchForOwner" && answers.some((byte) => byte !== 0));

function standingAfter(
  operations: readonly WalkedOperation[],
  { identity }: PassContent,
  { standing }: KnownHead,
): Step {
  const looked = operations.map(({ item, operation, message }) => ({
    what: `item ${item}: ${operation.kind}`,
    bytes: message,
  }));
  const withdrawn = operations.find(
    ({ operation }) => operation.kind === "withdrawPass" && equal(operation.answers, identity),
  );
  if (withdrawn) {
    const sentence = `Its owner withdrew it on ${dayOf(withdrawn.blockTimeUnixS)}; ask for a new one.`;
    return stopped("standing", "fails", "pass-withdrawn", sentence, looked);
  }
  const left = operations.find(({ operation }) => givesAway(operation));
  if (left) {
    const sentence = `The car got another owner on ${dayOf(left.blockTimeUnixS)}; ask the new owner for a pass.`;
    return stopped("standing", "fails", "pass-owner-left", sentence, looked);
  }
  return standing === "ahead"
    ? stopped(
        "standing",
        "waiting",
        "head-unsettled",
        `The node says that it was not withdrawn. ${sentenceOf("head-unsettled")}`,
        looked,
      )
    : done("standing", "holds", "Since then it was not withdrawn, and the car has the same owner.", looked);
}

/** Whether the record has gone on, and whether the pass still stands. */
type NewerSteps = readonly [newest: Step, standing: Step];

/** Steps of an application that has ended: its last claim stays the newest, whatever its successor says of the car since. */
function ended(steps: NewerSteps, endsUnixS: number): NewerSteps {
  const closed = { what: "the application closed", bytes: new Date(endsUnixS * 1_000).toISOString() };
  const unasked = (step: Step): Step => {
    if (step.result === "fails") return step;
    const sentence = sentenceOf("application-ended");
    return stopped(step.step, "unasked", "application-ended", sentence, [closed, ...step.looked]);
  };
  return [unasked(steps[0]), unasked(steps[1])];
}

/** Says whether the record has gone on, and whether the pass still stands. */
export async function newerSteps(
  chain: Chain,
  content: PassContent,
  context: Context,
  options: VerifyOptions,
): Promise<NewerSteps> {
  const { node, application, nowUnixS } = options;
  const known = node && (await attempt(() => knownHead(chain, node, application, content.terms.device)));
  const steps = await stepsFrom(known, chain, { content, context, options });
  if (known === undefined || known instanceof VerifyError || known.standing === "behind") return steps;
  const { endsUnixS } = known.head;
  return endsUnixS !== undefined && endsUnixS <= nowUnixS ? ended(steps, endsUnixS) : steps;
}

/** What is asked about. */
interface Subject {
  readonly content: PassContent;
  readonly context: Context;
  readonly options: VerifyOptions;
}

/** @param known what a node says; undefined when none was named */
async function stepsFrom(
  known: KnownHead | VerifyError | undefined,
  chain: Chain,
  { content, context, options: { archiveUrl } }: Subject,
): Promise<NewerSteps> {
  const { roots, evidence, values } = content;
  const day = dayOf(shownTimeUnixS(content));
  const { newest } = chain;
  const claim = newest && { what: "newest accepted root", bytes: fromHex(newest.root) };
  const isLast = newest !== undefined && outputStanding(roots.notice, evidence.output, fromHex(newest.root)) === "last";
  const isHead = known !== undefined && !(known instanceof VerifyError) && equal(known.head.stateRoot, roots.state);
  // The chain's nodes do not say it: who asks them alone is told so.
  const unsaid = isHead ? "" : " No node proved whether the application has ended since.";
  const proven: NewerSteps = [
    done("newest", "holds", `No later state is under any accepted claim.${unsaid}`, claim ? [claim] : []),
    done("standing", "holds", "Nothing was accepted after it: it was not withdrawn, and the car has the same owner."),
  ];
  // Without a claim to hold an answer against, nobody is behind.
  const unfound = stopped("newest", "unasked", "claims-unfound", sentenceOf("claims-unfound"));
  if (known === undefined) {
    if (isLast) return proven;
    if (newest === undefined) return [unfound, { ...unfound, step: "standing" }];
    const sentence = `This is the state of ${day}; newer ones exist, and nobody was asked whether they concern this car.`;
    return [
      stopped("newest", "unasked", "node-unnamed", sentence),
      stopped("standing", "unasked", "node-unnamed", sentenceOf("node-unnamed")),
    ];
  }
  if (known instanceof VerifyError) {
    return isLast ? proven : [unaskedFor("newest", known), unaskedFor("standing", known)];
  }
  const isSame = values.chain !== undefined && equal(values.chain.accumulator, known.head.chain.accumulator);
  // A withdrawal that no claim knows yet is heard of from the node alone: better early than late.
  if (isLast && (isSame || known.standing !== "ahead")) return proven;
  const { head, standing } = known;
  const looked = [
    ...(claim ? [claim] : []),
    { what: "history in the pass", bytes: values.chain?.accumulator ?? "" },
    { what: "history now", bytes: head.chain.accumulator },
    { what: "items now", bytes: String(head.chain.items) },
  ];
  if (standing === "behind" && newest === undefined) return [unfound, { ...unfound, step: "standing" }];
  if (standing === "behind") {
    const stale = stopped(
      "newest",
      "unasked",
      "head-contradicted",
      "The node answers from a state that newer claims have left behind; name another.",
      looked,
    );
    return [stale, { ...stale, step: "standing" }];
  }
  if (isSame) {
    if (standing === "settled") {
      return [
        done("newest", "holds", "Nothing was added to this car's record since.", looked),
        done("standing", "holds", "It was not withdrawn, and the car has the same owner.", looked),
      ];
    }
    const waiting = `The node says that nothing was added to this car's record since. ${sentenceOf("head-unsettled")}`;
    const step = stopped("newest", "waiting", "head-unsettled", waiting, looked);
    return [step, { ...step, step: "standing" }];
  }
  const added = head.chain.items - (values.chain?.items ?? 0);
  const older = stopped(
    "newest",
    "older",
    "state-older",
    `This is the state of ${day}; the record has ${added === 1 ? "1 newer item" : `${added} newer items`}.`,
    looked,
  );
  if (archiveUrl === undefined)
    return [older, stopped("standing", "unasked", "node-unnamed", sentenceOf("node-unnamed"))];
  const operations = await attempt(() => walk(archiveUrl, context, content, head));
  return [
    older,
    operations instanceof VerifyError ? unaskedFor("standing", operations) : standingAfter(operations, content, known),
  ];
}
