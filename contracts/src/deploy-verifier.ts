/** Deploys `WitnessVerifier`, which serves every application of a chain, to the one address that its code gives it. */
import { CREATE2_PROXY } from "@witness/ethereum/official";
import { concat, getCreate2Address, keccak256, ZeroHash } from "ethers";
import { OUR_ARTIFACTS } from "./artifact.ts";
import { asDeployer, type Deployer, ensureProxy, RECEIPT_WAIT_MS } from "./deploy.ts";
import { ChainError, chainErrorOf, reportFailure } from "./errors.ts";
import { verifierSettings } from "./settings.ts";

const { bytecode } = OUR_ARTIFACTS.WitnessVerifier;

/** Where it lies on every chain that it was deployed to, as long as its code is this. */
export const VERIFIER_ADDRESS: string = getCreate2Address(CREATE2_PROXY, ZeroHash, keccak256(bytecode));

/** Deploys it unless it is there, and returns its address. @throws {ChainError} */
export async function deployVerifier({ provider, signer }: Deployer): Promise<string> {
  try {
    await ensureProxy(provider);
    if ((await provider.getCode(VERIFIER_ADDRESS)) === "0x") {
      const sent = await signer.sendTransaction({ to: CREATE2_PROXY, data: concat([ZeroHash, bytecode]) });
      await sent.wait(1, RECEIPT_WAIT_MS);
    }
  } catch (cause) {
    throw chainErrorOf(cause);
  }
  // The address follows from the creation code, so whatever lies there is the verifier.
  if ((await provider.getCode(VERIFIER_ADDRESS)) !== "0x") return VERIFIER_ADDRESS;
  throw new ChainError(`WitnessVerifier did not come to lie at ${VERIFIER_ADDRESS}.`, { code: "deployment-failed" });
}

async function main(): Promise<void> {
  const address = await asDeployer(verifierSettings.read(process.env), deployVerifier);
  console.log(JSON.stringify({ verifier: address }));
}

if (import.meta.main) {
  if (process.argv.includes("--help")) process.stdout.write(verifierSettings.help());
  else await main().catch(reportFailure);
}
