/** The settings of the simulated fleet, read once from the environment: past this file they are trusted. */
import { readFileSync } from "node:fs";
import { DeviceError, parseProvisioning } from "@witness/device";
import { readKeyFile } from "@witness/ethereum/key-file";
import { optionalText, port, readBy, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings } from "@witness/settings/settings";

const readProvisioning = (path: string) => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new DeviceError(`The file ${path} cannot be read.`, { code: "provisioning-malformed", cause });
  }
  return parseProvisioning(text);
};

/** What the fleet needs to know before it can drive. */
export const fleetSettings = defineSettings({
  prefix: "FLEET_",
  about: "A simulated fleet, honest and dishonest, that sends to a relay.",
  settings: {
    PROVISIONING: {
      schema: readBy(readProvisioning),
      describe: "The maker's provisioning file: the application, the relay, and their keys.",
    },
    MAKER_KEY_FILE: {
      schema: readBy((path) => readKeyFile(path, "p256")),
      describe: "File of mode 0600 with the key of a maker that the application's genesis names.",
    },
    DATA_DIR: {
      schema: optionalText,
      describe: "Where devices keep queue and hash chain, all in one file; without it they forget at the end.",
    },
    MQTT_URL: {
      schema: text.regex(/^mqtts?:\/\/./, { message: "must be an mqtt or mqtts URL" }).optional(),
      describe: "A broker over which devices reach the relay; without it they use the relay's address.",
    },
    CARS: { schema: wholeNumber(0, 100_000), describe: "Honest cars besides the garages of owners.", default: "20" },
    SEED: {
      schema: wholeNumber(0, 999_999_999),
      describe: "The same seed and maker key give the same cars, keys and trips.",
      default: "1",
    },
    SPEED: {
      schema: wholeNumber(1, 100_000),
      describe: "Seconds that the fleet drives in a second; no car's clock passes the real one.",
      default: "60",
    },
    READINGS_PER_ENVELOPE: {
      schema: wholeNumber(1, 1_000),
      describe: "Readings gathered before they are sealed; the end of a trip seals too.",
      default: "50",
    },
    DAYS: {
      schema: wholeNumber(1, 3_650).optional(),
      describe: "Days of history that a new car brings along; without it 60, or 14 above 40 cars.",
    },
    GARAGES: { schema: wholeNumber(0, 100_000), describe: "Garages kept at most.", default: "100" },
    PORT: {
      schema: port,
      describe: "Port of the cars' API on the loopback address; 0 takes any free one.",
      default: "0",
    },
  },
});
