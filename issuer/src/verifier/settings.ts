/** The demo verifier's settings, read once from the environment. */
import { list, port, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings, type Environment } from "@witness/settings/settings";
import { readCertificate } from "../keys.ts";
import { ownUrl } from "../own-url.ts";

/** The environment variables of the demo verifier. */
export const verifierSettings = defineSettings({
  prefix: "VERIFIER_",
  about:
    "Asks wallets for a mileage credential and shows what they present. A demonstration: its key lives as long as it runs.",
  settings: {
    URL: {
      schema: ownUrl,
      describe: "Its address as wallets reach it: https without a path, or http on this machine.",
    },
    ROOTS: {
      schema: list,
      describe: "Root certificates (PEM files) of the issuers that are believed, between commas.",
    },
    HOST: { schema: text, describe: "Address to listen on.", default: "127.0.0.1" },
    PORT: { schema: port, describe: "Port to listen on; 0 takes any free one.", default: "4401" },
    RATE_PER_MINUTE: {
      schema: wholeNumber(1, 1_000_000),
      describe: "Requests that one address may make in a minute.",
      default: "600",
    },
    TRUST_PROXIES: {
      schema: wholeNumber(0, 16),
      describe: "Reverse proxies in front; the address that counts is the one that the outermost of them saw.",
      default: "0",
    },
  },
});

/**
 * Reads the environment and the files that it names.
 * @throws {SettingsError} `settings-invalid`
 * @throws {IssuerError} `certificate-unusable`
 */
export function readVerifierConfig(environment: Environment) {
  const { roots, ...settings } = verifierSettings.read(environment);
  return { ...settings, roots: roots.map(readCertificate) };
}
