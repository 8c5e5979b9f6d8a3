/** The demo fleet's public API: it makes a garage for whoever signs in. What it says of itself is not evidence. */
import { toHex } from "@witness/protocol/bytes";
import { EvidenceError } from "./errors.ts";

/** A simulated car, and how it misbehaves: said by the simulator, so that the reader can compare. */
export interface DemoCar {
  /** 16 hexadecimal digits. */
  readonly deviceId: string;
  readonly make: string;
  readonly model: string;
  readonly modelYear: number;
  readonly mode: string;
  /** What the relay answered to what the car sent. */
  readonly answered: readonly { readonly code: string; readonly count: number }[];
}

/**
 * Has the demo maker register a garage for an owner. Returns its cars, the same ones when it is asked again.
 * @param owner 20 bytes
 * @throws {EvidenceError} `fleet-unavailable`
 */
export async function openGarage(owner: Uint8Array): Promise<readonly DemoCar[]> {
  const response = await fetch("/api/fleet/v1/owners", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address: `0x${toHex(owner)}` }),
  }).catch(() => undefined);
  if (!response?.ok) {
    throw new EvidenceError(
      "fleet-unavailable",
      "The simulated fleet does not answer, so there is no demo garage; cars you have already are still listed.",
    );
  }
  return (await response.json()) as DemoCar[];
}
