// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Where an output stands among all outputs of an application: as in Cartesi's contracts 2.2.0.
/// @param outputIndex counts all outputs of the application, from 0
/// @param outputHashesSiblings 63 of them, the leaf's first
struct OutputValidityProof {
    uint64 outputIndex;
    bytes32[] outputHashesSiblings;
}

/// @title What is asked of an application of Cartesi's contracts 2.2.0
interface IApplication {
    /// @notice Returns if the output is under a claim that the application's consensus accepted, and reverts if not.
    /// @param output the ABI call of `Notice(bytes)` or of a voucher
    /// @param proof where it stands
    function validateOutput(bytes calldata output, OutputValidityProof calldata proof) external view;
}
