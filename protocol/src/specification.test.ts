/** What the page says in figures and bytes is what the code and the vectors hold, and citations lead somewhere. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import envelopes from "../vectors/envelopes.json" with { type: "json" };
import { toHex, utf8 } from "./bytes.ts";
import { PROFILES } from "./columns/profile.ts";
import { QUANTITIES } from "./columns/quantity.ts";
import { type Label, preamble } from "./context.ts";
import * as limits from "./limits.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/protocol.md"), "utf8");
const schema = readFileSync(join(root, "protocol/proto/witness.proto"), "utf8");

/** A section's text, down to the next heading. */
const section = (name: string): string => page.split(new RegExp(`\n#+ ${name}\n`))[1]?.split(/\n#+ /)[0] ?? "";
/** The limits table: the first number of each row. */
const stated = new Set(
  [...section("Limits").matchAll(/^\| [^|]+ \| ([\d ]+)/gm)].map(([, figure]) => Number(figure?.replaceAll(" ", ""))),
);

/** A field of a message: what is on the wire, and what it is called. */
interface Field {
  readonly wire: string;
  readonly name: string;
}

/** The fields that the schema declares, by message; names with their units as the page has them. */
const DECLARED: ReadonlyMap<string, readonly Field[]> = new Map(
  [...schema.matchAll(/^message (\w+) \{\n(.*?)^\}/gms)].map(([, message = "", lines = ""]) => {
    const fields = lines.matchAll(/^ +((?:repeated )?\w+) (\w+) = (\d+);/gm);
    const called = (name: string) => name.replace("_unix_s", "").replace("_hm", "_in_hectometres").replaceAll("_", " ");
    return [
      message,
      [...fields].map(([, type, name = "", number]) => ({ wire: `${number} ${type}`, name: called(name) })),
    ];
  }),
);

/** The fields in a cell of the table of messages: `2 sequence *n*`, `6 path (list)`, `1 runs (list of \`Run\`)`. */
const fieldsIn = (cell: string): readonly Field[] =>
  cell.split(", ").map((field) => {
    const [, number, name = "", letter = "", inside = ""] =
      /^(\d+) ([^*(]+?)(?: \*(\w)\*)?(?: \((.+)\))?$/.exec(field) ?? [];
    const type = { n: "uint32", t: "string" }[letter] ?? /`(\w+)`/.exec(inside)?.[1] ?? "bytes";
    return {
      wire: `${number} ${inside.startsWith("list") ? "repeated " : ""}${type}`,
      name: name.replace("'s", "").toLowerCase(),
    };
  });

describe("docs/protocol.md", () => {
  it.each(Object.entries(limits).filter(([name]) => !["INPUT_HEADER_BYTES", "SEQUENCE_MAX"].includes(name)))(
    "names the limit %s",
    (_, value) => {
      expect(stated).toContain(value);
    },
  );

  it("shows a whole envelope as it is in the vectors", () => {
    // A line's bytes end where three spaces begin its explanation.
    const shown = (section("The whole artefact").split("```")[1] ?? "")
      .split("\n")
      .map((line) => line.trim().split("   ")[0]);
    const vector = envelopes.find(({ comment }) => comment === "a replay is ignored");
    const [body = ""] = vector?.bodies ?? [];
    expect(shown.join("").replace(/\s/g, "")).toBe(
      `0a${(body.length / 2).toString(16)}${body}1240${vector?.signature}`,
    );
  });

  it("names every label", () => {
    const labels: readonly Label[] = [
      ...(["envelope", "genesis", "registration", "receipt", "live", "query", "session"] as const),
      ...(["readings", "group", "vehicle", "answer", "history", "salt", "vin", "operation", "pairing"] as const),
      ...([
        "tenure",
        "succession",
        "journal",
        "permission",
        "estate",
        "possession",
        "pass",
        "release",
        "plate",
        "share",
      ] as const),
    ];
    const words = [...section("Signed bytes").matchAll(/^\| `([a-z ]+)` \| [^|]+ \|$/gm)].map(([, word]) => word ?? "");
    const context = { chainId: 1, application: new Uint8Array(20) };
    const made = labels.map((label) => toHex(preamble(label, context)));
    expect(made.every((bytes) => words.some((word) => bytes.startsWith(toHex(utf8(`witness/v2 ${word}\0`)))))).toBe(
      true,
    );
    expect(words).toHaveLength(labels.length);
  });

  it("has each message of its table with all fields, as the schema has them", () => {
    const rows = [...section("Messages").matchAll(/^\| (`.+?`) \| (.+) \|$/gm)].flatMap(
      ([, messages = "", cell = ""]) =>
        [...messages.matchAll(/`(\w+)`/g)].map(([, message = ""]) => ({ message, fields: fieldsIn(cell) })),
    );
    expect(rows.length).toBeGreaterThan(12);
    for (const { message, fields } of rows) {
      const declared = DECLARED.get(message) ?? [];
      expect([message, ...fields.map(({ wire }) => wire)]).toEqual([message, ...declared.map(({ wire }) => wire)]);
      // The page may leave a first word out, such as that a tier is a key's.
      for (const [at, { name }] of fields.entries()) expect(` ${declared[at]?.name}`).toMatch(new RegExp(` ${name}$`));
    }
  });

  it("has a row for each quantity, and one for each profile with its quantities in order", () => {
    const shown = (value: number) =>
      String(value)
        .replace("-", "−")
        .replace(/\B(?=(\d{3})+$)/g, " ");
    for (const [name, { group, kind, column, low, high }] of Object.entries(QUANTITIES)) {
      const row = `| \`${name}\` | ${group} | ${kind} | ${column} | ${shown(low)} | ${shown(high)} |`;
      expect(section("Quantities")).toContain(row);
    }
    for (const { number, version, name, quantities } of PROFILES) {
      const row = section("Profiles")
        .split("\n")
        .find((line) => line.startsWith(`| ${number}.${version} ${name} |`));
      const listed = [...(row ?? "").matchAll(/`(\w+)`/g)].map(([, quantity]) => quantity);
      // A car with another dial sends the same.
      if (!row?.includes("| the same;")) expect(listed).toEqual(quantities.map(({ quantity }) => quantity));
    }
  });

  it("has every section that the sources cite", () => {
    const headings = new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading));
    const folders = [
      "protocol/src",
      "protocol/src/wire",
      "protocol/src/crypto",
      "dapp/src",
      "relay/src",
      "mock-devices/src",
    ];
    const files = folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: folder !== "protocol/src", encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => join(root, folder, name)),
    );
    const cited = files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/docs\/protocol\.md, ("[^)]+")\)/g)].flatMap(([, names]) =>
        [...(names ?? "").matchAll(/"([^"]+)"/g)].map(([, name]) => name),
      ),
    );
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter((name) => !headings.has(name))).toEqual([]);
  });
});
