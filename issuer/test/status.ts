/** The second reader of status lists (draft-ietf-oauth-status-list, §8.3), with jose, cbor2 and zlib. */
import { verify, X509Certificate } from "node:crypto";
import { inflateSync } from "node:zlib";
import { decode, encode, type Tag } from "cbor2";
import { compactVerify, decodeProtectedHeader } from "jose";

const bitOf = (compressed: Uint8Array, place: number): number =>
  (inflateSync(compressed)[place >> 3]! >> (place & 7)) & 1;

/** Returns a place's bit out of the list as JWT. */
export async function statusByJwt(uri: string, place: number, root: Uint8Array): Promise<number> {
  const response = await fetch(uri, { headers: { accept: "application/statuslist+jwt" } });
  if (!response.headers.get("content-type")?.startsWith("application/statuslist+jwt")) throw new Error("type");
  const jwt = await response.text();
  const leaf = new X509Certificate(Buffer.from(decodeProtectedHeader(jwt).x5c?.[0] ?? "", "base64"));
  if (!leaf.verify(new X509Certificate(root).publicKey)) throw new Error("certificate");
  const { payload, protectedHeader } = await compactVerify(jwt, leaf.publicKey);
  const list = JSON.parse(new TextDecoder().decode(payload)) as {
    sub: string;
    status_list: { bits: number; lst: string };
  };
  if (protectedHeader.typ !== "statuslist+jwt" || list.sub !== uri || list.status_list.bits !== 1)
    throw new Error("list");
  return bitOf(Buffer.from(list.status_list.lst, "base64url"), place);
}

/** Returns a place's bit out of the list as CWT. */
export async function statusByCwt(uri: string, place: number, root: Uint8Array): Promise<number> {
  const response = await fetch(uri, { headers: { accept: "application/statuslist+cwt" } });
  if (!response.headers.get("content-type")?.startsWith("application/statuslist+cwt")) throw new Error("type");
  const { contents } = decode(new Uint8Array(await response.arrayBuffer())) as Tag;
  const [header, unprotected, payload, signature] = contents as [
    Uint8Array,
    Map<number, Uint8Array>,
    Uint8Array,
    Uint8Array,
  ];
  const leaf = new X509Certificate(unprotected.get(33)!);
  const signed = encode(["Signature1", header, new Uint8Array(), payload]);
  const key = { key: leaf.publicKey, dsaEncoding: "ieee-p1363" } as const;
  if (!leaf.verify(new X509Certificate(root).publicKey) || !verify("sha256", signed, key, signature))
    throw new Error("signature");
  const type = (decode(header) as Map<number, unknown>).get(16);
  const claims = decode(payload) as Map<number, unknown>;
  const list = claims.get(65_533) as { bits: number; lst: Uint8Array };
  if (type !== "application/statuslist+cwt" || claims.get(2) !== uri || list.bits !== 1) throw new Error("list");
  return bitOf(list.lst, place);
}
