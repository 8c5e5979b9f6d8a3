/** A pass in a stranger's hand: how long its link is, how large its QR code, what its page weighs, and how long it takes to check. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@witness/protocol/bytes";
import { keccak256 } from "@witness/protocol/crypto/keccak";
import { native } from "@witness/protocol/crypto/native";
import { noble } from "@witness/protocol/crypto/noble";
import { emptySubtree, OUTPUTS_TREE_HEIGHT } from "@witness/protocol/last-output";
import { checkPass } from "@witness/protocol/pass/check";
import type { PassEvidence } from "@witness/protocol/pass/evidence";
import { issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { encodePassLink } from "@witness/protocol/pass/link";
import { walletPassSigner } from "@witness/protocol/pass/signature";
import { buildPage } from "@witness/verify/build/page";
import { passEvidence, passTerms } from "../protocol/scripts/example-pass.ts";
import type { Family } from "./family.ts";
import { pageFigures } from "./pass-page.ts";
import { quantile } from "./quantile.ts";

/** As long as an ordinary name of a host is. */
const PAGE_URL = "https://witness.example.com/p#";
/** A record among a million, and a notice among a million: each path has twenty hashes. */
const PATH_HASHES = 20;
const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };

/**
 * Bytes that a QR code of each version holds at error correction M in byte mode (ISO/IEC 18004, table 7): paper is folded and
 * photographed, so the lowest level would not do.
 */
const QR_BYTES_M = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213] as const;

/** Returns the smallest version that holds a text of so many characters. */
function qrVersion(characters: number): number {
  const place = QR_BYTES_M.findIndex((most) => characters <= most);
  if (place < 0) throw new Error(`A link of ${characters} characters is too long for a small QR code.`);
  return place + 1;
}

/** What a pass without history shows of a car among a million; it leads to a root of its own, as any does. */
function largeEvidence(owner: Uint8Array): PassEvidence {
  const shown = narrowEvidence(passEvidence(owner), ["vehicle", "vin", "period", "odometer"], native);
  const hash = (at: number): Uint8Array => keccak256(utf8(`sibling ${at}`));
  return {
    ...shown,
    place: { index: 699_050, size: 1_048_576, path: Array.from({ length: PATH_HASHES }, (_, at) => hash(at)) },
    output: {
      index: 699_050,
      siblings: Array.from({ length: OUTPUTS_TREE_HEIGHT }, (_, at) =>
        at < PATH_HASHES ? hash(at) : emptySubtree(at),
      ),
    },
    sessions: [],
  };
}

/** Returns a pass by a wallet, the dearest form to check. */
function largePass(): Uint8Array {
  const signer = walletPassSigner(context, new Uint8Array(32).fill(5));
  if (signer.actor.form !== "wallet") throw new Error("A wallet's signer is a wallet.");
  return issuePass(passTerms, largeEvidence(signer.actor.address), signer, native);
}

/** What a reader's browser does once a pass and the chain's word are there, with JavaScript's own primitives, as there. */
function verifyMs(pass: Uint8Array, times: number): number {
  const options = { context, provider: noble, nowUnixS: passTerms.issuedUnixS, origins: [] };
  const once = (): number => {
    const startMs = performance.now();
    const { steps } = checkPass(pass, options);
    const tookMs = performance.now() - startMs;
    if (steps.some(({ result }) => result === "fails")) throw new Error("A good pass did not hold.");
    return tookMs;
  };
  return quantile(Array.from({ length: times }, once), 0.5);
}

/** passLinkBytes, passQrVersion, passVerifyMs, what the page weighs, and how it does on a slow phone. */
export const passFamily: Family = {
  name: "pass",
  figures: [
    "passLinkBytes",
    "passQrVersion",
    "passVerifyMs",
    "passPageKbBrotli",
    "passHistoryKbBrotli",
    "passGermanKbBrotli",
    "lcpPassMs",
    "passVerifyThrottledMs",
  ],
  run: async ({ short }) => {
    const pass = largePass();
    const kept = encodePassLink({ form: "kept", hash: native.sha256(pass), secret: new Uint8Array(16) });
    const folder = mkdtempSync(join(tmpdir(), "witness-bench-page-"));
    try {
      const dist = join(folder, "dist");
      const { brotliBytes, historyBrotliBytes, germanBrotliBytes } = await buildPage(dist);
      return {
        passLinkBytes: PAGE_URL.length + encodePassLink({ form: "whole", pass }).length,
        passQrVersion: qrVersion(PAGE_URL.length + kept.length),
        passVerifyMs: verifyMs(pass, short ? 3 : 101),
        passPageKbBrotli: brotliBytes / 1_000,
        passHistoryKbBrotli: historyBrotliBytes / 1_000,
        passGermanKbBrotli: germanBrotliBytes / 1_000,
        ...(await pageFigures(dist, short ? 1 : 5)),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
