"""Questions, reports, notices and answers a second time, from docs/protocol.md ("Notices", "Reports", "Queries", "Answers")."""
import pathlib
import re

from second_disclosure import read_nodes
from second_judge_state import BYTE
from second_ownership import is_point
from second_primitives import keccak256
from second_protobuf import Refused, data, demand, fields, number, one, packed, repeated
from second_protocol import hexed, unhex
from second_public import read_name, read_public
from second_record import proven_globals, proven_record, vin_tag
from second_state import GLOBALS, HOLDING, read_state
from second_succession import read_proof

PAGE = (pathlib.Path(__file__).parent / "../../docs/errors.md").read_text()
# Reasons have bytes of their own, and no action.
CODES = {int(byte): code for code, byte in re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (?:admit|ignore|refuse|push-back) \|", PAGE, re.M)}
REASONS = {byte: name for name, byte in BYTE.items()}
VERDICTS = {1: "logical", 2: "illogical", 3: "no judgement"}
GRAINS = {1: "reading", 2: "day", 3: "month", 4: "year"}
GROUPS = {1: "distance", 2: "condition", 3: "bus"}


def word_of(words, byte):
    demand(byte in words)
    return words[byte]


def code_of(byte):
    return word_of(CODES, byte)


def text(message, field):
    try:
        return data(message, field).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("malformed") from None


def numbers(message, names):
    """`name:field`, of which each is a number."""
    pairs = [each.split(":") for each in names.split()]
    return {name: number(message, int(field)) for name, field in pairs}


def chosen(message, names):
    """Which field of a oneof counts, the last, and its message; or None."""
    asked = [(names[n], value) for n, wire, value in message if wire == 2 and n in names]
    return asked[-1] if asked else (None, b"")


# ---- notices and reports


def read_notice(payload):
    selector = keccak256(b"StateRoot(bytes32,uint64,uint64,uint32,uint32)")[:4]
    demand(len(payload) == 164 and payload[:4] == selector)
    words = [int.from_bytes(payload[at : at + 32], "big") for at in range(36, 164, 32)]
    demand(all(word < 2**bits for word, bits in zip(words, (53, 53, 32, 32))))
    return {"root": payload[4:36], **dict(zip(("inputIndex", "devices", "admitted", "refused"), words))}


def read_refusal(raw):
    read = fields(raw, depth=1)
    about = {"operation": True} if number(read, 8) else {}
    said = {"registration": bool(number(read, 2)), **about, "deviceId": data(read, 3), "code": code_of(number(read, 5))}
    return said | numbers(read, "index:1 sequence:4 inputIndex:6 timeUnixS:7")


def read_report(raw):
    read = fields(raw)
    codes = lambda field: [code_of(byte) for byte in data(read, field)]
    operated = {"operationCodes": codes(5)} if data(read, 5) else {}
    refusals = [read_refusal(each) for each in repeated(read, 4)]
    said = {"code": code_of(number(read, 1)), "registrationCodes": codes(2), "envelopeCodes": codes(3)}
    return said | operated | {"refusals": refusals}


# ---- questions

QUERIES = {1: "signed", 2: "refusals", 3: "statistics", 4: "head", 5: "status", 6: "holding", 7: "operation", 70: "globals",
           80: "estate", 100: "history", 130: "public"}  # fmt: skip


def read_reply_key(message, field):
    """Its length is asked with the other fields, whether it is a point after them."""
    return data(message, field, 33)


def read_car_query(read):
    data(read, 1, 8)
    return read_reply_key(read, 4)


def read_cars_query(read):
    data(read, 1, 20)
    return read_reply_key(read, 2)


def read_keys_query(read):
    opening, ticket = one(read, 5, 2, None), one(read, 70, 2, None)
    asked = numbers(read, "session:2 first:3 from:6 to:7 groups:8")
    demand(opening is not None and min(asked.values()) > 0 and asked["from"] <= asked["to"] and asked["groups"] < 8)
    data(read, 1, 8), data(read, 4, 32)
    within = fields(opening, depth=1)
    data(within, 2, 8), data(within, 3, 65)
    if ticket is not None:
        brought = fields(ticket, depth=1)
        demand(0 < number(brought, 1) <= number(brought, 2))
        data(brought, 3, 24)
    return read_reply_key(read, 9)


def read_signed_query(raw):
    read = fields(raw, depth=1)
    of = {1: read_car_query, 2: read_cars_query, 5: read_keys_query}
    reader, asked = chosen(read, of)
    asker, permission = data(read, 6, 0, 34), one(read, 3, 2, None)
    demand(not asker or asker[0] in (2, 3))
    owners = [] if asker[:1] == b"\x03" else [64] if asker else [65]
    if permission is None:
        data(read, 4, *owners)
    else:
        data(read, 4, 64)
        given = fields(permission, depth=2)
        data(given, 1, 33), data(given, 3, *owners)
    demand(reader is not None)
    demand(is_point(reader(fields(asked))), "reply-key-invalid")


def read_query(raw):
    """What is asked; the codes that need no state: too-large, query-malformed, reply-key-invalid."""
    demand(len(raw) <= 4_096, "too-large")
    try:
        kind, asked = chosen(fields(raw), QUERIES)
        demand(kind is not None)
        if kind == "signed":
            read_signed_query(asked)
        elif kind in ("head", "holding", "history"):
            data(fields(asked, depth=1), 1, 8)
        elif kind == "public":
            read_name(fields(asked, depth=1))
        elif kind == "refusals":
            data(fields(asked, depth=1), 1, 0, 8)
        return kind
    except Refused as refused:
        raise Refused("query-malformed" if str(refused) == "malformed" else str(refused)) from None


# ---- answers

ANSWERS = {2: "sealed", 3: "refusals", 4: "statistics", 5: "head", 6: "status", 7: "holding", 70: "globals", 80: "estate",
           100: "history", 130: "public"}  # fmt: skip


def read_vehicle(raw):
    read = fields(raw, depth=1)
    return {"make": text(read, 1), "model": text(read, 2), "modelYear": number(read, 3), "vin": text(read, 5)}


def read_reason(raw):
    read = fields(raw, depth=2)
    amounts = "firstTimeUnixS:2 lastTimeUnixS:3 count:4 open:5 firstAmountHm:6 totalAmountHm:7 seconds:8"
    return {"code": word_of(REASONS, number(read, 1)), **numbers(read, amounts)}


def read_judgement(raw):
    read = fields(raw, depth=1)
    s48 = lambda field: int.from_bytes(data(read, field, 6), "big") - 2**47
    said = numbers(read, "readings:3 coveredFromUnixS:4 coveredToUnixS:5 coveredReadings:6 longestSilenceS:11")
    said.update(distanceHm=s48(7), offsetHm=s48(8), unit=numbers(read, "numerator:9 denominator:10"))
    reasons = [read_reason(each) for each in repeated(read, 2)]
    return said | {"verdict": word_of(VERDICTS, number(read, 1)), "reasons": reasons}


def read_car(raw):
    """What is said of a car, and the proof: shown fields, siblings, index, size and path."""
    read = fields(raw)
    said = {name: data(read, field, length) for name, field, length in (("deviceId", 1, 8), ("publicKey", 2, 33), ("link", 7, 32))}
    said["stateRoot"] = data(read, 13, 32)
    said |= numbers(read, "keyTier:3 registeredAtUnixS:5 sequence:6 inputCount:14 timeUnixS:15 unreadableEnvelopes:17 forks:18")
    said.update(vehicle=read_vehicle(data(read, 4)), judgement=read_judgement(data(read, 8)))
    said.update(refusals=[read_refusal(each) for each in repeated(read, 12)], activeTroubleCodes=packed(read, 16))
    salts, holding, then = data(read, 20, 0, 32), data(read, 30), one(read, 60, 2, None)
    said["profile"] = f"{number(read, 28)}.{number(read, 29)}"
    if salts:
        said["vinSalts"] = {"start": salts[:16], "end": salts[16:]}
    if holding:
        said["holding"] = read_state(HOLDING, holding)
    if then is not None:
        distance = fields(then, depth=1)
        said["asOf"] = {"grain": word_of(GRAINS, number(distance, 1)), **numbers(distance, "timeUnixS:2 distanceHm:3")}
    return said, read_proof(data(read, 19))


def is_proven_car(said, proof):
    """Whether the answer says what its own proof opens: key, head, vehicle, VIN, and verdict with reasons."""
    values = proven_record(said["deviceId"], *proof, said["stateRoot"])
    if values is None or not {"key", "vehicle", "vin", "chain", "verdict"} <= values.keys():
        return False
    vehicle, chain, verdict, judgement = said["vehicle"], values["chain"], values["verdict"], said["judgement"]
    sound = unhex(values["key"]["publicKey"]) == said["publicKey"] and values["key"]["keyTier"] == said["keyTier"]
    sound = sound and (chain["sequence"], chain["link"]) == (said["sequence"], said["link"].hex())
    sound = sound and all(values["vehicle"][name] == vehicle[name] for name in ("make", "model", "modelYear"))
    if "vinSalts" in said:
        tag = vin_tag(vehicle["vin"], [said["vinSalts"]["start"], said["vinSalts"]["end"]])
        sound = sound and values["vin"]["tag"] == tag.hex()
    reasons = [(REASONS[each["reason"]], each["open"], each["count"]) for each in verdict["reasons"]]
    sound = sound and reasons == [(each["code"], each["open"], each["count"]) for each in judgement["reasons"]]
    return sound and VERDICTS[verdict["verdict"]] == judgement["verdict"]


def read_cars(raw):
    read = [fields(each, depth=1) for each in repeated(fields(raw), 1)]
    told = lambda car: {"vehicle": read_vehicle(data(car, 2)), "judgement": read_judgement(data(car, 3))}
    return [{"deviceId": data(car, 1, 8), **told(car)} for car in read]


def read_keys(raw):
    read, groups = fields(raw), {}
    for each in repeated(read, 1):
        told = fields(each, depth=1)
        name = word_of(GROUPS, number(told, 1))
        demand(name not in groups)
        nodes = read_nodes(data(told, 2))
        groups[name] = [{"level": level, "first": prefix * 16 ** (4 - level), "key": key} for level, prefix, key in nodes]
    said = {"groups": groups, **numbers(read, "fromSequence:2 toSequence:3")}
    ticket = one(read, 70, 2, None)
    if ticket is None:
        return said
    brought = fields(ticket, depth=1)
    return said | {"ticket": {**numbers(brought, "first:1 last:2"), "mac": data(brought, 3, 24)}}


def read_head(read):
    said = {"deviceId": data(read, 1, 8), "publicKey": data(read, 2, 33), "link": data(read, 4, 32)}
    here = number(read, 80)
    said |= numbers(read, "sequence:3 session:5 firstSequence:6")
    return {"head": said | ({"firstHere": here - 1} if here else {})}


def read_status(read):
    said = {"stateRoot": data(read, 1, 32), "keyId": data(read, 8, 8), "publicKey": data(read, 9, 33)}
    counted = "devices:2 inputCount:3 admitted:4 refused:5 readings:6 timeUnixS:7 registrationsRefused:10 places:60 placesTaken:61"
    makers = [fields(each, depth=1) for each in repeated(read, 90)]
    makers = [{"maker": data(each, 1, 8), **numbers(each, "places:2 taken:3")} for each in makers]
    return {"status": said | numbers(read, counted) | {"makerPlaces": makers}}


def read_globals(read):
    """Administrators, companies, parameters and succession, which are proven under the root that the answer names."""
    root, proof = data(read, 1, 32), read_proof(data(read, 3))
    demand(proven_globals(*proof, root))
    values = {field: value for field, _, value in proof[0]}
    said = {name: read_state(layout, values[field]) for (name, layout), field in zip(GLOBALS.items(), (16, 17, 20))}
    return {"stateRoot": root, "timeUnixS": number(read, 2), "globals": said}


def read_history(read, device):
    """What a device's history must come to, proven under the root that the answer names."""
    root = data(read, 1, 32)
    values = proven_record(device, *read_proof(data(read, 3)), root)
    demand(values is not None and "chain" in values)
    return {"stateRoot": root, **numbers(read, "timeUnixS:2 inputCount:4"), "chain": values["chain"]}


def read_statistics(read):
    counted = "cars:3 distancePerDayHm:4 troubleCodesPerTenThousandKmMilli:5 readings:6"
    cohorts = [fields(each, depth=2) for each in repeated(read, 1)]
    told = [{"make": text(each, 1), "model": text(each, 2), **numbers(each, counted)} for each in cohorts]
    return {"cohorts": told, **numbers(read, "suppressedCohorts:2 k:3")}


def read_refusals(read):
    counts = [fields(each, depth=2) for each in repeated(read, 3)]
    told = [{"code": code_of(number(each, 1)), "count": number(each, 2)} for each in counts]
    return {"refusals": [read_refusal(each) for each in repeated(read, 1)], "total": number(read, 2), "counts": told}


def read_answer(raw, device=b""):
    """What an answer says, about a device if it was asked for; of a sealed one, what is to be opened."""
    read = fields(raw)
    kind, told = chosen(read, ANSWERS)
    of = {"public": read_public, "head": read_head, "status": read_status, "globals": read_globals, "statistics": read_statistics, "refusals": read_refusals}
    if kind is None:
        return {"kind": "none", "code": code_of(number(read, 1))}
    if kind in ("sealed", "estate"):
        return {"kind": kind, kind: told}
    if kind == "history":
        return {"kind": kind, **read_history(fields(told, depth=1), device)}
    if kind == "holding":
        return {"kind": kind, kind: read_state(HOLDING, data(fields(told, depth=1), 1))}
    return {"kind": kind, **of[kind](fields(told, depth=1))}


# ---- the vectors

STATELESS = ("too-large", "query-malformed", "reply-key-invalid")


def opened(vector):
    """What a sealed answer says; its question says of what kind it is."""
    plaintext, says = unhex(vector["plaintext"]), vector["says"]
    if isinstance(says, list):
        return read_cars(plaintext)
    if "groups" in says:
        return read_keys(plaintext)
    said, proof = read_car(plaintext)
    demand(is_proven_car(said, proof), "unproven")
    return said


def asked(comparison):
    """notices, reports, queries and answers, beside what second.py asks of their signatures and seals."""
    for name, bytes_of, read in (("notices", "payload", read_notice), ("reports", "report", read_report)):
        for vector in comparison.load(name):
            said = comparison.code(f"{name}: {vector['comment']}", vector["code"], lambda: read(unhex(vector[bytes_of])))
            if said:
                comparison.same(f"{name} say: {vector['comment']}", hexed(said), vector["says"])
    for vector in comparison.load("queries")["vectors"]:
        code = vector["code"] if vector["code"] in STATELESS else "admitted"
        comparison.code(f"query: {vector['comment']}", code, lambda: read_query(unhex(vector["query"])))
    for vector in comparison.load("inputs"):
        said = hexed(read_report(unhex(vector["report"])))
        comparison.same(f"report of input {vector['index']}", said, vector["says"])
    answers = comparison.load("answers")
    for vector in answers["sealed"]:
        comparison.same(f"says: {vector['comment']}", hexed(opened(vector)), vector["says"])
    for vector in answers["open"]:
        said = hexed(read_answer(unhex(vector["answer"]), comparison.device))
        comparison.same(f"says: {vector['comment']}", said, vector["says"])
    for vector in answers["malformed"]:
        comparison.code(f"answer: {vector['comment']}", vector["code"], lambda: read_answer(unhex(vector["answer"])))
