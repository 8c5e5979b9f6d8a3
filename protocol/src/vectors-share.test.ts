/** The published vectors of shares (docs/protocol.md, "Share"), replayed with both providers. */
import { describe, expect, it } from "vitest";
import vectors from "../vectors/v2-share.json" with { type: "json" };
import { fromHex, toHex } from "./bytes.ts";
import type { GroupName } from "./columns/quantity.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { evidenceRoots } from "./pass/evidence.ts";
import { shareIdentity } from "./share/content.ts";
import { ShareError } from "./share/errors.ts";
import { openShare } from "./share/share.ts";
import { groupBits } from "./wire/keys.ts";

describe.each([native, noble])("vectors of shares, with $name", (provider) => {
  it.each(vectors.shares)("share: $comment", ({ bytes, code, ...stated }) => {
    const read = () => openShare(fromHex(bytes), fromHex(vectors.readerPrivateKey), provider);
    if (code !== "admitted") {
      expect(read).toThrow(ShareError);
      expect(read).toThrow(expect.objectContaining({ code }));
      return;
    }
    const { content, bytes: inside } = read();
    expect({
      comment: stated.comment,
      identity: toHex(shareIdentity(inside, provider)),
      outputs: toHex(evidenceRoots(content.proof, provider).outputs),
      stretches: content.stretches.map(({ session, firstSequence, fromSequence, toSequence, groups }) => [
        session,
        firstSequence,
        fromSequence,
        toSequence,
        groupBits(Object.keys(groups) as GroupName[]),
      ]),
    }).toEqual(stated);
  });
});
