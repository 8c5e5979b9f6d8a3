#!/usr/bin/env python3
"""A second implementation of the protocol: Python 3 and its standard library, no line shared with the first.

    python3 protocol/scripts/second.py [FOLDER]      replays FOLDER/*.json (protocol/vectors), prints what differs
    python3 protocol/scripts/second.py --read        tells what it reads of [[kind, hexadecimal], ...] on standard input

Makers of devices may read it beside docs/protocol.md: second_protocol.py is the protocol, second_protobuf.py reads its
messages, second_primitives.py is the arithmetic, second_admission.py decides on runs, second_answers.py reads what the back-end says.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
from second_admission import Chain
from second_answers import asked
from second_disclosure import descend, root
from second_primitives import (
    compressed, hkdf_expand, hmac256, keccak256, point, public_key, recover, seal, sha256, unseal, ecdh, verify,
)  # fmt: skip
from second_protobuf import Refused, data, fields, number, one
from second_protocol import (
    GROUPS, World, accept, derive_private, hexed, identity, leaf, make_box, open_box, open_body, query_digest,
    read_batch, read_body, read_envelope, register, root_of, tree_root, typed, u8, unhex, word,
)  # fmt: skip
from second_receipts import read_operation_receipt, read_receipt, receipt_leaf, receipts_of, verify_receipt
from second_record import node, read_field, record_root, salt_of


class Comparison:
    def __init__(self, folder):
        self.folder, self.compared, self.differences = folder, 0, []
        keys = self.load("keys")
        self.keys = {name: unhex(key) for name, key in keys["privateKeys"].items()}
        self.public = {name: public_key(key) for name, key in self.keys.items()}
        self.world = World(keys["chainId"], unhex(keys["application"]))
        self.key_id, self.device = identity(self.public["application"]), identity(self.public["device"])
        for name, key in keys["publicKeys"].items():
            self.same(f"public key of the {name}", self.public[name].hex(), key)
        self.same("device id", self.device.hex(), keys["deviceId"])
        self.same("key id", self.key_id.hex(), keys["keyId"])
        self.same("preamble", self.world.preamble("envelope").hex(), keys["envelopePreamble"])
        self.same("genesis link", self.chain().link.hex(), keys["genesisLink"])

    def load(self, name):
        return json.loads((self.folder / f"{name}.json").read_text())

    def chain(self, before=None):
        return Chain(self.world, self.public["device"], self.key_id, before)

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

    def envelopes(self):
        for vector in self.load("envelopes"):
            chain = self.chain(vector["chainBefore"])
            codes, links = chain.take([unhex(body) for body in vector["bodies"]], unhex(vector["signature"]))
            self.same(vector["comment"], codes, vector["codes"])
            nothing = [None] * len(codes), [False] * len(codes)
            gaps, forks = nothing if chain.gaps is None else (chain.gaps, chain.forks)
            self.same(f"gaps and forks: {vector['comment']}", [gaps, forks], [vector["gaps"], vector["forks"]])
            for found, stated in zip(links, vector["links"]):
                if stated:
                    self.same(f"link: {vector['comment']}", found.hex(), stated)
            head = {"sequence": chain.sequence, "link": chain.link.hex()}
            self.same(f"head: {vector['comment']}", head, vector["headAfter"])

    def encodings(self):
        for vector in self.load("encodings"):
            body = self.code(vector["comment"], vector["code"], lambda: read_body(unhex(vector["body"])))
            if body:
                stated = {k: v for k, v in vector.items() if k not in ("comment", "body", "code")}
                self.same(f"fields: {vector['comment']}", hexed(body), stated)

    def batches(self):
        batches = self.load("batches")
        payload = lambda vector: unhex("".join(piece * times for piece, times in vector["payload"]))
        for vector in batches["frames"]:
            self.code(vector["comment"], vector["code"], lambda: read_batch(payload(vector)))
        for vector in batches["judged"]:
            chain = self.chain(vector["chainBefore"])
            codes = [chain.take(*run)[0] for run in read_batch(payload(vector))[2]]
            self.same(vector["comment"], codes, vector["codes"])
        for vector in batches["whole"]:
            registrations, _, runs = read_batch(payload(vector))
            self.same(vector["comment"], list(self.take(registrations, runs)), vector["codes"])
        framed = lambda n: 1 + (1 if n < 128 else 2 if n < 16_384 else 3) + n
        for vector in batches["packing"]:
            total = 1 + sum(framed(framed(n) + framed(64)) for n in vector["registrationBytes"])
            total += sum(framed(sum(map(framed, bodies)) + framed(64)) for bodies in vector["runs"])
            self.same(vector["comment"], total, vector["payloadBytes"])
            self.same(vector["comment"], "admitted" if total <= 65_216 else "too-large", vector["code"])

    def take(self, registrations, runs):
        """The codes of a batch on a state that knows no device; the vectors have only one of them."""
        makers, known, codes = {identity(self.public["maker"]): self.public["maker"]}, [], []
        for signed in registrations:
            try:
                known.append(register(self.world, *signed, makers, self.keys["application"], known))
                codes.append("admitted")
            except Refused as refused:
                codes.append(str(refused))
        chains = {identity(key): Chain(self.world, key, self.key_id) for key in known}
        outcomes = []
        for bodies, signature in runs:
            read = []
            for raw in bodies:
                try:
                    read.append(read_body(raw)["deviceId"])
                except Refused as refused:
                    read.append(str(refused))
            if read and isinstance(read[0], bytes) and read[0] in chains:
                outcomes += chains[read[0]].take(bodies, signature)[0]
            else:
                other = "device-unknown" if read and isinstance(read[0], bytes) else "run-broken"
                outcomes += [other if isinstance(each, bytes) else each for each in read]
        return codes, outcomes

    def session(self):
        session = self.load("session")
        stated = session["sealed"]
        ephemeral = derive_private(unhex(session["keyMaterial"]))
        encapsulated = unhex(session["encapsulatedKey"])
        self.same("encapsulated key", compressed(point(encapsulated)).hex(), public_key(ephemeral).hex())
        start = self.public["device"], session["session"], session["firstSequence"], unhex(session["previousLink"])
        key = accept(self.world, start, encapsulated, self.keys["application"])
        self.same("session key", key.hex(), session["sessionKey"])
        leaf_key = lambda group, sequence: descend(root(self.world, key, group), 0, 0, 4, sequence - session["firstSequence"])
        clear = (self.device, stated["sequence"], session["session"], unhex(stated["previousLink"]))
        for name, group in GROUPS.items():
            leaf = leaf_key(group, stated["sequence"])
            opened = open_body(self.world, clear, leaf, self.key_id, group, (1, 1), unhex(stated["ciphertext"][name]))
            self.same(f"opened {name}", opened and opened.hex(), stated["plaintext"][name])
        for vector in session["seals"]:
            clear = (unhex(vector["deviceId"]), vector["sequence"], vector["session"], unhex(vector["previousLink"]))
            group, key_id = GROUPS[vector["group"]], unhex(vector["keyId"])
            leaf, sealed = leaf_key(group, vector["sequence"]), unhex(vector["sealed"])
            opened = open_body(self.world, clear, leaf, key_id, group, vector["profile"], sealed)
            self.same(f"seal {vector['comment']}", "unreadable" if opened is None else "admitted", vector["code"])

    def readings(self):
        for vector in self.load("readings"):
            readings, judged, broken = read_envelope(tuple(vector["profile"]), {name: unhex(vector[name]) for name in GROUPS})
            self.same(f"readings: {vector['comment']}", readings, vector["readings"])
            self.same(f"judged: {vector['comment']}", judged, vector["judged"])
            self.same(f"broken: {vector['comment']}", broken, vector["broken"])
            self.same(vector["comment"], "unreadable" if broken else "admitted", vector["code"])

    def signatures(self):
        labels = {"registration": "registration", "receipt": "receipt", "query": "query"}
        for vector in self.load("signatures"):
            message = self.world.preamble(labels[vector["label"]]) + unhex(vector["message"])
            found = verify(unhex(vector["publicKey"]), unhex(vector["signature"]), message)
            self.same(f"{vector['comment']} ({vector['label']})", found, vector["valid"])

    def carried(self, name, label, bytes_of, numbers_of):
        """Live readings: the signature first, then the fields."""
        stated = self.load(name)

        def read(vector):
            message = unhex(vector["message"])
            if not verify(unhex(vector["publicKey"]), unhex(vector["signature"]), self.world.preamble(label) + message):
                raise Refused("signature-invalid")
            read = fields(message)
            data(read, 1, 8)
            found = {each: data(read, field, 32).hex() for each, field in bytes_of.items()}
            return found | {each: number(read, field) for each, field in numbers_of.items()}

        for vector in stated["vectors"]:
            found = self.code(f"{name}: {vector['comment']}", vector["code"], lambda: read(vector))
            if found:
                self.same(f"{name} says", found, stated["says"])

    def recovery(self):
        for vector in self.load("recovery"):
            envelope = fields(unhex(vector["envelope"]))
            body, previous = data(envelope, 1), unhex(vector["previousLink"])
            preimage = self.world.preamble("envelope") + previous + body
            code = "signature-invalid"
            if verify(self.public["device"], data(envelope, 2, 64), preimage):
                read = read_body(body)
                found = {"sequence": read["sequence"], "session": read["session"], "link": sha256(preimage).hex()}
                code = "admitted" if found == {name: vector[name] for name in found} else "link-mismatch"
            self.same(vector["comment"], code, vector["code"])

    def receipts(self):
        stated = self.load("receipts")
        relay = unhex(stated["relayPublicKey"])
        for vector in [*stated["vectors"], stated["otherRelay"]]:
            key = unhex(vector["publicKey"]) if "publicKey" in vector else relay
            promise = verify_receipt(self.world, read_receipt(unhex(vector["receipt"])), key)
            self.same(f"receipt: {vector['comment']}", promise is not None, vector["valid"])
            if promise:
                found = {name: promise[name] for name in stated["says"]}
                self.same(f"receipt says: {vector['comment']}", found, stated["says"])
        for vector in stated["malformed"]:
            self.code(f"receipt: {vector['comment']}", vector["code"], lambda: read_receipt(unhex(vector["receipt"])))
        for vector in stated["sessions"]:
            found = [{"sequence": last, "vouchesFor": numbers} for last, numbers in receipts_of(vector["kept"])]
            self.same(f"receipts: {vector['comment']}", found, vector["receipts"])
        for vector in stated["operations"]:
            receipt = read_operation_receipt(unhex(vector["receipt"]))
            self.same(f"identity: {vector['comment']}", receipt["identity"].hex(), vector["identity"])
            held = verify_receipt(self.world, receipt, relay) is not None
            self.same(f"receipt: {vector['comment']}", held, vector["valid"])
        for vector in stated["operationsMalformed"]:
            read = lambda: read_operation_receipt(unhex(vector["receipt"]))
            self.code(f"receipt: {vector['comment']}", vector["code"], read)
        tree = stated["tree"]
        entries = [(unhex(each["deviceId"]), each["sequence"], unhex(each["link"])) for each in tree["entries"]]
        self.same("root of the receipts", tree_root([receipt_leaf(*each) for each in entries]).hex(), tree["root"])
        for entry, raw in zip(entries, tree["receipts"]):
            receipt = read_receipt(unhex(raw))
            self.same("entry of a receipt", (receipt["deviceId"], receipt["sequence"], receipt["link"]), entry)
            self.same("receipt of the tree", verify_receipt(self.world, receipt, relay) is not None, True)

    def live(self):
        numbers = {"timeUnixS": 3, "odometerHm": 4, "sequence": 5}
        self.carried("live", "live reading", {"challenge": 2, "link": 6}, numbers)

    def registrations(self):
        for vector in self.load("registrations"):
            # A maker has the identity of its first key, and signs by its newest.
            newest = unhex(vector["makerKey"]) if "makerKey" in vector else self.public["maker"]
            makers = {identity(self.public["maker"]): newest}
            known, placed = [], set()
            for each in filter(None, [vector.get("behind"), vector]):
                signed = unhex(each["message"]), unhex(each["signature"])
                take = lambda: register(self.world, *signed, makers, self.keys["application"], known, placed, *map(vector.get, ("places", "placesPerMaker")))
                if each is vector:
                    self.code(f"registration: {vector['comment']}", vector["code"], take)
                else:
                    try:
                        known.append(take())
                    except Refused:
                        pass

    def merkle(self):
        tree = self.load("merkle")
        for index, hashed in enumerate(tree["leaves"]):
            found = root_of(unhex(hashed), index, len(tree["leaves"]), map(unhex, tree["paths"][index]))
            self.same(f"path of leaf {index}", found and found.hex(), tree["root"])
        for vector in tree["refused"]:
            hashed = unhex(tree["leaves"][vector["leaf"]])
            found = root_of(hashed, vector["index"], vector["size"], map(unhex, vector["path"]))
            self.same(vector["comment"], found is not None and found.hex() == tree["root"], False)
        self.same("no leaf", sha256().hex(), tree["empty"])

    def inputs(self):
        selector = keccak256(b"StateRoot(bytes32,uint64,uint64,uint32,uint32)")[:4]
        for vector in self.load("inputs"):
            says = vector["says"]
            codes = says["registrationCodes"] + says["envelopeCodes"]
            admitted = codes.count("admitted")
            refused = len(codes) - admitted - codes.count("sequence-replayed")
            counts = (vector["index"], 1, admitted, refused)
            leaves = []
            for field in vector["record"]["fields"]:
                value, number = unhex(field["value"]), field["number"]
                read_field(field["field"], value)
                salt = salt_of(self.world, self.keys["application"], self.device, number, value, field["change"])
                self.same(f"salt of {field['field']}", salt.hex(), field["salt"])
                leaves.append(leaf(salt, u8(number), value))
            record = record_root(leaves)
            self.same("record's root", record.hex(), vector["record"]["root"])
            state = node(leaf(unhex(vector["globalsRoot"])), leaf(record))
            self.same("state root", state.hex(), vector["stateRoot"])
            notice = selector + unhex(vector["stateRoot"]) + b"".join(map(word, counts))
            self.same("notice", notice.hex(), vector["notice"])
            output = keccak256(b"Notice(bytes)")[:4] + word(32) + word(len(notice)) + notice + bytes(-len(notice) % 32)
            self.same("output", output.hex(), vector["output"])
            self.same("leaf of the output", keccak256(output).hex(), vector["outputLeaf"])

    def queries(self):
        for vector in self.load("queries")["vectors"]:
            if "signer" not in vector or vector["code"] in ("query-malformed", "reply-key-invalid"):
                continue
            signed = fields(one(fields(unhex(vector["query"])), 1, 2, b""))
            asked = [(n, value) for n, wire, value in signed if n in (1, 2, 5) and wire == 2]
            number_of, raw = asked[-1] if asked else (1, b"")
            kind = {1: "car", 2: "cars", 5: "keys"}[number_of]
            world = self.world
            digest, signature = query_digest(world, kind, raw), data(signed, 4)
            browser = one(signed, 3, 2, None)
            signer = None
            if browser is None:
                signer = recover(digest, signature)
            else:
                permission = fields(browser)
                key, until = data(permission, 1, 33), number(permission, 2)
                kind = b"BrowserKey(bytes publicKey,uint32 validUntilUnixS)"
                granted = typed(world, kind, keccak256(key), word(until))
                self.same(f"permission: {vector['comment']}", granted.hex(), vector["authorisationDigest"])
                signer = recover(granted, data(permission, 3, 65))
                asked = verify(key, signature, world.preamble("query") + raw)
                self.same(f"browser key: {vector['comment']}", asked, "another key" not in vector["comment"])
            elsewhere = "another application" in vector["comment"] or "another chain" in vector["comment"]
            if not elsewhere:
                self.same(f"digest: {vector['comment']}", digest.hex(), vector["digest"])
                self.same(f"signer: {vector['comment']}", signer and signer.hex(), vector["signer"])
            else:
                self.same(f"signer: {vector['comment']}", signer.hex() == self.load("queries")["owner"], False)

    def answers(self):
        answers, reply = self.load("answers"), unhex(self.load("queries")["replyPrivateKey"])
        root = unhex(self.load("inputs")[1]["stateRoot"])
        for vector in answers["sealed"]:
            query, plaintext = unhex(vector["signedQuery"]), unhex(vector["plaintext"])
            opened = open_box(unhex(vector["sealed"]), reply, self.world.preamble("answer"), query)
            self.same(f"opened: {vector['comment']}", opened and opened.hex(), vector["plaintext"])
            label, hashes = b"witness/v2 answer material\0", (sha256(query), root, sha256(plaintext))
            material = hmac256(self.keys["application"], label, *hashes)
            self.same(f"material: {vector['comment']}", material.hex(), vector["keyMaterial"])
            box = make_box(public_key(reply), self.world.preamble("answer"), query, plaintext, material)
            self.same(f"sealed again: {vector['comment']}", box.hex(), vector["sealed"])
            self.same(f"answer: {vector['comment']}", data(fields(unhex(vector["answer"])), 2).hex(), vector["sealed"])
        for vector in answers["unsealed"]:
            world = World(self.world.chain_id, unhex(vector["application"]))
            private, query = unhex(vector["privateKey"]), unhex(vector["signedQuery"])
            opened = open_box(unhex(vector["sealed"]), private, world.preamble("answer"), query)
            self.same(vector["comment"], "admitted" if opened else "unreadable", vector["code"])

    def wycheproof(self):
        groups = lambda name: self.load(f"wycheproof/{name}_test")["testGroups"]
        tests = lambda name: [(group, test) for group in groups(name) for test in group["tests"]]
        bytes_of = lambda test, *names: [unhex(test[name]) for name in names]
        for group, test in tests("ecdsa_secp256r1_sha256_p1363"):
            key = compressed(point(unhex(group["publicKey"])))
            signature, message = bytes_of(test, "sig", "msg")
            self.same(f"ECDSA {test['tcId']}", verify(key, signature, message), test["result"] == "valid")
        for _, test in tests("ecdh_secp256r1_ecpoint"):
            shared = ecdh(unhex(test["private"]), unhex(test["public"]))
            agreed = shared is not None and shared.hex() == test["shared"]
            self.same(f"ECDH {test['tcId']}", agreed, test["result"] != "invalid")
        for _, test in tests("aes_gcm"):
            key, nonce, associated, text, ciphertext, tag = bytes_of(test, "key", "iv", "aad", "msg", "ct", "tag")
            opened, valid = unseal(key, nonce, associated, ciphertext + tag), test["result"] == "valid"
            self.same(f"AES-GCM {test['tcId']}", opened == text if valid else opened is not None, valid)
            self.same(f"AES-GCM {test['tcId']}, sealed", seal(key, nonce, associated, text) == ciphertext + tag, valid)
        for _, test in tests("hkdf_sha256"):
            if test["result"] == "valid":
                salt, ikm, info = bytes_of(test, "salt", "ikm", "info")
                okm = hkdf_expand(hmac256(salt or bytes(32), ikm), info, test["size"])
                self.same(f"HKDF {test['tcId']}", okm.hex(), test["okm"])


def outcome(kind, raw):
    """What is read of a body or of a payload, in the form that JSON has; or the code."""
    try:
        if kind == "body":
            return hexed(read_body(raw))
        registrations, operations, runs = read_batch(raw)
        shown = [[[body.hex() for body in bodies], signature.hex()] for bodies, signature in runs]
        signed = lambda messages: [[message.hex(), signature.hex()] for message, signature in messages]
        return {"registrations": signed(registrations), "operations": signed(operations), "runs": shown}
    except Refused as refused:
        return str(refused)


FILES = """envelopes encodings batches session readings signatures recovery receipts live registrations merkle
inputs queries answers wycheproof""".split()


def main():
    if sys.argv[1:] == ["--read"]:
        json.dump([outcome(kind, unhex(raw)) for kind, raw in json.load(sys.stdin)], sys.stdout)
        return 0
    here = pathlib.Path(__file__).parent.parent / "vectors"
    comparison = Comparison(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here)
    asked(comparison)
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
