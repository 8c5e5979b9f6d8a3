"""Admission a second time, from docs/protocol.md ("Chain", "Admission"): which bodies of a run are their device's, new and next."""
from second_primitives import point, sha256, verify
from second_protobuf import Refused
from second_protocol import identity, read_body, unhex

HOLE = bytes(32)


class Chain:
    """Where a device stands: its head, its open session and the last 16 links, newest last."""

    def __init__(self, world, public, key_id, before=None):
        self.world, self.public, self.key_id = world, public, key_id
        genesis = sha256(world.preamble("genesis"), public)
        self.sequence, self.session, self.first, self.recent = 0, 0, 0, [(0, genesis)]
        self.gaps, self.forks = None, None
        if before:
            packed = unhex(before["recent"])
            self.sequence, self.session, self.first = (before[name] for name in ("sequence", "session", "firstSequence"))
            entries = [packed[i : i + 36] for i in range(0, len(packed), 36)]
            self.recent = [(int.from_bytes(entry[:4], "big"), entry[4:]) for entry in entries]

    @property
    def link(self):
        return self.recent[-1][1]

    def take(self, bodies, signature):
        """The codes and the links of one run; gaps and forks are left in `self.gaps` and `self.forks`."""
        read = []
        for raw in bodies:
            try:
                read.append(read_body(raw))
            except Refused as refused:
                read.append(str(refused))
        if any(isinstance(each, str) or each["deviceId"] != identity(self.public) for each in read):
            return [each if isinstance(each, str) else "run-broken" for each in read], []
        if not read:
            return [], []
        first, every = read[0], lambda code: ([code] * len(read), [])
        previous = first["previousLink"]
        if not first.get("opening"):
            known = self.known(first)
            if not known:
                if first["sequence"] > self.sequence + 1:
                    return every("sequence-gap")
                return every("sequence-regressed" if first["sequence"] <= self.sequence else "link-mismatch")
            previous = known[0][1]
        chained = []
        for raw, body in zip(bodies, read):
            if not previous.startswith(body["previousLink"]):
                return every("run-broken")
            link = sha256(self.world.preamble("envelope"), previous, raw)
            chained.append((body, previous, link))
            previous = link
        links = [link for _, _, link in chained]
        if all((body["sequence"], link) in self.recent for body, _, link in chained):
            return ["sequence-replayed"] * len(read), links
        if not verify(self.public, signature, self.world.preamble("envelope") + chained[-1][1] + bodies[-1]):
            return every("signature-invalid")
        codes, self.gaps, self.forks = [], [], []
        for body, before, link in chained:
            codes.append(self.judge(body, before, link, codes[-1] if codes else None))
            gap = fork = False
            if codes[-1] == "admitted":
                gap = before != self.head(body) or body["sequence"] != self.sequence + 1
                fork = self.beside_head(body, before) == "forked-key"
            self.gaps.append([self.sequence, body["sequence"]] if gap else None)
            self.forks.append(fork)
            if codes[-1] == "late-in-gap":
                after = [entry for entry in self.recent if entry[0] >= body["sequence"]]
                before_it = self.recent[: len(self.recent) - len(after)]
                self.recent = [*before_it, (body["sequence"], link), *after][-16:]
            if codes[-1] == "admitted":
                if body["session"] != self.session:
                    self.first = body["sequence"]
                self.sequence, self.session = body["sequence"], body["session"]
                hole = [(body["sequence"], HOLE)] if gap else []
                self.recent = [*self.recent, *hole, (body["sequence"], link)][-16:]
                self.admitted(body)
        return codes, links

    def known(self, body):
        """The kept links that a body may go on from, by their first bytes: (number, link), newest first. A hole is none."""
        links = [(n, link) for n, link in reversed(self.recent) if n < body["sequence"] and link != HOLE]
        return [(n, link) for n, link in links if link.startswith(body["previousLink"])]

    def head(self, _body):
        return self.link

    def admitted(self, body):
        """What else an admitted body changes; of a record that was taken over, second_succession.py."""

    def beside_head(self, body, previous):
        """What a body is that goes on from a kept link which is not the head; docs/protocol.md, "Admission"."""
        places = [i for i, (_, link) in enumerate(self.recent[:-1]) if link == previous]
        if not places or previous == HOLE or body.get("lost"):
            return None
        number, successor = self.recent[places[0]][0], self.recent[places[0] + 1]
        if body["sequence"] == number + 1:
            if successor[1] != HOLE:
                return "forked-key"
            return "late-in-gap" if body["sequence"] < successor[0] else None
        return "forked-key" if "opening" in body and body["sequence"] > number else None

    def judge(self, body, previous, link, before):
        sequence, opening = body["sequence"], body.get("opening")
        if (sequence, link) in self.recent:
            return "sequence-replayed"
        if sequence <= self.sequence:
            if before == "forked-key":
                return before
            return self.beside_head(body, previous) or "sequence-regressed"
        if not opening:
            if previous != self.link:
                return "link-mismatch"
            if sequence != self.sequence + 1:
                return "sequence-gap"
            if body["session"] != self.session:
                return "session-unknown"
            return "admitted" if sequence - self.first < 65_536 else "session-full"
        if opening["suite"] != 2:
            code = "suite-unsupported"
        elif opening["keyId"] != self.key_id:
            code = "key-unknown"
        elif body["session"] <= self.session:
            code = "session-reused"
        else:
            code = "admitted" if point(opening["encapsulatedKey"]) else "encapsulation-invalid"
        beside = self.beside_head(body, previous)
        return beside if code != "admitted" and beside == "forked-key" else code
