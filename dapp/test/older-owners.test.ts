/** Six owners of one car, of whom its record keeps four: how the first two still read what is theirs, and nobody else does. */

import { TICKET_BYTES, type Ticket } from "@witness/protocol/tenure";
import type { KeysAnswer } from "@witness/protocol/wire/keys";
import { beforeEach, describe, expect, it } from "vitest";
import { keyHolder } from "../../protocol/scripts/cases/operated.ts";
import { about, KeysScene } from "./keys-scene.ts";

const [anna, ben, carl, dora] = [keyHolder("Anna"), keyHolder("Ben"), keyHolder("Carl"), keyHolder("Dora")];
const [emil, fay] = [keyHolder("Emil"), keyHolder("Fay")];
const owners = [anna, ben, carl, dora, emil, fay];

/** Each owner drives three envelopes: the n-th has those from 3n + 1 on, and n + 1 for its session. */
let scene: KeysScene;
/** What each owner was handed after selling, while the record kept the tenure. */
let tickets: (Ticket | undefined)[];

const firstOf = (owner: number) => scene.bodyOf(3 * owner + 1);
const ticketOf = (owner: number): Ticket => {
  const ticket = tickets[owner];
  if (!ticket) throw new Error("The owner was handed a ticket.");
  return ticket;
};

beforeEach(() => {
  scene = new KeysScene(anna);
  tickets = [];
  for (const [place, owner] of owners.entries()) {
    scene.send(3);
    const buyer = owners[place + 1];
    if (!buyer) break;
    // Nothing says where a tenure ends before it has ended.
    expect(scene.answered(owner, about(firstOf(place)))).not.toHaveProperty("ticket");
    scene.sell(owner, buyer);
    tickets.push((scene.answered(owner, about(firstOf(place))) as KeysAnswer).ticket);
  }
});

describe("an owner before the four that a record keeps", () => {
  it("is a stranger without a ticket, and with it reads its own envelopes and no others", () => {
    expect(tickets.map((ticket) => ticket && [ticket.first, ticket.last])).toEqual([
      [1, 3],
      [4, 6],
      [7, 9],
      [10, 12],
      [13, 15],
    ]);
    for (const [place, owner] of [anna, ben].entries()) {
      const own = { fromSequence: 3 * place + 1, toSequence: 3 * place + 3 };
      expect(scene.ask(owner, about(firstOf(place)))).toBe("car-unknown");
      const query = about(firstOf(place), { ticket: ticketOf(place) });
      expect(scene.ask(owner, query)).toMatchObject(own);
      // The answer hands it out again.
      expect(scene.answered(owner, query)).toMatchObject({ ticket: ticketOf(place) });
      expect(scene.ask(owner, { ...query, fromSequence: own.toSequence + 1 })).toBe("keys-none");
    }
    const open = scene.ask(ben, about(firstOf(1), { ticket: ticketOf(1) }));
    expect(open).toMatchObject({ opens: { distance: [4, 5, 6] } });
  });

  it("is given nothing behind its border, whatever session it asks about", () => {
    const ticket = ticketOf(0);
    expect(scene.ask(anna, about(firstOf(0), { ticket }))).toMatchObject({ opens: { distance: [1, 2, 3] } });
    for (const owner of [1, 2, 3, 4, 5]) expect(scene.ask(anna, about(firstOf(owner), { ticket }))).toBe("keys-none");
  });

  it("cannot use a ticket that is another's, of another car, longer, earlier, later or guessed", () => {
    const ticket = ticketOf(0);
    const asked = about(firstOf(0));
    for (const forged of [
      { ...ticket, last: 4 },
      { ...ticket, first: 2 },
      { ...ticket, last: 2 ** 32 - 1 },
      { ...ticketOf(1), first: 1, last: 3 },
      // For the sessions of whoever came after her.
      { ...ticket, mac: ticket.mac.with(7, 9) },
      { ...ticket, mac: ticket.mac.with(15, (ticket.mac[15] ?? 0) ^ 1) },
      { ...ticket, mac: new Uint8Array(TICKET_BYTES) },
      ticketOf(1),
      ticketOf(4),
    ]) {
      expect(scene.ask(anna, { ...asked, ticket: forged })).toBe("car-unknown");
    }
    expect(scene.ask(keyHolder("Eve"), { ...asked, ticket })).toBe("car-unknown");
    expect(scene.ask(ben, { ...asked, ticket })).toBe("car-unknown");
    // Of the other car she owns all the same: the ticket neither gives nor takes anything.
    scene.send(2, scene.other);
    const others = about(scene.bodyOf(1, scene.other));
    expect(scene.ask(anna, { ...others, ticket })).toMatchObject({ fromSequence: 1, toSequence: 2 });
    expect(scene.ask(ben, { ...others, ticket: ticketOf(1) })).toBe("car-unknown");
  });

  it("whose tenure is kept needs none, and one who owns the car now reads both times", () => {
    expect(scene.ask(carl, about(firstOf(2)))).toMatchObject({ fromSequence: 7, toSequence: 9 });
    expect(scene.ask(emil, about(firstOf(4), { ticket: ticketOf(4) }))).toMatchObject({ toSequence: 15 });
    scene.sell(fay, anna);
    scene.send(1);
    expect(scene.ask(anna, about(scene.bodyOf(19)))).toMatchObject({ fromSequence: 19, toSequence: 19 });
    expect(scene.ask(anna, about(firstOf(0)))).toBe("keys-none");
    expect(scene.ask(anna, about(firstOf(0), { ticket: ticketOf(0), toSequence: 18 }))).toMatchObject({
      toSequence: 3,
      opens: { distance: [1, 2, 3] },
    });
  });
});
