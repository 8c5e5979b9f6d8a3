// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What tests of contracts share: to be refused with exactly one error.
abstract contract Refusal {
    /// @notice Calls this contract, and fails unless it reverts with this error, its arguments too.
    function refused(bytes memory call, bytes memory expected) internal {
        (bool isDone, bytes memory said) = address(this).call(call);
        require(!isDone, "it was not refused");
        require(keccak256(said) == keccak256(expected), "it was refused with another error");
    }
}
