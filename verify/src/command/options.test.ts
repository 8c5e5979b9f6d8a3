/** What the command takes, and what it says of that. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseOptions } from "./options.ts";

const APP = `0x${"ab".repeat(20)}`;

it("names no default that is empty", () => {
  const main = join(import.meta.dirname, "main.ts");
  const printed = execFileSync(process.execPath, [main, "--help"], { encoding: "utf8" });
  expect(printed).toContain("--origin <origin>");
  expect(printed).not.toContain("[])");
});

it("takes nodes and origins in their order, and no command without a node", () => {
  const nodes = ["--rpc", "http://a.example/", "--rpc", "http://b.example/"];
  const two = parseOptions(["link", ...nodes, "--app", APP]);
  expect(two).toMatchObject({ rpc: [nodes[1], nodes[3]], origin: [] });
  const origins = ["--origin", "https://a.example", "--origin", "https://b.example"];
  expect(parseOptions(["link", ...nodes, "--app", APP, ...origins]).origin).toEqual([origins[1], origins[3]]);
  expect(() => parseOptions(["link", "--app", APP])).toThrow(
    expect.objectContaining({ code: "option-invalid", message: expect.stringContaining("--rpc") }),
  );
});
