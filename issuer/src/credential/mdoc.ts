/** A proven pass as mdoc (ISO/IEC 18013-5, clause 9.1.2), with a place in a status list as its second edition has it. */
import {
  type CoseKey,
  cborEncode,
  DataItem,
  DateOnly,
  DeviceKey,
  Header,
  Issuer,
  IssuerAuth,
  IssuerSigned,
  ProtectedHeaders,
  UnprotectedHeaders,
} from "@owf/mdoc";
import type { CertifiedKey } from "../certificate.ts";
import type { Statement } from "../statement.ts";
import { DOC_TYPE, MILEAGE_NAMESPACE, mileageClaims, VEHICLE_NAMESPACE, vehicleClaims } from "./claims.ts";
import { coseKeyOf, ES256, MDOC_CONTEXT } from "./mdoc-context.ts";
import type { CredentialTerms } from "./terms.ts";

const FULL_DATES = ["issue_date", "expiry_date"];
/** Above it, the encoder writes a number with a fraction unless it is a big one. */
const UINT_MAX = 0xffff_ffff;

/** Returns a claim as CBOR has it: dates with their tag (RFC 8943), whole numbers as such. */
function elementOf(name: string, value: unknown): unknown {
  if (FULL_DATES.includes(name)) return new DateOnly(String(value));
  if (typeof value === "number") return value > UINT_MAX ? BigInt(value) : value;
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return new Map(Object.entries(elementsOf(value)));
  return value;
}

const elementsOf = (claims: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, elementOf(name, value)]));

/** Signs a proven pass as mdoc. @returns `IssuerSigned` in base64url, as OpenID4VCI carries it */
export async function issueMdoc(statement: Statement, terms: CredentialTerms, key: CertifiedKey): Promise<string> {
  const { issuedUnixS, expiresUnixS, holder, status } = terms;
  const signingKey = coseKeyOf(key);
  const signed = new Date(issuedUnixS * 1_000);
  const issuer = new Issuer(DOC_TYPE, MDOC_CONTEXT)
    .addIssuerNamespace(VEHICLE_NAMESPACE, elementsOf(vehicleClaims(statement, terms)))
    .addIssuerNamespace(MILEAGE_NAMESPACE, elementsOf(mileageClaims(statement)));
  const plain = await issuer.sign({
    signingKey,
    algorithm: ES256,
    digestAlgorithm: "SHA-256",
    validityInfo: { signed, validFrom: signed, validUntil: new Date(expiresUnixS * 1_000) },
    deviceKeyInfo: { deviceKey: DeviceKey.fromJwk({ ...holder }) },
    certificates: [key.certificate],
  });
  return withStatus(plain, status, { signingKey, certificate: key.certificate });
}

/** The library knows no `status` in what is signed: it is added there, and signed again. */
async function withStatus(
  plain: IssuerSigned,
  { idx, uri }: CredentialTerms["status"],
  { signingKey, certificate }: { readonly signingKey: CoseKey; readonly certificate: Uint8Array },
): Promise<string> {
  const object = new Map(plain.issuerAuth.mobileSecurityObject.encodedStructure as unknown as Map<unknown, unknown>);
  object.set(
    "status",
    new Map([
      [
        "status_list",
        new Map<string, unknown>([
          ["idx", idx],
          ["uri", uri],
        ]),
      ],
    ]),
  );
  const issuerAuth = await IssuerAuth.create(
    {
      payload: cborEncode(DataItem.fromData(object)),
      protectedHeaders: ProtectedHeaders.create({ protectedHeaders: new Map([[Header.Algorithm, ES256]]) }),
      unprotectedHeaders: UnprotectedHeaders.create({ unprotectedHeaders: new Map([[Header.X5Chain, certificate]]) }),
      signingKey,
      algorithm: ES256,
    },
    MDOC_CONTEXT,
  );
  return IssuerSigned.create({ issuerNamespaces: plain.issuerNamespaces, issuerAuth }).encodedForOid4Vci;
}
