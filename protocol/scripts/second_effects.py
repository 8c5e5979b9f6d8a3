"""Whether an operation takes effect, a second time, written from docs/protocol.md ("Effects").

State is plain dictionaries that a rule changes in place, after everything was asked: `effect` works on copies.
"""
import copy

from second_operations import SET, read_operation
from second_ownership import KEY, PASSKEY, account, chunks, is_point, pairing_of
from second_primitives import sha256
from second_protobuf import Refused
from second_protocol import identity
from second_signed import is_signed, passkey_parts
from second_state import GRANT
from second_succession import inherit, succeed

DAY, ZEROS = 86_400, bytes(32)
APPLICATION = "registerActor rotateActor revokeActor setParameters succeed setAdministrators inherit allotPlaces".split()
MAKERS, SHOPS = {1}, {2, 3}
COUNTS, WAITS, ACCEPTED, WITHDRAWN, DISPUTED = range(5)
ENTRIES = {1: {2}, 2: {2}, 3: SHOPS, 4: SHOPS, 5: {2}, 6: {2}, 7: {2}, 8: {2}}


def need(truth, code):
    if not truth:
        raise Refused(code)


def counted(last, counter):
    need(counter > last, "operation-replayed")
    need(counter == last + 1, "operation-gap")


class Case:
    """One operation, and copies of the state that it may change."""

    def __init__(self, world, now, raw, globals_, record):
        self.world, self.now, self.raw, self.name = world, now, raw, sha256(raw)
        self.read = read_operation(raw)
        self.globals, self.record = copy.deepcopy(globals_), record
        self.holding = copy.deepcopy(record["holding"]) if record else None
        self.company = self.account = None

    def owner(self):
        tenures = self.holding["tenures"]
        return tenures[-1]["owner"] if tenures else None

    def answer(self):
        tenures = self.holding["tenures"]
        known = dict(self.record, pairingCounter=self.holding["pairingCounter"])
        known["tenureFirstSequence"] = tenures[-1]["firstSequence"] if tenures else 0
        known["tenureFirstSession"] = tenures[-1]["firstSession"] if tenures else 0
        said = pairing_of(self.world, self.raw, known)
        need(said is not None and said[1] < 2**32 - 1, "pairing-invalid")
        return said

    def hand_over(self, owner, after=0):
        counter, border, _, session = self.answer()
        need(session > after, "pairing-invalid")
        held = self.holding
        held["tenure"] += 1
        held["tenures"] = [*held["tenures"], dict(owner=owner, firstSequence=border + 1, firstTimeUnixS=self.now, firstSession=session)][-4:]
        held.update(pairingCounter=counter, administratorCounter=0, makerCounter=0, ownerCounter=0)
        held.update(offer=[], companies=[], grants=[], isPublic=0, publicSinceUnixS=0, cosigned=0, loss=[], waiting=[])


# ---- who may act


def with_key(case, key):
    found = [each for each in case.globals["actors"]["companies"] if any(k["publicKey"] == key for k in each["keys"])]
    return found[0] if found else None


def as_company(case, roles):
    need(case.read["form"] == KEY, "actor-unauthorised")
    company = with_key(case, case.read["actor"])
    need(company is not None and company["role"] in roles, "actor-unknown")
    newest = company["keys"][-1]
    need(newest["untilUnixS"] == 0 and newest["publicKey"] == case.read["actor"], "actor-revoked")
    case.company = company["id"]
    case.role = company["role"]


def authorise(case):
    """Asks who acts and whether the counter is the next; answers how the counter moves."""
    read, held, kind = case.read, case.holding, case.read["kind"]
    counter = read["counter"]
    if kind in APPLICATION or kind in ("quarantine", "releaseQuarantine"):
        need(read["form"] == SET, "actor-unauthorised")
        where, field = (case.globals["actors"], "counter") if kind in APPLICATION else (held, "administratorCounter")
        counted(where[field], counter)
        return (field, None)
    if kind in ("revokeDevice", "attestFirmware", "vouchForOwner"):
        as_company(case, MAKERS)
        need(case.company == held["maker"], "actor-unauthorised")
        counted(held["makerCounter"], counter)
        return ("makerCounter", None)
    if kind in ("enterJournal", "withdrawEntry"):
        as_company(case, SHOPS)
        return ("companies", shop_counter(case))
    is_buyer = kind == "withdrawOffer" and any(each["buyer"] == case.account for each in held["offer"])
    if kind in ("claim", "acceptOffer") or is_buyer:
        need(case.account is not None, "actor-unauthorised")
        counted(0, counter)
        return (None, None)
    need(case.owner() is not None, "car-unowned")
    need(case.owner() == case.account, "actor-unauthorised")
    counted(held["ownerCounter"], counter)
    return ("ownerCounter", None)


def shop_counter(case):
    kept = [each for each in case.holding["companies"] if each["company"] == case.company]
    counted(kept[0]["counter"] if kept else 0, case.read["counter"])
    others = [each for each in case.holding["companies"] if each["company"] != case.company]
    if len(others) == 8:
        ended = next((each for each in others if each["untilUnixS"] < case.now), None)
        need(ended is not None, "counters-full")
        others.remove(ended)
    until = max([case.read["expiresUnixS"]] + [each["untilUnixS"] for each in kept])
    return others + [{"company": case.company, "counter": case.read["counter"], "untilUnixS": until}]


# ---- the application


def end_key(company, now):
    for key in company["keys"]:
        key["untilUnixS"] = key["untilUnixS"] or now


def companies(case):
    read, known = case.read, case.globals["actors"]["companies"]
    if read["kind"] == "registerActor":
        need(read["role"] in range(1, 6) and is_point(read["publicKey"]), "malformed")
        named = identity(read["publicKey"])
        need(with_key(case, read["publicKey"]) is None and all(each["id"] != named for each in known), "actor-registered")
        need(len(known) < 255, "actors-full")
        places = case.globals["actors"]["placesPerMaker"] if read["role"] in MAKERS else 0
        begun = {"role": read["role"], "id": named, "revokedReason": 0, "revokedUnixS": 0, "places": places}
        known.append({**begun, "keys": [{"publicKey": read["publicKey"], "sinceUnixS": case.now, "untilUnixS": 0}]})
        return
    company = next((each for each in known if (each["role"], each["id"]) == (read["role"], read["actorId"])), None)
    need(company is not None, "actor-unknown")
    if read["kind"] == "revokeActor":
        need(company["revokedReason"] == 0, "actor-revoked")
        need(read["reason"] != 0, "malformed")
        end_key(company, case.now)
        company.update(revokedReason=read["reason"], revokedUnixS=case.now)
        return
    need(is_point(read["publicKey"]), "malformed")
    need(with_key(case, read["publicKey"]) is None, "actor-registered")
    need(len(company["keys"]) < 8, "actors-full")
    end_key(company, case.now)
    company.update(revokedReason=0, revokedUnixS=0)
    company["keys"].append({"publicKey": read["publicKey"], "sinceUnixS": case.now, "untilUnixS": 0})


def allot(case):
    known = case.globals["actors"]["companies"]
    maker = next((each for each in known if each["role"] in MAKERS and each["id"] == case.read["actorId"]), None)
    need(maker is not None, "actor-unknown")
    maker["places"] = case.read["places"]


def administrators(case):
    joined, threshold = case.read["publicKeys"], case.read["threshold"]
    keys = chunks(joined, 33)
    sound = len(joined) % 33 == 0 and 2 <= threshold <= len(keys) <= 16 and len(set(keys)) == len(keys)
    need(sound and all(map(is_point, keys)), "administrators-invalid")
    actors = case.globals["actors"]
    actors.update(set=actors["set"] + 1, threshold=threshold, administrators=[{"publicKey": key} for key in keys])


def parameters(case, known):
    version, start = case.read["version"], case.read["fromUnixS"]
    versions = case.globals["parameters"]["versions"]
    after = all(version > each["version"] and start > each["fromUnixS"] for each in versions[-1:])
    need(version in known and after and start > case.now and len(versions) < 255, "parameters-unknown")
    versions.append({"version": version, "fromUnixS": start})


# ---- one record


def owners(case):
    read, held, now, kind = case.read, case.holding, case.now, case.read["kind"]
    opened = [each for each in held["offer"] if now <= each["untilUnixS"]]
    if kind == "claim":
        need(case.owner() is None, "car-owned")
        case.hand_over(case.account)
    elif kind == "offer":
        need(not opened, "offer-open")
        need(read["buyer"] != case.owner(), "car-owned")
        start = now + (DAY if read["form"] == PASSKEY else 0)
        until = read["expiresUnixS"]
        held["offer"] = [{"identity": case.name, "buyer": read["buyer"], "fromUnixS": start, "untilUnixS": until, "session": case.record["session"]}]
    else:
        named = next((each for each in opened if each["identity"] == read["answers"]), None)
        need(named is not None and (kind == "withdrawOffer" or named["buyer"] == case.account), "offer-unknown")
        if kind == "withdrawOffer":
            held["offer"] = []
        else:
            need(now >= named["fromUnixS"], "offer-waits")
            case.hand_over(case.account)


def vouch(case):
    read, held, now = case.read, case.holding, case.now
    need(case.owner() is not None, "car-unowned")
    need(case.owner() != read["owner"], "car-owned")
    begun = next((each for each in held["loss"] if now <= each["sinceUnixS"] + 60 * DAY), None)
    if begun:
        need((begun["identity"], begun["owner"]) == (read["answers"], read["owner"]), "loss-open")
        need(now >= begun["sinceUnixS"] + 30 * DAY, "loss-waits")
        case.hand_over(read["owner"])
        held["lossPausedUnixS"] = now + 90 * DAY
        return
    need(now >= held["lossPausedUnixS"], "loss-paused")
    need(read["answers"] == ZEROS, "loss-open")
    held["pairingCounter"] = case.answer()[0]
    held["loss"] = [{"identity": case.name, "owner": read["owner"], "sinceUnixS": now}]
    held["lossPausedUnixS"] = now + 150 * DAY


def grants(case):
    read, held, now = case.read, case.holding, case.now
    kept = [each for each in held["grants"] if now < each["untilUnixS"]]
    if read["kind"] == "revokeGrant":
        left = [each for each in kept if each["identity"] != read["answers"][:16]]
        need(len(left) < len(kept), "grant-unknown")
        held["grants"] = left
        return
    first, last = read["firstSequence"], read["lastSequence"]
    sound = max(1, held["tenures"][-1]["firstSequence"]) <= first <= last and 1 <= read["groups"] <= 7
    need(sound and read["untilUnixS"] > now and is_point(read["grantee"]), "grant-invalid")
    need(len(kept) < 8, "grants-full")
    fields = [each.split(":")[0] for each in GRANT.split()]
    held["grants"] = kept + [dict({name: read[name] for name in fields}, identity=case.name[:16])]


def settle(held, answers, state):
    for each in held["journal"]:
        if each["identity"] == answers[:16]:
            each["state"] = state


def enter(case):
    read, held, now = case.read, case.holding, case.now
    entry = read["entry"]
    need(entry in ENTRIES and case.role in ENTRIES[entry], "entry-unsupported")
    waits = entry >= 5 or (entry != 4 and held["cosigned"] >> (entry - 1) & 1 == 1)
    before = [each for each in held["waiting"] if now <= each["untilUnixS"]]
    free = len(before) < 3 and all(each["company"] != case.company for each in before)
    need(free or not waits, "entries-waiting")
    made = {"company": case.company, "entry": entry}
    told = dict(made, identity=case.name[:16], timeUnixS=now, state=WAITS if waits else COUNTS)
    held["journal"] = (held["journal"] + [told])[-6:]
    held["waiting"] = before + ([dict(made, identity=case.name, untilUnixS=read["expiresUnixS"])] if waits else [])


def entries(case):
    read, held, answers, kind = case.read, case.holding, case.read["answers"], case.read["kind"]
    need(kind == "acceptCorrection" or read["reason"] != 0, "malformed")
    named = next((each for each in held["journal"] if each["identity"] == answers[:16]), None)
    waiting = next((each for each in held["waiting"] if each["identity"] == answers), None)
    if kind == "dispute" and any(each["identity"] == answers for each in held["quarantine"]):
        held["quarantine"][0]["appealedUnixS"] = case.now
        return
    if kind == "withdrawEntry":
        own = named is not None and named["company"] == case.company and named["state"] != WITHDRAWN
        waiting = waiting if waiting and waiting["company"] == case.company else None
        need(own or waiting, "entry-unknown")
        state = WITHDRAWN
    elif kind == "acceptCorrection":
        held["waiting"] = [each for each in held["waiting"] if case.now <= each["untilUnixS"]]
        need(waiting in held["waiting"], "entry-unknown")
        state = ACCEPTED
    else:
        need(named is not None and named["state"] not in (WITHDRAWN, DISPUTED), "entry-unknown")
        state = DISPUTED
    held["waiting"] = [each for each in held["waiting"] if each is not waiting]
    settle(held, answers, state)


def others(case):
    read, held, now, kind = case.read, case.holding, case.now, case.read["kind"]
    if kind == "quarantine":
        sound = 1 <= read["reason"] <= 127 and now < read["untilUnixS"] <= now + 366 * DAY
        need(sound, "quarantine-invalid")
        ordered = {"identity": case.name, "reason": read["reason"], "sinceUnixS": now, "appealedUnixS": 0}
        held["quarantine"] = [dict(ordered, untilUnixS=read["untilUnixS"])]
    elif kind == "releaseQuarantine":
        need(any(each["identity"] == read["answers"] for each in held["quarantine"]), "quarantine-unknown")
        held["quarantine"] = []
    elif kind == "revokeDevice":
        need(read["reason"] != 0, "malformed")
        need(not held["revocation"], "device-revoked")
        held["revocation"] = [{"reason": read["reason"], "sinceUnixS": now}]
    elif kind == "publish":
        need(read["isPublic"] <= 1, "malformed")
        if read["isPublic"] != held["isPublic"]:
            held.update(isPublic=read["isPublic"], publicSinceUnixS=now)
    elif kind == "publishPlate":
        need(len(read["sealed"]) == 65 + 40 + 16, "malformed")
        if held["isPublic"] != 1:
            held.update(isPublic=1, publicSinceUnixS=now)
    elif kind == "setPolicy":
        held["cosigned"] = read["cosigned"]
    elif kind == "withdrawPass":
        need(read["answers"] != ZEROS, "malformed")


RULES = {name: companies for name in ("registerActor", "rotateActor", "revokeActor")}
RULES.update({name: owners for name in ("claim", "offer", "acceptOffer", "withdrawOffer")})
RULES.update({name: entries for name in ("withdrawEntry", "acceptCorrection", "dispute")})
RULES.update(allotPlaces=allot, succeed=succeed, inherit=inherit, setAdministrators=administrators, vouchForOwner=vouch, enterJournal=enter)
RULES.update(grant=grants, revokeGrant=grants)


# ---- the whole


def effect(world, given, now, raw, signature, globals_, record):
    """Globals and holding after an operation. Raises Refused with the code. `given`: origins, and versions that the judge knows."""
    case = Case(world, now, raw, globals_, None)
    case.before, case.predecessor, read = globals_, given["predecessor"], case.read
    succession = globals_["succession"]
    need(not succession["announced"] or now < succession["closesUnixS"], "application-closed")
    need(read["expiresUnixS"] >= now, "operation-expired")
    need(read["expiresUnixS"] <= now + 31 * DAY, "operation-too-long")
    kind, of_application = read["kind"], read["kind"] in APPLICATION
    if of_application:
        need(read["device"] == bytes(8), "malformed")
    else:
        need(read["device"] == identity(record["publicKey"]), "device-unknown")
        case.record, case.holding = record, copy.deepcopy(record["holding"])
    need(read["tenure"] == (0 if of_application else case.holding["tenure"]), "tenure-changed")
    party = passkey_parts(signature)[0][:32] if read["form"] == PASSKEY else b""
    case.account = account(read["form"], read["actor"], party)
    field, shops = authorise(case)
    if kind == "setParameters":
        parameters(case, given["parameterVersions"])
    else:
        RULES.get(kind, others)(case)
    need(is_signed(case, signature, given["origins"]), "signature-invalid")
    if of_application:
        case.globals["actors"]["counter"] = read["counter"]
        return case.globals, None
    if case.holding["tenure"] == record["holding"]["tenure"] and field:
        case.holding[field] = shops if field == "companies" else read["counter"]
    if field == "ownerCounter" and case.holding["loss"]:
        case.holding.update(loss=[], lossPausedUnixS=now + 90 * DAY)
    return case.globals, case.holding
