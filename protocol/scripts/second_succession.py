"""Succession and taking over a second time, written from docs/protocol.md ("Succession" and "Taking over")."""
from second_admission import Chain
from second_ownership import is_here, is_point, read_succession
from second_primitives import sha256
from second_protobuf import Refused, data, demand, fields, number
from second_protocol import World, leaf, read_body, root_of, unhex
from second_record import NAMES, RECORD, opened_root, read_field

DAY, ZEROS = 86_400, bytes(32)
CLEAR = ("key", "owner", "chain", "grants", "quarantine", "publication")


# ---- the operations at both ends


def stated(raw):
    try:
        return read_succession(raw)
    except Refused:
        raise Refused("succession-invalid") from None


def succeed(case):
    raw, succession = case.read["announcement"], case.globals["succession"]
    demand(len(raw) == 173 and sha256(raw) == case.read["statement"], "succession-invalid")
    said = stated(raw)
    sound = said["lastInput"] == 0 and said["root"] == ZEROS and is_here(case.world, said["oldChain"], said["old"])
    sound = sound and not is_here(case.world, said["newChain"], said["new"]) and said["number"] > succession["number"]
    sound = sound and is_point(said["publicKey"]) and said["closes"] - case.now >= 30 * DAY and said["closes"] < 2**32
    demand(sound, "succession-invalid")
    succession.update(number=said["number"], closesUnixS=said["closes"], announced=[{"statement": raw}])


def inherit(case):
    succession = case.globals["succession"]
    demand(case.predecessor is not None and not succession["inherited"], "succession-invalid")
    said = stated(case.read["statement"])
    sound = (said["oldChain"], said["old"]) == case.predecessor and is_here(case.world, said["newChain"], said["new"])
    sound = sound and said["root"] != ZEROS and said["closes"] <= case.now and said["number"] > succession["number"]
    demand(sound, "succession-invalid")
    succession.update(number=said["number"], inherited=[{"statement": case.read["statement"]}])


# ---- what is carried to devices


def read_signed(raw):
    """Statement, operation, signatures by index, and the maker's signature."""
    demand(len(raw) >= 176)
    operation_end = 175 + int.from_bytes(raw[173:175], "big")
    demand(operation_end - 175 <= 2_560 and len(raw) > operation_end)
    maker_at = operation_end + 1 + 65 * raw[operation_end]
    demand(raw[operation_end] <= 16 and len(raw) == maker_at + 64)
    signatures = [(raw[at], raw[at + 1 : at + 65]) for at in range(operation_end + 1, maker_at, 65)]
    return raw[:173], raw[175:operation_end], signatures, raw[maker_at:]


# ---- taking over


def read_proof(raw):
    """Shown fields (number, salt, value), siblings, and index, size and path of the leaf."""
    read, shown = fields(raw), []
    repeated = lambda wanted: [value for field, wire, value in read if (field, wire) == (wanted, 2)]
    for each in repeated(1):
        field = fields(each, depth=1)
        shown.append((number(field, 1), data(field, 2, 16), data(field, 3)))
    siblings, path = repeated(2), repeated(5)
    demand(all(len(each) == 32 for each in [*siblings, *path]))
    return shown, siblings, number(read, 3), number(read, 4), path


def read_taken(registration):
    """The old record's clear fields and values by name, its root, and its place. Raises Refused."""
    read = fields(registration)
    proof, sealed = data(read, 9), data(read, 10)
    demand(len(proof) > 0 and len(sealed) >= 81)
    shown, siblings, index, size, path = read_proof(proof)
    record = opened_root(RECORD, shown, siblings)
    demand(record is not None and [NAMES[each[0]] for each in shown] == list(CLEAR))
    values = {NAMES[field]: read_field(NAMES[field], value) for field, _, value in shown}
    return shown, values, record, (index, size, path)


def taken(registration, root):
    """The old record's clear values by name, and its root. Raises Refused with the code."""
    read = fields(registration)
    shown, values, record, (index, size, path) = read_taken(registration)
    demand(root is not None, "predecessor-unknown")
    key, owner = values["key"], values["owner"]
    sound = unhex(key["publicKey"]) == data(read, 1) and key["keyTier"] == number(read, 2)
    # In the vectors each maker has one key, which is the company's first.
    sound = sound and unhex(key["maker"]) == data(read, 3)
    sound = sound and data(read, 8) == (unhex(owner["owner"]) if owner["tenure"] else b"")
    sound = sound and index >= 1 and root_of(leaf(record), index, size, path) == root
    demand(sound, "predecessor-unproven")
    return shown, values, record


def read_estate(raw):
    """Fields as (number, salt, value), the judge's bytes, and both salts of the VIN or None."""
    at, shown = 0, []

    def take(length):
        nonlocal at
        demand(at + length <= len(raw))
        at += length
        return raw[at - length : at]

    for field, name in enumerate(NAMES):
        if name not in CLEAR:
            salt = take(16)
            shown.append((field, salt, take(int.from_bytes(take(2), "big"))))
    judge = take(int.from_bytes(take(2), "big"))
    if at == len(raw):
        return shown, judge, None
    salts = take(16), take(16)
    demand(at == len(raw))
    return shown, judge, salts


def is_estate_of(clear, record, estate):
    """Whether the sealed fields are those of the record that the clear ones prove, and the judge is that of its verdict."""
    shown, judge, _ = estate
    whole = sorted([*clear, *shown])
    if opened_root(RECORD, whole, []) != record:
        return False
    verdict = next(value for field, _, value in whole if NAMES[field] == "verdict")
    return sha256(judge) == verdict[:32]


class TakenChain(Chain):
    """A chain that was taken over: `first_here` is 0 until the device signs for this application."""

    def __init__(self, world, public, key_id, before, predecessor):
        super().__init__(world, public, key_id, before)
        chain_id, application, old_key_id = predecessor
        self.here, self.there = (world, key_id), (World(chain_id, application), old_key_id)
        self.first_here, self.is_foreign = before["firstHere"], False

    def border(self):
        if self.first_here == 0:
            return self.recent[-1]
        return next(((n, link) for n, link in reversed(self.recent) if n < self.first_here), None)

    def succession_link(self):
        border = self.border()
        if border is None:
            return None
        new, old = self.here[0], self.there[0]
        return sha256(new.preamble("succession"), old.preamble("envelope"), border[1], border[0].to_bytes(4, "big"))

    def take(self, bodies, signature):
        try:
            first = read_body(bodies[0])
            self.is_foreign = self.goes_on_there(first)
        except Refused:
            self.is_foreign = False
        self.world, self.key_id = self.there if self.is_foreign else self.here
        return super().take(bodies, signature)

    def goes_on_there(self, first):
        if first.get("opening"):
            return first["opening"]["keyId"] == self.there[1]
        if self.first_here == 0:
            return True
        known = self.known(first)
        return bool(known) and known[0][0] < self.first_here

    def is_switch(self, body):
        return not self.is_foreign and self.first_here == 0 and bool(body.get("opening"))

    def head(self, body):
        return self.succession_link() if self.is_switch(body) else self.link

    def beside_head(self, body, previous):
        border = self.border()
        if not self.is_foreign and border and previous == self.succession_link():
            previous = border[1]
        return super().beside_head(body, previous)

    def admitted(self, body):
        if self.is_switch(body):
            self.first_here = body["sequence"]

    def judge(self, body, previous, link, before):
        sequence = body["sequence"]
        if self.is_foreign and 0 < self.first_here <= sequence and (sequence, link) not in self.recent:
            is_lost = before == "key-unknown"
            if body.get("opening"):
                is_lost = body.get("lost") or previous not in [each for _, each in self.recent]
            return "key-unknown" if is_lost else "forked-key"
        return super().judge(body, previous, link, before)
