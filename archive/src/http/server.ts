/** The socket under the archive's HTTP interface: what it allows its readers. */
import { type Listening, listenAt } from "@witness/settings/listening";
import type { Express } from "express";
import { ArchiveError } from "../errors.ts";
import { problemText } from "./problem.ts";

const LIMITS = {
  connectionsMax: 10_000,
  requestWithinMs: 10_000,
  headerMaxBytes: 8_192,
  // A reader of 4 MiB at 140 kB a second.
  idleWithinMs: 30_000,
};

/** Listens. @throws {ArchiveError} `port-taken` */
export const listen = (app: Express, host: string, port: number): Promise<Listening> =>
  listenAt(app, {
    ...LIMITS,
    host,
    port,
    malformed: () => problemText("malformed"),
    portTaken: (reason, cause) =>
      new ArchiveError(`Port ${port} of ${host} cannot be listened at (${reason}); choose another with ARCHIVE_PORT.`, {
        code: "port-taken",
        cause,
      }),
  });
