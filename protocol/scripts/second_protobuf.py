"""Protobuf as docs/protocol.md, "Encoding", reads it, for second_protocol.py. A message is a list of its fields."""


class Refused(Exception):
    """Carries a code of docs/errors.md."""


def demand(condition, code="malformed"):
    if not condition:
        raise Refused(code)


def varint(data, at, most=10):
    value = 0
    for i in range(most):
        demand(at + i < len(data))
        value |= (data[at + i] & 127) << (7 * i)
        if data[at + i] < 128:
            return value, at + i + 1
    raise Refused("malformed")


def fields(data, at=0, group=None, depth=0):
    """[(number, wire type, value)] in order; groups are skipped; `depth` messages and groups are around."""
    demand(depth <= 101)
    found = []
    while at < len(data):
        tag, at = varint(data, at, 5)
        number, wire = tag >> 3, tag & 7
        demand(0 < number < 2**29 and tag < 2**32)
        value = None
        if wire == 0:
            value, at = varint(data, at)
        elif wire in (1, 5):
            at += 8 if wire == 1 else 4
            demand(at <= len(data))
        elif wire == 2:
            length, at = varint(data, at, 5)
            demand(length < 2**31 and at + length <= len(data))
            value, at = data[at : at + length], at + length
        elif wire == 3:
            at = fields(data, at, number, depth + 1)
        elif wire == 4:
            demand(number == group)
            return at
        else:
            raise Refused("malformed")
        found.append((number, wire, value))
    demand(group is None)
    return found


def one(message, number, wire, default):
    """The last field of this number and wire type."""
    values = [value for n, w, value in message if (n, w) == (number, wire)]
    return values[-1] if values else default


def number(message, field):
    return one(message, field, 0, 0) % 2**32


def data(message, field, *lengths):
    value = one(message, field, 2, b"")
    demand(not lengths or len(value) in lengths)
    return value


def repeated(message, field):
    """Every element of a list of messages or byte strings."""
    return [value for n, wire, value in message if (n, wire) == (field, 2)]


def packed(message, field):
    """Every element of a repeated number, packed or not."""
    found = []
    for n, wire, value in message:
        if (n, wire) == (field, 0):
            found.append(value % 2**32)
        if (n, wire) == (field, 2):
            at = 0
            while at < len(value):
                element, at = varint(value, at)
                found.append(element % 2**32)
    return found
