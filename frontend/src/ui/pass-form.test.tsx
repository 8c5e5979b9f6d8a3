/** The form of a pass as markup: what is chosen at first is what is said to be revealed, and it cannot be signed too early. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { noble } from "@witness/protocol/crypto/noble";
import { narrowEvidence } from "@witness/protocol/pass/issue";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ownEvidence } from "../../../protocol/scripts/example-pass.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { Providers } from "./context.tsx";
import { ClaimProgress, PassForm } from "./pass-form.tsx";

const evidence = {
  passes: {
    preview: (record: typeof ownEvidence, fields: Parameters<typeof narrowEvidence>[1]) =>
      narrowEvidence(record, fields, noble),
  },
} as unknown as Evidence;
const car = { stateRoot: new Uint8Array(32), inputCount: 1 } as unknown as CarAnswer;

it("previews the first choices, and cannot be signed before the claim", () => {
  const markup = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <Providers evidence={evidence}>
        <PassForm car={car} record={ownEvidence} isMaking={false} make={() => undefined} />
      </Providers>
    </QueryClientProvider>,
  );
  const fields = Array.from(markup.matchAll(/data-field="(\w+)"/g), ([, name]) => name);
  const always = ["quarantine", "owner", "key", "chain"];
  expect(fields).toEqual(["verdict", "vehicle", "vin", "band", "period", ...always]);
  expect(markup).toMatch(/<button type="submit"[^>]*aria-disabled="true"/);
  expect(markup).toContain("Nothing is signed yet");
});

it.each([
  [{ level: "stated" }, 0, "the state is published"],
  [{ level: "pending", output: 1, epoch: 1, status: "CLAIM_SUBMITTED" }, 3, "the chain accepts the claim"],
  [{ level: "settled", output: 1, epoch: 1, block: 1, isLatest: true }, 4, "The pass can be signed."],
] as const)("says what a claim still needs: %o", (assurance, done, words) => {
  const markup = renderToStaticMarkup(<ClaimProgress assurance={assurance} />);
  expect(markup).toContain(`data-done="${done}"`);
  expect(markup).toContain(words);
});
