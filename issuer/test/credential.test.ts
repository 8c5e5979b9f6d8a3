import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeKey } from "@witness/ethereum/key-file";
import { afterAll, describe, expect, it } from "vitest";
import { issueMdoc } from "../src/credential/mdoc.ts";
import { issueSdJwt } from "../src/credential/sd-jwt.ts";
import { openKeys } from "../src/keys.ts";
import { signingKey } from "../src/p256.ts";
import { disclosedBy } from "./disclosed.ts";
import { readIssuerSigned } from "./issuer-signed.ts";
import { NOW_S, STATEMENT } from "./statement.ts";

const directory = mkdtempSync(join(tmpdir(), "issuer-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const issuer = { country: "DE", name: "Prüfstelle Nord" };
const issuerUrl = "https://issuer.example";
const { signer, rootCertificate: root } = await openKeys(directory, { ...issuer, url: issuerUrl }, NOW_S);
const holder = signingKey(makeKey("p256")).publicJwk;
const terms = {
  issuerUrl,
  issuer,
  issuedUnixS: NOW_S,
  expiresUnixS: NOW_S + 86_400,
  holder,
  status: { uri: `${issuerUrl}/status/1`, idx: 77 },
};
const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

const VEHICLE = {
  issue_date: "2026-11-27",
  expiry_date: "2026-11-28",
  issuing_authority_unicode: "Prüfstelle Nord",
  issuing_authority_latin1: "Prüfstelle Nord",
  issuing_country: "DE",
  document_number: "0102030405060708",
  basic_vehicle_info: { make: "Škoda", commercial_name: "Octavia" },
};
const MILEAGE = {
  basis: expect.stringContaining("believes the issuer"),
  verdict: "logical",
  reasons: [{ reason: "gap", open: 1, count: 2, first_time: "2026-11-26T12:00:00Z" }],
  standing: "clear",
  device: "0011223344556677",
  purpose: "sale",
  model_year: 2024,
  vin_last_four: "1234",
  odometer: { distance_hm: 1_234_567, time: "2026-11-27T11:00:00Z" },
  odometer_band_km: { from: 120_000, below: 130_000 },
  period: { from: "2024-06-10T12:00:00Z", to: "2026-11-27T11:00:00Z", readings: 8_000, longest_silence_s: 86_400 },
  pass: "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
  state_root: "07".repeat(32),
  proof: "https://witness.example/p#AQIDBA",
};

describe("SD-JWT VC, read by a second library", async () => {
  const credential = await issueSdJwt(STATEMENT, terms, signer);
  const read = (presentation: string) => disclosedBy(presentation, { root, nowUnixS: NOW_S });

  it("says all that the pass says, whose it is, and where its status is told", async () => {
    expect(await read(credential)).toEqual({
      iss: issuerUrl,
      iat: NOW_S,
      exp: NOW_S + 86_400,
      vct: "urn:witness:mileage:1",
      cnf: { jwk: holder },
      status: { status_list: terms.status },
      ...VEHICLE,
      ...MILEAGE,
    });
  });

  it("shows verdict, reasons and whose word it is when the holder leaves out all else", async () => {
    const bare = `${credential.split("~")[0]}~`;
    const claims = await read(bare);
    expect(claims).toMatchObject({
      verdict: "logical",
      standing: "clear",
      reasons: MILEAGE.reasons,
      basis: MILEAGE.basis,
    });
    for (const hidden of ["odometer", "odometer_band_km", "proof", "pass", "device", "vin_last_four", "purpose"]) {
      expect(claims).not.toHaveProperty(hidden);
      expect(Buffer.from(bare.split(".")[1]!, "base64url").toString()).not.toContain(`"${hidden}":`);
    }
  });

  it("refuses an altered disclosure, an altered claim and a disclosure shown twice", async () => {
    const [jwt = "", ...disclosures] = credential.split("~").slice(0, -1);
    const altered = Buffer.from(JSON.stringify(["salt", "odometer", { distance_hm: 1 }])).toString("base64url");
    await expect(read(`${jwt}~${altered}~`)).rejects.toThrow("disclosure");
    await expect(read(`${jwt}~${disclosures[0]}~${disclosures[0]}~`)).rejects.toThrow("disclosure");
    await expect(read(`${flip(jwt, jwt.indexOf(".") + 20)}~`)).rejects.toThrow();
  });
});

describe("mdoc, read by a second library", async () => {
  const bytes = Uint8Array.from(Buffer.from(await issueMdoc(STATEMENT, terms, signer), "base64url"));

  it("says the same under two namespaces, and carries status and holder in what is signed", () => {
    const mdoc = readIssuerSigned(bytes, root);
    expect(mdoc.docType).toBe("witness.mileage.1");
    expect(mdoc.elements).toEqual({ "org.iso.7367.2.1": VEHICLE, "witness.mileage.1": MILEAGE });
    expect(mdoc.status).toEqual(terms.status);
    expect(mdoc.validUntil).toEqual(new Date((NOW_S + 86_400) * 1_000));
    expect(Buffer.from(mdoc.deviceKey.get(-2) as Uint8Array).toString("base64url")).toBe(holder.x);
  });

  it("writes a distance above 32 bits as a whole number", async () => {
    const odometer = { distanceHm: 2 ** 40, timeUnixS: NOW_S };
    const far = await issueMdoc({ ...STATEMENT, odometer }, terms, signer);
    const { elements } = readIssuerSigned(Uint8Array.from(Buffer.from(far, "base64url")), root);
    expect(elements["witness.mileage.1"]?.["odometer"]).toMatchObject({ distance_hm: 2 ** 40 });
    expect(Buffer.from(far, "base64url").includes(Buffer.from("1b0000010000000000", "hex"))).toBe(true);
  });

  it("refuses an altered element and an altered signature", () => {
    const altered = Uint8Array.from(bytes);
    altered.set(Buffer.from("illogica"), Buffer.from(bytes).indexOf("logical") - 1);
    expect(() => readIssuerSigned(altered, root)).toThrow();
    const last = Uint8Array.from(bytes);
    last[last.length - 1]! ^= 1;
    expect(() => readIssuerSigned(last, root)).toThrow("signature");
  });
});

describe("keys", () => {
  it("are files that only the owner can read, and stay over a new start", async () => {
    for (const name of ["root.key", "signer.key"]) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    const again = await openKeys(directory, { ...issuer, url: issuerUrl }, NOW_S + 9);
    expect(again.signer.publicJwk).toEqual(signer.publicJwk);
    expect(again.rootCertificate).toEqual(root);
    expect(readFileSync(join(directory, "root.pem"), "utf8")).not.toContain("PRIVATE");
  });

  it("refuses a root that names somebody else", async () => {
    const other = openKeys(directory, { country: "FR", name: issuer.name, url: issuerUrl }, NOW_S);
    await expect(other).rejects.toMatchObject({ code: "country-changed" });
  });
});
