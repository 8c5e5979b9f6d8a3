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

sys.dont_write_bytecode = True
from second_judge_path import Path
from second_judge_state import ADVERSE, BUCKETS, BYTE, DAY, EFFECT, FAR, MOST, Place, Refused, SAYS, WORK, read_state


class Judge(Path):
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

    def forgive_unseen(self):
        if self.source.last is not None:
            self.source.rise = max(0, self.source.rise - 1_000)
            self.fell = True

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
            self.read_dial(event, time)
        elif kind == "dial-withdrawn":
            self.withdraw_dial(event, time)
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

    def read_dial(self, event, time):
        if self.path is None:
            return
        p, at = self.path.position, self.hectometres(event["raw"]) + self.offset
        company, day = event["company"], min(65_535, time // DAY)
        own = next((word for word in self.words if word["company"] == company), None)
        if p - self.dial <= at <= p + self.reach(time - self.path.since):
            self.find("dial-reading", time)
            if own and own["says"] in ADVERSE:
                own.update(day=day, says="closed")
            elif self.saying(*ADVERSE):
                self.say(event, day, "agrees")
            if len(self.saying("agrees")) >= 2 * len(self.saying(*ADVERSE)):
                for word in self.saying(*ADVERSE):
                    word.update(day=day, says="closed")
                self.end_differences()
                if self.is_open("disputed-reading"):
                    self.anew()
                self.end_dispute()
            return
        is_quiet = own and own["says"] == "closed" and day - own["day"] < 365
        if is_quiet and not self.saying(*ADVERSE):
            self.find("dial-unconfirmed", time, abs(at - p))
            return
        self.find("dial-differs", time, abs(at - p))
        shown = self.dispute and self.dispute[2] > p and at >= self.dispute[2] - self.dial
        self.say(event, day, "shows" if shown else "differs")
        if len(self.saying("shows")) >= 2:
            self.find("odometer-decreased", self.dispute[0], self.dispute[1])
            self.end_dispute()
            self.forget_shown()

    def withdraw_dial(self, event, time):
        named = [word for word in self.words if (word["company"], word["entry"]) == (event["company"], event["entry"])]
        if named and named[0]["says"] == "agrees":
            self.words.remove(named[0])
        elif named and named[0]["says"] in ADVERSE:
            named[0].update(day=min(65_535, time // DAY), says="closed")
            if not self.saying(*ADVERSE):
                self.end_differences()

    def saying(self, *what):
        return [word for word in self.words if word["says"] in what]

    def say(self, event, day, says):
        others = [word for word in self.words if word["company"] != event["company"]]
        if len(others) == 4:
            leaving = [word for word in others if word["says"] == "closed"]
            leaving += [word for word in others if says == "agrees" and word["says"] in ADVERSE]
            if not leaving:
                return
            others.remove(leaving[0])
        self.words = others + [{"company": event["company"], "entry": event["entry"], "day": day, "says": says}]

    def end_differences(self):
        self.close("dial-differs", True)
        self.words = [word for word in self.words if word["says"] != "agrees"]

    def end_dispute(self):
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
        words = [u8(w["company"]) + u32(w["entry"]) + u16(w["day"]) + u8(1 + SAYS.index(w["says"])) for w in self.words]
        out += u8(len(words)) + b"".join(words).ljust(32, b"\0")
        out += u8(len(self.reasons))
        for name in sorted(self.reasons, key=BYTE.get):
            r = self.reasons[name]
            out += u8(BYTE[name]) + u32(r.first, r.last) + u16(r.count) + u8(r.open)
            out += u32(r.first_amount, r.total, r.seconds)
        return out


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
