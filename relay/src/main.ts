/** The relay's composition root: environment in, one line of readiness out. */
import { native } from "@witness/protocol/crypto/native";
import { pino } from "pino";
import { readConfig } from "./config.ts";
import { sentenceOf } from "./errors.ts";
import { makeApp } from "./http/app.ts";
import { listen } from "./http/server.ts";
import { Relay } from "./relay.ts";

const log = pino({ name: "relay" }, pino.destination(2));

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const relay = new Relay(config, { provider: native, nowMs: Date.now, log });
  await relay.start();
  const onError = (error: unknown) => {
    const { stack, code } = error as { stack?: string; code?: unknown };
    log.error({ code: "internal-error", cause: code, stack }, "a request failed");
  };
  let stopping = false;
  const { ratePerMinute, trustProxies } = config;
  const app = makeApp(relay, { ratePerMinute, trustProxies, onError, stopping: () => stopping });
  const { url, end } = await listen(app, config.host, config.port);
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  stopping = true;
  // First whoever waits is answered, then the store is closed.
  await end();
  await relay.stop();
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    const { code } = error as { code?: string };
    log.fatal({ code: code ?? "internal-error" }, sentenceOf(error));
    process.exit(1);
  },
);
