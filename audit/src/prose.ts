/** An audit in words, for whoever reads a terminal. What was not checked is said as plainly as what was. */
import { type Conclusion, makerName } from "./conclusion.ts";
import type { Trust } from "./policy.ts";
import { devicesByMaker, type Tally, troubledDevices } from "./record.ts";

const LISTED = 20;

const row = (name: string, text: string): string => `${name.padEnd(15)} ${text}`;
const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

const tallied = ({ admitted, ignored, refused }: Tally): string =>
  `${admitted} admitted${ignored > 0 ? `, ${ignored} in the record already` : ""}, ${refused} refused`;

function* about({ findings, backend, genesis, genesisFile }: Conclusion): Generator<string> {
  const { application, mode } = findings;
  const { consensuses, head, inputBox, inputBoxOfficial, fromBlock, templateHash } = application;
  yield `Witness audit of ${application.address} on chain ${application.chainId}`;
  yield row("Blocks", `${fromBlock} to ${head.block} (${head.hash})`);
  yield row(
    "InputBox",
    `${inputBox}, ${inputBoxOfficial ? "the official one of Cartesi 2.2.0" : "NOT the official one: its code is not known here"}`,
  );
  for (const [index, { address, type, epochLength }] of consensuses.entries()) {
    yield row(index === 0 ? "Consensus" : "  before it", `${address}, ${type}, epochs of ${epochLength} blocks`);
  }
  yield row("Template", /^0x0*$/.test(templateHash) ? "none: no machine runs the back-end" : templateHash);
  if (genesis) yield row("Genesis", `${genesisFile}: ${count(genesis.makers.length, "maker")}`);
  yield row(
    "Mode",
    mode === "full" ? `full; run again: ${backend}` : "blind: nothing was opened, and no output was computed",
  );
}

function* record({ findings, genesis }: Conclusion): Generator<string> {
  const { application, ledger, inputsClaimed, senders, outputs, mode, reportsDisagreeing } = findings;
  const rejected = ledger ? `, ${ledger.rejected} of them no batch` : "";
  yield row(
    "Inputs",
    `${application.inputCount} from ${count(senders.size, "sender")}${rejected}; ${inputsClaimed} claimed, ${application.inputCount - inputsClaimed} pending`,
  );
  if (mode === "full") yield row("Outputs", String(outputs));
  if (!ledger) return;
  yield row("Registrations", tallied(ledger.registrations));
  yield row("Operations", tallied(ledger.operations));
  yield row("Envelopes", tallied(ledger.envelopes));
  for (const [code, times] of [...ledger.codes].sort()) yield row("", `${code} ${times}`);
  for (const [maker, devices] of devicesByMaker(ledger)) {
    yield row("Maker", `${makerName(genesis, maker)} (${maker}): ${count(devices, "device")}`);
  }
  const troubled = troubledDevices(ledger);
  for (const { id, gaps, forks } of troubled.slice(0, LISTED)) {
    yield row("Device", `${id}: ${count(gaps, "gap")}, ${count(forks, "fork")}`);
  }
  if (troubled.length > LISTED) yield row("", `and ${troubled.length - LISTED} more devices with gaps or forks`);
  if (reportsDisagreeing.length > 0) {
    yield row(
      "WRONG REPORT",
      `the back-end's reports differ from the clear bytes on inputs ${reportsDisagreeing.slice(0, LISTED).join(", ")}`,
    );
  }
}

function* claims({ findings, wrongClaims }: Conclusion): Generator<string> {
  const { comparisons, epochsSkipped, epochsBelated, mode } = findings;
  const accepted = comparisons.filter(({ claim }) => claim.acceptedBy !== undefined);
  const wrong = wrongClaims.filter((claim) => claim.accepted).length;
  const verdict =
    mode === "full"
      ? `${accepted.length - wrong} as computed here, ${wrong} not`
      : `${wrong} contradict the record or each other`;
  yield row("Claims", `${accepted.length} accepted: ${verdict}`);
  for (const claim of wrongClaims) {
    yield row(
      "WRONG CLAIM",
      `epoch ${claim.epoch} by ${claim.submitters.join(", ")} (${claim.accepted ? "accepted" : "not accepted"})`,
    );
    yield row("", `expected ${claim.expected}`);
    yield row("", `found    ${claim.found}`);
  }
  if (epochsSkipped.length > 0) {
    yield row(
      "Skipped",
      `epochs without a claim of their own, covered by a later one: ${epochsSkipped.slice(0, LISTED).join(", ")}`,
    );
  }
  if (epochsBelated.length > 0) {
    yield row("Belated", `epochs claimed after a later one: ${epochsBelated.slice(0, LISTED).join(", ")}`);
  }
}

function* named(word: string, kind: string, who: readonly string[], why: string): Generator<string> {
  for (const each of who.slice(0, LISTED)) yield row(word, `${kind} ${each}${why}`);
  if (who.length > LISTED) yield row(word, `and ${who.length - LISTED} more ${kind}s${why}`);
}

/** Says whom the policy trusts and whom not, and once, over all of them, whom it says nothing of. */
function* trusted({ validators, relays, makers }: Conclusion["trust"]): Generator<string> {
  const kinds: readonly (readonly [string, Trust])[] = [
    ["validator", validators],
    ["relay", relays],
    ["maker", makers],
  ];
  for (const [kind, trust] of kinds) {
    yield* named("Trusted", kind, trust.trusted, "");
    yield* named("NOT TRUSTED", kind, trust.untrusted, ": not in the policy");
  }
  if (kinds.every(([, { unsaid }]) => unsaid.length === 0)) return;
  yield row("Seen", "no policy says whether to trust these:");
  for (const [kind, { unsaid }] of kinds) yield* named("", kind, unsaid, "");
}

function* unchecked({ findings, genesis }: Conclusion): Generator<string> {
  const { mode, application, inputsClaimed, ledger } = findings;
  if (mode === "blind") {
    yield "readings, odometers, vehicles, verdicts and statistics: they are sealed, and no key was given";
    yield "the claimed roots: only a full audit (--key) computes them; here they are compared with the record and with each other";
    yield "whether registered vehicles' descriptions open: the back-end refuses those that do not, and their devices' envelopes and operations";
  }
  if (!ledger) yield "signatures, links and order of envelopes: no --genesis was named for this back-end";
  if (genesis) yield "the genesis: the chain does not name it, so it is right if the operator's is right";
  const inputsPending = application.inputCount - inputsClaimed;
  if (inputsPending > 0)
    yield inputsPending === 1
      ? "the last input: no accepted claim speaks of it yet"
      : `the last ${inputsPending} inputs: no accepted claim speaks of them yet`;
  yield `the chain itself: it is what the node of --rpc says; compare the hash of block ${application.head.block} elsewhere`;
}

/** Says how many accepted roots could be held against anything, and whose word stands for the others. */
export function rootsCompared(compared: number, accepted: number, word: string): string {
  const left = accepted - compared;
  if (left === 0)
    return `${accepted === 1 ? "The accepted root" : `Each of the ${accepted} accepted roots`} was compared with something else.`;
  if (compared > 0)
    return `${compared} of ${accepted} accepted roots could be compared with something else; the ${left === 1 ? "other rests" : `other ${left} rest`} on ${word}.`;
  return accepted === 1
    ? `The accepted root could not be compared with anything else; it rests on ${word}.`
    : `None of the ${accepted} accepted roots could be compared with anything else; they rest on ${word}.`;
}

/** Says what a blind match is worth. */
function blindMatch({ findings, trust }: Conclusion): string {
  const accepted = findings.comparisons.filter(({ claim }) => claim.acceptedBy !== undefined);
  const compared = accepted.filter(({ right }) => right !== undefined).length;
  const whose = trust.validators.unsaid.length > 0 ? "whom no policy names" : "whom your policy trusts";
  const roots = rootsCompared(compared, accepted.length, `the word of validators ${whose}`);
  return `nothing that can be seen without the key speaks against the record or the claims. ${roots}`;
}

/** Returns the whole audit in words. */
export function prose(conclusion: Conclusion): string {
  const { findings, result, reason, trust } = conclusion;
  const { difference, mode } = findings;
  const lines = [
    ...about(conclusion),
    "",
    ...record(conclusion),
    ...claims(conclusion),
    "",
    ...trusted(trust),
    "",
    "Not checked:",
    ...[...unchecked(conclusion)].map((each) => `  - ${each}`),
    "",
  ];
  if (difference) {
    lines.push(
      `DIFFERENCE: ${difference.sentence}`,
      `  expected ${difference.expected}`,
      `  found    ${difference.found}`,
    );
    if (difference.submitters)
      lines.push(`  claimed by ${difference.submitters.join(", ")} in ${difference.transaction}`);
  } else if (result === "UNCHECKED") lines.push(`UNCHECKED: ${reason?.sentence}`);
  else if (mode === "full") lines.push("MATCH: every accepted claim is the root of the outputs computed here.");
  else lines.push(`MATCH-BLIND: ${blindMatch(conclusion)}`);
  return lines.join("\n");
}
