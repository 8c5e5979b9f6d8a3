import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What starts processes, builds bundles, kills something or plays two parts against each other: seconds a file. */
const PARTS = [
  "relay/test/{agreement.prop,several}.test.ts",
  "relay/test/{relay,operations,hostile-operations,makers,reorganisation,trouble,node-word,submitter,fees,lying-rpc,signer,orders,kill,work,old-context,ended,mqtt,mqtt-threats}.test.ts",
  "operate/test/{operate,share}.test.ts",
  "issuer/test/{issuer,main,verifier,verifier-settings}.test.ts",
  "dapp/test/{bundle,dearest,riscv,fuzz}.test.ts",
  "device/test/{store,disk,package,browser}.test.ts",
  "verify/test/{form,marks,page-words,page-history}.test.ts",
  "mock-devices/test/{road,main,simulation}.test.ts",
  "frontend/server.test.ts",
  "protocol/scripts/{second*,build-proto}.test.ts",
  "scripts/test/start.test.ts",
  "bench/**/*.test.ts",
];

/**
 * Native Node 24 runs every TypeScript source; Vitest only schedules. `unit` is for the inner loop and takes less than a
 * minute; the others start real chains, nodes, relays and browsers. The default run is everything.
 */
export default defineConfig({
  test: {
    // Most of the time of the longest files is waiting, for blocks and for pages: two files for two cores leave a third idle.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "{protocol,dapp,relay,device,mock-devices,ethereum,settings,operate,verify,analytics,issuer,scripts}/**/*.test.ts",
            "frontend/**/*.test.{ts,tsx}",
            "test/*.test.ts",
          ],
          exclude: ["**/node_modules/**", ...PARTS],
          testTimeout: 60_000,
        },
      },
      {
        test: { name: "parts", include: PARTS, testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: { name: "contracts", include: ["contracts/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: "node",
          include: ["rollup-node/**/*.test.ts", "archive/**/*.test.ts", "audit/**/*.test.ts", "watch/**/*.test.ts"],
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
