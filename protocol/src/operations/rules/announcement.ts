/** The announcement of a successor (docs/protocol.md, "Succession"): from its time on the application takes no input. */
import { equal } from "../../bytes.ts";
import type { Context } from "../../context.ts";
import {
  announcementOf,
  decodeSuccession,
  encodeSuccession,
  isAnnouncedInTime,
  SUCCESSION_BYTES,
} from "../../succession.ts";
import type { ApplicationRule } from "../rule.ts";

const CLOSES_MAX = 2 ** 32 - 1;
const isSame = (a: Context, b: Context): boolean => a.chainId === b.chainId && equal(a.application, b.application);

/** The announcement that is signed later replaces an earlier one only with a higher number, and 30 days ahead again. */
export const succeed: ApplicationRule<"succeed"> = ({ globals, moment, fields }) => {
  const { context, provider, timeUnixS } = moment;
  const { statement: named, announcement: bytes } = fields;
  if (bytes.length !== SUCCESSION_BYTES || !equal(named, provider.sha256(bytes))) return "succession-invalid";
  let announced: ReturnType<typeof decodeSuccession>;
  try {
    announced = decodeSuccession(bytes);
  } catch {
    return "succession-invalid";
  }
  const { old, next, number, publicKey, closesUnixS } = announced;
  const isAnnouncement = equal(bytes, encodeSuccession(announcementOf(announced)));
  if (!isAnnouncement || !isSame(old, context) || isSame(next, context)) return "succession-invalid";
  if (number <= globals.succession.number || provider.p256Compress(publicKey) === undefined)
    return "succession-invalid";
  if (!isAnnouncedInTime(announced, timeUnixS) || closesUnixS > CLOSES_MAX) return "succession-invalid";
  return { globals: { ...globals, succession: { number, closesUnixS, announced: [{ statement: bytes }] } } };
};
