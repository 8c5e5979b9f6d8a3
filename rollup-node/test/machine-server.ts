/**
 * A program as `cartesi-jsonrpc-machine` is one, made of the recorded conversation: `--server-address=HOST:PORT` is
 * where it listens, MACHINE_PARTS what it will be asked (JSON), `--help` aside it knows nothing else.
 */
import { recorded, startReplay } from "./machine-replay.ts";

const port = process.argv
  .find((argument) => argument.startsWith("--server-address="))
  ?.split(":")
  .at(-1);
const parts = JSON.parse(process.env["MACHINE_PARTS"] ?? "[]") as string[];
const replay = await startReplay({ script: recorded(...parts), port: Number(port) });
process.stderr.write("machine server bound\n");
process.once("exit", () => process.stderr.write(replay.wrong.join("\n")));
