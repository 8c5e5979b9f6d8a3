/** A chain, and a node on it in the process of a test. */
import { join } from "node:path";
import { afterAll } from "vitest";
import { startNode } from "../src/node.ts";
import { startChain, type TestApplication, type TestChain } from "./chain.ts";
import { type Answer, removeDirectories, rpc, temporaryDirectory, until } from "./client.ts";
import { configOf, FREE, type TestSettings } from "./settings.ts";

export const backendCommand = (file: string): string => `exec ${process.execPath} ${join(import.meta.dirname, file)}`;

// A file's nodes are stopped by its own hooks, which run before this one: hooks run in reverse.
afterAll(removeDirectories);

/** Starts a chain for the tests of a file. It closes after them. */
export async function chainOfFile(): Promise<TestChain> {
  const chain = await startChain();
  afterAll(() => chain.close());
  return chain;
}

/** A line of a node's log. */
export interface Told {
  readonly level: string;
  readonly message: string;
  readonly facts: Record<string, unknown>;
}

/** A node that runs in the process of a test. */
export interface NodeUnderTest {
  readonly rpcUrl: string;
  readonly inspectUrl: string;
  readonly rollupHttpUrls: Readonly<Record<string, string>>;
  /** Everything the node logged. */
  readonly told: readonly Told[];
  /** The `data` of a method's result; throws the error's message. */
  data(method: string, params?: unknown): Promise<Answer>;
  statuses(application: string): Promise<string[]>;
  /** Payloads of all outputs, as text. */
  payloads(application: string): Promise<string[]>;
  processed(application: string, count: number, deadlineMs?: number): Promise<true>;
  inspect(application: string, query: string): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a node on free ports that polls every 50 ms, unless `settings` (without their prefix) say otherwise. */
export async function runNode(
  chain: TestChain,
  applications: readonly TestApplication[],
  settings: TestSettings,
): Promise<NodeUnderTest> {
  const told: Told[] = [];
  const node = await startNode(
    configOf({
      ...FREE,
      RPC_URL: chain.url,
      DATA_DIR: temporaryDirectory(),
      DEPLOYMENTS: applications.map(({ file }) => file).join(","),
      ...settings,
    }),
    (level, message, facts) => {
      told.push({ level, message, facts });
      if (process.env["NODE_TEST_LOG"] !== undefined)
        process.stderr.write(`${level} ${message} ${JSON.stringify(facts)}\n`);
    },
  );
  const data = async (method: string, params: unknown = {}): Promise<Answer> => {
    const answer = await rpc(node.rpcUrl, method, params);
    if (answer.error !== undefined) throw new Error(answer.error.message);
    return answer.result.data;
  };
  return {
    rpcUrl: node.rpcUrl,
    inspectUrl: node.inspectUrl,
    rollupHttpUrls: node.rollupHttpUrls,
    told,
    data,
    statuses: async (application) =>
      (await data("cartesi_listInputs", [application])).map(({ status }: Answer) => status),
    payloads: async (application) =>
      (await data("cartesi_listOutputs", { application, limit: 10_000 })).map(({ decoded_data }: Answer) =>
        Buffer.from(decoded_data.payload.slice(2), "hex").toString(),
      ),
    processed: (application, count, deadlineMs) =>
      until(async () => Number(await data("cartesi_getProcessedInputCount", { application })) === count, deadlineMs),
    inspect: async (application, query) =>
      (await fetch(`${node.inspectUrl}/${application}`, { method: "POST", body: query })).json(),
    stop: () => node.stop(),
  };
}

/** Returns the first report of a query's reply, as text. */
export function said(answer: Answer): string {
  return Buffer.from(answer.reports[0].payload.slice(2), "hex").toString();
}
