"""Public verdicts a second time, from docs/protocol.md ("Plate", "Public verdict")."""
import re

from second_primitives import hmac256, sha256
from second_protobuf import Refused, data, demand, fields, number, one, repeated
from second_protocol import identity, open_box, unhex
from second_record import proven_record, vin_tag
from second_succession import read_proof

VIN = re.compile("[0-9A-HJ-NPR-Z]{17}")
# Latin, Greek, Cyrillic, kana, Han and Hangul: first and last of each range.
RANGES = ["09", "AZ", "ÀÖ", "ØÞ", "ΑΡ", "ΣΩ", "ЀЯ", "ҐҐ", "ぁゖ", "ァヺ", "一\u9fef", "가힣"]
SHOWN = {"key", "vehicle", "vin", "period", "verdict", "quarantine", "publication", "plate"}


def is_plate(country, characters):
    of_plate = lambda each: any(first <= each <= last for first, last in RANGES)
    return re.fullmatch("[A-Z]{2}", country) is not None and 1 <= len(characters) <= 12 and all(map(of_plate, characters))


def read_plate(raw):
    """Country and characters of the 40 bytes of a plate."""
    demand(len(raw) == 40)
    used = raw.rstrip(b"\0")
    try:
        text = used.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("malformed") from None
    demand(is_plate(text[:2], text[2:]))
    return text[:2], text[2:]


def plate_bytes(country, characters):
    return (country + characters).encode().ljust(40, b"\0")


def plate_salt(world, key, raw):
    return hmac256(key, world.preamble("plate"), raw)[:16]


def read_name(read):
    """What is asked for: a VIN, or country and characters of a plate."""
    try:
        vin, country, characters = (data(read, field).decode("utf-8") for field in (130, 131, 132))
    except UnicodeDecodeError:
        raise Refused("malformed") from None
    if vin:
        demand(VIN.fullmatch(vin) is not None and not country and not characters)
        return (vin,)
    demand(is_plate(country, characters))
    return country, characters


def read_public(read):
    cars, salts = [read_proof(each) for each in repeated(read, 133)], data(read, 135, 0, 16, 32)
    demand(len(cars) <= 8)
    counted = {"timeUnixS": number(read, 131), "inputCount": number(read, 132), "total": number(read, 134)}
    return {"stateRoot": data(read, 130, 32), **counted, "cars": cars, "salts": salts}


def proven_cars(name, said):
    """The devices of the cars that an answer proves to be public under a name, or None."""
    cars, salts, devices, before = said["cars"], said["salts"], [], 0
    if len(cars) != min(8, said["total"]):
        return None
    for shown, siblings, index, *place in cars:
        if not shown or shown[0][0] != 0 or index <= before:
            return None
        device, before = identity(shown[0][2][:33]), index
        values = proven_record(device, shown, siblings, index, *place, said["stateRoot"])
        if values is None or not SHOWN <= values.keys() or values["publication"]["isPublic"] != 1:
            return None
        by_vin = len(name) == 1
        if len(salts) != (32 if by_vin else 16):
            return None
        tag = vin_tag(name[0], [salts[:16], salts[16:]]) if by_vin else sha256(salts, plate_bytes(*name))
        if tag.hex() != values["vin" if by_vin else "plate"]["tag"]:
            return None
        devices.append(device)
    return devices


def public(comparison, read_query, read_answer):
    """The vectors of v2-public.json; how questions and answers begin is read by whoever calls."""
    stated, world = comparison.load("v2-public"), comparison.world
    key = unhex(stated["saltKey"])
    for vector in stated["plates"]:
        raw = unhex(vector["bytes"])
        read = comparison.code(f"plate: {vector['comment']}", vector["code"], lambda: read_plate(raw))
        if read:
            comparison.same(f"reads: {vector['comment']}", list(read), [vector["country"], vector["characters"]])
            comparison.same(f"writes: {vector['comment']}", plate_bytes(*read).hex(), vector["bytes"])
            salt = plate_salt(world, key, raw)
            found = salt.hex(), sha256(salt, raw).hex()
            comparison.same(f"salt and tag: {vector['comment']}", found, (vector["salt"], vector["tag"]))
    for vector in stated["seals"]:
        opened = open_box(unhex(vector["sealed"]), key, world.preamble("plate"), unhex(vector["associated"]))
        comparison.same(f"seal: {vector['comment']}", opened and opened.hex(), vector.get("opens"))
    for vector in stated["queries"]:
        comparison.code(f"question: {vector['comment']}", vector["code"], lambda: read_query(unhex(vector["query"])))
    for vector in stated["answers"]:
        name = read_name(fields(one(fields(unhex(vector["query"])), 130, 2, None), depth=1))
        found = proven_cars(name, read_answer(unhex(vector["answer"])))
        found = None if found is None else [each.hex() for each in found]
        comparison.same(f"public: {vector['comment']}", found, vector.get("devices"))
    for vector in stated["malformed"]:
        comparison.code(f"public: {vector['comment']}", vector["code"], lambda: read_answer(unhex(vector["answer"])))
