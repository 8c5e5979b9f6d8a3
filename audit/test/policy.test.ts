/** Policies: what is not exactly one is refused, with the member named. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parsePolicy, sortTrust } from "../src/policy.ts";

const maker = `02${"ab".repeat(32)}`;

describe("parsePolicy", () => {
  it("default: reads every member, in lower case", () => {
    const policy = { validators: [`0x${"AB".repeat(20)}`], relays: [], makers: [maker], consensus: "QUORUM" };
    expect(parsePolicy(JSON.stringify(policy), "p")).toEqual({ ...policy, validators: [`0x${"ab".repeat(20)}`] });
    expect(parsePolicy("{}", "p")).toEqual({});
  });

  it.each([
    ["", "is not JSON"],
    ["[]", "is not a JSON object"],
    ["null", "is not a JSON object"],
    ['{"validator":[]}', '"validator"'],
    ['{"validators":"0x"}', '"validators"'],
    ['{"validators":["0x1"]}', '"validators"'],
    ['{"relays":[7]}', '"relays"'],
    [`{"makers":["0x${maker}"]}`, '"makers"'],
    ['{"consensus":"authority"}', '"consensus"'],
  ])("refuses %s", (json, named) => {
    expect(() => parsePolicy(json, "p")).toThrow(
      expect.objectContaining({ code: "policy-invalid", message: expect.stringContaining(named) }),
    );
  });

  it("reads the example of docs/audit.md", () => {
    const docs = readFileSync(join(import.meta.dirname, "../../docs/audit.md"), "utf8");
    const example = /```json\n(\{\n {2}"validators"[\s\S]*?)```/.exec(docs)?.[1] ?? "";
    expect(Object.keys(parsePolicy(example, "p"))).toEqual(["validators", "relays", "makers", "consensus"]);
  });
});

describe("sortTrust", () => {
  it("default: by the list, or says that nobody said", () => {
    expect(sortTrust(["b", "a"], ["a"])).toEqual({ trusted: ["a"], untrusted: ["b"], unsaid: [] });
    expect(sortTrust(["b", "a"], undefined)).toEqual({ trusted: [], untrusted: [], unsaid: ["a", "b"] });
  });
});
