"""Accounts, pairing, tenures and succession a second time, written from docs/protocol.md ("Accounts" to "Succession")."""
from second_operations import KINDS, read_operation, set_signed
from second_primitives import hmac256, point, sha256, verify
from second_protobuf import Refused
from second_protocol import identity, u8, u32

WALLET, KEY, PASSKEY = 1, 2, 3
SUCCEED = next(number for number, (name, _, _) in KINDS.items() if name == "succeed")


def number(raw):
    return int.from_bytes(raw, "big")


def is_point(key):
    return len(key) == 33 and point(key) is not None


def account(form, actor, party=b""):
    """20 bytes, or None for administrators."""
    if form == WALLET:
        return actor
    if form not in (KEY, PASSKEY):
        return None
    return sha256(b"witness account\0" + u8(form) + actor + (party if form == PASSKEY else b""))[:20]


# ---- pairing


def unanswered(raw):
    """The message with an empty pairing: the answer is its last field."""
    return raw[: -110] + bytes(2)


def pairing_of(world, raw, record):
    """What the device says, as (counter, sequence, link, next session), or None."""
    try:
        read = read_operation(raw)
    except Refused:
        return None
    pairing = read.get("pairing")
    if pairing is None or len(pairing) != 108:
        return None
    counter, sequence, link, upcoming = number(pairing[:4]), number(pairing[4:8]), pairing[8:40], number(pairing[40:44])
    key = record["publicKey"]
    if read["device"] != identity(key) or counter <= record["pairingCounter"]:
        return None
    if sequence + 1 < record["tenureFirstSequence"] or upcoming < record["tenureFirstSession"]:
        return None
    kept = {number(each[:4]): each[4:] for each in chunks(record["recent"], 36)}
    if kept.get(sequence, link) != link:
        return None
    if sequence >= record["sequence"]:
        fits = upcoming > record["session"]
    else:
        fits = upcoming == record["session"] and record["firstSequence"] == sequence + 1
    signed = world.preamble("pairing") + sha256(unanswered(raw)) + pairing[:44]
    return (counter, sequence, link, upcoming) if fits and verify(key, pairing[44:], signed) else None


def chunks(raw, size):
    return [raw[at : at + size] for at in range(0, len(raw), size)]


# ---- tenures


def is_ticket(world, key, device, owner, first, last, ticket):
    """The ticket begins with the tenure's sessions."""
    if len(ticket) != 24 or first > last or number(ticket[:4]) > number(ticket[4:8]):
        return False
    return hmac256(key, world.preamble("tenure"), device, owner, u32(first), u32(last), ticket[:8])[:16] == ticket[8:]


def disclosed(asked, tenure, grant, head, session):
    ranges = [asked, tenure, session, {"first": 1, "last": head}] + ([grant] if grant else [])
    if any(not 0 <= each[bound] < 2**32 for each in ranges for bound in ("first", "last")):
        return None
    first, last = max(each["first"] for each in ranges), min(each["last"] for each in ranges)
    return {"first": first, "last": last} if first <= last else None


# ---- succession


def read_succession(raw):
    if len(raw) != 173:
        raise Refused("malformed")
    read, at = {}, 0
    for name, size in (
        ("oldChain", 8), ("old", 20), ("lastInput", 8), ("root", 32), ("newChain", 8), ("new", 20),
        ("publicKey", 33), ("templateHash", 32), ("number", 4), ("closes", 8),
    ):  # fmt: skip
        part = raw[at : at + size]
        read[name] = number(part) if size in (4, 8) else part
        at += size
    wide = [read[name] for name in ("oldChain", "lastInput", "newChain", "closes")]
    if read["number"] == 0 or any(each > 2**53 - 1 for each in wide):
        raise Refused("malformed")
    return read


def is_here(world, chain_id, application):
    return (chain_id, application) == (world.chain_id, world.application)


def succession_signed(world, statement, operation, administrators, signatures, maker_key, maker):
    """What both signed, or None. `administrators` are the set's number, its keys and how many must sign."""
    try:
        read, done = read_succession(statement), read_operation(operation)
    except Refused:
        return None
    if done["kind"] != "succeed" or done["statement"] != sha256(statement):
        return None
    if not is_here(world, read["oldChain"], read["old"]):
        return None
    if not verify(maker_key, maker, world.preamble("succession") + statement):
        return None
    return read if set_signed(world, operation, *administrators, signatures) else None


def is_followed(world, read, held):
    if read is None or read["number"] <= held or read["root"] == bytes(32):
        return False
    return not is_here(world, read["newChain"], read["new"]) and is_point(read["publicKey"])


def succession_link(old, new, head, sequence):
    return sha256(new.preamble("succession"), old.preamble("envelope"), head, u32(sequence))
