/** The options of `operate share` and `operate shares`. */
import type { Command } from "commander";
import type { Values } from "../deeds.ts";
import { date, groupNames, hex, lastMoment, number, passText, url } from "../values.ts";
import type { ShareTask } from "./command.ts";

const DAY_S = 86_400;

/** Adds what a share is made from. @param command that has the owner's keys and where everything is asked */
export const withSharing = (command: Command): Command =>
  command
    .requiredOption("--car <id>", "the car's device, 16 hexadecimal digits", hex(8))
    .requiredOption("--grantee <key>", "the reader's P-256 key, 33 bytes in hexadecimal", hex(33))
    .requiredOption("--groups <list>", "distance, condition, bus, or several with commas", groupNames)
    .requiredOption("--from <day>", "the first day in UTC, as 2026-01-01, or a time", date)
    .requiredOption("--to <day>", "the last day in UTC, which counts whole, or a time", lastMoment)
    .requiredOption("--archive <url>", "an archive, which has the history", url)
    .option("--purpose <text>", "what it is for; the reader sees it", passText, "")
    .option("--for <text>", "for whom it is; the reader sees it, and it binds nobody", passText, "")
    .option("--until <day>", "the last day on which it is to be read; 30 days from now unless given", lastMoment)
    .option("--out <file>", "write the share; without it, nothing is made but the preview")
    .option("--node <url>", "JSON-RPC of a rollup node, which proves the notice", url, "http://127.0.0.1:10011/rpc")
    .option("--wait <seconds>", "how long to wait for an accepted claim; 0 does not wait", number(0, 7 * DAY_S), 300);

/** Returns what is to be shared. @param nowUnixS when the end is not given, it is 30 days later */
export function sharingOf(values: Values, nowUnixS: number): ShareTask {
  const {
    car,
    grantee,
    groups,
    from: fromUnixS,
    to: untilUnixS,
    archive,
    purpose,
    for: forWhom,
    until,
    out,
    node,
  } = values;
  return {
    car,
    grantee,
    groups,
    time: { fromUnixS, untilUnixS },
    archive,
    purpose,
    forWhom,
    expiresUnixS: until ?? nowUnixS + 30 * DAY_S,
    out,
    nodeRpc: node,
  } as ShareTask;
}
