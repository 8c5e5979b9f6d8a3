/** What a command says to whoever has not said what to do, or names a file that is not there yet. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

const run = (file: string, ...args: readonly string[]) => {
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, "../src", file), ...args], {
    encoding: "utf8",
  });
  return { status, ...(JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { code: string; message: string }) };
};

it.each([
  ["main.ts", "Say what to do."],
  ["succession/main.ts", "Say which step."],
])("%s without a word asks for one", (file, message) => {
  expect(run(file)).toMatchObject({ status: 2, code: "option-invalid", message });
});

it("a step names the one that writes the file", () => {
  const url = "http://127.0.0.1:9";
  const args = ["--file", "/nowhere/succession.json", "--rpc", url, "--inspect", url, "--relay", url, "--key", "a.key"];
  expect(run("succession/main.ts", "inherit", ...args)).toMatchObject({
    status: 2,
    code: "succession-file-invalid",
    message: "There is no file /nowhere/succession.json; the step end writes it.",
  });
});

it.each(["main.ts", "succession/main.ts"])("%s ends as it would when nobody reads on", async (file) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../src", file)]);
  child.stdout.destroy();
  const said = text(child.stderr);
  const [status] = await once(child, "close");
  expect([status, await said]).toEqual([2, expect.stringMatching(/^Not done: Say .*\n.* --help .*\n$/)]);
});
