/** The deployment file: written by `contracts/`, read by every part that follows the application on its chain. */
import { readFileSync } from "node:fs";
import { isAddress } from "ethers";
import { z } from "zod";
import { EthereumError } from "./errors.ts";
import { readJson } from "./json.ts";

/** Mixed case is a checksum (EIP-55), so a mistyped address is found. Addresses are kept in lower case. */
const address = z
  .string()
  .refine((text) => /^0x/.test(text) && isAddress(text), { message: "must be an address" })
  .transform((text) => text.toLowerCase());
const hex = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/, { message: "must be 0x and hexadecimal digits" })
  .transform((text) => text.toLowerCase());
const word = hex.refine((text) => text.length === 66, { message: "must be 32 bytes in hexadecimal after 0x" });
const whole = (low: number) =>
  z
    .int({ message: `must be a whole number, ${low} or more` })
    .min(low, { message: `must be a whole number, ${low} or more` });

const schema = z.object({
  contractsVersion: z.string().optional(),
  chainId: whole(1),
  rpcUrl: z.string().optional(),
  deploymentBlock: whole(0),
  application: z.object({
    name: z.string().regex(/^[a-z0-9_-]{3,}$/, { message: "must be three or more of a-z 0-9 _ -" }),
    address,
    owner: address.optional(),
    templateHash: word,
    dataAvailability: hex,
  }),
  consensus: z.object({
    type: z.enum(["AUTHORITY", "QUORUM"], { message: "must be AUTHORITY or QUORUM" }),
    address,
    epochLength: whole(1),
    validators: z.array(address).optional(),
  }),
  contracts: z.object({ InputBox: address }).catchall(address),
});

/** What a part reads of a deployment. Addresses and hashes are in lower case. */
export type Deployment = z.output<typeof schema>;

/** Reads a deployment file. @throws {EthereumError} `deployment-invalid` with every wrong field named */
export function readDeployment(path: string): Deployment {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const sentence = `The deployment file ${path} cannot be read; deploy first.`;
    throw new EthereumError(sentence, { code: "deployment-invalid", cause });
  }
  return parseDeployment(text, `The deployment file ${path}`);
}

/**
 * Parses the JSON of a deployment. Nothing of the text appears in the error.
 * @param where begins the sentence
 * @throws {EthereumError} `deployment-invalid` with every wrong field named
 */
export function parseDeployment(text: string, where = "The deployment"): Deployment {
  const json = readJson(text);
  if (json === undefined)
    throw new EthereumError(`${where} is not JSON; deploy again.`, { code: "deployment-invalid" });
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
  throw new EthereumError(`${where} is not what a deployment writes: ${wrong.join("; ")}.`, {
    code: "deployment-invalid",
  });
}
