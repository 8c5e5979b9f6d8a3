/** Puts the parts together and runs them: one loop over the chain, one driver per application. */

import type { Server } from "node:http";
import { ChainRpc } from "@witness/ethereum/chain";
import { openRpc } from "@witness/ethereum/rpc";
import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import { Application } from "./application.ts";
import { choose } from "./backend/choice.ts";
import { openBackend } from "./backend/open.ts";
import { Reader } from "./chain/reader.ts";
import { Claimer } from "./claims.ts";
import { nodeError } from "./errors.ts";
import { Follower } from "./follow.ts";
import { listen, type NamedLog } from "./http.ts";
import { inspectApp } from "./inspect.ts";
import { checkChain, checkDeployment } from "./official.ts";
import { rpcApp } from "./rpc/server.ts";
import type { Config } from "./settings.ts";
import { Store } from "./store/store.ts";

const RPC_TIMEOUT_MS = 15_000;

/** A node that runs, with what its caller needs to reach and stop it. */
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
  const given = { backends: config.backends, templates: config.machine?.templates ?? [] };
  const choices = choose(
    given,
    deployments.map(({ application }) => application.name),
  );
  const connection = openRpc({ url: config.rpcUrl, timeoutMs: RPC_TIMEOUT_MS });
  await checkChain(connection.call, chainId, connection.host);
  for (const deployment of deployments) await checkDeployment(connection.call, deployment);
  const chain = new ChainRpc(connection);
  const store = new Store(config.dataDir);
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
    // From here on no part of the node waits for the chain's RPC.
    provider.destroy();
    connection.close();
    await running.follower?.stop();
    store.close();
  };
  try {
    for (const [position, deployment] of deployments.entries()) {
      const { name } = deployment.application;
      const records = store.enrol(deployment, nowMs());
      const { backend, shadow, rollupHttpUrl } = await openBackend({
        config,
        choice: choices.get(name) ?? {},
        name,
        position,
        records,
        log: (message, facts, level) => log(level ?? "info", message, { application: name, ...facts }),
      });
      if (rollupHttpUrl !== undefined) rollupHttpUrls[name] = rollupHttpUrl;
      const { rollback, strict, deadlineMs } = config;
      applications.push(
        new Application({ deployment, records, backend, shadow, rollback, strict, deadlineMs, nowMs, log }),
      );
    }
    const reader = new Reader({ chain, store, applications, confirmations: config.confirmations, nowMs });
    const claimer = new Claimer({ provider, keys: config.validatorKeys, stands: () => reader.stands(), log });
    const follower = new Follower({ reader, claimer, applications, pollMs: config.pollMs, nowMs, log });
    const context = { applications, listing: store.listing, provider, chainId, follower, head: () => reader.head };
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

/** Returns the provider that claims are sent through: ethers counts nonces and prices gas. */
function providerOf(rpcUrl: string, chainId: number): JsonRpcProvider {
  const connection = new FetchRequest(rpcUrl);
  // A server that takes the call and does not reply must not hold the loop for the five minutes of ethers.
  connection.timeout = RPC_TIMEOUT_MS;
  return new JsonRpcProvider(connection, Network.from(chainId), {
    staticNetwork: true,
    batchMaxCount: 1,
    cacheTimeout: -1,
    pollingInterval: 200,
  });
}
