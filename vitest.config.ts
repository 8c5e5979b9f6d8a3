import { defineConfig } from "vitest/config";

/** Native Node 24 runs every TypeScript source; Vitest only schedules. Long suites get their own project. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "protocol/**/*.test.ts",
            "settings/**/*.test.ts",
            "ethereum/**/*.test.ts",
            "dapp/**/*.test.ts",
            "relay/**/*.test.ts",
            "device/**/*.test.ts",
            "mock-devices/**/*.test.ts",
            "frontend/**/*.test.{ts,tsx}",
            "scripts/**/*.test.ts",
            "bench/**/*.test.ts",
            "test/*.test.ts",
          ],
          testTimeout: 60_000,
        },
      },
      {
        test: { name: "contracts", include: ["contracts/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: "node",
          include: ["rollup-node/**/*.test.ts", "audit/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: { name: "e2e", include: ["e2e/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 },
      },
    ],
  },
});
