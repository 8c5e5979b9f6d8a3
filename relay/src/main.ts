/** The relay's composition root: environment in, one line of readiness out. */
import { native } from "@witness/protocol/crypto/native";
import { SettingsError } from "@witness/settings/errors";
import { pino } from "pino";
import { isAdminCommand, runAdminCommand } from "./admin-command.ts";
import { Answers } from "./answers.ts";
import { codeOf, type RelayCode, RelayError, sentenceOf } from "./errors.ts";
import { makeAdminApp } from "./http/admin.ts";
import { makeApp } from "./http/app.ts";
import { listen } from "./http/server.ts";
import { startMqtt } from "./mqtt/start.ts";
import { Relay } from "./relay.ts";
import { readConfig, readDataDir, relaySettings } from "./settings.ts";
import { backUp, restore } from "./store/backup.ts";

const log = pino({ name: "relay" }, pino.destination(2));

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const relay = await Relay.open(config, { provider: native, nowMs: Date.now, log });
  await relay.start();
  const onError = (error: unknown) => {
    const { stack, code } = error as { stack?: string; code?: unknown };
    log.error({ code: "internal-error", cause: code, stack }, "a request failed");
  };
  let stopping = false;
  const { ratePerMinute, trustProxies } = config;
  const answers = new Answers(relay, Date.now);
  const { metrics } = relay;
  const app = makeApp(answers, { metrics, ratePerMinute, trustProxies, onError, stopping: () => stopping });
  const { url, end } = await listen(app, config.host, config.port);
  const onTrouble = (code: RelayCode, sentence: string) => {
    metrics.troubles.inc({ code });
    log.warn({ code }, sentence);
  };
  const mqtt = await startMqtt(config, { answers, metrics, nowMs: Date.now, onTrouble, onError });
  const { adminHost, adminPort, adminTokenFile } = config;
  const admin =
    adminPort === undefined || adminTokenFile === undefined
      ? undefined
      : await listen(makeAdminApp(relay.admin, adminTokenFile), adminHost, adminPort);
  const mqttUrl = mqtt.url === undefined ? {} : { mqttUrl: mqtt.url };
  process.stdout.write(`${JSON.stringify({ ready: true, url, ...mqttUrl, adminUrl: admin?.url })}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  stopping = true;
  // First whoever waits is answered, then the store is closed.
  await Promise.all([end(), mqtt.end(), admin?.end()]);
  await relay.stop();
  log.info("stopped");
}

/** Runs a command on the store, or orders a relay that runs. The last line is JSON. */
async function command(name: string, files: readonly string[]): Promise<void> {
  const [file] = files;
  if (isAdminCommand(name)) {
    process.stdout.write(`${JSON.stringify(await runAdminCommand(name, files, process.env))}\n`);
    return;
  }
  if ((name !== "backup" && name !== "restore") || file === undefined || files.length > 1) {
    throw new RelayError(
      "The commands are `backup FILE`, `restore FILE`, `status`, `pending`, `pause`, `resume`, `drain`, `replace ID` and `cancel ID`.",
      {
        code: "option-invalid",
      },
    );
  }
  const directory = readDataDir(process.env);
  const copied = name === "backup" ? backUp(directory, file) : restore(file, directory);
  process.stdout.write(`${JSON.stringify({ result: name === "backup" ? "BACKED UP" : "RESTORED", ...copied })}\n`);
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

const [name, ...files] = process.argv.slice(2);
if (process.argv.includes("--help")) process.stdout.write(relaySettings.help());
else if (name === undefined) run().then(() => process.exit(0), fail);
else command(name, files).catch(fail);
