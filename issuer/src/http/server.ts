/** The socket under the HTTP interfaces of issuer and verifier: what they allow their clients. */
import { type Listening, listenAt } from "@witness/settings/listening";
import type { Express } from "express";
import { IssuerError } from "../errors.ts";
import { problemText } from "./problem.ts";

const LIMITS = { connectionsMax: 1_000, requestWithinMs: 10_000, headerMaxBytes: 8_192 };

/** Listens. @throws {IssuerError} `port-taken` */
export const listen = (app: Express, host: string, port: number): Promise<Listening> =>
  listenAt(app, {
    ...LIMITS,
    host,
    port,
    malformed: () => problemText("malformed"),
    portTaken: (reason, cause) =>
      new IssuerError(`Port ${port} of ${host} cannot be listened at (${reason}); choose another port.`, {
        code: "port-taken",
        cause,
      }),
  });
