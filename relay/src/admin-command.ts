/** Commands that order a running relay, over its operator's interface. */
import { readSecretLine } from "@witness/ethereum/keystore";
import { readBy, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings, type Environment } from "@witness/settings/settings";
import { RelayError } from "./errors.ts";

/** What a command needs to know of the relay that runs. */
const adminSettings = defineSettings({
  prefix: "RELAY_ADMIN_",
  about: "Orders a running relay.",
  settings: {
    HOST: { schema: text, describe: "Where the operator's interface listens.", default: "127.0.0.1" },
    PORT: { schema: wholeNumber(1, 65_535), describe: "Its port." },
    TOKEN_FILE: { schema: readBy(readSecretLine), describe: "File of mode 0600 with its token." },
  },
});

const ANSWER_WITHIN_MS = 15_000;
const ASKING = new Set(["status", "pending"]);
const ORDERS = new Set(["pause", "resume", "drain"]);
const OF_ONE = new Set(["replace", "cancel"]);

/** Returns whether there is such a command. */
export const isAdminCommand = (name: string): boolean => ASKING.has(name) || ORDERS.has(name) || OF_ONE.has(name);

/**
 * Runs a command: `status`, `pending`, `pause`, `resume`, `drain`, `replace ID`, `cancel ID`.
 * @returns what the relay answered
 * @throws {RelayError} `option-invalid`, `order-refused`; {SettingsError} `settings-invalid`
 */
export async function runAdminCommand(
  name: string,
  args: readonly string[],
  environment: Environment,
): Promise<unknown> {
  const [id, ...more] = args;
  if (more.length > 0 || (OF_ONE.has(name) ? !/^\d{1,15}$/.test(id ?? "") : id !== undefined)) {
    const sentence = OF_ONE.has(name) ? `Name one payload: ${name} ID.` : `${name} takes no argument.`;
    throw new RelayError(sentence, { code: "option-invalid" });
  }
  const { host, port, tokenFile: token } = adminSettings.read(environment);
  const path = OF_ONE.has(name) ? `pending/${id}/${name}` : name;
  let response: Response;
  try {
    response = await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${port}/v1/${path}`, {
      method: ASKING.has(name) ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (cause) {
    const sentence = "The relay does not answer at RELAY_ADMIN_HOST and RELAY_ADMIN_PORT; see that it runs.";
    throw new RelayError(sentence, { code: "order-refused", cause });
  }
  const answer = (await response.json()) as { readonly detail?: string };
  if (response.ok) return answer;
  throw new RelayError(`The relay refuses: ${answer.detail ?? response.status}`, { code: "order-refused" });
}
