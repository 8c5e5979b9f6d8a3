/**
 * What an input's outputs must be (docs/protocol.md, "Notices" and "Last output"): one StateRoot notice, the last, when the
 * record changed, and none else. Its counts follow from the clear bytes; only the root needs the key.
 */
import { fromHex, toHex } from "@witness/protocol/bytes";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import { decodeStateRoot, type StateRoot } from "@witness/protocol/outputs";
import { ABI } from "./contracts.ts";
import type { Decisions } from "./record.ts";

/** Returns what a notice of ours says; undefined for every other output. */
function stateRootIn(output: string): StateRoot | undefined {
  const notice = ABI.getFunction("Notice");
  if (notice === null || !output.startsWith(notice.selector)) return undefined;
  try {
    return decodeStateRoot(fromHex(ABI.decodeFunctionData(notice, output)[0]));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** What is said of the outputs of an input, root apart. */
const counts = ({ inputIndex, devices, admitted, refused }: Omit<StateRoot, "root">): string =>
  `input ${inputIndex}, ${devices} devices, ${admitted} admitted, ${refused} refused`;

/**
 * Returns the first thing that the outputs say otherwise than the clear bytes, in words; undefined when there is none.
 * @param outputs whole blobs, in order
 * @param devices how many are registered after the input
 */
export function noticeDisagreement(
  outputs: readonly string[],
  { registrationCodes, operationCodes, envelopeCodes, mayChange }: Decisions,
  { inputIndex, devices }: { readonly inputIndex: number; readonly devices: number },
): { readonly expected: string; readonly found: string } | undefined {
  const roots = outputs.map(stateRootIn);
  const actions = [...registrationCodes, ...operationCodes, ...envelopeCodes].map((code) => CODES[code].action);
  const count = (wanted: string): number => actions.filter((action) => action === wanted).length;
  const own = counts({ inputIndex, devices, admitted: count("admit"), refused: count("refuse") });
  const expected = mayChange ? `one StateRoot notice, the last: ${own}` : "no output";
  const said = roots.filter((root) => root !== undefined);
  const last = roots.at(-1);
  const isRight = mayChange ? said.length === 1 && last !== undefined && counts(last) === own : outputs.length === 0;
  if (isRight) return undefined;
  const named = said.map((root) => `${toHex(root.root).slice(0, 8)}… of ${counts(root)}`).join("; ");
  return {
    expected,
    found: `${outputs.length} outputs, ${said.length} of them StateRoot notices${named && `: ${named}`}`,
  };
}
