import { describe, expect, it } from "vitest";
import { EVENTS_MAX } from "../limits.ts";
import { EVENT_KINDS, NO_EVENTS, type RecordEvents, withEvent } from "./events.ts";
import { decodeRecordField, encodeRecordField } from "./fields.ts";

describe("the events of a record", () => {
  it("are the newest sixteen, with the count of all", () => {
    let events: RecordEvents = NO_EVENTS;
    for (let item = 1; item <= 20; item += 1) {
      events = withEvent(events, { kind: EVENT_KINDS.gap, timeUnixS: 1_800_000_000 + item, item });
    }
    expect(events.count).toBe(20);
    expect(events.newest.map(({ item }) => item)).toEqual(Array.from({ length: EVENTS_MAX }, (_, i) => 5 + i));
    expect(decodeRecordField("events", encodeRecordField("events", events))).toEqual(events);
  });

  it("count as far as four bytes", () => {
    const full = { count: 2 ** 32 - 1, newest: [] };
    expect(withEvent(full, { kind: EVENT_KINDS.fork, timeUnixS: 1, item: 1 }).count).toBe(2 ** 32 - 1);
  });
});
