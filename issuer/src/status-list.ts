/** The status list (draft-ietf-oauth-status-list): one bit for each place, 1 for invalid, compressed and signed. */
import { deflateSync } from "node:zlib";
import { cborEncode, Header, ProtectedHeaders, Sign1, UnprotectedHeaders } from "@owf/mdoc";
import { concat } from "@witness/protocol/bytes";
import type { CertifiedKey } from "./certificate.ts";
import { coseKeyOf, ES256, MDOC_CONTEXT } from "./credential/mdoc-context.ts";
import { signJwt } from "./jwt.ts";

/** Places of the list: 16 KiB before compression. */
export const STATUS_PLACES = 131_072;
/** Seconds after which a reader asks again. */
export const STATUS_TTL_S = 60;
/** Seconds after which a list counts no more. */
const STATUS_LIFE_S = 3_600;

/** Names in a CWT (draft-ietf-oauth-status-list, §6.3). */
const CWT = { subject: 2, expires: 4, issued: 6, statusList: 65_533, ttl: 65_534 } as const;
const TYPE_HEADER = 16;
/** The tag of a COSE_Sign1 (RFC 9052, §2), which the library's encoder cannot write. */
const COSE_SIGN1 = Uint8Array.of(0xd2);

/** What a list says. */
export interface StatusList {
  /** The list's address, which is its subject. */
  readonly uri: string;
  readonly invalid: readonly number[];
}

/** Returns the list's bits, the first place in the lowest bit of the first byte, compressed (RFC 1950). */
function compressed(invalid: readonly number[]): Uint8Array {
  const bits = new Uint8Array(STATUS_PLACES / 8);
  for (const place of invalid) bits[place >> 3]! |= 1 << (place & 7);
  return Uint8Array.from(deflateSync(bits, { level: 9 }));
}

/** Signs a list as JWT. */
export function statusListJwt({ uri, invalid }: StatusList, key: CertifiedKey, nowUnixS: number): string {
  const header = { typ: "statuslist+jwt", x5c: [Buffer.from(key.certificate).toString("base64")] };
  const lst = Buffer.from(compressed(invalid)).toString("base64url");
  const payload = {
    sub: uri,
    iat: nowUnixS,
    exp: nowUnixS + STATUS_LIFE_S,
    ttl: STATUS_TTL_S,
    status_list: { bits: 1, lst },
  };
  return signJwt({ header, payload }, key);
}

/** Signs a list as CWT, for readers of mdocs. */
export async function statusListCwt(
  { uri, invalid }: StatusList,
  key: CertifiedKey,
  nowUnixS: number,
): Promise<Uint8Array> {
  const claims = new Map<number, unknown>([
    [CWT.subject, uri],
    [CWT.issued, nowUnixS],
    [CWT.expires, nowUnixS + STATUS_LIFE_S],
    [CWT.ttl, STATUS_TTL_S],
    [
      CWT.statusList,
      new Map<string, unknown>([
        ["bits", 1],
        ["lst", compressed(invalid)],
      ]),
    ],
  ]);
  const protectedHeaders = new Map<number, unknown>([
    [Header.Algorithm, ES256],
    [TYPE_HEADER, "application/statuslist+cwt"],
  ]);
  const signed = await Sign1.create(
    {
      payload: cborEncode(claims),
      protectedHeaders: ProtectedHeaders.create({ protectedHeaders }),
      unprotectedHeaders: UnprotectedHeaders.create({
        unprotectedHeaders: new Map([[Header.X5Chain, key.certificate]]),
      }),
      signingKey: coseKeyOf(key),
      algorithm: ES256,
    },
    MDOC_CONTEXT,
  );
  return concat(COSE_SIGN1, signed.encode());
}
