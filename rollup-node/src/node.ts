/** Puts the parts together and keeps them going: one loop over the chain, one driver per application. */
import type { Server } from "node:http";
import type { DatabaseSync } from "node:sqlite";
import type { Deployment } from "@witness/ethereum/deployment";
import { openRpc } from "@witness/ethereum/rpc";
import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import { Application } from "./application.ts";
import { choose } from "./backend/choice.ts";
import { openBackend } from "./backend/open.ts";
import { Reader } from "./chain/reader.ts";
import { ChainRpc } from "./chain/rpc.ts";
import { Claimer } from "./claims.ts";
import { nodeError } from "./errors.ts";
import { Follower } from "./follow.ts";
import { listen, type NamedLog } from "./http.ts";
import { inspectApp } from "./inspect.ts";
import { checkChain, checkDeployment } from "./official.ts";
import { rpcApp } from "./rpc/server.ts";
import type { Config } from "./settings.ts";
import { openDatabase } from "./store/database.ts";
import { Records } from "./store/records.ts";

const RPC_TIMEOUT_MS = 15_000;

export interface RunningNode {
  readonly rpcUrl: string;
  readonly inspectUrl: string;
  readonly rollupHttpUrls: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a node. @throws {NodeError | EthereumError} saying what is wrong with the settings, the chain or a port */
export async function startNode(config: Config, log: NamedLog): Promise<RunningNode> {
  const { deployments } = config;
  const chainId = deployments[0]!.chainId;
  if (deployments.some((deployment) => deployment.chainId !== chainId))
    throw nodeError("chains-differ", "All deployments of one node must be on the same chain.");
  const given = { backends: config.backends, snapshots: config.machine?.snapshots ?? [] };
  const choices = choose(
    given,
    deployments.map(({ application }) => application.name),
  );
  const connection = openRpc({ url: config.rpcUrl, timeoutMs: RPC_TIMEOUT_MS });
  await checkChain(connection.call, chainId, connection.host);
  for (const deployment of deployments) await checkDeployment(connection.call, deployment);
  const chain = new ChainRpc(connection);
  const database = openDatabase(config.dataDir);
  const provider = providerOf(config.rpcUrl, chainId);
  const nowMs = () => Date.now();
  const applications: Application[] = [];
  const rollupHttpUrls: Record<string, string> = {};
  const running: { follower?: Follower; readonly servers: Server[] } = { servers: [] };
  const stop = async () => {
    for (const server of running.servers) {
      server.close();
      server.closeAllConnections();
    }
    await Promise.all(applications.map((app) => app.stop()));
    // After this nothing waits for an answer of the chain any more.
    provider.destroy();
    connection.close();
    await running.follower?.stop();
    database.close();
  };
  try {
    for (const [position, deployment] of deployments.entries()) {
      const { name } = deployment.application;
      const records = new Records(enrol(database, deployment, nowMs()), database);
      const { backend, shadow, rollupHttpUrl } = await openBackend({
        config,
        choice: choices.get(name) ?? {},
        name,
        position,
        records,
        database,
        log: (message, facts, level) => log(level ?? "info", message, { application: name, ...facts }),
      });
      if (rollupHttpUrl !== undefined) rollupHttpUrls[name] = rollupHttpUrl;
      const { rollback, strict, deadlineMs } = config;
      applications.push(
        new Application({ deployment, records, database, backend, shadow, rollback, strict, deadlineMs, nowMs, log }),
      );
    }
    const reader = new Reader({ chain, database, applications, confirmations: config.confirmations, nowMs });
    const claimer = new Claimer({ provider, database, keys: config.validatorKeys, stands: () => reader.stands(), log });
    const follower = new Follower({ reader, claimer, applications, database, pollMs: config.pollMs, nowMs, log });
    const context = { applications, database, provider, chainId, follower, head: () => reader.head };
    const rpc = await listen(rpcApp(context, config.hostnames, log), config, "RPC_PORT");
    running.servers.push(rpc.server);
    const inspect = await listen(inspectApp(applications, config.hostnames), config, "INSPECT_PORT");
    running.servers.push(inspect.server);
    for (const app of applications) app.start();
    running.follower = follower;
    follower.start();
    return { rpcUrl: `${rpc.url}/rpc`, inspectUrl: `${inspect.url}/inspect`, rollupHttpUrls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What claims are sent through: ethers counts nonces and prices gas. */
function providerOf(rpcUrl: string, chainId: number): JsonRpcProvider {
  const connection = new FetchRequest(rpcUrl);
  // A server that takes the call and never answers must not hold the loop for ethers' five minutes.
  connection.timeout = RPC_TIMEOUT_MS;
  return new JsonRpcProvider(connection, Network.from(chainId), {
    staticNetwork: true,
    batchMaxCount: 1,
    cacheTimeout: -1,
    pollingInterval: 200,
  });
}

/** The number of an application in the store. One that is new there has its past on the chain read too. */
function enrol(database: DatabaseSync, { application, consensus }: Deployment, nowMs: number): number {
  const { name, address } = application;
  const made = database
    .prepare("INSERT OR IGNORE INTO apps(name,address,consensus,created_ms,updated_ms) VALUES(?,?,?,?,?)")
    .run(name, address, consensus.address, nowMs, nowMs);
  if (made.changes !== 0) database.exec("DELETE FROM blocks");
  const row = database.prepare("SELECT id FROM apps WHERE address=? AND name=?").get(address, name);
  // Its deployment file may name the right block by now: its past on the chain is read once more.
  const missed = database.prepare("SELECT 1 FROM apps WHERE id=? AND state='FAILED' AND reason LIKE 'input-missing:%'");
  if (row !== undefined && missed.get(Number(row["id"])) !== undefined) database.exec("DELETE FROM blocks");
  if (row === undefined)
    throw nodeError(
      "application-renamed",
      `The data directory knows ${name} or ${address} differently; use another ROLLUP_NODE_DATA_DIR.`,
    );
  return Number(row["id"]);
}
