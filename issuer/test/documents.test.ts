import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { SHOWN } from "../src/metadata.ts";
import { issuerSettings } from "../src/settings.ts";
import { verifierSettings } from "../src/verifier/settings.ts";

const document = readFileSync(new URL("../../docs/issuer.md", import.meta.url), "utf8");

it("docs/issuer.md has the settings as they are declared", () => {
  for (const settings of [issuerSettings, verifierSettings]) expect(document).toContain(settings.table());
});

it("docs/issuer.md says of every claim what it is", () => {
  for (const { name } of SHOWN) expect(document).toContain(`\`${name}\``);
});
