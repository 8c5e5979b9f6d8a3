/**
 * Kills the node, its back-ends and the chain's RPC with SIGKILL at random moments while inputs come in, vouchers are
 * executed and the chain now and then reorganises, then compares all it knows with a run over the same chain that nobody
 * disturbed, byte for byte, and what it knows of executions with the chain.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Contract, Wallet } from "ethers";
import { applicationInterface, consensusInterface } from "../src/codec.ts";
import { startChain, type TestApplication, type TestChain, VALIDATOR_KEYS } from "./chain.ts";
import { type Answer, keyFile, removeDirectories, rpc, temporaryDirectory, until } from "./client.ts";
import { RestartingProcess } from "./restarting-process.ts";
import { environmentOf, FREE, type TestSettings } from "./settings.ts";

const APPLICATIONS = ["authority", "quorum"] as const;
const INPUTS_PER_KILL = 4;
/** Of every ten kills, what happens after the third is dropped by the chain after the sixth. */
const FORK = { every: 10, from: 3, to: 6 };
/** Inputs between two that keep the back-end busy. Replays run them again, so there are few. */
const SLOW = { every: 39, from: 5, leastMs: 100, spanMs: 200 };
/** A development account of its own executes vouchers, so that a reorganisation takes no nonce from another. */
const EXECUTOR_KEY = "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba";
const TARGETS = ["node", "backend", "rpc"] as const;
type Target = (typeof TARGETS)[number];

export interface SoakOptions {
  readonly kills: number;
  readonly seed: number;
  /** Longest time between two kills. */
  readonly pauseMs: number;
  readonly progress: (kills: number, inputs: number) => void;
}

export interface SoakResult {
  readonly kills: Readonly<Record<Target, number>>;
  readonly reorganisations: number;
  readonly deepest: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly claims: number;
  readonly proofsOnChain: number;
  /** Vouchers executed on the chain as it is at the end. */
  readonly executions: number;
  /** What differs from the undisturbed run, first; undefined when nothing does. */
  readonly difference: string | undefined;
}

/** mulberry32: a small generator, so that a seed repeats the choices (the moments are the machine's own). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs the soak. Throws when a process ended that the soak did not kill. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { kills, seed, pauseMs, progress } = options;
  const random = generator(seed);
  const chain = await startChain();
  const directory = temporaryDirectory();
  const pids = join(directory, "pids");
  writeFileSync(pids, "");
  const apps = {
    authority: await chain.application("authority"),
    quorum: await chain.application("quorum", { quorum: true }),
  };
  const echo = join(import.meta.dirname, "echo.mjs");
  const keys = { VALIDATOR_KEY_FILES: VALIDATOR_KEYS.map((key) => keyFile(key)).join(",") };
  const main = join(import.meta.dirname, "../src/main.ts");
  const settingsOf = (rpcUrl: string, data: string, more: TestSettings) =>
    environmentOf({
      ...FREE,
      RPC_URL: rpcUrl,
      DATA_DIR: data,
      DEPLOYMENTS: Object.values(apps)
        .map(({ file }) => file)
        .join(","),
      BACKENDS: `exec sh -c 'echo $$ >> ${pids}; exec ${process.execPath} ${echo}'`,
      ...more,
    });
  let port = 0;
  const proxyFile = join(import.meta.dirname, "proxy.mjs");
  const proxy = new RestartingProcess("rpc", () => ({ args: [proxyFile, new URL(chain.url).port, String(port)] }));
  const node = new RestartingProcess("node", () => ({
    args: [main],
    env: settingsOf(`http://127.0.0.1:${port}`, join(directory, "node"), keys),
  }));
  const reference = new RestartingProcess("reference", () => ({
    args: [main],
    env: settingsOf(chain.url, join(directory, "reference"), {}),
  }));
  const counts = { node: 0, backend: 0, rpc: 0 };
  let sent = 0;
  const forks = { reorganisations: 0, deepest: 0 };
  let fork: { snapshot: string; block: number; sent: number } | undefined;
  try {
    proxy.start();
    ({ port } = await proxy.up());
    node.start();
    await node.up();
    for (const { address } of Object.values(apps))
      await chain.provider.send("hardhat_setBalance", [address, "0xde0b6b3a7640000"]);
    for (let kill = 1; kill <= kills; kill++) {
      const application = apps[APPLICATIONS[kill % APPLICATIONS.length]!]!;
      const working = Promise.all([
        feed(chain, apps, random, sent, INPUTS_PER_KILL),
        execute(node, chain, application.address),
      ]);
      // Whatever goes wrong there is thrown where it is waited for.
      working.catch(() => {});
      await sleep(random() * pauseMs);
      const target = TARGETS[Math.floor(random() * TARGETS.length)]!;
      counts[target]++;
      if (target === "node") node.kill();
      else if (target === "rpc") proxy.kill();
      else killBackend(pids, echo, random);
      await working;
      sent += INPUTS_PER_KILL;
      if (kill % FORK.every === FORK.from)
        fork = {
          snapshot: await chain.provider.send("evm_snapshot", []),
          block: await chain.provider.getBlockNumber(),
          sent,
        };
      if (kill % FORK.every === FORK.to && fork !== undefined) {
        const depth = (await chain.provider.getBlockNumber()) - fork.block;
        await chain.provider.send("evm_revert", [fork.snapshot]);
        chain.signer.reset();
        await chain.mine(depth + 1);
        sent = fork.sent;
        forks.reorganisations++;
        forks.deepest = Math.max(forks.deepest, depth);
      }
      progress(kill, sent);
    }
    await chain.mine(10);
    // However few inputs there were, one voucher of each application that has any is executed under a dying node.
    await settled(node, chain, apps);
    for (const { address } of Object.values(apps)) {
      const executing = execute(node, chain, address);
      executing.catch(() => {});
      await sleep(random() * 50);
      node.kill();
      await executing;
    }
    await chain.mine(10);
    const disturbed = await settled(node, chain, apps);
    // A node that finds no chain at its start says so and ends; every other end is a defect.
    const falls = [...node.falls, ...proxy.falls].filter((fall) => !fall.includes('"chain-unavailable"'));
    if (falls.length > 0) throw new Error(falls.join("\n"));
    await node.end();
    reference.start();
    const undisturbed = await settled(reference, chain, apps);
    const onChain = await executions(chain, apps);
    return {
      kills: counts,
      ...forks,
      inputs: sent,
      outputs: disturbed.outputs,
      claims: await claimsOnce(chain, apps),
      proofsOnChain: await prove(chain, apps, disturbed.known),
      executions: Object.values(onChain).reduce((sum, executed) => sum + executed.size, 0),
      difference: firstDifference(disturbed.known, undisturbed.known) ?? unknownExecution(disturbed.known, onChain),
    };
  } finally {
    await Promise.all([node.end(), proxy.end(), reference.end()]);
    await chain.close();
    removeDirectories();
  }
}

/** Inputs of all kinds for both applications, one after the other. */
async function feed(
  chain: TestChain,
  apps: Record<string, TestApplication>,
  random: () => number,
  first: number,
  count: number,
): Promise<void> {
  for (let i = first; i < first + count; i++) {
    const chance = random();
    const kind = chance < 0.02 ? "exit" : chance < 0.04 ? "exception" : chance < 0.14 ? "reject" : "voucher";
    const length = Math.floor(random() * 2_000);
    const slow = i % SLOW.every === SLOW.from;
    const payload = slow
      ? `slow ${SLOW.leastMs + (length % SLOW.spanMs)}`
      : chance < 0.3
        ? kind
        : `${i} ${"x".repeat(length)}`;
    await chain.add(apps[APPLICATIONS[i % APPLICATIONS.length]!]!.address, [payload]);
    await sleep(random() * 50);
  }
}

/** Executes the first voucher that can be executed. It tries again when a process dies meanwhile. */
async function execute(node: RestartingProcess, chain: TestChain, address: string): Promise<void> {
  const wallet = new Wallet(EXECUTOR_KEY, chain.provider);
  const contract = new Contract(address, applicationInterface, wallet);
  const question = { application: address, output_type: "0x237a816f", limit: 10_000 };
  let vouchers: Answer[] | undefined;
  await until(async () => {
    try {
      vouchers = (await rpc((await node.up()).rpcUrl, "cartesi_listOutputs", question)).result?.data;
    } catch (error) {
      // The node was killed before it replied.
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    }
    return vouchers !== undefined;
  });
  for (const { raw_data, index, output_hashes_siblings: siblings } of vouchers ?? []) {
    if (siblings === null || (await contract.getFunction("wasOutputExecuted")(index))) continue;
    // A proof is known before its claim is accepted, and after a reorganisation until the node has seen it.
    const valid = contract
      .getFunction("validateOutput")(raw_data, [index, siblings])
      .then(
        () => true,
        (error) => {
          if (error.code !== "CALL_EXCEPTION") throw error;
          return false;
        },
      );
    if (!(await valid)) continue;
    await (await contract.getFunction("executeOutput")(raw_data, [index, siblings])).wait();
    return;
  }
}

type Executions = Readonly<Record<string, ReadonlyMap<number, string>>>;

/** What the chain says was executed: by application, the transaction by the output's number. */
async function executions(chain: TestChain, apps: Record<string, TestApplication>): Promise<Executions> {
  const found: Record<string, Map<number, string>> = {};
  for (const [name, { address }] of Object.entries(apps)) {
    const contract = new Contract(address, applicationInterface, chain.provider);
    const events = await contract.queryFilter(contract.filters["OutputExecuted"]!(), 0);
    found[name] = new Map(
      events.map((event) => [Number(applicationInterface.parseLog(event)?.args["outputIndex"]), event.transactionHash]),
    );
  }
  return found;
}

/** The first output of which the node says otherwise than the chain whether, and by which transaction, it was executed. */
function unknownExecution(known: Settled["known"], onChain: Executions): string | undefined {
  for (const [name, executed] of Object.entries(onChain)) {
    for (const { index, execution_transaction_hash: says } of known[`${name} Outputs`]) {
      const is = executed.get(Number(index)) ?? null;
      if (says !== is) return `${name} Outputs ${Number(index)}: the node says executed by ${says}, the chain by ${is}`;
    }
  }
  return undefined;
}

/** One of the living back-ends that the node started; a number that the system gave to another process is left alone. */
function killBackend(pids: string, echo: string, random: () => number): void {
  const living = readFileSync(pids, "utf8")
    .split("\n")
    .filter((pid) => {
      try {
        return pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(echo);
      } catch {
        return false;
      }
    });
  const chosen = living[Math.floor(random() * living.length)];
  if (chosen !== undefined) process.kill(Number(chosen), "SIGKILL");
}

interface Settled {
  readonly outputs: number;
  readonly known: Readonly<Record<string, Answer>>;
}

const INSPECT = { method: "POST", body: "how many" };

/** Waits until a node has processed all and every claim is accepted, then takes down all it knows. */
async function settled(
  node: RestartingProcess,
  chain: TestChain,
  apps: Record<string, TestApplication>,
): Promise<Settled> {
  const known: Record<string, Answer> = {};
  let outputs = 0;
  for (const name of Object.keys(apps)) {
    const ask = async (method: string) =>
      (await rpc((await node.up()).rpcUrl, method, { application: name, limit: 10_000 })).result?.data ?? [];
    await until(async () => {
      const head = Number((await rpc((await node.up()).rpcUrl, "witness_getHealth", {})).result?.data.head ?? 0);
      const epochs: Answer[] = await ask("cartesi_listEpochs");
      const due = await chain.provider.getBlockNumber();
      return (
        head >= due - 1 &&
        epochs.length > 0 &&
        epochs.every(({ status, last_block }) => {
          return status === "CLAIM_ACCEPTED" || Number(last_block) >= due;
        })
      );
    });
    for (const list of ["Inputs", "Outputs", "Reports", "Epochs"])
      known[`${name} ${list}`] = (await ask(`cartesi_list${list}`)).map(withoutDates);
    known[`${name} inspect`] = [await (await fetch(`${(await node.up()).inspectUrl}/${name}`, INSPECT)).json()];
    const { state, reason } = await ask("cartesi_getApplication");
    known[`${name} state`] = [{ state, reason }];
    outputs += known[`${name} Outputs`].length;
  }
  return { outputs, known };
}

function withoutDates({ created_at: _created, updated_at: _updated, ...rest }: Answer): Answer {
  return rest;
}

function firstDifference(a: Settled["known"], b: Settled["known"]): string | undefined {
  for (const kind of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [left, right] = [a[kind], b[kind]];
    for (let i = 0; i < Math.max(left.length, right.length); i++)
      if (JSON.stringify(left[i]) !== JSON.stringify(right[i]))
        return `${kind} ${i}: disturbed ${JSON.stringify(left[i])}, undisturbed ${JSON.stringify(right[i])}`;
  }
  return undefined;
}

/** Claims on chain; throws when one was sent twice by the same validator. */
async function claimsOnce(chain: TestChain, apps: Record<string, TestApplication>): Promise<number> {
  let claims = 0;
  for (const { consensus } of Object.values(apps)) {
    const contract = new Contract(consensus, consensusInterface, chain.provider);
    const events = await contract.queryFilter(contract.filters["ClaimSubmitted"]!(), 0);
    const distinct = new Set(events.map((event) => `${event.topics[1]} ${event.data.slice(0, 66)}`));
    if (distinct.size !== events.length) throw new Error("a claim is on the chain twice");
    claims += events.length;
  }
  return claims;
}

/** Validates every output on chain; returns how many there were. */
async function prove(
  chain: TestChain,
  apps: Record<string, TestApplication>,
  known: Settled["known"],
): Promise<number> {
  let proven = 0;
  for (const [name, { address }] of Object.entries(apps)) {
    const contract = new Contract(address, applicationInterface, chain.provider);
    for (const { raw_data, index, output_hashes_siblings: siblings } of known[`${name} Outputs`]) {
      if (siblings === null) continue;
      await contract.getFunction("validateOutput")(raw_data, [index, siblings]);
      proven++;
    }
  }
  return proven;
}
