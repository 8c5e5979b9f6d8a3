/** `node rollup-node/src/main.ts`: one JSON line on stdout when ready, logs on stderr; `--help` lists the settings. */
import { EthereumError } from "@witness/ethereum/errors";
import { SettingsError } from "@witness/settings/errors";
import pino from "pino";
import { NodeError } from "./errors.ts";
import { startNode } from "./node.ts";
import { nodeSettings, readConfig } from "./settings.ts";

const logger = pino({ name: "rollup-node" }, pino.destination({ dest: 2, sync: true }));

async function run(): Promise<void> {
  const node = await startNode(readConfig(process.env), (level, message, facts) => logger[level](facts, message));
  const { rpcUrl, inspectUrl, rollupHttpUrls } = node;
  process.stdout.write(`${JSON.stringify({ ready: true, rpcUrl, inspectUrl, rollupHttpUrls })}\n`);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    node.stop().then(
      () => {
        logger.info("stopped");
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ error: String(error) }, "the node did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

function reportFailure(error: unknown): void {
  if (error instanceof SettingsError) {
    for (const { name, sentence } of error.problems) {
      logger.fatal({ code: error.code, setting: name }, `${name} ${sentence}.`);
    }
    process.exitCode = 2;
    return;
  }
  if (!(error instanceof NodeError || error instanceof EthereumError)) throw error;
  logger.fatal({ code: error.code }, error.message);
  process.exit(1);
}

if (process.argv.includes("--help")) process.stdout.write(nodeSettings.help());
else await run().catch(reportFailure);
