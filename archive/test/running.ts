/** An archive in this process, as people reach it: over HTTP. */
import { pino } from "pino";
import { Archive } from "../src/archive.ts";
import { makeApp } from "../src/http/app.ts";
import { listen } from "../src/http/server.ts";
import { readConfig } from "../src/settings.ts";

/** An archive in the process of the test. */
export interface RunningArchive {
  readonly url: string;
  readonly archive: Archive;
  readonly json: (path: string) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** Starts an archive. @param environment its settings */
export async function startArchive(environment: Readonly<Record<string, string>>): Promise<RunningArchive> {
  const config = readConfig(environment);
  const archive = await Archive.start(config, pino({ level: process.env["ARCHIVE_TEST_LOG"] ?? "silent" }));
  const app = makeApp(archive, {
    ratePerMinute: config.ratePerMinute,
    passesPerHour: config.passesPerHour,
    trustProxies: 0,
    stopping: () => false,
    onError: (error) => {
      throw error;
    },
  });
  const { url, end } = await listen(app, config.host, config.port);
  return {
    url,
    archive,
    json: async (path) => (await fetch(`${url}${path}`)).json(),
    stop: async () => {
      await end();
      await archive.stop();
    },
  };
}
