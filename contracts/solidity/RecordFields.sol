// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Field 0: whose record it is.
/// @param publicKey the device's P-256 key: sign (2 or 3) and x
/// @param keyTier 1 software, 2 operating system's keystore, 3 secure element, 4 maker
/// @param maker the identity of the company that registered the device
struct Key {
    bytes1 sign;
    bytes32 x;
    uint8 keyTier;
    bytes8 maker;
}

/// @notice Field 1: the vehicle, as its maker wrote it down. Make and model are UTF-8.
struct Vehicle {
    string make;
    string model;
    uint16 modelYear;
    uint16 profile;
    uint16 profileVersion;
}

/// @notice Field 3: the owner. `owner` is a wallet's address, the account of a P-256 key or passkey, or 0 without an owner.
struct Owner {
    address owner;
    uint32 tenure;
    uint32 firstSequence;
    uint32 sinceUnixS;
}

/// @notice Field 4: how far the device's hash chain goes, and what its history comes to.
struct Chain {
    uint32 sequence;
    bytes32 link;
    uint32 session;
    uint32 firstSequence;
    bytes32 accumulator;
    uint32 items;
}

/// @notice Field 5: the covered period of the verdict.
struct Period {
    uint32 coveredFromUnixS;
    uint32 coveredToUnixS;
    uint32 coveredReadings;
    uint32 readings;
    uint32 longestSilenceS;
}

/// @notice Field 6: the newest reading of the path. Distances are in hectometres (100 m).
/// @param raw what the counter shows
/// @param distanceHm the distance over the car's life
/// @param offsetHm the distance less the counter, which another cluster may have begun anew
struct Odometer {
    uint32 timeUnixS;
    uint32 raw;
    uint48 distanceHm;
    int48 offsetHm;
}

/// @notice One reason of a verdict: which (docs/verdict.md, "Reasons"), whether it is open, how often, and since when.
struct Reason {
    uint8 reason;
    uint8 open;
    uint16 count;
    uint32 firstTimeUnixS;
}

/// @notice Field 7: the verdict.
/// @param judgeHash the hash of the judge's state
/// @param parameters the version of the judge's parameters
/// @param verdict 1 logical, 2 illogical, 3 no judgement
struct Verdict {
    bytes32 judgeHash;
    uint16 parameters;
    uint8 verdict;
    Reason[] reasons;
}

/// @notice Field 12: whether the device's key was revoked or is in quarantine. A reason of 0 says that it is not.
struct Quarantine {
    uint8 revokedReason;
    uint32 revokedUnixS;
    uint8 reason;
    uint32 sinceUnixS;
    uint32 untilUnixS;
}

/// @title The sixteen fields of a record as bytes (docs/protocol.md, "Record tree")
/// @notice Numbers are big-endian, the parts stand in one order, and nothing follows them. What is longer, shorter or not
/// of its layout is refused, as the TypeScript verifier refuses it.
library RecordFields {
    /// @notice A field's value does not have the layout of its number.
    error FieldMalformed(uint8 number);

    uint8 internal constant KEY = 0;
    uint8 internal constant VEHICLE = 1;
    uint8 internal constant VIN = 2;
    uint8 internal constant OWNER = 3;
    uint8 internal constant CHAIN = 4;
    uint8 internal constant PERIOD = 5;
    uint8 internal constant ODOMETER = 6;
    uint8 internal constant VERDICT = 7;
    uint8 internal constant CLOSINGS = 8;
    uint8 internal constant EVENTS = 9;
    uint8 internal constant TROUBLE = 10;
    uint8 internal constant GRANTS = 11;
    uint8 internal constant QUARANTINE = 12;
    uint8 internal constant PUBLICATION = 13;
    uint8 internal constant PLATE = 14;
    uint8 internal constant BAND = 15;

    /// @notice The verdicts.
    uint8 internal constant LOGICAL = 1;
    uint8 internal constant ILLOGICAL = 2;
    uint8 internal constant NO_JUDGEMENT = 3;

    uint256 private constant CLOSING_DAYS_MAX = 62;
    uint256 private constant CLOSING_MONTHS_MAX = 60;
    uint256 private constant ANY = 255;
    uint256 private constant EVENTS_MAX = 16;
    uint256 private constant TROUBLE_CODES_MAX = 100;
    uint256 private constant GRANTS_MAX = 8;

    /// @dev An s48 is written with 2^47 added.
    int64 private constant S48_ZERO = 2 ** 47;

    function decodeKey(bytes calldata value) internal pure returns (Key memory key) {
        requireLength(KEY, value, 42);
        bytes10 rest = bytes10(value[32:42]);
        key.sign = bytes1(value);
        // Bytes 1 to 32.
        key.x = bytes32(value[1:33]);
        key.keyTier = uint8(bytes1(rest << 8));
        key.maker = bytes8(rest << 16);
    }

    function decodeVehicle(bytes calldata value) internal pure returns (Vehicle memory vehicle) {
        uint256 at = 0;
        (vehicle.make, at) = text(value, at);
        (vehicle.model, at) = text(value, at);
        if (value.length != at + 6) revert FieldMalformed(VEHICLE);
        vehicle.modelYear = uint16(bytes2(value[at:at + 2]));
        vehicle.profile = uint16(bytes2(value[at + 2:at + 4]));
        vehicle.profileVersion = uint16(bytes2(value[at + 4:at + 6]));
    }

    function decodeOwner(bytes calldata value) internal pure returns (Owner memory owner) {
        requireLength(OWNER, value, 32);
        bytes32 packed = bytes32(value);
        owner.owner = address(bytes20(packed));
        owner.tenure = uint32(bytes4(packed << 160));
        owner.firstSequence = uint32(bytes4(packed << 192));
        owner.sinceUnixS = uint32(bytes4(packed << 224));
    }

    function decodeChain(bytes calldata value) internal pure returns (Chain memory chain) {
        requireLength(CHAIN, value, 80);
        chain.sequence = uint32(bytes4(value[0:4]));
        chain.link = bytes32(value[4:36]);
        chain.session = uint32(bytes4(value[36:40]));
        chain.firstSequence = uint32(bytes4(value[40:44]));
        chain.accumulator = bytes32(value[44:76]);
        chain.items = uint32(bytes4(value[76:80]));
    }

    function decodePeriod(bytes calldata value) internal pure returns (Period memory period) {
        requireLength(PERIOD, value, 20);
        bytes20 packed = bytes20(value);
        period.coveredFromUnixS = uint32(bytes4(packed));
        period.coveredToUnixS = uint32(bytes4(packed << 32));
        period.coveredReadings = uint32(bytes4(packed << 64));
        period.readings = uint32(bytes4(packed << 96));
        period.longestSilenceS = uint32(bytes4(packed << 128));
    }

    function decodeOdometer(bytes calldata value) internal pure returns (Odometer memory odometer) {
        requireLength(ODOMETER, value, 20);
        bytes20 packed = bytes20(value);
        odometer.timeUnixS = uint32(bytes4(packed));
        odometer.raw = uint32(bytes4(packed << 32));
        odometer.distanceHm = uint48(bytes6(packed << 64));
        // From 0 to 2^48 − 1 less 2^47: between −2^47 and 2^47 − 1, which an int48 holds.
        odometer.offsetHm = int48(int64(uint64(uint48(bytes6(packed << 112)))) - S48_ZERO);
    }

    function decodeVerdict(bytes calldata value) internal pure returns (Verdict memory verdict) {
        if (value.length < 36) revert FieldMalformed(VERDICT);
        uint256 count = uint8(value[35]);
        requireLength(VERDICT, value, 36 + 8 * count);
        verdict.judgeHash = bytes32(value[0:32]);
        verdict.parameters = uint16(bytes2(value[32:34]));
        verdict.verdict = uint8(value[34]);
        verdict.reasons = new Reason[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes8 packed = bytes8(value[36 + 8 * i:44 + 8 * i]);
            Reason memory reason = verdict.reasons[i];
            reason.reason = uint8(packed[0]);
            reason.open = uint8(packed[1]);
            reason.count = uint16(bytes2(packed << 16));
            reason.firstTimeUnixS = uint32(bytes4(packed << 32));
        }
    }

    function decodeQuarantine(bytes calldata value) internal pure returns (Quarantine memory quarantine) {
        requireLength(QUARANTINE, value, 14);
        bytes14 packed = bytes14(value);
        quarantine.revokedReason = uint8(bytes1(packed));
        quarantine.revokedUnixS = uint32(bytes4(packed << 8));
        quarantine.reason = uint8(bytes1(packed << 40));
        quarantine.sinceUnixS = uint32(bytes4(packed << 48));
        quarantine.untilUnixS = uint32(bytes4(packed << 80));
    }

    /// @notice Returns field 15: the distance over the car's life in whole steps of 10 000 km, rounded down.
    function decodeBand(bytes calldata value) internal pure returns (uint16 distanceBand) {
        requireLength(BAND, value, 2);
        return uint16(bytes2(value));
    }

    /// @notice Reverts unless the value has the layout of a field that is not read here.
    /// @param number 2, 8 to 11, 13 or 14; the last may have no bytes
    function requireLayout(uint8 number, bytes calldata value) internal pure {
        uint256 end = 0;
        if (number == VIN) {
            end = 32;
        } else if (number == CLOSINGS) {
            end = afterList(number, value, 0, 6, CLOSING_DAYS_MAX);
            end = afterList(number, value, end, 6, CLOSING_MONTHS_MAX);
            end = afterList(number, value, end, 6, ANY);
        } else if (number == EVENTS) {
            end = afterList(number, value, 4, 9, EVENTS_MAX);
        } else if (number == TROUBLE) {
            end = afterList(number, value, 12, 2, TROUBLE_CODES_MAX);
        } else if (number == GRANTS) {
            end = afterList(number, value, 0, 62, GRANTS_MAX);
        } else if (number == PUBLICATION) {
            end = 5;
        } else if (number == PLATE && value.length != 0) {
            end = 32;
        }
        requireLength(number, value, end);
    }

    function requireLength(uint8 number, bytes calldata value, uint256 length) private pure {
        if (value.length != length) revert FieldMalformed(number);
    }

    /// @dev Returns where a list ends that has its number of items at a place; whether so much is there, the caller asks.
    function afterList(uint8 number, bytes calldata value, uint256 at, uint256 itemBytes, uint256 most)
        private
        pure
        returns (uint256)
    {
        if (at >= value.length) revert FieldMalformed(number);
        uint256 count = uint8(value[at]);
        if (count > most) revert FieldMalformed(number);
        return at + 1 + count * itemBytes;
    }

    /// @dev Returns the text that has its number of bytes at a place, and where it ends.
    function text(bytes calldata value, uint256 at) private pure returns (string memory, uint256) {
        if (at >= value.length) revert FieldMalformed(VEHICLE);
        uint256 end = at + 1 + uint8(value[at]);
        if (end > value.length || !isUtf8(value[at + 1:end])) revert FieldMalformed(VEHICLE);
        return (string(value[at + 1:end]), end);
    }

    /// @notice Returns whether bytes are UTF-8: no overlong form, no surrogate, nothing above U+10FFFF (RFC 3629 §4).
    function isUtf8(bytes calldata value) internal pure returns (bool) {
        uint256 at = 0;
        while (at < value.length) {
            uint8 first = uint8(value[at]);
            ++at;
            if (first < 0x80) continue;
            if (first < 0xC2 || first > 0xF4) return false;
            uint256 following = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
            if (at + following > value.length) return false;
            // What the second byte may be depends on the first: it rules out overlong forms, surrogates and what is too high.
            uint8 second = uint8(value[at]);
            uint8 low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            uint8 high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            if (second < low || second > high) return false;
            for (uint256 i = 1; i < following; ++i) {
                if (uint8(value[at + i]) & 0xC0 != 0x80) return false;
            }
            at += following;
        }
        return true;
    }
}
