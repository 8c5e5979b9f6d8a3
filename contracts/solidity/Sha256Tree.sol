// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Merkle trees with SHA-256 as in RFC 6962
/// @notice A leaf is H(0x00 ‖ data), a node H(0x01 ‖ left ‖ right), and a node without a sibling rises as it is.
/// @dev Each hash is one call of the precompile at address 2. Solidity's own `sha256(abi.encodePacked(…))` allocates memory
/// twice for each, which costs twice as much; a proof takes about thirty hashes. The assembly writes only behind the free
/// memory pointer, which it does not move, and to the first word of the scratch space.
library Sha256Tree {
    /// @notice The precompile at address 2 gave no hash: there is too little gas, or this chain has no SHA-256.
    error Sha256Missing();
    /// @notice The index is not below the number of leaves.
    error IndexBeyondSize(uint256 index, uint256 size);
    /// @notice A path has fewer or more siblings than its index and size ask for.
    error PathLength(uint256 siblings);

    /// @notice Returns H(0x01 ‖ left ‖ right).
    function node(bytes32 left, bytes32 right) internal view returns (bytes32 hash) {
        bool isHash;
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore8(at, 1)
            mstore(add(at, 1), left)
            mstore(add(at, 33), right)
            // Yul evaluates from the right: the size is asked for after the call.
            isHash := and(eq(returndatasize(), 32), staticcall(gas(), 2, at, 65, 0, 32))
            hash := mload(0)
        }
        if (!isHash) revert Sha256Missing();
    }

    /// @notice Returns H(0x00 ‖ root): the leaf of a record's root in the state tree.
    function rootLeaf(bytes32 root) internal view returns (bytes32 hash) {
        bool isHash;
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore8(at, 0)
            mstore(add(at, 1), root)
            isHash := and(eq(returndatasize(), 32), staticcall(gas(), 2, at, 33, 0, 32))
            hash := mload(0)
        }
        if (!isHash) revert Sha256Missing();
    }

    /// @notice Returns H(0x00 ‖ salt ‖ u8(field) ‖ value): the leaf of a field in a record's tree.
    function fieldLeaf(bytes16 salt, uint8 field, bytes calldata value) internal view returns (bytes32 hash) {
        bool isHash;
        assembly ("memory-safe") {
            let at := mload(0x40)
            // A bytes16 is left-aligned: shifted by a byte, the zero that a leaf begins with stands before it.
            mstore(at, shr(8, salt))
            mstore8(add(at, 17), field)
            calldatacopy(add(at, 18), value.offset, value.length)
            isHash := and(eq(returndatasize(), 32), staticcall(gas(), 2, at, add(18, value.length), 0, 32))
            hash := mload(0)
        }
        if (!isHash) revert Sha256Missing();
    }

    /// @notice Returns the root that a leaf and its path lead to (RFC 6962 §2.1.1).
    /// @param leaf the leaf's hash
    /// @param index its place, from 0
    /// @param size the number of leaves
    /// @param path the siblings from the leaf up; where a node has no sibling there is none
    function rootOfPath(bytes32 leaf, uint256 index, uint256 size, bytes32[] calldata path)
        internal
        view
        returns (bytes32 root)
    {
        if (index >= size) revert IndexBeyondSize(index, size);
        root = leaf;
        uint256 used = 0;
        uint256 at = index;
        // `last` is the last place of the level: half of it, rounded down, is that of the level above, whether or not a node rose.
        for (uint256 last = size - 1; last != 0; last >>= 1) {
            bool isRight = at & 1 == 1;
            // A left node in the last place has no sibling.
            if (isRight || at != last) {
                if (used == path.length) revert PathLength(path.length);
                bytes32 sibling = path[used];
                root = isRight ? node(sibling, root) : node(root, sibling);
                ++used;
            }
            at >>= 1;
        }
        if (used != path.length) revert PathLength(path.length);
    }
}
