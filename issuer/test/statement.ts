/** A statement as `proven-pass.ts` makes them, for tests of what is signed. */
import { parseDeviceId } from "@witness/protocol/identity";
import type { Statement } from "../src/statement.ts";

export const NOW_S = 1_795_780_800;
export const STATEMENT: Statement = {
  identity: Uint8Array.from({ length: 32 }, (_, index) => index + 1),
  device: parseDeviceId("0011223344556677"),
  issuedUnixS: NOW_S - 60,
  expiresUnixS: NOW_S + 30 * 86_400,
  purpose: "sale",
  verdict: "logical",
  reasons: [{ reason: "gap", open: 1, count: 2, firstTimeUnixS: NOW_S - 86_400 }],
  standing: "clear",
  vehicle: { make: "Škoda", model: "Octavia", modelYear: 2024 },
  vinLastFour: "1234",
  odometer: { distanceHm: 1_234_567, timeUnixS: NOW_S - 3_600 },
  distanceBand: 12,
  period: {
    coveredFromUnixS: NOW_S - 900 * 86_400,
    coveredToUnixS: NOW_S - 3_600,
    readings: 8_000,
    longestSilenceS: 86_400,
  },
  stateRoot: new Uint8Array(32).fill(7),
  proof: "https://witness.example/p#AQIDBA",
};
