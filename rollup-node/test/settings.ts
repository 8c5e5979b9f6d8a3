/** Settings of a node under test. */
import { type Config, readConfig } from "../src/settings.ts";

/** Settings of a test: names without their prefix. */
export type TestSettings = Readonly<Record<string, string>>;

/** Returns the environment of a node's process. */
export const environmentOf = (settings: TestSettings): NodeJS.ProcessEnv => ({
  ...process.env,
  ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`ROLLUP_NODE_${name}`, value])),
});

/** Returns a node's configuration. */
export const configOf = (settings: TestSettings): Config => readConfig(environmentOf(settings));

/** The settings of every node in a test: free ports, and a poll every 50 ms. */
export const FREE = { POLL_MS: "50", RPC_PORT: "0", INSPECT_PORT: "0", BACKEND_PORT: "0" } as const;
