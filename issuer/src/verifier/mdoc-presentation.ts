/** Checks a presented mdoc (ISO/IEC 18013-5, clause 9.3) for a request of OpenID4VP 1.0 (Annex B.2.6). */
import {
  cborDecode,
  DataItem,
  DateOnly,
  DeviceResponse,
  type Document,
  SessionTranscript,
  type VerificationAssessment,
  Verifier,
} from "@owf/mdoc";
import { DOC_TYPE, MILEAGE_NAMESPACE, VEHICLE_NAMESPACE } from "../credential/claims.ts";
import { MDOC_CONTEXT } from "../credential/mdoc-context.ts";
import { publicJwkOf } from "../p256.ts";
import { rootBehind, subjectOf } from "../trust.ts";
import {
  type Asked,
  type Checking,
  CLOCK_SKEW_S,
  PresentationError,
  type Presented,
  type Refusal,
} from "./presented.ts";
import { statusReferenceOf } from "./status.ts";

const REFUSALS: Readonly<Record<VerificationAssessment["category"], Refusal>> = {
  DATA_INTEGRITY: "disclosure-altered",
  // Another audience or nonce cannot be told from a foreign key: all of them are in what the wallet signs.
  DEVICE_AUTH: "holder",
  DOCUMENT_FORMAT: "format",
  ISSUER_AUTH: "signature",
  READER_AUTH: "format",
};

function readResponse(presentation: string): { readonly response: DeviceResponse; readonly document: Document } {
  try {
    const response = DeviceResponse.fromEncodedForOid4Vp(presentation);
    const [document, ...more] = response.documents ?? [];
    if (document && more.length === 0) return { response, document };
  } catch (cause) {
    throw new PresentationError("format", { cause });
  }
  throw new PresentationError("format");
}

/** Returns a CBOR value as JSON has it. */
function plain(value: unknown): unknown {
  if (value instanceof DateOnly) return value.toISOString();
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, part]) => [String(name), plain(part)]));
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "bigint" ? Number(value) : value;
}

function claimsOf({ issuerSigned }: Document): Record<string, unknown> {
  const items = [VEHICLE_NAMESPACE, MILEAGE_NAMESPACE].flatMap(
    (namespace) => issuerSigned.getIssuerNamespace(namespace) ?? [],
  );
  return Object.fromEntries(
    items.map(({ elementIdentifier, elementValue }) => [elementIdentifier, plain(elementValue)]),
  );
}

/** What the library does not read of the signed object. */
function statusOf({ issuerSigned }: Document) {
  const object = cborDecode<unknown>(issuerSigned.issuerAuth.payload ?? new Uint8Array(), {
    unwrapTopLevelDataItem: false,
  });
  return object instanceof DataItem && object.data instanceof Map
    ? statusReferenceOf(plain(object.data.get("status")))
    : undefined;
}

/** Returns what the presentation shows. @throws {PresentationError} which check failed */
export async function checkMdoc(presentation: string, asked: Asked, { roots, nowUnixS }: Checking): Promise<Presented> {
  const { response, document } = readResponse(presentation);
  try {
    return await checkDocument(response, document, { asked, roots, nowUnixS });
  } catch (cause) {
    if (cause instanceof PresentationError) throw cause;
    // The library throws for what it cannot read, at any depth.
    throw new PresentationError("format", { cause });
  }
}

async function checkDocument(
  response: DeviceResponse,
  document: Document,
  { asked, roots, nowUnixS }: Checking & { readonly asked: Asked },
): Promise<Presented> {
  const { issuerAuth } = document.issuerSigned;
  const { docType, validityInfo, deviceKeyInfo } = issuerAuth.mobileSecurityObject;
  const now = new Date(nowUnixS * 1_000);
  if (document.docType !== DOC_TYPE || docType !== DOC_TYPE) throw new PresentationError("format");
  const root = rootBehind(roots, issuerAuth.certificateChain, now);
  if (!root) throw new PresentationError("issuer-untrusted");
  if (validityInfo.validUntil <= now) throw new PresentationError("expired");
  const failed: VerificationAssessment[] = [];
  await Verifier.verifyDeviceResponse(
    {
      deviceResponse: response,
      sessionTranscript: await SessionTranscript.forOid4Vp({ ...asked }, MDOC_CONTEXT),
      trustedCertificates: [...roots],
      now,
      skewSeconds: CLOCK_SKEW_S,
      onCheck: (check) => {
        if (check.status === "FAILED") failed.push(check);
      },
    },
    MDOC_CONTEXT,
  );
  const [first] = failed;
  if (first) throw new PresentationError(REFUSALS[first.category]);
  const holder = publicJwkOf(deviceKeyInfo.deviceKey.jwk);
  const status = statusOf(document);
  if (!holder || !status) throw new PresentationError("format");
  return {
    format: "mso_mdoc",
    issuer: subjectOf(issuerAuth.certificate),
    root,
    claims: claimsOf(document),
    holder,
    expiresUnixS: Math.floor(validityInfo.validUntil.getTime() / 1_000),
    status,
  };
}
