/** How the node and its application are, and whether somebody claimed something else than this node computed. */
import { EvidenceError } from "./errors.ts";
import { call, RpcError } from "./rpc.ts";

/** A claim on chain that differs from what this node computed. */
export interface WrongClaim {
  readonly epoch: number;
  /** 0x and 40 digits: the validator that made it. */
  readonly submitter: string;
  /** Outputs roots, 0x and 64 digits. */
  readonly claimed: string;
  readonly computed: string;
  /** Whether the consensus accepted it. */
  readonly accepted: boolean;
}

/** The application as its node tells it. */
export interface Health {
  /** `ENABLED` when all is well. */
  readonly state: string;
  readonly reason: string | null;
  readonly consensusType: string;
  /** 0x and 40 digits. */
  readonly consensus: string;
  /** In blocks. */
  readonly epochLength: number;
  readonly processedInputs: number;
  /** undefined when the node has no such list: the genuine node compares claims, but does not list them. */
  readonly wrongClaims: readonly WrongClaim[] | undefined;
}

const METHOD_NOT_FOUND = -32_601;
type Shape = Readonly<Record<string, unknown>>;

async function wrongClaims(name: unknown): Promise<readonly WrongClaim[] | undefined> {
  try {
    const { data } = (await call("node", "witness_getHealth", {})) as { data: { applications: readonly Shape[] } };
    const own = data.applications.find((application) => application["name"] === name);
    return (own?.["wrong_claims"] ?? []) as readonly WrongClaim[];
  } catch (error) {
    const cause = error instanceof EvidenceError ? error.cause : undefined;
    if (cause instanceof RpcError && cause.code === METHOD_NOT_FOUND) return undefined;
    throw error;
  }
}

/** Asks the node how an application (0x and 40 digits) is. Returns the node's word. @throws {EvidenceError} `node-unavailable` */
export async function askHealth(application: string): Promise<Health> {
  const { data } = (await call("node", "cartesi_getApplication", { application })) as { data: Shape };
  return {
    state: String(data["state"]),
    reason: typeof data["reason"] === "string" ? data["reason"] : null,
    consensusType: String(data["consensus_type"]),
    consensus: String(data["iconsensus_address"]),
    epochLength: Number(BigInt(String(data["epoch_length"]))),
    processedInputs: Number(BigInt(String(data["processed_inputs"]))),
    wrongClaims: await wrongClaims(data["name"]),
  };
}
