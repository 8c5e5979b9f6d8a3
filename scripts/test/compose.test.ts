/** What can be said of compose.yaml without an engine: that each part would start with the settings that it gets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { archiveSettings } from "../../archive/src/settings.ts";
import { pageSettings } from "../../frontend/server/settings.ts";
import { issuerSettings } from "../../issuer/src/settings.ts";
import { relaySettings } from "../../relay/src/settings.ts";
import { nodeSettings } from "../../rollup-node/src/settings.ts";

const root = join(import.meta.dirname, "../..");

interface Service {
  readonly build: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly ports?: readonly string[];
}

const compose = parse(readFileSync(join(root, "compose.yaml"), "utf8"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};

/** What the image itself sets. */
const imageEnvironment = (dockerfile: string): Record<string, string> => {
  const last =
    readFileSync(join(root, dockerfile), "utf8")
      .split(/^FROM /m)
      .at(-1) ?? "";
  return Object.fromEntries(
    [...last.matchAll(/^(?:ENV )?\s*([A-Z_]+)=(\S+)/gm)].map(([, name, value]) => [name, value]),
  );
};

/** Values of the shell that starts it; a default behind `:-` counts when there is none. */
const substituted = (text: string): string =>
  text.replaceAll(/\$\{([A-Z_]+):([-?])([^}]*)\}/g, (_, name: string, sign: string, rest: string) =>
    sign === "-" ? rest : `http://${name.toLowerCase().replaceAll("_", "-")}:8545`,
  );

/** The names of the settings that are not usable, but for files that are not there while this is tested. */
function problemsOf(settings: { readonly read: (environment: Record<string, string>) => unknown }, service: Service) {
  const own = Object.entries(service.environment).map(([name, value]) => [name, substituted(String(value))]);
  try {
    settings.read({ ...imageEnvironment(service.build.dockerfile), ...Object.fromEntries(own) });
    return [];
  } catch (error) {
    const { problems } = error as { problems: readonly { name: string; sentence: string }[] };
    const absent = /cannot be read|is not there/;
    return problems.filter(({ sentence }) => !absent.test(sentence));
  }
}

describe.each([
  ["node", nodeSettings],
  ["relay", relaySettings],
  ["archive", archiveSettings],
  ["page", pageSettings],
  ["issuer", issuerSettings],
] as const)("the service %s", (name, settings) => {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`compose.yaml has no service ${name}.`);

  it("gets every setting that it needs, and none that it does not know", () => {
    expect(problemsOf(settings, service)).toEqual([]);
    expect(problemsOf(settings, { ...service, environment: {} })).not.toEqual([]);
  });

  it("gets keys as files only, and writes to its volume only", () => {
    const { environment, secrets = [], volumes } = service;
    for (const value of Object.values(environment)) expect(value).not.toMatch(/\b[0-9a-f]{64}\b/i);
    const named = [...JSON.stringify(environment).matchAll(/\/run\/secrets\/([a-z.-]+)/g)].map(([, secret]) => secret);
    expect([...new Set(named)].sort()).toEqual([...secrets].sort());
    expect(secrets.every((secret) => compose.secrets[secret]?.file.startsWith("./deploy/keys/"))).toBe(true);
    expect(volumes.every((volume) => volume.endsWith(":ro") || /^[a-z]+:\/data$/.test(volume))).toBe(true);
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
  });
});

it("publishes the relay, the archive, the page and the issuer, and not the node", () => {
  const published = Object.entries(compose.services).flatMap(([name, { ports = [] }]) => ports.map(() => name));
  expect(published).toEqual(["relay", "archive", "page", "issuer"]);
});
