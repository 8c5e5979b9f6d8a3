"""Primitives for second.py: Python's standard library and arithmetic.

Clear before fast, and NOT constant-time: it checks vectors and examples. Never give it a key that guards anything.
"""
import hashlib
import hmac

# ---- elliptic curves y^2 = x^3 + ax + b over the integers modulo p; points are (x, y), None is infinity


class Curve:
    def __init__(self, p, a, b, n, gx, gy):
        self.p, self.a, self.b, self.n, self.g = p, a, b, n, (gx, gy)

    def holds(self, x, y):
        return 0 <= x < self.p and 0 <= y < self.p and (y * y - (x * x * x + self.a * x + self.b)) % self.p == 0

    def lift(self, x, odd):
        """The point with this x, or None; p is 3 modulo 4 for both curves."""
        if x >= self.p:
            return None
        square = (x * x * x + self.a * x + self.b) % self.p
        y = pow(square, (self.p + 1) // 4, self.p)
        if y * y % self.p != square:
            return None
        return (x, y if y & 1 == odd else self.p - y)

    def _double(self, point):  # Jacobian: x = X / Z^2, y = Y / Z^3
        x, y, z = point
        p = self.p
        if y == 0 or z == 0:
            return (1, 1, 0)
        s = 4 * x * y * y % p
        m = (3 * x * x + self.a * pow(z, 4, p)) % p
        x2 = (m * m - 2 * s) % p
        return (x2, (m * (s - x2) - 8 * pow(y, 4, p)) % p, 2 * y * z % p)

    def _add(self, one, two):
        (x1, y1, z1), (x2, y2, z2), p = one, two, self.p
        if z1 == 0:
            return two
        if z2 == 0:
            return one
        u1, u2 = x1 * z2 * z2 % p, x2 * z1 * z1 % p
        s1, s2 = y1 * pow(z2, 3, p) % p, y2 * pow(z1, 3, p) % p
        if u1 == u2:
            return self._double(one) if s1 == s2 else (1, 1, 0)
        h, r = (u2 - u1) % p, (s2 - s1) % p
        h2 = h * h % p
        h3, v = h * h2 % p, u1 * h2 % p
        x3 = (r * r - h3 - 2 * v) % p
        return (x3, (r * (v - x3) - s1 * h3) % p, h * z1 * z2 % p)

    def combine(self, *terms):
        """The sum of scalar times point, affine."""
        total = (1, 1, 0)
        for scalar, point in terms:
            part = (1, 1, 0)
            for bit in bin(scalar)[2:]:
                part = self._double(part)
                if bit == "1":
                    part = self._add(part, (*point, 1))
            total = self._add(total, part)
        x, y, z = total
        if z == 0:
            return None
        inverse = pow(z, -1, self.p)
        return (x * inverse * inverse % self.p, y * pow(inverse, 3, self.p) % self.p)


P256 = Curve(
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    -3,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
SECP256K1 = Curve(
    2**256 - 2**32 - 977,
    0,
    7,
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def point(data):
    """A P-256 point of 33 bytes (02, 03) or 65 (04), or None."""
    if len(data) == 33 and data[0] in (2, 3):
        return P256.lift(int.from_bytes(data[1:], "big"), data[0] & 1)
    if len(data) == 65 and data[0] == 4:
        x, y = int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big")
        return (x, y) if P256.holds(x, y) else None
    return None


def compressed(xy):
    return bytes([2 + (xy[1] & 1)]) + xy[0].to_bytes(32, "big")


def uncompressed(xy):
    return b"\x04" + xy[0].to_bytes(32, "big") + xy[1].to_bytes(32, "big")


def public_key(private):
    return compressed(P256.combine((int.from_bytes(private, "big"), P256.g)))


def verify(public, signature, message):
    """ECDSA P-256 with SHA-256; 64 bytes r || s, either half of s; the key is compressed."""
    key = point(public) if len(public) == 33 else None
    if key is None or len(signature) != 64:
        return False
    n = P256.n
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < n and 0 < s < n):
        return False
    inverse = pow(s, -1, n)
    digest = int.from_bytes(sha256(message), "big")
    found = P256.combine((digest * inverse % n, P256.g), (r * inverse % n, key))
    return found is not None and found[0] % n == r


def ecdh(private, public):
    """The shared x (32 bytes), or None when `public` is no point."""
    other = point(public)
    if other is None:
        return None
    return P256.combine((int.from_bytes(private, "big"), other))[0].to_bytes(32, "big")


def recover(digest, signature):
    """The Ethereum address of whoever signed, or None; r || s || v, the lower half of s."""
    if len(signature) != 65:
        return None
    curve, v = SECP256K1, signature[64]
    v = v - 27 if v >= 27 else v
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    if v > 1 or not 0 < r < curve.n or not 0 < s <= curve.n // 2:
        return None
    base = curve.lift(r, v)
    if base is None:
        return None
    inverse = pow(r, -1, curve.n)
    e = int.from_bytes(digest, "big")
    key = curve.combine((s * inverse % curve.n, base), (-e * inverse % curve.n, curve.g))
    return None if key is None else keccak256(uncompressed(key)[1:])[12:]


def verify_wallet(key, signature, digest):
    """ECDSA secp256k1 over a digest; the key is x || y, the signature r || s with the lower half of s."""
    curve = SECP256K1
    if len(key) != 64 or len(signature) != 64:
        return False
    x, y = int.from_bytes(key[:32], "big"), int.from_bytes(key[32:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not curve.holds(x, y) or not 0 < r < curve.n or not 0 < s <= curve.n // 2:
        return False
    inverse = pow(s, -1, curve.n)
    e = int.from_bytes(digest, "big")
    found = curve.combine((e * inverse % curve.n, curve.g), (r * inverse % curve.n, (x, y)))
    return found is not None and found[0] % curve.n == r


# ---- hashes and key derivation


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hmac256(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def hkdf_expand(key, info, length):
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac256(key, block, info, bytes([counter]))
        out, counter = out + block, counter + 1
    return out[:length]


def keccak256(data):
    """Keccak-256 as Ethereum has it: 0x01 padding, not SHA-3's 0x06."""
    mask, rate = 2**64 - 1, 136
    turn = lambda value, by: ((value << by) | (value >> (64 - by))) & mask if by else value
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % rate))
    padded[-1] |= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), rate):
        for i in range(rate // 8):
            lanes[i % 5][i // 5] ^= int.from_bytes(padded[start + 8 * i : start + 8 * i + 8], "little")
        lfsr = 1
        for _ in range(24):
            c = [lanes[x][0] ^ lanes[x][1] ^ lanes[x][2] ^ lanes[x][3] ^ lanes[x][4] for x in range(5)]
            d = [c[(x - 1) % 5] ^ turn(c[(x + 1) % 5], 1) for x in range(5)]
            lanes = [[lanes[x][y] ^ d[x] for y in range(5)] for x in range(5)]
            x, y, current = 1, 0, lanes[1][0]
            for t in range(24):
                x, y = y, (2 * x + 3 * y) % 5
                current, lanes[x][y] = lanes[x][y], turn(current, (t + 1) * (t + 2) // 2 % 64)
            for y in range(5):
                row = [lanes[x][y] for x in range(5)]
                for x in range(5):
                    lanes[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5] & mask)
            for j in range(7):
                if lfsr & 1:
                    lanes[0][0] ^= 1 << ((1 << j) - 1)
                lfsr = (lfsr << 1) ^ (0x171 if lfsr & 0x80 else 0)
    return b"".join(lanes[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


# ---- AES-256-GCM (FIPS 197, NIST SP 800-38D), nonces of 12 bytes


def _doubled(byte):
    return ((byte << 1) ^ (0x11B if byte & 0x80 else 0)) & 0xFF


def _sbox():
    power, box = [1], [0x63] + [0] * 255
    for _ in range(254):
        power.append(power[-1] ^ _doubled(power[-1]))  # times 3, a generator
    inverse = {power[i]: power[(255 - i) % 255] for i in range(255)}
    for value, byte in inverse.items():
        box[value] = byte ^ 0x63
        for by in range(1, 5):
            box[value] ^= ((byte << by) | (byte >> (8 - by))) & 0xFF
    return bytes(box)


SBOX = _sbox()


def _round_keys(key):
    words, constant = [key[i : i + 4] for i in range(0, 32, 4)], 1
    for i in range(8, 60):
        word = words[-1]
        if i % 8 == 0:
            word = bytes([SBOX[word[1]] ^ constant, SBOX[word[2]], SBOX[word[3]], SBOX[word[0]]])
            constant = _doubled(constant)
        elif i % 8 == 4:
            word = bytes(SBOX[byte] for byte in word)
        words.append(bytes(a ^ b for a, b in zip(word, words[i - 8])))
    return [b"".join(words[i : i + 4]) for i in range(0, 60, 4)]


def _encrypt(keys, block):
    state = bytes(a ^ b for a, b in zip(block, keys[0]))
    for number, key in enumerate(keys[1:], 1):
        moved = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < len(keys) - 1:
            mixed = []
            for c in range(0, 16, 4):
                a = moved[c : c + 4]
                whole = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[i] ^ whole ^ _doubled(a[i] ^ a[(i + 1) % 4]) for i in range(4)]
            moved = mixed
        state = bytes(a ^ b for a, b in zip(moved, key))
    return state


def _ghash(h, associated, ciphertext):
    def times(x):
        z, v = 0, h
        for i in range(127, -1, -1):
            if x >> i & 1:
                z ^= v
            v = (v >> 1) ^ (0xE1 << 120 if v & 1 else 0)
        return z

    pad = lambda data: data + bytes(-len(data) % 16)
    lengths = (8 * len(associated)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    data, total = pad(associated) + pad(ciphertext) + lengths, 0
    for i in range(0, len(data), 16):
        total = times(total ^ int.from_bytes(data[i : i + 16], "big"))
    return total


def _gcm(key, nonce, associated, text, sealing):
    keys = _round_keys(key)
    stream = b"".join(_encrypt(keys, nonce + (2 + i).to_bytes(4, "big")) for i in range((len(text) + 15) // 16))
    out = bytes(a ^ b for a, b in zip(text, stream))
    hashed = _ghash(int.from_bytes(_encrypt(keys, bytes(16)), "big"), associated, out if sealing else text)
    mask = int.from_bytes(_encrypt(keys, nonce + b"\x00\x00\x00\x01"), "big")
    return out, (hashed ^ mask).to_bytes(16, "big")


def seal(key, nonce, associated, plaintext):
    return b"".join(_gcm(key, nonce, associated, plaintext, True))


def unseal(key, nonce, associated, sealed):
    """The plaintext, or None when it does not authenticate."""
    if len(sealed) < 16:
        return None
    out, tag = _gcm(key, nonce, associated, sealed[:-16], False)
    return out if hmac.compare_digest(tag, sealed[-16:]) else None


def ctr(key, first, text):
    """AES-256 in counter mode; the counter is the whole block and wraps."""
    keys, start = _round_keys(key), int.from_bytes(first, "big")
    blocks = ((start + i) % 2**128 for i in range((len(text) + 15) // 16))
    stream = b"".join(_encrypt(keys, block.to_bytes(16, "big")) for block in blocks)
    return bytes(a ^ b for a, b in zip(text, stream))
