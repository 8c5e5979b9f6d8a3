/** The issuer's composition root: environment in, one line of readiness out. */
import { SettingsError } from "@witness/settings/errors";
import { pino } from "pino";
import { askVerifier } from "./chain-word.ts";
import { codeOf, sentenceOf } from "./errors.ts";
import { startFollower } from "./follower.ts";
import { makeApp } from "./http/app.ts";
import { listen } from "./http/server.ts";
import { Issuer } from "./issuer.ts";
import { openKeys } from "./keys.ts";
import { makeProver } from "./proven-pass.ts";
import { issuerSettings, readConfig } from "./settings.ts";
import { Store } from "./store.ts";

const log = pino({ name: "issuer" }, pino.destination(2));
const nowUnixS = (): number => Math.floor(Date.now() / 1_000);

async function run(): Promise<void> {
  const {
    url: ownUrl,
    name,
    days,
    dataDir,
    followS,
    application,
    proving,
    asking,
    host,
    port,
    ...web
  } = readConfig(process.env);
  const store = new Store(dataDir, application);
  const keys = await openKeys(dataDir, { ...name, url: ownUrl }, nowUnixS());
  const prove = makeProver({ ...proving, askChain: askVerifier(asking) });
  const issuer = new Issuer({ url: ownUrl, name, keys, store, prove, nowUnixS, days });
  const onError = (error: unknown) => {
    log.error({ code: codeOf(error), stack: (error as { stack?: string }).stack }, "a request failed");
  };
  let stopping = false;
  const app = makeApp(issuer, keys, { ...web, onError, stopping: () => stopping });
  const { url, end } = await listen(app, host, port);
  const follower = startFollower(issuer, { everyS: followS, log });
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  stopping = true;
  // First whoever waits is answered, then the store is closed.
  await end();
  await follower.stop();
  store.close();
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

if (process.argv.includes("--help")) process.stdout.write(issuerSettings.help());
else run().then(() => process.exit(0), fail);
