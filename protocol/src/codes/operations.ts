/** Codes of operations: why one takes no effect. They travel as bytes, so they are in the list of the wire too. */
import type { Action } from "../errors.ts";

/** One code: its byte, what follows, the HTTP status, and a sentence that the sender can act on. */
export interface OperationCodeEntry {
  readonly byte: number;
  readonly action: Action;
  readonly http: number;
  readonly sentence: string;
}

const refuse = (byte: number, http: number, sentence: string): OperationCodeEntry => ({
  byte,
  action: "refuse",
  http,
  sentence,
});

/** Rows in the order of their bytes. */
export const OPERATION_CODES = {
  "operation-expired": refuse(80, 410, "The operation's time has ended; sign it again with a later end."),
  "operation-too-long": refuse(81, 422, "An operation may end at most 31 days from now; sign it with an earlier end."),
  "operation-replayed": refuse(
    82,
    409,
    "This actor has used the counter on this record already; ask for the next one and sign again.",
  ),
  "operation-gap": refuse(
    83,
    409,
    "An operation of this actor before this one is missing; send that first, or sign with the next counter.",
  ),
  "tenure-changed": refuse(
    84,
    409,
    "The operation names another tenure than the car's newest; look who owns the car now, and sign again.",
  ),
  "actor-unauthorised": refuse(85, 403, "Whoever signed may not do this to this car; ask its owner."),
  "actor-unknown": refuse(86, 403, "No company of this kind is registered under this key; ask the administrators."),
  "actor-revoked": refuse(87, 403, "The company or this key of it was revoked; sign with the company's newest key."),
  "actor-registered": refuse(88, 409, "The key is or was a company's already; make a new one."),
  "actors-full": refuse(89, 409, "No more companies, or keys of one company, can be registered."),
  "administrators-invalid": refuse(
    90,
    422,
    "A set has 2 to 16 different keys, of which at least 2 must sign; name such a set.",
  ),
  "parameters-unknown": refuse(
    91,
    422,
    "The back-end knows no such version of the parameters, or the version or its time is not after the last one's.",
  ),
  "succession-invalid": refuse(
    92,
    422,
    "The statement is no announcement of this application's next successor, 30 days ahead; correct what it says.",
  ),
  "application-closed": refuse(93, 410, "The application has closed; go on with the successor that it announced."),
  "car-owned": refuse(94, 409, "The car has an owner; ask for an offer, and accept it."),
  "car-unowned": refuse(95, 409, "Nobody owns the car yet; claim it first."),
  "pairing-invalid": refuse(
    96,
    422,
    "The device in the car has not answered this very operation, or not now; let it answer again.",
  ),
  "offer-unknown": refuse(97, 409, "There is no such offer of the car, or it is for somebody else."),
  "offer-open": refuse(98, 409, "The car is offered already; withdraw that offer first."),
  "offer-waits": refuse(
    99,
    409,
    "The seller signs with a passkey, so the offer waits a day in which it can be withdrawn; accept it then.",
  ),
  "grant-unknown": refuse(100, 409, "There is no such grant in force."),
  "grant-invalid": refuse(
    101,
    422,
    "A grant names a key, groups, envelopes of the owner's own tenure and a later end; correct what is wrong.",
  ),
  "grants-full": refuse(102, 409, "Eight grants are in force; revoke one first."),
  "loss-open": refuse(103, 409, "A maker vouches for a new owner already; wait for its end."),
  "loss-waits": refuse(
    104,
    409,
    "Thirty days must pass between the two answers of the car, and less than sixty; vouch again then.",
  ),
  "loss-paused": refuse(105, 409, "No maker may vouch for a new owner now; 90 days pass after the last time."),
  "entry-unknown": refuse(
    106,
    409,
    "There is no such entry that can be changed: it is another company's, too old, or settled.",
  ),
  "entry-unsupported": refuse(107, 422, "There is no such kind of entry, or this company may not make it."),
  "entries-waiting": refuse(108, 409, "An entry waits for the owner already; wait until it is accepted or has ended."),
  "counters-full": refuse(109, 409, "Too many companies wrote to this record within 31 days; write again later."),
  "quarantine-unknown": refuse(110, 409, "There is no such quarantine of this car."),
  "quarantine-invalid": refuse(111, 422, "A quarantine has a reason from 1 to 127 and an end within 366 days."),
  "device-revoked": refuse(112, 409, "The device is revoked already."),
  "predecessor-unknown": refuse(
    140,
    409,
    "This application goes on from no other, or has not been told where that one ended; let the administrators tell it.",
  ),
  "predecessor-unproven": refuse(
    141,
    422,
    "The record does not stand so under the old application's last root; take it over from that state.",
  ),
  "estate-unreadable": refuse(
    142,
    422,
    "The old record's sealed part does not open, or is not that of the proven record; export it again.",
  ),
  "successor-unknown": refuse(
    143,
    409,
    "The application has announced no successor; let the administrators announce one.",
  ),
} as const satisfies Record<string, OperationCodeEntry>;
