// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApplication} from "./IApplication.sol";
import {Record, RecordProof, WitnessProof} from "./WitnessProof.sol";

/// @title Says what a record of Witness proves, to whoever calls
/// @notice It keeps nothing and has no owner, so one of them serves every application of a chain. A contract that would
/// rather not call another one uses the library `WitnessProof`.
contract WitnessVerifier {
    /// @notice Returns what a proof shows of a device's record; reverts when it does not hold.
    /// @param application whose record it is: whoever chooses it chooses what is true, so it must be one that you trust
    /// @param device the device that was asked for: the first 8 bytes of the hash of its key
    /// @param required a bit for each field that must be shown, from bit 0 for `key`, which must always
    /// @param proof fields, and what leads from them to a claim. It may be of an old state: see `WitnessProof`
    function verify(IApplication application, bytes8 device, uint16 required, RecordProof calldata proof)
        external
        view
        returns (Record memory)
    {
        return WitnessProof.prove(application, device, required, proof);
    }
}
