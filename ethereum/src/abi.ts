/** The interfaces of Cartesi's contracts 2.2.0, read from the artifacts of `@cartesi/rollups`. Version 3 changes them. */
import applicationArtifact from "@cartesi/rollups/out/Application.sol/Application.json" with { type: "json" };
import consensusArtifact from "@cartesi/rollups/out/IConsensus.sol/IConsensus.json" with { type: "json" };
import inputBoxArtifact from "@cartesi/rollups/out/InputBox.sol/InputBox.json" with { type: "json" };
import inputsArtifact from "@cartesi/rollups/out/Inputs.sol/Inputs.json" with { type: "json" };
import outputsArtifact from "@cartesi/rollups/out/Outputs.sol/Outputs.json" with { type: "json" };
import { Interface } from "ethers";

/** `addInput`, `InputAdded`, … */
export const inputBoxInterface = new Interface(inputBoxArtifact.abi);
/** `submitClaim`, `ClaimAccepted`, … */
export const consensusInterface = new Interface(consensusArtifact.abi);
/** `executeOutput`, `validateOutput`, … */
export const applicationInterface = new Interface(applicationArtifact.abi);
/** `EvmAdvance`: how an input is encoded. */
export const inputsInterface = new Interface(inputsArtifact.abi);
/** `Notice`, `Voucher`, `DelegateCallVoucher`: how outputs are encoded. */
export const outputsInterface = new Interface(outputsArtifact.abi);

/** Returns the first four bytes of a call, 0x and 8 digits. @throws {TypeError} when the interface has no such function */
export function selectorOf(contract: Interface, name: string): string {
  const selector = contract.getFunction(name)?.selector;
  if (selector === undefined) throw new TypeError(`There is no function ${name}.`);
  return selector;
}

/** Returns the first topic of an event's logs. @throws {TypeError} when the interface has no such event */
export function topicOf(contract: Interface, name: string): string {
  const topic = contract.getEvent(name)?.topicHash;
  if (topic === undefined) throw new TypeError(`There is no event ${name}.`);
  return topic;
}
