/**
 * The whole system in order: chain, contracts, node with back-end, relay, archive, fleet, page. `npm start`, the whole-system
 * tests and the benchmark all run it.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { JsonRpcProvider, parseEther, toQuantity } from "ethers";
import { ensureCompanyKeys, ensureKeys, type Keys } from "./keys.ts";
import { StartError, Supervisor } from "./supervisor.ts";

const root = join(import.meta.dirname, "..");

/** How to start the system. Port 0 asks for any free one. */
export interface SystemOptions {
  readonly data: string;
  readonly cars: number;
  readonly seed: number;
  readonly speed: number;
  readonly readingsPerEnvelope: number;
  readonly epochLength: number;
  readonly ports: {
    readonly chain: number;
    readonly rpc: number;
    readonly inspect: number;
    readonly backend: number;
    readonly relay: number;
    readonly archive: number;
    readonly fleet: number;
    readonly page: number;
  };
  /** Its chain begins at this Unix time, and everything is carried at once: somebody moves the chain's clock. */
  readonly simulatedFromUnixS?: number;
  /** How the fleet reaches the relay; over HTTP unless given. */
  readonly transport?: "http" | "mqtt";
  /** An application that runs, and that this one goes on from: on its chain, with its maker. */
  readonly predecessor?: Pick<System, "addresses" | "deployment" | "keys">;
  /** How many devices the application takes; as many as the genesis says by itself, unless given. */
  readonly maximumDevices?: number;
  /** How many of them each maker may register at first; a share of them, unless given. */
  readonly placesPerMaker?: number;
  /** Parts that a test leaves out. */
  readonly without?: readonly ("archive" | "fleet" | "page")[];
  readonly onDeath: (error: StartError) => void;
}

/** Where the parts listen. */
export interface Addresses {
  chain: string;
  rpc: string;
  inspect: string;
  relay: string;
  archive: string;
  fleet: string;
  page: string;
}

/** One step of the start. */
export interface Step {
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** A system that starts or runs. */
export interface System {
  readonly steps: readonly Step[];
  readonly addresses: Addresses;
  readonly keys: () => Keys;
  readonly deployment: string;
  readonly genesis: string;
  readonly supervisor: Supervisor;
  readonly stop: () => Promise<void>;
}

/** Gives the demo's accounts money. Only a local chain has the method. */
async function fund(rpcUrl: string, addresses: readonly string[]): Promise<void> {
  const provider = new JsonRpcProvider(rpcUrl);
  try {
    for (const address of addresses) {
      await provider.send("hardhat_setBalance", [address, toQuantity(parseEther("10000"))]);
    }
  } finally {
    provider.destroy();
  }
}

/** Runs a command to its end. @throws {StartError} with the last lines that the command printed */
function runOnce(name: string, args: readonly string[], settings: Readonly<Record<string, string>> = {}): void {
  const env = { ...process.env, ...settings };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  if (status === 0) return;
  const words = stderr.trim().split("\n").slice(-3).join("\n");
  throw new StartError("part-failed", name, `${name} failed (${status ?? "killed"}):\n${words}`);
}

/** Years go by in a day of the relay's clock: nothing waits for company, and what a day may cost is of no importance. */
const SIMULATED_RELAY = {
  RELAY_BATCH_AGE_MS: "0",
  RELAY_SMALL_AGE_MS: "0",
  RELAY_POLL_MS: "20",
  RELAY_DEVICE_GAS_PER_DAY: String(1e15),
  RELAY_MAKER_GAS_PER_DAY: String(1e15),
  RELAY_RATE_PER_MINUTE: String(1e9),
};

/** The maker of the devices goes on too, with its key. */
function bringMaker(from: string, keys: string): void {
  const to = join(keys, "maker.key");
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  if (!existsSync(to)) copyFileSync(from, to);
}

/** Builds the back-end's bundle. @throws {StartError} with the last lines of the build */
export function buildBackend(): void {
  runOnce("back-end bundle", [join(root, "dapp/scripts/build.ts")]);
}

/** Returns a system. Nothing runs until the caller runs its steps. */
export function prepareSystem(options: SystemOptions): System {
  const { data, ports } = options;
  const deployment = join(data, "deployment.json");
  const genesis = join(data, "genesis.json");
  const provisioning = join(data, "provisioning.json");
  const state = join(data, "state");
  const bundle = join(root, "dapp/dist/dapp.mjs");
  const supervisor = new Supervisor({ logs: join(data, "logs"), onDeath: options.onDeath });
  const addresses: Addresses = { chain: "", rpc: "", inspect: "", relay: "", archive: "", fleet: "", page: "" };
  const isSimulated = options.simulatedFromUnixS !== undefined;
  let keys: Keys | undefined;
  let mqttUrl: unknown;
  const made = (): Keys => {
    if (!keys) throw new Error("The keys are made in the first step.");
    return keys;
  };
  const source = (path: string) => join(root, path);

  const steps: Step[] = [
    {
      title: "keys and back-end",
      run: async () => {
        // The local chain begins anew with every start, so data of the last one is of no use.
        rmSync(state, { recursive: true, force: true });
        mkdirSync(state, { recursive: true });
        const { predecessor, maximumDevices, placesPerMaker } = options;
        if (predecessor) bringMaker(predecessor.keys().file("maker"), join(data, "keys"));
        keys = ensureKeys(join(data, "keys"));
        const makers = [{ name: "Demo Motors", publicKey: keys.makerPublicKey }];
        const { administrators } = ensureCompanyKeys(join(data, "keys"));
        const { applicationPublicKey } = keys;
        const followed = predecessor && {
          chainId: readDeployment(predecessor.deployment).chainId,
          application: readDeployment(predecessor.deployment).application.address,
          applicationPublicKey: predecessor.keys().applicationPublicKey,
        };
        const places = { maximumDevices, placesPerMaker };
        const said = { makers, administrators, applicationPublicKey, ...places, predecessor: followed };
        writeFileSync(genesis, `${JSON.stringify(said)}\n`);
        buildBackend();
      },
    },
    {
      title: "chain",
      run: async () => {
        const args = [source("contracts/src/local-chain.ts")];
        const fromUnixS = options.simulatedFromUnixS;
        const env = {
          CHAIN_PORT: String(ports.chain),
          CHAIN_BLOCK_TIME_S: "1",
          ...(fromUnixS === undefined ? {} : { CHAIN_START_UNIX_S: String(fromUnixS) }),
        };
        addresses.chain =
          options.predecessor?.addresses.chain ??
          String((await supervisor.start({ name: "chain", args, env }))["rpcUrl"]);
        await fund(addresses.chain, [made().accounts.relay, made().accounts.validator]);
      },
    },
    {
      title: "contracts",
      run: async () => {
        runOnce("contracts", [source("contracts/src/deploy.ts")], {
          DEPLOY_RPC_URL: addresses.chain,
          DEPLOY_OUT: deployment,
          DEPLOY_OWNER_KEY_FILE: made().file("validator"),
          DEPLOY_EPOCH_LENGTH_BLOCKS: String(options.epochLength),
        });
      },
    },
    {
      title: "rollup node and back-end",
      run: async () => {
        const backend = [process.execPath, bundle, "--genesis", genesis, "--key", made().file("application")];
        const ready = await supervisor.start({
          name: "rollup-node",
          args: [source("rollup-node/src/main.ts")],
          env: {
            ROLLUP_NODE_DEPLOYMENTS: deployment,
            ROLLUP_NODE_RPC_URL: addresses.chain,
            ROLLUP_NODE_DATA_DIR: join(state, "node"),
            ROLLUP_NODE_RPC_PORT: String(ports.rpc),
            ROLLUP_NODE_INSPECT_PORT: String(ports.inspect),
            ROLLUP_NODE_BACKEND_PORT: String(ports.backend),
            ROLLUP_NODE_BACKENDS: backend.map(quote).join(" "),
            ROLLUP_NODE_VALIDATOR_KEY_FILES: made().file("validator"),
            // This back-end applies a change on accept only, so nothing needs to be undone.
            ROLLUP_NODE_ROLLBACK: "none",
            ROLLUP_NODE_SNAPSHOT_INPUTS: "1000",
            ...(isSimulated ? { ROLLUP_NODE_POLL_MS: "20" } : {}),
          },
        });
        addresses.rpc = String(ready["rpcUrl"]);
        addresses.inspect = `${String(ready["inspectUrl"])}/witness`;
      },
    },
    {
      title: "relay",
      run: async () => {
        const ready = await supervisor.start({
          name: "relay",
          args: [source("relay/src/main.ts")],
          env: {
            RELAY_RPC_URL: addresses.chain,
            RELAY_DEPLOYMENT: deployment,
            RELAY_GENESIS: genesis,
            RELAY_INSPECT_URL: addresses.inspect,
            RELAY_NODE_RPC_URL: addresses.rpc,
            RELAY_DATA_DIR: join(state, "relay"),
            RELAY_PORT: String(ports.relay),
            ...(options.transport === "mqtt" ? { RELAY_MQTT_PORT: "0" } : {}),
            RELAY_ACCOUNT_KEY_FILE: made().file("relay-account"),
            RELAY_RECEIPT_KEY_FILE: made().file("relay-receipt"),
            ...(isSimulated ? SIMULATED_RELAY : {}),
          },
        });
        addresses.relay = String(ready["url"]);
        mqttUrl = ready["mqttUrl"];
      },
    },
    {
      title: "archive",
      run: async () => {
        if (options.without?.includes("archive")) return;
        const ready = await supervisor.start({
          name: "archive",
          args: [source("archive/src/main.ts")],
          env: {
            ARCHIVE_RPC_URL: addresses.chain,
            ARCHIVE_DEPLOYMENT: deployment,
            ARCHIVE_GENESIS: genesis,
            ARCHIVE_DATA_DIR: join(state, "archive"),
            ARCHIVE_PORT: String(ports.archive),
          },
        });
        addresses.archive = String(ready["url"]);
      },
    },
    {
      title: `fleet of ${options.cars} cars`,
      run: async () => {
        if (options.without?.includes("fleet")) return;
        writeFileSync(provisioning, `${JSON.stringify(provisioned(deployment, made(), addresses.relay))}\n`);
        const ready = await supervisor.start({
          name: "fleet",
          args: [source("mock-devices/src/main.ts")],
          env: {
            FLEET_PROVISIONING: provisioning,
            FLEET_MAKER_KEY_FILE: made().file("maker"),
            FLEET_DATA_DIR: join(state, "fleet"),
            FLEET_CARS: String(options.cars),
            FLEET_SEED: String(options.seed),
            FLEET_SPEED: String(options.speed),
            FLEET_READINGS_PER_ENVELOPE: String(options.readingsPerEnvelope),
            FLEET_PORT: String(ports.fleet),
            ...(mqttUrl === undefined ? {} : { FLEET_MQTT_URL: String(mqttUrl) }),
          },
        });
        addresses.fleet = String(ready["url"]);
      },
    },
    {
      title: "page",
      run: async () => {
        if (options.without?.includes("page")) return;
        const ready = await supervisor.start({
          name: "page",
          args: [source("frontend/server.ts")],
          env: {
            PAGE_INSPECT_URL: addresses.inspect,
            PAGE_NODE_RPC_URL: addresses.rpc,
            PAGE_FLEET_URL: addresses.fleet,
            ...(addresses.archive ? { PAGE_ARCHIVE_URL: addresses.archive } : {}),
            ...(addresses.relay ? { PAGE_RELAY_URL: addresses.relay } : {}),
            ...beforeOf(options.predecessor),
            PAGE_RPC_URL: addresses.chain,
            PAGE_DEPLOYMENT: deployment,
            PAGE_GENESIS: genesis,
            PAGE_PORT: String(ports.page),
          },
        });
        addresses.page = String(ready["url"]);
      },
    },
  ];
  return { steps, addresses, keys: made, deployment, genesis, supervisor, stop: () => supervisor.stop() };
}

/** Where the page asks about the application before. */
const beforeOf = (predecessor: SystemOptions["predecessor"]): Record<string, string> => {
  if (!predecessor) return {};
  const { inspect, archive } = predecessor.addresses;
  return { PAGE_PREDECESSOR_INSPECT_URL: inspect, ...(archive && { PAGE_PREDECESSOR_ARCHIVE_URL: archive }) };
};

/** Quotes a path for the back-end's command, which is one string. A path may hold spaces. */
const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Returns the provisioning that the demo's maker writes into its devices. */
const provisioned = (deployment: string, keys: Keys, relayUrl: string) => {
  const { chainId, application } = readDeployment(deployment);
  const { applicationPublicKey, relayPublicKey } = keys;
  // A car's, docs/protocol.md, "Profiles".
  const profile = "1.1";
  return { chainId, application: application.address, applicationPublicKey, relayPublicKey, relayUrl, profile };
};

/** Returns the deployment that the contracts step wrote. */
export function readDeployment(path: string): { chainId: number; application: { address: string } } {
  return JSON.parse(readFileSync(path, "utf8"));
}
