/**
 * What an input's outputs must be (docs/protocol.md, "Notices" and "Last output"): one StateRoot notice, the last, when the
 * record changed, and before it those of a release that is due and of no other. Their counts follow from the clear bytes; only
 * roots and figures need the key.
 */
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import { decodeStateRoot, type StateRoot } from "@witness/protocol/outputs";
import { encodeCohorts } from "@witness/protocol/release/cohorts";
import { decodeRelease, decodeReleaseTable, encodeRelease } from "@witness/protocol/release/notice";
import { readRelease } from "@witness/protocol/release/release";
import { ABI } from "./contracts.ts";
import type { Decisions, DueRelease } from "./record.ts";

/** Returns the payload of a notice; undefined for every other output. */
function payloadOf(output: string): Uint8Array | undefined {
  const notice = ABI.getFunction("Notice");
  if (notice === null || !output.startsWith(notice.selector)) return undefined;
  return fromHex(ABI.decodeFunctionData(notice, output)[0]);
}

/** Returns what is read; undefined when it is malformed. */
function readOrNot<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

const stateRootIn = (output: string): StateRoot | undefined => {
  const payload = payloadOf(output);
  return payload && readOrNot(() => decodeStateRoot(payload));
};

/** What is said of the outputs of an input, root apart. */
const counts = ({ inputIndex, devices, admitted, refused }: Omit<StateRoot, "root">): string =>
  `input ${inputIndex}, ${devices} devices, ${admitted} admitted, ${refused} refused`;

/** Returns whether an output says that it is of a release, which one that is not due must not. */
function isOfAnyRelease(output: string): boolean {
  const payload = payloadOf(output);
  if (!payload) return false;
  return [decodeRelease, decodeReleaseTable].some((decode) => readOrNot(() => decode(payload)) !== undefined);
}

/** Returns whether two notices are those of the release: of this window, at this price, and its table under its own root. */
function areOfRelease(outputs: readonly string[], { settings, head: due }: DueRelease): boolean {
  const [rows, head] = outputs.map(payloadOf);
  if (outputs.length !== 2 || !rows || !head) return false;
  const said = readOrNot(() => decodeReleaseTable(rows));
  if (said?.number !== due.number) return false;
  const release = readOrNot(() =>
    readRelease({ head, table: said.table, cohorts: encodeCohorts(settings.cohorts) }, native),
  );
  if (!release) return false;
  const { table, suppressed } = release.head;
  return equal(encodeRelease({ ...due, table, suppressed }), head);
}

/**
 * Returns the first thing that the outputs say otherwise than the clear bytes, in words; undefined when there is none.
 * @param outputs whole blobs, in order
 * @param devices how many are registered after the input
 */
export function noticeDisagreement(
  outputs: readonly string[],
  { registrationCodes, operationCodes, envelopeCodes, mayChange, release }: Decisions,
  { inputIndex, devices }: { readonly inputIndex: number; readonly devices: number },
): { readonly expected: string; readonly found: string } | undefined {
  const roots = outputs.map(stateRootIn);
  const actions = [...registrationCodes, ...operationCodes, ...envelopeCodes].map((code) => CODES[code].action);
  const count = (wanted: string): number => actions.filter((action) => action === wanted).length;
  const own = counts({ inputIndex, devices, admitted: count("admit"), refused: count("refuse") });
  const before = release ? `the two notices of release ${release.head.number}, then ` : "";
  const expected = mayChange ? `${before}one StateRoot notice, the last: ${own}` : "no output";
  const said = roots.filter((root) => root !== undefined);
  const last = roots.at(-1);
  const others = outputs.slice(0, -1);
  const isRight = mayChange
    ? said.length === 1 &&
      last !== undefined &&
      counts(last) === own &&
      (release ? areOfRelease(others, release) : !others.some(isOfAnyRelease))
    : outputs.length === 0;
  if (isRight) return undefined;
  const named = said.map((root) => `${toHex(root.root).slice(0, 8)}… of ${counts(root)}`).join("; ");
  return {
    expected,
    found: `${outputs.length} outputs, ${said.length} of them StateRoot notices${named && `: ${named}`}`,
  };
}
