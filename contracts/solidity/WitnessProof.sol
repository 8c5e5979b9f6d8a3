// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApplication, OutputValidityProof} from "./IApplication.sol";
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
} from "./RecordFields.sol";
import {Sha256Tree} from "./Sha256Tree.sol";

/// @notice A field of a record as it is shown: its number, from 0 to 15, its salt and its value.
struct OpenedField {
    uint8 number;
    bytes16 salt;
    bytes value;
}

/// @notice What the notice of a state says beside the state root.
struct Notice {
    uint64 inputIndex;
    uint64 devices;
    uint32 admitted;
    uint32 refused;
}

/// @notice Fields of one record with all that leads from them to a claim.
/// @param fields in strictly ascending order of their numbers; `key` (0) is one of them
/// @param siblings of the record's tree: level by level from the leaves up, each level from the left
/// @param index the record's leaf in the state tree, from 1
/// @param path the siblings of that leaf
/// @param notice what the notice says beside the state root
/// @param outputIndex the notice's place among all outputs of the application
/// @param outputLevels a bit for each level, from bit 0 for the leaf's, at which the outputs tree has something beside it
/// @param outputSiblings the siblings at these levels, the lowest first; at all others it is the root of an empty subtree
struct RecordProof {
    OpenedField[] fields;
    bytes32[] siblings;
    uint64 index;
    bytes32[] path;
    Notice notice;
    uint64 outputIndex;
    uint64 outputLevels;
    bytes32[] outputSiblings;
}

/// @notice What is proven of a record. What was not shown is zeros: ask `shown`, or name it among the required fields.
/// @param shown a bit for each field, from bit 0 for `key`
/// @param inputIndex the input whose state this is. A later input may have changed the record since
/// @param devices how many devices there were
/// @param distanceBand the distance in whole steps of 10 000 km, for who is not shown the odometer
struct Record {
    uint16 shown;
    uint64 inputIndex;
    uint64 devices;
    Key key;
    Vehicle vehicle;
    Owner owner;
    Chain chain;
    Period period;
    Odometer odometer;
    Verdict verdict;
    Quarantine quarantine;
    uint16 distanceBand;
}

/// @title Proves on chain what a record of Witness says
/// @notice The way goes from the fields over the record's root, the state root, the notice `StateRoot` and the output
/// `Notice(bytes)` to a claim that the consensus of the application accepted (docs/protocol.md, "Openings", "State tree",
/// "Notices", "Last output"). What is proven is as sure as the validators of the application are honest.
///
/// What is *not* proven: that the state is the newest. An accepted claim stays valid for ever, so a proof once made holds
/// for ever, and a later state may say otherwise. Bound the age by a time that the record itself says, such as that of
/// the newest reading, and remember `inputIndex` where an older state must not be shown after a newer one.
/// @dev Everything is read from calldata; memory is taken for the answer, the output and its 63 siblings.
library WitnessProof {
    /// @notice The fields are not in strictly ascending order, or a number is above 15.
    error FieldOutOfOrder(uint8 number);
    /// @notice A sibling of the record's tree is missing, or one is left over.
    error SiblingsLength(uint256 siblings);
    /// @notice Place 0 of the state tree is that of the globals, which are no record.
    error NotARecord();
    /// @notice Fields that were asked for are not shown: a bit for each, from bit 0 for `key`.
    error FieldsNotShown(uint16 missing);
    /// @notice The record is that of another device.
    error OtherDevice(bytes8 device);
    /// @notice A level of the outputs tree has no sibling, a sibling is left over, or there is no such level.
    error OutputSiblingsLength(uint256 siblings);

    /// @dev bytes4(keccak256("StateRoot(bytes32,uint64,uint64,uint32,uint32)"))
    bytes4 private constant STATE_ROOT = 0xa173021a;
    /// @dev bytes4(keccak256("Notice(bytes)"))
    bytes4 private constant NOTICE = 0xc258d6e5;
    uint256 private constant FIELDS = 16;
    uint256 private constant OUTPUTS_TREE_HEIGHT = 63;

    /// @notice Returns what a proof shows of a device's record; reverts when it does not hold.
    /// @param application whose record it is. Take it from your own storage: whoever chooses it chooses what is true
    /// @param device the device that was asked for: the first 8 bytes of the hash of its key
    /// @param required a bit for each field that must be shown, from bit 0 for `key`, which must always
    /// @param proof fields, and what leads from them to a claim
    function prove(IApplication application, bytes8 device, uint16 required, RecordProof calldata proof)
        internal
        view
        returns (Record memory record)
    {
        // First of all, since it refuses fields that are out of order: after that the first can only be the key.
        bytes32 stateRoot = stateRootOf(proof);
        record = decode(proof.fields);
        uint16 missing = (required | bit(RecordFields.KEY)) & ~record.shown;
        if (missing != 0) revert FieldsNotShown(missing);
        bytes8 shownDevice = identityOf(proof.fields[0].value[0:33]);
        if (shownDevice != device) revert OtherDevice(shownDevice);
        record.inputIndex = proof.notice.inputIndex;
        record.devices = proof.notice.devices;
        application.validateOutput(
            outputOf(stateRoot, proof.notice),
            OutputValidityProof(proof.outputIndex, outputSiblingsOf(proof.outputLevels, proof.outputSiblings))
        );
    }

    /// @notice Returns the bit of a field in `required` and `shown`.
    function bit(uint8 number) internal pure returns (uint16) {
        return uint16(1 << number);
    }

    /// @notice Returns a key's identity: the first 8 bytes of the SHA-256 of its compressed form (33 bytes).
    function identityOf(bytes calldata publicKey) internal pure returns (bytes8) {
        return bytes8(sha256(publicKey));
    }

    /// @notice Returns the state root that fields, siblings and path lead to.
    function stateRootOf(RecordProof calldata proof) internal view returns (bytes32) {
        if (proof.index == 0) revert NotARecord();
        bytes32 leaf = Sha256Tree.rootLeaf(rootOfOpening(proof.fields, proof.siblings));
        // Leaf 0 is the globals, so there is one leaf more than there are devices.
        return Sha256Tree.rootOfPath(leaf, proof.index, uint256(proof.notice.devices) + 1, proof.path);
    }

    /// @notice Returns the root of a record's tree that an opening leads to.
    function rootOfOpening(OpenedField[] calldata fields, bytes32[] calldata siblings) internal view returns (bytes32) {
        // The nodes of the level that are known, by their place, and a bit for each.
        bytes32[FIELDS] memory nodes;
        uint256 known = 0;
        for (uint256 i = 0; i < fields.length; ++i) {
            OpenedField calldata field = fields[i];
            uint8 number = field.number;
            // Above the one before: no bit at its place or beyond.
            if (number >= FIELDS || known >> number != 0) revert FieldOutOfOrder(number);
            nodes[number] = Sha256Tree.fieldLeaf(field.salt, number, field.value);
            known |= 1 << number;
        }
        uint256 used = 0;
        for (uint256 width = FIELDS / 2; width > 0; width /= 2) {
            uint256 above = 0;
            // Whether there is anything to the right of a place, the bits tell.
            for (uint256 at = 0; at < width && known >> (2 * at) != 0; ++at) {
                uint256 pair = (known >> (2 * at)) & 3;
                if (pair == 0) continue;
                bytes32 left = nodes[2 * at];
                bytes32 right = nodes[2 * at + 1];
                if (pair != 3) {
                    if (used == siblings.length) revert SiblingsLength(siblings.length);
                    if (pair == 1) right = siblings[used];
                    else left = siblings[used];
                    ++used;
                }
                nodes[at] = Sha256Tree.node(left, right);
                above |= 1 << at;
            }
            known = above;
        }
        // Without a field nothing is known at the root.
        if (known == 0 || used != siblings.length) revert SiblingsLength(siblings.length);
        return nodes[0];
    }

    /// @notice Returns the output whose keccak is a leaf of the outputs tree.
    function outputOf(bytes32 stateRoot, Notice calldata notice) internal pure returns (bytes memory) {
        bytes memory payload = abi.encodeWithSelector(
            STATE_ROOT, stateRoot, notice.inputIndex, notice.devices, notice.admitted, notice.refused
        );
        return abi.encodeWithSelector(NOTICE, payload);
    }

    /// @notice Returns all 63 siblings of an output. Most are roots of empty subtrees, which nobody needs to send.
    function outputSiblingsOf(uint64 levels, bytes32[] calldata shown) internal pure returns (bytes32[] memory siblings) {
        if (levels >> OUTPUTS_TREE_HEIGHT != 0) revert OutputSiblingsLength(shown.length);
        siblings = new bytes32[](OUTPUTS_TREE_HEIGHT);
        uint256 used;
        // In each level, `siblings[level] = isShown ? shown[used++] : empty; empty = keccak256(abi.encode(empty, empty));`. In Solidity
        // it costs twice as much, which is 17 000 gas of a proof. It writes within the array's 63 words and hashes in the scratch
        // space. What it reads behind the last one that is shown is dropped below, where their number is compared.
        assembly ("memory-safe") {
            let at := add(siblings, 32)
            let end := add(at, mul(32, OUTPUTS_TREE_HEIGHT))
            let empty := 0
            for { let rest := levels } lt(at, end) { rest := shr(1, rest) } {
                mstore(at, empty)
                if and(rest, 1) {
                    mstore(at, calldataload(add(shown.offset, mul(32, used))))
                    used := add(used, 1)
                }
                at := add(at, 32)
                mstore(0, empty)
                mstore(32, empty)
                empty := keccak256(0, 64)
            }
        }
        if (used != shown.length) revert OutputSiblingsLength(shown.length);
    }

    /// @notice Returns what fields say. Whether anything leads from them to a claim is not asked.
    function decode(OpenedField[] calldata fields) internal pure returns (Record memory record) {
        for (uint256 i = 0; i < fields.length; ++i) {
            OpenedField calldata field = fields[i];
            uint8 number = field.number;
            if (number >= FIELDS) revert FieldOutOfOrder(number);
            bytes calldata value = field.value;
            record.shown |= bit(number);
            if (number == RecordFields.KEY) record.key = RecordFields.decodeKey(value);
            else if (number == RecordFields.VEHICLE) record.vehicle = RecordFields.decodeVehicle(value);
            else if (number == RecordFields.OWNER) record.owner = RecordFields.decodeOwner(value);
            else if (number == RecordFields.CHAIN) record.chain = RecordFields.decodeChain(value);
            else if (number == RecordFields.PERIOD) record.period = RecordFields.decodePeriod(value);
            else if (number == RecordFields.ODOMETER) record.odometer = RecordFields.decodeOdometer(value);
            else if (number == RecordFields.VERDICT) record.verdict = RecordFields.decodeVerdict(value);
            else if (number == RecordFields.QUARANTINE) record.quarantine = RecordFields.decodeQuarantine(value);
            else if (number == RecordFields.BAND) record.distanceBand = RecordFields.decodeBand(value);
            else RecordFields.requireLayout(number, value);
        }
    }
}
