"""Keys of a session, the committing seal and the history accumulator a second time, from docs/protocol.md."""
import hmac

from second_primitives import ctr, hmac256, keccak256, sha256
from second_protobuf import Refused

u8, u16 = (lambda n: bytes([n])), (lambda n: n.to_bytes(2, "big"))
u32, u64 = (lambda n: n.to_bytes(4, "big")), (lambda n: n.to_bytes(8, "big"))


# ---- keys of a session


def root(world, session_key, group):
    return hmac256(session_key, world.preamble("group"), u8(group))


def descend(key, level, prefix, to_level, to_prefix):
    """The key of a node below this one; a prefix is the first place divided by 16^(4 - level)."""
    assert to_prefix >> (4 * (to_level - level)) == prefix
    for each in range(level + 1, to_level + 1):
        key = hmac256(key, b"node", u8(each), u8(to_prefix >> (4 * (to_level - each)) & 15))
    return key


def cover(first, last):
    """The fewest nodes below the root that open the places from first to last: (level, prefix)."""
    nodes = []
    while first <= last:
        level = 4
        while level > 1 and first % 16 ** (5 - level) == 0 and first + 16 ** (5 - level) - 1 <= last:
            level -= 1
        nodes.append((level, first // 16 ** (4 - level)))
        first += 16 ** (4 - level)
    return nodes


def node_list(key, first, last):
    return b"".join(u8(level) + u16(prefix) + descend(key, 0, 0, level, prefix) for level, prefix in cover(first, last))


def read_nodes(raw):
    if len(raw) % 35 != 0 or len(raw) > 104 * 35:
        raise Refused("malformed")
    nodes, free = [], 0
    for at in range(0, len(raw), 35):
        level, prefix = raw[at], int.from_bytes(raw[at + 1 : at + 3], "big")
        if not 1 <= level <= 4 or prefix >= 16**level or prefix * 16 ** (4 - level) < free:
            raise Refused("malformed")
        free = (prefix + 1) * 16 ** (4 - level)
        nodes.append((level, prefix, raw[at + 3 : at + 35]))
    return nodes


def leaf_of(nodes, place):
    """The leaf key of a place, or None when no node opens it."""
    for level, prefix, key in nodes:
        if place >> (4 * (4 - level)) == prefix:
            return descend(key, level, prefix, 4, place)
    return None


# ---- the committing seal


def tag_of(leaf, associated, plaintext):
    return hmac256(leaf, b"\x02", u32(len(associated)), associated, plaintext)[:16]


def seal_group(leaf, associated, plaintext):
    tag = tag_of(leaf, associated, plaintext)
    return ctr(hmac256(leaf, b"\x01"), tag, plaintext) + tag


def open_group(leaf, associated, sealed):
    """The plaintext, or None."""
    if len(sealed) < 16:
        return None
    tag = sealed[-16:]
    plaintext = ctr(hmac256(leaf, b"\x01"), tag, sealed[:-16])
    return plaintext if hmac.compare_digest(tag, tag_of(leaf, associated, plaintext)) else None


# ---- the history accumulator


def history_start(world, public_key, registration):
    return sha256(world.preamble("history"), public_key, sha256(registration))


def history_item(item):
    """The number of the item's kind, and the item."""
    if item["kind"] == "run":
        return 1, u32(item["count"]) + u32(item["first"]) + u32(item["last"]) + bytes.fromhex(item["link"])
    if item["kind"] == "fork":
        return 2, u32(item["sequence"]) + bytes.fromhex(item["link"])
    return 3, sha256(bytes.fromhex(item["message"]))


def history_next(world, before, moment, item):
    number, content = history_item(item)
    at = u64(moment["input"]) + u64(moment["blockTimeUnixS"]) + u32(moment["place"]) + u16(moment["parameters"])
    return sha256(world.preamble("history"), before, u8(number), at, content)


# ---- whether a notice is the last output of a claim

OUTPUT_TREE_HEIGHT = 63
EMPTY = [bytes(32)]
while len(EMPTY) < OUTPUT_TREE_HEIGHT:
    EMPTY.append(keccak256(EMPTY[-1] + EMPTY[-1]))


def standing(claim, output, index, siblings):
    """`last`, `followed`, or `unproven` where the proof does not lead from the output to the claim."""
    if not 0 <= index < 2**53 or [len(each) for each in siblings] != [32] * OUTPUT_TREE_HEIGHT:
        return "unproven"
    node, last = keccak256(output), True
    for level, sibling in enumerate(siblings):
        on_the_right = index >> level & 1 == 0
        last = last and (not on_the_right or sibling == EMPTY[level])
        node = keccak256(node + sibling if on_the_right else sibling + node)
    if node != claim:
        return "unproven"
    return "last" if last else "followed"
