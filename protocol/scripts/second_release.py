"""Releases of statistics a second time, written from docs/protocol.md ("Release")."""
from second_groups import Reader
from second_primitives import hmac256, keccak256
from second_protobuf import Refused, demand
from second_protocol import leaf, tree_root, u8, u32, unhex

MEASURES = [("cars", 2, 1, False), ("distanceHm", 3, 1_500, True), ("troubleCodes", 1, 3, False)]
MEASURES += [("fuelUsedCl", 1, 1_500, True), ("energyUsedWh", 1, 30_000, True)]  # name, weight, most, of a day
WEIGHTS = sum(weight for _, weight, _, _ in MEASURES)
ROWS_PER_INPUT, MIN_CARS, YEAR = 64, 10, 31_536_000
NAMES = ["number", "fromUnixS", "untilUnixS", "table", "cohorts", "rows", "suppressed"]
NAMES += ["epsilonNumerator", "epsilonDenominator", "spent", "epsilonPerYear"]


def u16(value):
    return value.to_bytes(2, "big")


def most(measure, window):
    _, _, amount, daily = measure
    return max(1, amount * window // 86_400) if daily else amount


def scale(measure, window, epsilon):
    return most(measure, window) * epsilon[1] * WEIGHTS, epsilon[0] * measure[1]


def half_width(measure, window, epsilon):
    numerator, denominator = scale(measure, window, epsilon)
    return -(-3 * numerator // denominator)


# ---- noise


def draws(seed, row):
    block = 0
    while True:
        stream = hmac256(seed, u16(row) + u32(block))
        yield from (int.from_bytes(stream[at : at + 6], "big") for at in range(0, 30, 6))
        block += 1


def below(stream, bound):
    while True:
        drawn = next(stream)
        if drawn < 2**48 - 2**48 % bound:
            return drawn % bound


def happens(stream, numerator, denominator):
    """With a probability of exp(-numerator / denominator), which is at most 1."""
    tries = 1
    while below(stream, denominator * tries) < numerator:
        tries += 1
    return tries % 2 == 1


def laplace(stream, numerator, denominator):
    while True:
        low = below(stream, numerator)
        if not happens(stream, low, numerator):
            continue
        high = 0
        while happens(stream, 1, 1):
            high += 1
        size, negative = (low + numerator * high) // denominator, below(stream, 2) == 1
        if size > 0 or not negative:
            return -size if negative else size


def noise_seed(world, key, number, window, state_root):
    return hmac256(key, world.preamble("release"), u32(number), u32(window), state_root)


# ---- cohorts, rows and notices


def name(reader):
    raw = reader.take(reader.number(1))
    demand(1 <= len(raw) <= 120)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("malformed") from None


def read_cohorts(raw):
    reader, rows = Reader(raw), []
    while reader.at < len(raw):
        start = reader.at
        make, model = name(reader), name(reader)
        years, bands = ((reader.number(2), reader.number(2)) for _ in range(2))
        demand(years[0] <= years[1] and bands[0] <= bands[1])
        rows.append((make, model, years, bands, raw[start : reader.at]))
    demand(1 <= len(rows) <= 4_096)
    return rows


def cohort_of(rows, car):
    within = lambda bounds, value: bounds[0] <= value <= bounds[1]
    for at, (make, model, years, bands, _) in enumerate(rows):
        if (make, model) == (car["make"], car["model"]) and within(years, car["modelYear"]) and within(bands, car["band"]):
            return at
    return None


def read_row(raw):
    """The figures of a cohort, or None of one that is suppressed."""
    demand(len(raw) == 41 and raw[0] in (0, 1))
    figures = [int.from_bytes(raw[at : at + 8], "big", signed=True) for at in range(1, 41, 8)]
    demand(all(abs(each) < 2**53 for each in figures))
    if raw[0] == 1:
        demand(not any(figures))
        return None
    demand(figures[0] >= MIN_CARS)
    return figures


def write_row(figures):
    shown = None if figures[0] < MIN_CARS else figures
    return u8(0 if shown else 1) + b"".join(each.to_bytes(8, "big", signed=True) for each in shown or [0] * 5)


def table_root(number, table):
    return tree_root([leaf(u32(number) + u16(at // 41) + table[at : at + 41]) for at in range(0, len(table), 41)])


def words(payload, kinds, signature):
    demand(len(payload) == 4 + 32 * len(kinds) and payload[:4] == keccak256(signature.encode())[:4])
    read = [payload[at : at + 32] for at in range(4, len(payload), 32)]
    said = [word if kind == "bytes32" else int.from_bytes(word, "big") for word, kind in zip(read, kinds)]
    demand(all(kind == "bytes32" or value < 2**53 for value, kind in zip(said, kinds)))
    return said


def read_head(payload):
    kinds = ["uint64"] * 3 + ["bytes32"] * 2 + ["uint64"] * 6
    return dict(zip(NAMES, words(payload, kinds, f"Release({','.join(kinds)})")))


def read_release(payload, table, cohorts):
    head, listed = read_head(payload), read_cohorts(cohorts)
    demand(head["rows"] == len(listed) and len(table) == 41 * len(listed))
    rows = [read_row(table[at : at + 41]) for at in range(0, len(table), 41)]
    demand(head["table"] == table_root(head["number"], table))
    demand(head["cohorts"] == tree_root([leaf(each[4]) for each in listed]))
    demand(head["suppressed"] == rows.count(None))
    return head, listed, rows


def read_table(payload):
    demand(len(payload) >= 100)
    number, _, length = words(payload[:100], ["uint64"] * 3, "ReleaseTable(uint64,bytes)")
    table = payload[100 : 100 + length]
    word = lambda value: value.to_bytes(32, "big")
    demand(payload[4:] == word(number) + word(64) + word(len(table)) + table + bytes(-len(table) % 32))
    return number, table


# ---- when releases come


def step(settings, rows, kept, now):
    """What an input at a time means: whether the window ends, which rows it makes, whether the release is complete."""
    window, size = now // settings["windowS"], settings["windowS"]
    if kept["window"] is None:
        kept["window"] = window
        return False, None, False
    ends = kept["pending"] is None and window > kept["window"]
    if ends:
        begun = kept["window"] * size
        years = (begun - kept["yearFromUnixS"]) // YEAR
        if kept["yearFromUnixS"] == 0:
            kept["yearFromUnixS"], kept["spent"] = begun, 0
        elif years > 0:
            kept["yearFromUnixS"], kept["spent"] = kept["yearFromUnixS"] + years * YEAR, 0
        if kept["spent"] + settings["epsilonNumerator"] > settings["epsilonPerYear"] * settings["epsilonDenominator"]:
            kept["refused"] += 1
        else:
            kept["spent"] += settings["epsilonNumerator"]
            kept["number"] += 1
            kept["pending"] = {"number": kept["number"], "window": kept["window"], "rows": 0}
        kept["window"] = window
    if kept["pending"] is None:
        return ends, None, False
    start = kept["pending"]["rows"]
    until = min(start + ROWS_PER_INPUT, rows)
    kept["pending"] = None if until == rows else dict(kept["pending"], rows=until)
    return ends, [start, until], until == rows


def fields(settings, cohorts, kept):
    spread = settings["epsilonPerYear"], settings["epsilonNumerator"], settings["epsilonDenominator"]
    budget = [kept["yearFromUnixS"], *spread, kept["spent"], kept["refused"]]
    return b"".join(map(u32, budget)), u32(settings["windowS"]) + cohorts + u32(kept["number"]) + u8(0)


# ---- the vectors


def released(comparison):
    stated, world = comparison.load("v2-release"), comparison.world
    key = unhex(comparison.load("keys")["privateKeys"]["application"])
    for vector in stated["measures"]:
        of = vector["windowS"], (vector["epsilonNumerator"], vector["epsilonDenominator"])
        found = [most(each, of[0]) for each in MEASURES], [list(scale(each, *of)) for each in MEASURES]
        comparison.same(f"bounds: {vector['comment']}", found, (vector["most"], vector["scales"]))
        comparison.same(f"bars: {vector['comment']}", [half_width(each, *of) for each in MEASURES], vector["halfWidths"])
    given = stated["seed"]
    seed = noise_seed(world, key, given["number"], given["window"], unhex(given["stateRoot"]))
    comparison.same("seed of noise", seed.hex(), given["seed"])
    for vector in stated["noise"]:
        stream = draws(seed, vector["row"])
        found = [laplace(stream, vector["numerator"], vector["denominator"]) for _ in vector["drawn"]]
        comparison.same(f"noise of row {vector['row']}", found, vector["drawn"])
    for kind, read in (("lists", read_cohorts), ("rows", read_row), ("tables", read_table)):
        for vector in stated[kind]:
            comparison.code(f"{kind}: {vector['comment']}", vector["code"], lambda: read(unhex(vector["bytes"] * vector["times"])))
    listed = read_cohorts(unhex(stated["cohorts"]["list"]))
    root = tree_root([leaf(each[4]) for each in listed])
    comparison.same("root of cohorts", root.hex(), stated["cohorts"]["root"])
    for car in stated["cars"]:
        comparison.same(f"cohort of {car['make']} {car['model']}", cohort_of(listed, car), car["row"])
    table = b""
    for at, sums in enumerate(stated["sums"]):
        stream = draws(seed, at)
        noisy = [value + laplace(stream, *scale(each, 604_800, (1, 1))) for value, each in zip(sums, MEASURES)]
        table += write_row(noisy)
    comparison.same("table", table.hex(), stated["table"])
    for vector in stated["releases"]:
        parts = [unhex(vector[each]) for each in ("head", "table", "cohorts")]
        comparison.code(f"release {vector['comment']}", vector["code"], lambda: read_release(*parts))
    for story in stated["stories"]:
        kept = {"window": None, "number": 0, "yearFromUnixS": 0, "spent": 0, "refused": 0, "pending": None}
        for each in story["steps"]:
            what = f"{story['comment']}, at {each['timeUnixS']}"
            found = step(story, story["cohortRows"], kept, each["timeUnixS"])
            comparison.same(what, [*found, kept], [each["ends"], each["rows"], each["finishes"], each["after"]])
            said = [part.hex() for part in fields(story, root, kept)]
            comparison.same(f"globals: {what}", said, [each["privacyBudget"], each["releases"]])
