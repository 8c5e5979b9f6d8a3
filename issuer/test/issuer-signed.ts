/** The second reader of mdocs: ISO/IEC 18013-5, clause 9.3.1, with cbor2 and Node's own cryptography. */
import { createHash, verify, X509Certificate } from "node:crypto";
import { decode, encode, Tag } from "cbor2";

/** What lies in `IssuerSigned`, after every check. */
export interface ReadMdoc {
  readonly docType: string;
  readonly elements: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly validUntil: Date;
  readonly status: { readonly idx: number; readonly uri: string };
  readonly deviceKey: Map<number, unknown>;
}

/** Maps with text keys become objects; dates stay as the text that they are on the wire. */
const OPTIONS = { tags: new Map([0, 1004].map((tag) => [tag, ({ contents }: { contents: unknown }) => contents])) };
const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Tag ? (value.contents as Uint8Array) : (value as Uint8Array);

/** Reads and checks `IssuerSigned`. Throws an Error that says which check failed. */
export function readIssuerSigned(bytes: Uint8Array, root: Uint8Array): ReadMdoc {
  const { nameSpaces, issuerAuth } = decode(bytes, OPTIONS) as {
    nameSpaces: Record<string, Tag[]>;
    issuerAuth: [Uint8Array, Map<number, Uint8Array>, Uint8Array, Uint8Array];
  };
  const [protectedHeader, unprotectedHeader, payload, signature] = issuerAuth;
  const leaf = new X509Certificate(unprotectedHeader.get(33)!);
  if (!leaf.verify(new X509Certificate(root).publicKey)) throw new Error("certificate");
  const algorithm = (decode(protectedHeader) as Map<number, number>).get(1);
  const signed = encode(["Signature1", protectedHeader, new Uint8Array(), payload]);
  const key = { key: leaf.publicKey, dsaEncoding: "ieee-p1363" } as const;
  if (algorithm !== -7 || !verify("sha256", signed, key, signature)) throw new Error("signature");
  const object = decode(bytesOf(decode(payload)), OPTIONS) as {
    docType: string;
    valueDigests: Record<string, Map<number, Uint8Array>>;
    validityInfo: { validUntil: string };
    deviceKeyInfo: { deviceKey: Map<number, unknown> };
    status: { status_list: { idx: number; uri: string } };
  };
  const elements: Record<string, Record<string, unknown>> = {};
  for (const [namespace, items] of Object.entries(nameSpaces)) {
    const shown: Record<string, unknown> = {};
    for (const item of items) {
      const { digestID, elementIdentifier, elementValue } = decode(bytesOf(item), OPTIONS) as {
        digestID: number;
        elementIdentifier: string;
        elementValue: unknown;
      };
      const digest = createHash("sha256")
        .update(encode(new Tag(24, bytesOf(item))))
        .digest();
      if (!digest.equals(object.valueDigests[namespace]?.get(digestID) ?? new Uint8Array())) throw new Error("digest");
      shown[elementIdentifier] = elementValue;
    }
    elements[namespace] = shown;
  }
  return {
    docType: object.docType,
    elements,
    validUntil: new Date(object.validityInfo.validUntil),
    status: object.status.status_list,
    deviceKey: object.deviceKeyInfo.deviceKey,
  };
}
