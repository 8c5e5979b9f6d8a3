/** Our own contracts as the compiler made them; `npm run build:contracts` writes the files, and a test compiles them again. */
import type { InterfaceAbi } from "ethers";
import insurer from "./generated/MileageInsurer.json" with { type: "json" };
import verifier from "./generated/WitnessVerifier.json" with { type: "json" };

/** A contract's interface and the code that creates it. */
export interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

/** The contracts of `contracts/solidity` that can be deployed. */
export const OUR_ARTIFACTS = { WitnessVerifier: verifier, MileageInsurer: insurer } as const satisfies Readonly<
  Record<string, Artifact>
>;
