import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

/** The compiler comes from npm, so that nothing is downloaded. */
const COMPILER = { version: "0.8.30", path: require.resolve("solc/soljson.js") };
const TESTS = "contracts/test/solidity";

/** Tests take the older code generator: it compiles in a third of the time, and so they have both in one run. */
const overrides = Object.fromEntries(
  readdirSync(join(import.meta.dirname, TESTS)).map((name) => [
    `${TESTS}/${name}`,
    { ...COMPILER, settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: "prague" } },
  ]),
);

/** Osaka has the P256VERIFY precompile (EIP-7951). */
export default defineConfig({
  paths: {
    sources: "contracts/solidity",
    tests: { solidity: TESTS },
    cache: "contracts/cache",
    artifacts: "contracts/artifacts",
  },
  solidity: {
    compilers: [
      // As Cartesi's contracts are compiled.
      { ...COMPILER, settings: { viaIR: true, optimizer: { enabled: true, runs: 200 }, evmVersion: "prague" } },
    ],
    overrides,
  },
  test: { solidity: { fuzz: { runs: 256, seed: "0x01" } } },
  networks: {
    local: {
      type: "edr-simulated",
      chainType: "l1",
      chainId: 31_337,
      hardfork: "osaka",
      mining: { auto: true, interval: 1_000 },
    },
  },
});
