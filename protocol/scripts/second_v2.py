#!/usr/bin/env python3
"""Version 2's parts a second time: Python 3 and its standard library, no line shared with the first implementation.

    python3 protocol/scripts/second_v2.py [FOLDER]   replays FOLDER/v2-*.json (protocol/vectors), prints what differs
    python3 protocol/scripts/second_v2.py --read     tells what it reads of [[kind, hexadecimal, ...], ...] on standard input

It is read beside docs/protocol.md: second_groups.py has groups and columns, second_disclosure.py keys, seals and histories,
second_operations.py operations and their signatures, second_ownership.py and second_effects.py what they do, second_state.py
holdings and globals, second_record.py records, second_tiles.py histories in tiles, second_release.py statistics.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
from second_answers import read_answer, read_query
from second_disclosure import (
    descend, history_next, history_start, leaf_of, node_list, open_group, read_nodes, root, seal_group, standing,
)  # fmt: skip
from second_effects import effect
from second_groups import QUANTITIES, read_group
from second_operations import key_signed, passkey_signed, read_operation, set_signed, wallet_digest, wallet_signed
from second_ownership import (
    disclosed, is_followed, is_ticket, pairing_of, read_succession, succession_link, succession_signed,
)  # fmt: skip
from second_pass import check, open_kept, read_link, walk
from second_primitives import ctr, sha256
from second_public import public
from second_protobuf import Refused
from second_protocol import World, hexed, leaf, u8, unhex
from second_record import (
    closings_field, distance_at, genesis_globals, globals_root, is_vin_end, proven_globals, proven_record, quarters_of, read_field,
    record_root, salt_of, vin_salts, vin_tag,
)  # fmt: skip
from second_release import released
from second_share import read_share
from second_state import GLOBALS, HOLDING, read_state
from second_succession import TakenChain, is_estate_of, read_estate, read_signed, taken
from second_tiles import Fault, read_history

GROUPS = {"distance": 1, "condition": 2}


def numbers(line):
    return None if line is None else [int(each) for each in line.split()]


def lined(read):
    """A group as the vectors show it: a column on a line, and `reading:value` where it is sparse."""
    line = lambda name, values: " ".join("%d:%d" % tuple(v) if QUANTITIES[name][1] else str(v) for v in values)
    columns = {name: line(name, values) for name, values in read["columns"].items()}
    return {"times": " ".join(map(str, read["times"])), "columns": columns}


def operation(raw):
    return hexed(read_operation(raw))


def opening(vector):
    """Shown fields, siblings, and where the tree's leaf stands under which state."""
    shown = [(each["field"], unhex(each["salt"]), unhex(each["value"])) for each in vector["fields"]]
    siblings, path = ([unhex(each) for each in vector[name]] for name in ("siblings", "path"))
    return shown, siblings, vector["index"], vector["size"], path, unhex(vector["stateRoot"])


class Comparison:
    def __init__(self, folder):
        self.folder, self.compared, self.differences = folder, 0, []
        keys = self.load("keys")
        self.world = World(keys["chainId"], unhex(keys["application"]))

    def load(self, name):
        return json.loads((self.folder / f"{name}.json").read_text())

    def same(self, what, found, stated):
        self.compared += 1
        if found != stated:
            self.differences.append(f"{what}: {found!r} here, {stated!r} in the vectors")

    def code(self, what, stated, read):
        """Compares what becomes of something; answers what was read of it, or None."""
        try:
            value, found = read(), "admitted"
        except Refused as refused:
            value, found = None, str(refused)
        self.same(what, found, stated)
        return value

    # ---- one method for each file

    def last_output(self):
        for vector in self.load("v2-last-output"):
            siblings = [unhex(each) for each in vector["siblings"]]
            found = standing(unhex(vector["claim"]), unhex(vector["output"]), int(vector["index"]), siblings)
            self.same(f"output: {vector['comment']}", found, vector["standing"])

    def groups(self):
        for vector in self.load("v2-groups"):
            of = tuple(vector["profile"]), GROUPS[vector["group"]], unhex(vector["bytes"])
            read = self.code(vector["comment"], vector["code"], lambda: read_group(*of, numbers(vector.get("distanceTimes"))))
            if read:
                self.same(f"values: {vector['comment']}", lined(read), vector["read"])

    def key_tree(self):
        stated = self.load("v2-key-tree")
        session_key = unhex(stated["sessionKey"])
        for vector in stated["roots"]:
            key = root(self.world, session_key, vector["group"])
            self.same(f"root of group {vector['group']}", key.hex(), vector["root"])
            for each in vector["leaves"]:
                self.same(f"leaf {each['place']}", descend(key, 0, 0, 4, each["place"]).hex(), each["leaf"])
        distance = root(self.world, session_key, 1)
        for vector in stated["covers"]:
            nodes = node_list(distance, vector["first"], vector["last"])
            self.same(f"cover: {vector['comment']}", nodes.hex(), vector["nodes"])
            for each in vector["opens"]:
                leaf = leaf_of(read_nodes(nodes), each["place"])
                self.same(f"opens {each['place']}: {vector['comment']}", hexed(leaf), each["leaf"])
        for vector in stated["lists"]:
            self.code(f"nodes: {vector['comment']}", vector["code"], lambda: read_nodes(unhex(vector["nodes"])))

    def seals(self):
        stated = self.load("v2-seals")
        for vector in stated["counters"]:
            found = ctr(unhex(vector["key"]), unhex(vector["counter"]), unhex(stated["plaintext"]))
            self.same(vector["comment"], found.hex(), vector["ciphertext"])
        for vector in stated["seals"]:
            leaf, associated, sealed = (unhex(vector[name]) for name in ("leaf", "associated", "sealed"))
            opened = open_group(leaf, associated, sealed)
            self.same(f"seal {vector['comment']}", "unreadable" if opened is None else "admitted", vector["code"])
            if opened is not None:
                self.same(f"opened: {vector['comment']}", opened.hex(), vector["plaintext"])
                self.same(f"sealed: {vector['comment']}", seal_group(leaf, associated, opened).hex(), vector["sealed"])

    def history(self):
        stated = self.load("v2-history")
        start = history_start(self.world, unhex(stated["devicePublicKey"]), unhex(stated["registration"]))
        self.same("an empty history", start.hex(), stated["start"])
        take = lambda before, vector: history_next(self.world, before, vector["moment"], vector["item"])
        accumulator = start
        for vector in stated["chain"]:
            accumulator = take(accumulator, vector)
            self.same(f"history: {vector['comment']}", accumulator.hex(), vector["accumulator"])
        for vector in stated["refused"]:
            found = take(start, vector).hex() == vector["accumulator"]
            self.same(f"history {vector['comment']}", found, vector["valid"])

    def tiles(self):
        key_id = unhex(self.load("keys")["keyId"])
        served = self.load("v2-tiles")
        for vector in served["cases"]:
            tiles = [unhex(served["tiles"][place]) for place in vector["tiles"]]
            of = unhex(vector["devicePublicKey"]), vector["items"], unhex(vector["accumulator"]), tiles
            said = vector.get("predecessor")
            predecessor = said and (said["chainId"], unhex(said["application"]), unhex(said["keyId"]))
            try:
                found = "admitted", read_history(self.world, key_id, *of, predecessor)
            except Fault as fault:
                found = fault.args
            stated = vector["code"], vector["read"] if "read" in vector else vector["item"]
            self.same(f"tiles: {vector['comment']}", found, stated)

    def record(self):
        stated = self.load("v2-record")
        key, device = unhex(stated["saltKey"]), unhex(stated["deviceId"])
        for vector in stated["fields"]:
            read = self.code(vector["comment"], vector["code"], lambda: read_field(vector["field"], unhex(vector["bytes"])))
            if "says" in vector:
                self.same(f"says: {vector['comment']}", read, vector["says"])
        for vector in stated["closings"]:
            found = closings_field([(each["timeUnixS"], each["distanceHm"]) for each in vector["readings"]])
            self.same(f"closing values: {vector['comment']}", found.hex(), vector["field"])
        for vector in stated["asOf"]:
            odometer, closings = (read_field(name, unhex(vector[name])) for name in ("odometer", "closings"))
            found = distance_at(odometer, closings, vector["timeUnixS"], vector["fromUnixS"])
            self.same(f"as of: {vector['comment']}", found, vector["distance"])
        for vector in stated["trees"]:
            leaves = []
            for each in vector["fields"]:
                value = unhex(each["value"])
                salt = salt_of(self.world, key, device, each["number"], value, each["change"])
                self.same(f"salt of {each['field']}: {vector['comment']}", salt.hex(), each["salt"])
                leaves.append(leaf(salt, u8(each["number"]), value))
            self.same(f"quarters: {vector['comment']}", [each.hex() for each in quarters_of(leaves)], vector["quarters"])
            self.same(f"root: {vector['comment']}", record_root(leaves).hex(), vector["root"])
        for vector in stated["openings"]:
            found = proven_record(unhex(vector["deviceId"]), *opening(vector))
            self.same(f"opening: {vector['comment']}", found is not None, vector["valid"])
        for vector in stated["globals"]:
            self.same(f"globals: {vector['comment']}", proven_globals(*opening(vector)), vector["valid"])
        genesis = stated["genesis"]
        values = genesis_globals([unhex(each) for each in genesis["makers"]])
        for number, name in ((16, "actors"), (17, "parameters"), (20, "succession")):
            self.same(f"{name} of the genesis", values[number].hex(), genesis[name])
        self.same("globals of the genesis", globals_root(values).hex(), genesis["root"])
        vin = stated["vin"]
        salts = vin_salts(self.world, key, vin["vin"])
        self.same("salts of a VIN", [each.hex() for each in salts], vin["salts"])
        self.same("tag of a VIN", vin_tag(vin["vin"], salts).hex(), vin["tag"])
        for vector in vin["ends"]:
            found = is_vin_end(unhex(vin["tag"]), vector["characters"], unhex(vector["salt"]), unhex(vector["startHash"]))
            self.same(f"end of a VIN: {vector['comment']}", found, vector["valid"])

    def operations(self):
        for vector in self.load("v2-operations"):
            message = unhex(vector["message"])
            read = self.code(f"operation: {vector['comment']}", vector["code"], lambda: operation(message))
            if read:
                self.same(f"says: {vector['comment']}", read, vector["read"])
                self.same(f"identity: {vector['comment']}", sha256(message).hex(), vector["identity"])

    def signatures(self):
        stated = self.load("v2-signatures")
        taken = lambda vector, *names: [unhex(vector[name]) for name in names]
        for vector in stated["wallets"]:
            found = wallet_signed(self.world, *taken(vector, "message", "publicKey", "signature"))
            self.same(f"wallet: {vector['comment']}", found, vector["valid"])
            if "digest" in vector:
                digest = wallet_digest(self.world, read_operation(unhex(vector["message"])))
                self.same(f"digest: {vector['comment']}", digest.hex(), vector["digest"])
        for vector in stated["keys"]:
            found = key_signed(self.world, *taken(vector, "message", "signature"))
            self.same(f"key: {vector['comment']}", found, vector["valid"])
        of = stated["passkeys"]
        party, origins = unhex(of["rpIdHash"]), [each.encode() for each in of["origins"]]
        for vector in of["vectors"]:
            signed = taken(vector, "authenticatorData", "clientData", "signature")
            found = passkey_signed(self.world, unhex(vector["message"]), party, origins, *signed)
            self.same(f"passkey: {vector['comment']}", found, vector["valid"])
        for vector in stated["administrators"]["vectors"]:
            signatures = [(each["index"], unhex(each["signature"])) for each in vector["signatures"]]
            keys, message = [unhex(key) for key in vector["publicKeys"]], unhex(vector["message"])
            number = stated["administrators"]["set"]
            found = set_signed(self.world, message, number, keys, vector["threshold"], signatures)
            self.same(f"administrators: {vector['comment']}", found, vector["valid"])


    def pairing(self):
        stated = self.load("v2-pairing")
        record = {name: unhex(each) if name in ("devicePublicKey", "recent") else each for name, each in stated["record"].items()}
        record["publicKey"] = record["devicePublicKey"]
        for vector in stated["vectors"]:
            said = pairing_of(self.world, unhex(vector["message"]), record)
            self.same(f"pairing: {vector['comment']}", said is not None, vector["valid"])
            if said:
                self.same(f"border: {vector['comment']}", said[1], vector["border"])

    def tenures(self):
        stated = self.load("v2-tenures")
        for vector in stated["tickets"]:
            named = unhex(vector["devicePublicKey"]), unhex(vector["owner"]), vector["first"], vector["last"]
            found = is_ticket(self.world, unhex(stated["ticketKey"]), *named, unhex(vector["ticket"]))
            self.same(f"ticket: {vector['comment']}", found, vector["valid"])
        for each in stated["ranges"]:
            bounds = each["asked"], each["tenure"], each["grant"], each["head"], each["session"]
            self.same(f"disclosed: {bounds}", disclosed(*bounds), each["disclosed"])

    def succession(self):
        stated = self.load("v2-succession")
        keys = [unhex(key) for key in stated["administrators"]]
        for vector in stated["vectors"]:
            signatures = [(each["index"], unhex(each["signature"])) for each in vector["signatures"]]
            said = unhex(vector["statement"]), unhex(vector["operation"]), (1, keys, 2), signatures
            read = succession_signed(self.world, *said, unhex(stated["makerPublicKey"]), unhex(vector["maker"]))
            self.same(f"succession: {vector['comment']}", read is not None, vector["valid"])
            self.same(f"followed: {vector['comment']}", is_followed(self.world, read, vector["held"]), vector["followed"])
        for vector in stated["statements"]:
            self.code(f"statement: {vector['comment']}", vector["code"], lambda: read_succession(unhex(vector["bytes"])))
        link = stated["link"]
        new = World(link["next"]["chainId"], unhex(link["next"]["application"]))
        self.same("the link", succession_link(self.world, new, unhex(link["head"]), link["sequence"]).hex(), link["link"])

    def effects(self):
        stated = self.load("v2-effects")
        given = {"origins": [each.encode() for each in stated["origins"]], "parameterVersions": stated["parameterVersions"]}
        given["predecessor"] = stated["predecessor"]["chainId"], unhex(stated["predecessor"]["application"])
        state = lambda values: {name: read_state(layout, unhex(values[name])) for name, layout in GLOBALS.items()}
        for story in stated["stories"]:
            now = globals_ = record = None
            for step in story["steps"]:
                what = f"{story['comment']}, {step['comment']}"
                if "before" in step:
                    before = step["before"]
                    now, globals_, chain = before["timeUnixS"], state(before["globals"]), dict(before["chain"])
                    chain.update(recent=unhex(chain["recent"]), publicKey=unhex(story["devicePublicKey"]))
                    record = dict(chain, holding=read_state(HOLDING, unhex(before["holding"])))
                signed = unhex(step["message"]), unhex(step["signature"])
                after = self.code(what, step["code"], lambda: effect(self.world, given, now, *signed, globals_, record))
                if after:
                    globals_, holding = after[0], after[1] or record["holding"]
                    record = dict(record, holding=holding)
                    self.same(f"globals: {what}", globals_, state(step["globals"]))
                    self.same(f"holding: {what}", holding, read_state(HOLDING, unhex(step["holding"])))


def shares(comparison):
    stated = comparison.load("v2-share")
    private = unhex(stated["readerPrivateKey"])
    for vector in stated["shares"]:
        found = dict(zip(("code", "identity", "outputs", "stretches"), read_share(unhex(vector["bytes"]), private)))
        comparison.same(f"share: {vector['comment']}", found, {name: vector[name] for name in found})


def passes(comparison):
    stated, world = comparison.load("v2-pass"), comparison.world
    origins = [each.encode() for each in stated["origins"]]
    for vector in stated["passes"]:
        steps, name, outputs = check(world, unhex(vector["bytes"]), vector["nowUnixS"], origins)
        found = {"steps": steps, "identity": name, "outputs": outputs}
        expected = {each: vector.get(each) for each in found}
        comparison.same(f"pass: {vector['comment']}", found, expected)
    for vector in stated["links"]:
        comparison.same(f"link: {vector['comment']}", hexed(read_link(vector["text"])), vector["carries"])
    for vector in stated["kept"]:
        found = open_kept(*(unhex(vector[each]) for each in ("bytes", "hash", "secret")))
        comparison.same(f"kept: {vector['comment']}", hexed(found), vector["opens"])
    for vector in stated["steps"]:
        read = lambda: walk(world, unhex(vector["before"]), unhex(vector["bytes"]))
        found = comparison.code(f"items: {vector['comment']}", vector["code"], read)
        comparison.same(f"accumulator: {vector['comment']}", hexed(found), vector["accumulator"])


def outcome(kind, raw, profile=None, group=None, times=None):
    """What is read of a group, an operation or a list of nodes, in the form that JSON has; or the code."""
    try:
        if kind == "group":
            return read_group(tuple(profile), GROUPS[group], raw, times)
        if kind == "nodes":
            return [[level, prefix * 16 ** (4 - level), key.hex()] for level, prefix, key in read_nodes(raw)]
        return operation(raw)
    except Refused as refused:
        return str(refused)


def taken_over(comparison):
    stated = comparison.load("v2-take-over")
    world, root = comparison.world, unhex(stated["root"])
    for vector in stated["signed"]:
        read = comparison.code(f"signed: {vector['comment']}", vector["code"], lambda: read_signed(unhex(vector["bytes"])))
        if read:
            comparison.same("what is carried", [part.hex() for part in (read[0], read[1], read[3])], vector["parts"])
    for vector in stated["registrations"]:
        told = root if vector["told"] else None
        read = lambda: taken(unhex(vector["message"]), told)
        found = comparison.code(f"taken over: {vector['comment']}", vector["code"], read)
        if found and "chain" in vector:
            comparison.same("the head", found[1]["chain"], vector["chain"])
    clear, _, record = taken(unhex(stated["registrations"][0]["message"]), root)
    for vector in stated["estates"]:
        estate = comparison.code(f"estate: {vector['comment']}", vector["code"], lambda: read_estate(unhex(vector["bytes"])))
        if estate:
            comparison.same(f"proven: {vector['comment']}", is_estate_of(clear, record, estate), vector["valid"])
    there = stated["predecessor"]
    predecessor = there["chainId"], unhex(there["application"]), unhex(there["keyId"])
    for vector in stated["runs"]:
        public, key_id = unhex(stated["devicePublicKey"]), unhex(stated["keyId"])
        chain = TakenChain(world, public, key_id, vector["chainBefore"], predecessor)
        codes, links = chain.take([unhex(each) for each in vector["bodies"]], unhex(vector["signature"]))
        gaps, forks = chain.gaps or [None] * len(codes), chain.forks or [False] * len(codes)
        found = {"codes": codes, "links": [each.hex() for each in links], "gaps": gaps, "forks": forks}
        found["after"] = {"sequence": chain.sequence, "link": chain.link.hex(), "firstHere": chain.first_here}
        comparison.same(f"run: {vector['comment']}", found, {name: vector[name] for name in found})


FILES = "groups key_tree seals history last_output operations signatures record pairing tenures succession effects tiles".split()


def main():
    if sys.argv[1:] == ["--read"]:
        json.dump([outcome(kind, unhex(raw), *how) for kind, raw, *how in json.load(sys.stdin)], sys.stdout)
        return 0
    here = pathlib.Path(__file__).parent.parent / "vectors"
    comparison = Comparison(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here)
    taken_over(comparison)
    passes(comparison)
    released(comparison)
    public(comparison, read_query, read_answer)
    shares(comparison)
    for name in FILES:
        before = comparison.compared
        getattr(comparison, name)()
        print(f"{name}: {comparison.compared - before} compared")
    for difference in comparison.differences:
        print(f"DIFFERS  {difference}")
    print(json.dumps({"compared": comparison.compared, "different": len(comparison.differences)}))
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
