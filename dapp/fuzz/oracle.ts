/**
 * What must be true after every input and query: accept or reject, one report that can be decoded, a notice exactly when
 * the root changed, and no change by a rejected input or a query.
 */
import { unpackPayload } from "@witness/protocol/batch";
import { equal, toHex } from "@witness/protocol/bytes";
import { recentLinks } from "@witness/protocol/hash-chain";
import { buildTree, treeRoot } from "@witness/protocol/merkle";
import { decodeOperation } from "@witness/protocol/operations/operation";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { RECORD_FIELD_NAMES } from "@witness/protocol/record/fields";
import { globalsRoot } from "@witness/protocol/record/globals";
import { RECORD_TREE, rootOfOpening } from "@witness/protocol/record/opening";
import { stateLeaf } from "@witness/protocol/record/tree";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import type { Post } from "../src/rollup/client.ts";
import type { handle as realHandle } from "../src/rollup/loop.ts";
import { advance } from "../src/state/advance.ts";
import { allGlobals, openFields } from "../src/state/leaf.ts";
import { type DeviceRecord, type State, stateRoot } from "../src/state/state.ts";
import { context, NOW } from "../test/world.ts";

/** The back-end's own handling of one request of the rollup server. */
export type Handle = typeof realHandle;

/** The outputs and reports of a request, and its status. */
interface Emitted {
  readonly status: "accept" | "reject";
  readonly reports: readonly Uint8Array[];
  readonly notices: readonly Uint8Array[];
}

function ensure(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Everything that an input may change, as text. */
function fingerprint(state: State): string {
  const { totals, inputCount, timeUnixS, refusals, refusalCounts, signedRefusals, devices } = state;
  let signed = 0;
  for (const list of signedRefusals.values()) signed += list.length;
  return JSON.stringify([
    toHex(stateRoot(state)),
    [totals, inputCount, timeUnixS, refusals.length, [...refusalCounts], signed, devices.size],
  ]);
}

async function call(handle: Handle, state: State, request: unknown): Promise<Emitted> {
  const reports: Uint8Array[] = [];
  const notices: Uint8Array[] = [];
  const post: Post = (path, body) => {
    const { payload } = body as { readonly payload: string };
    (path === "/notice" ? notices : reports).push(Uint8Array.from(Buffer.from(payload.slice(2), "hex")));
    return Promise.resolve({ status: 200, body: "" });
  };
  const status = await handle(state, JSON.stringify(request), post);
  return { status, reports, notices };
}

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

/** How an input is tried. */
export interface TryOptions {
  readonly index: number;
  /** Signatures that may not count, as in `Stage`. */
  readonly forged: ReadonlySet<string>;
  /** Whether it is decided twice before, and all that it may change is compared. */
  readonly isThorough: boolean;
}

/** Returns the kind of each operation that took effect, or the code. None does that its actor did not sign as it stands. */
function checkOperations(payload: Uint8Array, codes: readonly string[], forged: ReadonlySet<string>): string[] {
  return (unpackPayload(payload).operations ?? []).map(({ message, signature }, place) => {
    const code = codes[place] ?? "";
    if (code !== "admitted") return code;
    const isForged = forged.has(toHex(signature)) || forged.has(`${toHex(message)} ${toHex(signature)}`);
    ensure(!isForged, "No operation counts that its actor did not sign.");
    return decodeOperation(message).kind;
  });
}

/** Gives one input to the back-end. Returns the code of the input, or of each message in it. */
export async function tryInput(
  handle: Handle,
  state: State,
  payload: Uint8Array,
  { index, forged, isThorough }: TryOptions,
): Promise<string[]> {
  const before = fingerprint(state);
  const rootBefore = stateRoot(state);
  const metadata = {
    chain_id: context.chainId,
    app_contract: hex(context.application),
    block_timestamp: NOW,
    input_index: index,
  };
  const request = { request_type: "advance_state", data: { metadata, payload: hex(payload) } };
  const input = { context, payload, timeUnixS: NOW, index };
  const again = isThorough ? [advance(state, input), advance(state, input)] : [];
  ensure(again.length === 0 || fingerprint(state) === before, "To decide changes nothing.");
  const { status, reports, notices } = await call(handle, state, request);
  for (const transition of again) {
    const said = transition.status === "accept" ? transition.notices : [];
    const isSame = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
      a.map(toHex).join() === b.map(toHex).join();
    ensure(transition.status === status, "The same input has the same outcome.");
    ensure(isSame(transition.reports, reports) && isSame(said, notices), "The same input gives the same bytes.");
  }
  ensure(reports.length === 1 && reports[0] !== undefined, `An input has one report, not ${reports.length}.`);
  const report = decodeAdvanceReport(reports[0]);
  if (status === "reject") {
    ensure(report.code !== "admitted", "A rejected input is reported with a reason.");
    ensure(notices.length === 0, "A rejected input has no notice.");
    ensure(fingerprint(state) === before, "A rejected input leaves no trace.");
    return ["reject", report.code];
  }
  const { operationCodes = [] } = report;
  const codes = [...report.registrationCodes, ...operationCodes, ...report.envelopeCodes];
  const operated = checkOperations(payload, operationCodes, forged);
  ensure(report.code === "admitted", "An accepted input is reported as admitted.");
  ensure(state.inputCount === index + 1, "An accepted input is counted once.");
  const changed = !equal(rootBefore, stateRoot(state));
  ensure(notices.length === (changed ? 1 : 0), "A notice tells of a changed root, and of nothing else.");
  const admitted = codes.filter((code) => code === "admitted").length;
  if (notices[0]) {
    const said = decodeStateRoot(notices[0]);
    ensure(equal(said.root, stateRoot(state)), "The notice carries the root.");
    ensure(said.admitted === admitted && said.devices === state.devices.size, "The notice counts what was admitted.");
  }
  ensure(admitted === 0 || changed, "What is admitted changes the root.");
  ensure(
    !changed || admitted > 0 || codes.includes("forked-key") || codes.includes("late-in-gap"),
    "What is refused changes nothing, but evidence does, and what comes late.",
  );
  return ["accept", ...new Set([...codes, ...operated.map((each) => `operation ${each}`)])];
}

/** Sends one query. Returns the kind of the answer, or the code of the refusal. */
export async function tryQuery(handle: Handle, state: State, query: Uint8Array, again: boolean): Promise<string[]> {
  const before = fingerprint(state);
  const request = { request_type: "inspect_state", data: { payload: hex(query) } };
  const { status, reports, notices } = await call(handle, state, request);
  const [report] = reports;
  ensure(status === "accept" && reports.length === 1 && report !== undefined, "A query is answered with one report.");
  ensure(notices.length === 0, "A query makes no notice.");
  ensure(fingerprint(state) === before, "A query changes nothing.");
  if (again) {
    const [second] = (await call(handle, state, request)).reports;
    ensure(second !== undefined && equal(report, second), "The same query has the same answer.");
  }
  const answer = decodeAnswer(report);
  return ["query", answer.kind === "none" ? answer.code : answer.kind];
}

/** The head of a car's chain is the newest of its links, and its own key signed it: a link covers all before it. */
function checkChain({ chain }: DeviceRecord, signed: ReadonlySet<string>): void {
  const [newest] = recentLinks(chain);
  ensure(newest !== undefined && equal(newest.link, chain.link), "The head is the newest link.");
  ensure(chain.sequence === 0 || signed.has(toHex(chain.link)), "Every head was signed by its device.");
}

/**
 * Checks the records against what devices signed, and the root against the records.
 * @param signed the links (hexadecimal) that devices really signed, themselves or under a later one
 */
export function checkState(state: State, signed: ReadonlySet<string>): void {
  const records = [...state.devices.values()].sort((a, b) => a.index - b.index);
  for (const [place, record] of records.entries()) {
    ensure(record.index === place + 1, "Records are numbered without holes.");
    checkChain(record, signed);
  }
  const readings = records.reduce((sum, { judgement }) => sum + judgement.readings, 0);
  ensure(readings <= state.totals.readings, "No reading is on a path twice.");
  const { provider } = state.genesis;
  const leaves = [stateLeaf(globalsRoot(allGlobals(state), provider), provider)];
  for (const [id, record] of state.devices) {
    const tree = state.devices.treeOf(id);
    ensure(tree !== undefined && state.context !== undefined, "Every record has a tree.");
    // All sixteen fields need no sibling: nothing of what is kept of the tree but its numbers of changes.
    const whole = openFields(state.genesis, state.context, record, tree, RECORD_FIELD_NAMES);
    const root = rootOfOpening(RECORD_TREE, whole, provider);
    ensure(root !== undefined && whole.siblings.length === 0, "All fields give the record's root.");
    leaves[record.index] = stateLeaf(root, provider);
  }
  ensure(equal(treeRoot(buildTree(leaves, provider), provider), stateRoot(state)), "The root is that of all records.");
}
