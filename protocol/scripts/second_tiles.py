"""Histories in tiles a second time, from docs/protocol.md, "Tiles": read_history() returns what they prove."""
from second_admission import Chain
from second_disclosure import history_next, history_start
from second_protobuf import Refused, data, demand, fields, number
from second_protocol import identity, unhex
from second_succession import TakenChain, read_taken

TILE_ITEMS = 64
KINDS = {0: "registration", 1: "run", 2: "fork", 3: "operation"}


class Fault(Exception):
    """What is wrong, and at which item."""


def signed(raw, *lengths):
    message = fields(raw)
    return data(message, 1), data(message, 2, *lengths)


def read_run(raw):
    message = fields(raw)
    return [value for field, wire, value in message if (field, wire) == (1, 2)], data(message, 2)


def read_item(raw, before):
    message = fields(raw)
    kind = KINDS.get(number(message, 1))
    demand(kind)
    data(message, 5, 32)
    item = {"kind": kind, "input": number(message, 2), "place": number(message, 3), "body": number(message, 9)}
    item.update(blockTimeUnixS=number(message, 6), parameters=number(message, 7))
    demand(item["parameters"] < 65_536)
    content = data(message, 8)
    if kind == "registration":
        item["registration"] = signed(content, 64)[0]
    elif kind == "operation":
        item["operation"] = signed(content)[0]
    elif content:
        item["run"] = read_run(content)
    else:
        demand(before and "run" in before and all(before[name] == item[name] for name in ("input", "place")))
        item["run"] = before["run"]
    return item


def read_tile(raw):
    demand(len(raw) <= 64 * 65_536 + 64)
    message = fields(raw)
    items = []
    for value in [value for field, wire, value in message if (field, wire) == (4, 2)]:
        items.append(read_item(value, items[-1] if items else None))
    demand(1 <= len(items) <= TILE_ITEMS)
    return {"device": data(message, 1, 8), "edition": data(message, 2, 8), "number": number(message, 3), "items": items}


def kept(evidence, sequence, link):
    """Whether a piece of evidence is new and kept; docs/protocol.md, "Admission", step 6."""
    if any(link == other for _, other in evidence):
        return False
    return len(evidence) < 48 or all(sequence < number for number, _ in evidence)


class Reader:
    def __init__(self, world, key_id, public, predecessor=None):
        self.world, self.public, self.key_id, self.predecessor = world, public, key_id, predecessor
        self.chain, self.evidence = Chain(world, public, key_id), []
        self.next, self.expected, self.before, self.of, self.accumulator = 0, [], None, None, None
        self.bodies, self.forks, self.operations, self.foreign = [], [], [], []

    def require(self, condition, code):
        if not condition:
            raise Fault(code, self.next)

    def begin(self, tile):
        self.require(tile["number"] * TILE_ITEMS == self.next, "tile-missing")
        own = (identity(self.public) if self.next else tile["device"], tile["edition"])
        self.require(self.of in (None, (tile["device"], tile["edition"])) and own[0] == tile["device"], "tile-foreign")
        self.of = own

    def take(self, item):
        if self.next == 0:
            self.register(item)
        elif item["kind"] == "registration":
            self.require(False, "item-refused")
        elif item["kind"] == "operation":
            self.go_on(item)
            self.add(item, {"kind": "operation", "message": item["operation"].hex()})
            self.operations.append(item["input"])
        else:
            self.of_run(item)
        self.before = item
        self.next += 1

    def register(self, item):
        self.require(item["kind"] == "registration", "item-missing")
        try:
            device = data(fields(item["registration"]), 1, 33)
        except Refused:
            self.require(False, "item-refused")
        self.require(device == self.public, "tile-foreign")
        if data(fields(item["registration"]), 9):
            self.take_over(item["registration"])
        self.accumulator = history_start(self.world, self.public, item["registration"])

    def take_over(self, registration):
        """The record goes on from one in the application before, of which the reader must know."""
        try:
            chain = read_taken(registration)[1]["chain"]
        except Refused:
            self.require(False, "item-refused")
        self.require(self.predecessor, "item-refused")
        recent = chain["sequence"].to_bytes(4, "big").hex() + chain["link"]
        before = {name: chain[name] for name in ("sequence", "session", "firstSequence")}
        before.update(recent=recent, firstHere=0)
        self.chain = TakenChain(self.world, self.public, self.key_id, before, self.predecessor)

    def go_on(self, item):
        """An item stands behind those before it, and none of a run is missing."""
        place = lambda each: (each["input"], each["place"])
        later = place(item) > place(self.before)
        self.require(later and not self.expected, "item-missing")

    def add(self, item, content):
        moment = {name: item[name] for name in ("input", "blockTimeUnixS", "place", "parameters")}
        self.accumulator = history_next(self.world, self.accumulator, moment, content)

    def of_run(self, item):
        same = "run" in self.before and all(self.before[name] == item[name] for name in ("input", "place"))
        if not same:
            self.go_on(item)
            self.expected = self.items_of(item)
        self.require(self.expected, "item-refused")
        kind, body, content, read = self.expected.pop(0)
        self.require(kind == item["kind"] and (kind == "run" or body == item["body"]), "item-missing")
        self.add({**item, **self.moment}, content)
        told = [f"{sequence}@{item['input']}" for sequence in read]
        (self.bodies if kind == "run" else self.forks).extend(told)
        if getattr(self.chain, "is_foreign", False):
            self.foreign.extend(told)

    def items_of(self, item):
        bodies, signature = item["run"]
        self.moment = {name: item[name] for name in ("blockTimeUnixS", "parameters")}
        codes, links = self.chain.take(bodies, signature)
        sequences = [number(fields(raw), 2) if code in ("admitted", "forked-key", "late-in-gap") else 0 for raw, code in zip(bodies, codes)]
        admitted = [at for at, code in enumerate(codes) if code == "admitted"]
        items = []
        if admitted:
            first, last = admitted[0], admitted[-1]
            content = {"kind": "run", "count": len(admitted), "first": sequences[first], "last": sequences[last]}
            items.append(("run", 0, {**content, "link": links[last].hex()}, [sequences[at] for at in admitted]))
        for at, code in enumerate(codes):
            is_news = code == "forked-key" and links and kept(self.evidence, sequences[at], links[at])
            if is_news:
                self.evidence.append((sequences[at], links[at]))
            if is_news or code == "late-in-gap":
                content = {"kind": "fork", "sequence": sequences[at], "link": links[at].hex()}
                items.append(("fork", at, content, [sequences[at]]))
        return items


def read_history(world, key_id, public, items, accumulator, tiles, predecessor=None):
    """What the tiles prove, or a Fault. `predecessor`: chain id, address and key's identity of the application before."""
    reader, unproven = Reader(world, key_id, public, predecessor), 0
    for raw in tiles:
        try:
            tile = read_tile(raw)
        except Refused:
            reader.require(False, "tile-malformed")
        if reader.next > items:
            unproven += len(tile["items"])
            continue
        reader.begin(tile)
        for item in tile["items"]:
            if reader.next > items:
                unproven += 1
            else:
                reader.take(item)
    reader.require(reader.next > items, "history-short")
    reader.require(not reader.expected and reader.accumulator == accumulator, "history-differs")
    told = {"bodies": " ".join(reader.bodies), "forks": " ".join(reader.forks)}
    if reader.foreign:
        told["foreign"] = " ".join(reader.foreign)
    return {**told, "operations": reader.operations, "unproven": unproven}
