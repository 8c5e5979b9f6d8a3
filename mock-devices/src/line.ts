/** The fleet's line to a broker, which all its devices share. */
import type { TransportTo } from "@witness/device";
import { mqttTransport } from "@witness/device/mqtt-transport";

/** A line that stands or is being made again. */
export interface Line {
  readonly transport: TransportTo;
  readonly close: () => Promise<void>;
}

const RECONNECT_AFTER_MS = 1_000;

/** Connects to a broker, and goes on trying: until then devices keep what they have. @param onError is told of each failure */
export async function connectLine(url: string, onError: (error: unknown) => void): Promise<Line> {
  // Loaded where it is asked for: most fleets speak HTTP.
  const { default: mqtt } = await import("mqtt");
  const client = mqtt.connect(url, { protocolVersion: 4, reconnectPeriod: RECONNECT_AFTER_MS });
  client.on("error", onError);
  return { transport: mqttTransport(client), close: () => client.endAsync(true) };
}
