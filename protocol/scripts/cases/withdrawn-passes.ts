/** The story of an owner who withdraws passes, before and after a hand-over (docs/protocol.md, "Passes"). */
import { administratorsBy, type Change, maker, type Signer, walletOf } from "./operated.ts";
import { Story } from "./told.ts";
import { seed } from "./world.ts";

const [anna, ben, eve] = [walletOf("Anna"), walletOf("Ben"), walletOf("Eve")];
const two = administratorsBy();

/** Tells it. */
export function passes(): Story {
  const story = new Story("an owner withdraws passes", anna.account);
  const withdraw = (comment: string, by: Signer, answers: Uint8Array, change: Change = {}) =>
    story.tell(comment, by, "withdrawPass", {}, { answers, ...change });
  withdraw("of no identity", anna, new Uint8Array(32));
  withdraw("by a stranger", eve, seed("pass"));
  withdraw("by the maker", maker, seed("pass"));
  withdraw("by administrators", two, seed("pass"));
  withdraw("with a counter after the next", anna, seed("pass"), { counter: 2 });
  withdraw("in another tenure", anna, seed("pass"), { tenure: 2 });
  withdraw("of a pass", anna, seed("pass"));
  withdraw("of another, which nobody has seen", anna, seed("another pass"));
  withdraw("with a counter that was used", anna, seed("a third pass"), { counter: 2 });
  withdraw("of the first once more, which changes nothing", anna, seed("pass"));
  const answers = story.tell("the car is offered", anna, "offer", { buyer: ben.account });
  story.drive(3, 1);
  story.tell("and handed over", ben, "acceptOffer", {}, { answers });
  withdraw("by whoever owned the car", anna, seed("pass"), { tenure: 1 });
  withdraw("by whoever owned the car, in the new tenure", anna, seed("pass"), { counter: 1 });
  return story;
}
