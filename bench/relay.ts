/** The relay: acknowledged envelopes per second beside the rate of bare verification in the same run. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { parseEther, toQuantity, Wallet } from "ethers";
import type { BenchChain } from "./chain.ts";
import type { Bench, Family } from "./family.ts";
import { keyOf } from "./fleet.ts";
import { writeGenesis } from "./genesis.ts";
import type { Part } from "./part.ts";
import { measureVerifyPerS } from "./verify.ts";

const root = join(import.meta.dirname, "..");

function keyFile(scratch: string, name: string): string {
  const file = join(scratch, `${name}.key`);
  writeFileSync(file, `${toHex(keyOf(name))}\n`, { mode: 0o600 });
  return file;
}

async function startRelay({ parts, scratch }: Bench, chain: BenchChain, deployment: string): Promise<Part> {
  const account = new Wallet(`0x${toHex(keyOf("relay-account"))}`).address;
  await chain.call("hardhat_setBalance", [account, toQuantity(parseEther("10000"))]);
  return parts.start({
    args: [join(root, "relay/src/main.ts")],
    env: {
      RELAY_RPC_URL: chain.rpcUrl,
      RELAY_DEPLOYMENT: deployment,
      RELAY_GENESIS: writeGenesis(scratch).genesis,
      RELAY_DATA_DIR: join(scratch, "relay"),
      RELAY_PORT: "0",
      RELAY_MQTT_PORT: "0",
      RELAY_ACCOUNT_KEY_FILE: keyFile(scratch, "relay-account"),
      RELAY_RECEIPT_KEY_FILE: keyFile(scratch, "relay-receipt"),
      // All of the load comes from one address.
      RELAY_RATE_PER_MINUTE: "1000000000",
    },
  });
}

/** The relay's figures. */
export const relayFamily: Family = {
  name: "relay",
  figures: [
    "relayAckPerSSingle",
    "mqttAckPerS",
    "relayP50Ms",
    "relayP99Ms",
    "relayAckPerSArray",
    "relayReadingsPerSArray",
    "relayAckPerSRuns",
    "relayIncludedPerS",
    "relayVerifyRatioSingle",
    "relayVerifyRatioArray",
    "relayVerifyRatioRuns",
    "relayRssMb",
  ],
  run: async (bench) => {
    const chain = await bench.chain();
    const application = await chain.application("relay");
    const relay = await startRelay(bench, chain, application.file);
    const load = join(import.meta.dirname, "relay-load.ts");
    const place = [chain.rpcUrl, application.inputBox, application.address];
    const urls = [String(relay.ready["url"]), String(relay.ready["mqttUrl"])];
    const args = [load, ...urls, ...place, bench.short ? "short" : "full"];
    const answered = await bench.parts.run({ args });
    const relayRssMb = relay.peakRssMb();
    await relay.stop();
    const verifyPerS = bench.measured("verifyPerS") ?? measureVerifyPerS(bench.short);
    const ratio = (name: string) => (answered[name] ?? Number.NaN) / verifyPerS;
    return {
      ...answered,
      relayRssMb,
      relayVerifyRatioSingle: ratio("relayAckPerSSingle"),
      relayVerifyRatioArray: ratio("relayAckPerSArray"),
      relayVerifyRatioRuns: ratio("relayAckPerSRuns"),
    };
  },
};
