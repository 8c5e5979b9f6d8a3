"""Operations and their signatures a second time, written from docs/protocol.md ("Operations")."""
import base64

from second_primitives import keccak256, sha256, verify, verify_wallet
from second_protobuf import Refused
from second_protocol import typed, word

ADMINISTRATORS, MAKER, OWNER, WORKSHOP = "administrators", "maker", "owner", "workshop"
# An integer is a number's bytes; ("raw", n) is n bytes; "bytes" has its length before it.
KINDS = {
    1: ("registerActor", ADMINISTRATORS, [("role", 1), ("publicKey", ("raw", 33))]),
    2: ("rotateActor", ADMINISTRATORS, [("role", 1), ("actorId", ("raw", 8)), ("publicKey", ("raw", 33))]),
    3: ("revokeActor", ADMINISTRATORS, [("role", 1), ("actorId", ("raw", 8)), ("reason", 1)]),
    4: ("setParameters", ADMINISTRATORS, [("version", 2), ("fromUnixS", 4)]),
    5: ("quarantine", ADMINISTRATORS, [("reason", 1), ("untilUnixS", 4)]),
    6: ("releaseQuarantine", ADMINISTRATORS, []),
    7: ("succeed", ADMINISTRATORS, [("statement", ("raw", 32)), ("announcement", "bytes")]),
    8: ("setAdministrators", ADMINISTRATORS, [("threshold", 1), ("publicKeys", "bytes")]),
    9: ("inherit", ADMINISTRATORS, [("statement", "bytes")]),
    10: ("allotPlaces", ADMINISTRATORS, [("actorId", ("raw", 8)), ("places", 4)]),
    16: ("revokeDevice", MAKER, [("reason", 1)]),
    17: ("attestFirmware", MAKER, [("firmware", ("raw", 32))]),
    18: ("vouchForOwner", MAKER, [("owner", ("raw", 20)), ("pairing", "bytes")]),
    32: ("claim", OWNER, [("pairing", "bytes")]),
    33: ("offer", OWNER, [("buyer", ("raw", 20))]),
    34: ("acceptOffer", OWNER, [("pairing", "bytes")]),
    35: ("withdrawOffer", OWNER, []),
    36: (
        "grant",
        OWNER,
        [("grantee", ("raw", 33)), ("groups", 1), ("firstSequence", 4), ("lastSequence", 4), ("untilUnixS", 4)],
    ),
    37: ("revokeGrant", OWNER, []),
    38: ("publish", OWNER, [("isPublic", 1)]),
    39: ("dispute", OWNER, [("reason", 1)]),
    40: ("acceptCorrection", OWNER, []),
    41: ("setPolicy", OWNER, [("cosigned", 1)]),
    42: ("withdrawPass", OWNER, []),
    43: ("publishPlate", OWNER, [("sealed", "bytes")]),
    48: ("enterJournal", WORKSHOP, [("entry", 1), ("sealed", "bytes")]),
    49: ("withdrawEntry", WORKSHOP, [("reason", 1)]),
}
WALLET, KEY, PASSKEY, SET = 1, 2, 3, 4
ACTOR = {WALLET: ("raw", 20), KEY: ("raw", 33), PASSKEY: ("raw", 33), SET: 4}
COMMON = [("device", ("raw", 8)), ("tenure", 4), ("counter", 4), ("expiresUnixS", 4), ("answers", ("raw", 32))]


def demand(truth):
    if not truth:
        raise Refused("malformed")


class Bytes:
    def __init__(self, raw):
        self.raw, self.at = raw, 0

    def take(self, length):
        demand(self.at + length <= len(self.raw))
        self.at += length
        return self.raw[self.at - length : self.at]

    def field(self, type_):
        if type_ == "bytes":
            length = int.from_bytes(self.take(2), "big")
            demand(length <= 2_048)
            return self.take(length)
        if isinstance(type_, tuple):
            return self.take(type_[1])
        return int.from_bytes(self.take(type_), "big")


def read_operation(raw):
    """kind, form, actor, the common fields and the kind's own."""
    demand(len(raw) <= 2_560)
    reader = Bytes(raw)
    kind, form = reader.field(1), reader.field(1)
    demand(kind in KINDS and form in ACTOR)
    name, _, own = KINDS[kind]
    read = {"kind": name, "form": form, "actor": reader.field(ACTOR[form])}
    for each, type_ in [*COMMON, *own]:
        read[each] = reader.field(type_)
    demand(reader.at == len(raw))
    return read


# ---- signatures: the actor is who the message names, and what is no operation nobody signed


def read_of(form, raw):
    try:
        read = read_operation(raw)
    except Refused:
        return None
    return read if read["form"] == form else None


def typed_field(type_, value):
    """How EIP-712 names a field's type, and the word that stands for its value."""
    if isinstance(type_, int):
        return f"uint{8 * type_}", word(value)
    if type_ == ("raw", 20):
        return "address", value.rjust(32, b"\0")
    if type_ == "bytes" or type_ == ("raw", 33):
        return "bytes", keccak256(value)
    return f"bytes{type_[1]}", value.ljust(32, b"\0")


def wallet_digest(world, read):
    name, own = next((name, own) for name, _, own in KINDS.values() if name == read["kind"])
    parts = [(each, *typed_field(type_, read[each])) for each, type_ in [("actor", ("raw", 20)), *COMMON, *own]]
    structure = ",".join(f"{type_} {each}" for each, type_, _ in parts)
    return typed(world, f"{name[0].upper()}{name[1:]}({structure})".encode(), *[value for _, _, value in parts])


def wallet_signed(world, raw, public_key, signature):
    read = read_of(WALLET, raw)
    if read is None or len(public_key) != 64 or keccak256(public_key)[12:] != read["actor"]:
        return False
    return verify_wallet(public_key, signature, wallet_digest(world, read))


def key_signed(world, raw, signature):
    read = read_of(KEY, raw)
    return read is not None and verify(read["actor"], signature, world.preamble("operation") + raw)


def passkey_signed(world, raw, party, origins, authenticator, client, signature):
    read = read_of(PASSKEY, raw)
    if read is None:
        return False
    return asserted(read["actor"], world.preamble("operation") + raw, party, origins, authenticator, client, signature)


def asserted(key, challenged, party, origins, authenticator, client, signature):
    """Whether a passkey signed some bytes, whose hash is its challenge."""
    if not 37 <= len(authenticator) <= 256 or len(client) > 512:
        return False
    if authenticator[:32] != party or authenticator[32] & 5 != 5:
        return False
    challenge = base64.urlsafe_b64encode(sha256(challenged)).rstrip(b"=")
    begins = [
        b'{"type":"webauthn.get","challenge":"%b","origin":"%b","crossOrigin":false%b' % (challenge, origin, end)
        for origin in origins
        for end in (b",", b"}")
    ]
    if not any(client.startswith(begin) for begin in begins):
        return False
    return verify(key, signature, authenticator + sha256(client))


def set_signed(world, raw, set_number, keys, least, signatures):
    """`signatures` are (index, signature) in the order that they came in."""
    read = read_of(SET, raw)
    if read is None or read["actor"] != set_number or len(keys) > 16 or least < 1:
        return False
    indices = [index for index, _ in signatures]
    if any(a >= b for a, b in zip(indices, indices[1:])) or any(not 0 <= index < len(keys) for index in indices):
        return False
    message = world.preamble("operation") + raw
    return len({keys[index] for index in indices}) >= least and all(verify(keys[index], each, message) for index, each in signatures)
