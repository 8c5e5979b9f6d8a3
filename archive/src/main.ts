/** The archive's composition root: environment in, one line of readiness out. */
import { SettingsError } from "@witness/settings/errors";
import { pino } from "pino";
import { Archive } from "./archive.ts";
import { codeOf, sentenceOf } from "./errors.ts";
import { makeApp } from "./http/app.ts";
import { listen } from "./http/server.ts";
import { archiveSettings, readConfig } from "./settings.ts";

const log = pino({ name: "archive" }, pino.destination(2));

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const archive = await Archive.start(config, log);
  const onError = (error: unknown) => {
    const { stack } = error as { stack?: string };
    log.error({ code: "internal-error", stack }, "a request failed");
  };
  let stopping = false;
  const { ratePerMinute, passesPerHour, trustProxies } = config;
  const app = makeApp(archive, { ratePerMinute, passesPerHour, trustProxies, onError, stopping: () => stopping });
  const { url, end } = await listen(app, config.host, config.port);
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  stopping = true;
  // First whoever waits is answered, then the store is closed.
  await end();
  await archive.stop();
  log.info("stopped");
}

function fail(error: unknown): never {
  if (error instanceof SettingsError) {
    for (const { name, sentence } of error.problems) {
      log.fatal({ code: error.code, setting: name }, `${name} ${sentence}.`);
    }
    process.exit(2);
  }
  log.fatal({ code: codeOf(error) }, sentenceOf(error));
  process.exit(1);
}

if (process.argv.includes("--help")) process.stdout.write(archiveSettings.help());
else run().then(() => process.exit(0), fail);
