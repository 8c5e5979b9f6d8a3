/** The socket under the relay's HTTP interface: what it allows its senders. Who is cut off at its end has no acknowledgement. */
import { type Listening, listenAt } from "@witness/settings/listening";
import type { Express } from "express";
import { RelayError } from "../errors.ts";
import { problem } from "../problem.ts";

const LIMITS = {
  connectionsMax: 10_000,
  // 4 MiB at 140 kB a second.
  requestWithinMs: 30_000,
};

/** Listens. @throws {RelayError} `port-taken` */
export const listen = (app: Express, host: string, port: number): Promise<Listening> =>
  listenAt(app, {
    ...LIMITS,
    host,
    port,
    malformed: () => {
      const { status, document } = problem("malformed");
      return { status, text: JSON.stringify(document) };
    },
    portTaken: (reason, cause) =>
      new RelayError(`Port ${port} of ${host} cannot be listened at (${reason}); choose another with RELAY_PORT.`, {
        code: "port-taken",
        cause,
      }),
  });
