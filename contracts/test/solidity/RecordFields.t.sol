// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    Chain,
    Key,
    Odometer,
    Owner,
    Period,
    Quarantine,
    RecordFields,
    Vehicle,
    Verdict
} from "../../solidity/RecordFields.sol";
import {Refusal} from "./Refusal.sol";

/// @notice Each field's bytes to the letter of docs/protocol.md, "Record tree", and what is not so is refused.
contract RecordFieldsTest is Refusal {
    function key(bytes calldata value) external pure returns (Key memory) {
        return RecordFields.decodeKey(value);
    }

    function vehicle(bytes calldata value) external pure returns (Vehicle memory) {
        return RecordFields.decodeVehicle(value);
    }

    function owner(bytes calldata value) external pure returns (Owner memory) {
        return RecordFields.decodeOwner(value);
    }

    function chain(bytes calldata value) external pure returns (Chain memory) {
        return RecordFields.decodeChain(value);
    }

    function period(bytes calldata value) external pure returns (Period memory) {
        return RecordFields.decodePeriod(value);
    }

    function odometer(bytes calldata value) external pure returns (Odometer memory) {
        return RecordFields.decodeOdometer(value);
    }

    function verdict(bytes calldata value) external pure returns (Verdict memory) {
        return RecordFields.decodeVerdict(value);
    }

    function quarantine(bytes calldata value) external pure returns (Quarantine memory) {
        return RecordFields.decodeQuarantine(value);
    }

    function band(bytes calldata value) external pure returns (uint16) {
        return RecordFields.decodeBand(value);
    }

    function layout(uint8 number, bytes calldata value) external pure {
        RecordFields.requireLayout(number, value);
    }

    function utf8(bytes calldata value) external pure returns (bool) {
        return RecordFields.isUtf8(value);
    }

    function testFuzz_key(bytes1 sign, bytes32 x, uint8 keyTier, bytes8 maker) external view {
        Key memory read = this.key(abi.encodePacked(sign, x, keyTier, maker));
        require(read.sign == sign && read.x == x && read.keyTier == keyTier && read.maker == maker);
    }

    function testFuzz_owner(address account, uint32 tenure, uint32 firstSequence, uint32 sinceUnixS) external view {
        Owner memory read = this.owner(abi.encodePacked(account, tenure, firstSequence, sinceUnixS));
        require(read.owner == account && read.tenure == tenure);
        require(read.firstSequence == firstSequence && read.sinceUnixS == sinceUnixS);
    }

    function testFuzz_chain(Chain calldata said) external view {
        Chain memory read = this.chain(
            abi.encodePacked(said.sequence, said.link, said.session, said.firstSequence, said.accumulator, said.items)
        );
        require(keccak256(abi.encode(read)) == keccak256(abi.encode(said)));
    }

    function testFuzz_period(Period calldata said) external view {
        Period memory read = this.period(
            abi.encodePacked(
                said.coveredFromUnixS, said.coveredToUnixS, said.coveredReadings, said.readings, said.longestSilenceS
            )
        );
        require(keccak256(abi.encode(read)) == keccak256(abi.encode(said)));
    }

    function testFuzz_odometer(uint32 timeUnixS, uint32 raw, uint48 distanceHm, int48 offsetHm) external view {
        uint48 offset = uint48(uint256(int256(offsetHm) + 2 ** 47));
        Odometer memory read = this.odometer(abi.encodePacked(timeUnixS, raw, distanceHm, offset));
        require(read.timeUnixS == timeUnixS && read.raw == raw);
        require(read.distanceHm == distanceHm && read.offsetHm == offsetHm);
    }

    function test_offsetAtItsEdges() external view {
        bytes memory head = abi.encodePacked(uint32(1), uint32(2), uint48(3));
        require(this.odometer(abi.encodePacked(head, uint48(0))).offsetHm == type(int48).min);
        require(this.odometer(abi.encodePacked(head, type(uint48).max)).offsetHm == type(int48).max);
        require(this.odometer(abi.encodePacked(head, uint48(2 ** 47))).offsetHm == 0);
    }

    function testFuzz_verdict(bytes32 judgeHash, uint16 parameters, uint8 said, bytes8[] calldata reasons) external {
        if (reasons.length > 255) return;
        bytes memory value = abi.encodePacked(judgeHash, parameters, said, uint8(reasons.length));
        for (uint256 i = 0; i < reasons.length; ++i) {
            value = bytes.concat(value, reasons[i]);
        }
        Verdict memory read = this.verdict(value);
        require(read.judgeHash == judgeHash && read.parameters == parameters && read.verdict == said);
        require(read.reasons.length == reasons.length);
        for (uint256 i = 0; i < reasons.length; ++i) {
            require(read.reasons[i].reason == uint8(reasons[i][0]) && read.reasons[i].open == uint8(reasons[i][1]));
            require(read.reasons[i].count == uint16(uint64(reasons[i]) >> 32));
            require(read.reasons[i].firstTimeUnixS == uint32(uint64(reasons[i])));
        }
        refused(abi.encodeCall(this.verdict, (bytes.concat(value, hex"00"))), malformed(7));
    }

    function testFuzz_quarantine(Quarantine calldata said) external view {
        Quarantine memory read = this.quarantine(
            abi.encodePacked(said.revokedReason, said.revokedUnixS, said.reason, said.sinceUnixS, said.untilUnixS)
        );
        require(keccak256(abi.encode(read)) == keccak256(abi.encode(said)));
    }

    function testFuzz_band(uint16 distanceBand) external view {
        require(this.band(abi.encodePacked(distanceBand)) == distanceBand);
    }

    function test_vehicle() external {
        Vehicle memory read = this.vehicle(hex"045a6fc3a90007ea00010002");
        require(keccak256(bytes(read.make)) == keccak256(unicode"Zoé") && bytes(read.model).length == 0);
        require(read.modelYear == 2026 && read.profile == 1 && read.profileVersion == 2);
        bytes[6] memory wrong = [
            bytes(hex""),
            hex"0900",
            hex"01ff00000000000000",
            hex"045a6fc3a90007ea000100",
            hex"045a6fc3a90007ea0001000200",
            hex"045a6fc3a9"
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            refused(abi.encodeCall(this.vehicle, (wrong[i])), malformed(1));
        }
    }

    /// @notice Every field of one length, a byte too short and a byte too long.
    function test_lengths() external {
        bytes4[5] memory decoders =
            [this.key.selector, this.owner.selector, this.chain.selector, this.period.selector, this.odometer.selector];
        uint8[5] memory numbers = [0, 3, 4, 5, 6];
        uint8[5] memory lengths = [42, 32, 80, 20, 20];
        for (uint256 i = 0; i < decoders.length; ++i) {
            refused(abi.encodeWithSelector(decoders[i], new bytes(lengths[i] - 1)), malformed(numbers[i]));
            refused(abi.encodeWithSelector(decoders[i], new bytes(lengths[i] + 1)), malformed(numbers[i]));
            refused(abi.encodeWithSelector(decoders[i], new bytes(0)), malformed(numbers[i]));
        }
        refused(abi.encodeCall(this.band, (new bytes(1))), malformed(15));
        refused(abi.encodeCall(this.band, (new bytes(3))), malformed(15));
        refused(abi.encodeCall(this.quarantine, (new bytes(13))), malformed(12));
        refused(abi.encodeCall(this.quarantine, (new bytes(15))), malformed(12));
        refused(abi.encodeCall(this.verdict, (new bytes(35))), malformed(7));
    }

    function test_layoutsWithoutAStruct() external {
        uint8[5] memory numbers = [2, 13, 14, 8, 11];
        uint8[5] memory lengths = [32, 5, 0, 3, 1];
        for (uint256 i = 0; i < numbers.length; ++i) {
            this.layout(numbers[i], new bytes(lengths[i]));
            refused(abi.encodeCall(this.layout, (numbers[i], new bytes(lengths[i] + 1))), malformed(numbers[i]));
            if (lengths[i] > 0) {
                refused(abi.encodeCall(this.layout, (numbers[i], new bytes(lengths[i] - 1))), malformed(numbers[i]));
            }
        }
    }

    /// @notice A list of as many items as there may be is read, one more is refused, and so is one that is shorter than it says.
    function test_listsAtTheirMost() external {
        listAtItsMost(8, hex"", 62, 6, hex"0000");
        listAtItsMost(8, hex"00", 60, 6, hex"00");
        listAtItsMost(8, hex"0000", 255, 6, hex"");
        listAtItsMost(9, hex"00000000", 16, 9, hex"");
        listAtItsMost(10, new bytes(12), 100, 2, hex"");
        listAtItsMost(11, hex"", 8, 62, hex"");
    }

    function listAtItsMost(uint8 number, bytes memory before, uint8 most, uint256 itemBytes, bytes memory behind)
        private
    {
        this.layout(number, bytes.concat(before, bytes1(most), new bytes(most * itemBytes), behind));
        bytes memory short = bytes.concat(before, bytes1(most), new bytes(most * itemBytes - 1), behind);
        refused(abi.encodeCall(this.layout, (number, short)), malformed(number));
        if (most == 255) return;
        bytes memory more = bytes.concat(before, bytes1(most + 1), new bytes((most + 1) * itemBytes), behind);
        refused(abi.encodeCall(this.layout, (number, more)), malformed(number));
    }

    /// @notice The edges of RFC 3629 §4.
    function test_utf8() external view {
        string[10] memory good =
            ["", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf"];
        string[16] memory bad = [
            "80",
            "bf",
            "c0af",
            "c1bf",
            "c2",
            "c27f",
            "e09fbf",
            "e0a0",
            "e0a0c0",
            "eda080",
            "edbfbf",
            "f08fbfbf",
            "f4908080",
            "f5808080",
            "f09080",
            "f09080c0"
        ];
        for (uint256 i = 0; i < good.length; ++i) {
            require(this.utf8(hexOf(good[i])), good[i]);
        }
        for (uint256 i = 0; i < bad.length; ++i) {
            require(!this.utf8(hexOf(bad[i])), bad[i]);
        }
    }

    function malformed(uint8 number) private pure returns (bytes memory) {
        return abi.encodeWithSelector(RecordFields.FieldMalformed.selector, number);
    }

    function hexOf(string memory digits) private pure returns (bytes memory read) {
        bytes memory text = bytes(digits);
        read = new bytes(text.length / 2);
        for (uint256 i = 0; i < read.length; ++i) {
            read[i] = bytes1(digit(text[2 * i]) * 16 + digit(text[2 * i + 1]));
        }
    }

    function digit(bytes1 character) private pure returns (uint8) {
        return uint8(character) < 0x3A ? uint8(character) - 0x30 : uint8(character) - 0x57;
    }
}
