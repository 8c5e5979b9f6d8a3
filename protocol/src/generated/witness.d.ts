import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace witness. */
export namespace witness {

    /** Namespace v2. */
    namespace v2 {

        /**
         * Properties of an Envelope.
         * @deprecated Use witness.v2.Envelope.$Properties instead.
         */
        interface IEnvelope extends witness.v2.Envelope.$Properties {
        }

        /** Represents an Envelope. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Envelope body. */
            body: Uint8Array;

            /** Envelope signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link witness.v2.Envelope.verify|verify} messages.
             * @param message Envelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Envelope & witness.v2.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Envelope & witness.v2.Envelope.$Shape;
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** Envelope body */
                body?: (Uint8Array|null);

                /** Envelope signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Envelope. */
            type $Shape = witness.v2.Envelope.$Properties;
        }

        /**
         * Properties of a Body.
         * @deprecated Use witness.v2.Body.$Properties instead.
         */
        interface IBody extends witness.v2.Body.$Properties {
        }

        /** Represents a Body. */
        class Body {

            /**
             * Constructs a new Body.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Body.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Body deviceId. */
            deviceId: Uint8Array;

            /** Body sequence. */
            sequence: number;

            /** Body session. */
            session: number;

            /** Body previousLink. */
            previousLink: Uint8Array;

            /** Body distance. */
            distance: Uint8Array;

            /** Body condition. */
            condition: Uint8Array;

            /** Body bus. */
            bus: Uint8Array;

            /** Body opening. */
            opening?: (witness.v2.Opening.$Properties|null);

            /** Body lost. */
            lost: number;

            /**
             * Encodes the specified Body message. Does not implicitly {@link witness.v2.Body.verify|verify} messages.
             * @param message Body message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Body.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Body message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Body & witness.v2.Body.$Shape} Body
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Body & witness.v2.Body.$Shape;
        }

        namespace Body {

            /** Properties of a Body. */
            interface $Properties {

                /** Body deviceId */
                deviceId?: (Uint8Array|null);

                /** Body sequence */
                sequence?: (number|null);

                /** Body session */
                session?: (number|null);

                /** Body previousLink */
                previousLink?: (Uint8Array|null);

                /** Body distance */
                distance?: (Uint8Array|null);

                /** Body condition */
                condition?: (Uint8Array|null);

                /** Body bus */
                bus?: (Uint8Array|null);

                /** Body opening */
                opening?: (witness.v2.Opening.$Properties|null);

                /** Body lost */
                lost?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Body. */
            type $Shape = witness.v2.Body.$Properties;
        }

        /**
         * Properties of an Opening.
         * @deprecated Use witness.v2.Opening.$Properties instead.
         */
        interface IOpening extends witness.v2.Opening.$Properties {
        }

        /** Represents an Opening. */
        class Opening {

            /**
             * Constructs a new Opening.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Opening.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Opening suite. */
            suite: number;

            /** Opening keyId. */
            keyId: Uint8Array;

            /** Opening encapsulatedKey. */
            encapsulatedKey: Uint8Array;

            /**
             * Encodes the specified Opening message. Does not implicitly {@link witness.v2.Opening.verify|verify} messages.
             * @param message Opening message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Opening.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Opening message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Opening & witness.v2.Opening.$Shape} Opening
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Opening & witness.v2.Opening.$Shape;
        }

        namespace Opening {

            /** Properties of an Opening. */
            interface $Properties {

                /** Opening suite */
                suite?: (number|null);

                /** Opening keyId */
                keyId?: (Uint8Array|null);

                /** Opening encapsulatedKey */
                encapsulatedKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Opening. */
            type $Shape = witness.v2.Opening.$Properties;
        }

        /**
         * Properties of a LiveReading.
         * @deprecated Use witness.v2.LiveReading.$Properties instead.
         */
        interface ILiveReading extends witness.v2.LiveReading.$Properties {
        }

        /** Represents a LiveReading. */
        class LiveReading {

            /**
             * Constructs a new LiveReading.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.LiveReading.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LiveReading deviceId. */
            deviceId: Uint8Array;

            /** LiveReading challenge. */
            challenge: Uint8Array;

            /** LiveReading timeUnixS. */
            timeUnixS: number;

            /** LiveReading odometerHm. */
            odometerHm: number;

            /** LiveReading sequence. */
            sequence: number;

            /** LiveReading link. */
            link: Uint8Array;

            /**
             * Encodes the specified LiveReading message. Does not implicitly {@link witness.v2.LiveReading.verify|verify} messages.
             * @param message LiveReading message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.LiveReading.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LiveReading message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.LiveReading & witness.v2.LiveReading.$Shape} LiveReading
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.LiveReading & witness.v2.LiveReading.$Shape;
        }

        namespace LiveReading {

            /** Properties of a LiveReading. */
            interface $Properties {

                /** LiveReading deviceId */
                deviceId?: (Uint8Array|null);

                /** LiveReading challenge */
                challenge?: (Uint8Array|null);

                /** LiveReading timeUnixS */
                timeUnixS?: (number|null);

                /** LiveReading odometerHm */
                odometerHm?: (number|null);

                /** LiveReading sequence */
                sequence?: (number|null);

                /** LiveReading link */
                link?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LiveReading. */
            type $Shape = witness.v2.LiveReading.$Properties;
        }

        /**
         * Properties of a Signed.
         * @deprecated Use witness.v2.Signed.$Properties instead.
         */
        interface ISigned extends witness.v2.Signed.$Properties {
        }

        /** Represents a Signed. */
        class Signed {

            /**
             * Constructs a new Signed.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Signed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Signed message. */
            message: Uint8Array;

            /** Signed signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified Signed message. Does not implicitly {@link witness.v2.Signed.verify|verify} messages.
             * @param message Signed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Signed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Signed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Signed & witness.v2.Signed.$Shape} Signed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Signed & witness.v2.Signed.$Shape;
        }

        namespace Signed {

            /** Properties of a Signed. */
            interface $Properties {

                /** Signed message */
                message?: (Uint8Array|null);

                /** Signed signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Signed. */
            type $Shape = witness.v2.Signed.$Properties;
        }

        /**
         * Properties of a Registration.
         * @deprecated Use witness.v2.Registration.$Properties instead.
         */
        interface IRegistration extends witness.v2.Registration.$Properties {
        }

        /** Represents a Registration. */
        class Registration {

            /**
             * Constructs a new Registration.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Registration.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Registration devicePublicKey. */
            devicePublicKey: Uint8Array;

            /** Registration keyTier. */
            keyTier: number;

            /** Registration makerId. */
            makerId: Uint8Array;

            /** Registration keyId. */
            keyId: Uint8Array;

            /** Registration sealedVehicle. */
            sealedVehicle: Uint8Array;

            /** Registration profile. */
            profile: number;

            /** Registration profileVersion. */
            profileVersion: number;

            /** Registration firstOwner. */
            firstOwner: Uint8Array;

            /** Registration predecessor. */
            predecessor: Uint8Array;

            /** Registration sealedEstate. */
            sealedEstate: Uint8Array;

            /** Registration possession. */
            possession: Uint8Array;

            /**
             * Encodes the specified Registration message. Does not implicitly {@link witness.v2.Registration.verify|verify} messages.
             * @param message Registration message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Registration.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Registration message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Registration & witness.v2.Registration.$Shape} Registration
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Registration & witness.v2.Registration.$Shape;
        }

        namespace Registration {

            /** Properties of a Registration. */
            interface $Properties {

                /** Registration devicePublicKey */
                devicePublicKey?: (Uint8Array|null);

                /** Registration keyTier */
                keyTier?: (number|null);

                /** Registration makerId */
                makerId?: (Uint8Array|null);

                /** Registration keyId */
                keyId?: (Uint8Array|null);

                /** Registration sealedVehicle */
                sealedVehicle?: (Uint8Array|null);

                /** Registration profile */
                profile?: (number|null);

                /** Registration profileVersion */
                profileVersion?: (number|null);

                /** Registration firstOwner */
                firstOwner?: (Uint8Array|null);

                /** Registration predecessor */
                predecessor?: (Uint8Array|null);

                /** Registration sealedEstate */
                sealedEstate?: (Uint8Array|null);

                /** Registration possession */
                possession?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Registration. */
            type $Shape = witness.v2.Registration.$Properties;
        }

        /**
         * Properties of a Vehicle.
         * @deprecated Use witness.v2.Vehicle.$Properties instead.
         */
        interface IVehicle extends witness.v2.Vehicle.$Properties {
        }

        /** Represents a Vehicle. */
        class Vehicle {

            /**
             * Constructs a new Vehicle.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Vehicle.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Vehicle make. */
            make: string;

            /** Vehicle model. */
            model: string;

            /** Vehicle modelYear. */
            modelYear: number;

            /** Vehicle vin. */
            vin: string;

            /**
             * Encodes the specified Vehicle message. Does not implicitly {@link witness.v2.Vehicle.verify|verify} messages.
             * @param message Vehicle message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Vehicle.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Vehicle message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Vehicle & witness.v2.Vehicle.$Shape} Vehicle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Vehicle & witness.v2.Vehicle.$Shape;
        }

        namespace Vehicle {

            /** Properties of a Vehicle. */
            interface $Properties {

                /** Vehicle make */
                make?: (string|null);

                /** Vehicle model */
                model?: (string|null);

                /** Vehicle modelYear */
                modelYear?: (number|null);

                /** Vehicle vin */
                vin?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Vehicle. */
            type $Shape = witness.v2.Vehicle.$Properties;
        }

        /**
         * Properties of a Batch.
         * @deprecated Use witness.v2.Batch.$Properties instead.
         */
        interface IBatch extends witness.v2.Batch.$Properties {
        }

        /** Represents a Batch. */
        class Batch {

            /**
             * Constructs a new Batch.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Batch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Batch registrations. */
            registrations: witness.v2.Signed.$Properties[];

            /** Batch runs. */
            runs: witness.v2.Run.$Properties[];

            /** Batch operations. */
            operations: witness.v2.SignedOperation.$Properties[];

            /**
             * Encodes the specified Batch message. Does not implicitly {@link witness.v2.Batch.verify|verify} messages.
             * @param message Batch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Batch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Batch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Batch & witness.v2.Batch.$Shape} Batch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Batch & witness.v2.Batch.$Shape;
        }

        namespace Batch {

            /** Properties of a Batch. */
            interface $Properties {

                /** Batch registrations */
                registrations?: (witness.v2.Signed.$Properties[]|null);

                /** Batch runs */
                runs?: (witness.v2.Run.$Properties[]|null);

                /** Batch operations */
                operations?: (witness.v2.SignedOperation.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Batch. */
            type $Shape = witness.v2.Batch.$Properties;
        }

        /**
         * Properties of a SignedOperation.
         * @deprecated Use witness.v2.SignedOperation.$Properties instead.
         */
        interface ISignedOperation extends witness.v2.SignedOperation.$Properties {
        }

        /** Represents a SignedOperation. */
        class SignedOperation {

            /**
             * Constructs a new SignedOperation.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.SignedOperation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignedOperation message. */
            message: Uint8Array;

            /** SignedOperation signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified SignedOperation message. Does not implicitly {@link witness.v2.SignedOperation.verify|verify} messages.
             * @param message SignedOperation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.SignedOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignedOperation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.SignedOperation & witness.v2.SignedOperation.$Shape} SignedOperation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.SignedOperation & witness.v2.SignedOperation.$Shape;
        }

        namespace SignedOperation {

            /** Properties of a SignedOperation. */
            interface $Properties {

                /** SignedOperation message */
                message?: (Uint8Array|null);

                /** SignedOperation signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignedOperation. */
            type $Shape = witness.v2.SignedOperation.$Properties;
        }

        /**
         * Properties of a Run.
         * @deprecated Use witness.v2.Run.$Properties instead.
         */
        interface IRun extends witness.v2.Run.$Properties {
        }

        /** Represents a Run. */
        class Run {

            /**
             * Constructs a new Run.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Run.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Run bodies. */
            bodies: Uint8Array[];

            /** Run signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified Run message. Does not implicitly {@link witness.v2.Run.verify|verify} messages.
             * @param message Run message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Run.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Run message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Run & witness.v2.Run.$Shape} Run
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Run & witness.v2.Run.$Shape;
        }

        namespace Run {

            /** Properties of a Run. */
            interface $Properties {

                /** Run bodies */
                bodies?: (Uint8Array[]|null);

                /** Run signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Run. */
            type $Shape = witness.v2.Run.$Properties;
        }

        /**
         * Properties of a ReceiptRoot.
         * @deprecated Use witness.v2.ReceiptRoot.$Properties instead.
         */
        interface IReceiptRoot extends witness.v2.ReceiptRoot.$Properties {
        }

        /** Represents a ReceiptRoot. */
        class ReceiptRoot {

            /**
             * Constructs a new ReceiptRoot.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.ReceiptRoot.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReceiptRoot root. */
            root: Uint8Array;

            /** ReceiptRoot size. */
            size: number;

            /** ReceiptRoot deadlineBlock. */
            deadlineBlock: number;

            /** ReceiptRoot receivedAtUnixS. */
            receivedAtUnixS: number;

            /**
             * Encodes the specified ReceiptRoot message. Does not implicitly {@link witness.v2.ReceiptRoot.verify|verify} messages.
             * @param message ReceiptRoot message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.ReceiptRoot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiptRoot message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.ReceiptRoot & witness.v2.ReceiptRoot.$Shape} ReceiptRoot
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.ReceiptRoot & witness.v2.ReceiptRoot.$Shape;
        }

        namespace ReceiptRoot {

            /** Properties of a ReceiptRoot. */
            interface $Properties {

                /** ReceiptRoot root */
                root?: (Uint8Array|null);

                /** ReceiptRoot size */
                size?: (number|null);

                /** ReceiptRoot deadlineBlock */
                deadlineBlock?: (number|null);

                /** ReceiptRoot receivedAtUnixS */
                receivedAtUnixS?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiptRoot. */
            type $Shape = witness.v2.ReceiptRoot.$Properties;
        }

        /**
         * Properties of a Receipt.
         * @deprecated Use witness.v2.Receipt.$Properties instead.
         */
        interface IReceipt extends witness.v2.Receipt.$Properties {
        }

        /** Represents a Receipt. */
        class Receipt {

            /**
             * Constructs a new Receipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Receipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Receipt root. */
            root?: (witness.v2.Signed.$Properties|null);

            /** Receipt deviceId. */
            deviceId: Uint8Array;

            /** Receipt sequence. */
            sequence: number;

            /** Receipt link. */
            link: Uint8Array;

            /** Receipt index. */
            index: number;

            /** Receipt path. */
            path: Uint8Array[];

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link witness.v2.Receipt.verify|verify} messages.
             * @param message Receipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Receipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Receipt & witness.v2.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Receipt & witness.v2.Receipt.$Shape;
        }

        namespace Receipt {

            /** Properties of a Receipt. */
            interface $Properties {

                /** Receipt root */
                root?: (witness.v2.Signed.$Properties|null);

                /** Receipt deviceId */
                deviceId?: (Uint8Array|null);

                /** Receipt sequence */
                sequence?: (number|null);

                /** Receipt link */
                link?: (Uint8Array|null);

                /** Receipt index */
                index?: (number|null);

                /** Receipt path */
                path?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Receipt. */
            type $Shape = witness.v2.Receipt.$Properties;
        }

        /**
         * Properties of an OperationReceipt.
         * @deprecated Use witness.v2.OperationReceipt.$Properties instead.
         */
        interface IOperationReceipt extends witness.v2.OperationReceipt.$Properties {
        }

        /** Represents an OperationReceipt. */
        class OperationReceipt {

            /**
             * Constructs a new OperationReceipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.OperationReceipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OperationReceipt root. */
            root?: (witness.v2.Signed.$Properties|null);

            /** OperationReceipt identity. */
            identity: Uint8Array;

            /** OperationReceipt index. */
            index: number;

            /** OperationReceipt path. */
            path: Uint8Array[];

            /**
             * Encodes the specified OperationReceipt message. Does not implicitly {@link witness.v2.OperationReceipt.verify|verify} messages.
             * @param message OperationReceipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.OperationReceipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OperationReceipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.OperationReceipt & witness.v2.OperationReceipt.$Shape} OperationReceipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.OperationReceipt & witness.v2.OperationReceipt.$Shape;
        }

        namespace OperationReceipt {

            /** Properties of an OperationReceipt. */
            interface $Properties {

                /** OperationReceipt root */
                root?: (witness.v2.Signed.$Properties|null);

                /** OperationReceipt identity */
                identity?: (Uint8Array|null);

                /** OperationReceipt index */
                index?: (number|null);

                /** OperationReceipt path */
                path?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OperationReceipt. */
            type $Shape = witness.v2.OperationReceipt.$Properties;
        }

        /**
         * Properties of an AdvanceReport.
         * @deprecated Use witness.v2.AdvanceReport.$Properties instead.
         */
        interface IAdvanceReport extends witness.v2.AdvanceReport.$Properties {
        }

        /** Represents an AdvanceReport. */
        class AdvanceReport {

            /**
             * Constructs a new AdvanceReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.AdvanceReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AdvanceReport code. */
            code: number;

            /** AdvanceReport registrationCodes. */
            registrationCodes: Uint8Array;

            /** AdvanceReport envelopeCodes. */
            envelopeCodes: Uint8Array;

            /** AdvanceReport refusals. */
            refusals: witness.v2.Refusal.$Properties[];

            /** AdvanceReport operationCodes. */
            operationCodes: Uint8Array;

            /**
             * Encodes the specified AdvanceReport message. Does not implicitly {@link witness.v2.AdvanceReport.verify|verify} messages.
             * @param message AdvanceReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.AdvanceReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AdvanceReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.AdvanceReport & witness.v2.AdvanceReport.$Shape} AdvanceReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.AdvanceReport & witness.v2.AdvanceReport.$Shape;
        }

        namespace AdvanceReport {

            /** Properties of an AdvanceReport. */
            interface $Properties {

                /** AdvanceReport code */
                code?: (number|null);

                /** AdvanceReport registrationCodes */
                registrationCodes?: (Uint8Array|null);

                /** AdvanceReport envelopeCodes */
                envelopeCodes?: (Uint8Array|null);

                /** AdvanceReport refusals */
                refusals?: (witness.v2.Refusal.$Properties[]|null);

                /** AdvanceReport operationCodes */
                operationCodes?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AdvanceReport. */
            type $Shape = witness.v2.AdvanceReport.$Properties;
        }

        /**
         * Properties of a Refusal.
         * @deprecated Use witness.v2.Refusal.$Properties instead.
         */
        interface IRefusal extends witness.v2.Refusal.$Properties {
        }

        /** Represents a Refusal. */
        class Refusal {

            /**
             * Constructs a new Refusal.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Refusal.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Refusal index. */
            index: number;

            /** Refusal registration. */
            registration: boolean;

            /** Refusal deviceId. */
            deviceId: Uint8Array;

            /** Refusal sequence. */
            sequence: number;

            /** Refusal code. */
            code: number;

            /** Refusal inputIndex. */
            inputIndex: number;

            /** Refusal timeUnixS. */
            timeUnixS: number;

            /** Refusal operation. */
            operation: boolean;

            /**
             * Encodes the specified Refusal message. Does not implicitly {@link witness.v2.Refusal.verify|verify} messages.
             * @param message Refusal message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Refusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Refusal message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Refusal & witness.v2.Refusal.$Shape} Refusal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Refusal & witness.v2.Refusal.$Shape;
        }

        namespace Refusal {

            /** Properties of a Refusal. */
            interface $Properties {

                /** Refusal index */
                index?: (number|null);

                /** Refusal registration */
                registration?: (boolean|null);

                /** Refusal deviceId */
                deviceId?: (Uint8Array|null);

                /** Refusal sequence */
                sequence?: (number|null);

                /** Refusal code */
                code?: (number|null);

                /** Refusal inputIndex */
                inputIndex?: (number|null);

                /** Refusal timeUnixS */
                timeUnixS?: (number|null);

                /** Refusal operation */
                operation?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Refusal. */
            type $Shape = witness.v2.Refusal.$Properties;
        }

        /**
         * Properties of a Query.
         * @deprecated Use witness.v2.Query.$Properties instead.
         */
        interface IQuery extends witness.v2.Query.$Properties {
        }

        /** Represents a Query. */
        class Query {

            /**
             * Constructs a new Query.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Query.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Query signed. */
            signed?: (witness.v2.SignedQuery.$Properties|null);

            /** Query refusals. */
            refusals?: (witness.v2.RefusalsQuery.$Properties|null);

            /** Query statistics. */
            statistics?: (witness.v2.StatisticsQuery.$Properties|null);

            /** Query head. */
            head?: (witness.v2.HeadQuery.$Properties|null);

            /** Query status. */
            status?: (witness.v2.StatusQuery.$Properties|null);

            /** Query holding. */
            holding?: (witness.v2.HoldingQuery.$Properties|null);

            /** Query operation. */
            operation?: (witness.v2.SignedOperation.$Properties|null);

            /** Query globals. */
            globals?: (witness.v2.GlobalsQuery.$Properties|null);

            /** Query estate. */
            estate?: (witness.v2.EstateQuery.$Properties|null);

            /** Query history. */
            history?: (witness.v2.HistoryQuery.$Properties|null);

            /** Query release. */
            release?: (witness.v2.ReleaseQuery.$Properties|null);

            /** Query public. */
            public?: (witness.v2.PublicQuery.$Properties|null);

            /** Query query. */
            query?: ("signed"|"refusals"|"statistics"|"head"|"status"|"holding"|"operation"|"globals"|"estate"|"history"|"release"|"public");

            /**
             * Encodes the specified Query message. Does not implicitly {@link witness.v2.Query.verify|verify} messages.
             * @param message Query message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Query.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Query message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Query & witness.v2.Query.$Shape} Query
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Query & witness.v2.Query.$Shape;
        }

        namespace Query {

            /** Properties of a Query. */
            interface $Properties {

                /** Query signed */
                signed?: (witness.v2.SignedQuery.$Properties|null);

                /** Query refusals */
                refusals?: (witness.v2.RefusalsQuery.$Properties|null);

                /** Query statistics */
                statistics?: (witness.v2.StatisticsQuery.$Properties|null);

                /** Query head */
                head?: (witness.v2.HeadQuery.$Properties|null);

                /** Query status */
                status?: (witness.v2.StatusQuery.$Properties|null);

                /** Query holding */
                holding?: (witness.v2.HoldingQuery.$Properties|null);

                /** Query operation */
                operation?: (witness.v2.SignedOperation.$Properties|null);

                /** Query globals */
                globals?: (witness.v2.GlobalsQuery.$Properties|null);

                /** Query estate */
                estate?: (witness.v2.EstateQuery.$Properties|null);

                /** Query history */
                history?: (witness.v2.HistoryQuery.$Properties|null);

                /** Query release */
                release?: (witness.v2.ReleaseQuery.$Properties|null);

                /** Query public */
                "public"?: (witness.v2.PublicQuery.$Properties|null);

                /** Query query */
                query?: ("signed"|"refusals"|"statistics"|"head"|"status"|"holding"|"operation"|"globals"|"estate"|"history"|"release"|"public");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Query. */
            type $Shape = {
              signed?: witness.v2.SignedQuery.$Shape|null;
              refusals?: witness.v2.RefusalsQuery.$Shape|null;
              statistics?: witness.v2.StatisticsQuery.$Shape|null;
              head?: witness.v2.HeadQuery.$Shape|null;
              status?: witness.v2.StatusQuery.$Shape|null;
              holding?: witness.v2.HoldingQuery.$Shape|null;
              operation?: witness.v2.SignedOperation.$Shape|null;
              globals?: witness.v2.GlobalsQuery.$Shape|null;
              estate?: witness.v2.EstateQuery.$Shape|null;
              history?: witness.v2.HistoryQuery.$Shape|null;
              release?: witness.v2.ReleaseQuery.$Shape|null;
              "public"?: witness.v2.PublicQuery.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ query?: undefined; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "signed"; signed: witness.v2.SignedQuery.$Shape; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "refusals"; signed?: null; refusals: witness.v2.RefusalsQuery.$Shape; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "statistics"; signed?: null; refusals?: null; statistics: witness.v2.StatisticsQuery.$Shape; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "head"; signed?: null; refusals?: null; statistics?: null; head: witness.v2.HeadQuery.$Shape; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "status"; signed?: null; refusals?: null; statistics?: null; head?: null; status: witness.v2.StatusQuery.$Shape; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "holding"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding: witness.v2.HoldingQuery.$Shape; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "operation"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation: witness.v2.SignedOperation.$Shape; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "globals"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals: witness.v2.GlobalsQuery.$Shape; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "estate"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate: witness.v2.EstateQuery.$Shape; history?: null; release?: null; "public"?: null }|{ query?: "history"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history: witness.v2.HistoryQuery.$Shape; release?: null; "public"?: null }|{ query?: "release"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release: witness.v2.ReleaseQuery.$Shape; "public"?: null }|{ query?: "public"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public": witness.v2.PublicQuery.$Shape })
            );
        }

        /**
         * Properties of a PublicQuery.
         * @deprecated Use witness.v2.PublicQuery.$Properties instead.
         */
        interface IPublicQuery extends witness.v2.PublicQuery.$Properties {
        }

        /** Represents a PublicQuery. */
        class PublicQuery {

            /**
             * Constructs a new PublicQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.PublicQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PublicQuery vin. */
            vin: string;

            /** PublicQuery country. */
            country: string;

            /** PublicQuery plate. */
            plate: string;

            /**
             * Encodes the specified PublicQuery message. Does not implicitly {@link witness.v2.PublicQuery.verify|verify} messages.
             * @param message PublicQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.PublicQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PublicQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.PublicQuery & witness.v2.PublicQuery.$Shape} PublicQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.PublicQuery & witness.v2.PublicQuery.$Shape;
        }

        namespace PublicQuery {

            /** Properties of a PublicQuery. */
            interface $Properties {

                /** PublicQuery vin */
                vin?: (string|null);

                /** PublicQuery country */
                country?: (string|null);

                /** PublicQuery plate */
                plate?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PublicQuery. */
            type $Shape = witness.v2.PublicQuery.$Properties;
        }

        /**
         * Properties of an EstateQuery.
         * @deprecated Use witness.v2.EstateQuery.$Properties instead.
         */
        interface IEstateQuery extends witness.v2.EstateQuery.$Properties {
        }

        /** Represents an EstateQuery. */
        class EstateQuery {

            /**
             * Constructs a new EstateQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.EstateQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EstateQuery index. */
            index: number;

            /**
             * Encodes the specified EstateQuery message. Does not implicitly {@link witness.v2.EstateQuery.verify|verify} messages.
             * @param message EstateQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.EstateQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EstateQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.EstateQuery & witness.v2.EstateQuery.$Shape} EstateQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.EstateQuery & witness.v2.EstateQuery.$Shape;
        }

        namespace EstateQuery {

            /** Properties of an EstateQuery. */
            interface $Properties {

                /** EstateQuery index */
                index?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EstateQuery. */
            type $Shape = witness.v2.EstateQuery.$Properties;
        }

        /**
         * Properties of a HistoryQuery.
         * @deprecated Use witness.v2.HistoryQuery.$Properties instead.
         */
        interface IHistoryQuery extends witness.v2.HistoryQuery.$Properties {
        }

        /** Represents a HistoryQuery. */
        class HistoryQuery {

            /**
             * Constructs a new HistoryQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.HistoryQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HistoryQuery deviceId. */
            deviceId: Uint8Array;

            /**
             * Encodes the specified HistoryQuery message. Does not implicitly {@link witness.v2.HistoryQuery.verify|verify} messages.
             * @param message HistoryQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.HistoryQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.HistoryQuery & witness.v2.HistoryQuery.$Shape} HistoryQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.HistoryQuery & witness.v2.HistoryQuery.$Shape;
        }

        namespace HistoryQuery {

            /** Properties of a HistoryQuery. */
            interface $Properties {

                /** HistoryQuery deviceId */
                deviceId?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryQuery. */
            type $Shape = witness.v2.HistoryQuery.$Properties;
        }

        /**
         * Properties of a CarQuery.
         * @deprecated Use witness.v2.CarQuery.$Properties instead.
         */
        interface ICarQuery extends witness.v2.CarQuery.$Properties {
        }

        /** Represents a CarQuery. */
        class CarQuery {

            /**
             * Constructs a new CarQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.CarQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CarQuery deviceId. */
            deviceId: Uint8Array;

            /** CarQuery timeUnixS. */
            timeUnixS?: (number|null);

            /** CarQuery replyKey. */
            replyKey: Uint8Array;

            /** CarQuery asOf. */
            asOf?: "timeUnixS";

            /**
             * Encodes the specified CarQuery message. Does not implicitly {@link witness.v2.CarQuery.verify|verify} messages.
             * @param message CarQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.CarQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CarQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.CarQuery & witness.v2.CarQuery.$Shape} CarQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.CarQuery & witness.v2.CarQuery.$Shape;
        }

        namespace CarQuery {

            /** Properties of a CarQuery. */
            interface $Properties {

                /** CarQuery deviceId */
                deviceId?: (Uint8Array|null);

                /** CarQuery timeUnixS */
                timeUnixS?: (number|null);

                /** CarQuery replyKey */
                replyKey?: (Uint8Array|null);

                /** CarQuery asOf */
                asOf?: "timeUnixS";

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a CarQuery. */
            type $Shape = {
              deviceId?: Uint8Array|null;
              timeUnixS?: number|null;
              replyKey?: Uint8Array|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ asOf?: undefined; timeUnixS?: null }|{ asOf?: "timeUnixS"; timeUnixS: number })
            );
        }

        /**
         * Properties of a KeysQuery.
         * @deprecated Use witness.v2.KeysQuery.$Properties instead.
         */
        interface IKeysQuery extends witness.v2.KeysQuery.$Properties {
        }

        /** Represents a KeysQuery. */
        class KeysQuery {

            /**
             * Constructs a new KeysQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.KeysQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** KeysQuery deviceId. */
            deviceId: Uint8Array;

            /** KeysQuery session. */
            session: number;

            /** KeysQuery firstSequence. */
            firstSequence: number;

            /** KeysQuery previousLink. */
            previousLink: Uint8Array;

            /** KeysQuery opening. */
            opening?: (witness.v2.Opening.$Properties|null);

            /** KeysQuery fromSequence. */
            fromSequence: number;

            /** KeysQuery toSequence. */
            toSequence: number;

            /** KeysQuery groups. */
            groups: number;

            /** KeysQuery replyKey. */
            replyKey: Uint8Array;

            /** KeysQuery ticket. */
            ticket?: (witness.v2.TenureTicket.$Properties|null);

            /**
             * Encodes the specified KeysQuery message. Does not implicitly {@link witness.v2.KeysQuery.verify|verify} messages.
             * @param message KeysQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.KeysQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a KeysQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.KeysQuery & witness.v2.KeysQuery.$Shape} KeysQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.KeysQuery & witness.v2.KeysQuery.$Shape;
        }

        namespace KeysQuery {

            /** Properties of a KeysQuery. */
            interface $Properties {

                /** KeysQuery deviceId */
                deviceId?: (Uint8Array|null);

                /** KeysQuery session */
                session?: (number|null);

                /** KeysQuery firstSequence */
                firstSequence?: (number|null);

                /** KeysQuery previousLink */
                previousLink?: (Uint8Array|null);

                /** KeysQuery opening */
                opening?: (witness.v2.Opening.$Properties|null);

                /** KeysQuery fromSequence */
                fromSequence?: (number|null);

                /** KeysQuery toSequence */
                toSequence?: (number|null);

                /** KeysQuery groups */
                groups?: (number|null);

                /** KeysQuery replyKey */
                replyKey?: (Uint8Array|null);

                /** KeysQuery ticket */
                ticket?: (witness.v2.TenureTicket.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a KeysQuery. */
            type $Shape = witness.v2.KeysQuery.$Properties;
        }

        /**
         * Properties of a TenureTicket.
         * @deprecated Use witness.v2.TenureTicket.$Properties instead.
         */
        interface ITenureTicket extends witness.v2.TenureTicket.$Properties {
        }

        /** Represents a TenureTicket. */
        class TenureTicket {

            /**
             * Constructs a new TenureTicket.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.TenureTicket.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TenureTicket firstSequence. */
            firstSequence: number;

            /** TenureTicket lastSequence. */
            lastSequence: number;

            /** TenureTicket mac. */
            mac: Uint8Array;

            /**
             * Encodes the specified TenureTicket message. Does not implicitly {@link witness.v2.TenureTicket.verify|verify} messages.
             * @param message TenureTicket message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.TenureTicket.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TenureTicket message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.TenureTicket & witness.v2.TenureTicket.$Shape} TenureTicket
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.TenureTicket & witness.v2.TenureTicket.$Shape;
        }

        namespace TenureTicket {

            /** Properties of a TenureTicket. */
            interface $Properties {

                /** TenureTicket firstSequence */
                firstSequence?: (number|null);

                /** TenureTicket lastSequence */
                lastSequence?: (number|null);

                /** TenureTicket mac */
                mac?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TenureTicket. */
            type $Shape = witness.v2.TenureTicket.$Properties;
        }

        /**
         * Properties of a CarsQuery.
         * @deprecated Use witness.v2.CarsQuery.$Properties instead.
         */
        interface ICarsQuery extends witness.v2.CarsQuery.$Properties {
        }

        /** Represents a CarsQuery. */
        class CarsQuery {

            /**
             * Constructs a new CarsQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.CarsQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CarsQuery owner. */
            owner: Uint8Array;

            /** CarsQuery replyKey. */
            replyKey: Uint8Array;

            /**
             * Encodes the specified CarsQuery message. Does not implicitly {@link witness.v2.CarsQuery.verify|verify} messages.
             * @param message CarsQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.CarsQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CarsQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.CarsQuery & witness.v2.CarsQuery.$Shape} CarsQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.CarsQuery & witness.v2.CarsQuery.$Shape;
        }

        namespace CarsQuery {

            /** Properties of a CarsQuery. */
            interface $Properties {

                /** CarsQuery owner */
                owner?: (Uint8Array|null);

                /** CarsQuery replyKey */
                replyKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CarsQuery. */
            type $Shape = witness.v2.CarsQuery.$Properties;
        }

        /**
         * Properties of a SignedQuery.
         * @deprecated Use witness.v2.SignedQuery.$Properties instead.
         */
        interface ISignedQuery extends witness.v2.SignedQuery.$Properties {
        }

        /** Represents a SignedQuery. */
        class SignedQuery {

            /**
             * Constructs a new SignedQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.SignedQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignedQuery car. */
            car?: (Uint8Array|null);

            /** SignedQuery cars. */
            cars?: (Uint8Array|null);

            /** SignedQuery keys. */
            keys?: (Uint8Array|null);

            /** SignedQuery authorisation. */
            authorisation?: (witness.v2.Authorisation.$Properties|null);

            /** SignedQuery signature. */
            signature: Uint8Array;

            /** SignedQuery asker. */
            asker: Uint8Array;

            /** SignedQuery query. */
            query?: ("car"|"cars"|"keys");

            /**
             * Encodes the specified SignedQuery message. Does not implicitly {@link witness.v2.SignedQuery.verify|verify} messages.
             * @param message SignedQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.SignedQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignedQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.SignedQuery & witness.v2.SignedQuery.$Shape} SignedQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.SignedQuery & witness.v2.SignedQuery.$Shape;
        }

        namespace SignedQuery {

            /** Properties of a SignedQuery. */
            interface $Properties {

                /** SignedQuery car */
                car?: (Uint8Array|null);

                /** SignedQuery cars */
                cars?: (Uint8Array|null);

                /** SignedQuery keys */
                keys?: (Uint8Array|null);

                /** SignedQuery authorisation */
                authorisation?: (witness.v2.Authorisation.$Properties|null);

                /** SignedQuery signature */
                signature?: (Uint8Array|null);

                /** SignedQuery asker */
                asker?: (Uint8Array|null);

                /** SignedQuery query */
                query?: ("car"|"cars"|"keys");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a SignedQuery. */
            type $Shape = {
              car?: Uint8Array|null;
              cars?: Uint8Array|null;
              keys?: Uint8Array|null;
              authorisation?: witness.v2.Authorisation.$Shape|null;
              signature?: Uint8Array|null;
              asker?: Uint8Array|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ query?: undefined; car?: null; cars?: null; keys?: null }|{ query?: "car"; car: Uint8Array; cars?: null; keys?: null }|{ query?: "cars"; car?: null; cars: Uint8Array; keys?: null }|{ query?: "keys"; car?: null; cars?: null; keys: Uint8Array })
            );
        }

        /**
         * Properties of an Authorisation.
         * @deprecated Use witness.v2.Authorisation.$Properties instead.
         */
        interface IAuthorisation extends witness.v2.Authorisation.$Properties {
        }

        /** Represents an Authorisation. */
        class Authorisation {

            /**
             * Constructs a new Authorisation.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Authorisation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Authorisation browserKey. */
            browserKey: Uint8Array;

            /** Authorisation validUntilUnixS. */
            validUntilUnixS: number;

            /** Authorisation signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified Authorisation message. Does not implicitly {@link witness.v2.Authorisation.verify|verify} messages.
             * @param message Authorisation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Authorisation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Authorisation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Authorisation & witness.v2.Authorisation.$Shape} Authorisation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Authorisation & witness.v2.Authorisation.$Shape;
        }

        namespace Authorisation {

            /** Properties of an Authorisation. */
            interface $Properties {

                /** Authorisation browserKey */
                browserKey?: (Uint8Array|null);

                /** Authorisation validUntilUnixS */
                validUntilUnixS?: (number|null);

                /** Authorisation signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Authorisation. */
            type $Shape = witness.v2.Authorisation.$Properties;
        }

        /**
         * Properties of a RefusalsQuery.
         * @deprecated Use witness.v2.RefusalsQuery.$Properties instead.
         */
        interface IRefusalsQuery extends witness.v2.RefusalsQuery.$Properties {
        }

        /** Represents a RefusalsQuery. */
        class RefusalsQuery {

            /**
             * Constructs a new RefusalsQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.RefusalsQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefusalsQuery deviceId. */
            deviceId: Uint8Array;

            /** RefusalsQuery limit. */
            limit: number;

            /**
             * Encodes the specified RefusalsQuery message. Does not implicitly {@link witness.v2.RefusalsQuery.verify|verify} messages.
             * @param message RefusalsQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.RefusalsQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefusalsQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.RefusalsQuery & witness.v2.RefusalsQuery.$Shape} RefusalsQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.RefusalsQuery & witness.v2.RefusalsQuery.$Shape;
        }

        namespace RefusalsQuery {

            /** Properties of a RefusalsQuery. */
            interface $Properties {

                /** RefusalsQuery deviceId */
                deviceId?: (Uint8Array|null);

                /** RefusalsQuery limit */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefusalsQuery. */
            type $Shape = witness.v2.RefusalsQuery.$Properties;
        }

        /**
         * Properties of a StatisticsQuery.
         * @deprecated Use witness.v2.StatisticsQuery.$Properties instead.
         */
        interface IStatisticsQuery extends witness.v2.StatisticsQuery.$Properties {
        }

        /** Represents a StatisticsQuery. */
        class StatisticsQuery {

            /**
             * Constructs a new StatisticsQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.StatisticsQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StatisticsQuery make. */
            make: string;

            /** StatisticsQuery model. */
            model: string;

            /**
             * Encodes the specified StatisticsQuery message. Does not implicitly {@link witness.v2.StatisticsQuery.verify|verify} messages.
             * @param message StatisticsQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.StatisticsQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StatisticsQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.StatisticsQuery & witness.v2.StatisticsQuery.$Shape} StatisticsQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.StatisticsQuery & witness.v2.StatisticsQuery.$Shape;
        }

        namespace StatisticsQuery {

            /** Properties of a StatisticsQuery. */
            interface $Properties {

                /** StatisticsQuery make */
                make?: (string|null);

                /** StatisticsQuery model */
                model?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StatisticsQuery. */
            type $Shape = witness.v2.StatisticsQuery.$Properties;
        }

        /**
         * Properties of a HeadQuery.
         * @deprecated Use witness.v2.HeadQuery.$Properties instead.
         */
        interface IHeadQuery extends witness.v2.HeadQuery.$Properties {
        }

        /** Represents a HeadQuery. */
        class HeadQuery {

            /**
             * Constructs a new HeadQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.HeadQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeadQuery deviceId. */
            deviceId: Uint8Array;

            /**
             * Encodes the specified HeadQuery message. Does not implicitly {@link witness.v2.HeadQuery.verify|verify} messages.
             * @param message HeadQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.HeadQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeadQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.HeadQuery & witness.v2.HeadQuery.$Shape} HeadQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.HeadQuery & witness.v2.HeadQuery.$Shape;
        }

        namespace HeadQuery {

            /** Properties of a HeadQuery. */
            interface $Properties {

                /** HeadQuery deviceId */
                deviceId?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeadQuery. */
            type $Shape = witness.v2.HeadQuery.$Properties;
        }

        /**
         * Properties of a StatusQuery.
         * @deprecated Use witness.v2.StatusQuery.$Properties instead.
         */
        interface IStatusQuery extends witness.v2.StatusQuery.$Properties {
        }

        /** Represents a StatusQuery. */
        class StatusQuery {

            /**
             * Constructs a new StatusQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.StatusQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified StatusQuery message. Does not implicitly {@link witness.v2.StatusQuery.verify|verify} messages.
             * @param message StatusQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.StatusQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StatusQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.StatusQuery & witness.v2.StatusQuery.$Shape} StatusQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.StatusQuery & witness.v2.StatusQuery.$Shape;
        }

        namespace StatusQuery {

            /** Properties of a StatusQuery. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StatusQuery. */
            type $Shape = witness.v2.StatusQuery.$Properties;
        }

        /**
         * Properties of a HoldingQuery.
         * @deprecated Use witness.v2.HoldingQuery.$Properties instead.
         */
        interface IHoldingQuery extends witness.v2.HoldingQuery.$Properties {
        }

        /** Represents a HoldingQuery. */
        class HoldingQuery {

            /**
             * Constructs a new HoldingQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.HoldingQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HoldingQuery deviceId. */
            deviceId: Uint8Array;

            /**
             * Encodes the specified HoldingQuery message. Does not implicitly {@link witness.v2.HoldingQuery.verify|verify} messages.
             * @param message HoldingQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.HoldingQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HoldingQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.HoldingQuery & witness.v2.HoldingQuery.$Shape} HoldingQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.HoldingQuery & witness.v2.HoldingQuery.$Shape;
        }

        namespace HoldingQuery {

            /** Properties of a HoldingQuery. */
            interface $Properties {

                /** HoldingQuery deviceId */
                deviceId?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HoldingQuery. */
            type $Shape = witness.v2.HoldingQuery.$Properties;
        }

        /**
         * Properties of a GlobalsQuery.
         * @deprecated Use witness.v2.GlobalsQuery.$Properties instead.
         */
        interface IGlobalsQuery extends witness.v2.GlobalsQuery.$Properties {
        }

        /** Represents a GlobalsQuery. */
        class GlobalsQuery {

            /**
             * Constructs a new GlobalsQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.GlobalsQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified GlobalsQuery message. Does not implicitly {@link witness.v2.GlobalsQuery.verify|verify} messages.
             * @param message GlobalsQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.GlobalsQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GlobalsQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.GlobalsQuery & witness.v2.GlobalsQuery.$Shape} GlobalsQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.GlobalsQuery & witness.v2.GlobalsQuery.$Shape;
        }

        namespace GlobalsQuery {

            /** Properties of a GlobalsQuery. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GlobalsQuery. */
            type $Shape = witness.v2.GlobalsQuery.$Properties;
        }

        /**
         * Properties of a ReleaseQuery.
         * @deprecated Use witness.v2.ReleaseQuery.$Properties instead.
         */
        interface IReleaseQuery extends witness.v2.ReleaseQuery.$Properties {
        }

        /** Represents a ReleaseQuery. */
        class ReleaseQuery {

            /**
             * Constructs a new ReleaseQuery.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.ReleaseQuery.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified ReleaseQuery message. Does not implicitly {@link witness.v2.ReleaseQuery.verify|verify} messages.
             * @param message ReleaseQuery message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.ReleaseQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReleaseQuery message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.ReleaseQuery & witness.v2.ReleaseQuery.$Shape} ReleaseQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.ReleaseQuery & witness.v2.ReleaseQuery.$Shape;
        }

        namespace ReleaseQuery {

            /** Properties of a ReleaseQuery. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReleaseQuery. */
            type $Shape = witness.v2.ReleaseQuery.$Properties;
        }

        /**
         * Properties of an Answer.
         * @deprecated Use witness.v2.Answer.$Properties instead.
         */
        interface IAnswer extends witness.v2.Answer.$Properties {
        }

        /** Represents an Answer. */
        class Answer {

            /**
             * Constructs a new Answer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Answer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Answer code. */
            code: number;

            /** Answer sealed. */
            sealed?: (Uint8Array|null);

            /** Answer refusals. */
            refusals?: (witness.v2.RefusalsAnswer.$Properties|null);

            /** Answer statistics. */
            statistics?: (witness.v2.StatisticsAnswer.$Properties|null);

            /** Answer head. */
            head?: (witness.v2.HeadAnswer.$Properties|null);

            /** Answer status. */
            status?: (witness.v2.StatusAnswer.$Properties|null);

            /** Answer holding. */
            holding?: (witness.v2.HoldingAnswer.$Properties|null);

            /** Answer globals. */
            globals?: (witness.v2.GlobalsAnswer.$Properties|null);

            /** Answer estate. */
            estate?: (witness.v2.EstateAnswer.$Properties|null);

            /** Answer history. */
            history?: (witness.v2.HistoryAnswer.$Properties|null);

            /** Answer release. */
            release?: (witness.v2.ReleaseAnswer.$Properties|null);

            /** Answer public. */
            public?: (witness.v2.PublicAnswer.$Properties|null);

            /** Answer answer. */
            answer?: ("sealed"|"refusals"|"statistics"|"head"|"status"|"holding"|"globals"|"estate"|"history"|"release"|"public");

            /**
             * Encodes the specified Answer message. Does not implicitly {@link witness.v2.Answer.verify|verify} messages.
             * @param message Answer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Answer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Answer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Answer & witness.v2.Answer.$Shape} Answer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Answer & witness.v2.Answer.$Shape;
        }

        namespace Answer {

            /** Properties of an Answer. */
            interface $Properties {

                /** Answer code */
                code?: (number|null);

                /** Answer sealed */
                sealed?: (Uint8Array|null);

                /** Answer refusals */
                refusals?: (witness.v2.RefusalsAnswer.$Properties|null);

                /** Answer statistics */
                statistics?: (witness.v2.StatisticsAnswer.$Properties|null);

                /** Answer head */
                head?: (witness.v2.HeadAnswer.$Properties|null);

                /** Answer status */
                status?: (witness.v2.StatusAnswer.$Properties|null);

                /** Answer holding */
                holding?: (witness.v2.HoldingAnswer.$Properties|null);

                /** Answer globals */
                globals?: (witness.v2.GlobalsAnswer.$Properties|null);

                /** Answer estate */
                estate?: (witness.v2.EstateAnswer.$Properties|null);

                /** Answer history */
                history?: (witness.v2.HistoryAnswer.$Properties|null);

                /** Answer release */
                release?: (witness.v2.ReleaseAnswer.$Properties|null);

                /** Answer public */
                "public"?: (witness.v2.PublicAnswer.$Properties|null);

                /** Answer answer */
                answer?: ("sealed"|"refusals"|"statistics"|"head"|"status"|"holding"|"globals"|"estate"|"history"|"release"|"public");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Answer. */
            type $Shape = {
              code?: number|null;
              sealed?: Uint8Array|null;
              refusals?: witness.v2.RefusalsAnswer.$Shape|null;
              statistics?: witness.v2.StatisticsAnswer.$Shape|null;
              head?: witness.v2.HeadAnswer.$Shape|null;
              status?: witness.v2.StatusAnswer.$Shape|null;
              holding?: witness.v2.HoldingAnswer.$Shape|null;
              globals?: witness.v2.GlobalsAnswer.$Shape|null;
              estate?: witness.v2.EstateAnswer.$Shape|null;
              history?: witness.v2.HistoryAnswer.$Shape|null;
              release?: witness.v2.ReleaseAnswer.$Shape|null;
              "public"?: witness.v2.PublicAnswer.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ answer?: undefined; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "sealed"; sealed: Uint8Array; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "refusals"; sealed?: null; refusals: witness.v2.RefusalsAnswer.$Shape; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "statistics"; sealed?: null; refusals?: null; statistics: witness.v2.StatisticsAnswer.$Shape; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "head"; sealed?: null; refusals?: null; statistics?: null; head: witness.v2.HeadAnswer.$Shape; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "status"; sealed?: null; refusals?: null; statistics?: null; head?: null; status: witness.v2.StatusAnswer.$Shape; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "holding"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding: witness.v2.HoldingAnswer.$Shape; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "globals"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals: witness.v2.GlobalsAnswer.$Shape; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "estate"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate: witness.v2.EstateAnswer.$Shape; history?: null; release?: null; "public"?: null }|{ answer?: "history"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history: witness.v2.HistoryAnswer.$Shape; release?: null; "public"?: null }|{ answer?: "release"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release: witness.v2.ReleaseAnswer.$Shape; "public"?: null }|{ answer?: "public"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public": witness.v2.PublicAnswer.$Shape })
            );
        }

        /**
         * Properties of an EstateAnswer.
         * @deprecated Use witness.v2.EstateAnswer.$Properties instead.
         */
        interface IEstateAnswer extends witness.v2.EstateAnswer.$Properties {
        }

        /** Represents an EstateAnswer. */
        class EstateAnswer {

            /**
             * Constructs a new EstateAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.EstateAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EstateAnswer predecessor. */
            predecessor: Uint8Array;

            /** EstateAnswer sealedVehicle. */
            sealedVehicle: Uint8Array;

            /** EstateAnswer sealedEstate. */
            sealedEstate: Uint8Array;

            /** EstateAnswer profile. */
            profile: number;

            /** EstateAnswer profileVersion. */
            profileVersion: number;

            /**
             * Encodes the specified EstateAnswer message. Does not implicitly {@link witness.v2.EstateAnswer.verify|verify} messages.
             * @param message EstateAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.EstateAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EstateAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.EstateAnswer & witness.v2.EstateAnswer.$Shape} EstateAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.EstateAnswer & witness.v2.EstateAnswer.$Shape;
        }

        namespace EstateAnswer {

            /** Properties of an EstateAnswer. */
            interface $Properties {

                /** EstateAnswer predecessor */
                predecessor?: (Uint8Array|null);

                /** EstateAnswer sealedVehicle */
                sealedVehicle?: (Uint8Array|null);

                /** EstateAnswer sealedEstate */
                sealedEstate?: (Uint8Array|null);

                /** EstateAnswer profile */
                profile?: (number|null);

                /** EstateAnswer profileVersion */
                profileVersion?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EstateAnswer. */
            type $Shape = witness.v2.EstateAnswer.$Properties;
        }

        /**
         * Properties of a CarAnswer.
         * @deprecated Use witness.v2.CarAnswer.$Properties instead.
         */
        interface ICarAnswer extends witness.v2.CarAnswer.$Properties {
        }

        /** Represents a CarAnswer. */
        class CarAnswer {

            /**
             * Constructs a new CarAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.CarAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CarAnswer deviceId. */
            deviceId: Uint8Array;

            /** CarAnswer publicKey. */
            publicKey: Uint8Array;

            /** CarAnswer keyTier. */
            keyTier: number;

            /** CarAnswer vehicle. */
            vehicle?: (witness.v2.Vehicle.$Properties|null);

            /** CarAnswer registeredAtUnixS. */
            registeredAtUnixS: number;

            /** CarAnswer sequence. */
            sequence: number;

            /** CarAnswer link. */
            link: Uint8Array;

            /** CarAnswer judgement. */
            judgement?: (witness.v2.Judgement.$Properties|null);

            /** CarAnswer refusals. */
            refusals: witness.v2.Refusal.$Properties[];

            /** CarAnswer stateRoot. */
            stateRoot: Uint8Array;

            /** CarAnswer inputCount. */
            inputCount: number;

            /** CarAnswer timeUnixS. */
            timeUnixS: number;

            /** CarAnswer activeTroubleCodes. */
            activeTroubleCodes: number[];

            /** CarAnswer unreadableEnvelopes. */
            unreadableEnvelopes: number;

            /** CarAnswer forks. */
            forks: number;

            /** CarAnswer proof. */
            proof?: (witness.v2.RecordProof.$Properties|null);

            /** CarAnswer vinSalts. */
            vinSalts: Uint8Array;

            /** CarAnswer profile. */
            profile: number;

            /** CarAnswer profileVersion. */
            profileVersion: number;

            /** CarAnswer holding. */
            holding: Uint8Array;

            /** CarAnswer journal. */
            journal: witness.v2.JournalAnswer.$Properties[];

            /** CarAnswer asOf. */
            asOf?: (witness.v2.DistanceThen.$Properties|null);

            /**
             * Encodes the specified CarAnswer message. Does not implicitly {@link witness.v2.CarAnswer.verify|verify} messages.
             * @param message CarAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.CarAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CarAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.CarAnswer & witness.v2.CarAnswer.$Shape} CarAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.CarAnswer & witness.v2.CarAnswer.$Shape;
        }

        namespace CarAnswer {

            /** Properties of a CarAnswer. */
            interface $Properties {

                /** CarAnswer deviceId */
                deviceId?: (Uint8Array|null);

                /** CarAnswer publicKey */
                publicKey?: (Uint8Array|null);

                /** CarAnswer keyTier */
                keyTier?: (number|null);

                /** CarAnswer vehicle */
                vehicle?: (witness.v2.Vehicle.$Properties|null);

                /** CarAnswer registeredAtUnixS */
                registeredAtUnixS?: (number|null);

                /** CarAnswer sequence */
                sequence?: (number|null);

                /** CarAnswer link */
                link?: (Uint8Array|null);

                /** CarAnswer judgement */
                judgement?: (witness.v2.Judgement.$Properties|null);

                /** CarAnswer refusals */
                refusals?: (witness.v2.Refusal.$Properties[]|null);

                /** CarAnswer stateRoot */
                stateRoot?: (Uint8Array|null);

                /** CarAnswer inputCount */
                inputCount?: (number|null);

                /** CarAnswer timeUnixS */
                timeUnixS?: (number|null);

                /** CarAnswer activeTroubleCodes */
                activeTroubleCodes?: (number[]|null);

                /** CarAnswer unreadableEnvelopes */
                unreadableEnvelopes?: (number|null);

                /** CarAnswer forks */
                forks?: (number|null);

                /** CarAnswer proof */
                proof?: (witness.v2.RecordProof.$Properties|null);

                /** CarAnswer vinSalts */
                vinSalts?: (Uint8Array|null);

                /** CarAnswer profile */
                profile?: (number|null);

                /** CarAnswer profileVersion */
                profileVersion?: (number|null);

                /** CarAnswer holding */
                holding?: (Uint8Array|null);

                /** CarAnswer journal */
                journal?: (witness.v2.JournalAnswer.$Properties[]|null);

                /** CarAnswer asOf */
                asOf?: (witness.v2.DistanceThen.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CarAnswer. */
            type $Shape = witness.v2.CarAnswer.$Properties;
        }

        /**
         * Properties of a DistanceThen.
         * @deprecated Use witness.v2.DistanceThen.$Properties instead.
         */
        interface IDistanceThen extends witness.v2.DistanceThen.$Properties {
        }

        /** Represents a DistanceThen. */
        class DistanceThen {

            /**
             * Constructs a new DistanceThen.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.DistanceThen.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DistanceThen grain. */
            grain: number;

            /** DistanceThen timeUnixS. */
            timeUnixS: number;

            /** DistanceThen distanceHm. */
            distanceHm: number;

            /**
             * Encodes the specified DistanceThen message. Does not implicitly {@link witness.v2.DistanceThen.verify|verify} messages.
             * @param message DistanceThen message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.DistanceThen.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DistanceThen message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.DistanceThen & witness.v2.DistanceThen.$Shape} DistanceThen
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.DistanceThen & witness.v2.DistanceThen.$Shape;
        }

        namespace DistanceThen {

            /** Properties of a DistanceThen. */
            interface $Properties {

                /** DistanceThen grain */
                grain?: (number|null);

                /** DistanceThen timeUnixS */
                timeUnixS?: (number|null);

                /** DistanceThen distanceHm */
                distanceHm?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DistanceThen. */
            type $Shape = witness.v2.DistanceThen.$Properties;
        }

        /**
         * Properties of a RecordProof.
         * @deprecated Use witness.v2.RecordProof.$Properties instead.
         */
        interface IRecordProof extends witness.v2.RecordProof.$Properties {
        }

        /** Represents a RecordProof. */
        class RecordProof {

            /**
             * Constructs a new RecordProof.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.RecordProof.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RecordProof fields. */
            fields: witness.v2.OpenedField.$Properties[];

            /** RecordProof siblings. */
            siblings: Uint8Array[];

            /** RecordProof index. */
            index: number;

            /** RecordProof size. */
            size: number;

            /** RecordProof path. */
            path: Uint8Array[];

            /**
             * Encodes the specified RecordProof message. Does not implicitly {@link witness.v2.RecordProof.verify|verify} messages.
             * @param message RecordProof message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.RecordProof.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RecordProof message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.RecordProof & witness.v2.RecordProof.$Shape} RecordProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.RecordProof & witness.v2.RecordProof.$Shape;
        }

        namespace RecordProof {

            /** Properties of a RecordProof. */
            interface $Properties {

                /** RecordProof fields */
                fields?: (witness.v2.OpenedField.$Properties[]|null);

                /** RecordProof siblings */
                siblings?: (Uint8Array[]|null);

                /** RecordProof index */
                index?: (number|null);

                /** RecordProof size */
                size?: (number|null);

                /** RecordProof path */
                path?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RecordProof. */
            type $Shape = witness.v2.RecordProof.$Properties;
        }

        /**
         * Properties of a GlobalsAnswer.
         * @deprecated Use witness.v2.GlobalsAnswer.$Properties instead.
         */
        interface IGlobalsAnswer extends witness.v2.GlobalsAnswer.$Properties {
        }

        /** Represents a GlobalsAnswer. */
        class GlobalsAnswer {

            /**
             * Constructs a new GlobalsAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.GlobalsAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GlobalsAnswer stateRoot. */
            stateRoot: Uint8Array;

            /** GlobalsAnswer timeUnixS. */
            timeUnixS: number;

            /** GlobalsAnswer proof. */
            proof?: (witness.v2.RecordProof.$Properties|null);

            /**
             * Encodes the specified GlobalsAnswer message. Does not implicitly {@link witness.v2.GlobalsAnswer.verify|verify} messages.
             * @param message GlobalsAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.GlobalsAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GlobalsAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.GlobalsAnswer & witness.v2.GlobalsAnswer.$Shape} GlobalsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.GlobalsAnswer & witness.v2.GlobalsAnswer.$Shape;
        }

        namespace GlobalsAnswer {

            /** Properties of a GlobalsAnswer. */
            interface $Properties {

                /** GlobalsAnswer stateRoot */
                stateRoot?: (Uint8Array|null);

                /** GlobalsAnswer timeUnixS */
                timeUnixS?: (number|null);

                /** GlobalsAnswer proof */
                proof?: (witness.v2.RecordProof.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GlobalsAnswer. */
            type $Shape = witness.v2.GlobalsAnswer.$Properties;
        }

        /**
         * Properties of a HistoryAnswer.
         * @deprecated Use witness.v2.HistoryAnswer.$Properties instead.
         */
        interface IHistoryAnswer extends witness.v2.HistoryAnswer.$Properties {
        }

        /** Represents a HistoryAnswer. */
        class HistoryAnswer {

            /**
             * Constructs a new HistoryAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.HistoryAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HistoryAnswer stateRoot. */
            stateRoot: Uint8Array;

            /** HistoryAnswer timeUnixS. */
            timeUnixS: number;

            /** HistoryAnswer proof. */
            proof?: (witness.v2.RecordProof.$Properties|null);

            /** HistoryAnswer inputCount. */
            inputCount: number;

            /**
             * Encodes the specified HistoryAnswer message. Does not implicitly {@link witness.v2.HistoryAnswer.verify|verify} messages.
             * @param message HistoryAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.HistoryAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.HistoryAnswer & witness.v2.HistoryAnswer.$Shape} HistoryAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.HistoryAnswer & witness.v2.HistoryAnswer.$Shape;
        }

        namespace HistoryAnswer {

            /** Properties of a HistoryAnswer. */
            interface $Properties {

                /** HistoryAnswer stateRoot */
                stateRoot?: (Uint8Array|null);

                /** HistoryAnswer timeUnixS */
                timeUnixS?: (number|null);

                /** HistoryAnswer proof */
                proof?: (witness.v2.RecordProof.$Properties|null);

                /** HistoryAnswer inputCount */
                inputCount?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryAnswer. */
            type $Shape = witness.v2.HistoryAnswer.$Properties;
        }

        /**
         * Properties of a PublicAnswer.
         * @deprecated Use witness.v2.PublicAnswer.$Properties instead.
         */
        interface IPublicAnswer extends witness.v2.PublicAnswer.$Properties {
        }

        /** Represents a PublicAnswer. */
        class PublicAnswer {

            /**
             * Constructs a new PublicAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.PublicAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PublicAnswer stateRoot. */
            stateRoot: Uint8Array;

            /** PublicAnswer timeUnixS. */
            timeUnixS: number;

            /** PublicAnswer inputCount. */
            inputCount: number;

            /** PublicAnswer cars. */
            cars: witness.v2.RecordProof.$Properties[];

            /** PublicAnswer total. */
            total: number;

            /** PublicAnswer salts. */
            salts: Uint8Array;

            /**
             * Encodes the specified PublicAnswer message. Does not implicitly {@link witness.v2.PublicAnswer.verify|verify} messages.
             * @param message PublicAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.PublicAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PublicAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.PublicAnswer & witness.v2.PublicAnswer.$Shape} PublicAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.PublicAnswer & witness.v2.PublicAnswer.$Shape;
        }

        namespace PublicAnswer {

            /** Properties of a PublicAnswer. */
            interface $Properties {

                /** PublicAnswer stateRoot */
                stateRoot?: (Uint8Array|null);

                /** PublicAnswer timeUnixS */
                timeUnixS?: (number|null);

                /** PublicAnswer inputCount */
                inputCount?: (number|null);

                /** PublicAnswer cars */
                cars?: (witness.v2.RecordProof.$Properties[]|null);

                /** PublicAnswer total */
                total?: (number|null);

                /** PublicAnswer salts */
                salts?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PublicAnswer. */
            type $Shape = witness.v2.PublicAnswer.$Properties;
        }

        /**
         * Properties of an OpenedField.
         * @deprecated Use witness.v2.OpenedField.$Properties instead.
         */
        interface IOpenedField extends witness.v2.OpenedField.$Properties {
        }

        /** Represents an OpenedField. */
        class OpenedField {

            /**
             * Constructs a new OpenedField.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.OpenedField.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OpenedField field. */
            field: number;

            /** OpenedField salt. */
            salt: Uint8Array;

            /** OpenedField value. */
            value: Uint8Array;

            /**
             * Encodes the specified OpenedField message. Does not implicitly {@link witness.v2.OpenedField.verify|verify} messages.
             * @param message OpenedField message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.OpenedField.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OpenedField message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.OpenedField & witness.v2.OpenedField.$Shape} OpenedField
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.OpenedField & witness.v2.OpenedField.$Shape;
        }

        namespace OpenedField {

            /** Properties of an OpenedField. */
            interface $Properties {

                /** OpenedField field */
                field?: (number|null);

                /** OpenedField salt */
                salt?: (Uint8Array|null);

                /** OpenedField value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OpenedField. */
            type $Shape = witness.v2.OpenedField.$Properties;
        }

        /**
         * Properties of a JournalAnswer.
         * @deprecated Use witness.v2.JournalAnswer.$Properties instead.
         */
        interface IJournalAnswer extends witness.v2.JournalAnswer.$Properties {
        }

        /** Represents a JournalAnswer. */
        class JournalAnswer {

            /**
             * Constructs a new JournalAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.JournalAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** JournalAnswer identity. */
            identity: Uint8Array;

            /** JournalAnswer company. */
            company: Uint8Array;

            /** JournalAnswer entry. */
            entry: number;

            /** JournalAnswer timeUnixS. */
            timeUnixS: number;

            /** JournalAnswer content. */
            content: Uint8Array;

            /**
             * Encodes the specified JournalAnswer message. Does not implicitly {@link witness.v2.JournalAnswer.verify|verify} messages.
             * @param message JournalAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.JournalAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JournalAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.JournalAnswer & witness.v2.JournalAnswer.$Shape} JournalAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.JournalAnswer & witness.v2.JournalAnswer.$Shape;
        }

        namespace JournalAnswer {

            /** Properties of a JournalAnswer. */
            interface $Properties {

                /** JournalAnswer identity */
                identity?: (Uint8Array|null);

                /** JournalAnswer company */
                company?: (Uint8Array|null);

                /** JournalAnswer entry */
                entry?: (number|null);

                /** JournalAnswer timeUnixS */
                timeUnixS?: (number|null);

                /** JournalAnswer content */
                content?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JournalAnswer. */
            type $Shape = witness.v2.JournalAnswer.$Properties;
        }

        /**
         * Properties of a Judgement.
         * @deprecated Use witness.v2.Judgement.$Properties instead.
         */
        interface IJudgement extends witness.v2.Judgement.$Properties {
        }

        /** Represents a Judgement. */
        class Judgement {

            /**
             * Constructs a new Judgement.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Judgement.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Judgement verdict. */
            verdict: number;

            /** Judgement reasons. */
            reasons: witness.v2.Reason.$Properties[];

            /** Judgement readings. */
            readings: number;

            /** Judgement coveredFromUnixS. */
            coveredFromUnixS: number;

            /** Judgement coveredToUnixS. */
            coveredToUnixS: number;

            /** Judgement coveredReadings. */
            coveredReadings: number;

            /** Judgement distanceHm. */
            distanceHm: Uint8Array;

            /** Judgement offsetHm. */
            offsetHm: Uint8Array;

            /** Judgement unitNumerator. */
            unitNumerator: number;

            /** Judgement unitDenominator. */
            unitDenominator: number;

            /** Judgement longestSilenceS. */
            longestSilenceS: number;

            /**
             * Encodes the specified Judgement message. Does not implicitly {@link witness.v2.Judgement.verify|verify} messages.
             * @param message Judgement message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Judgement.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Judgement message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Judgement & witness.v2.Judgement.$Shape} Judgement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Judgement & witness.v2.Judgement.$Shape;
        }

        namespace Judgement {

            /** Properties of a Judgement. */
            interface $Properties {

                /** Judgement verdict */
                verdict?: (number|null);

                /** Judgement reasons */
                reasons?: (witness.v2.Reason.$Properties[]|null);

                /** Judgement readings */
                readings?: (number|null);

                /** Judgement coveredFromUnixS */
                coveredFromUnixS?: (number|null);

                /** Judgement coveredToUnixS */
                coveredToUnixS?: (number|null);

                /** Judgement coveredReadings */
                coveredReadings?: (number|null);

                /** Judgement distanceHm */
                distanceHm?: (Uint8Array|null);

                /** Judgement offsetHm */
                offsetHm?: (Uint8Array|null);

                /** Judgement unitNumerator */
                unitNumerator?: (number|null);

                /** Judgement unitDenominator */
                unitDenominator?: (number|null);

                /** Judgement longestSilenceS */
                longestSilenceS?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Judgement. */
            type $Shape = witness.v2.Judgement.$Properties;
        }

        /**
         * Properties of a Reason.
         * @deprecated Use witness.v2.Reason.$Properties instead.
         */
        interface IReason extends witness.v2.Reason.$Properties {
        }

        /** Represents a Reason. */
        class Reason {

            /**
             * Constructs a new Reason.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Reason.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reason reason. */
            reason: number;

            /** Reason firstTimeUnixS. */
            firstTimeUnixS: number;

            /** Reason lastTimeUnixS. */
            lastTimeUnixS: number;

            /** Reason count. */
            count: number;

            /** Reason open. */
            open: number;

            /** Reason firstAmountHm. */
            firstAmountHm: number;

            /** Reason totalAmountHm. */
            totalAmountHm: number;

            /** Reason seconds. */
            seconds: number;

            /**
             * Encodes the specified Reason message. Does not implicitly {@link witness.v2.Reason.verify|verify} messages.
             * @param message Reason message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Reason.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reason message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Reason & witness.v2.Reason.$Shape} Reason
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Reason & witness.v2.Reason.$Shape;
        }

        namespace Reason {

            /** Properties of a Reason. */
            interface $Properties {

                /** Reason reason */
                reason?: (number|null);

                /** Reason firstTimeUnixS */
                firstTimeUnixS?: (number|null);

                /** Reason lastTimeUnixS */
                lastTimeUnixS?: (number|null);

                /** Reason count */
                count?: (number|null);

                /** Reason open */
                open?: (number|null);

                /** Reason firstAmountHm */
                firstAmountHm?: (number|null);

                /** Reason totalAmountHm */
                totalAmountHm?: (number|null);

                /** Reason seconds */
                seconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Reason. */
            type $Shape = witness.v2.Reason.$Properties;
        }

        /**
         * Properties of a CarsAnswer.
         * @deprecated Use witness.v2.CarsAnswer.$Properties instead.
         */
        interface ICarsAnswer extends witness.v2.CarsAnswer.$Properties {
        }

        /** Represents a CarsAnswer. */
        class CarsAnswer {

            /**
             * Constructs a new CarsAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.CarsAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CarsAnswer cars. */
            cars: witness.v2.CarSummary.$Properties[];

            /**
             * Encodes the specified CarsAnswer message. Does not implicitly {@link witness.v2.CarsAnswer.verify|verify} messages.
             * @param message CarsAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.CarsAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CarsAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.CarsAnswer & witness.v2.CarsAnswer.$Shape} CarsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.CarsAnswer & witness.v2.CarsAnswer.$Shape;
        }

        namespace CarsAnswer {

            /** Properties of a CarsAnswer. */
            interface $Properties {

                /** CarsAnswer cars */
                cars?: (witness.v2.CarSummary.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CarsAnswer. */
            type $Shape = witness.v2.CarsAnswer.$Properties;
        }

        /**
         * Properties of a KeysAnswer.
         * @deprecated Use witness.v2.KeysAnswer.$Properties instead.
         */
        interface IKeysAnswer extends witness.v2.KeysAnswer.$Properties {
        }

        /** Represents a KeysAnswer. */
        class KeysAnswer {

            /**
             * Constructs a new KeysAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.KeysAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** KeysAnswer groups. */
            groups: witness.v2.GroupKeys.$Properties[];

            /** KeysAnswer fromSequence. */
            fromSequence: number;

            /** KeysAnswer toSequence. */
            toSequence: number;

            /** KeysAnswer ticket. */
            ticket?: (witness.v2.TenureTicket.$Properties|null);

            /**
             * Encodes the specified KeysAnswer message. Does not implicitly {@link witness.v2.KeysAnswer.verify|verify} messages.
             * @param message KeysAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.KeysAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a KeysAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.KeysAnswer & witness.v2.KeysAnswer.$Shape} KeysAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.KeysAnswer & witness.v2.KeysAnswer.$Shape;
        }

        namespace KeysAnswer {

            /** Properties of a KeysAnswer. */
            interface $Properties {

                /** KeysAnswer groups */
                groups?: (witness.v2.GroupKeys.$Properties[]|null);

                /** KeysAnswer fromSequence */
                fromSequence?: (number|null);

                /** KeysAnswer toSequence */
                toSequence?: (number|null);

                /** KeysAnswer ticket */
                ticket?: (witness.v2.TenureTicket.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a KeysAnswer. */
            type $Shape = witness.v2.KeysAnswer.$Properties;
        }

        /**
         * Properties of a GroupKeys.
         * @deprecated Use witness.v2.GroupKeys.$Properties instead.
         */
        interface IGroupKeys extends witness.v2.GroupKeys.$Properties {
        }

        /** Represents a GroupKeys. */
        class GroupKeys {

            /**
             * Constructs a new GroupKeys.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.GroupKeys.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GroupKeys group. */
            group: number;

            /** GroupKeys nodes. */
            nodes: Uint8Array;

            /**
             * Encodes the specified GroupKeys message. Does not implicitly {@link witness.v2.GroupKeys.verify|verify} messages.
             * @param message GroupKeys message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.GroupKeys.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupKeys message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.GroupKeys & witness.v2.GroupKeys.$Shape} GroupKeys
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.GroupKeys & witness.v2.GroupKeys.$Shape;
        }

        namespace GroupKeys {

            /** Properties of a GroupKeys. */
            interface $Properties {

                /** GroupKeys group */
                group?: (number|null);

                /** GroupKeys nodes */
                nodes?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GroupKeys. */
            type $Shape = witness.v2.GroupKeys.$Properties;
        }

        /**
         * Properties of a CarSummary.
         * @deprecated Use witness.v2.CarSummary.$Properties instead.
         */
        interface ICarSummary extends witness.v2.CarSummary.$Properties {
        }

        /** Represents a CarSummary. */
        class CarSummary {

            /**
             * Constructs a new CarSummary.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.CarSummary.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CarSummary deviceId. */
            deviceId: Uint8Array;

            /** CarSummary vehicle. */
            vehicle?: (witness.v2.Vehicle.$Properties|null);

            /** CarSummary judgement. */
            judgement?: (witness.v2.Judgement.$Properties|null);

            /**
             * Encodes the specified CarSummary message. Does not implicitly {@link witness.v2.CarSummary.verify|verify} messages.
             * @param message CarSummary message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.CarSummary.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CarSummary message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.CarSummary & witness.v2.CarSummary.$Shape} CarSummary
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.CarSummary & witness.v2.CarSummary.$Shape;
        }

        namespace CarSummary {

            /** Properties of a CarSummary. */
            interface $Properties {

                /** CarSummary deviceId */
                deviceId?: (Uint8Array|null);

                /** CarSummary vehicle */
                vehicle?: (witness.v2.Vehicle.$Properties|null);

                /** CarSummary judgement */
                judgement?: (witness.v2.Judgement.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CarSummary. */
            type $Shape = witness.v2.CarSummary.$Properties;
        }

        /**
         * Properties of a RefusalsAnswer.
         * @deprecated Use witness.v2.RefusalsAnswer.$Properties instead.
         */
        interface IRefusalsAnswer extends witness.v2.RefusalsAnswer.$Properties {
        }

        /** Represents a RefusalsAnswer. */
        class RefusalsAnswer {

            /**
             * Constructs a new RefusalsAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.RefusalsAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefusalsAnswer refusals. */
            refusals: witness.v2.Refusal.$Properties[];

            /** RefusalsAnswer total. */
            total: number;

            /** RefusalsAnswer counts. */
            counts: witness.v2.RefusalCount.$Properties[];

            /**
             * Encodes the specified RefusalsAnswer message. Does not implicitly {@link witness.v2.RefusalsAnswer.verify|verify} messages.
             * @param message RefusalsAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.RefusalsAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefusalsAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.RefusalsAnswer & witness.v2.RefusalsAnswer.$Shape} RefusalsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.RefusalsAnswer & witness.v2.RefusalsAnswer.$Shape;
        }

        namespace RefusalsAnswer {

            /** Properties of a RefusalsAnswer. */
            interface $Properties {

                /** RefusalsAnswer refusals */
                refusals?: (witness.v2.Refusal.$Properties[]|null);

                /** RefusalsAnswer total */
                total?: (number|null);

                /** RefusalsAnswer counts */
                counts?: (witness.v2.RefusalCount.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefusalsAnswer. */
            type $Shape = witness.v2.RefusalsAnswer.$Properties;
        }

        /**
         * Properties of a RefusalCount.
         * @deprecated Use witness.v2.RefusalCount.$Properties instead.
         */
        interface IRefusalCount extends witness.v2.RefusalCount.$Properties {
        }

        /** Represents a RefusalCount. */
        class RefusalCount {

            /**
             * Constructs a new RefusalCount.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.RefusalCount.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefusalCount code. */
            code: number;

            /** RefusalCount count. */
            count: number;

            /**
             * Encodes the specified RefusalCount message. Does not implicitly {@link witness.v2.RefusalCount.verify|verify} messages.
             * @param message RefusalCount message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.RefusalCount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefusalCount message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.RefusalCount & witness.v2.RefusalCount.$Shape} RefusalCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.RefusalCount & witness.v2.RefusalCount.$Shape;
        }

        namespace RefusalCount {

            /** Properties of a RefusalCount. */
            interface $Properties {

                /** RefusalCount code */
                code?: (number|null);

                /** RefusalCount count */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefusalCount. */
            type $Shape = witness.v2.RefusalCount.$Properties;
        }

        /**
         * Properties of a StatisticsAnswer.
         * @deprecated Use witness.v2.StatisticsAnswer.$Properties instead.
         */
        interface IStatisticsAnswer extends witness.v2.StatisticsAnswer.$Properties {
        }

        /** Represents a StatisticsAnswer. */
        class StatisticsAnswer {

            /**
             * Constructs a new StatisticsAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.StatisticsAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StatisticsAnswer cohorts. */
            cohorts: witness.v2.Cohort.$Properties[];

            /** StatisticsAnswer suppressedCohorts. */
            suppressedCohorts: number;

            /** StatisticsAnswer k. */
            k: number;

            /**
             * Encodes the specified StatisticsAnswer message. Does not implicitly {@link witness.v2.StatisticsAnswer.verify|verify} messages.
             * @param message StatisticsAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.StatisticsAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StatisticsAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.StatisticsAnswer & witness.v2.StatisticsAnswer.$Shape} StatisticsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.StatisticsAnswer & witness.v2.StatisticsAnswer.$Shape;
        }

        namespace StatisticsAnswer {

            /** Properties of a StatisticsAnswer. */
            interface $Properties {

                /** StatisticsAnswer cohorts */
                cohorts?: (witness.v2.Cohort.$Properties[]|null);

                /** StatisticsAnswer suppressedCohorts */
                suppressedCohorts?: (number|null);

                /** StatisticsAnswer k */
                k?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StatisticsAnswer. */
            type $Shape = witness.v2.StatisticsAnswer.$Properties;
        }

        /**
         * Properties of a Cohort.
         * @deprecated Use witness.v2.Cohort.$Properties instead.
         */
        interface ICohort extends witness.v2.Cohort.$Properties {
        }

        /** Represents a Cohort. */
        class Cohort {

            /**
             * Constructs a new Cohort.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.Cohort.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Cohort make. */
            make: string;

            /** Cohort model. */
            model: string;

            /** Cohort cars. */
            cars: number;

            /** Cohort distancePerDayHm. */
            distancePerDayHm: number;

            /** Cohort troubleCodesPerTenThousandKmMilli. */
            troubleCodesPerTenThousandKmMilli: number;

            /** Cohort readings. */
            readings: number;

            /**
             * Encodes the specified Cohort message. Does not implicitly {@link witness.v2.Cohort.verify|verify} messages.
             * @param message Cohort message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.Cohort.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cohort message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.Cohort & witness.v2.Cohort.$Shape} Cohort
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.Cohort & witness.v2.Cohort.$Shape;
        }

        namespace Cohort {

            /** Properties of a Cohort. */
            interface $Properties {

                /** Cohort make */
                make?: (string|null);

                /** Cohort model */
                model?: (string|null);

                /** Cohort cars */
                cars?: (number|null);

                /** Cohort distancePerDayHm */
                distancePerDayHm?: (number|null);

                /** Cohort troubleCodesPerTenThousandKmMilli */
                troubleCodesPerTenThousandKmMilli?: (number|null);

                /** Cohort readings */
                readings?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Cohort. */
            type $Shape = witness.v2.Cohort.$Properties;
        }

        /**
         * Properties of a ReleaseAnswer.
         * @deprecated Use witness.v2.ReleaseAnswer.$Properties instead.
         */
        interface IReleaseAnswer extends witness.v2.ReleaseAnswer.$Properties {
        }

        /** Represents a ReleaseAnswer. */
        class ReleaseAnswer {

            /**
             * Constructs a new ReleaseAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.ReleaseAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReleaseAnswer head. */
            head: Uint8Array;

            /** ReleaseAnswer table. */
            table: Uint8Array;

            /** ReleaseAnswer cohorts. */
            cohorts: Uint8Array;

            /** ReleaseAnswer inputIndex. */
            inputIndex: number;

            /** ReleaseAnswer windowS. */
            windowS: number;

            /** ReleaseAnswer nextUnixS. */
            nextUnixS: number;

            /** ReleaseAnswer refused. */
            refused: number;

            /** ReleaseAnswer budgetAgainUnixS. */
            budgetAgainUnixS: number;

            /**
             * Encodes the specified ReleaseAnswer message. Does not implicitly {@link witness.v2.ReleaseAnswer.verify|verify} messages.
             * @param message ReleaseAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.ReleaseAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReleaseAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.ReleaseAnswer & witness.v2.ReleaseAnswer.$Shape} ReleaseAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.ReleaseAnswer & witness.v2.ReleaseAnswer.$Shape;
        }

        namespace ReleaseAnswer {

            /** Properties of a ReleaseAnswer. */
            interface $Properties {

                /** ReleaseAnswer head */
                head?: (Uint8Array|null);

                /** ReleaseAnswer table */
                table?: (Uint8Array|null);

                /** ReleaseAnswer cohorts */
                cohorts?: (Uint8Array|null);

                /** ReleaseAnswer inputIndex */
                inputIndex?: (number|null);

                /** ReleaseAnswer windowS */
                windowS?: (number|null);

                /** ReleaseAnswer nextUnixS */
                nextUnixS?: (number|null);

                /** ReleaseAnswer refused */
                refused?: (number|null);

                /** ReleaseAnswer budgetAgainUnixS */
                budgetAgainUnixS?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReleaseAnswer. */
            type $Shape = witness.v2.ReleaseAnswer.$Properties;
        }

        /**
         * Properties of a HeadAnswer.
         * @deprecated Use witness.v2.HeadAnswer.$Properties instead.
         */
        interface IHeadAnswer extends witness.v2.HeadAnswer.$Properties {
        }

        /** Represents a HeadAnswer. */
        class HeadAnswer {

            /**
             * Constructs a new HeadAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.HeadAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeadAnswer deviceId. */
            deviceId: Uint8Array;

            /** HeadAnswer publicKey. */
            publicKey: Uint8Array;

            /** HeadAnswer sequence. */
            sequence: number;

            /** HeadAnswer link. */
            link: Uint8Array;

            /** HeadAnswer session. */
            session: number;

            /** HeadAnswer firstSequence. */
            firstSequence: number;

            /** HeadAnswer firstHere. */
            firstHere: number;

            /**
             * Encodes the specified HeadAnswer message. Does not implicitly {@link witness.v2.HeadAnswer.verify|verify} messages.
             * @param message HeadAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.HeadAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeadAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.HeadAnswer & witness.v2.HeadAnswer.$Shape} HeadAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.HeadAnswer & witness.v2.HeadAnswer.$Shape;
        }

        namespace HeadAnswer {

            /** Properties of a HeadAnswer. */
            interface $Properties {

                /** HeadAnswer deviceId */
                deviceId?: (Uint8Array|null);

                /** HeadAnswer publicKey */
                publicKey?: (Uint8Array|null);

                /** HeadAnswer sequence */
                sequence?: (number|null);

                /** HeadAnswer link */
                link?: (Uint8Array|null);

                /** HeadAnswer session */
                session?: (number|null);

                /** HeadAnswer firstSequence */
                firstSequence?: (number|null);

                /** HeadAnswer firstHere */
                firstHere?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeadAnswer. */
            type $Shape = witness.v2.HeadAnswer.$Properties;
        }

        /**
         * Properties of a HoldingAnswer.
         * @deprecated Use witness.v2.HoldingAnswer.$Properties instead.
         */
        interface IHoldingAnswer extends witness.v2.HoldingAnswer.$Properties {
        }

        /** Represents a HoldingAnswer. */
        class HoldingAnswer {

            /**
             * Constructs a new HoldingAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.HoldingAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HoldingAnswer holding. */
            holding: Uint8Array;

            /**
             * Encodes the specified HoldingAnswer message. Does not implicitly {@link witness.v2.HoldingAnswer.verify|verify} messages.
             * @param message HoldingAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.HoldingAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HoldingAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.HoldingAnswer & witness.v2.HoldingAnswer.$Shape} HoldingAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.HoldingAnswer & witness.v2.HoldingAnswer.$Shape;
        }

        namespace HoldingAnswer {

            /** Properties of a HoldingAnswer. */
            interface $Properties {

                /** HoldingAnswer holding */
                holding?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HoldingAnswer. */
            type $Shape = witness.v2.HoldingAnswer.$Properties;
        }

        /**
         * Properties of a StatusAnswer.
         * @deprecated Use witness.v2.StatusAnswer.$Properties instead.
         */
        interface IStatusAnswer extends witness.v2.StatusAnswer.$Properties {
        }

        /** Represents a StatusAnswer. */
        class StatusAnswer {

            /**
             * Constructs a new StatusAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.StatusAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StatusAnswer stateRoot. */
            stateRoot: Uint8Array;

            /** StatusAnswer devices. */
            devices: number;

            /** StatusAnswer inputCount. */
            inputCount: number;

            /** StatusAnswer admitted. */
            admitted: number;

            /** StatusAnswer refused. */
            refused: number;

            /** StatusAnswer readings. */
            readings: number;

            /** StatusAnswer timeUnixS. */
            timeUnixS: number;

            /** StatusAnswer keyId. */
            keyId: Uint8Array;

            /** StatusAnswer publicKey. */
            publicKey: Uint8Array;

            /** StatusAnswer registrationsRefused. */
            registrationsRefused: number;

            /** StatusAnswer places. */
            places: number;

            /** StatusAnswer placesTaken. */
            placesTaken: number;

            /** StatusAnswer makerPlaces. */
            makerPlaces: witness.v2.MakerPlaces.$Properties[];

            /**
             * Encodes the specified StatusAnswer message. Does not implicitly {@link witness.v2.StatusAnswer.verify|verify} messages.
             * @param message StatusAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.StatusAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StatusAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.StatusAnswer & witness.v2.StatusAnswer.$Shape} StatusAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.StatusAnswer & witness.v2.StatusAnswer.$Shape;
        }

        namespace StatusAnswer {

            /** Properties of a StatusAnswer. */
            interface $Properties {

                /** StatusAnswer stateRoot */
                stateRoot?: (Uint8Array|null);

                /** StatusAnswer devices */
                devices?: (number|null);

                /** StatusAnswer inputCount */
                inputCount?: (number|null);

                /** StatusAnswer admitted */
                admitted?: (number|null);

                /** StatusAnswer refused */
                refused?: (number|null);

                /** StatusAnswer readings */
                readings?: (number|null);

                /** StatusAnswer timeUnixS */
                timeUnixS?: (number|null);

                /** StatusAnswer keyId */
                keyId?: (Uint8Array|null);

                /** StatusAnswer publicKey */
                publicKey?: (Uint8Array|null);

                /** StatusAnswer registrationsRefused */
                registrationsRefused?: (number|null);

                /** StatusAnswer places */
                places?: (number|null);

                /** StatusAnswer placesTaken */
                placesTaken?: (number|null);

                /** StatusAnswer makerPlaces */
                makerPlaces?: (witness.v2.MakerPlaces.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StatusAnswer. */
            type $Shape = witness.v2.StatusAnswer.$Properties;
        }

        /**
         * Properties of a MakerPlaces.
         * @deprecated Use witness.v2.MakerPlaces.$Properties instead.
         */
        interface IMakerPlaces extends witness.v2.MakerPlaces.$Properties {
        }

        /** Represents a MakerPlaces. */
        class MakerPlaces {

            /**
             * Constructs a new MakerPlaces.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.MakerPlaces.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MakerPlaces maker. */
            maker: Uint8Array;

            /** MakerPlaces places. */
            places: number;

            /** MakerPlaces taken. */
            taken: number;

            /**
             * Encodes the specified MakerPlaces message. Does not implicitly {@link witness.v2.MakerPlaces.verify|verify} messages.
             * @param message MakerPlaces message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.MakerPlaces.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MakerPlaces message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.MakerPlaces & witness.v2.MakerPlaces.$Shape} MakerPlaces
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.MakerPlaces & witness.v2.MakerPlaces.$Shape;
        }

        namespace MakerPlaces {

            /** Properties of a MakerPlaces. */
            interface $Properties {

                /** MakerPlaces maker */
                maker?: (Uint8Array|null);

                /** MakerPlaces places */
                places?: (number|null);

                /** MakerPlaces taken */
                taken?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MakerPlaces. */
            type $Shape = witness.v2.MakerPlaces.$Properties;
        }

        /**
         * Properties of a HistoryTile.
         * @deprecated Use witness.v2.HistoryTile.$Properties instead.
         */
        interface IHistoryTile extends witness.v2.HistoryTile.$Properties {
        }

        /** Represents a HistoryTile. */
        class HistoryTile {

            /**
             * Constructs a new HistoryTile.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.HistoryTile.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HistoryTile deviceId. */
            deviceId: Uint8Array;

            /** HistoryTile edition. */
            edition: Uint8Array;

            /** HistoryTile number. */
            number: number;

            /** HistoryTile items. */
            items: witness.v2.TileItem.$Properties[];

            /**
             * Encodes the specified HistoryTile message. Does not implicitly {@link witness.v2.HistoryTile.verify|verify} messages.
             * @param message HistoryTile message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.HistoryTile.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HistoryTile message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.HistoryTile & witness.v2.HistoryTile.$Shape} HistoryTile
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.HistoryTile & witness.v2.HistoryTile.$Shape;
        }

        namespace HistoryTile {

            /** Properties of a HistoryTile. */
            interface $Properties {

                /** HistoryTile deviceId */
                deviceId?: (Uint8Array|null);

                /** HistoryTile edition */
                edition?: (Uint8Array|null);

                /** HistoryTile number */
                number?: (number|null);

                /** HistoryTile items */
                items?: (witness.v2.TileItem.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HistoryTile. */
            type $Shape = witness.v2.HistoryTile.$Properties;
        }

        /**
         * Properties of a TileItem.
         * @deprecated Use witness.v2.TileItem.$Properties instead.
         */
        interface ITileItem extends witness.v2.TileItem.$Properties {
        }

        /** Represents a TileItem. */
        class TileItem {

            /**
             * Constructs a new TileItem.
             * @param [properties] Properties to set
             */
            constructor(properties?: witness.v2.TileItem.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TileItem kind. */
            kind: number;

            /** TileItem inputIndex. */
            inputIndex: number;

            /** TileItem place. */
            place: number;

            /** TileItem block. */
            block: number;

            /** TileItem blockHash. */
            blockHash: Uint8Array;

            /** TileItem blockTimeUnixS. */
            blockTimeUnixS: number;

            /** TileItem parameters. */
            parameters: number;

            /** TileItem message. */
            message: Uint8Array;

            /** TileItem body. */
            body: number;

            /**
             * Encodes the specified TileItem message. Does not implicitly {@link witness.v2.TileItem.verify|verify} messages.
             * @param message TileItem message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: witness.v2.TileItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TileItem message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {witness.v2.TileItem & witness.v2.TileItem.$Shape} TileItem
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): witness.v2.TileItem & witness.v2.TileItem.$Shape;
        }

        namespace TileItem {

            /** Properties of a TileItem. */
            interface $Properties {

                /** TileItem kind */
                kind?: (number|null);

                /** TileItem inputIndex */
                inputIndex?: (number|null);

                /** TileItem place */
                place?: (number|null);

                /** TileItem block */
                block?: (number|null);

                /** TileItem blockHash */
                blockHash?: (Uint8Array|null);

                /** TileItem blockTimeUnixS */
                blockTimeUnixS?: (number|null);

                /** TileItem parameters */
                parameters?: (number|null);

                /** TileItem message */
                message?: (Uint8Array|null);

                /** TileItem body */
                body?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TileItem. */
            type $Shape = witness.v2.TileItem.$Properties;
        }
    }
}
