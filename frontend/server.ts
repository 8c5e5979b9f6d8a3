/** `node frontend/server.ts`: builds the page when it must, serves it, and prints one line when it is ready. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Genesis } from "@witness/ethereum/genesis";
import { toHex } from "@witness/protocol/bytes";
import type { StartUpCode } from "@witness/protocol/codes/start-up";
import { SettingsError } from "@witness/settings/errors";
import { pageApp } from "./server/app.ts";
import { ensureDist, ensurePassDist } from "./server/dist.ts";
import { pageSettings } from "./server/settings.ts";

const STOP_WITHIN_MS = 2_000;

class StartError extends Error {
  readonly code: StartUpCode;

  constructor(sentence: string, { code, cause }: { readonly code: StartUpCode; readonly cause: unknown }) {
    super(sentence, { cause });
    this.code = code;
  }
}

const log = (level: "info" | "error", fields: Record<string, unknown>): void => {
  process.stderr.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields })}\n`);
};

const predecessorOf = ({ context, keyId }: NonNullable<Genesis["predecessor"]>) => ({
  chainId: context.chainId,
  application: `0x${toHex(context.application)}`,
  keyId: toHex(keyId),
});

async function run(): Promise<void> {
  const { host, port, deployment, genesis, ...urls } = pageSettings.read(process.env);
  const app = pageApp({
    dist: await ensureDist(),
    upstreams: {
      inspect: urls.inspectUrl,
      rpc: urls.nodeRpcUrl,
      fleet: urls.fleetUrl,
      chain: urls.rpcUrl,
      archive: urls.archiveUrl,
      relay: urls.relayUrl,
      predecessorInspect: urls.predecessorInspectUrl,
      predecessorArchive: urls.predecessorArchiveUrl,
    },
    config: {
      chainId: deployment.chainId,
      application: deployment.application.address,
      applicationPublicKey: toHex(genesis.applicationPublicKey),
      ...(genesis.predecessor && { predecessor: predecessorOf(genesis.predecessor) }),
    },
    publicPerMinute: urls.publicPerMinute,
    trustProxies: urls.trustProxies,
    pass: {
      folder: await ensurePassDist(),
      origins: genesis.origins ?? [],
      rpcUrls: urls.publicRpcUrls ?? [],
    },
  });
  const server = createServer(app);
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") throw cause;
    throw new StartError(`Port ${port} is taken; stop what listens there, or choose another PAGE_PORT.`, {
      code: "port-taken",
      cause,
    });
  }
  const stop = (): void => {
    server.close(() => log("info", { message: "stopped" }));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS).unref();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  const bound = server.address() as AddressInfo;
  const shown = host.includes(":") ? `[${host}]` : host;
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://${shown}:${bound.port}` })}\n`);
}

function reportFailure(error: unknown): void {
  if (error instanceof SettingsError) {
    for (const { name, sentence } of error.problems) {
      log("error", { code: error.code, setting: name, message: `${name} ${sentence}.` });
    }
    process.exitCode = 2;
    return;
  }
  const { message, stack } = error as Error;
  if (error instanceof StartError) log("error", { code: error.code, message });
  else log("error", { code: "internal-error", message, stack });
  process.exitCode = 1;
}

if (process.argv.includes("--help")) process.stdout.write(pageSettings.help());
else await run().catch(reportFailure);
