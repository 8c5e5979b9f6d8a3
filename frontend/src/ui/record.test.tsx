/** What the page says of envelopes that are missing, as markup. */
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { logical as judgement, NOW } from "../../test/judged.ts";
import type { History } from "../history/history.ts";
import { GapList } from "./record.tsx";

const car = { sequence: 90, judgement, unreadableEnvelopes: 0 } as unknown as CarAnswer;
const gaps = (missing: History["missing"]): string =>
  renderToStaticMarkup(<GapList history={{ missing } as History} car={car} isRead={true} />);

it("does not deny a tail", () => expect(gaps([])).toContain("None up to no. 90"));

it("does not say that an envelope never arrived which came and was refused", () => {
  const markup = gaps([{ afterSequence: 73, beforeSequence: 78, envelopes: 4, fromUnixS: NOW, toUnixS: NOW }]);
  expect(markup).toContain("No. 74 to 77 are not in the record: 4 numbers");
  expect(markup).toContain("or refused because one before them was missing");
  expect(markup).not.toContain("never arrived");
});
