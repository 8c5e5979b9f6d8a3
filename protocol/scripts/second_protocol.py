"""The protocol a second time, written from docs/protocol.md; second.py replays the vectors with it.

Clear before fast, NOT constant-time, and no place for real keys.
"""
from second_primitives import (
    P256, ecdh, hkdf_expand, hmac256, keccak256, point, public_key, seal, sha256, uncompressed,
    unseal, verify,
)  # fmt: skip
from second_disclosure import open_group
from second_groups import PROFILES, QUANTITIES, read_group
from second_protobuf import Refused, data, demand, fields, number, one, repeated

u8, u16 = (lambda n: bytes([n])), (lambda n: n.to_bytes(2, "big"))
u32, u64 = (lambda n: n.to_bytes(4, "big")), (lambda n: n.to_bytes(8, "big"))
unhex = bytes.fromhex


def hexed(part):
    """The same with every byte string as hexadecimal."""
    if isinstance(part, dict):
        return {name: hexed(value) for name, value in part.items()}
    if isinstance(part, list):
        return [hexed(value) for value in part]
    return part.hex() if isinstance(part, bytes) else part


# ---- keys, links, sessions, seals


class World:
    def __init__(self, chain_id, application):
        self.tail = u64(chain_id) + application
        self.chain_id, self.application = chain_id, application

    def preamble(self, label):
        return b"witness/v2 " + label.encode() + b"\0" + self.tail


def identity(key):
    return sha256(key)[:8]


def hpke(labelled, salt, label, key_material):
    return hmac256(salt or bytes(32), b"HPKE-v1" + labelled + label, key_material)


def expand(labelled, key, label, info, length):
    return hkdf_expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + labelled + label + info, length)


KEM, SUITE = b"KEM\x00\x10", b"HPKE\x00\x10\x00\x01\x00\x02"


def schedule(shared_x, encapsulated, recipient, info):
    """RFC 9180: ExtractAndExpand and the key schedule of mode base; (key, nonce, exporter secret)."""
    prk = hpke(KEM, b"", b"eae_prk", shared_x)
    shared = expand(KEM, prk, b"shared_secret", encapsulated + uncompressed(point(recipient)), 32)
    context = b"\x00" + hpke(SUITE, b"", b"psk_id_hash", b"") + hpke(SUITE, b"", b"info_hash", info)
    secret = hpke(SUITE, shared, b"secret", b"")
    outputs = ((b"key", 32), (b"base_nonce", 12), (b"exp", 32))
    return tuple(expand(SUITE, secret, label, context, length) for label, length in outputs)


def derive_private(key_material):
    prk = hpke(KEM, b"", b"dkp_prk", key_material)
    for counter in range(256):
        candidate = expand(KEM, prk, b"candidate", u8(counter), 32)
        if 0 < int.from_bytes(candidate, "big") < P256.n:
            return candidate
    raise ValueError("no key in this material")


def accept(world, start, encapsulated, private):
    """The session key, as the application derives it; a session starts with device key, number, sequence and link."""
    shared = ecdh(private, encapsulated) if len(encapsulated) == 65 else None
    demand(shared is not None, "encapsulation-invalid")
    device, session, first, previous = start
    info = world.preamble("session") + device + u32(session) + u32(first) + previous
    exporter = schedule(shared, encapsulated, public_key(private), info)[2]
    return expand(SUITE, exporter, b"sec", world.preamble("readings"), 32)


def open_box(box, private, info, associated):
    shared = ecdh(private, box[:65]) if len(box) >= 65 else None
    if shared is None:
        return None
    key, nonce, _ = schedule(shared, box[:65], public_key(private), info)
    return unseal(key, nonce, associated, box[65:])


def make_box(recipient, info, associated, plaintext, key_material):
    private = derive_private(key_material)
    encapsulated = uncompressed(point(public_key(private)))
    key, nonce, _ = schedule(ecdh(private, recipient), encapsulated, recipient, info)
    return encapsulated + seal(key, nonce, associated, plaintext)


def open_body(world, clear, leaf_key, key_id, group, profile, sealed):
    """What one group of a body says, or None; the leaf key is that of the group and of the body's place."""
    device, sequence, session, previous = clear
    associated = world.preamble("readings") + device + u32(sequence) + u32(session) + previous + u8(2) + key_id
    return open_group(leaf_key, associated + u8(group) + u16(profile[0]) + u16(profile[1]), sealed)


# ---- messages

GROUPS = {"distance": 1, "condition": 2, "bus": 3}


def read_body(raw):
    demand(len(raw) <= 16_384, "too-large")
    message = fields(raw)
    parts = repeated(message, 8)
    opening = None
    if parts:
        inside = [field for part in parts for field in fields(part, depth=1)]
        opening = {"suite": number(inside, 1), "keyId": data(inside, 2, 8), "encapsulatedKey": data(inside, 3, 65)}
    body = {
        "deviceId": data(message, 1, 8),
        "sequence": number(message, 2),
        "session": number(message, 3),
        "previousLink": data(message, 4, 32 if opening else 4),
        **{name: data(message, 4 + group) for name, group in GROUPS.items()},
    }
    demand(body["sequence"] > 0 and body["session"] > 0)
    demand(all(len(body[name]) == 0 or len(body[name]) > 16 for name in GROUPS))
    if not opening:
        return body
    return {**body, "opening": opening, **({"lost": True} if number(message, 9) else {})}


def read_envelope(profile, groups):
    """(readings as {name: value}, how many are judged, names of the groups that break a rule) of an envelope's groups."""
    broken, contents = [], {}
    for name in ("distance", "condition"):
        if groups[name]:
            times = contents.get("distance", {}).get("times")
            try:
                contents[name] = read_group(profile, GROUPS[name], groups[name], times)
            except Refused:
                broken.append(name)
    rows, before = [], None
    for name, content in contents.items():
        if content["times"] != before:
            here, before = [{"timeUnixS": time} for time in content["times"]], content["times"]
            rows += here
        for quantity, values in content["columns"].items():
            for reading, value in values if QUANTITIES[quantity][1] else enumerate(values):
                if quantity == "troubleCode":
                    code = {"code": value % 65_536, "cleared": value >= 65_536}
                    here[reading].setdefault("troubleCodes", []).append(code)
                else:
                    here[reading][quantity] = value
    first = contents.get("distance") or contents.get("condition") or {"times": []}
    return rows, len(first["times"]), broken


def read_batch(payload):
    demand(len(payload) > 0)
    demand(payload[0] == 1, "version-unsupported")
    message = fields(payload[1:])
    pairs = lambda n: [fields(value, depth=1) for value in repeated(message, n)]
    registrations = [(data(each, 1), data(each, 2)) for each in pairs(1)]
    runs = [(repeated(each, 1), data(each, 2)) for each in pairs(2)]
    operations = [(data(each, 1), data(each, 2)) for each in pairs(3)]
    bodies = sum(len(run[0]) for run in runs)
    by_wallets = sum(message[1:2] == b"\x01" for message, _ in operations)
    messages = len(registrations) + len(operations) + bodies
    demand(messages <= 112 and by_wallets <= 16, "too-large")
    demand(messages > 0)
    return registrations, operations, runs


# docs/protocol.md, "Names"
NAME = """20 2b 2d-2f 30-39 41-5a 61-7a c0-d6 d8-f6 f8-24f 1e00-1eff 386 388-38a 38c 38e-3a1 3a3-3ce 400-481 48a-52f
3041-3096 30a1-30fa 30fc 4e00-9fef ac00-d7a3 ff10-ff19 ff21-ff3a ff41-ff5a"""
NAME = [[int(end, 16) for end in (each.split("-") * 2)[:2]] for each in NAME.split()]


VIN = b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ"


def register(world, message, signature, makers, private, known=(), placed=None, places=None, allotted=None):
    """The device that is registered. `placed` are the identities that have a place, this one too from then on."""
    demand(len(message) <= 512, "too-large")
    read = fields(message)
    sealed, device = data(read, 5), data(read, 1, 33)
    demand(len(sealed) >= 81 and 1 <= number(read, 2) <= 4)
    owner, word = data(read, 8, 0, 20), data(read, 90, 64)
    maker, key_id = data(read, 3, 8), data(read, 4, 8)
    profile = number(read, 6), number(read, 7)
    demand(all(1 <= each <= 65_535 for each in profile))
    demand(maker in makers, "maker-unknown")
    demand(verify(makers[maker], signature, world.preamble("registration") + message), "signature-invalid")
    demand(key_id == identity(public_key(private)), "key-unknown")
    demand(profile in PROFILES, "profile-unknown")
    demand(device not in known, "device-registered")
    demand(identity(device) not in map(identity, known), "device-id-taken")
    demand(point(device) is not None)
    demand(verify(device, word, world.preamble("possession") + maker + owner), "possession-invalid")
    # All devices of the vectors are one maker's.
    if placed is not None and identity(device) not in placed:
        demand(places is None or len(placed) < places, "capacity-reached")
        demand(allotted is None or len(placed) < allotted, "allotment-reached")
        placed.add(identity(device))
    opened = open_box(sealed, private, world.preamble("vehicle"), device)
    demand(opened is not None, "vehicle-unreadable")
    vehicle = fields(opened)
    for field in (1, 2):
        try:
            name = data(vehicle, field).decode()
        except UnicodeDecodeError:
            raise Refused("malformed") from None
        demand(1 <= len(name) <= 40)
        demand(all(any(low <= ord(c) <= high for low, high in NAME) for c in name))
    demand(1_900 <= number(vehicle, 3) <= 2_200)
    vin = data(vehicle, 5)
    demand(len(vin) in (0, 17) and all(character in VIN for character in vin))
    return device


# ---- trees


def leaf(*parts):
    return sha256(b"\0", *parts)


def root_of(hashed, index, size, path):
    """RFC 6962: the root that a leaf and its path lead to, or None."""
    if not 0 <= index < size:
        return None
    path = list(path)
    while size > 1:
        if index % 2 == 1 or index + 1 < size:
            if not path:
                return None
            other = path.pop(0)
            hashed = sha256(b"\1", other, hashed) if index % 2 else sha256(b"\1", hashed, other)
        index, size = index // 2, (size + 1) // 2
    return None if path else hashed


def tree_root(hashes):
    """RFC 6962, to the letter: split at the largest power of two below the number of leaves."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else sha256()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1", tree_root(hashes[:split]), tree_root(hashes[split:]))


# ---- EIP-712


def typed(world, kind, *values):
    """The digest of `kind`, a type as EIP-712 writes it; dynamic values come hashed, all as words."""
    domain = keccak256(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    domain += keccak256(b"Witness") + keccak256(b"1") + word(world.chain_id) + world.application.rjust(32, b"\0")
    return keccak256(b"\x19\x01" + keccak256(domain) + keccak256(keccak256(kind) + b"".join(values)))


def word(value):
    return value.to_bytes(32, "big")


def query_digest(world, kind, raw):
    message = fields(raw)
    if kind == "cars":
        owner, reply_key = data(message, 1, 20), data(message, 2, 33)
        return typed(world, b"CarsQuery(address owner,bytes replyKey)", owner.rjust(32, b"\0"), keccak256(reply_key))
    if kind == "keys":
        opening, ticket = fields(one(message, 5, 2, b"")), fields(one(message, 70, 2, b""))
        return typed(
            world,
            b"KeysQuery(bytes8 device,uint32 session,uint32 firstSequence,bytes32 previousLink,uint8 suite,bytes8 keyId,"
            b"bytes encapsulatedKey,uint32 fromSequence,uint32 toSequence,uint8 groups,bytes replyKey,uint32 ticketFirst,"
            b"uint32 ticketLast,bytes ticket)",
            data(message, 1, 8).ljust(32, b"\0"),
            *(word(number(message, field)) for field in (2, 3)),
            data(message, 4, 32),
            word(number(opening, 1)),
            data(opening, 2, 8).ljust(32, b"\0"),
            keccak256(data(opening, 3, 65)),
            *(word(number(message, field)) for field in (6, 7, 8)),
            keccak256(data(message, 9, 33)),
            *(word(number(ticket, field)) for field in (1, 2)),
            keccak256(one(ticket, 3, 2, b"")),
        )
    time = next((value % 2**32 for n, wire, value in reversed(message) if n == 2 and wire == 0), 0)
    kind = b"CarQuery(bytes8 device,uint32 asOfTimeUnixS,bytes replyKey)"
    device, reply_key = data(message, 1, 8), data(message, 4, 33)
    return typed(world, kind, device.ljust(32, b"\0"), word(time), keccak256(reply_key))
