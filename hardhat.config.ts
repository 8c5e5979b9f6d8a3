import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

/** The compiler comes from npm, so that nothing is downloaded; osaka has the P256VERIFY precompile (EIP-7951). */
export default defineConfig({
  paths: { sources: "contracts/solidity", cache: "contracts/cache", artifacts: "contracts/artifacts" },
  solidity: { version: "0.8.30", path: require.resolve("solc/soljson.js") },
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
