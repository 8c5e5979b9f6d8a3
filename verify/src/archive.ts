/** Archives over HTTP. What one says is believed by nobody: only sizes and shapes are checked here. */
import { toHex } from "@witness/protocol/bytes";
import { EDITIONS_MAX_BYTES, editionsIn } from "@witness/protocol/history/editions";
import { KEPT_PASS_MAX_BYTES, STEPS_MAX_BYTES } from "@witness/protocol/limits";
import { decodeSteps, type HistoryStep } from "@witness/protocol/pass/steps";
import { VerifyError } from "./errors.ts";
import { fetchBytes } from "./fetching.ts";
import { hostOf } from "./rpc.ts";

const unavailable = (url: string, cause?: unknown): VerifyError =>
  new VerifyError(`The archive at ${hostOf(url)} does not answer, or not as an archive does; name another.`, {
    code: "archive-unavailable",
    cause,
  });

/** The error of an archive that would keep its readers waiting for ever. */
export const tooSlow = (url: string): VerifyError =>
  new VerifyError(`The archive at ${hostOf(url)} takes too long; name another.`, { code: "archive-unavailable" });

/**
 * Returns what an archive has at a path; undefined when it has nothing there.
 * @param most bytes of the answer
 * @throws {VerifyError} `archive-unavailable`
 */
export async function archiveFile(url: string, path: string, most: number): Promise<Uint8Array | undefined> {
  const answer = await fetchBytes(`${url.replace(/\/+$/, "")}${path}`, most);
  if (answer?.status === 404) return undefined;
  if (answer?.status !== 200) throw unavailable(url);
  return answer.bytes;
}

/**
 * Returns the encrypted pass that an archive keeps under a hash (32 bytes); undefined when it keeps none: its time is over, or it
 * was never there.
 * @throws {VerifyError} `archive-unavailable`
 */
export const keptPass = (url: string, hash: Uint8Array): Promise<Uint8Array | undefined> =>
  archiveFile(url, `/v1/passes/${toHex(hash)}`, KEPT_PASS_MAX_BYTES);

/**
 * Returns the names of a device's editions (8 bytes name the device), those that come to this accumulator first.
 * @throws {VerifyError} `archive-unavailable`
 */
export async function editionsOf(
  url: string,
  deviceId: Uint8Array,
  accumulator: Uint8Array,
): Promise<readonly string[]> {
  const bytes = await archiveFile(url, `/v1/devices/${toHex(deviceId)}`, EDITIONS_MAX_BYTES);
  try {
    return bytes ? editionsIn(bytes, accumulator) : [];
  } catch (cause) {
    throw unavailable(url, cause);
  }
}

/**
 * Returns the items of an edition after an item, by its number, as many as the archive gives at once.
 * @throws {VerifyError} `archive-unavailable`
 */
export async function stepsOf(
  url: string,
  deviceId: Uint8Array,
  edition: string,
  after: number,
): Promise<readonly HistoryStep[]> {
  const path = `/v1/devices/${toHex(deviceId)}/editions/${edition}/steps?from=${after}`;
  const bytes = await archiveFile(url, path, STEPS_MAX_BYTES);
  try {
    return bytes ? decodeSteps(bytes) : [];
  } catch (cause) {
    throw unavailable(url, cause);
  }
}
