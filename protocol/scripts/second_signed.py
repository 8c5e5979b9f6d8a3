"""Whether the actor of an operation signed it, a second time: docs/protocol.md, "Signatures of operations"."""
from second_operations import KEY, PASSKEY, WALLET, key_signed, passkey_signed, set_signed, wallet_signed
from second_ownership import chunks, number


def passkey_parts(raw):
    middle = 2 + number(raw[:2])
    end = middle + 2 + number(raw[middle : middle + 2])
    return (raw[2:middle], raw[middle + 2 : end], raw[end:]) if len(raw) == end + 64 else (b"", b"", b"")


def is_signed(case, signature, origins):
    world, raw, form = case.world, case.raw, case.read["form"]
    if form == WALLET:
        return len(signature) == 128 and wallet_signed(world, raw, signature[:64], signature[64:])
    if form == KEY:
        return key_signed(world, raw, signature)
    if form == PASSKEY:
        data, client, made = passkey_parts(signature)
        return passkey_signed(world, raw, data[:32], origins, data, client, made)
    if len(signature) % 65 or len(signature) > 16 * 65:
        return False
    actors = case.before["actors"]
    keys = [each["publicKey"] for each in actors["administrators"]]
    return set_signed(world, raw, actors["set"], keys, actors["threshold"], [(each[0], each[1:]) for each in chunks(signature, 65)])
