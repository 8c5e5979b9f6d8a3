/** People, companies and a device for the cases of operations: who signs what, and what the state then is. */
import { concat, equal, u32, utf8 } from "../../src/bytes.ts";
import type { Context } from "../../src/context.ts";
import { noble } from "../../src/crypto/noble.ts";
import type { CryptoProvider } from "../../src/crypto/provider.ts";
import { extendHashChain, type HashChain, newHashChain } from "../../src/hash-chain.ts";
import { derivePrivateKey } from "../../src/hpke.ts";
import { keyIdentity } from "../../src/identity.ts";
import { accountOf } from "../../src/operations/account.ts";
import { type OperationOutcome, takeOperation } from "../../src/operations/effect.ts";
import { type Globals, newGlobals } from "../../src/operations/globals.ts";
import { type Holding, isOwnedBy, newHolding } from "../../src/operations/holding.ts";
import {
  type Actor,
  decodeOperation,
  encodeOperation,
  isOfApplication,
  isPaired,
  OPERATIONS,
  type Operation,
  type OperationKind,
  operationIdentity,
} from "../../src/operations/operation.ts";
import type { OperatedRecord, OperationMoment } from "../../src/operations/rule.ts";
import { operationPreimage } from "../../src/operations/signature.ts";
import {
  encodeAdministratorSignatures,
  encodePasskeySignature,
  type SignedOperation,
} from "../../src/operations/signed.ts";
import { draftForApplication, draftOperation, walletSigner } from "../../src/operations/signing.ts";
import { encodePairing, type PairingStatement, pairingPreimage } from "../../src/pairing.ts";
import { context, seed } from "./world.ts";

export const DAY_S = 86_400;
/** The application that the one of the scenes goes on from. */
export const predecessor: Context = { chainId: 5, application: seed("the application before").slice(0, 20) };
const START_UNIX_S = 1_800_000_000;
export const ORIGIN = "https://witness.example";
const RP_ID_HASH = noble.sha256(utf8("witness.example"));
const p256 = (name: string): Uint8Array => derivePrivateKey(seed(name), noble);

/** Whoever signs operations. */
export interface Signer {
  readonly actor: Actor;
  /** 20 bytes; no bytes for administrators. */
  readonly account: Uint8Array;
  readonly sign: (message: Uint8Array, at: Context, provider: CryptoProvider) => Uint8Array;
}

const accountIn = (actor: Actor): Uint8Array => accountOf(actor, RP_ID_HASH, noble) ?? new Uint8Array();

/** A wallet, by its EIP-712 signature. */
export function walletOf(name: string): Signer {
  const key = seed(`wallet of ${name}`);
  const { actor, account } = walletSigner(context, key);
  return { actor, account, sign: (message, at) => walletSigner(at, key).sign(decodeOperation(message), message) };
}

/** Whoever signs any bytes, not operations alone. */
export interface KeySigner extends Signer {
  readonly actor: Extract<Actor, { readonly publicKey: Uint8Array }>;
  readonly signOver: (parts: readonly Uint8Array[], provider: CryptoProvider) => Uint8Array;
}

const keySigner = (actor: KeySigner["actor"], account: Uint8Array, signOver: KeySigner["signOver"]): KeySigner => ({
  actor,
  account,
  signOver,
  sign: (message, at, provider) => signOver(operationPreimage(at, message), provider),
});

/** A P-256 key: a company's, or an owner's. */
export function keyHolder(name: string): KeySigner & { readonly publicKey: Uint8Array; readonly id: Uint8Array } {
  const key = p256(`key of ${name}`);
  const publicKey = noble.p256PublicKey(key);
  const actor = { form: "key", publicKey } as const;
  const signer = keySigner(actor, accountIn(actor), (parts, provider) => provider.p256Sign(key, ...parts));
  return { ...signer, publicKey, id: keyIdentity(publicKey, noble) };
}

/** A passkey, as a browser signs with it. */
export function passkeyOf(name: string, rpIdHash = RP_ID_HASH, origin = ORIGIN): KeySigner {
  const key = p256(`passkey of ${name}`);
  const actor = { form: "passkey", publicKey: noble.p256PublicKey(key) } as const;
  return keySigner(actor, accountOf(actor, rpIdHash, noble) ?? new Uint8Array(), (parts, provider) => {
    const authenticatorData = concat(rpIdHash, Uint8Array.of(5), u32(1));
    const challenge = Buffer.from(provider.sha256(...parts)).toString("base64url");
    const clientData = utf8(
      `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`,
    );
    const signature = provider.p256Sign(key, authenticatorData, provider.sha256(clientData));
    return encodePasskeySignature({ authenticatorData, clientData, signature });
  });
}

const ADMINISTRATORS = [0, 1, 2].map((index) => p256(`administrator ${index}`));
/** The keys of the first set of administrators, of whom two must sign. */
export const administratorKeys = ADMINISTRATORS.map((key) => noble.p256PublicKey(key));

/** Administrators of a set by their indices. */
export const administratorsBy = (indices: readonly number[] = [0, 1], set = 1): Signer => ({
  actor: { form: "administrators", set },
  account: new Uint8Array(),
  sign: (message, at, provider) =>
    encodeAdministratorSignatures(
      indices.map((index) => {
        const key = ADMINISTRATORS[index] ?? p256("no administrator");
        return { index, signature: provider.p256Sign(key, ...operationPreimage(at, message)) };
      }),
    ),
});

export const maker = keyHolder("maker");
export const workshop = keyHolder("workshop");
export const otherWorkshop = keyHolder("other workshop");
export const inspector = keyHolder("inspector");

/** What a case changes of an operation before it is signed, and how it is signed. */
export interface Change extends Partial<Omit<Operation, "fields" | "kind" | "actor">> {
  /** The application that it is signed for. */
  readonly at?: Context;
  /** The device's statement that goes into it, or changes of it. */
  readonly statement?: Partial<PairingStatement>;
  /** The key that answers in the car. */
  readonly deviceKey?: Uint8Array;
}

/** What whoever signs looks at. */
export interface Sight {
  readonly at: Context;
  readonly globals: Globals;
  readonly holding: Holding;
  readonly chain: HashChain;
  readonly timeUnixS: number;
  readonly deviceKey: Uint8Array;
  readonly provider: CryptoProvider;
}

/** Returns the next counter of whoever signs, as the record has it. */
function nextCounter({ globals, holding }: Sight, { actor, account }: Signer, kind: OperationKind): number {
  if (isOfApplication(kind)) return globals.actors.counter + 1;
  if (actor.form === "administrators") return holding.administratorCounter + 1;
  if (OPERATIONS[kind].actor === "maker") return holding.makerCounter + 1;
  if (OPERATIONS[kind].actor === "workshop" && actor.form === "key") {
    const id = keyIdentity(actor.publicKey, noble);
    return (holding.companies.find(({ company }) => equal(company, id))?.counter ?? 0) + 1;
  }
  return isOwnedBy(holding, account) ? holding.ownerCounter + 1 : 1;
}

function pairingOf(sight: Sight, operation: Operation, statement: Partial<PairingStatement>): Uint8Array {
  const { at, chain, holding, deviceKey, provider } = sight;
  const said: PairingStatement = {
    counter: holding.pairingCounter + 1,
    sequence: chain.sequence,
    link: chain.link,
    nextSession: chain.session + 1,
    ...statement,
  };
  const unanswered = { ...operation, fields: { ...operation.fields, pairing: new Uint8Array() } };
  const signature = provider.p256Sign(deviceKey, ...pairingPreimage(at, unanswered, said, provider));
  return encodePairing({ ...said, signature });
}

/** Signs an operation as somebody would who knows the state, but for what a case changes; the device answers if it must. */
export function signedOperation(
  given: Sight,
  signer: Signer,
  kind: OperationKind,
  fields: Operation["fields"] = {},
  { at = given.at, statement = {}, deviceKey = given.deviceKey, ...change }: Change = {},
): SignedOperation {
  const sight = { ...given, at, deviceKey };
  const { chain, holding, timeUnixS, provider } = given;
  const counter = nextCounter(given, signer, kind);
  const drafted = { actor: signer.actor, expiresUnixS: timeUnixS + DAY_S, fields };
  const draft = isOfApplication(kind)
    ? draftForApplication(kind, drafted, counter)
    : draftOperation(kind, drafted, { device: chain.deviceId, holding, counter }, provider);
  const unanswered = { ...draft, ...change };
  const operation = isPaired(kind)
    ? { ...unanswered, fields: { ...fields, pairing: pairingOf(sight, unanswered, statement) } }
    : unanswered;
  const message = encodeOperation(operation);
  return { message, signature: signer.sign(message, at, provider) };
}

/** What the genesis of the scenes says, and which parameters their judge knows. */
const GENESIS = { origins: [ORIGIN], parameterVersions: [1, 2], predecessor };

/** One device and the state around it, moved by operations as the back-end moves it. */
export class Scene {
  readonly deviceKey: Uint8Array;
  readonly deviceId: Uint8Array;
  globals: Globals;
  record: OperatedRecord;
  timeUnixS = START_UNIX_S;
  readonly #provider: CryptoProvider;

  constructor(provider: CryptoProvider, owner: Uint8Array = new Uint8Array(), device = "device of operations") {
    this.#provider = provider;
    this.deviceKey = p256(device);
    const publicKey = noble.p256PublicKey(this.deviceKey);
    this.deviceId = keyIdentity(publicKey, noble);
    const administrators = { threshold: 2, publicKeys: administratorKeys };
    this.globals = newGlobals({ makers: [maker.publicKey], administrators }, provider);
    const chain = newHashChain(context, this.deviceId, publicKey, provider);
    const holding = newHolding(maker.id, owner, START_UNIX_S);
    this.record = { holding, chain };
  }

  get holding() {
    return this.record.holding;
  }

  get moment(): OperationMoment {
    const { timeUnixS } = this;
    return { context, provider: this.#provider, timeUnixS, ...GENESIS };
  }

  /** The device seals envelopes in a session, which are admitted. */
  drive(count: number, session = this.record.chain.session + 1): void {
    let { chain } = this.record;
    for (let made = 0; made < count; made += 1) {
      const sequence = chain.sequence + 1;
      chain = extendHashChain(chain, { sequence, link: noble.sha256(chain.link, u32(sequence)), session });
    }
    this.record = { ...this.record, chain };
  }

  /** Signs as somebody would who knows the state, but for what a case changes. */
  signed(signer: Signer, kind: OperationKind, fields: Operation["fields"] = {}, change: Change = {}): SignedOperation {
    const { globals, holding, record, timeUnixS, deviceKey } = this;
    const sight = {
      at: context,
      globals,
      holding,
      chain: record.chain,
      timeUnixS,
      deviceKey,
      provider: this.#provider,
    };
    return signedOperation(sight, signer, kind, fields, change);
  }

  /** Decides on an operation, and moves the state if it takes effect. */
  take(signed: SignedOperation): OperationOutcome {
    const recordOf = (device: Uint8Array) => (equal(device, this.deviceId) ? this.record : undefined);
    const outcome = takeOperation({ globals: this.globals, recordOf }, this.moment, signed);
    if (outcome.code === "admitted") {
      this.globals = outcome.globals ?? this.globals;
      this.record = { ...this.record, holding: outcome.holding ?? this.holding };
    }
    return outcome;
  }

  /** Signs and takes what must take effect. Returns the operation's identity. */
  act(signer: Signer, kind: OperationKind, fields: Operation["fields"] = {}, change: Change = {}): Uint8Array {
    const signed = this.signed(signer, kind, fields, change);
    const { code } = this.take(signed);
    if (code !== "admitted") throw new Error(`${kind} was refused: ${code}`);
    return operationIdentity(signed.message, this.#provider);
  }

  /** Signs and takes. Returns the code. */
  code(signer: Signer, kind: OperationKind, fields: Operation["fields"] = {}, change: Change = {}): string {
    return this.take(this.signed(signer, kind, fields, change)).code;
  }

  /** Administrators register a company. */
  register(company: ReturnType<typeof keyHolder>, role: number): void {
    this.act(administratorsBy(), "registerActor", { role, publicKey: company.publicKey });
  }
}
