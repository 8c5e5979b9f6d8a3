// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Sha256Tree} from "../../solidity/Sha256Tree.sol";
import {OpenedField, WitnessProof} from "../../solidity/WitnessProof.sol";
import {Refusal} from "./Refusal.sol";

/// @notice The trees against themselves to the letter of RFC 6962 §2.1 and of docs/protocol.md, "Openings", with Solidity's own
/// `sha256`.
contract TreesTest is Refusal {
    function rootOfPath(bytes32 leaf, uint256 index, uint256 size, bytes32[] calldata path)
        external
        view
        returns (bytes32)
    {
        return Sha256Tree.rootOfPath(leaf, index, size, path);
    }

    function rootOfOpening(OpenedField[] calldata fields, bytes32[] calldata siblings) external view returns (bytes32) {
        return WitnessProof.rootOfOpening(fields, siblings);
    }

    function outputSiblings(uint64 levels, bytes32[] calldata shown) external pure returns (bytes32[] memory) {
        return WitnessProof.outputSiblingsOf(levels, shown);
    }

    function testFuzz_nodeAndLeaves(bytes32 left, bytes32 right) external view {
        require(Sha256Tree.node(left, right) == node(left, right));
        require(Sha256Tree.rootLeaf(left) == sha256(abi.encodePacked(uint8(0), left)));
    }

    function fieldLeaf(bytes16 salt, uint8 field, bytes calldata value) external view returns (bytes32) {
        return Sha256Tree.fieldLeaf(salt, field, value);
    }

    function testFuzz_fieldLeaf(bytes16 salt, uint8 field, bytes calldata value) external view {
        require(this.fieldLeaf(salt, field, value) == sha256(abi.encodePacked(uint8(0), salt, field, value)));
    }

    /// @notice Every leaf of trees of every size up to 20, and larger ones by chance.
    function testFuzz_path(bytes32 seed, uint8 sizeSeed, uint8 indexSeed) external {
        uint256 size = 1 + uint256(sizeSeed) % 70;
        uint256 index = indexSeed % size;
        bytes32[] memory leaves = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
        bytes32[] memory path = pathIn(leaves, index, 0, size);
        bytes32 root = rootIn(leaves, 0, size);
        require(this.rootOfPath(leaves[index], index, size, path) == root);

        bytes32[] memory longer = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; ++i) {
            longer[i] = path[i];
        }
        bytes memory left = abi.encodeWithSelector(Sha256Tree.PathLength.selector, longer.length);
        refused(abi.encodeCall(this.rootOfPath, (leaves[index], index, size, longer)), left);
        if (path.length > 0) {
            bytes32[] memory shorter = new bytes32[](path.length - 1);
            bytes memory missing = abi.encodeWithSelector(Sha256Tree.PathLength.selector, shorter.length);
            refused(abi.encodeCall(this.rootOfPath, (leaves[index], index, size, shorter)), missing);
        }
        bytes memory beyond = abi.encodeWithSelector(Sha256Tree.IndexBeyondSize.selector, size, size);
        refused(abi.encodeCall(this.rootOfPath, (leaves[index], size, size, path)), beyond);
    }

    function test_largestIndex() external {
        bytes32[] memory path = new bytes32[](64);
        this.rootOfPath(0, 0, uint256(type(uint64).max) + 1, path);
        bytes memory beyond =
            abi.encodeWithSelector(Sha256Tree.IndexBeyondSize.selector, type(uint256).max, type(uint256).max);
        refused(abi.encodeCall(this.rootOfPath, (0, type(uint256).max, type(uint256).max, path)), beyond);
    }

    /// @notice Any choice of fields leads to the root of all sixteen, and needs each of its siblings.
    function testFuzz_opening(bytes32 seed, uint16 shown) external {
        if (shown == 0) return;
        OpenedField[] memory all = new OpenedField[](16);
        bytes32[][] memory levels = new bytes32[][](5);
        levels[0] = new bytes32[](16);
        for (uint8 i = 0; i < 16; ++i) {
            bytes memory value = abi.encodePacked(keccak256(abi.encode(seed, i)));
            all[i] = OpenedField(i, bytes16(keccak256(value)), value);
            levels[0][i] = sha256(abi.encodePacked(uint8(0), all[i].salt, i, value));
        }
        for (uint256 level = 1; level < 5; ++level) {
            levels[level] = new bytes32[](16 >> level);
            for (uint256 i = 0; i < 16 >> level; ++i) {
                levels[level][i] = node(levels[level - 1][2 * i], levels[level - 1][2 * i + 1]);
            }
        }
        (OpenedField[] memory fields, bytes32[] memory siblings) = open(all, levels, shown);
        require(this.rootOfOpening(fields, siblings) == levels[4][0]);

        bytes memory more = abi.encodeWithSelector(WitnessProof.SiblingsLength.selector, siblings.length + 1);
        refused(abi.encodeCall(this.rootOfOpening, (fields, resized(siblings, siblings.length + 1))), more);
        if (siblings.length > 0) {
            bytes memory missing = abi.encodeWithSelector(WitnessProof.SiblingsLength.selector, siblings.length - 1);
            refused(abi.encodeCall(this.rootOfOpening, (fields, resized(siblings, siblings.length - 1))), missing);
        }
        if (fields.length > 1) {
            (fields[0], fields[1]) = (fields[1], fields[0]);
            bytes memory order = abi.encodeWithSelector(WitnessProof.FieldOutOfOrder.selector, fields[1].number);
            refused(abi.encodeCall(this.rootOfOpening, (fields, siblings)), order);
            fields[1] = fields[0];
            refused(
                abi.encodeCall(this.rootOfOpening, (fields, siblings)),
                abi.encodeWithSelector(WitnessProof.FieldOutOfOrder.selector, fields[0].number)
            );
        }
    }

    function test_openingWithoutFields() external {
        bytes memory none = abi.encodeWithSelector(WitnessProof.SiblingsLength.selector, 0);
        refused(abi.encodeCall(this.rootOfOpening, (new OpenedField[](0), new bytes32[](0))), none);
        bytes memory one = abi.encodeWithSelector(WitnessProof.SiblingsLength.selector, 1);
        refused(abi.encodeCall(this.rootOfOpening, (new OpenedField[](0), new bytes32[](1))), one);
    }

    function test_fieldThatThereIsNot() external {
        OpenedField[] memory fields = new OpenedField[](1);
        fields[0].number = 16;
        bytes memory none = abi.encodeWithSelector(WitnessProof.FieldOutOfOrder.selector, uint8(16));
        refused(abi.encodeCall(this.rootOfOpening, (fields, new bytes32[](4))), none);
        fields[0].number = 255;
        none = abi.encodeWithSelector(WitnessProof.FieldOutOfOrder.selector, uint8(255));
        refused(abi.encodeCall(this.rootOfOpening, (fields, new bytes32[](4))), none);
    }

    /// @notice What is not shown is the root of an empty subtree; too many, too few and a level 63 are refused.
    function testFuzz_outputSiblings(uint64 levels, bytes32 seed) external {
        levels &= 2 ** 63 - 1;
        bytes32[] memory shown = new bytes32[](ones(levels));
        for (uint256 i = 0; i < shown.length; ++i) {
            shown[i] = keccak256(abi.encode(seed, i));
        }
        bytes32[] memory siblings = this.outputSiblings(levels, shown);
        require(siblings.length == 63);
        bytes32 empty = 0;
        uint256 used = 0;
        for (uint256 level = 0; level < 63; ++level) {
            require(siblings[level] == ((levels >> level) & 1 == 1 ? shown[used++] : empty));
            empty = keccak256(bytes.concat(empty, empty));
        }
        bytes memory more = abi.encodeWithSelector(WitnessProof.OutputSiblingsLength.selector, shown.length + 1);
        refused(abi.encodeCall(this.outputSiblings, (levels, resized(shown, shown.length + 1))), more);
        bytes memory same = abi.encodeWithSelector(WitnessProof.OutputSiblingsLength.selector, shown.length);
        refused(abi.encodeCall(this.outputSiblings, (levels | 2 ** 63, shown)), same);
        if (shown.length > 0) {
            bytes memory missing = abi.encodeWithSelector(WitnessProof.OutputSiblingsLength.selector, shown.length - 1);
            refused(abi.encodeCall(this.outputSiblings, (levels, resized(shown, shown.length - 1))), missing);
        }
    }

    function node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(uint8(1), left, right));
    }

    /// @dev The largest power of two below a size.
    function splitOf(uint256 size) private pure returns (uint256 split) {
        split = 1;
        while (2 * split < size) split *= 2;
    }

    /// @dev MTH(D[from:from + size]).
    function rootIn(bytes32[] memory leaves, uint256 from, uint256 size) private pure returns (bytes32) {
        if (size == 1) return leaves[from];
        uint256 split = splitOf(size);
        return node(rootIn(leaves, from, split), rootIn(leaves, from + split, size - split));
    }

    /// @dev PATH(index, D[from:from + size]).
    function pathIn(bytes32[] memory leaves, uint256 index, uint256 from, uint256 size)
        private
        pure
        returns (bytes32[] memory)
    {
        if (size == 1) return new bytes32[](0);
        uint256 split = splitOf(size);
        bool isLeft = index < split;
        bytes32[] memory below = isLeft
            ? pathIn(leaves, index, from, split)
            : pathIn(leaves, index - split, from + split, size - split);
        bytes32[] memory path = resized(below, below.length + 1);
        path[below.length] = isLeft ? rootIn(leaves, from + split, size - split) : rootIn(leaves, from, split);
        return path;
    }

    function resized(bytes32[] memory list, uint256 length) private pure returns (bytes32[] memory other) {
        other = new bytes32[](length);
        for (uint256 i = 0; i < length && i < list.length; ++i) {
            other[i] = list[i];
        }
    }

    function ones(uint256 bits) private pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) {
            ++count;
        }
    }

    function open(OpenedField[] memory all, bytes32[][] memory levels, uint256 shown)
        private
        pure
        returns (OpenedField[] memory fields, bytes32[] memory siblings)
    {
        fields = new OpenedField[](ones(shown));
        uint256 count = 0;
        for (uint256 i = 0; i < 16; ++i) {
            if ((shown >> i) & 1 == 1) fields[count++] = all[i];
        }
        siblings = new bytes32[](16);
        count = 0;
        uint256 known = shown;
        for (uint256 level = 0; level < 4; ++level) {
            uint256 above = 0;
            for (uint256 i = 0; i < 16 >> level; ++i) {
                if ((known >> i) & 1 == 0) continue;
                if ((known >> (i ^ 1)) & 1 == 0) siblings[count++] = levels[level][i ^ 1];
                above |= 1 << (i / 2);
            }
            known = above;
        }
        siblings = resized(siblings, count);
    }
}
