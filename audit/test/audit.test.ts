/** The auditor against a real chain, a real node and the real back-end: what is right, what is wrong, who is to blame. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@witness/protocol/bytes";
import { Wallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drive, inputOf, keyOf, run, TestDevice } from "../../dapp/test/world.ts";
import { startNode } from "../../rollup-node/src/node.ts";
import {
  OWNER_KEY,
  startChain,
  type TestApplication,
  type TestChain,
  VALIDATOR_KEYS,
} from "../../rollup-node/test/chain.ts";
import { until, keyFile as validatorKey } from "../../rollup-node/test/client.ts";
import { configOf, FREE } from "../../rollup-node/test/settings.ts";
import { EMPTY_ROOT } from "../src/outputs-tree.ts";
import {
  claim,
  compute,
  earlyApplication,
  endEpoch,
  file,
  genesisFile,
  keyFile,
  rootAfter,
  runAudit,
  signFor,
} from "./scene.ts";

const BACKEND = `exec ${process.execPath} ${join(import.meta.dirname, "../../dapp/src/main.ts")} --genesis ${genesisFile} --key ${keyFile}`;
const addressOf = (key: string): string => new Wallet(key).address;
let chain: TestChain;

const at = ({ address }: { readonly address: string }): readonly string[] => ["--rpc", chain.url, "--app", address];

/** Every kind of message: honest, repeated, forged, forked, over a gap, of no maker, and bytes that are no batch. */
function payloads(): Uint8Array[] {
  const [car, other] = [new TestDevice("car"), new TestDevice("other")];
  const stranger = new TestDevice("stranger");
  const first = [car.send(drive(5)), car.send(drive(5, 2_000))];
  const twin = car.copy();
  const third = car.send(drive(5, 3_000));
  const forked = twin.send(drive(4, 2_500));
  car.open(7);
  const afterGap = car.send(drive(5, 4_000));
  const forged = { ...other.send(drive(3)), signature: new Uint8Array(64).fill(7) };
  const batches = [
    { registrations: [car.registration(), other.registration(), stranger.registration(undefined, keyOf("nobody"))] },
    { runs: [run(...first), run(...first)] },
    { runs: [run(third), run(forked), run(forged)] },
    { runs: [run(afterGap), run(stranger.send(drive(2)))], registrations: [car.registration()] },
  ];
  return [...batches.map((batch, index) => inputOf(batch, index).payload), utf8("not a batch")];
}

beforeAll(async () => {
  chain = await startChain();
});
afterAll(() => chain?.close());

describe("an application that a node runs", () => {
  let app: TestApplication;
  let inputs: Uint8Array[];

  beforeAll(async () => {
    app = await chain.application("witness");
    signFor(app.address);
    inputs = payloads();
    const data = mkdtempSync(join(tmpdir(), "audit-node-"));
    const node = await startNode(
      configOf({
        ...FREE,
        RPC_URL: chain.url,
        DEPLOYMENTS: app.file,
        DATA_DIR: data,
        BACKENDS: BACKEND,
        VALIDATOR_KEY_FILES: validatorKey(OWNER_KEY),
      }),
      () => {},
    );
    try {
      await chain.add(app.address, inputs.slice(0, 2));
      await endEpoch(chain);
      await chain.add(app.address, inputs.slice(2));
      await endEpoch(chain);
      await until(async () => {
        const body = JSON.stringify({ jsonrpc: "2.0", id: 0, method: "cartesi_listEpochs", params: ["witness"] });
        const answer = await fetch(node.rpcUrl, { method: "POST", body });
        const { result } = (await answer.json()) as { result: { data: { status: string }[] } };
        return result.data.length >= 2 && result.data.every(({ status }) => status === "CLAIM_ACCEPTED");
      });
    } finally {
      await node.stop();
    }
  });

  it("matches in full", async () => {
    const { exitCode, last, prose, progress } = await runAudit(...at(app), "--key", keyFile, "--genesis", genesisFile);
    const { totals } = await compute(chain, app.address, inputs);
    expect(last).toMatchObject({
      result: "MATCH",
      mode: "full",
      inputs: 5,
      inputsRejected: 1,
      inputsPending: 0,
      reportsDisagreeing: 0,
      admitted: totals.admitted,
      refused: totals.refused,
      outputs: 4,
      wrongClaims: [],
    });
    expect(last.claimsAccepted).toBeGreaterThanOrEqual(2);
    expect(exitCode).toBe(0);
    expect(prose).toContain("MATCH: every accepted claim");
    expect(progress).toContain("5 of 5 inputs");
  });

  it.each([
    ["admits-all", { expected: "envelope 2: sequence-replayed", found: "envelope 2: admitted", firstInput: 1 }],
    ["one-less", { expected: "envelope 1: admitted", found: "envelope 1: sequence-replayed", firstInput: 1 }],
    ["unregisters", { expected: "registration 0: admitted", found: "registration 0: maker-unknown", firstInput: 0 }],
    ["takes-rubbish", { firstInput: 4, found: "admitted" }],
    ["mumbles", { expected: "a report: admitted", found: "none that can be read", firstInput: 0 }],
  ])("differs when the back-end lies in its reports: %s", async (lie, difference) => {
    const liar = join(import.meta.dirname, "lying-backend.ts");
    const backend = `exec ${process.execPath} ${liar} ${lie} ${genesisFile} ${keyFile}`;
    const { exitCode, last, prose } = await runAudit(...at(app), "--backend", backend, "--genesis", genesisFile);
    expect(last).toMatchObject({
      result: "DIFFERENCE",
      mode: "full",
      wrongClaims: [],
      outputs: 4,
      difference: { kind: "report", ...difference },
    });
    expect(last.reportsDisagreeing).toBeGreaterThan(0);
    expect(exitCode).toBe(1);
    expect(prose).toContain("DIFFERENCE: The back-end's report on input");
  });

  it("writes what each history comes to, the same with the key and without", async () => {
    const folder = mkdtempSync(join(tmpdir(), "audit-histories-"));
    const written = async (name: string, ...options: string[]) => {
      const file = join(folder, name);
      await runAudit(...at(app), "--genesis", genesisFile, "--histories", file, ...options);
      const lines = readFileSync(file, "utf8").trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line) as { device: string; items: number; accumulator: string });
    };
    const full = await written("full", "--key", keyFile);
    expect(await written("blind")).toEqual(full);
    expect(full.length).toBeGreaterThan(0);
    expect(full.some(({ items }) => items > 0)).toBe(true);
    for (const { accumulator } of full) expect(accumulator).toMatch(/^[0-9a-f]{64}$/);
  });

  it("matches blind, with the back-end's own counts", async () => {
    const { exitCode, last, prose } = await runAudit(...at(app), "--genesis", genesisFile);
    const { totals } = await compute(chain, app.address, inputs);
    expect(last).toMatchObject({
      result: "MATCH-BLIND",
      mode: "blind",
      admitted: totals.admitted,
      refused: totals.refused,
      devices: 2,
      registrationsAdmitted: 2,
      registrationsRefused: 2,
      operationsAdmitted: 0,
      operationsRefused: 0,
      envelopesAdmitted: 4,
      envelopesIgnored: 2,
      envelopesRefused: 3,
      gaps: 1,
      forks: 1,
      codes: {
        "device-registered": 1,
        "device-unknown": 1,
        "forked-key": 1,
        "maker-unknown": 1,
        "sequence-replayed": 2,
        "signature-invalid": 1,
      },
    });
    expect(exitCode).toBe(3);
    expect(prose).toContain("verdicts and statistics: they are sealed");
    expect(prose).toContain("MATCH-BLIND: nothing that can be seen");
    expect(prose).toMatch(/^Operations +0 admitted, 0 refused$/m);
    expect(prose).toMatch(
      /None of the \d+ accepted roots could be compared with anything else; they rest on the word of/,
    );
    // One word for everybody whom no policy names, and each of them below it.
    expect(prose.match(/^Seen/gm)).toHaveLength(1);
    for (const kind of ["validator", "relay", "maker"]) expect(prose).toMatch(new RegExp(`^ {16}${kind} `, "m"));
  });

  it("names whom the policy does not trust, and takes nobody's word for a root blind", async () => {
    const policy = file(
      "policy.json",
      JSON.stringify({ validators: [`0x${"11".repeat(20)}`], relays: [], makers: [] }),
    );
    const audited = await runAudit(...at(app), "--genesis", genesisFile, "--policy", policy);
    expect(audited.last).toMatchObject({ result: "UNCHECKED", code: "validators-untrusted" });
    expect(audited.exitCode).toBe(2);
    expect(audited.last.untrusted.validators).toEqual([new Wallet(OWNER_KEY).address.toLowerCase()]);
    expect(audited.last.untrusted.relays).toHaveLength(1);
    expect(audited.last.untrusted.makers).toHaveLength(1);
    expect(audited.prose).toContain("NOT TRUSTED     validator 0x");
    const full = await runAudit(...at(app), "--genesis", genesisFile, "--policy", policy, "--key", keyFile);
    expect([full.last.result, full.exitCode]).toEqual(["MATCH", 0]);
  });

  it("takes the word of a validator whom the policy trusts", async () => {
    const policy = file("trusting.json", JSON.stringify({ validators: [new Wallet(OWNER_KEY).address] }));
    const { exitCode, last, prose } = await runAudit(...at(app), "--genesis", genesisFile, "--policy", policy);
    expect([last.result, exitCode]).toEqual(["MATCH-BLIND", 3]);
    expect(prose).toContain("whom your policy trusts");
  });

  it("differs from a policy that demands another chain", async () => {
    const policy = file("mainnet.json", JSON.stringify({ chainId: 1 }));
    const { exitCode, last } = await runAudit(...at(app), "--genesis", genesisFile, "--policy", policy);
    expect(last.difference).toMatchObject({ kind: "chain", expected: "1", found: "31337" });
    expect(exitCode).toBe(1);
  });

  it("differs from a policy that demands another consensus", async () => {
    const policy = file("quorum.json", JSON.stringify({ consensus: "QUORUM" }));
    const { exitCode, last } = await runAudit(...at(app), "--genesis", genesisFile, "--policy", policy);
    expect(last).toMatchObject({ result: "DIFFERENCE", difference: { expected: "QUORUM", found: "AUTHORITY" } });
    expect(exitCode).toBe(1);
  });

  it("says what to do about a wrong key, a missing genesis, a wrong address and a dead chain", async () => {
    const wrongKey = file("wrong.key", "11".repeat(32));
    const nowhere = `0x${"22".repeat(20)}`;
    const cases = [
      [[...at(app), "--genesis", genesisFile, "--key", wrongKey], "key-mismatch"],
      [[...at(app), "--genesis", "missing.json"], "genesis-invalid"],
      [[...at(app), "--genesis", genesisFile, "--policy", genesisFile], "policy-invalid"],
      [["--rpc", chain.url, "--app", nowhere, "--genesis", genesisFile], "application-missing"],
      [["--rpc", "http://127.0.0.1:1", "--app", app.address, "--genesis", genesisFile], "chain-unavailable"],
      [
        [...at(app), "--genesis", genesisFile, "--from-block", String(await chain.provider.getBlockNumber())],
        undefined,
      ],
      [["--rpc", chain.url], "option-invalid"],
    ] as const;
    const audited = await Promise.all(cases.map(([args]) => runAudit(...args)));
    for (const [index, { exitCode, last, progress }] of audited.entries()) {
      const code = cases[index]?.[1];
      expect([last.code, exitCode]).toEqual([code, code === undefined ? 3 : 2]);
      if (code !== undefined) expect(progress).toContain(last.reason);
    }
    expect(audited[1]?.last.reason).toContain("--genesis names another one");
  });

  it("says which input the back-end failed at", async () => {
    const dying = `exec ${process.execPath} -e 'process.exitCode = 3'`;
    const { exitCode, last } = await runAudit(...at(app), "--backend", dying);
    expect(last).toMatchObject({ result: "UNCHECKED", mode: "full", code: "backend-ended" });
    expect(exitCode).toBe(2);
  });
});

describe("a validator that lies", () => {
  it("is named with the epoch, and with what was left out", async () => {
    const app = await chain.application("tampered");
    signFor(app.address);
    const inputs = payloads();
    await chain.add(app.address, inputs.slice(0, 2));
    const honest = await endEpoch(chain);
    const { trees: before } = await compute(chain, app.address, inputs);
    await claim(chain, app, { lastBlock: honest.lastBlock, root: rootAfter(before, 1) });
    await chain.add(app.address, inputs.slice(2));
    const lying = await endEpoch(chain);
    const { trees } = await compute(chain, app.address, inputs);
    const validator = await claim(chain, app, { lastBlock: lying.lastBlock, root: rootAfter(trees, 2) });

    const { exitCode, last, prose } = await runAudit(...at(app), "--key", keyFile, "--genesis", genesisFile);
    expect(exitCode).toBe(1);
    expect(last).toMatchObject({
      result: "DIFFERENCE",
      difference: {
        kind: "claim",
        epoch: lying.epoch,
        lastBlock: lying.lastBlock,
        firstInput: 2,
        lastInput: 4,
        expected: rootAfter(trees, 4),
        found: rootAfter(trees, 2),
        rootAfterInput: 2,
        submitters: [validator],
      },
      wrongClaims: [{ epoch: lying.epoch, submitters: [validator], accepted: true }],
    });
    expect(prose).toContain(`DIFFERENCE: Epoch ${lying.epoch} `);
    // Without the key nobody can see this lie, and nobody is told that the roots are right.
    const blind = await runAudit(...at(app), "--genesis", genesisFile, "--json");
    expect([blind.last.result, blind.last.claimsCompared, blind.exitCode]).toEqual(["MATCH-BLIND", 0, 3]);
  });

  it("cannot change the root blind either when nothing was admitted", async () => {
    const app = await chain.application("idle");
    await chain.add(app.address, ["rubbish"]);
    const { lastBlock, epoch } = await endEpoch(chain);
    const root = `0x${"33".repeat(32)}`;
    await claim(chain, app, { lastBlock, root });
    const { last } = await runAudit(...at(app), "--genesis", genesisFile);
    expect(last).toMatchObject({ result: "DIFFERENCE", difference: { epoch, expected: EMPTY_ROOT, found: root } });
  });

  it("is named when the others of its quorum outvoted it", async () => {
    const app = await chain.application("quorum", { quorum: true });
    signFor(app.address);
    const inputs = payloads();
    await chain.add(app.address, inputs);
    const { trees } = await compute(chain, app.address, inputs);
    const { lastBlock, epoch } = await endEpoch(chain);
    const wrong = `0x${"44".repeat(32)}`;
    const liar = await claim(chain, app, { validator: 2, lastBlock, root: wrong });
    const args = [...at(app), "--key", keyFile, "--genesis", genesisFile];
    expect((await runAudit(...args)).last).toMatchObject({ result: "UNCHECKED", code: "nothing-claimed" });
    for (const validator of [0, 1]) await claim(chain, app, { validator, lastBlock, root: rootAfter(trees, 4) });

    const { exitCode, last, prose } = await runAudit(...args);
    expect(last).toMatchObject({
      result: "MATCH",
      consensus: "QUORUM",
      claimsAccepted: 1,
      claimsSubmitted: 3,
      claimsCompared: 2,
      wrongClaims: [{ epoch, submitters: [liar], accepted: false, found: wrong }],
    });
    expect(exitCode).toBe(0);
    expect(prose).toContain(`WRONG CLAIM     epoch ${epoch} by ${liar} (not accepted)`);

    const blind = [...at(app), "--genesis", genesisFile];
    const contradicted = await runAudit(...blind);
    expect(contradicted.last).toMatchObject({ result: "UNCHECKED", code: "claims-contradict" });
    expect(contradicted.exitCode).toBe(2);
    const policy = file("honest.json", JSON.stringify({ validators: VALIDATOR_KEYS.slice(0, 2).map(addressOf) }));
    expect((await runAudit(...blind, "--policy", policy)).last.result).toBe("MATCH-BLIND");
  });
});

describe("inputs from before the application", () => {
  it("are found, since the InputBox takes them", async () => {
    const app = await earlyApplication(chain, (address) => chain.add(address, ["too early"]));
    await chain.add(app.address, ["in time"]);
    const { lastBlock } = await endEpoch(chain);
    await claim(chain, app, { lastBlock, root: EMPTY_ROOT });
    const { last } = await runAudit(...at(app), "--key", keyFile, "--genesis", genesisFile);
    expect(last).toMatchObject({ result: "MATCH", inputs: 2, inputsRejected: 2, outputs: 0 });
  });
});
