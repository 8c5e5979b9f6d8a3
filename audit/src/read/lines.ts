/** What was read by a share: a JSON line for each envelope, a CSV row for each reading, and what is proven of it in prose. */
import { toHex } from "@witness/protocol/bytes";
import type { Reading } from "@witness/protocol/reading";
import type { SharedEnvelope } from "@witness/protocol/share/opened";
import type { OpenedShare } from "@witness/protocol/share/share";
import type { ReadShare } from "./read.ts";

const dateOf = (unixS: number): string => new Date(unixS * 1_000).toISOString().replace(".000Z", "Z");
/** Whether a reading says its time and nothing else. */
const isTimeAlone = (reading: Reading): boolean => Object.keys(reading).length === 1;

/** Returns an envelope as a line of JSON, without the line's end. */
export function envelopeLine({ bus, ...envelope }: SharedEnvelope): string {
  return JSON.stringify({ kind: "envelope", ...envelope, ...(bus.length > 0 && { bus: toHex(bus) }) });
}

/** Columns of the CSV whose values are not a reading's quantities. */
const PLACE_COLUMNS = ["sequence", "session", "input", "blockTime", "time"] as const;

/** RFC 4180; no text here begins a formula. */
const row = (cells: readonly (string | number)[]): string => `${cells.join(",")}\r\n`;

/**
 * Returns a CSV (RFC 4180) with a row for each reading, and one for each envelope that has none. Columns of quantities that no
 * reading has are left out.
 */
export function csvOf(envelopes: readonly SharedEnvelope[]): string {
  const names = new Set<string>();
  for (const { readings } of envelopes)
    for (const reading of readings) for (const name of Object.keys(reading)) names.add(name);
  names.delete("timeUnixS");
  const quantities = [...names].sort();
  const cell = (reading: Reading, name: string): string | number => {
    if (name !== "troubleCodes") return reading[name as Exclude<keyof Reading, "troubleCodes">] ?? "";
    const codes = (reading.troubleCodes ?? []).map(({ code, cleared }) => `${code}${cleared ? "-cleared" : ""}`);
    return codes.join(" ");
  };
  const rows = envelopes.flatMap(({ sequence, session, input, blockTimeUnixS, readings, bus, unreadable }) => {
    const place = [sequence, session, input, dateOf(blockTimeUnixS)];
    const end = [toHex(bus), unreadable ? "yes" : ""];
    if (readings.length === 0) return [row([...place, "", ...quantities.map(() => ""), ...end])];
    return readings.map((reading) =>
      row([...place, dateOf(reading.timeUnixS), ...quantities.map((name) => cell(reading, name)), ...end]),
    );
  });
  return row([...PLACE_COLUMNS, ...quantities, "bus", "unreadable"]) + rows.join("");
}

const RESULTS: Readonly<Record<ReadShare["result"], string>> = {
  PROVEN:
    "PROVEN: the car's device signed each envelope, all of them are in the history of a record that the chain has accepted, and none between them is left out.",
  STATED:
    "STATED: the car's device signed each envelope; that its history has them all is the giver's word, since the chain has accepted no claim on this record.",
  DIFFERENCE: "DIFFERENCE: what the archive gave is not the history of the record; nothing was read.",
};

/** Returns what a share is and what was read by it, in prose. */
export function prose(
  { content, context }: OpenedShare,
  { result, difference, envelopes, absent, chain }: ReadShare,
): string {
  const { terms } = content;
  const { fromUnixS, untilUnixS } = terms.time;
  const told = (text: string): string => (text === "" ? "(nothing said)" : text);
  const readings = envelopes.reduce((sum, envelope) => sum + envelope.readings.length, 0);
  const times = envelopes.flatMap((envelope) => envelope.readings.map(({ timeUnixS }) => timeUnixS));
  const unreadable = envelopes.filter((envelope) => envelope.unreadable).length;
  const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const last = times.reduce((most, time) => Math.max(most, time), 0);
  const alone = envelopes.some((envelope) => envelope.readings.some(isTimeAlone));
  return [
    `Witness share of car ${toHex(terms.device)}`,
    `Application     0x${toHex(context.application)} on chain ${context.chainId}, as the share names it: compare it with the one that you trust`,
    `Purpose         ${told(terms.purpose)}`,
    `For             ${told(terms.forWhom)}`,
    `Given           ${dateOf(terms.issuedUnixS)}, to be read until ${dateOf(terms.expiresUnixS)}`,
    `Days            from ${dateOf(fromUnixS)} until ${dateOf(untilUnixS)}, in the giver's words`,
    `Record          ${chain.items} items, envelopes to no. ${chain.sequence}`,
    `Opened          ${envelopes.length} envelopes with ${readings} readings; ${unreadable} cannot be read, ${absent} numbers have no envelope`,
    ...(times.length > 0 ? [`Readings        from ${dateOf(first)} to ${dateOf(last)}`] : []),
    ...(alone ? ["                some say their time alone: what they say is in a group that is not shared"] : []),
    "",
    difference
      ? `${RESULTS[result]} At item ${difference.item} (${difference.code}): ${difference.sentence}`
      : RESULTS[result],
  ].join("\n");
}

/** Returns the last line: what the reading came to. */
export function lastLine(
  { content, context }: OpenedShare,
  { result, difference, envelopes, absent, chain }: ReadShare,
): string {
  const { device, ...terms } = content.terms;
  return JSON.stringify({
    kind: "result",
    result,
    ...(difference && { difference }),
    chainId: context.chainId,
    application: `0x${toHex(context.application)}`,
    car: toHex(device),
    ...terms,
    envelopes: envelopes.length,
    unreadable: envelopes.filter(({ unreadable }) => unreadable).length,
    absent,
    items: chain.items,
    accumulator: toHex(chain.accumulator),
  });
}
