/** A chain on this machine: Hardhat's EDR over HTTP, in memory, with blocks that come by themselves. */
import { once } from "node:events";
import { createServer } from "node:net";
import { port, wholeNumber } from "@witness/settings/schemas";
import { defineSettings } from "@witness/settings/settings";
import { ChainError, reportFailure } from "./errors.ts";

/** Where the chain listens and how it behaves. */
export interface LocalChainOptions {
  /** 0 asks for any free port. */
  readonly port: number;
  /** Seconds between empty blocks; 0: only transactions make blocks. */
  readonly blockTimeS: number;
  /** The time of the first block; now unless given. */
  readonly startUnixS?: number | undefined;
}

/** A chain that listens. */
export interface LocalChain {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly close: () => Promise<void>;
}

const CHAIN_ID = 31_337;

/** Starts a chain. @throws {ChainError} `port-taken` */
export async function startLocalChain({ port, blockTimeS, startUnixS }: LocalChainOptions): Promise<LocalChain> {
  await requireFree(port);
  // Hardhat reads its configuration when it is imported.
  const { network } = await import("hardhat");
  // A burst of transactions makes many blocks in a second; their time must not run ahead of the clock.
  const initialDate = startUnixS === undefined ? new Date() : new Date(startUnixS * 1_000);
  const mining = { auto: true, interval: blockTimeS * 1_000 };
  const server = await network.createServer(
    {
      network: "local",
      chainType: "l1",
      override: { mining, allowBlocksWithSameTimestamp: true, initialDate },
    },
    "127.0.0.1",
    port,
  );
  const bound = await server.listen();
  return { rpcUrl: `http://127.0.0.1:${bound.port}`, chainId: CHAIN_ID, close: () => server.close() };
}

/** Hardhat's server never answers when its port is taken, so the port is tried first. */
async function requireFree(port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, "127.0.0.1");
    await once(probe, "listening");
  } catch (cause) {
    if ((cause as { code?: string }).code !== "EADDRINUSE") throw cause;
    const sentence = `Port ${port} is taken; stop what listens there or choose another CHAIN_PORT.`;
    throw new ChainError(sentence, { code: "port-taken", cause });
  } finally {
    probe.close();
  }
}

/** The settings of the local chain. */
export const chainSettings = defineSettings({
  prefix: "CHAIN_",
  about: "Runs an Ethereum chain on this machine, in memory, on the loopback address.",
  settings: {
    PORT: { schema: port, describe: "Port to listen on; 0 takes any free one.", default: "8545" },
    BLOCK_TIME_S: {
      schema: wholeNumber(0, 65_535),
      describe: "Seconds between empty blocks; 0: only transactions make blocks.",
      default: "1",
    },
    START_UNIX_S: {
      schema: wholeNumber(1, 2 ** 32 - 1).optional(),
      describe: "Unix time of the first block, from which its clock goes on; without it, now.",
    },
  },
});

async function main(): Promise<void> {
  const chain = await startLocalChain(chainSettings.read(process.env));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Interval mining keeps the process alive after the server has closed.
    process.once(signal, () => chain.close().then(() => process.exit(0), reportFailure));
  }
  console.log(JSON.stringify({ ready: true, rpcUrl: chain.rpcUrl, chainId: chain.chainId }));
}

if (import.meta.main) {
  if (process.argv.includes("--help")) process.stdout.write(chainSettings.help());
  else await main().catch(reportFailure);
}
