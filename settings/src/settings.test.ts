import { describe, expect, it } from "vitest";
import { SettingsError } from "./errors.ts";
import { flag, httpUrl, list, oneOf, optionalText, port, readBy, text, wholeNumber } from "./schemas.ts";
import { defineSettings, type Environment } from "./settings.ts";

class FileError extends Error {
  readonly code = "file-unreadable";
}

const settings = defineSettings({
  prefix: "SHOP_",
  about: "Sells apples.",
  settings: {
    RPC_URL: { schema: httpUrl, describe: "Where the chain is." },
    PORT: { schema: port, describe: "Port to listen on.", default: "8080" },
    KEY_FILE: {
      schema: readBy((path) => {
        if (path === "bug") throw new TypeError("a defect");
        if (path === "missing") throw new FileError("There is no such file.");
        return path.length;
      }),
      describe: "The key | one line.",
    },
    NOTE: { schema: optionalText, describe: "Shown to customers." },
    MAKERS: { schema: list, describe: "Names between commas.", default: "" },
    OPEN: { schema: flag, describe: "Whether the shop is open.", default: "true" },
    SIZE: { schema: oneOf(["small", "large"]), describe: "Of the apples.", default: "small" },
    NAME: { schema: text, describe: "Of the shop.", default: "Eve" },
  },
});

const GOOD = { SHOP_RPC_URL: "http://127.0.0.1:1", SHOP_KEY_FILE: "four", PATH: "/bin" };

const problemsOf = (environment: Environment): string[] => {
  try {
    settings.read(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(({ name, sentence }) => `${name} ${sentence}`);
    throw error;
  }
  return [];
};

describe("read", () => {
  it("default", () => {
    const values = settings.read(GOOD);
    const url: string = values.rpcUrl;
    const number: number = values.port;
    const note: string | undefined = values.note;
    expect({ url, number, note }).toEqual({ url: "http://127.0.0.1:1", number: 8080, note: undefined });
    expect(values).toMatchObject({ keyFile: 4, makers: [], open: true, size: "small", name: "Eve" });
  });

  it("given values, takes them; an empty one counts as not given", () => {
    const values = settings.read({
      ...GOOD,
      SHOP_PORT: "",
      SHOP_NOTE: "fresh",
      SHOP_MAKERS: "a, b,,c ",
      SHOP_OPEN: "false",
      SHOP_SIZE: "large",
    });
    expect(values).toMatchObject({
      port: 8080,
      note: "fresh",
      makers: ["a", "b", "c"],
      open: false,
      size: "large",
    });
  });

  it("refuses unknown, missing and wrong settings in one error with its code", () => {
    const environment = { SHOP_RPC_URI: "http://x", SHOP_PORT: "65536", SHOP_KEY_FILE: "missing", SHOP_OPEN: "yes" };
    expect(problemsOf(environment)).toEqual([
      "SHOP_RPC_URI is not a setting",
      "SHOP_RPC_URL is missing",
      "SHOP_PORT must be a whole number from 0 to 65535",
      "SHOP_KEY_FILE is not usable: There is no such file",
      "SHOP_OPEN must be true or false",
    ]);
    expect(() => settings.read(environment)).toThrow(expect.objectContaining({ code: "settings-invalid" }));
  });

  it("never repeats a value", () => {
    const secret = "s3cret";
    const wrong = { SHOP_RPC_URL: secret, SHOP_PORT: secret, SHOP_OPEN: secret, SHOP_SIZE: secret };
    const told = problemsOf({ ...wrong, SHOP_KEY_FILE: "missing" });
    expect(told).toHaveLength(5);
    expect(told.join()).not.toContain(secret);
  });

  it("given a reader with a defect, lets it through", () => {
    expect(() => settings.read({ ...GOOD, SHOP_KEY_FILE: "bug" })).toThrow(TypeError);
  });
});

describe("wholeNumber", () => {
  const one = defineSettings({
    prefix: "N_",
    about: "",
    settings: { N: { schema: wholeNumber(2, 10), describe: "" } },
  });
  it.each(["2", "10", "010"])("boundary %s is taken", (given) => {
    expect(one.read({ N_N: given }).n).toBe(Number(given));
  });
  it.each(["1", "11", "-2", "2.5", "0x3", " 3", "1e1", "99999999999999999999"])("refuses %s, once", (given) => {
    expect(() => one.read({ N_N: given })).toThrow(
      expect.objectContaining({ problems: [{ name: "N_N", sentence: "must be a whole number from 2 to 10" }] }),
    );
  });
});

describe("help and table", () => {
  it("name every setting with its default and what it is for", () => {
    expect(settings.help()).toContain("Sells apples.");
    for (const name of ["RPC_URL", "PORT", "KEY_FILE", "NOTE", "MAKERS", "OPEN", "SIZE", "NAME"]) {
      expect(settings.help()).toContain(`SHOP_${name} `);
      expect(settings.table()).toContain(`| \`SHOP_${name}\` |`);
    }
    expect(settings.table()).toContain("| `SHOP_PORT` | default: 8080 | Port to listen on. |");
    expect(settings.table()).toContain("| `SHOP_RPC_URL` | required | Where the chain is. |");
    expect(settings.table()).toContain("| `SHOP_NOTE` | optional | Shown to customers. |");
    expect(settings.table()).toContain("The key \\| one line.");
  });
});
