"""Groups and their columns a second time, written from docs/protocol.md ("Quantities" to "Columns")."""
from second_protobuf import Refused

# name: (group, sparse, least, greatest)
DISTANCE, CONDITION = 1, 2
QUANTITIES = {
    "odometerHm": (DISTANCE, False, 0, 4_294_967_295),
    "distanceSinceClearedKm": (DISTANCE, True, 0, 65_535),
    "fuelUsedCl": (CONDITION, False, 0, 4_294_967_295),
    "energyUsedWh": (CONDITION, False, 0, 4_294_967_295),
    "operatingTimeS": (CONDITION, False, 0, 4_294_967_295),
    "troubleCode": (CONDITION, True, 0, 131_071),
    "speedKmh": (CONDITION, False, 0, 255),
    "temperatureDc": (CONDITION, False, -2_732, 32_767),
    "humidityPm": (CONDITION, False, 0, 1_000),
    "pressureHpa": (CONDITION, False, 0, 65_535),
    "stateOfChargePm": (CONDITION, True, 0, 1_000),
    "stateOfHealthPm": (CONDITION, True, 0, 1_000),
}
CAR = """odometerHm distanceSinceClearedKm fuelUsedCl energyUsedWh operatingTimeS troubleCode speedKmh stateOfChargePm
stateOfHealthPm""".split()
PROFILES = {
    (1, 1): CAR,
    (2, 1): CAR,
    (3, 1): ["operatingTimeS", "fuelUsedCl"],
    (4, 1): ["energyUsedWh"],
    (5, 1): ["temperatureDc", "humidityPm", "pressureHpa"],
}


def demand(truth):
    if not truth:
        raise Refused("malformed")


class Reader:
    def __init__(self, raw):
        self.raw, self.at = raw, 0

    def take(self, length):
        demand(self.at + length <= len(self.raw))
        self.at += length
        return self.raw[self.at - length : self.at]

    def number(self, length):
        return int.from_bytes(self.take(length), "big")

    def varint(self):
        value = 0
        for place in range(5):
            byte = self.number(1)
            value |= (byte & 127) << (7 * place)
            if byte < 128:
                demand(byte != 0 or place == 0)
                return value
        raise Refused("malformed")

    def signed(self):
        value = self.varint()
        return -(value + 1) // 2 if value & 1 else value // 2


def differences(reader, count):
    base, head = reader.signed(), reader.number(1)
    width = head & 127
    demand(width <= 31)
    exceptions = [0] * count
    if head & 128:
        place, total = -1, reader.varint()
        demand(1 <= total <= count)
        for _ in range(total):
            step, value = reader.varint(), reader.signed()
            demand(step != 0 and value != 0)
            place += step
            demand(place < count)
            exceptions[place] = value
    packed = reader.take((count * width + 7) // 8)
    bits, spare = int.from_bytes(packed, "big"), len(packed) * 8 - count * width
    demand(bits & ((1 << spare) - 1) == 0)
    bits >>= spare
    found = [bits >> ((count - 1 - i) * width) & ((1 << width) - 1) for i in range(count)]
    return [base + low + (exception << width) for low, exception in zip(found, exceptions)]


def running(reader, first, readings, least, greatest):
    values = [first]
    for step in differences(reader, readings - 1) if readings > 1 else []:
        values.append(values[-1] + step)
    demand(all(least <= value <= greatest for value in values))
    return values


def sparse(reader, readings, least, greatest):
    count, reading, entries = reader.varint(), 0, []
    demand(1 <= count <= 100)
    for _ in range(count):
        reading += reader.varint()
        value = least + reader.varint()
        demand(reading < readings and value <= greatest)
        entries.append([reading, value])
    return entries


def read_group(profile, group, raw, times=None):
    """The times and the columns of a group; `times` are those of the same envelope's distance."""
    names = [name for name in PROFILES[profile] if QUANTITIES[name][0] == group]
    reader = Reader(raw)
    mask = reader.varint()
    demand(mask >> (len(names) + 1) == 0)
    if mask & 1:
        readings, first = 1 + reader.number(1), reader.number(4)
        demand(readings <= 96)
        times = running(reader, first, readings, 0, 2**32 - 1)
    demand(times is not None and (mask & 1 or group == CONDITION))
    columns = {}
    for bit, name in enumerate(names, 1):
        if mask >> bit & 1:
            _, is_sparse, least, greatest = QUANTITIES[name]
            if is_sparse:
                columns[name] = sparse(reader, len(times), least, greatest)
            else:
                columns[name] = running(reader, least + reader.varint(), len(times), least, greatest)
    demand(columns)
    demand(reader.at == len(raw))
    return {"times": times, "columns": columns}
