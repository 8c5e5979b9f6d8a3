/** What it costs to prove verdict and odometer of a car to `WitnessVerifier`, under a claim of Cartesi's own consensus. */
import { consensusInterface } from "@witness/ethereum/abi";
import { hexlify, toQuantity } from "ethers";
import { OUR_ARTIFACTS } from "../contracts/src/artifact.ts";
import { verifierArguments, verifierInterface } from "../contracts/src/verifier.ts";
import { chanceOf } from "../contracts/test/chance.ts";
import { fieldsOf, proofAmong, stateOf } from "../contracts/test/states.ts";
import { type BenchChain, EPOCH_LENGTH } from "./chain.ts";

/** A year of one notice a block of Ethereum, which is an input every 12 s. */
const OUTPUTS = 2_628_000;
/** One of them, somewhere: at each of its 22 levels something stands beside it. */
const INDEX = 1_700_001;
/** As many as an application takes unless its genesis says otherwise. */
const DEVICES = 500_000;
/** Of an ordinary car: the device's clock needed the blocks' times once, and some envelopes are missing. */
const REASONS = [7, 10].map((reason) => ({ reason, open: 0, count: 1, firstTimeUnixS: 1_790_000_000 }));

/** Returns the gas of a whole transaction. */
export async function verifyOnChainGas(chain: BenchChain, short: boolean): Promise<number> {
  const chance = chanceOf("on-chain proof");
  const application = await chain.application("on-chain-proof", chain.sender);
  const verdict = { judgeHash: chance.bytes(32), parameters: 1, verdict: 1, reasons: REASONS };
  const state = stateOf(chance, { fields: fieldsOf(chance, { verdict }), devices: short ? 1_000 : DEVICES });
  const { proof, root } = proofAmong(chance, state.output, { index: INDEX, count: OUTPUTS });

  // So that an epoch of this application is over.
  const head = BigInt(await chain.call<string>("eth_blockNumber", []));
  await chain.call("hardhat_mine", [toQuantity(2 * EPOCH_LENGTH)]);
  const block = (head / BigInt(EPOCH_LENGTH) + 1n) * BigInt(EPOCH_LENGTH) - 1n;
  const claim = [application.address, block, hexlify(root)];
  await chain.send({ to: application.consensus, data: consensusInterface.encodeFunctionData("submitClaim", claim) });

  const verifier = await chain.create(OUR_ARTIFACTS.WitnessVerifier.bytecode);
  const required = ["odometer", "verdict"] as const;
  const question = { application: application.address, deviceId: state.deviceId, required };
  const shown = { opening: state.open(required), place: state.place, notice: state.notice, output: proof };
  const data = verifierInterface.encodeFunctionData("verify", verifierArguments(question, shown));
  return chain.send({ to: verifier, data });
}
