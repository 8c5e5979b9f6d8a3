/** The relay's composition root: environment in, one line of readiness out. */
import { native } from "@witness/protocol/crypto/native";
import { pino } from "pino";
import { readConfig } from "./config.ts";
import { RelayError } from "./errors.ts";
import { makeApp } from "./http/app.ts";
import { Relay } from "./relay.ts";

const log = pino({ name: "relay" }, pino.destination(2));

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const relay = new Relay(config, { provider: native, nowMs: Date.now, log });
  await relay.start();
  const onError = (error: unknown) => log.error({ code: "internal-error", err: error }, "a request failed");
  const app = makeApp(relay, { ratePerMinute: config.ratePerMinute, onError });
  const { server, port } = await new Promise<{ server: ReturnType<typeof app.listen>; port: number }>(
    (resolve, reject) => {
      const server = app.listen(config.port, config.host, (cause?: Error) => {
        const sentence = `Port ${config.port} of ${config.host} is taken; choose another with RELAY_PORT.`;
        if (cause) reject(new RelayError(sentence, { code: "port-taken", cause }));
        const address = server.address();
        resolve({ server, port: typeof address === "object" && address ? address.port : config.port });
      });
    },
  );
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://${config.host}:${port}` })}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  server.close();
  server.closeIdleConnections();
  await relay.stop();
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    const { code, message } = error as { code?: string; message?: string };
    log.fatal({ code: code ?? "internal-error" }, String(message));
    process.exit(1);
  },
);
