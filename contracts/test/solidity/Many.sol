// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Asks a contract many things in one call, which a chain for tests answers much faster than so many calls.
contract Many {
    /// @notice Returns for each call what came back, and nothing for those that reverted.
    function ask(address target, bytes[] calldata calls) external view returns (bytes[] memory answers) {
        answers = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool isDone, bytes memory answer) = target.staticcall(calls[i]);
            if (isDone) answers[i] = answer;
        }
    }
}
