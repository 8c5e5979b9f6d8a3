"""The third judge's path: docs/verdict.md, "Time" to "Outliers"."""
from second_judge_state import BUCKETS, COUNTERS, DAY, FAR, MOST, Meter, Place, Reason, USE, WORK


class Path:
    """Time, speed, the path and its outliers; what a judge does beside them is in second_judge.py."""

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
        self.words = []

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
            self.forget_shown()

    def forget_shown(self):
        for word in self.words:
            if word["says"] == "shows":
                word["says"] = "differs"

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
            self.forgive_unseen()
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
                self.forgive_unseen()
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
