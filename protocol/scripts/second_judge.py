#!/usr/bin/env python3
"""The judge a third time, as docs/verdict.md tells it: Python 3 and its standard library. It shares nothing with the others.

    python3 protocol/scripts/second_judge.py [FOLDER]   replays FOLDER/v2-judge.json (protocol/vectors), prints what differs
    python3 protocol/scripts/second_judge.py --judge    judges the histories on standard input, [{rules, entries}, ...], and
                                                        writes the state, the verdict and the reasons after each
"""
import hashlib
import json
import pathlib
import sys

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
correction-refused dial-differs dial-reading import other-record device-moved device-replaced""".split()
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


class Judge:
    def __init__(self, rules):
        self.rules = rules
        self.buckets, self.small, self.small_in_life, self.dial, fuel = COUNTERS[rules["counter"]]
        self.use = dict(USE, fuelUsedCl=(fuel, 3_000))
        self.reasons, self.readings, self.trusted, self.stale, self.silence, self.clock = {}, 0, 0, 0, 0, 0
        self.cluster = self.unit_until = 0
        self.next_unit = None
        self.begin()

    def begin(self):
        """All that speaks of the car's path, as in the beginning."""
        self.unit, self.offset, self.path, self.line, self.alone = self.rules["unit"], 0, None, [], False
        self.levels, self.strays, self.episodes, self.stepped = [0] * 5, [], [], 0
        self.covered_from = self.covered = 0
        self.source, self.behind, self.fell, self.compared_since = Meter(), 0, False, 0
        self.above, self.value_before, self.level_before = 0, 0, 0
        self.work, self.speed_time, self.gap = {name: Meter() for name in WORK}, 0, False
        self.broken = self.dispute = None

    # ---- findings

    def find(self, name, time, amount=0, seconds=0):
        reason = self.reasons.setdefault(name, Reason(time, amount))
        reason.last = time
        reason.count = min(reason.count + 1, 65_535)
        reason.open = min(reason.open + 1, 255)
        reason.total = min(reason.total + amount, MOST)
        reason.seconds = min(reason.seconds + seconds, MOST)

    def close(self, name, every):
        reason = self.reasons.get(name)
        if reason is None or reason.open == 0:
            return
        if every:
            reason.open = 0
        elif reason.open < 255:
            reason.open -= 1

    def is_open(self, name):
        return name in self.reasons and self.reasons[name].open > 0

    def anew(self):
        self.covered = self.covered_from = 0

    # ---- time and speed

    def read_clock(self, time, block):
        ahead, back = time - block, self.trusted - time
        self.is_trusted = ahead <= 900 and back <= 0
        if self.is_trusted:
            self.moment = self.since = min(time, block)
            self.trusted = time
        else:
            self.moment = block
            self.since = min(block, max(self.trusted, block - 60 * DAY))
            if ahead > 900:
                self.find("clock-ahead", block, 0, ahead)
            else:
                self.find("clock-back", block, 0, back)
        self.block = block
        if abs(ahead) <= 7 * DAY:
            self.stale = 0
            if self.is_open("clock-behind"):
                self.close("clock-behind", True)
                self.anew()
        elif self.stale == 0:
            self.stale = block
        elif block - self.stale >= 60 * DAY and not self.is_open("clock-behind"):
            self.find("clock-behind", block, 0, abs(ahead))

    def reach(self, seconds):
        return min(b + r * max(0, seconds) // 3_600 for r, b in self.buckets)

    def poured(self, distance, seconds, anchored):
        levels, over = [], []
        for level, (rate, slack) in zip(self.levels, self.buckets):
            x = max(0 if anchored else -rate * 60 * DAY, level + 3_600 * distance - rate * seconds)
            over.append(max(0, -(-(x - 3_600 * slack) // 3_600)))
            levels.append(min(x, 3_600 * slack))
        return levels, over

    def speed(self, distance):
        """The buckets that overflow at a step."""
        until = max(self.clock, self.moment)
        levels, over = self.poured(distance, until - self.clock, self.is_trusted and self.moment >= self.clock)
        if any(over):
            slowly, none = self.poured(distance, self.block - self.clock, False)
            if not any(none):
                self.find("clock-slow", self.moment, 0, self.block - self.moment)
                self.levels, self.clock = slowly, self.block
                return 0
        self.levels, self.clock = levels, until
        for name, amount in zip(BUCKETS, over):
            if amount:
                self.find(name, self.moment, amount)
        return sum(1 << place for place, amount in enumerate(over) if amount)

    # ---- the path

    def hectometres(self, raw, unit=None):
        numerator, denominator = unit or self.unit
        return raw * numerator // denominator

    def go_on(self, raw, distance, new_line=False):
        if self.path is not None:
            seconds = max(0, self.moment - self.path.moment)
            self.silence = max(self.silence, seconds)
            if seconds > 60 * DAY:
                self.find("void", self.path.moment, distance, seconds)
                self.anew()
            if self.gap:
                reason = self.reasons["gap"]
                if reason.count == 1:
                    reason.first_amount = min(reason.first_amount + distance, MOST)
                reason.total = min(reason.total + distance, MOST)
                reason.seconds = min(reason.seconds + seconds, MOST)
                self.gap = False
        buckets = self.speed(distance)
        if self.path is None:
            self.alone = True
        elif new_line:
            self.alone, self.line = False, []
        else:
            self.line = [(self.path.position, self.path.moment), *self.line][:3]
        self.path = Place(raw, self.hectometres(raw) + self.offset, self.moment, self.since)
        if self.covered == 0:
            self.covered_from = self.moment
        self.covered += 1
        self.readings += 1
        return buckets

    def read(self, reading, block):
        self.read_clock(reading["timeUnixS"], block)
        placed = self.read_counter(reading.get("counter"))
        at = self.path.position if placed else None
        self.read_source(reading.get("distanceSinceClearedKm"), at)
        for name in WORK:
            self.read_work(name, reading.get(name), at)

    def read_counter(self, raw):
        """Whether the reading has a place on the path."""
        wraps = self.rules["wrapsAt"]
        if raw is None or raw in self.rules["sentinels"] or raw > self.rules["high"]:
            return False
        if wraps is not None and raw >= wraps:
            return False
        position = self.hectometres(raw) + self.offset
        if position > FAR:
            return False
        if self.path is None:
            self.go_on(raw, 0)
            return True
        p = self.path.position
        top = p + self.reach(self.moment - self.path.since)
        wrapped = position + self.hectometres(wraps) if wraps is not None and position < p else None
        if p <= position <= top:
            self.end_episode(position)
            self.go_on(raw, position - p)
        elif wrapped is not None and p <= wrapped <= min(top, FAR):
            self.end_episode(wrapped)
            self.offset += self.hectometres(wraps)
            self.broken = None
            self.find("wrapped", self.moment)
            self.go_on(raw, wrapped - p)
        else:
            allowed = position <= p + self.reach(self.block - self.path.since)
            return self.strayed(Place(raw, position, self.moment, self.since, self.block, allowed))
        return True

    # ---- outliers

    def is_reachable(self, start, position, moment):
        return start.position <= position <= start.position + self.reach(moment - start.since)

    def is_small(self, amount, time):
        if amount > self.small or self.stepped + amount > self.small_in_life:
            return False
        self.stepped += amount
        self.find("stepped-back", time, amount)
        return True

    def disputed(self, time, amount, position):
        self.find("disputed-reading", time, amount)
        if self.dispute is None or amount > self.dispute[1]:
            self.dispute = (time, amount, position)

    def left_out(self):
        first = self.strays[0]
        self.find("outlier", first.moment, abs(first.position - self.path.position))

    def episode_over(self):
        began = self.strays[0].moment
        near = [each for each in self.episodes if began - each <= 30 * DAY]
        if len(near) >= 3:
            self.find("unsteady-sensor", began)
            self.anew()
        self.episodes = [*self.episodes, began][-3:]
        self.strays = []

    def end_episode(self, position):
        if not self.strays:
            return
        p = self.path.position
        low = [s for s in self.strays if s.position < p and self.is_reachable(s, position, self.moment)]
        high = [s for s in self.strays if s.position > position and s.allowed]
        if low:
            lowest = min(low, key=lambda s: s.position)
            if not self.is_small(p - lowest.position, lowest.moment):
                self.disputed(lowest.moment, p - lowest.position, p)
        elif high:
            self.disputed(high[0].moment, high[0].position - position, high[0].position)
        else:
            self.left_out()
        self.episode_over()

    def strayed(self, now):
        if not self.strays or (len(self.strays) < 3 and now.moment - self.strays[0].moment <= 600):
            self.strays.append(now)
            return False
        p = self.path.position
        side = [s for s in self.strays if (s.position < p) == (now.position < p)]
        led = [s for s in side if self.is_reachable(s, now.position, now.moment)]
        if not (side if now.position < p else led):
            self.left_out()
            self.episode_over()
            self.strays = [now]
            return False
        begin = min([*led, now], key=lambda s: s.position)
        self.strays = []
        self.became(now, begin, side[0].moment)
        return True

    def became(self, now, begin, fell_at):
        path, change = self.path, begin.position - self.path.position
        reach = self.reach(begin.moment - path.since)
        if self.came_by_unit(now, begin, reach) or self.came_by_cluster(now, begin):
            self.go_on(now.raw, self.hectometres(now.raw) + self.offset - path.position, True)
            return
        if change >= 0:
            buckets = self.go_on(now.raw, now.position - path.position)
            if buckets:
                self.broken = (begin.moment, change, buckets, path.raw, begin.raw, reach)
            return
        if not self.is_small(-change, fell_at):
            if self.can_high_be_false(begin):
                self.disputed(fell_at, -change, path.position)
            else:
                self.find("odometer-decreased", fell_at, -change)
                self.broken = (fell_at, change, 0, path.raw, begin.raw, reach)
        self.move_meters(path.position, begin.position)
        self.go_on(now.raw, now.position - begin.position, True)

    def can_high_be_false(self, begin):
        line = [(self.path.position, self.path.moment), *self.line]
        high = []
        for position, moment in line:
            if position <= begin.position:
                break
            high.append(moment)
        else:
            if not self.alone:
                return False
        return len(high) <= 3 and high[0] - high[-1] <= 600

    # ---- corrections

    def has_place(self, raw, unit, offset):
        return -FAR <= offset <= FAR and self.hectometres(raw, unit) + offset <= FAR

    def is_in_force(self, unit):
        return unit[0] * self.unit[1] == self.unit[0] * unit[1]

    def offset_for(self, unit, raw_before, raw_after, reach):
        if self.is_in_force(unit):
            return None
        old, new = self.hectometres(raw_before), self.hectometres(raw_after, unit)
        if 1_000 * abs(new - old) > 5 * old + 1_000 * reach:
            return None
        return self.offset + max(0, old - new)

    def came_by_unit(self, now, begin, reach):
        unit, until = self.next_unit, self.unit_until
        self.next_unit, self.unit_until = None, 0
        if unit is None or now.block > until:
            return False
        offset = self.offset_for(unit, self.path.raw, begin.raw, reach)
        fits = offset is not None and self.has_place(now.raw, unit, offset)
        if not fits or self.hectometres(now.raw, unit) + offset < self.path.position:
            self.find("correction-refused", begin.moment)
            return False
        self.unit, self.offset, self.broken = unit, offset, None
        self.find("unit-changed", begin.moment)
        return True

    def came_by_cluster(self, now, begin):
        until, self.cluster = self.cluster, 0
        if now.block > until:
            return False
        offset = self.path.position - self.hectometres(begin.raw)
        if not self.has_place(now.raw, self.unit, offset):
            self.find("correction-refused", begin.moment)
            return False
        self.offset, self.broken = offset, None
        self.find("cluster-replaced", begin.moment, abs(begin.position - self.path.position))
        return True

    def correct(self, event, time):
        unit = event.get("unit") and (event["unit"]["numerator"], event["unit"]["denominator"])
        signed = event["byWorkshop"] and event["byOwner"]
        if unit and not all(isinstance(part, int) and 1 <= part < 2**21 for part in unit):
            signed = False
        if not signed or (unit and self.is_in_force(unit)):
            self.find("correction-refused", time)
        elif self.broken is None:
            if unit:
                self.next_unit, self.unit_until = unit, time + 31 * DAY
            else:
                self.cluster = time + 31 * DAY
        else:
            self.lift(event["kind"], unit, time)

    def lift(self, kind, unit, time):
        _, change, buckets, raw_before, raw_after, reach = self.broken
        offset = self.offset_for(unit, raw_before, raw_after, reach) if unit else self.offset - change
        unit = unit or self.unit
        raws = [self.path.raw, *(s.raw for s in self.strays)]
        if offset is None or not all(self.has_place(raw, unit, offset) for raw in raws):
            self.find("correction-refused", time)
            return
        before = self.path.position
        self.unit, self.offset = unit, offset
        for place in [self.path, *self.strays]:
            place.position = self.hectometres(place.raw) + offset
        self.line, self.alone, self.broken = [], False, None
        self.move_meters(before, self.path.position)
        if change < 0:
            self.close("odometer-decreased", False)
        for place, name in enumerate(BUCKETS):
            if buckets >> place & 1:
                self.close(name, False)
        self.find(kind, time, abs(change) if kind == "cluster-replaced" else 0)

    # ---- standing still

    def move_meters(self, before, after):
        for meter in [self.source, *self.work.values()]:
            if meter.last is not None:
                meter.at = max(meter.at + after - before, after - FAR)

    def read_source(self, km, at):
        source = self.source
        if km is None:
            return
        if km >= self.rules["sourceSaturatesAtKm"]:
            source.last, source.rise, source.at = None, 0, 0
            self.fell, self.compared_since = False, 0
            self.above = self.value_before = self.level_before = 0
            return
        value, last = 10 * km, source.last
        if last is None:
            if at is not None:
                source.last, source.at, self.compared_since = value, at, self.since
            return
        source.last = value
        if value >= last:
            source.rise = min(FAR, source.rise + value - last)
        else:
            self.fell = True
            if self.above and value >= self.value_before:
                source.rise, source.level = 0, self.level_before
                self.above = self.value_before = self.level_before = 0
        if at is None:
            return
        d = min(FAR, at - source.at)
        credible = source.rise <= self.reach(self.block - self.compared_since)
        rise = source.rise if credible else 0
        level_before = source.level
        source.level = max(0, source.level + 100 * rise - 103 * d)
        if credible and not self.fell:
            self.behind = max(0, self.behind + 100 * d - 103 * rise)
            if self.behind > 10_000:
                self.find("sources-differ", self.moment, -(-(self.behind - 10_000) // 100))
                self.behind = 10_000
        source.rise, source.at, self.fell, self.compared_since = 0, at, False, self.since
        if source.level <= 10_000:
            self.above = self.value_before = self.level_before = 0
            return
        if self.above == 0:
            self.value_before, self.level_before = last, level_before
        self.above += 1
        if self.above == 4:
            self.find("standing-still", self.moment, -(-(source.level - 10_000) // 100))
            source.level = 10_000
            self.above = self.value_before = self.level_before = 0

    def read_work(self, name, value, at):
        meter = self.work[name]
        if value is None or (meter.last is None and at is None):
            return
        if name == "speedKmh":
            seconds = self.moment - self.speed_time
            neighbours = self.is_trusted and self.speed_time > 0 and seconds <= 60
            rise = min(value, meter.last or 0) * seconds if neighbours else 0
            self.speed_time = self.moment if self.is_trusted else 0
        else:
            rise = max(0, value - (meter.last or 0))
        known, meter.last = meter.last is not None, value
        if not known:
            meter.at = at
            return
        meter.rise = min(FAR, meter.rise + rise)
        if at is None:
            return
        per, slack = self.use[name]
        level = max(0, meter.level + meter.rise - per * min(FAR, at - meter.at))
        meter.rise, meter.at, meter.level = 0, at, min(level, slack)
        if level > slack:
            self.find("standing-suspected", self.moment)
            self.anew()

    # ---- events

    def happen(self, event, time):
        kind = event["kind"]
        if kind == "session":
            return
        if kind in ("cluster-replaced", "unit-changed"):
            self.correct(event, time)
        elif kind == "dial-reading":
            self.read_dial(event["raw"], time)
        elif kind == "device-replaced":
            self.succeed(event["closing"], time)
        else:
            self.find(kind, time)
            if kind == "gap":
                self.gap = self.path is not None
            elif kind == "unreadable":
                self.anew()
            elif kind == "other-record" and event["isNamed"]:
                self.close("other-record", False)
            elif kind == "device-moved":
                self.cluster = self.unit_until = 0
                self.next_unit = None
                self.begin()

    def read_dial(self, raw, time):
        if self.path is None:
            return
        p, at = self.path.position, self.hectometres(raw) + self.offset
        if p - self.dial <= at <= p + self.reach(time - self.path.since):
            self.find("dial-reading", time)
            self.close("dial-differs", True)
            if self.is_open("disputed-reading"):
                self.anew()
        elif self.dispute and self.dispute[2] > p and at >= self.dispute[2] - self.dial:
            self.find("odometer-decreased", self.dispute[0], self.dispute[1])
        else:
            self.find("dial-differs", time, abs(at - p))
            return
        self.close("disputed-reading", True)
        self.dispute = None

    def succeed(self, closing, time):
        raw, offset, since = closing["raw"], closing["offsetHm"], closing["timeUnixS"]
        if self.path is not None or not self.has_place(raw, self.unit, offset):
            self.find("correction-refused", time)
            return
        self.offset, self.clock, self.alone = offset, since, False
        self.path = Place(raw, self.hectometres(raw) + offset, since, since)
        self.find("device-replaced", time)
        self.close("other-record", False)

    # ---- what is said, and the state as bytes

    def said(self):
        kept = {name: vars(reason) for name, reason in self.reasons.items()}
        to = self.path.moment if self.path else 0
        seconds = max(0, to - self.covered_from) if self.covered else 0
        passing = lambda time, amount, seconds: {
            "first": time, "last": time, "count": 1, "open": 1, "first_amount": min(amount, MOST), "total": min(amount, MOST),
            "seconds": seconds,
        }  # fmt: skip
        if self.covered < 30:
            kept["too-few-readings"] = passing(to, 0, 0)
        if seconds < 30 * DAY:
            kept["period-too-short"] = passing(to, 0, seconds)
        if self.strays:
            first = self.strays[0]
            kept["unsettled"] = passing(first.moment, abs(first.position - self.path.position), 0)
        open_effects = {EFFECT.get(name, "remark") for name, reason in kept.items() if reason["open"] > 0}
        verdict = "illogical" if "illogical" in open_effects else "logical"
        if verdict == "logical" and open_effects & {"doubt", "period"}:
            verdict = "no judgement"
        order = ("first", "last", "count", "open", "first_amount", "total", "seconds")
        lines = [" ".join([name, *(str(kept[name][part]) for part in order)]) for name in sorted(kept, key=BYTE.get)]
        return {"verdict": verdict, "reasons": lines}

    def state(self):
        u8 = lambda value: int(value).to_bytes(1, "big")
        u16 = lambda value: value.to_bytes(2, "big")
        u32 = lambda *values: b"".join(value.to_bytes(4, "big") for value in values)
        s48 = lambda *values: b"".join((value + 2**47).to_bytes(6, "big") for value in values)
        place = lambda p: u32(p.raw, p.moment, p.since)
        three = lambda items, size: u8(len(items)) + b"".join(items).ljust(3 * size, b"\0")
        known = lambda there, size: u8(there is not None) + (there if there is not None else bytes(size))

        def meter(m):
            return known(None if m.last is None else u32(m.last) + s48(m.rise, m.at), 16) + s48(m.level)

        out = u8(2) + u16(1) + u32(self.readings, self.trusted, self.stale) + u32(*self.unit) + s48(self.offset)
        out += known(place(self.path) if self.path else None, 12)
        out += three([s48(position) + u32(moment) for position, moment in self.line], 10)
        out += u8(self.alone) + u32(self.clock) + s48(*self.levels)
        out += three([place(s) + u8(s.allowed) for s in self.strays], 13)
        out += three([u32(each) for each in self.episodes], 4)
        out += u32(self.stepped, self.covered_from, self.covered, self.silence)
        out += meter(self.source) + s48(self.behind) + u8(self.fell) + u32(self.compared_since) + u8(self.above)
        out += u32(self.value_before) + s48(self.level_before) if self.above else bytes(10)
        out += b"".join(meter(self.work[name]) for name in WORK)
        out += u32(self.speed_time) + u8(self.gap) + u32(self.cluster, self.unit_until)
        out += u32(*self.next_unit) if self.next_unit else bytes(8)
        moment, change, buckets, before, after, reach = self.broken or [0] * 6
        broken = u32(moment) + s48(change) + u8(buckets) + u32(before, after) + s48(reach)
        out += known(broken if self.broken else None, 25)
        out += known(u32(self.dispute[0]) + s48(*self.dispute[1:]) if self.dispute else None, 16)
        out += u8(len(self.reasons))
        for name in sorted(self.reasons, key=BYTE.get):
            r = self.reasons[name]
            out += u8(BYTE[name]) + u32(r.first, r.last) + u16(r.count) + u8(r.open)
            out += u32(r.first_amount, r.total, r.seconds)
        return out


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
    nothing += [not each for each in (stepped, covered, source, behind != 2**47, *work, gap, broken, dispute)]
    only(path or all(nothing))
    last = 0
    for _ in range(number(1)):
        byte = number(1)
        only(byte > last and byte in BYTE.values())
        last = byte
        take(23)
    only(at == len(raw))


def judged(history):
    rules = dict(history["rules"])
    rules["unit"] = (rules["unit"]["numerator"], rules["unit"]["denominator"])
    judge = Judge(rules)
    for entry in history["entries"]:
        if "reading" in entry:
            judge.read(entry["reading"], entry["blockTimeUnixS"])
        else:
            judge.happen(entry["event"], entry["blockTimeUnixS"])
        yield judge


def replay(folder):
    vectors = json.loads((pathlib.Path(folder) / "v2-judge.json").read_text("utf-8"))
    compared, differences = 0, []

    def same(what, found, stated):
        nonlocal compared
        compared += 1
        if found != stated:
            differences.append(what)
            print(f"DIFFERS  {what}: found {found}, stated {stated}")

    for history in vectors["histories"]:
        for place, judge in enumerate(judged(history)):
            stated = history["entries"][place]["after"]
            found = dict(judge.said(), hash=hashlib.sha256(judge.state()).hexdigest())
            same(f"{history['comment']}, entry {place}", found, stated)
        same(f"{history['comment']}, state", judge.state().hex(), history["state"])
    for vector in vectors["states"]:
        code = "admitted"
        try:
            read_state(bytes.fromhex(vector["state"]))
        except Refused as refused:
            code = str(refused)
        same(f"state: {vector['comment']}", code, vector["code"])
    print(json.dumps({"compared": compared, "different": len(differences)}))
    return 1 if differences else 0


def main():
    if sys.argv[1:] == ["--judge"]:
        for history in json.load(sys.stdin):
            *_, judge = [None, *judged(history)]
            said = judge and dict(judge.said(), state=judge.state().hex())
            print(json.dumps(said))
        return 0
    default = pathlib.Path(__file__).resolve().parent.parent / "vectors"
    return replay(sys.argv[1] if len(sys.argv) > 1 else default)


if __name__ == "__main__":
    sys.exit(main())
