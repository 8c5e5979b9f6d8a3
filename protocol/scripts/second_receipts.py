"""Receipts a second time, written from docs/protocol.md, "Receipt"."""
from second_primitives import verify
from second_protobuf import Refused, data, demand, fields, number
from second_protocol import leaf, root_of, u8, u32


def receipt_leaf(device, sequence, link):
    return leaf(u8(1), device, u32(sequence), link)


def receipts_of(kept):
    """For what numbers of a device a commit gives receipts, and which numbers each vouches for. `kept` has (session, number)."""
    sessions = {}
    for session, number in kept:
        sessions.setdefault(session, []).append(number)
    return sorted((max(numbers), sorted(numbers)) for numbers in sessions.values())


def operation_leaf(identity):
    return leaf(u8(2), identity)


def read_place(message, index_field, path_field):
    root = [field for n, wire, part in message if (n, wire) == (1, 2) for field in fields(part, depth=1)]
    path = [node for n, wire, node in message if (n, wire) == (path_field, 2)]
    demand(len(path) <= 32 and all(len(node) == 32 for node in path))
    return {
        "root": data(root, 1),
        "signature": data(root, 2, 64),
        "index": number(message, index_field),
        "path": path,
    }


def read_receipt(raw):
    message = fields(raw)
    demand(number(message, 3) > 0)
    return {
        **read_place(message, 5, 6),
        "deviceId": data(message, 2, 8),
        "sequence": number(message, 3),
        "link": data(message, 4, 32),
    }


def read_operation_receipt(raw):
    message = fields(raw)
    return {**read_place(message, 3, 4), "identity": data(message, 2, 32)}


def verify_receipt(world, receipt, relay):
    """What the relay promised, or None."""
    try:
        signed = fields(receipt["root"])
        root, size = data(signed, 1, 32), number(signed, 2)
    except Refused:
        return None
    if "identity" in receipt:
        hashed = operation_leaf(receipt["identity"])
    else:
        hashed = receipt_leaf(receipt["deviceId"], receipt["sequence"], receipt["link"])
    if root_of(hashed, receipt["index"], size, receipt["path"]) != root:
        return None
    if not verify(relay, receipt["signature"], world.preamble("receipt") + receipt["root"]):
        return None
    return {"deadlineBlock": number(signed, 3), "receivedAtUnixS": number(signed, 4)}
