"""Records of version 2 a second time, written from docs/protocol.md ("Record tree" to "Openings")."""
import datetime

from second_groups import Reader, demand
from second_primitives import hmac256, sha256
from second_protobuf import Refused
from second_protocol import identity, leaf, root_of, u8, u32

REASONS = ("reasons", 255, "reason:u8 open:u8 count:u16 firstTimeUnixS:u32")
GRANTS = "identity:16 grantee:33 groups:u8 firstSequence:u32 lastSequence:u32 untilUnixS:u32"
# A part is `name:type`, with `?` at the end of a field that may have no bytes; a list is (name, most items, its parts).
FIELDS = {
    "key": ["publicKey:33 keyTier:u8 maker:8"],
    "vehicle": ["make:text model:text modelYear:u16 profile:u16 profileVersion:u16"],
    "vin": ["tag:32"],
    "owner": ["owner:20 tenure:u32 firstSequence:u32 sinceUnixS:u32"],
    "chain": ["sequence:u32 link:32 session:u32 firstSequence:u32 accumulator:32 items:u32"],
    "period": ["coveredFromUnixS:u32 coveredToUnixS:u32 coveredReadings:u32 readings:u32 longestSilenceS:u32"],
    "odometer": ["timeUnixS:u32 raw:u32 distanceHm:u48 offsetHm:s48"],
    "verdict": ["judgeHash:32 parameters:u16 verdict:u8", REASONS],
    "closings": [
        ("days", 62, "day:u16 distanceHm:u32"),
        ("months", 60, "month:u16 distanceHm:u32"),
        ("years", 255, "year:u16 distanceHm:u32"),
    ],
    "events": ["count:u32", ("newest", 16, "kind:u8 timeUnixS:u32 item:u32")],
    "trouble": ["fuelUsedCl:u32 energyUsedWh:u32 operatingTimeS:u32", ("active", 100, "code:u16")],
    "grants": [("grants", 8, GRANTS)],
    "quarantine": ["revokedReason:u8 revokedUnixS:u32 reason:u8 sinceUnixS:u32 untilUnixS:u32"],
    "publication": ["isPublic:u8 sinceUnixS:u32"],
    "plate": ["tag:32?"],
    "band": ["distanceBand:u16"],
}
NAMES = list(FIELDS)
RECORD, GLOBALS = (0, 4), (16, 3)  # the first field's number, and the depth of the tree
NO_SALT = bytes(16)


# ---- fields


def parts(reader, line):
    read = {}
    for part in line.split():
        name, kind = part.split(":")
        if kind.endswith("?"):
            read[name] = reader.take(int(kind[:-1]) if reader.at < len(reader.raw) else 0).hex()
        elif kind.isdigit():
            read[name] = reader.take(int(kind)).hex()
        elif kind == "text":
            try:
                read[name] = reader.take(reader.number(1)).decode("utf-8")
            except UnicodeDecodeError:
                raise Refused("malformed") from None
        else:
            value = reader.number(int(kind[1:]) // 8)
            read[name] = value - 2**47 if kind == "s48" else value
    return read


def read_field(name, raw):
    """What a field's bytes say; byte strings as hexadecimal."""
    reader, read = Reader(raw), {}
    for part in FIELDS[name]:
        if isinstance(part, str):
            read.update(parts(reader, part))
        else:
            listed, most, line = part
            count = reader.number(1)
            demand(count <= most)
            read[listed] = [parts(reader, line) for _ in range(count)]
    demand(reader.at == len(raw))
    return read


# ---- salts and trees


def salt_of(world, key, device, number, value, change):
    return hmac256(key, world.preamble("salt"), device, u8(number), value, u32(change))[:16]


def node(left, right):
    return sha256(b"\x01", left, right)


def fold(nodes):
    while len(nodes) > 1:
        nodes = [node(nodes[at], nodes[at + 1]) for at in range(0, len(nodes), 2)]
    return nodes[0]


def quarters_of(leaves):
    return [fold(leaves[at : at + 4]) for at in range(0, 16, 4)]


def record_root(leaves):
    return fold(quarters_of(leaves))


# ---- openings


def opened_root(tree, shown, siblings):
    """The root that shown fields (number, salt, value) lead to, or None."""
    first, depth = tree
    numbers = [number for number, _, _ in shown]
    ascending = all(a < b for a, b in zip(numbers, numbers[1:]))
    if not shown or not ascending or numbers[0] < first or numbers[-1] >= first + 2**depth:
        return None
    if any(len(salt) != 16 for _, salt, _ in shown) or any(len(each) != 32 for each in siblings):
        return None
    known = {number - first: leaf(salt, u8(number), value) for number, salt, value in shown}
    waiting = list(siblings)
    for _ in range(depth):
        above = {}
        for place in sorted(known):
            if place // 2 in above:
                continue
            beside = known.get(place ^ 1)
            if beside is None:
                if not waiting:
                    return None
                beside = waiting.pop(0)
            above[place // 2] = node(beside, known[place]) if place & 1 else node(known[place], beside)
        known = above
    return None if waiting else known[0]


def proven_record(device, shown, siblings, index, size, path, state):
    """The fields that an opening proves of a device's record, or None."""
    root = opened_root(RECORD, shown, siblings)
    if root is None or index < 1 or root_of(leaf(root), index, size, path) != state:
        return None
    read = {NAMES[number]: read_field(NAMES[number], value) for number, _, value in shown}
    if "key" not in read or identity(bytes.fromhex(read["key"]["publicKey"])) != device:
        return None
    return read


def proven_globals(shown, siblings, index, size, path, state):
    root = opened_root(GLOBALS, shown, siblings)
    return root is not None and index == 0 and root_of(leaf(root), index, size, path) == state


def globals_root(values):
    """The root of the globals, of which the fields in `values`, by their number from 16, are not empty."""
    return fold([leaf(NO_SALT, u8(number), values.get(number, b"")) for number in range(16, 24)])


def genesis_globals(makers):
    """`actors`, `parameters` and `succession` of an application with these makers and no administrators, by number."""
    # One share for each maker of the genesis, as nobody can register another.
    places = u32(-(-500_000 // len(makers)))
    companies = b"".join(u8(1) + identity(maker) + bytes(5) + places + u8(1) + maker + bytes(8) for maker in makers)
    actors = u32(1) + u8(0) + u8(0) + u32(0) + places + u8(len(makers)) + companies
    return {16: actors, 17: u8(1) + bytes([0, 1]) + u32(0), 20: u32(0) + u32(0) + u8(0) + u8(0)}


# ---- closing values


def closings_field(readings):
    """The field after readings of (time, distance), in the device's order. The calendar is the library's."""
    days, months, years, opened = [], [], [], None
    for time, distance in readings:
        day = time // 86_400
        if opened is not None:
            before, value = opened
            day = max(day, before)
            old, new = (datetime.date(1970, 1, 1) + datetime.timedelta(days=each) for each in (before, day))
            value = min(value, 2**32 - 1)
            if day > before:
                days.append((before, value))
            if (new.year, new.month) != (old.year, old.month):
                months.append((12 * (old.year - 1970) + old.month - 1, value))
            if new.year != old.year:
                years.append((old.year, value))
        opened = day, distance
    lists = days[-62:], months[-60:], years
    return b"".join(
        u8(len(each)) + b"".join(at.to_bytes(2, "big") + u32(value) for at, value in each) for each in lists
    )


# ---- as of


def seconds(date):
    return (date - datetime.date(1970, 1, 1)).days * 86_400


def periods(closings):
    """Each list's (first second, last second, distance), the finest first. The calendar is the library's."""
    start = lambda month: seconds(datetime.date(1970 + month // 12, month % 12 + 1, 1))
    year = lambda number: seconds(datetime.date(number, 1, 1))
    bounds = {"day": lambda at: (at * 86_400, at * 86_400 + 86_399), "month": lambda at: (start(at), start(at + 1) - 1),
              "year": lambda at: (year(at), year(at + 1) - 1)}
    for grain, of in bounds.items():
        yield grain, [(*of(each[grain]), each["distanceHm"]) for each in closings[f"{grain}s"]]


def distance_at(odometer, closings, time, since):
    """What a record says of a time, to somebody who has had the car since another."""
    if 0 < odometer["timeUnixS"] <= time:
        return {"grain": "reading", "timeUnixS": odometer["timeUnixS"], "distanceHm": odometer["distanceHm"]}
    for grain, kept in periods(closings):
        over = [each for each in kept if each[1] <= time]
        if over:
            first, last, distance = over[-1]
            return {"grain": grain, "timeUnixS": last, "distanceHm": distance} if first >= since else None
    return None


# ---- the tag of a VIN


def vin_salts(world, key, vin):
    return [hmac256(key, world.preamble("vin"), u8(part), vin.encode())[:16] for part in (1, 2)]


def vin_tag(vin, salts):
    return sha256(sha256(salts[0], vin[:13].encode()), sha256(salts[1], vin[13:].encode()))


def is_vin_end(tag, characters, salt, beginning):
    fits = len(characters.encode()) == 4 and len(salt) == 16 and len(beginning) == 32
    return fits and sha256(beginning, sha256(salt, characters.encode())) == tag
