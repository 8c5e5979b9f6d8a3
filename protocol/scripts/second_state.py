"""Holdings and globals a second time, written from docs/protocol.md ("Holding" and "Globals"): read_state() reads both."""
from second_groups import Reader, demand

# A part is `name:type`, a list is (name, most, parts).
COMPANY = [
    "role:u8 id:8 revokedReason:u8 revokedUnixS:u32 places:u32",
    ("keys", 8, ["publicKey:33 sinceUnixS:u32 untilUnixS:u32"]),
]
GLOBALS = {
    "actors": [
        "set:u32 threshold:u8", ("administrators", 16, ["publicKey:33"]), "counter:u32 placesPerMaker:u32",
        ("companies", 255, COMPANY),
    ],
    "parameters": [("versions", 255, ["version:u16 fromUnixS:u32"])],
    "succession": [
        "number:u32 closesUnixS:u32", ("announced", 1, ["statement:173"]), ("inherited", 1, ["statement:173"]),
    ],
}  # fmt: skip
GRANT = "grantee:33 groups:u8 firstSequence:u32 lastSequence:u32 untilUnixS:u32"
HOLDING = [
    "maker:8 tenure:u32",
    ("tenures", 4, ["owner:20 firstSequence:u32 firstTimeUnixS:u32 firstSession:u32"]),
    ("offer", 1, ["identity:32 buyer:20 fromUnixS:u32 untilUnixS:u32 session:u32"]),
    "pairingCounter:u32 administratorCounter:u32 makerCounter:u32 ownerCounter:u32",
    ("companies", 8, ["company:8 counter:u32 untilUnixS:u32"]),
    ("grants", 8, ["identity:16 " + GRANT]),
    "isPublic:u8 publicSinceUnixS:u32 cosigned:u8",
    ("revocation", 1, ["reason:u8 sinceUnixS:u32"]),
    ("quarantine", 1, ["identity:32 reason:u8 sinceUnixS:u32 untilUnixS:u32 appealedUnixS:u32"]),
    ("loss", 1, ["identity:32 owner:20 sinceUnixS:u32"]),
    "lossPausedUnixS:u32",
    ("journal", 6, ["identity:16 company:8 entry:u8 timeUnixS:u32 state:u8"]),
    ("waiting", 3, ["identity:32 company:8 entry:u8 untilUnixS:u32"]),
]


def read_layout(reader, layout):
    read = {}
    for part in layout:
        if isinstance(part, tuple):
            name, most, items = part
            count = reader.number(1)
            demand(count <= most)
            read[name] = [read_layout(reader, items) for _ in range(count)]
            continue
        for each in part.split():
            name, kind = each.split(":")
            read[name] = reader.take(int(kind)) if kind.isdigit() else reader.number(int(kind[1:]) // 8)
    return read


def read_state(layout, raw):
    reader = Reader(raw)
    read = read_layout(reader, layout)
    demand(reader.at == len(raw))
    return read
