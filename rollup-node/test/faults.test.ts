/** A back-end that fails in every way it can: the status is the real node's, and other applications run on. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { TestApplication } from "./chain.ts";
import { type Answer, temporaryDirectory, until } from "./client.ts";
import { backendCommand, chainOfFile, type NodeUnderTest, runNode, said } from "./running.ts";

const chain = await chainOfFile();
let node: NodeUnderTest | undefined;
let applications = 0;
afterEach(async () => {
  await node?.stop();
  node = undefined;
});

const rogue = { BACKENDS: backendCommand("rogue.mjs") };
const application = (): Promise<TestApplication> => chain.application(`app-${applications++}`, { epochLength: 50 });
const nameOf = (app: TestApplication): string => app.file.replace(/.*\/(.+)\.json$/, "$1");
const reports = async (of: NodeUnderTest, name: string): Promise<string[]> =>
  (await of.data("cartesi_listReports", [name])).map(({ raw_data }: Answer) =>
    Buffer.from(raw_data.slice(2), "hex").toString(),
  );

describe("an input that ends badly", () => {
  it("has the real node's status, leaves reports but no output, and the next one is processed", async () => {
    const app = await application();
    const bystander = await application();
    node = await runNode(chain, [app, bystander], { ...rogue, DEADLINE_MS: "10000" });
    const [name, other] = [nameOf(app), nameOf(bystander)];
    await chain.add(app.address, ["one", "reject", "exception", "exit:0", "exit:3", "signal:SIGABRT", "hang", "two"]);
    await chain.add(bystander.address, ["calm", "sea"]);
    await node.processed(other, 2);
    await node.processed(name, 8);
    expect(await node.statuses(name)).toEqual([
      "ACCEPTED",
      "REJECTED",
      "EXCEPTION",
      "EXCEPTION",
      "EXCEPTION",
      "EXCEPTION",
      "TIME_LIMIT_EXCEEDED",
      "ACCEPTED",
    ]);
    expect(await node.payloads(name)).toEqual(["one", "two"]);
    expect((await node.data("cartesi_listOutputs", [name])).map((output: Answer) => output.index)).toEqual([
      "0x0",
      "0x1",
    ]);
    // Reports of a rejected input stay, as on the real node.
    expect(await reports(node, name)).toEqual(["report 0", "report 1", "report 2", "report 7"]);
    expect(await node.payloads(other)).toEqual(["calm", "sea"]);
    for (const each of [name, other]) expect((await node.data("cartesi_getApplication", [each])).state).toBe("ENABLED");
  });

  it("is not decided when every process that tries it is killed from outside: FAILED, and the next start tries again", async () => {
    const app = await application();
    const args = { DATA_DIR: temporaryDirectory() };
    node = await runNode(chain, [app], { ...rogue, ...args });
    await chain.add(app.address, ["one", "signal:SIGKILL", "two"]);
    const { data } = node;
    await until(async () => (await data("cartesi_getApplication", [nameOf(app)])).state === "FAILED");
    expect((await data("cartesi_getApplication", [nameOf(app)])).reason).toMatch(/^5 processes were lost with input 1/);
    expect(await node.statuses(nameOf(app))).toEqual(["ACCEPTED", "NONE", "NONE"]);
    expect(node.told.filter(({ message }) => message.startsWith("the back-end was lost"))).toHaveLength(4);
    await node.stop();
    const harmless = backendCommand("rogue.mjs").replace("exec", "export IMMUNE=yes; exec");
    node = await runNode(chain, [app], { BACKENDS: harmless, ...args });
    await node.processed(nameOf(app), 3);
    expect(await node.statuses(nameOf(app))).toEqual(["ACCEPTED", "ACCEPTED", "ACCEPTED"]);
  });

  it("is driven again only when the process is gone or says that it accepted what had failed", async () => {
    const app = await application();
    node = await runNode(chain, [app], { ...rogue, ROLLBACK: "none" });
    const { told } = node;
    const drives = () => told.filter(({ message }) => message === "the back-end was driven again").length;
    await chain.add(app.address, ["one", "apology", "two"]);
    await node.processed(nameOf(app), 3);
    expect([said(await node.inspect(nameOf(app), "x")), drives()]).toEqual(["count 2", 0]);
    await chain.add(app.address, ["exception", "three"]);
    await node.processed(nameOf(app), 5);
    expect([said(await node.inspect(nameOf(app), "x")), drives()]).toEqual(["count 3", 1]);
    await chain.add(app.address, ["exit:1", "four"]);
    await node.processed(nameOf(app), 7);
    expect([said(await node.inspect(nameOf(app), "x")), drives()]).toEqual(["count 4", 2]);
    expect(await node.payloads(nameOf(app))).toEqual(["one", "two", "three", "four"]);
  });

  it("may not emit more than the machine takes", async () => {
    const app = await application();
    node = await runNode(chain, [app], rogue);
    await chain.add(app.address, ["big", "many:65537", "many:3", "after"]);
    await node.processed(nameOf(app), 4);
    expect(await node.statuses(nameOf(app))).toEqual(["ACCEPTED", "OUTPUTS_LIMIT_EXCEEDED", "ACCEPTED", "ACCEPTED"]);
    // The reply to an output that is too large is 400. The input goes on, and the back-end decides how it ends.
    expect((await reports(node, nameOf(app)))[0]).toBe("400,400,400,400,400");
    const outputs = await node.data("cartesi_listOutputs", [nameOf(app)]);
    expect(outputs).toHaveLength(6);
    expect(outputs[0].raw_data).toHaveLength(2 + 2 * (2_097_056 + 4 + 64));
  });
});

describe("an inspect that ends badly", () => {
  it("gets a reply, and the state is the one before", async () => {
    const app = await application();
    node = await runNode(chain, [app], { ...rogue, DEADLINE_MS: "10000" });
    const name = nameOf(app);
    await chain.add(app.address, ["one", "two"]);
    await node.processed(name, 2);
    expect(await node.inspect(name, "reject")).toMatchObject({ status: "Rejected", processed_input_count: 2 });
    expect(await node.inspect(name, "exit:9")).toMatchObject({
      status: "Exception",
      exception: "Error on the machine while inspecting: dapp exited with exit status: 9",
    });
    expect(await node.inspect(name, "hang")).toMatchObject({ status: "Exception" });
    expect(said(await node.inspect(name, "x"))).toBe("count 2");
  });
});

describe("an operator's own back-end", () => {
  it("may connect late; until then the node refuses queries for now", async () => {
    const app = await application();
    node = await runNode(chain, [app], { DEADLINE_MS: "500" });
    const name = nameOf(app);
    const ask = () => fetch(`${node!.inspectUrl}/${name}`, { method: "POST", body: "x" });
    expect((await ask()).status).toBe(503);
    await chain.add(app.address, ["one", "reject", "two"]);
    await until(async () => (await node!.statuses(name)).length === 3);
    expect((await ask()).status).toBe(503);
    const env = { ...process.env, ROLLUP_HTTP_SERVER_URL: node.rollupHttpUrls[name] };
    const child = spawn(process.execPath, [join(import.meta.dirname, "rogue.mjs")], { env, stdio: "ignore" });
    try {
      await node.processed(name, 3);
      expect(await node.statuses(name)).toEqual(["ACCEPTED", "REJECTED", "ACCEPTED"]);
      expect(await node.payloads(name)).toEqual(["one", "two"]);
      await until(async () => (await ask()).status === 200);
    } finally {
      child.kill("SIGKILL");
    }
  });
});

describe("options", () => {
  it("default: nothing is left of a rejected input, and a standby spares the replay; --rollback none leaves it", async () => {
    const app = await application();
    const data = temporaryDirectory();
    await chain.add(app.address, ["one", "reject", "reject", "tally", "exit:2", "tally"]);
    node = await runNode(chain, [app], { ...rogue, DATA_DIR: data });
    await node.processed(nameOf(app), 6);
    expect(said(await node.inspect(nameOf(app), "x"))).toBe("count 3");
    expect(await node.payloads(nameOf(app))).toEqual(["one", "tally 2", "tally 3"]);
    const heard = (message: string) => node!.told.filter((line) => line.message.startsWith(message)).length;
    expect([heard("the standby took over"), heard("the back-end was driven again")]).toEqual([3, 0]);
    await node.stop();
    // It gives the same outputs again, so the application runs after a restart.
    node = await runNode(chain, [app], { ...rogue, DATA_DIR: data });
    await chain.add(app.address, ["tally"]);
    await node.processed(nameOf(app), 7);
    expect(await node.payloads(nameOf(app))).toEqual(["one", "tally 2", "tally 3", "tally 4"]);
    expect((await node.data("cartesi_getApplication", [nameOf(app)])).state).toBe("ENABLED");
    await node.stop();
    node = await runNode(chain, [app], { ...rogue, ROLLBACK: "none" });
    // The next replay shows that a back-end did not undo what it rejected.
    const { data: ask } = node;
    await until(async () => (await ask("cartesi_getApplication", [nameOf(app)])).state === "INOPERABLE");
    expect(await node.payloads(nameOf(app))).toEqual(["one", "tally 4"]);
  });

  it("default: a standby with other outputs never takes over, and the application is stopped", async () => {
    const app = await application();
    node = await runNode(chain, [app], rogue);
    await chain.add(app.address, ["one", "random", "reject", "tally"]);
    await node.processed(nameOf(app), 3);
    const { data, told } = node;
    await until(async () => (await data("cartesi_getApplication", [nameOf(app)])).state === "INOPERABLE");
    expect(told).toContainEqual(
      expect.objectContaining({ level: "error", message: "NOT DETERMINISTIC: validators would disagree" }),
    );
  });

  it("default: a standby that is killed is started again, and takes over with the whole state", async () => {
    const app = await application();
    const pids = join(temporaryDirectory(), "pids");
    const command = `sh -c 'echo $$ >> ${pids}; ${backendCommand("rogue.mjs")}'`;
    node = await runNode(chain, [app], { BACKENDS: command });
    const started = () => readFileSync(pids, "utf8").trim().split("\n").map(Number);
    await chain.add(app.address, ["one", "two"]);
    await until(async () => started().length === 2);
    process.kill(started()[1]!, "SIGKILL");
    await until(async () => started().length === 3);
    await chain.add(app.address, ["reject", "tally"]);
    await node.processed(nameOf(app), 4);
    expect(await node.payloads(nameOf(app))).toEqual(["one", "two", "tally 3"]);
  });

  it("--strict: an exception ends the application for ever, the others go on", async () => {
    const app = await application();
    const bystander = await application();
    const args = { ...rogue, STRICT: "true", DATA_DIR: temporaryDirectory() };
    node = await runNode(chain, [app, bystander], args);
    await chain.add(app.address, ["one", "exit:1", "two"]);
    await chain.add(bystander.address, ["one", "reject", "two"]);
    await node.processed(nameOf(bystander), 3);
    await node.processed(nameOf(app), 2);
    for (const restarted of [false, true]) {
      if (restarted) {
        await node.stop();
        node = await runNode(chain, [app, bystander], args);
      }
      const { data, inspectUrl } = node;
      await until(async () => (await data("cartesi_getApplication", [nameOf(app)])).state === "INOPERABLE");
      expect((await data("cartesi_getApplication", [nameOf(app)])).reason).toContain("input 1 ended with EXCEPTION");
      expect((await fetch(`${inspectUrl}/${nameOf(app)}`, { method: "POST" })).status).toBe(503);
      expect((await data("cartesi_getApplication", [nameOf(bystander)])).state).toBe("ENABLED");
    }
    expect(await node.statuses(nameOf(app))).toEqual(["ACCEPTED", "EXCEPTION", "NONE"]);
  });

  it("--strict: too many outputs end it too, a deadline does not", async () => {
    const app = await application();
    node = await runNode(chain, [app], { ...rogue, STRICT: "true", ROLLBACK: "none" });
    await chain.add(app.address, ["many:65537", "two"]);
    const { data } = node;
    await until(async () => (await data("cartesi_getApplication", [nameOf(app)])).state === "INOPERABLE");
    await node.stop();
    const late = await application();
    node = await runNode(chain, [late], { ...rogue, STRICT: "true", DEADLINE_MS: "10000" });
    await chain.add(late.address, ["hang", "two"]);
    await node.processed(nameOf(late), 2);
    expect(await node.statuses(nameOf(late))).toEqual(["TIME_LIMIT_EXCEEDED", "ACCEPTED"]);
  });

  it("--determinism-check: sees reports too, when driven again too, and a restart does not forget the first finding", async () => {
    const app = await application();
    const args = { DATA_DIR: temporaryDirectory(), DETERMINISM_CHECK: "true" };
    node = await runNode(chain, [app], { ...rogue, ...args });
    await chain.add(app.address, ["same", "murmur"]);
    await node.processed(nameOf(app), 2);
    const found = "input 1: two runs differ in reports 0";
    expect((await node.data("witness_getHealth")).applications[0].nondeterministic).toBe(found);
    await node.stop();
    node = await runNode(chain, [app], { ...rogue, ...args });
    const { told } = node;
    await until(async () => told.some(({ message }) => message === "the back-end was driven again"));
    expect((await node.data("witness_getHealth")).applications[0].nondeterministic).toBe(found);
    expect(told).toContainEqual({
      level: "error",
      message: "NOT DETERMINISTIC: validators would disagree",
      facts: { index: 1, differs: "reports 0" },
    });
  });

  it("--determinism-check: names the input whose two runs differ", async () => {
    const app = await application();
    node = await runNode(chain, [app], { ...rogue, DETERMINISM_CHECK: "true" });
    await chain.add(app.address, ["same", "exit:1", "random", "same"]);
    await node.processed(nameOf(app), 4);
    const health = await node.data("witness_getHealth");
    expect(health.applications[0].nondeterministic).toBe("input 2: two runs differ in outputs 0");
    expect(node.told).toContainEqual(
      expect.objectContaining({ level: "error", message: "NOT DETERMINISTIC: validators would disagree" }),
    );
  });

  it("--gio: replies from a file only", async () => {
    const app = await application();
    const file = join(temporaryDirectory(), "gio.json");
    writeFileSync(file, JSON.stringify({ 39: { "0x1234": { response_code: 2, response: "0xc0ffee" } } }));
    node = await runNode(chain, [app], { ...rogue, GIO: file });
    const ask = async (domain: number) => said(await node!.inspect(nameOf(app), `gio:${domain}`));
    expect(await ask(39)).toBe('202 {"response_code":2,"response":"0xc0ffee"}');
    expect(await ask(40)).toMatch(/^400 unable to process gio request/);
    expect(await ask(15)).toMatch(/^400 domain must be/);
  });
});

describe("restart", () => {
  it("with a back-end that gives other outputs: INOPERABLE, and the first differing output is named", async () => {
    const app = await application();
    const args = { DATA_DIR: temporaryDirectory() };
    node = await runNode(chain, [app], { ...rogue, ...args });
    await chain.add(app.address, ["reject", "one", "two"]);
    await node.processed(nameOf(app), 3);
    await node.stop();
    node = await runNode(chain, [app], { BACKENDS: `export TELL=no-; ${backendCommand("rogue.mjs")}`, ...args });
    const { data } = node;
    await until(async () => (await data("cartesi_getApplication", [nameOf(app)])).state === "INOPERABLE");
    const { reason } = await data("cartesi_getApplication", [nameOf(app)]);
    expect(reason).toMatch(
      /does not repeat itself: output 0 \(input 1\) was a Notice of 3 bytes, now of 6: from payload byte 0 on it was 0x6f6e65, now it is 0x6e6f2d6f6e65$/,
    );
    // The node still serves its records: only the back-end differs.
    expect(await node.payloads(nameOf(app))).toEqual(["one", "two"]);
  });

  it("with a back-end that does not even start: nothing is decided until it does", async () => {
    const app = await application();
    const args = { DATA_DIR: temporaryDirectory() };
    node = await runNode(chain, [app], { BACKENDS: `export TELL=nothing; ${backendCommand("rogue.mjs")}`, ...args });
    await chain.add(app.address, ["one"]);
    const { told } = node;
    await until(async () => told.filter(({ message }) => message.startsWith("the back-end was lost")).length > 2);
    expect(await node.statuses(nameOf(app))).toEqual(["NONE"]);
    await node.stop();
    node = await runNode(chain, [app], { ...rogue, ...args });
    await node.processed(nameOf(app), 1);
    expect(await node.statuses(nameOf(app))).toEqual(["ACCEPTED"]);
  });
});
