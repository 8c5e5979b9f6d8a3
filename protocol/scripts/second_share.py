"""Shares a second time, written from docs/protocol.md ("Share"): what the reader's key opens of one."""
from second_groups import Reader, demand
from second_pass import read_proof, read_session, text
from second_primitives import public_key, sha256
from second_protobuf import Refused
from second_protocol import open_box

LONGEST, HEAD, MOST = 1_048_576, 62, 4_096


def read_content(raw):
    """The root of outputs that a share leads to, and what it opens."""
    reader = Reader(raw)
    reader.take(8)
    issued, expires, first, until = (reader.number(4) for _ in range(4))
    demand(issued < expires and first < until)
    text(reader), text(reader)
    shown, end, outputs = read_proof(reader)
    demand(set(shown) == {"key", "chain"} and end is None)
    stretches = [read_session(reader) for _ in range(reader.number(2))]
    demand(1 <= len(stretches) <= MOST and reader.at == len(raw))
    for before, after in zip(stretches, stretches[1:]):
        same = before[0] == after[0] and before[1] == after[1] and before[3] < after[2]
        demand(before[0] < after[0] or same)
    return outputs, stretches


def read_share(raw, private):
    """Code, identity, root of outputs, and session, first, from, to and groups of each stretch."""
    nothing = None, None, None
    if len(raw) > LONGEST or len(raw) < HEAD or raw[0] != 1 or int.from_bytes(raw[1:9], "big") >= 2**53:
        return "share-malformed", *nothing
    if public_key(private) != raw[29:HEAD]:
        return "share-sealed", *nothing
    content = open_box(raw[HEAD:], private, b"witness/v2 share\0" + raw[1:29], raw[:HEAD])
    if content is None:
        return "share-sealed", *nothing
    try:
        outputs, stretches = read_content(content)
    except Refused:
        return "share-malformed", *nothing
    return "admitted", sha256(content).hex(), outputs.hex(), [list(each) for each in stretches]
