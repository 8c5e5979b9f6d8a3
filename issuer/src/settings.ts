/** The issuer's settings, read once from the environment: past this file they are trusted. */
import { readDeployment } from "@witness/ethereum/deployment";
import { readGenesis } from "@witness/ethereum/genesis";
import { fromHex } from "@witness/protocol/bytes";
import { httpUrl, httpUrls, port, readBy, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings, type Environment } from "@witness/settings/settings";
import { ownUrl } from "./own-url.ts";

/** Two letters, as certificates and ISO 3166-1 have them. */
const country = text.regex(/^[A-Z]{2}$/, { message: "must be two capital letters (ISO 3166-1)" });
/** What a certificate's name can hold without escapes. */
const name = text.regex(/^[\p{L}\p{N}][\p{L}\p{N} .&()-]{0,63}$/u, {
  message: "must be 1 to 64 letters, digits, blanks and . & ( ) -",
});

/** The environment variables of the issuer. */
export const issuerSettings = defineSettings({
  prefix: "ISSUER_",
  about: "Proves passes and signs what they show as credentials for wallets (SD-JWT VC and mdoc).",
  settings: {
    URL: {
      schema: ownUrl,
      describe: "Its address as wallets reach it: https without a path, or http on this machine. Passes must name it.",
    },
    NAME: { schema: name, describe: "Who issues, as certificates and credentials say it." },
    COUNTRY: { schema: country, describe: "The issuer's country (ISO 3166-1)." },
    DATA_DIR: {
      schema: text,
      describe: "Directory of `issuer.sqlite`, `root.key`, `signer.key` and `root.pem`; made at the first start.",
    },
    DEPLOYMENT: { schema: readBy(readDeployment), describe: "The deployment file." },
    GENESIS: { schema: readBy(readGenesis), describe: "The genesis file; it names the origins of passkeys." },
    RPC_URLS: {
      schema: httpUrls,
      describe: "JSON-RPCs of the chain, between commas; of two or more, all must answer and say the same.",
    },
    INSPECT_URL: { schema: httpUrl, describe: "Where the operator's rollup node answers queries, `…/inspect/NAME`." },
    NODE_RPC_URL: { schema: httpUrl, describe: "The JSON-RPC of the same node." },
    ARCHIVE_URL: { schema: httpUrl, describe: "An archive: it shows what came after a pass." },
    PAGE_URL: {
      schema: httpUrl,
      describe: "The page that proves a pass to anybody, `https://HOST/p`; credentials link to it.",
    },
    HOST: { schema: text, describe: "Address to listen on.", default: "127.0.0.1" },
    PORT: { schema: port, describe: "Port to listen on; 0 takes any free one.", default: "4400" },
    DAYS: {
      schema: wholeNumber(1, 366),
      describe: "Days after which a credential ends, unless its pass ends before.",
      default: "31",
    },
    FOLLOW_S: {
      schema: wholeNumber(10, 86_400),
      describe: "Seconds between two looks at the passes behind credentials that hold.",
      default: "300",
    },
    RATE_PER_MINUTE: {
      schema: wholeNumber(1, 1_000_000),
      describe: "Requests that one address may make in a minute.",
      default: "600",
    },
    OFFERS_PER_MINUTE: {
      schema: wholeNumber(1, 1_000_000),
      describe: "Passes that one address may send in a minute; each is proven.",
      default: "10",
    },
    TRUST_PROXIES: {
      schema: wholeNumber(0, 16),
      describe: "Reverse proxies in front; the address that counts is the one that the outermost of them saw.",
      default: "0",
    },
  },
});

/** Reads the environment and the files that it names. @throws {SettingsError} `settings-invalid` */
export function readConfig(environment: Environment) {
  const { deployment, genesis, country, name, ...settings } = issuerSettings.read(environment);
  const { inspectUrl, nodeRpcUrl, archiveUrl, rpcUrls, pageUrl, ...rest } = settings;
  const { chainId, application } = deployment;
  const origins = genesis.origins ?? [];
  return {
    ...rest,
    name: { country, name },
    application: `${chainId}/${application.address.toLowerCase()}`,
    proving: { context: { chainId, application: fromHex(application.address) }, origins, pageUrl },
    asking: {
      chainId,
      application: application.address,
      rpcUrls,
      node: { inspectUrl, rpcUrl: nodeRpcUrl },
      archiveUrl,
      origins,
    },
  };
}
