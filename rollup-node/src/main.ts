/** `node rollup-node/src/main.ts --deployment FILE …`: one JSON line on stdout when ready, JSON logs on stderr. */
import pino from "pino";
import { parseConfig } from "./config.ts";
import { NodeError } from "./errors.ts";
import { startNode } from "./node.ts";

const logger = pino({ name: "rollup-node" }, pino.destination({ dest: 2, sync: true }));

try {
  const node = await startNode(parseConfig(process.argv.slice(2)), (level, message, facts) =>
    logger[level](facts, message),
  );
  const { rpcUrl, inspectUrl, rollupHttpUrls } = node;
  process.stdout.write(`${JSON.stringify({ ready: true, rpcUrl, inspectUrl, rollupHttpUrls })}\n`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    node.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error: String(error) }, "the node did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
} catch (error) {
  if ((error as { code?: string }).code === "commander.helpDisplayed") process.exit(0);
  if (!(error instanceof NodeError)) throw error;
  logger.fatal({ code: error.code }, error.message);
  process.exit(1);
}
