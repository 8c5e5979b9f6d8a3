// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApplication} from "./IApplication.sol";
import {RecordFields} from "./RecordFields.sol";
import {Record, RecordProof, WitnessProof} from "./WitnessProof.sol";

/// @title An example: an insurer that takes less for a car whose odometer is proven
/// @notice The lower premium is for a policy whose holder proves, of the very device that is insured and while the account that
/// is insured owns it, that its verdict is *logical* over two years at least, that it drove less than a bound, that its newest
/// reading is at most 30 days old, and that its key is neither revoked nor in quarantine.
///
/// Which time is meant: `odometer.timeUnixS`, the moment that the judge gave the newest reading, held against the time of this
/// block. It is the device's clock where the judge trusts it, and never later than the block that carried the reading, so no car
/// looks fresher than it is. What it does *not* prove:
/// - that the state is the newest: of the last 30 days there may be a later one that says otherwise. The insurer only refuses a
///   state that is older than one that it was shown for the same policy;
/// - that the car has sent nothing bad since: what a device keeps back for up to 30 days no proof can show;
/// - that the device still sits in the insured car: whoever writes the policy sees to that.
///
/// A premium is for one year, and the lower one is taken in the last 30 days of the year before at the earliest: else one proof of
/// today would pay for years that the car has yet to drive. It is an example and pays no claims.
contract MileageInsurer {
    /// @notice Who is insured with which car.
    /// @param holder who pays, and shows the proof
    /// @param account the owner as the record names it: the holder's wallet, or the account of its P-256 key or passkey
    /// @param shownInput the newest input whose state was shown: an older state is refused
    /// @param insuredUntilUnixS the end of what was paid for
    struct Policy {
        address holder;
        address account;
        uint64 shownInput;
        uint64 insuredUntilUnixS;
    }

    /// @notice A policy was written, or written anew.
    event PolicyWritten(bytes8 indexed device, address indexed holder, address account);
    /// @notice A year was paid for.
    /// @param isLower whether it was the lower premium
    event PremiumPaid(bytes8 indexed device, address indexed holder, bool isLower, uint64 insuredUntilUnixS);
    /// @notice The underwriter took out what was paid.
    event Withdrawn(uint256 amountWei);

    /// @notice Only the underwriter may do this.
    error NotTheUnderwriter();
    /// @notice A policy needs a holder, an account and premiums of which one is lower.
    error PolicyIncomplete();
    /// @notice There is no policy for this device.
    error NotInsured();
    /// @notice Only the holder of the policy for this device may do this.
    error NotTheHolder();
    /// @notice What was sent is not the premium.
    error OtherPremium(uint256 premiumWei);
    /// @notice The record names another owner than the policy.
    error OtherOwner(address owner);
    /// @notice The verdict is not *logical*.
    error NotLogical(uint8 verdict);
    /// @notice The covered period is shorter than two years.
    error PeriodTooShort(uint32 fromUnixS, uint32 toUnixS);
    /// @notice The car drove as far as the bound, or farther.
    error TooFar(uint48 distanceHm);
    /// @notice The newest reading is older than 30 days.
    error TooOld(uint32 timeUnixS);
    /// @notice The device's key was revoked, or is in quarantine.
    error KeyInDoubt();
    /// @notice A newer state of this record was shown before.
    error OlderState(uint64 shownInput);
    /// @notice More than 30 days are still paid for.
    error PaidAhead(uint64 insuredUntilUnixS);
    /// @notice The underwriter's account did not take the money.
    error WithdrawalFailed();

    /// @notice The shortest covered period: two years of 365 days.
    uint256 public constant PERIOD_MIN_S = 2 * 365 days;
    /// @notice The greatest age of the newest reading.
    uint256 public constant AGE_MAX_S = 30 days;
    /// @notice How long before the end of what was paid for the next lower premium is taken at the earliest.
    uint256 public constant AHEAD_MAX_S = 30 days;
    /// @notice What a premium pays for.
    uint64 public constant TERM_S = 365 days;
    /// @notice The fields that a proof must show beside `key`: owner (3), period (5), odometer (6), verdict (7), quarantine (12).
    uint16 public constant REQUIRED = 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 12;

    /// @notice The application whose records count. It is fixed: a proof is as true as this application is.
    IApplication public immutable APPLICATION;
    /// @notice Who writes policies and takes the premiums.
    address public immutable UNDERWRITER;
    /// @notice What a year costs without and with a proof.
    uint256 public immutable STANDARD_PREMIUM_WEI;
    uint256 public immutable LOWER_PREMIUM_WEI;
    /// @notice The distance over the car's life, in hectometres, from which on the lower premium is not given.
    uint48 public immutable DISTANCE_BOUND_HM;

    /// @notice The policy of a device; a holder of 0 says that there is none.
    mapping(bytes8 device => Policy policy) public policies;

    /// @param application whose records count
    /// @param standardPremiumWei a year without a proof
    /// @param lowerPremiumWei a year with one
    /// @param distanceBoundHm in hectometres
    constructor(
        IApplication application,
        uint256 standardPremiumWei,
        uint256 lowerPremiumWei,
        uint48 distanceBoundHm
    ) {
        if (address(application) == address(0) || lowerPremiumWei >= standardPremiumWei) revert PolicyIncomplete();
        APPLICATION = application;
        UNDERWRITER = msg.sender;
        STANDARD_PREMIUM_WEI = standardPremiumWei;
        LOWER_PREMIUM_WEI = lowerPremiumWei;
        DISTANCE_BOUND_HM = distanceBoundHm;
    }

    /// @notice Insures a car. The underwriter has seen that the device sits in it; an earlier policy of the device ends.
    /// @param device the first 8 bytes of the hash of the device's key
    /// @param holder who pays and shows the proof
    /// @param account the owner as the record must name it
    function insure(bytes8 device, address holder, address account) external {
        if (msg.sender != UNDERWRITER) revert NotTheUnderwriter();
        // A record without an owner names the account 0: it must be nobody's.
        if (holder == address(0) || account == address(0)) revert PolicyIncomplete();
        policies[device] = Policy(holder, account, 0, 0);
        emit PolicyWritten(device, holder, account);
    }

    /// @notice Pays the standard premium for a year.
    function pay(bytes8 device) external payable {
        takePremium(device, STANDARD_PREMIUM_WEI, false);
    }

    /// @notice Pays the lower premium for a year, in the last 30 days of what was paid for at the earliest.
    /// @param device the insured one: a proof about another is refused
    /// @param proof of the fields in `REQUIRED`
    function payLower(bytes8 device, RecordProof calldata proof) external payable {
        policies[device].shownInput = requireLower(device, proof);
        takePremium(device, LOWER_PREMIUM_WEI, true);
    }

    /// @notice Returns the input whose state the proof shows when it gives the policy of the device the lower premium now, and
    /// reverts with the reason when it does not.
    function requireLower(bytes8 device, RecordProof calldata proof) public view returns (uint64 shownInput) {
        Policy memory policy = policies[device];
        // Without a policy the account is 0, which a record without an owner names too.
        if (policy.account == address(0)) revert NotInsured();
        if (policy.insuredUntilUnixS > block.timestamp + AHEAD_MAX_S) revert PaidAhead(policy.insuredUntilUnixS);
        Record memory record = WitnessProof.prove(APPLICATION, device, REQUIRED, proof);
        if (record.owner.owner != policy.account) revert OtherOwner(record.owner.owner);
        if (record.verdict.verdict != RecordFields.LOGICAL) revert NotLogical(record.verdict.verdict);
        uint32 from = record.period.coveredFromUnixS;
        uint32 to = record.period.coveredToUnixS;
        if (to < from + PERIOD_MIN_S) revert PeriodTooShort(from, to);
        if (record.odometer.distanceHm >= DISTANCE_BOUND_HM) revert TooFar(record.odometer.distanceHm);
        if (record.odometer.timeUnixS + AGE_MAX_S < block.timestamp) revert TooOld(record.odometer.timeUnixS);
        bool isQuarantined = record.quarantine.reason != 0 && record.quarantine.untilUnixS > block.timestamp;
        if (record.quarantine.revokedReason != 0 || isQuarantined) revert KeyInDoubt();
        if (record.inputIndex < policy.shownInput) revert OlderState(policy.shownInput);
        return record.inputIndex;
    }

    /// @notice Pays out to the underwriter all that was paid.
    function withdraw() external {
        if (msg.sender != UNDERWRITER) revert NotTheUnderwriter();
        uint256 amountWei = address(this).balance;
        emit Withdrawn(amountWei);
        (bool isPaid,) = UNDERWRITER.call{value: amountWei}("");
        if (!isPaid) revert WithdrawalFailed();
    }

    /// @dev A year goes on from the end of the last one that was paid for, or from now.
    function takePremium(bytes8 device, uint256 premiumWei, bool isLower) private {
        Policy storage policy = policies[device];
        if (msg.sender != policy.holder) revert NotTheHolder();
        if (msg.value != premiumWei) revert OtherPremium(premiumWei);
        uint64 now_ = uint64(block.timestamp);
        uint64 from = policy.insuredUntilUnixS > now_ ? policy.insuredUntilUnixS : now_;
        policy.insuredUntilUnixS = from + TERM_S;
        emit PremiumPaid(device, msg.sender, isLower, from + TERM_S);
    }
}
