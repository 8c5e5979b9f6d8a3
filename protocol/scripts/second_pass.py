"""Passes a second time, written from docs/protocol.md ("Pass"): what a reader finds without asking anybody."""
import base64

from second_disclosure import EMPTY, cover, history_next
from second_groups import Reader, demand
from second_operations import KEY, PASSKEY, WALLET, asserted, read_operation
from second_ownership import account, number
from second_primitives import P256, hkdf_expand, hmac256, keccak256, sha256, unseal, verify, verify_wallet
from second_protobuf import Refused
from second_protocol import identity, leaf, root_of, typed, word
from second_record import NAMES, RECORD, is_vin_end, opened_root, read_field
from second_signed import passkey_parts

SHOWN = {"key", "owner", "chain", "verdict", "quarantine"}
VIN, RESERVED = 2, 14
CHARACTERS = set(b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ")
CONTROLS = [(0, 0x1F), (0x7F, 0x9F), (0x2028, 0x202E), (0x2066, 0x2069)]
YEAR, LONGEST = 366 * 86_400, 65_520
STRUCTURE = (
    b"Pass(address actor,bytes8 device,uint32 issuedUnixS,uint32 expiresUnixS,string purpose,string forWhom,bytes32 evidence)"
)


def text(reader):
    raw = reader.take(reader.number(1))
    demand(len(raw) <= 120)
    try:
        read = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("malformed") from None
    demand(not any(low <= ord(each) <= high for each in read for low, high in CONTROLS))
    return raw


def read_message(reader):
    form = reader.number(1)
    demand(form in (WALLET, KEY, PASSKEY))
    said = {"form": form, "actor": reader.take(20 if form == WALLET else 33), "device": reader.take(8)}
    said.update(issued=reader.number(4), expires=reader.number(4))
    said.update(purpose=text(reader), for_whom=text(reader), evidence=reader.take(32))
    return said


def siblings_of(numbers):
    """How many siblings an opening of these fields has."""
    known, count = set(numbers), 0
    for _ in range(RECORD[1]):
        count += sum(each ^ 1 not in known for each in known)
        known = {each // 2 for each in known}
    return count


def path_of(index, size):
    count = 0
    while size > 1:
        count += index % 2 == 1 or index + 1 < size
        index, size = index // 2, (size + 1) // 2
    return count


def hashes(reader, count):
    return [reader.take(32) for _ in range(count)]


def read_session(reader):
    session, first, start, end, groups = *[reader.number(4) for _ in range(4)], reader.number(1)
    demand(0 < session and 0 < first <= start <= end < first + 65_536 and 1 <= groups <= 7)
    nodes = len(cover(start - first, end - first))
    hashes(reader, nodes * bin(groups).count("1"))
    return session, first, start, end, groups


def read_proof(reader):
    """What is shown of a record, and the roots that it leads to."""
    bits = reader.number(2)
    numbers = [each for each in range(16) if bits >> each & 1]
    demand(numbers and RESERVED not in numbers)
    shown = []
    for each in numbers:
        salt = reader.take(16)
        shown.append((each, salt, reader.take(reader.number(2))))
    root = opened_root(RECORD, shown, hashes(reader, siblings_of(numbers)))
    opened, end = reader.number(1), None
    demand(opened <= 1)
    if opened:
        end = reader.take(32), reader.take(16), reader.take(4)
        demand(VIN in numbers and set(end[2]) <= CHARACTERS)
    index, size = reader.number(4), reader.number(4)
    demand(1 <= index < size)
    state = root_of(leaf(root), index, size, hashes(reader, path_of(index, size)))
    counts = reader.number(8), reader.number(4), reader.number(4)
    demand(counts[0] < 2**53)
    notice = bytes.fromhex("a173021a") + state + b"".join(word(each) for each in (counts[0], size - 1, *counts[1:]))
    node = keccak256(bytes.fromhex("c258d6e5") + word(32) + word(len(notice)) + notice + bytes(-len(notice) % 32))
    output, levels = reader.number(6), reader.number(8)
    demand(levels < 2**63)
    for level, empty in enumerate(EMPTY):
        sibling = reader.take(32) if levels >> level & 1 else empty
        demand(not levels >> level & 1 or sibling != empty)
        node = keccak256(sibling + node if output >> level & 1 else node + sibling)
    return {NAMES[each]: read_field(NAMES[each], value) for each, _, value in shown}, end, node


def read_evidence(raw):
    reader = Reader(raw)
    found = read_proof(reader)
    last = 0
    for _ in range(reader.number(2)):
        session = read_session(reader)[0]
        demand(last < session)
        last = session
    demand(reader.at == len(raw))
    return found


def signer(world, said, raw, signature, origins):
    """The account that signed, or None."""
    form, actor = said["form"], said["actor"]
    if form == WALLET:
        parts = actor.rjust(32, b"\0"), said["device"].ljust(32, b"\0"), word(said["issued"]), word(said["expires"])
        digest = typed(world, STRUCTURE, *parts, keccak256(said["purpose"]), keccak256(said["for_whom"]), said["evidence"])
        sound = len(signature) == 128 and keccak256(signature[:64])[12:] == actor
        return actor if sound and verify_wallet(signature[:64], signature[64:], digest) else None
    if len(signature) < 64 or number(signature[-32:]) > P256.n // 2:
        return None
    signed = world.preamble("pass") + raw
    if form == KEY:
        return account(KEY, actor) if len(signature) == 64 and verify(actor, signature, signed) else None
    data, client, made = passkey_parts(signature)
    sound = asserted(actor, signed, data[:32], origins, data, client, made)
    return account(PASSKEY, actor, data[:32]) if sound else None


def read_pass(raw):
    demand(len(raw) <= LONGEST)
    reader = Reader(raw)
    demand(reader.number(1) == 1)
    said = read_message(reader)
    message = raw[1 : reader.at]
    signature = reader.take(reader.number(2))
    evidence = raw[reader.at :]
    if sha256(evidence) != said["evidence"]:
        raise Refused("altered")
    return said, message, signature, *read_evidence(evidence)


def opened(said, read, who):
    if not SHOWN <= set(read):
        return "pass-incomplete"
    if identity(bytes.fromhex(read["key"]["publicKey"])) != said["device"]:
        return "pass-device-other"
    return "pass-owner-other" if who is not None and read["owner"]["owner"] != who.hex() else "holds"


def current(said, now):
    lasts = said["expires"] - said["issued"]
    if not 0 < lasts <= YEAR:
        return "pass-term-invalid"
    if said["issued"] > now + 900:
        return "pass-early"
    return "pass-expired" if now >= said["expires"] else "holds"


def check(world, raw, now, origins):
    """How each step ended, and of a whole pass its identity and the root of outputs that it leads to."""
    rest = dict.fromkeys(("signed", "opened", "vin", "proven", "current"), "unasked")
    try:
        said, message, signature, read, end, outputs = read_pass(raw)
    except Refused as refused:
        return {"whole": f"pass-{refused}", **rest}, None, None
    who = signer(world, said, message, signature, origins)
    steps = {"whole": "holds", "signed": "pass-unsigned" if who is None else "holds", "opened": opened(said, read, who)}
    steps["vin"], steps["proven"], steps["current"] = "unasked", "unasked", current(said, now)
    if end is not None:
        tag = bytes.fromhex(read["vin"]["tag"])
        steps["vin"] = "holds" if is_vin_end(tag, end[2].decode(), end[1], end[0]) else "pass-vin-other"
    return steps, sha256(message).hex(), outputs.hex()


# ---- links, kept passes, what came after one


def read_link(link):
    """What a fragment carries: a pass, or hash and secret of a kept one; None for anything else."""
    fragment = link[link.rfind("#") + 1 :]
    try:
        raw = base64.b64decode(fragment + "=" * (-len(fragment) % 4), b"-_", validate=True)
    except ValueError:
        return None
    if "=" in fragment or base64.urlsafe_b64encode(raw).decode().rstrip("=") != fragment:
        return None
    if raw[:1] == b"\1":
        return raw
    return raw[1:] if raw[:1] == b"\2" and len(raw) == 49 else None


def open_kept(raw, name, secret):
    key = hkdf_expand(hmac256(bytes(32), secret), b"witness/v2 kept pass", 32)
    return unseal(key, bytes(12), b"", raw) if sha256(raw) == name else None


def walk(world, before, raw):
    """The accumulator behind items as an archive gives them."""
    reader = Reader(raw)
    while reader.at < len(raw):
        kind, moment = reader.number(1), {"input": reader.number(8), "blockTimeUnixS": reader.number(8)}
        moment.update(place=reader.number(4), parameters=reader.number(2))
        demand(kind in (1, 2, 3) and max(moment["input"], moment["blockTimeUnixS"]) < 2**53)
        if kind == 1:
            count, first, last = (reader.number(4) for _ in range(3))
            item = {"kind": "run", "count": count, "first": first, "last": last, "link": reader.take(32).hex()}
        elif kind == 2:
            item = {"kind": "fork", "sequence": reader.number(4), "link": reader.take(32).hex()}
        else:
            length = reader.number(2)
            demand(length <= 2_560)
            message = reader.take(length)
            read_operation(message)
            item = {"kind": "operation", "message": message.hex()}
        before = history_next(world, before, moment, item)
    return before
