/** `node frontend/server.ts`: builds the page when it must, serves it, and prints one line when it is ready. */
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { type PublicConfig, pageApp } from "./server/app.ts";
import { ensureDist } from "./server/dist.ts";

const USAGE =
  "node frontend/server.ts --inspect URL --rpc URL --relay URL --fleet URL --chain-rpc URL --deployment FILE --genesis FILE [--host ADDRESS] [--port N]";

class ArgumentError extends Error {
  readonly code = "argument-invalid";
}

const log = (level: "info" | "error", fields: Record<string, unknown>): void => {
  process.stderr.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields })}\n`);
};

interface Arguments {
  readonly upstreams: { inspect: string; rpc: string; relay: string; fleet: string; chain: string };
  readonly deployment: string;
  readonly genesis: string;
  readonly host: string;
  readonly port: number;
}

const text = { type: "string" } as const;
const OPTIONS = {
  inspect: text,
  rpc: text,
  relay: text,
  fleet: text,
  "chain-rpc": text,
  deployment: text,
  genesis: text,
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: "5173" },
} as const;

function parseOptions() {
  try {
    return parseArgs({ options: OPTIONS });
  } catch (cause) {
    throw new ArgumentError(`${(cause as Error).message} ${USAGE}`, { cause });
  }
}

function readArguments(): Arguments {
  const { values } = parseOptions();
  const given = (name: keyof typeof values): string => {
    const value = values[name];
    if (!value) throw new ArgumentError(`--${name} is missing. ${USAGE}`);
    return value;
  };
  const url = (name: keyof typeof values): string => {
    const value = given(name);
    if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
      throw new ArgumentError(`--${name} must be an http or https URL, not ${value}.`);
    return value;
  };
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new ArgumentError("--port must be a number from 0 to 65535.");
  return {
    upstreams: {
      inspect: url("inspect"),
      rpc: url("rpc"),
      relay: url("relay"),
      fleet: url("fleet"),
      chain: url("chain-rpc"),
    },
    deployment: given("deployment"),
    genesis: given("genesis"),
    host: values.host,
    port,
  };
}

function readJson(flag: string, path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  } catch (cause) {
    throw new ArgumentError(`--${flag}: ${path} cannot be read as JSON; deploy first.`, { cause });
  }
}

function readConfig({ deployment, genesis }: Arguments): PublicConfig {
  const { chainId, application } = readJson("deployment", deployment) as {
    chainId?: unknown;
    application?: { address?: unknown };
  };
  const key = readJson("genesis", genesis)["applicationPublicKey"];
  const address = application?.address;
  if (!Number.isSafeInteger(chainId) || typeof address !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(address))
    throw new ArgumentError(`--deployment: ${deployment} names no chain and application; deploy again.`);
  if (typeof key !== "string" || !/^(0x)?0[23][0-9a-fA-F]{64}$/.test(key))
    throw new ArgumentError(`--genesis: ${genesis} names no application key; make it again.`);
  return { chainId: chainId as number, application: address, applicationPublicKey: key };
}

try {
  const args = readArguments();
  const config = readConfig(args);
  const server = pageApp({ dist: await ensureDist(), upstreams: args.upstreams, config }).listen(args.port, args.host);
  server.on("listening", () => {
    const { port } = server.address() as AddressInfo;
    const host = args.host.includes(":") ? `[${args.host}]` : args.host;
    process.stdout.write(`${JSON.stringify({ ready: true, url: `http://${host}:${port}` })}\n`);
  });
  server.on("error", (error: NodeJS.ErrnoException) => {
    const taken = error.code === "EADDRINUSE";
    const detail = taken ? `Port ${args.port} is taken; choose another with --port.` : error.message;
    log("error", { code: taken ? "port-taken" : "server-failed", message: detail });
    process.exitCode = 1;
  });
  const stop = (): void => {
    server.close(() => log("info", { message: "stopped" }));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  const { message, code } = error as Error & { code?: string };
  log("error", { code: code ?? "start-failed", message });
  process.exitCode = 1;
}
