/** Puts the parts together and keeps them going: one loop over the chain, one driver per application. */
import type { Server } from "node:http";
import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import { Application } from "./application.ts";
import { openBackend } from "./backend/open.ts";
import { Reader } from "./chain/reader.ts";
import { Claimer } from "./claims.ts";
import type { Config } from "./config.ts";
import { readDeployment } from "./deployment.ts";
import { NodeError, nodeError } from "./errors.ts";
import { Follower } from "./follow.ts";
import { listen, type NamedLog } from "./http.ts";
import { inspectApp } from "./inspect.ts";
import { checkDeployment } from "./official.ts";
import { rpcApp } from "./rpc/server.ts";
import { openDatabase } from "./store/database.ts";
import { Records } from "./store/records.ts";

const RPC_TIMEOUT_MS = 15_000;

export interface RunningNode {
  readonly rpcUrl: string;
  readonly inspectUrl: string;
  readonly rollupHttpUrls: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a node; throws a NodeError that says what is wrong with the configuration, the chain or a port. */
export async function startNode(config: Config, log: NamedLog): Promise<RunningNode> {
  const deployments = config.deployments.map(readDeployment);
  const chainId = deployments[0]!.chainId;
  if (deployments.some((deployment) => deployment.chainId !== chainId))
    throw nodeError("chains-differ", "All deployments of one node must be on the same chain.");
  // A server that takes the call and never answers must not hold the loop for ethers' five minutes.
  const connection = new FetchRequest(config.rpcUrl);
  connection.timeout = RPC_TIMEOUT_MS;
  const provider = new JsonRpcProvider(connection, Network.from(chainId), {
    staticNetwork: true,
    batchMaxCount: 1,
    cacheTimeout: -1,
    pollingInterval: 200,
  });
  try {
    const seen = Number(await provider.send("eth_chainId", []));
    if (seen !== chainId)
      throw nodeError("wrong-chain", `${config.rpcUrl} is chain ${seen}, the deployment is on chain ${chainId}.`);
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    throw nodeError("chain-unavailable", `No answer from ${config.rpcUrl}; is the chain running?`, { cause });
  }
  for (const deployment of deployments) await checkDeployment(provider, deployment);
  const database = openDatabase(config.data);
  const nowMs = () => Date.now();
  const applications: Application[] = [];
  const rollupHttpUrls: Record<string, string> = {};
  for (const [position, deployment] of deployments.entries()) {
    const { name, address } = deployment.application;
    database
      .prepare("INSERT OR IGNORE INTO apps(name,address,consensus,created_ms,updated_ms) VALUES(?,?,?,?,?)")
      .run(name, address, deployment.consensus.address, nowMs(), nowMs());
    const row = database.prepare("SELECT id FROM apps WHERE address=? AND name=?").get(address, name);
    if (row === undefined)
      throw nodeError(
        "application-renamed",
        `The data directory knows ${name} or ${address} differently; use another --data.`,
      );
    const { backend, shadow, rollupHttpUrl } = await openBackend({
      config,
      name,
      position,
      log: (message, facts) => log("info", message, { application: name, ...facts }),
    });
    if (rollupHttpUrl !== undefined) rollupHttpUrls[name] = rollupHttpUrl;
    applications.push(
      new Application({
        deployment,
        records: new Records(Number(row["id"]), database),
        database,
        backend,
        shadow,
        rollback: config.rollback,
        strict: config.strict,
        nowMs,
        log,
      }),
    );
  }
  const reader = new Reader({ provider, database, applications, confirmations: config.confirmations, nowMs });
  const claimer = new Claimer({ provider, database, keys: config.validatorKeys, log });
  const follower = new Follower({ reader, claimer, applications, database, pollMs: config.pollMs, nowMs, log });
  const servers: Server[] = [];
  const stop = async () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    await Promise.all(applications.map((app) => app.stop()));
    // After this nothing waits for an answer of the chain any more.
    provider.destroy();
    await follower.stop();
    database.close();
  };
  try {
    const context = { applications, database, provider, chainId, follower, head: () => reader.head };
    const rpc = await listen(rpcApp(context, log), config.rpcPort, "--rpc-port");
    servers.push(rpc.server);
    const inspect = await listen(inspectApp(applications), config.inspectPort, "--inspect-port");
    servers.push(inspect.server);
    for (const app of applications) app.start();
    follower.start();
    return { rpcUrl: `${rpc.url}/rpc`, inspectUrl: `${inspect.url}/inspect`, rollupHttpUrls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
