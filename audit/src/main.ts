/** `npm run audit -- --rpc URL --app ADDRESS`: the composition root. The exit code is the result's. */
import { writeFileSync } from "node:fs";
import { EthereumError } from "@witness/ethereum/errors";
import { type Genesis, readGenesis, requireApplicationKey } from "@witness/ethereum/genesis";
import { readKeyFile } from "@witness/ethereum/key-file";
import { goOnUnread, printable } from "@witness/settings/terminal";
import { audit } from "./audit.ts";
import { backendOf } from "./backend.ts";
import { type Conclusion, conclude, failureLine, lastLine } from "./conclusion.ts";
import { AuditError } from "./errors.ts";
import { openPatiently } from "./logs.ts";
import { type Options, parseOptions } from "./options.ts";
import { readPolicy } from "./policy.ts";
import { startProgress } from "./progress.ts";
import { prose } from "./prose.ts";
import { histories } from "./record.ts";
import { Rerun } from "./rerun.ts";

const EXIT = { MATCH: 0, DIFFERENCE: 1, UNCHECKED: 2, "MATCH-BLIND": 3 } as const;

/** Returns the genesis, where something needs it. Another's back-end has its own; then only a named one is read. */
function genesisOf(options: Options): Genesis | undefined {
  if (options.backend !== undefined && !options.genesisNamed) return undefined;
  const genesis = readGenesis(options.genesis, "--genesis");
  // Checked before the back-end is started with it, so that a wrong file is not taken for a wrong claim.
  if (options.key !== undefined) requireApplicationKey(genesis, readKeyFile(options.key, "p256"), options.key);
  return genesis;
}

async function run(options: Options): Promise<Conclusion> {
  const policy = options.policy === undefined ? undefined : readPolicy(options.policy);
  const genesis = genesisOf(options);
  const backend = backendOf(options);
  const rerun = backend && new Rerun();
  const stop = async (): Promise<void> => rerun?.stop();
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(code)));
  }
  const began = performance.now();
  let bar: ReturnType<typeof startProgress> | undefined;
  let read = 0;
  const write = (text: string): void => void process.stderr.write(text);
  const terminal = process.stderr.isTTY === true;
  try {
    if (backend) await rerun?.start(backend.command);
    const findings = await audit({
      rpc: openPatiently(options.rpc),
      app: options.app,
      fromBlock: options.fromBlock,
      policy: policy ?? {},
      genesis,
      rerun,
      progress: (done, total) => {
        read = done;
        bar ??= startProgress(total, { write, terminal, nowMs: () => performance.now() });
        bar.step(done);
      },
    });
    const seconds = Math.round(performance.now() - began) / 1_000;
    return conclude(findings, { policy, genesis, genesisFile: options.genesis, backend: backend?.name, seconds });
  } finally {
    bar?.end(read);
    await stop();
  }
}

/** @throws {AuditError} `option-invalid` when the file cannot be written */
function writeHistories(path: string, { findings }: Conclusion): void {
  const lines = findings.ledger ? histories(findings.ledger).map((each) => `${JSON.stringify(each)}\n`) : [];
  try {
    writeFileSync(path, lines.join(""));
  } catch (cause) {
    throw new AuditError(`--histories ${path} cannot be written.`, { code: "option-invalid", cause });
  }
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/**
 * Runs and returns the exit code. An error without a code is a defect of the auditor and says nothing of the
 * application.
 */
async function main(args: readonly string[]): Promise<number> {
  let mode: "full" | "blind" | undefined;
  try {
    const options = parseOptions(args);
    mode = options.key === undefined && options.backend === undefined ? "blind" : "full";
    const conclusion = await run(options);
    if (options.histories !== undefined) writeHistories(options.histories, conclusion);
    if (!options.json) print(prose(conclusion));
    print(lastLine(conclusion));
    return EXIT[conclusion.result];
  } catch (error) {
    const { code, message, stack } = error as { code?: string; message: string; stack?: string };
    if (code === "commander.helpDisplayed") return EXIT.MATCH;
    const known = error instanceof AuditError || error instanceof EthereumError;
    process.stderr.write(`Could not check: ${known ? printable(message) : stack}\n`);
    if (code === "option-invalid") process.stderr.write("npm run audit -- --help lists the options.\n");
    print(failureLine(mode, known ? error.code : "internal-error", printable(message)));
    return EXIT.UNCHECKED;
  }
}

goOnUnread();
process.exitCode = await main(process.argv.slice(2));
