/** How a device reaches a relay: over HTTP or MQTT, the same questions and the same answers (docs/protocol.md, "Carrying"). */
import type { Application } from "@witness/protocol/assembly";
import type { DeviceId } from "@witness/protocol/identity";

/** What a relay is asked. */
export type Question =
  | { readonly name: "application" }
  | { readonly name: "head"; readonly deviceId: DeviceId }
  | {
      readonly name: "envelopes";
      /** JSON, `{"envelopes":["base64",…]}`. */
      readonly body: string;
    };

/** What a relay answered. */
export interface Told {
  /** As HTTP has it. */
  readonly status: number;
  /** Empty where what came is no JSON object. */
  readonly document: Readonly<Record<string, unknown>>;
  /** How long the relay wants to be left alone, when it said so. */
  readonly waitMs: number | undefined;
}

/** A way to one relay. What comes over it is believed for no part of it. */
export interface Transport {
  /** Asks once. Rejects with anything when nobody could be reached, or nobody knows whether the question arrived. */
  readonly ask: (question: Question) => Promise<Told>;
  /** Abandons what is under way, and asks nothing more. */
  readonly close: () => void;
}

/** Whom a device wants to reach, and for whom it asks. */
export interface Destination {
  /** From the provisioning file, or of the application that the device follows. */
  readonly relayUrl: string;
  readonly application: Application;
  readonly deviceId: DeviceId;
}

/** Makes a way to a relay; a device that follows its application to another asks for a new one. */
export type TransportTo = (destination: Destination) => Transport;

/** How long a relay may take to answer. */
export const ANSWER_WITHIN_MS = 30_000;

/** Returns the JSON object that a text says; an empty one for any other text. */
export function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    // A proxy's page, say: it has none of the fields that are looked for.
    return {};
  }
}
