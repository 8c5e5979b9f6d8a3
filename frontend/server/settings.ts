/** The settings of the page's server, read once from the environment: past this file they are trusted. */
import { readDeployment } from "@witness/ethereum/deployment";
import { readGenesis } from "@witness/ethereum/genesis";
import { httpUrl, httpUrls, port, readBy, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings } from "@witness/settings/settings";

/** What the server needs to know before it can listen. */
export const pageSettings = defineSettings({
  prefix: "PAGE_",
  about: "Serves the page, and carries its requests to the node, the archive, the relay, the fleet and the chain.",
  settings: {
    INSPECT_URL: { schema: httpUrl, describe: "Where the node answers queries: `…/inspect/NAME`." },
    NODE_RPC_URL: { schema: httpUrl, describe: "The node's JSON-RPC: inputs, outputs, epochs and proofs." },
    FLEET_URL: {
      schema: httpUrl.optional(),
      describe: "The simulated fleet, which stands for Bluetooth and for the demo maker.",
    },
    ARCHIVE_URL: {
      schema: httpUrl.optional(),
      describe: "An archive's root: the page reads histories from it, and believes none of it.",
    },
    RELAY_URL: {
      schema: httpUrl.optional(),
      describe: "A relay's root: the page has it carry what takes a pass back.",
    },
    PREDECESSOR_INSPECT_URL: {
      schema: httpUrl.optional(),
      describe: "Where a node of the application before takes queries, after a succession.",
    },
    PREDECESSOR_ARCHIVE_URL: {
      schema: httpUrl.optional(),
      describe: "The root of an archive of the application before: records are judged from their start with it.",
    },
    RPC_URL: { schema: httpUrl, describe: "The chain's JSON-RPC." },
    PUBLIC_RPC_URLS: {
      schema: httpUrls.optional(),
      describe:
        "Further nodes of the chain, in a list with commas, that the browser of whoever reads a pass asks itself.",
    },
    DEPLOYMENT: { schema: readBy(readDeployment), describe: "The deployment file." },
    GENESIS: {
      schema: readBy(readGenesis),
      describe: "The genesis file: the page learns the application's key from it.",
    },
    PUBLIC_PER_MINUTE: {
      schema: wholeNumber(1, 1_000_000),
      describe: "Questions for public verdicts and badges that one address may ask in a minute.",
      default: "60",
    },
    TRUST_PROXIES: {
      schema: wholeNumber(0, 16),
      describe: "Reverse proxies in front; the address that counts is the one that the outermost of them saw.",
      default: "0",
    },
    HOST: { schema: text, describe: "Address to listen on.", default: "127.0.0.1" },
    PORT: { schema: port, describe: "Port to listen on; 0 takes any free one.", default: "5173" },
  },
});
