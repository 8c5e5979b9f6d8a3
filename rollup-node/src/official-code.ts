/** The runtime code of the contracts in `@cartesi/rollups` 2.2.0, to compare a chain's with. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

interface RuntimeCode {
  readonly object: string;
  /** By variable, the places whose 32 bytes the constructor filled in. */
  readonly immutableReferences?: Readonly<
    Record<string, readonly { readonly start: number; readonly length: number }[]>
  >;
}

/**
 * Returns the first byte in which code (0x hex) differs from a contract's, or undefined when it is the contract's.
 * What a constructor filled in is left out: those values are asked of the contract, whose code is known then.
 */
export function differsFrom(name: string, code: string): number | undefined {
  const { deployedBytecode } = require(`@cartesi/rollups/out/${name}.sol/${name}.json`) as {
    deployedBytecode: RuntimeCode;
  };
  const expected = Buffer.from(deployedBytecode.object.slice(2), "hex");
  const found = Buffer.from(code.slice(2), "hex");
  for (const places of Object.values(deployedBytecode.immutableReferences ?? {}))
    for (const { start, length } of places) {
      expected.fill(0, start, start + length);
      found.fill(0, Math.min(start, found.length), Math.min(start + length, found.length));
    }
  for (let byte = 0; byte < Math.max(expected.length, found.length); byte++)
    if (expected[byte] !== found[byte]) return byte;
  return undefined;
}
