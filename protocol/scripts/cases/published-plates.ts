/** The story of an owner who publishes a plate and hides it, before and after a hand-over (docs/protocol.md, "Publication"). */
import { noble as p } from "../../src/crypto/noble.ts";
import { PLATE_SEALED_BYTES } from "../../src/limits.ts";
import { sealPlate } from "../../src/plate-seal.ts";
import { administratorsBy, type Change, maker, type Signer, walletOf, workshop } from "./operated.ts";
import { Story } from "./told.ts";
import { applicationKey, context, other, seed } from "./world.ts";

const [anna, ben, eve] = [walletOf("Anna"), walletOf("Ben"), walletOf("Eve")];
const two = administratorsBy();
const plate = { country: "DE", characters: "WITN2026" };

/** Tells it. */
export function plates(): Story {
  const story = new Story("an owner publishes a plate", anna.account);
  const sealed = (tenure: number): Uint8Array => {
    const place = { device: story.record.chain.deviceId, tenure };
    return sealPlate(context, applicationKey, place, plate, seed("a plate's key"), p);
  };
  const publish = (comment: string, by: Signer, change: Change = {}, bytes = sealed(1)) =>
    story.tell(comment, by, "publishPlate", { sealed: bytes }, change);
  publish("with nothing sealed", anna, {}, new Uint8Array());
  publish("with a byte less", anna, {}, sealed(1).slice(1));
  publish("with a byte more", anna, {}, new Uint8Array(PLATE_SEALED_BYTES + 1));
  publish("by a stranger", eve);
  publish("by the maker", maker);
  publish("by a workshop", workshop);
  publish("by administrators", two);
  publish("with a counter after the next", anna, { counter: 2 });
  publish("in another tenure", anna, { tenure: 2 });
  const signed = story.signed(anna, "publishPlate", { sealed: sealed(1) });
  story.say("signed for another application", { ...signed, signature: anna.sign(signed.message, other, p) });
  story.say("by the owner", signed);
  story.timeUnixS += 60;
  story.say("the same once more", signed);
  publish("what does not open, which nobody can tell", anna, {}, new Uint8Array(PLATE_SEALED_BYTES));
  story.timeUnixS += 60;
  story.tell("hidden", anna, "publish", { isPublic: 0 });
  story.say("what was signed before it was hidden", signed);
  publish("with a counter that was used", anna, { counter: 3 });
  publish("again", anna);
  const answers = story.tell("the car is offered", anna, "offer", { buyer: ben.account });
  story.drive(3, 1);
  story.tell("and handed over", ben, "acceptOffer", {}, { answers });
  publish("by whoever owned the car", anna, { tenure: 1, counter: 6 });
  publish("by whoever owned the car, in the new tenure", anna, { counter: 1 });
  return story;
}
