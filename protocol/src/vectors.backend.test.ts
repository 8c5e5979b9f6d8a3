/** The vectors of inputs, registrations, queries and answers, held against the back-end itself, on both providers. */
import { describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { advance } from "../../dapp/src/state/advance.ts";
import { apply, newState, type State, stateRoot } from "../../dapp/src/state/state.ts";
import answers from "../vectors/answers.json" with { type: "json" };
import batches from "../vectors/batches.json" with { type: "json" };
import inputs from "../vectors/inputs.json" with { type: "json" };
import keys from "../vectors/keys.json" with { type: "json" };
import queries from "../vectors/queries.json" with { type: "json" };
import registrations from "../vectors/registrations.json" with { type: "json" };
import { packPayload } from "./batch.ts";
import { fromHex, toHex } from "./bytes.ts";
import type { Context } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { MalformedError, OpenError } from "./errors.ts";
import type { Company } from "./operations/globals.ts";
import { openAnswer } from "./seal.ts";
import { decodeAnswer } from "./wire/answer.ts";
import { decodeAdvanceReport } from "./wire/report.ts";

const context: Context = { chainId: keys.chainId, application: fromHex(keys.application) };

describe.each([native, noble])("the back-end on $name", (provider) => {
  const fresh = (maximumDevices?: number, placesPerMaker?: number): State =>
    newState({
      provider,
      ...(maximumDevices === undefined ? {} : { maximumDevices }),
      placesPerMaker,
      makers: [fromHex(keys.publicKeys.maker)],
      applicationPrivateKey: fromHex(keys.privateKeys.application),
    });
  const take = (state: State, payload: Uint8Array, timeUnixS: number, index: number) => {
    const transition = advance(state, { context, payload, timeUnixS, index });
    if (transition.status === "accept") apply(state, transition.change);
    return transition;
  };

  it("inputs: notices, reports and state roots are those of the vectors", () => {
    const state = fresh();
    for (const { payload, timeUnixS, index, notice, report, stateRoot: root } of inputs) {
      const transition = take(state, fromHex(payload), timeUnixS ?? 0, index);
      expect(transition.status === "accept" && transition.notices.map(toHex)).toEqual([notice]);
      expect(transition.reports.map(toHex)).toEqual([report]);
      expect(toHex(stateRoot(state))).toBe(root);
    }
  });

  /** Lets the maker's key be another one. */
  const rotate = (state: State, makerKey: string): State => {
    const [maker, ...others] = state.globals.actors.companies as [Company, ...Company[]];
    const ended = maker.keys.map((key) => ({ ...key, untilUnixS: 1 }));
    const keys = [...ended, { publicKey: fromHex(makerKey), sinceUnixS: 1, untilUnixS: 0 }];
    state.globals = {
      ...state.globals,
      actors: { ...state.globals.actors, companies: [{ ...maker, keys }, ...others] },
    };
    return state;
  };

  it.each(registrations)(
    "registration: $comment",
    ({ message, signature, behind, places, placesPerMaker, makerKey, code }) => {
      const signed = [...(behind ? [behind] : []), { message, signature }].map((each) => ({
        message: fromHex(each.message),
        signature: fromHex(each.signature ?? ""),
      }));
      const begun = fresh(places, placesPerMaker);
      const state = makerKey === undefined ? begun : rotate(begun, makerKey);
      const { reports } = take(state, packPayload({ registrations: signed, runs: [] }), 1_800_000_000, 0);
      expect(decodeAdvanceReport(reports[0] ?? new Uint8Array()).registrationCodes.at(-1)).toBe(code);
    },
  );

  it.each(batches.whole)("batch: $comment", ({ payload, codes }) => {
    const bytes = fromHex(payload.map(([hex, times]) => String(hex).repeat(Number(times))).join(""));
    const { reports } = take(fresh(), bytes, 1_800_000_000, 0);
    const { registrationCodes, envelopeCodes } = decodeAdvanceReport(reports[0] ?? new Uint8Array());
    expect([registrationCodes, envelopeCodes]).toEqual(codes);
  });

  /** The state behind the two inputs. */
  const later = (): State => {
    const state = fresh();
    for (const { payload, timeUnixS, index } of inputs) take(state, fromHex(payload), timeUnixS ?? 0, index);
    return state;
  };

  it("queries: what is asked is answered or refused as the vectors say, and nothing is changed", () => {
    const state = later();
    const root = toHex(stateRoot(state));
    const outcomes = queries.vectors.map(({ comment, query }) => {
      const answer = decodeAnswer(inspect(state, fromHex(query)));
      return { comment, code: answer.kind === "none" ? answer.code : "admitted" };
    });
    expect(outcomes).toEqual(queries.vectors.map(({ comment, code }) => ({ comment, code })));
    expect(toHex(stateRoot(state))).toBe(root);
  });

  it.each([...answers.sealed, ...answers.open])("answer: $comment", ({ query, answer }) => {
    expect(toHex(inspect(later(), fromHex(query)))).toBe(answer);
  });

  it.each(answers.sealed)("answer opened: $comment", ({ signedQuery, sealed, plaintext }) => {
    const key = fromHex(queries.replyPrivateKey);
    const opened = openAnswer(context, fromHex(signedQuery), key, fromHex(sealed), provider);
    expect(toHex(opened)).toBe(plaintext);
  });

  it.each(answers.unsealed)("answer: $comment does not open", ({ sealed, signedQuery, privateKey, application }) => {
    const at = { ...context, application: fromHex(application) };
    const open = () => openAnswer(at, fromHex(signedQuery), fromHex(privateKey), fromHex(sealed), provider);
    expect(open).toThrow(OpenError);
  });
});

describe("the back-end", () => {
  it.each(answers.malformed)("answer: $comment is none", ({ answer }) => {
    expect(() => decodeAnswer(fromHex(answer))).toThrow(MalformedError);
  });
});
