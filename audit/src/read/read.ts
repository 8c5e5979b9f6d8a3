/**
 * Reads what a share opens (docs/protocol.md, "Share"): the chain says whether its record was accepted, an archive gives the history,
 * and the share's keys open it. Nobody else is asked, and neither the giver nor the archive is believed.
 */

import { equal } from "@witness/protocol/bytes";
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import { profileOf } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { MalformedError } from "@witness/protocol/errors";
import { canCount, registrationIn } from "@witness/protocol/history/own-judgement";
import {
  HISTORY_BEGIN,
  type HistoryFault,
  type HistoryOptions,
  isRead,
  provenEnd,
  type ReadItem,
  readTile,
  tilesOf,
} from "@witness/protocol/history/reader";
import { keyIdentity } from "@witness/protocol/identity";
import type { OutputProof } from "@witness/protocol/last-output";
import { type ClaimEvidence, evidenceRoots } from "@witness/protocol/pass/evidence";
import {
  decodeRecordField,
  type RecordField,
  type RecordValues,
  recordFieldNumber,
} from "@witness/protocol/record/fields";
import { ShareError } from "@witness/protocol/share/errors";
import { openShared, type SharedEnvelope, sharedCount } from "@witness/protocol/share/opened";
import type { OpenedShare } from "@witness/protocol/share/share";
import type { Registration } from "@witness/protocol/wire/registration";
import type { ArchiveReader } from "../judge/archive.ts";

/** What reading needs. */
export interface ShareReading {
  readonly share: OpenedShare;
  readonly archive: ArchiveReader;
  /** Asks the chain whether it accepted a claim that has this output. */
  readonly isAccepted: (output: Uint8Array, proof: OutputProof) => Promise<boolean>;
  readonly nowUnixS: number;
  /** Says what is done now. */
  readonly progress: (step: string) => void;
}

/** What was read. */
export interface ReadShare {
  /**
   * `PROVEN`: each envelope is signed by the car's device, and in the history of a record that the chain accepted. `STATED`: no
   * accepted claim has the record that the share names. `DIFFERENCE`: the archive's history is not that of the record.
   */
  readonly result: "PROVEN" | "STATED" | "DIFFERENCE";
  readonly difference: (HistoryFault & { readonly sentence: string }) | undefined;
  /** In the order of the history; none when there is a difference. */
  readonly envelopes: readonly SharedEnvelope[];
  /** How many numbers the share opens that the history has no envelope of. */
  readonly absent: number;
  /** What the history was held against. */
  readonly chain: RecordValues["chain"];
}

function fieldOf<F extends RecordField>({ opening }: ClaimEvidence, name: F): RecordValues[F] {
  const shown = opening.fields.find(({ field }) => field === recordFieldNumber(name));
  try {
    if (shown) return decodeRecordField(name, shown.value);
  } catch (cause) {
    if (!(cause instanceof MalformedError)) throw cause;
    throw new ShareError("share-malformed", { cause });
  }
  throw new ShareError("share-malformed");
}

/** Reads one edition tile by tile. Returns what the share opens of it, or what is wrong with it. */
async function readEdition(
  { share, archive, progress }: ShareReading,
  edition: string,
  { key, chain }: Pick<RecordValues, "key" | "chain">,
): Promise<readonly SharedEnvelope[] | HistoryFault> {
  const { context, content } = share;
  const { terms, stretches } = content;
  const envelopes: SharedEnvelope[] = [];
  const take = (item: ReadItem, { profile: number, profileVersion, keyId }: Registration): void => {
    const profile = profileOf(number, profileVersion);
    if (!profile) throw new RangeError(`There is no profile ${number}.${profileVersion}.`);
    const bodies = item.kind === "run" ? item.bodies : [];
    for (const body of bodies) {
      const opened = openShared({ context, provider }, stretches, body, { keyId, profile });
      if (opened) envelopes.push(opened);
    }
  };
  let at = HISTORY_BEGIN;
  for (let number = 0; !isRead(at, chain); number += 1) {
    const tile = await archive.tile(terms.device, edition, number);
    if (tile === undefined) return { code: "history-short", item: at.next };
    const registration = at.registration ?? registrationIn(tile);
    if (registration?.predecessor) throw new ShareError("share-taken-over");
    const keyId = registration?.keyId ?? new Uint8Array(8);
    const options: HistoryOptions = { context, provider, keyId, devicePublicKey: key.publicKey, proven: chain };
    const reading = readTile(options, at, tile);
    if ("fault" in reading) return reading.fault;
    // A tile that is not full ends what the archive has: the next one would stand elsewhere.
    if (reading.at.next === at.next) return { code: "history-short", item: at.next };
    at = reading.at;
    if (at.registration) for (const item of reading.items) take(item, at.registration);
    progress(`tile ${number + 1} of ${tilesOf(chain.items)}`);
  }
  const end = provenEnd(chain, at);
  return "fault" in end ? end.fault : envelopes;
}

/** Reads the editions that may be the record's, until one is. */
async function readHistoryOf(
  reading: ShareReading,
  values: Pick<RecordValues, "key" | "chain">,
): Promise<readonly SharedEnvelope[] | HistoryFault> {
  const { archive, share } = reading;
  let first: HistoryFault | undefined;
  for (const edition of await archive.editions(share.content.terms.device, values.chain.accumulator)) {
    const read = await readEdition(reading, edition, values);
    if (!("code" in read)) return read;
    first ??= read;
  }
  return first ?? { code: "history-short", item: 0 };
}

/**
 * Reads what a share opens.
 * @throws {ShareError} `share-expired`, `share-foreign`, `share-malformed`, `share-taken-over`
 * @throws {JudgeError} `archive-unavailable`; ChainError as the chain's RPC does
 */
export async function readShare(reading: ShareReading): Promise<ReadShare> {
  const { share, isAccepted, nowUnixS, progress } = reading;
  const { terms, proof, stretches } = share.content;
  if (nowUnixS >= terms.expiresUnixS) throw new ShareError("share-expired");
  const values = { key: fieldOf(proof, "key"), chain: fieldOf(proof, "chain") };
  const { chain } = values;
  if (!equal(keyIdentity(values.key.publicKey, provider), terms.device)) throw new ShareError("share-foreign");
  // No record has so many items: an archive could go on for ever.
  if (!canCount({ chain, events: undefined })) throw new ShareError("share-malformed");
  progress("claims of the chain");
  const isProven = await isAccepted(evidenceRoots(proof, provider).notice, proof.output);
  const read = await readHistoryOf(reading, values);
  if ("code" in read) {
    const difference = { ...read, sentence: HISTORY_CODES[read.code].sentence };
    return { result: "DIFFERENCE", difference, envelopes: [], absent: 0, chain };
  }
  const absent = sharedCount(stretches) - read.length;
  return { result: isProven ? "PROVEN" : "STATED", difference: undefined, envelopes: read, absent, chain };
}
