/** Both ends of a succession (docs/protocol.md, "Succession"): the old application announces it, the new one goes on from it. */
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
  const { succession } = globals;
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
  if (number <= succession.number || provider.p256Compress(publicKey) === undefined) return "succession-invalid";
  if (!isAnnouncedInTime(announced, timeUnixS) || closesUnixS > CLOSES_MAX) return "succession-invalid";
  return {
    globals: { ...globals, succession: { ...succession, number, closesUnixS, announced: [{ statement: bytes }] } },
  };
};

/** What this application goes on from. Once: all records that are taken over are proven under one root. */
export const inherit: ApplicationRule<"inherit"> = ({ globals, moment, fields }) => {
  const { context, predecessor, timeUnixS } = moment;
  const { succession } = globals;
  if (predecessor === undefined || succession.inherited.length > 0) return "succession-invalid";
  let statement: ReturnType<typeof decodeSuccession>;
  try {
    statement = decodeSuccession(fields.statement);
  } catch {
    return "succession-invalid";
  }
  const { old, next, number, root, closesUnixS } = statement;
  const isOurs = isSame(old, predecessor) && isSame(next, context);
  const isFinal = root.some((byte) => byte !== 0) && closesUnixS <= timeUnixS;
  if (!isOurs || !isFinal || number <= succession.number) return "succession-invalid";
  const inherited = [{ statement: fields.statement }];
  return { globals: { ...globals, succession: { ...succession, number, inherited } } };
};
