/** The watch's composition root: environment in, one line of readiness out. */
import { openPatiently } from "@witness/audit/logs";
import { SettingsError } from "@witness/settings/errors";
import { listenAt } from "@witness/settings/listening";
import { pino } from "pino";
import { Alerts } from "./alerts.ts";
import { codeOf, sentenceOf, WatchError } from "./errors.ts";
import { makeApp } from "./http/app.ts";
import { readConfig, watchSettings } from "./settings.ts";
import { Store } from "./store.ts";
import { Watch } from "./watch.ts";

const log = pino({ name: "watch" }, pino.destination(2));
const LIMITS = { connectionsMax: 1_000, requestWithinMs: 30_000 };

async function run(): Promise<void> {
  const { dataDir, rpcUrl, webhook, roundS, host, port, ...config } = readConfig(process.env);
  const store = new Store(dataDir, `${config.context.chainId}:${config.application}`);
  const nowMs = Date.now;
  const watch = new Watch({ ...config, call: openPatiently(rpcUrl), store, nowMs });
  const onUndelivered = (sentence: string) => log.error({ code: "alert-undelivered" }, sentence);
  const alerts = webhook && new Alerts({ ...webhook, store, nowMs, onUndelivered });
  const onError = (error: unknown) => {
    log.error({ code: codeOf(error), stack: (error as { stack?: string }).stack }, "a request failed");
  };
  const { url, end } = await listenAt(makeApp(watch, { ...config, onError }), {
    ...LIMITS,
    host,
    port,
    malformed: () => ({ status: 400, text: JSON.stringify({ title: "malformed", status: 400, code: "malformed" }) }),
    portTaken: (reason, cause) => {
      const sentence = `Port ${port} of ${host} cannot be listened at (${reason}); choose another with WATCH_PORT.`;
      return new WatchError(sentence, { code: "port-taken", cause });
    },
  });
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  let wake = (): void => undefined;
  let stopping = false;
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        stopping = true;
        wake();
        resolve();
      });
    }
  });
  while (!stopping) {
    try {
      // What has come due is judged a part at a time, each in one reading of the chain.
      while (!stopping && (await watch.round()) > 0);
    } catch (error) {
      log.warn({ code: codeOf(error) }, sentenceOf(error));
    }
    await alerts?.send();
    if (stopping) break;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, roundS * 1_000);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  await stopped;
  await end();
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

const USAGE = "Usage: npm run watch -- [--help]\n\n";

if (process.argv.includes("--help")) process.stdout.write(USAGE + watchSettings.help());
else run().then(() => process.exit(0), fail);
