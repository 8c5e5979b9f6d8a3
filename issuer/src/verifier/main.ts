/** The demo verifier's composition root: environment in, one line of readiness out. */
import { makeKey } from "@witness/ethereum/key-file";
import { SettingsError } from "@witness/settings/errors";
import { pino } from "pino";
import { certify, makeRootCertificate } from "../certificate.ts";
import { codeOf, sentenceOf } from "../errors.ts";
import { listen } from "../http/server.ts";
import { signingKey } from "../p256.ts";
import { makeVerifierApp } from "./app.ts";
import { Presentations } from "./presentations.ts";
import { readVerifierConfig, verifierSettings } from "./settings.ts";

const log = pino({ name: "verifier" }, pino.destination(2));
const nowUnixS = (): number => Math.floor(Date.now() / 1_000);

/** A key for as long as the process runs: requests live for minutes, and wallets know it by a hash in each. */
async function makeVerifierKey(url: string) {
  const named = { country: "ZZ", name: "Witness demo verifier", url };
  const root = signingKey(makeKey("p256"));
  const rootCertificate = await makeRootCertificate(root, named, nowUnixS());
  return certify(signingKey(makeKey("p256")), { root, rootCertificate, named, nowUnixS: nowUnixS() });
}

async function run(): Promise<void> {
  const { url: ownUrl, roots, host, port, ratePerMinute, trustProxies } = readVerifierConfig(process.env);
  const presentations = new Presentations({ url: ownUrl, key: await makeVerifierKey(ownUrl), roots, nowUnixS });
  const onError = (error: unknown) => {
    log.error({ code: "internal-error", stack: (error as { stack?: string }).stack }, "a request failed");
  };
  let stopping = false;
  const app = makeVerifierApp(presentations, { ratePerMinute, trustProxies, onError, stopping: () => stopping });
  const { url, end } = await listen(app, host, port);
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  stopping = true;
  await end();
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

if (process.argv.includes("--help")) process.stdout.write(verifierSettings.help());
else run().then(() => process.exit(0), fail);
