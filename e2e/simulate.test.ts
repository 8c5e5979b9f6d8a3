/** Months of a fleet with owners and workshops over a real chain, relay and node, by the command that a person runs. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SCRIPT = join(import.meta.dirname, "../scripts/simulate.ts");

interface Ended {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly errors: string;
}

function simulate(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], (error, stdout, errors) => {
      resolve({ exitCode: Number(error?.code ?? 0), lines: stdout.trimEnd().split("\n"), errors });
    });
  });
}

describe("npm run simulate", () => {
  it("every mode comes to what it should, over the real chain", async () => {
    const { exitCode, lines, errors } = await simulate("--days", "90", "--cars", "3", "--every-minutes", "15");
    const result = JSON.parse(lines.at(-1) ?? "");
    expect({ errors, told: lines.filter((line) => line.includes("EXPECTED ")), result }).toMatchObject({
      errors: "",
      told: [],
      result: { result: "EXPECTED", devices: 29, unexpected: 0 },
    });
    expect(result.operations).toBeGreaterThan(12);
    expect(lines.find((line) => line.startsWith("device that is unsigned-cluster"))).toMatch(
      /illogical: odometer-decreased$/,
    );
    expect(exitCode).toBe(0);
  }, 280_000);

  it("given a speed, lives no faster than that", async () => {
    const { exitCode, lines } = await simulate("--days", "60", "--cars", "1", "--modes", "", "--speed", "1000000");
    // Sixty days are 5 184 000 seconds.
    expect(JSON.parse(lines.at(-1) ?? "").seconds).toBeGreaterThanOrEqual(5);
    expect(exitCode).toBe(0);
  }, 120_000);

  it("given a mode that there is not, names those that there are", async () => {
    const { exitCode, errors } = await simulate("--modes", "honest,flying");
    expect(exitCode).toBe(1);
    const short = await simulate("--days", "60");
    expect(short).toMatchObject({ exitCode: 1, errors: expect.stringContaining("90 days or more") });
    expect(errors).toMatch(/There is no mode flying; there are honest, .*thermometer, or all\./);
  });
});
