/** Every bound of the protocol, with the arithmetic that gave it (docs/protocol.md, "Limits"). */

/** CanonicalMachine.INPUT_MAX_SIZE: one InputBox input in all, ABI header included. */
export const INPUT_MAX_BYTES = 65_536;

/** Selector (4), eight head words (256), the payload's length word (32). */
export const INPUT_HEADER_BYTES = 292;

/** The payload is padded to whole words: floor((65 536 - 292) / 32) * 32 = 65 216. */
export const PAYLOAD_MAX_BYTES = Math.floor((INPUT_MAX_BYTES - INPUT_HEADER_BYTES) / 32) * 32;

/** A quarter of a payload: an envelope always fits a batch, with room for three more. */
export const BODY_MAX_BYTES = 16_384;

/** Body, signature (64), and protobuf's framing of both (2 tags, 2 lengths of at most 3 bytes). */
export const ENVELOPE_MAX_BYTES = BODY_MAX_BYTES + 64 + 8;

/**
 * Trouble codes of a car that are kept as active. At 2 bytes each they are 200 bytes of a record. Each body that sets a
 * code sorts a list of this length: 1 066 such bodies in one input cost about 50 verifications in sorting (measured).
 */
export const TROUBLE_CODES_ACTIVE_MAX = 100;

/**
 * Pieces of evidence of a copied key that a record keeps, the first. Later ones are kept only below every number that is
 * kept: at most 15 more, since they stand at one of 16 recent links.
 */
export const FORKS_KEPT = 48;

/** The highest sequence number: 32 bits, and a device that seals each minute needs 8 000 years for them. */
export const SEQUENCE_MAX = 2 ** 32 - 1;

/**
 * Links kept for each device, to tell a replay from a fork. At 36 bytes each they are the largest part of a record, whose
 * size is bounded for ever: 16 take 576 bytes of the 1 536 that a device may have. A device that sends every half hour
 * and is answered by a receipt has one or two envelopes on the way; who waits longer sends a run, whose bodies carry
 * their own order.
 */
export const RECENT_LINKS = 16;

/** Characters of a make or model. */
export const NAME_MAX_CHARACTERS = 40;

/**
 * Registrations, operations and bodies together. Each may concern another device, whose record is then read and written, and
 * a body may hold 96 readings that find reasons: some 20 verifications' worth. So it is their number that bounds an input,
 * and not their bytes (docs/decisions/0036).
 */
export const MESSAGES_MAX_PER_BATCH = 112;

/** Devices of an application whose genesis says no other number: at 1.5 KiB each, less than half of a machine. */
export const DEVICES_MAX_UNLESS_SAID = 500_000;

/** Of the message; about 220 are needed. */
export const REGISTRATION_MAX_BYTES = 512;

/**
 * Of a registration's message that takes a record over. Measured: 1.6 kB of a young record; what a record can hold at most
 * (closing values of 255 years, 8 grants, all reasons and trouble codes) takes some 7 kB, so eight fill a payload.
 */
export const TAKE_OVER_MAX_BYTES = 8_192;

/** A query is a few hundred bytes; the node refuses above 2 MiB. */
export const QUERY_MAX_BYTES = 4_096;

/** Refusals of any kind kept by the back-end for the public list; the oldest go first. */
export const REFUSALS_KEPT = 2_000;

/** Refusals in one answer or report. */
export const REFUSALS_MAX_PER_ANSWER = 500;

/** Of each code, refusals of a car that its own key signed: the first, so that nobody pushes them out. */
export const REFUSALS_KEPT_PER_CODE = 10;

/** Refusals in one car answer: ten codes may stand on a body that the device signed. */
export const REFUSALS_MAX_PER_CAR_ANSWER = 10 * REFUSALS_KEPT_PER_CODE;

/** Cohorts with fewer cars are suppressed. */
export const COHORT_MIN_CARS = 5;

/** Cohorts that drove less together are suppressed: one code in a hundred metres is no rate. 1 000 km. */
export const COHORT_MIN_DISTANCE_HM = 10_000;

/** A device's clock may run ahead of the block's by this much before it counts as wrong. */
export const CLOCK_AHEAD_MAX_S = 900;

/** The longest time for which a wallet may authorise a browser key: 31 days. */
export const AUTHORISATION_MAX_S = 31 * 86_400;

/**
 * Blocks from a receipt's base, the newest block whose time is not later than what the relay signed as its time, to its
 * deadline: a week of blocks of 12 s, 604 800 / 12.
 */
export const RECEIPT_DEADLINE_MAX_BLOCKS = 50_400;

/** How far ahead of a device's clock a receipt's time may be for the device to let go: a day. */
export const RECEIPT_AHEAD_MAX_S = 86_400;

/** Sequence numbers that a device skips after it lost its storage, since the head that it was told may be old. */
export const LOST_STORAGE_SKIP = 1_024;
/** Sessions that it skips: more than it opens in its life, so that no session of before has a higher number. */
export const LOST_SESSIONS_SKIP = 65_536;

/** Items of a history in one tile: about 20 kB of a car that sends an envelope a run. */
export const TILE_ITEMS = 64;

/** Each item carries at most one payload and 320 bytes around it. */
export const TILE_MAX_BYTES = TILE_ITEMS * 65_536 + 64;

/**
 * Readings of one envelope. A column whose values do not change costs no bytes for each, so the bytes do not bound the
 * work: all bodies that fit an input hold at most about 105 000 readings. At 96 the dearest input stays below its bound
 * with room for a judge that costs twice as much a reading (docs/security.md, "The dearest input").
 */
export const GROUP_READINGS_MAX = 96;

/** Values of one sparse column. */
export const SPARSE_VALUES_MAX = 100;

/**
 * Wallets' signatures in one batch, counted before the first is checked. Each costs as much as 13 to 19 verifications of
 * P-256, so 16 of them beside the dearest openings that still fit stay below 2 600 of these.
 */
export const WALLET_SIGNATURES_MAX = 16;

/** The longest operation: a sealed journal entry of 2 KiB, and what names it. */
export const OPERATION_MAX_BYTES = 2_560;

/** How far ahead an operation may end: 31 days. */
export const OPERATION_MAX_S: number = 31 * 86_400;

/** The most administrators of a set. */
export const ADMINISTRATORS_MAX = 16;

/** WebAuthn, §6.1: an authenticator's data without extensions has 37 bytes, a few extensions make it longer. */
export const AUTHENTICATOR_DATA_MAX_BYTES = 256;

/** WebAuthn, §5.8.1. */
export const CLIENT_DATA_MAX_BYTES = 512;

/** Companies of all kinds that an application can ever have: 255 with one key each are 14 kB. */
export const COMPANIES_MAX = 255;

/** Keys that one company can ever have. None is forgotten, so what any of them signed stays verifiable. */
export const COMPANY_KEYS_MAX = 8;

/** Versions of the parameters, one after the other. */
export const PARAMETER_VERSIONS_MAX = 255;

/** Companies whose counters are kept. One whose operations have all ended makes room. */
export const COUNTERS_MAX = 8;

/** Entries of the journal that can still be withdrawn or disputed, the newest. The history has them all. */
export const JOURNAL_KEPT = 6;

/** Entries that wait for the owner, one of each company. */
export const WAITING_MAX = 3;

/** A maker vouches for a new owner twice, each time with the device's answer: the time between them at least. */
export const LOSS_WAIT_S: number = 30 * 86_400;

/** From the first answer: after this the second one comes too late. */
export const LOSS_END_S: number = 60 * 86_400;

/** After such a procedure has ended, however it did, no maker may vouch for so long. */
export const LOSS_PAUSE_S: number = 90 * 86_400;

/** How long an offer by a passkey waits: a passkey signs blind, so its owner gets a day to see it and to withdraw. */
export const PASSKEY_WAIT_S = 86_400;

/** Closing values of days that are kept: two months. */
export const CLOSING_DAYS_MAX = 62;

/** Closing values of months that are kept: five years. */
export const CLOSING_MONTHS_MAX = 60;

/** Closing values of years that are kept: all that a car lives through. */
export const CLOSING_YEARS_MAX = 255;

/** Events that a record keeps, the newest. The history has them all. */
export const EVENTS_MAX = 16;

/** The width of a band of the field `band`: 10 000 km. */
export const DISTANCE_BAND_HM = 100_000;

/** The tag of a plate: a hash. */
export const PLATE_TAG_BYTES = 32;

/** The longest plate. */
export const PLATE_MAX_CHARACTERS = 12;

/** A plate as it is sealed and hashed: a country of 2 bytes, 12 characters of at most 3 bytes, and 2 bytes that are free. */
export const PLATE_BYTES = 40;

/** A plate sealed to the application: an encapsulated key (65), the plate, a tag (16). */
export const PLATE_SEALED_BYTES = 121;

/** Cars in an answer about a public verdict, those that were registered first: who comes later pushes nobody out. */
export const PUBLIC_CARS_MAX = 8;

/** Grants in force at one time. */
export const GRANTS_MAX = 8;

/** How long a pass may last: a year, and a day for the leap year. */
export const PASS_TERM_MAX_S: number = 366 * 86_400;

/** Of a pass's purpose and of its note for whom, in UTF-8: a line each. */
export const PASS_TEXT_MAX_BYTES = 120;

/** A pass as an archive keeps it, its tag of 16 bytes included: one with 300 nodes for each of two groups still fits. */
export const KEPT_PASS_MAX_BYTES = 65_536;

/** How long an archive keeps a pass, unless it is sent again: 90 days. */
export const KEPT_PASS_LIFE_MAX_S: number = 90 * 86_400;

/** Items of a history in one answer to whoever checks a pass. */
export const STEPS_MAX_PER_ANSWER = 4_096;

/** Bytes of such an answer: about 15 000 runs, of which it has fewer. */
export const STEPS_MAX_BYTES: number = 2 ** 20;

/** The fragment of a link is at most what every messenger carries; without history a pass fits. */
export const PASS_LINK_MAX_CHARACTERS = 4_096;

/** Cohorts of an application: a row of 41 bytes each, so a release is a notice of 168 kB at most. */
export const RELEASE_COHORTS_MAX = 4_096;

/** Rows of a release that one input makes: their noise costs what some 20 verifications do. A power of two. */
export const RELEASE_ROWS_PER_INPUT = 64;

/** A cohort of which the noisy number of cars is below this is suppressed. */
export const RELEASE_MIN_CARS = 10;

/** The year of a privacy budget: 365 days. */
export const RELEASE_YEAR_S: number = 365 * 86_400;

/** The shortest and the longest window of releases: a minute, which is for trying, and a year. */
export const RELEASE_WINDOW_MIN_S = 60;

/** The greatest numerator and denominator of a release's ε. */
export const RELEASE_EPSILON_PART_MAX = 1_000;

/** The greatest ε of a year. */
export const RELEASE_EPSILON_PER_YEAR_MAX = 100_000;

/** A share: a year in sessions of a month takes some 30 kB, and ten years at the worst ends 1.2 MB of which nobody needs all. */
export const SHARE_MAX_BYTES: number = 2 ** 20;

/** Stretches of envelopes that a share opens: a session a day for ten years. */
export const SHARE_STRETCHES_MAX = 4_096;
