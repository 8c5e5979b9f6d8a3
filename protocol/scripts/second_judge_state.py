"""What the third judge keeps, and which bytes are a state: docs/verdict.md, "Reasons" and "State as bytes"."""

DAY = 86_400
EFFECTS = {
    "illogical": "odometer-decreased more-per-hour more-per-day more-per-week more-per-month more-per-year standing-still",
    "doubt": "forked-key clock-behind disputed-reading unsettled dial-differs other-record device-moved",
    "period": "too-few-readings period-too-short",
    "break": "unreadable unsteady-sensor standing-suspected void",
}
EFFECT = {name: effect for effect, names in EFFECTS.items() for name in names.split()}
NAMES = """. odometer-decreased more-per-hour more-per-day more-per-week more-per-month more-per-year clock-back . too-few-readings
gap forked-key unreadable standing-still clock-ahead clock-slow clock-behind outlier disputed-reading unsettled unsteady-sensor
stepped-back wrapped standing-suspected sources-differ void late-in-gap period-too-short cluster-replaced unit-changed
correction-refused dial-differs dial-reading import other-record device-moved device-replaced dial-unconfirmed""".split()
BYTE = {name: byte for byte, name in enumerate(NAMES) if name != "."}
BUCKETS = ["more-per-hour", "more-per-day", "more-per-week", "more-per-month", "more-per-year"]
CAR = [(3_000, 50), (1_250, 3_000), (714, 18_000), (417, 60_000), (286, 100_000)]
COUNTERS = {  # buckets, small, small in a life, dial, fuel's p
    "odometerHm": (CAR, 100, 300, 10, 3),
    "operatingTimeS": ([(3_636, 60)] * 5, 360, 1_080, 360, 1),
    "energyUsedWh": ([(400_000, 10_000)] * 5, 100, 300, 1_000, 3),
}
WORK = ["fuelUsedCl", "energyUsedWh", "operatingTimeS", "speedKmh"]
USE = {"energyUsedWh": (100, 30_000), "operatingTimeS": (72, 72_000), "speedKmh": (371, 72_000)}
ADVERSE = ("differs", "shows")
SAYS = [*ADVERSE, "agrees", "closed"]
FAR = 2**40
MOST = 2**32 - 1


class Refused(Exception):
    pass


class Reason:
    def __init__(self, time, amount):
        self.first, self.first_amount = time, min(amount, MOST)
        self.last = self.count = self.open = self.total = self.seconds = 0


class Meter:
    def __init__(self):
        self.last, self.rise, self.at, self.level = None, 0, 0, 0


class Place:
    def __init__(self, raw, position, moment, since, block=0, allowed=False):
        self.raw, self.position, self.moment, self.since = raw, position, moment, since
        self.block, self.allowed = block, allowed


def read_state(raw):
    """Asks that the bytes are a state's: every part is read, and nothing stands where nothing is."""
    at = 0

    def take(size):
        nonlocal at
        if at + size > len(raw):
            raise Refused("malformed")
        at += size
        return raw[at - size : at]

    number = lambda size: int.from_bytes(take(size), "big")

    def flag(most=1):
        value = number(1)
        if value > most:
            raise Refused("malformed")
        return value

    def zeros(size):
        if any(take(size)):
            raise Refused("malformed")

    def there(is_there, size):
        take(size) if is_there else zeros(size)

    def unit():
        if not all(1 <= number(4) < 2**21 for _ in range(2)):
            raise Refused("malformed")

    def counted(size, read):
        count = flag(3)
        for _ in range(count):
            read()
        zeros((3 - count) * size)
        return count

    def stray():
        take(12)
        flag()

    def meter(keeps_level):
        is_known = flag()
        there(is_known, 16)
        if number(6) != 2**47 and not is_known and not keeps_level:
            raise Refused("malformed")
        return is_known

    def only(holds):
        if not holds:
            raise Refused("malformed")

    only(number(1) == 2)
    take(2 + 12)
    unit()
    offset = number(6)
    path = flag()
    there(path, 12)
    before = counted(10, lambda: take(10))
    alone = flag()
    take(4)
    levels = take(30)
    nothing = [offset == 2**47, not before, not alone, levels == (2**47).to_bytes(6, "big") * 5]
    nothing += [not counted(13, stray), not counted(4, lambda: take(4))]
    stepped, covered_from, covered = number(4), number(4), number(4)
    take(4)
    only(covered or not covered_from)
    source = meter(path)
    behind = number(6)
    rest = [flag(), number(4)]
    above = number(1)
    only(source or not (any(rest) or above))
    there(above, 10)
    work = [meter(False) for _ in range(4)]
    speed = number(4)
    only(work[3] or not speed)
    gap = flag()
    take(4)
    if number(4):
        unit()
    else:
        zeros(8)
    broken = flag()
    there(broken, 25)
    dispute = flag()
    there(dispute, 16)
    words = flag(4)
    companies = set()
    for _ in range(words):
        companies.add(number(1))
        take(6)
        only(1 <= number(1) <= 4)
    zeros((4 - words) * 8)
    only(len(companies) == words)
    nothing += [not each for each in (stepped, covered, source, behind != 2**47, *work, gap, broken, dispute, words)]
    only(path or all(nothing))
    last = 0
    for _ in range(number(1)):
        byte = number(1)
        only(byte > last and byte in BYTE.values())
        last = byte
        take(23)
    only(at == len(raw))
