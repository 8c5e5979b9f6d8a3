/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";
$protobuf.util.Buffer = null;
$protobuf.configure();

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const witness = $root.witness = (() => {

    /**
     * Namespace witness.
     * @exports witness
     * @namespace
     */
    const witness = {};

    witness.v2 = (function() {

        /**
         * Namespace v2.
         * @memberof witness
         * @namespace
         */
        const v2 = {};

        v2.Envelope = (function() {

            /**
             * Properties of an Envelope.
             * @typedef {Object} witness.v2.Envelope.$Properties
             * @property {Uint8Array|null} [body] Envelope body
             * @property {Uint8Array|null} [signature] Envelope signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Envelope.
             * @memberof witness.v2
             * @interface IEnvelope
             * @augments witness.v2.Envelope.$Properties
             * @deprecated Use witness.v2.Envelope.$Properties instead.
             */

            /**
             * Shape of an Envelope.
             * @typedef {witness.v2.Envelope.$Properties} witness.v2.Envelope.$Shape
             */

            /**
             * Constructs a new Envelope.
             * @memberof witness.v2
             * @classdesc Represents an Envelope.
             * @constructor
             * @param {witness.v2.Envelope.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Envelope = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Envelope body.
             * @member {Uint8Array} body
             * @memberof witness.v2.Envelope
             * @instance
             */
            Envelope.prototype.body = $util.newBuffer([]);

            /**
             * Envelope signature.
             * @member {Uint8Array} signature
             * @memberof witness.v2.Envelope
             * @instance
             */
            Envelope.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link witness.v2.Envelope.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Envelope
             * @static
             * @param {witness.v2.Envelope.$Properties} message Envelope message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Envelope.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.body);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Envelope
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Envelope & witness.v2.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Envelope.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Envelope();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Envelope;
        })();

        v2.Body = (function() {

            /**
             * Properties of a Body.
             * @typedef {Object} witness.v2.Body.$Properties
             * @property {Uint8Array|null} [deviceId] Body deviceId
             * @property {number|null} [sequence] Body sequence
             * @property {number|null} [session] Body session
             * @property {Uint8Array|null} [previousLink] Body previousLink
             * @property {Uint8Array|null} [distance] Body distance
             * @property {Uint8Array|null} [condition] Body condition
             * @property {Uint8Array|null} [bus] Body bus
             * @property {witness.v2.Opening.$Properties|null} [opening] Body opening
             * @property {number|null} [lost] Body lost
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Body.
             * @memberof witness.v2
             * @interface IBody
             * @augments witness.v2.Body.$Properties
             * @deprecated Use witness.v2.Body.$Properties instead.
             */

            /**
             * Shape of a Body.
             * @typedef {witness.v2.Body.$Properties} witness.v2.Body.$Shape
             */

            /**
             * Constructs a new Body.
             * @memberof witness.v2
             * @classdesc Represents a Body.
             * @constructor
             * @param {witness.v2.Body.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Body = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Body deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.deviceId = $util.newBuffer([]);

            /**
             * Body sequence.
             * @member {number} sequence
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.sequence = 0;

            /**
             * Body session.
             * @member {number} session
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.session = 0;

            /**
             * Body previousLink.
             * @member {Uint8Array} previousLink
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.previousLink = $util.newBuffer([]);

            /**
             * Body distance.
             * @member {Uint8Array} distance
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.distance = $util.newBuffer([]);

            /**
             * Body condition.
             * @member {Uint8Array} condition
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.condition = $util.newBuffer([]);

            /**
             * Body bus.
             * @member {Uint8Array} bus
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.bus = $util.newBuffer([]);

            /**
             * Body opening.
             * @member {witness.v2.Opening.$Properties|null|undefined} opening
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.opening = null;

            /**
             * Body lost.
             * @member {number} lost
             * @memberof witness.v2.Body
             * @instance
             */
            Body.prototype.lost = 0;

            /**
             * Encodes the specified Body message. Does not implicitly {@link witness.v2.Body.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Body
             * @static
             * @param {witness.v2.Body.$Properties} message Body message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Body.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.sequence);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.session);
                if (message.previousLink != null && $Object.hasOwnProperty.call(message, "previousLink") && message.previousLink.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.previousLink);
                if (message.distance != null && $Object.hasOwnProperty.call(message, "distance") && message.distance.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.distance);
                if (message.condition != null && $Object.hasOwnProperty.call(message, "condition") && message.condition.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.condition);
                if (message.bus != null && $Object.hasOwnProperty.call(message, "bus") && message.bus.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.bus);
                if (message.opening != null && $Object.hasOwnProperty.call(message, "opening"))
                    $root.witness.v2.Opening.encode(message.opening, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.lost != null && $Object.hasOwnProperty.call(message, "lost") && message.lost !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.lost);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Body message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Body
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Body & witness.v2.Body.$Shape} Body
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Body.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Body();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.previousLink = value;
                            else
                                delete message.previousLink;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.distance = value;
                            else
                                delete message.distance;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.condition = value;
                            else
                                delete message.condition;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.bus = value;
                            else
                                delete message.bus;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.opening = $root.witness.v2.Opening.decode(reader, reader.size(), $undefined, _depth + 1, message.opening);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.lost = value;
                            else
                                delete message.lost;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Body;
        })();

        v2.Opening = (function() {

            /**
             * Properties of an Opening.
             * @typedef {Object} witness.v2.Opening.$Properties
             * @property {number|null} [suite] Opening suite
             * @property {Uint8Array|null} [keyId] Opening keyId
             * @property {Uint8Array|null} [encapsulatedKey] Opening encapsulatedKey
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Opening.
             * @memberof witness.v2
             * @interface IOpening
             * @augments witness.v2.Opening.$Properties
             * @deprecated Use witness.v2.Opening.$Properties instead.
             */

            /**
             * Shape of an Opening.
             * @typedef {witness.v2.Opening.$Properties} witness.v2.Opening.$Shape
             */

            /**
             * Constructs a new Opening.
             * @memberof witness.v2
             * @classdesc Represents an Opening.
             * @constructor
             * @param {witness.v2.Opening.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Opening = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Opening suite.
             * @member {number} suite
             * @memberof witness.v2.Opening
             * @instance
             */
            Opening.prototype.suite = 0;

            /**
             * Opening keyId.
             * @member {Uint8Array} keyId
             * @memberof witness.v2.Opening
             * @instance
             */
            Opening.prototype.keyId = $util.newBuffer([]);

            /**
             * Opening encapsulatedKey.
             * @member {Uint8Array} encapsulatedKey
             * @memberof witness.v2.Opening
             * @instance
             */
            Opening.prototype.encapsulatedKey = $util.newBuffer([]);

            /**
             * Encodes the specified Opening message. Does not implicitly {@link witness.v2.Opening.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Opening
             * @static
             * @param {witness.v2.Opening.$Properties} message Opening message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Opening.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.suite != null && $Object.hasOwnProperty.call(message, "suite") && message.suite !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.suite);
                if (message.keyId != null && $Object.hasOwnProperty.call(message, "keyId") && message.keyId.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.keyId);
                if (message.encapsulatedKey != null && $Object.hasOwnProperty.call(message, "encapsulatedKey") && message.encapsulatedKey.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.encapsulatedKey);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Opening message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Opening
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Opening & witness.v2.Opening.$Shape} Opening
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Opening.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Opening();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.suite = value;
                            else
                                delete message.suite;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.keyId = value;
                            else
                                delete message.keyId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.encapsulatedKey = value;
                            else
                                delete message.encapsulatedKey;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Opening;
        })();

        v2.LiveReading = (function() {

            /**
             * Properties of a LiveReading.
             * @typedef {Object} witness.v2.LiveReading.$Properties
             * @property {Uint8Array|null} [deviceId] LiveReading deviceId
             * @property {Uint8Array|null} [challenge] LiveReading challenge
             * @property {number|null} [timeUnixS] LiveReading timeUnixS
             * @property {number|null} [odometerHm] LiveReading odometerHm
             * @property {number|null} [sequence] LiveReading sequence
             * @property {Uint8Array|null} [link] LiveReading link
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LiveReading.
             * @memberof witness.v2
             * @interface ILiveReading
             * @augments witness.v2.LiveReading.$Properties
             * @deprecated Use witness.v2.LiveReading.$Properties instead.
             */

            /**
             * Shape of a LiveReading.
             * @typedef {witness.v2.LiveReading.$Properties} witness.v2.LiveReading.$Shape
             */

            /**
             * Constructs a new LiveReading.
             * @memberof witness.v2
             * @classdesc Represents a LiveReading.
             * @constructor
             * @param {witness.v2.LiveReading.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LiveReading = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LiveReading deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.LiveReading
             * @instance
             */
            LiveReading.prototype.deviceId = $util.newBuffer([]);

            /**
             * LiveReading challenge.
             * @member {Uint8Array} challenge
             * @memberof witness.v2.LiveReading
             * @instance
             */
            LiveReading.prototype.challenge = $util.newBuffer([]);

            /**
             * LiveReading timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.LiveReading
             * @instance
             */
            LiveReading.prototype.timeUnixS = 0;

            /**
             * LiveReading odometerHm.
             * @member {number} odometerHm
             * @memberof witness.v2.LiveReading
             * @instance
             */
            LiveReading.prototype.odometerHm = 0;

            /**
             * LiveReading sequence.
             * @member {number} sequence
             * @memberof witness.v2.LiveReading
             * @instance
             */
            LiveReading.prototype.sequence = 0;

            /**
             * LiveReading link.
             * @member {Uint8Array} link
             * @memberof witness.v2.LiveReading
             * @instance
             */
            LiveReading.prototype.link = $util.newBuffer([]);

            /**
             * Encodes the specified LiveReading message. Does not implicitly {@link witness.v2.LiveReading.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.LiveReading
             * @static
             * @param {witness.v2.LiveReading.$Properties} message LiveReading message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LiveReading.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge") && message.challenge.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.challenge);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.timeUnixS);
                if (message.odometerHm != null && $Object.hasOwnProperty.call(message, "odometerHm") && message.odometerHm !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.odometerHm);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.sequence);
                if (message.link != null && $Object.hasOwnProperty.call(message, "link") && message.link.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.link);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LiveReading message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.LiveReading
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.LiveReading & witness.v2.LiveReading.$Shape} LiveReading
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LiveReading.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.LiveReading();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.challenge = value;
                            else
                                delete message.challenge;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.odometerHm = value;
                            else
                                delete message.odometerHm;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.link = value;
                            else
                                delete message.link;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LiveReading;
        })();

        v2.Signed = (function() {

            /**
             * Properties of a Signed.
             * @typedef {Object} witness.v2.Signed.$Properties
             * @property {Uint8Array|null} [message] Signed message
             * @property {Uint8Array|null} [signature] Signed signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Signed.
             * @memberof witness.v2
             * @interface ISigned
             * @augments witness.v2.Signed.$Properties
             * @deprecated Use witness.v2.Signed.$Properties instead.
             */

            /**
             * Shape of a Signed.
             * @typedef {witness.v2.Signed.$Properties} witness.v2.Signed.$Shape
             */

            /**
             * Constructs a new Signed.
             * @memberof witness.v2
             * @classdesc Represents a Signed.
             * @constructor
             * @param {witness.v2.Signed.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Signed = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Signed message.
             * @member {Uint8Array} message
             * @memberof witness.v2.Signed
             * @instance
             */
            Signed.prototype.message = $util.newBuffer([]);

            /**
             * Signed signature.
             * @member {Uint8Array} signature
             * @memberof witness.v2.Signed
             * @instance
             */
            Signed.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified Signed message. Does not implicitly {@link witness.v2.Signed.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Signed
             * @static
             * @param {witness.v2.Signed.$Properties} message Signed message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Signed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.message);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Signed message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Signed
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Signed & witness.v2.Signed.$Shape} Signed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Signed.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Signed();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Signed;
        })();

        v2.Registration = (function() {

            /**
             * Properties of a Registration.
             * @typedef {Object} witness.v2.Registration.$Properties
             * @property {Uint8Array|null} [devicePublicKey] Registration devicePublicKey
             * @property {number|null} [keyTier] Registration keyTier
             * @property {Uint8Array|null} [makerId] Registration makerId
             * @property {Uint8Array|null} [keyId] Registration keyId
             * @property {Uint8Array|null} [sealedVehicle] Registration sealedVehicle
             * @property {number|null} [profile] Registration profile
             * @property {number|null} [profileVersion] Registration profileVersion
             * @property {Uint8Array|null} [firstOwner] Registration firstOwner
             * @property {Uint8Array|null} [predecessor] Registration predecessor
             * @property {Uint8Array|null} [sealedEstate] Registration sealedEstate
             * @property {Uint8Array|null} [possession] Registration possession
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Registration.
             * @memberof witness.v2
             * @interface IRegistration
             * @augments witness.v2.Registration.$Properties
             * @deprecated Use witness.v2.Registration.$Properties instead.
             */

            /**
             * Shape of a Registration.
             * @typedef {witness.v2.Registration.$Properties} witness.v2.Registration.$Shape
             */

            /**
             * Constructs a new Registration.
             * @memberof witness.v2
             * @classdesc Represents a Registration.
             * @constructor
             * @param {witness.v2.Registration.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Registration = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Registration devicePublicKey.
             * @member {Uint8Array} devicePublicKey
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.devicePublicKey = $util.newBuffer([]);

            /**
             * Registration keyTier.
             * @member {number} keyTier
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.keyTier = 0;

            /**
             * Registration makerId.
             * @member {Uint8Array} makerId
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.makerId = $util.newBuffer([]);

            /**
             * Registration keyId.
             * @member {Uint8Array} keyId
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.keyId = $util.newBuffer([]);

            /**
             * Registration sealedVehicle.
             * @member {Uint8Array} sealedVehicle
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.sealedVehicle = $util.newBuffer([]);

            /**
             * Registration profile.
             * @member {number} profile
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.profile = 0;

            /**
             * Registration profileVersion.
             * @member {number} profileVersion
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.profileVersion = 0;

            /**
             * Registration firstOwner.
             * @member {Uint8Array} firstOwner
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.firstOwner = $util.newBuffer([]);

            /**
             * Registration predecessor.
             * @member {Uint8Array} predecessor
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.predecessor = $util.newBuffer([]);

            /**
             * Registration sealedEstate.
             * @member {Uint8Array} sealedEstate
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.sealedEstate = $util.newBuffer([]);

            /**
             * Registration possession.
             * @member {Uint8Array} possession
             * @memberof witness.v2.Registration
             * @instance
             */
            Registration.prototype.possession = $util.newBuffer([]);

            /**
             * Encodes the specified Registration message. Does not implicitly {@link witness.v2.Registration.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Registration
             * @static
             * @param {witness.v2.Registration.$Properties} message Registration message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Registration.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.devicePublicKey != null && $Object.hasOwnProperty.call(message, "devicePublicKey") && message.devicePublicKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.devicePublicKey);
                if (message.keyTier != null && $Object.hasOwnProperty.call(message, "keyTier") && message.keyTier !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.keyTier);
                if (message.makerId != null && $Object.hasOwnProperty.call(message, "makerId") && message.makerId.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.makerId);
                if (message.keyId != null && $Object.hasOwnProperty.call(message, "keyId") && message.keyId.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.keyId);
                if (message.sealedVehicle != null && $Object.hasOwnProperty.call(message, "sealedVehicle") && message.sealedVehicle.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.sealedVehicle);
                if (message.profile != null && $Object.hasOwnProperty.call(message, "profile") && message.profile !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.profile);
                if (message.profileVersion != null && $Object.hasOwnProperty.call(message, "profileVersion") && message.profileVersion !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.profileVersion);
                if (message.firstOwner != null && $Object.hasOwnProperty.call(message, "firstOwner") && message.firstOwner.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.firstOwner);
                if (message.predecessor != null && $Object.hasOwnProperty.call(message, "predecessor") && message.predecessor.length)
                    writer.uint32(/* id 9, wireType 2 =*/74).bytes(message.predecessor);
                if (message.sealedEstate != null && $Object.hasOwnProperty.call(message, "sealedEstate") && message.sealedEstate.length)
                    writer.uint32(/* id 10, wireType 2 =*/82).bytes(message.sealedEstate);
                if (message.possession != null && $Object.hasOwnProperty.call(message, "possession") && message.possession.length)
                    writer.uint32(/* id 90, wireType 2 =*/722).bytes(message.possession);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Registration message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Registration
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Registration & witness.v2.Registration.$Shape} Registration
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Registration.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Registration();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.devicePublicKey = value;
                            else
                                delete message.devicePublicKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.keyTier = value;
                            else
                                delete message.keyTier;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.makerId = value;
                            else
                                delete message.makerId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.keyId = value;
                            else
                                delete message.keyId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sealedVehicle = value;
                            else
                                delete message.sealedVehicle;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.profile = value;
                            else
                                delete message.profile;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.profileVersion = value;
                            else
                                delete message.profileVersion;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.firstOwner = value;
                            else
                                delete message.firstOwner;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.predecessor = value;
                            else
                                delete message.predecessor;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sealedEstate = value;
                            else
                                delete message.sealedEstate;
                            continue;
                        }
                    case 90: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.possession = value;
                            else
                                delete message.possession;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Registration;
        })();

        v2.Vehicle = (function() {

            /**
             * Properties of a Vehicle.
             * @typedef {Object} witness.v2.Vehicle.$Properties
             * @property {string|null} [make] Vehicle make
             * @property {string|null} [model] Vehicle model
             * @property {number|null} [modelYear] Vehicle modelYear
             * @property {string|null} [vin] Vehicle vin
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Vehicle.
             * @memberof witness.v2
             * @interface IVehicle
             * @augments witness.v2.Vehicle.$Properties
             * @deprecated Use witness.v2.Vehicle.$Properties instead.
             */

            /**
             * Shape of a Vehicle.
             * @typedef {witness.v2.Vehicle.$Properties} witness.v2.Vehicle.$Shape
             */

            /**
             * Constructs a new Vehicle.
             * @memberof witness.v2
             * @classdesc Represents a Vehicle.
             * @constructor
             * @param {witness.v2.Vehicle.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Vehicle = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Vehicle make.
             * @member {string} make
             * @memberof witness.v2.Vehicle
             * @instance
             */
            Vehicle.prototype.make = "";

            /**
             * Vehicle model.
             * @member {string} model
             * @memberof witness.v2.Vehicle
             * @instance
             */
            Vehicle.prototype.model = "";

            /**
             * Vehicle modelYear.
             * @member {number} modelYear
             * @memberof witness.v2.Vehicle
             * @instance
             */
            Vehicle.prototype.modelYear = 0;

            /**
             * Vehicle vin.
             * @member {string} vin
             * @memberof witness.v2.Vehicle
             * @instance
             */
            Vehicle.prototype.vin = "";

            /**
             * Encodes the specified Vehicle message. Does not implicitly {@link witness.v2.Vehicle.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Vehicle
             * @static
             * @param {witness.v2.Vehicle.$Properties} message Vehicle message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Vehicle.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.make != null && $Object.hasOwnProperty.call(message, "make") && message.make !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.make);
                if (message.model != null && $Object.hasOwnProperty.call(message, "model") && message.model !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.model);
                if (message.modelYear != null && $Object.hasOwnProperty.call(message, "modelYear") && message.modelYear !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.modelYear);
                if (message.vin != null && $Object.hasOwnProperty.call(message, "vin") && message.vin !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.vin);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Vehicle message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Vehicle
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Vehicle & witness.v2.Vehicle.$Shape} Vehicle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Vehicle.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Vehicle();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.make = value;
                            else
                                delete message.make;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.model = value;
                            else
                                delete message.model;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.modelYear = value;
                            else
                                delete message.modelYear;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vin = value;
                            else
                                delete message.vin;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Vehicle;
        })();

        v2.Batch = (function() {

            /**
             * Properties of a Batch.
             * @typedef {Object} witness.v2.Batch.$Properties
             * @property {Array.<witness.v2.Signed.$Properties>|null} [registrations] Batch registrations
             * @property {Array.<witness.v2.Run.$Properties>|null} [runs] Batch runs
             * @property {Array.<witness.v2.SignedOperation.$Properties>|null} [operations] Batch operations
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Batch.
             * @memberof witness.v2
             * @interface IBatch
             * @augments witness.v2.Batch.$Properties
             * @deprecated Use witness.v2.Batch.$Properties instead.
             */

            /**
             * Shape of a Batch.
             * @typedef {witness.v2.Batch.$Properties} witness.v2.Batch.$Shape
             */

            /**
             * Constructs a new Batch.
             * @memberof witness.v2
             * @classdesc Represents a Batch.
             * @constructor
             * @param {witness.v2.Batch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Batch = function (properties) {
                this.registrations = [];
                this.runs = [];
                this.operations = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Batch registrations.
             * @member {Array.<witness.v2.Signed.$Properties>} registrations
             * @memberof witness.v2.Batch
             * @instance
             */
            Batch.prototype.registrations = $util.emptyArray;

            /**
             * Batch runs.
             * @member {Array.<witness.v2.Run.$Properties>} runs
             * @memberof witness.v2.Batch
             * @instance
             */
            Batch.prototype.runs = $util.emptyArray;

            /**
             * Batch operations.
             * @member {Array.<witness.v2.SignedOperation.$Properties>} operations
             * @memberof witness.v2.Batch
             * @instance
             */
            Batch.prototype.operations = $util.emptyArray;

            /**
             * Encodes the specified Batch message. Does not implicitly {@link witness.v2.Batch.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Batch
             * @static
             * @param {witness.v2.Batch.$Properties} message Batch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Batch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.registrations != null && message.registrations.length)
                    for (let i = 0; i < message.registrations.length; ++i)
                        $root.witness.v2.Signed.encode(message.registrations[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.runs != null && message.runs.length)
                    for (let i = 0; i < message.runs.length; ++i)
                        $root.witness.v2.Run.encode(message.runs[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.operations != null && message.operations.length)
                    for (let i = 0; i < message.operations.length; ++i)
                        $root.witness.v2.SignedOperation.encode(message.operations[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Batch message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Batch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Batch & witness.v2.Batch.$Shape} Batch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Batch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Batch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.registrations && message.registrations.length))
                                message.registrations = [];
                            message.registrations.push($root.witness.v2.Signed.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.runs && message.runs.length))
                                message.runs = [];
                            message.runs.push($root.witness.v2.Run.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.operations && message.operations.length))
                                message.operations = [];
                            message.operations.push($root.witness.v2.SignedOperation.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Batch;
        })();

        v2.SignedOperation = (function() {

            /**
             * Properties of a SignedOperation.
             * @typedef {Object} witness.v2.SignedOperation.$Properties
             * @property {Uint8Array|null} [message] SignedOperation message
             * @property {Uint8Array|null} [signature] SignedOperation signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignedOperation.
             * @memberof witness.v2
             * @interface ISignedOperation
             * @augments witness.v2.SignedOperation.$Properties
             * @deprecated Use witness.v2.SignedOperation.$Properties instead.
             */

            /**
             * Shape of a SignedOperation.
             * @typedef {witness.v2.SignedOperation.$Properties} witness.v2.SignedOperation.$Shape
             */

            /**
             * Constructs a new SignedOperation.
             * @memberof witness.v2
             * @classdesc Represents a SignedOperation.
             * @constructor
             * @param {witness.v2.SignedOperation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignedOperation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignedOperation message.
             * @member {Uint8Array} message
             * @memberof witness.v2.SignedOperation
             * @instance
             */
            SignedOperation.prototype.message = $util.newBuffer([]);

            /**
             * SignedOperation signature.
             * @member {Uint8Array} signature
             * @memberof witness.v2.SignedOperation
             * @instance
             */
            SignedOperation.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified SignedOperation message. Does not implicitly {@link witness.v2.SignedOperation.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.SignedOperation
             * @static
             * @param {witness.v2.SignedOperation.$Properties} message SignedOperation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignedOperation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.message);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignedOperation message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.SignedOperation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.SignedOperation & witness.v2.SignedOperation.$Shape} SignedOperation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignedOperation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.SignedOperation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SignedOperation;
        })();

        v2.Run = (function() {

            /**
             * Properties of a Run.
             * @typedef {Object} witness.v2.Run.$Properties
             * @property {Array.<Uint8Array>|null} [bodies] Run bodies
             * @property {Uint8Array|null} [signature] Run signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Run.
             * @memberof witness.v2
             * @interface IRun
             * @augments witness.v2.Run.$Properties
             * @deprecated Use witness.v2.Run.$Properties instead.
             */

            /**
             * Shape of a Run.
             * @typedef {witness.v2.Run.$Properties} witness.v2.Run.$Shape
             */

            /**
             * Constructs a new Run.
             * @memberof witness.v2
             * @classdesc Represents a Run.
             * @constructor
             * @param {witness.v2.Run.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Run = function (properties) {
                this.bodies = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Run bodies.
             * @member {Array.<Uint8Array>} bodies
             * @memberof witness.v2.Run
             * @instance
             */
            Run.prototype.bodies = $util.emptyArray;

            /**
             * Run signature.
             * @member {Uint8Array} signature
             * @memberof witness.v2.Run
             * @instance
             */
            Run.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified Run message. Does not implicitly {@link witness.v2.Run.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Run
             * @static
             * @param {witness.v2.Run.$Properties} message Run message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Run.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.bodies != null && message.bodies.length)
                    for (let i = 0; i < message.bodies.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.bodies[i]);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Run message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Run
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Run & witness.v2.Run.$Shape} Run
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Run.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Run();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.bodies && message.bodies.length))
                                message.bodies = [];
                            message.bodies.push(reader.bytes());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Run;
        })();

        v2.ReceiptRoot = (function() {

            /**
             * Properties of a ReceiptRoot.
             * @typedef {Object} witness.v2.ReceiptRoot.$Properties
             * @property {Uint8Array|null} [root] ReceiptRoot root
             * @property {number|null} [size] ReceiptRoot size
             * @property {number|null} [deadlineBlock] ReceiptRoot deadlineBlock
             * @property {number|null} [receivedAtUnixS] ReceiptRoot receivedAtUnixS
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReceiptRoot.
             * @memberof witness.v2
             * @interface IReceiptRoot
             * @augments witness.v2.ReceiptRoot.$Properties
             * @deprecated Use witness.v2.ReceiptRoot.$Properties instead.
             */

            /**
             * Shape of a ReceiptRoot.
             * @typedef {witness.v2.ReceiptRoot.$Properties} witness.v2.ReceiptRoot.$Shape
             */

            /**
             * Constructs a new ReceiptRoot.
             * @memberof witness.v2
             * @classdesc Represents a ReceiptRoot.
             * @constructor
             * @param {witness.v2.ReceiptRoot.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReceiptRoot = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReceiptRoot root.
             * @member {Uint8Array} root
             * @memberof witness.v2.ReceiptRoot
             * @instance
             */
            ReceiptRoot.prototype.root = $util.newBuffer([]);

            /**
             * ReceiptRoot size.
             * @member {number} size
             * @memberof witness.v2.ReceiptRoot
             * @instance
             */
            ReceiptRoot.prototype.size = 0;

            /**
             * ReceiptRoot deadlineBlock.
             * @member {number} deadlineBlock
             * @memberof witness.v2.ReceiptRoot
             * @instance
             */
            ReceiptRoot.prototype.deadlineBlock = 0;

            /**
             * ReceiptRoot receivedAtUnixS.
             * @member {number} receivedAtUnixS
             * @memberof witness.v2.ReceiptRoot
             * @instance
             */
            ReceiptRoot.prototype.receivedAtUnixS = 0;

            /**
             * Encodes the specified ReceiptRoot message. Does not implicitly {@link witness.v2.ReceiptRoot.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.ReceiptRoot
             * @static
             * @param {witness.v2.ReceiptRoot.$Properties} message ReceiptRoot message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReceiptRoot.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.root != null && $Object.hasOwnProperty.call(message, "root") && message.root.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.root);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.size);
                if (message.deadlineBlock != null && $Object.hasOwnProperty.call(message, "deadlineBlock") && message.deadlineBlock !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.deadlineBlock);
                if (message.receivedAtUnixS != null && $Object.hasOwnProperty.call(message, "receivedAtUnixS") && message.receivedAtUnixS !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.receivedAtUnixS);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReceiptRoot message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.ReceiptRoot
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.ReceiptRoot & witness.v2.ReceiptRoot.$Shape} ReceiptRoot
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReceiptRoot.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.ReceiptRoot();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.root = value;
                            else
                                delete message.root;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.deadlineBlock = value;
                            else
                                delete message.deadlineBlock;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.receivedAtUnixS = value;
                            else
                                delete message.receivedAtUnixS;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReceiptRoot;
        })();

        v2.Receipt = (function() {

            /**
             * Properties of a Receipt.
             * @typedef {Object} witness.v2.Receipt.$Properties
             * @property {witness.v2.Signed.$Properties|null} [root] Receipt root
             * @property {Uint8Array|null} [deviceId] Receipt deviceId
             * @property {number|null} [sequence] Receipt sequence
             * @property {Uint8Array|null} [link] Receipt link
             * @property {number|null} [index] Receipt index
             * @property {Array.<Uint8Array>|null} [path] Receipt path
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Receipt.
             * @memberof witness.v2
             * @interface IReceipt
             * @augments witness.v2.Receipt.$Properties
             * @deprecated Use witness.v2.Receipt.$Properties instead.
             */

            /**
             * Shape of a Receipt.
             * @typedef {witness.v2.Receipt.$Properties} witness.v2.Receipt.$Shape
             */

            /**
             * Constructs a new Receipt.
             * @memberof witness.v2
             * @classdesc Represents a Receipt.
             * @constructor
             * @param {witness.v2.Receipt.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Receipt = function (properties) {
                this.path = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Receipt root.
             * @member {witness.v2.Signed.$Properties|null|undefined} root
             * @memberof witness.v2.Receipt
             * @instance
             */
            Receipt.prototype.root = null;

            /**
             * Receipt deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.Receipt
             * @instance
             */
            Receipt.prototype.deviceId = $util.newBuffer([]);

            /**
             * Receipt sequence.
             * @member {number} sequence
             * @memberof witness.v2.Receipt
             * @instance
             */
            Receipt.prototype.sequence = 0;

            /**
             * Receipt link.
             * @member {Uint8Array} link
             * @memberof witness.v2.Receipt
             * @instance
             */
            Receipt.prototype.link = $util.newBuffer([]);

            /**
             * Receipt index.
             * @member {number} index
             * @memberof witness.v2.Receipt
             * @instance
             */
            Receipt.prototype.index = 0;

            /**
             * Receipt path.
             * @member {Array.<Uint8Array>} path
             * @memberof witness.v2.Receipt
             * @instance
             */
            Receipt.prototype.path = $util.emptyArray;

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link witness.v2.Receipt.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Receipt
             * @static
             * @param {witness.v2.Receipt.$Properties} message Receipt message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Receipt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.root != null && $Object.hasOwnProperty.call(message, "root"))
                    $root.witness.v2.Signed.encode(message.root, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.deviceId);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.sequence);
                if (message.link != null && $Object.hasOwnProperty.call(message, "link") && message.link.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.link);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.index);
                if (message.path != null && message.path.length)
                    for (let i = 0; i < message.path.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.path[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Receipt
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Receipt & witness.v2.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Receipt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Receipt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.root = $root.witness.v2.Signed.decode(reader, reader.size(), $undefined, _depth + 1, message.root);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.link = value;
                            else
                                delete message.link;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.path && message.path.length))
                                message.path = [];
                            message.path.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Receipt;
        })();

        v2.OperationReceipt = (function() {

            /**
             * Properties of an OperationReceipt.
             * @typedef {Object} witness.v2.OperationReceipt.$Properties
             * @property {witness.v2.Signed.$Properties|null} [root] OperationReceipt root
             * @property {Uint8Array|null} [identity] OperationReceipt identity
             * @property {number|null} [index] OperationReceipt index
             * @property {Array.<Uint8Array>|null} [path] OperationReceipt path
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OperationReceipt.
             * @memberof witness.v2
             * @interface IOperationReceipt
             * @augments witness.v2.OperationReceipt.$Properties
             * @deprecated Use witness.v2.OperationReceipt.$Properties instead.
             */

            /**
             * Shape of an OperationReceipt.
             * @typedef {witness.v2.OperationReceipt.$Properties} witness.v2.OperationReceipt.$Shape
             */

            /**
             * Constructs a new OperationReceipt.
             * @memberof witness.v2
             * @classdesc Represents an OperationReceipt.
             * @constructor
             * @param {witness.v2.OperationReceipt.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OperationReceipt = function (properties) {
                this.path = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OperationReceipt root.
             * @member {witness.v2.Signed.$Properties|null|undefined} root
             * @memberof witness.v2.OperationReceipt
             * @instance
             */
            OperationReceipt.prototype.root = null;

            /**
             * OperationReceipt identity.
             * @member {Uint8Array} identity
             * @memberof witness.v2.OperationReceipt
             * @instance
             */
            OperationReceipt.prototype.identity = $util.newBuffer([]);

            /**
             * OperationReceipt index.
             * @member {number} index
             * @memberof witness.v2.OperationReceipt
             * @instance
             */
            OperationReceipt.prototype.index = 0;

            /**
             * OperationReceipt path.
             * @member {Array.<Uint8Array>} path
             * @memberof witness.v2.OperationReceipt
             * @instance
             */
            OperationReceipt.prototype.path = $util.emptyArray;

            /**
             * Encodes the specified OperationReceipt message. Does not implicitly {@link witness.v2.OperationReceipt.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.OperationReceipt
             * @static
             * @param {witness.v2.OperationReceipt.$Properties} message OperationReceipt message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OperationReceipt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.root != null && $Object.hasOwnProperty.call(message, "root"))
                    $root.witness.v2.Signed.encode(message.root, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.identity != null && $Object.hasOwnProperty.call(message, "identity") && message.identity.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.identity);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.index);
                if (message.path != null && message.path.length)
                    for (let i = 0; i < message.path.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.path[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OperationReceipt message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.OperationReceipt
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.OperationReceipt & witness.v2.OperationReceipt.$Shape} OperationReceipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OperationReceipt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.OperationReceipt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.root = $root.witness.v2.Signed.decode(reader, reader.size(), $undefined, _depth + 1, message.root);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.identity = value;
                            else
                                delete message.identity;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.path && message.path.length))
                                message.path = [];
                            message.path.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return OperationReceipt;
        })();

        v2.AdvanceReport = (function() {

            /**
             * Properties of an AdvanceReport.
             * @typedef {Object} witness.v2.AdvanceReport.$Properties
             * @property {number|null} [code] AdvanceReport code
             * @property {Uint8Array|null} [registrationCodes] AdvanceReport registrationCodes
             * @property {Uint8Array|null} [envelopeCodes] AdvanceReport envelopeCodes
             * @property {Array.<witness.v2.Refusal.$Properties>|null} [refusals] AdvanceReport refusals
             * @property {Uint8Array|null} [operationCodes] AdvanceReport operationCodes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AdvanceReport.
             * @memberof witness.v2
             * @interface IAdvanceReport
             * @augments witness.v2.AdvanceReport.$Properties
             * @deprecated Use witness.v2.AdvanceReport.$Properties instead.
             */

            /**
             * Shape of an AdvanceReport.
             * @typedef {witness.v2.AdvanceReport.$Properties} witness.v2.AdvanceReport.$Shape
             */

            /**
             * Constructs a new AdvanceReport.
             * @memberof witness.v2
             * @classdesc Represents an AdvanceReport.
             * @constructor
             * @param {witness.v2.AdvanceReport.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AdvanceReport = function (properties) {
                this.refusals = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AdvanceReport code.
             * @member {number} code
             * @memberof witness.v2.AdvanceReport
             * @instance
             */
            AdvanceReport.prototype.code = 0;

            /**
             * AdvanceReport registrationCodes.
             * @member {Uint8Array} registrationCodes
             * @memberof witness.v2.AdvanceReport
             * @instance
             */
            AdvanceReport.prototype.registrationCodes = $util.newBuffer([]);

            /**
             * AdvanceReport envelopeCodes.
             * @member {Uint8Array} envelopeCodes
             * @memberof witness.v2.AdvanceReport
             * @instance
             */
            AdvanceReport.prototype.envelopeCodes = $util.newBuffer([]);

            /**
             * AdvanceReport refusals.
             * @member {Array.<witness.v2.Refusal.$Properties>} refusals
             * @memberof witness.v2.AdvanceReport
             * @instance
             */
            AdvanceReport.prototype.refusals = $util.emptyArray;

            /**
             * AdvanceReport operationCodes.
             * @member {Uint8Array} operationCodes
             * @memberof witness.v2.AdvanceReport
             * @instance
             */
            AdvanceReport.prototype.operationCodes = $util.newBuffer([]);

            /**
             * Encodes the specified AdvanceReport message. Does not implicitly {@link witness.v2.AdvanceReport.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.AdvanceReport
             * @static
             * @param {witness.v2.AdvanceReport.$Properties} message AdvanceReport message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AdvanceReport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.code);
                if (message.registrationCodes != null && $Object.hasOwnProperty.call(message, "registrationCodes") && message.registrationCodes.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.registrationCodes);
                if (message.envelopeCodes != null && $Object.hasOwnProperty.call(message, "envelopeCodes") && message.envelopeCodes.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.envelopeCodes);
                if (message.refusals != null && message.refusals.length)
                    for (let i = 0; i < message.refusals.length; ++i)
                        $root.witness.v2.Refusal.encode(message.refusals[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.operationCodes != null && $Object.hasOwnProperty.call(message, "operationCodes") && message.operationCodes.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.operationCodes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AdvanceReport message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.AdvanceReport
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.AdvanceReport & witness.v2.AdvanceReport.$Shape} AdvanceReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AdvanceReport.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.AdvanceReport();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.registrationCodes = value;
                            else
                                delete message.registrationCodes;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.envelopeCodes = value;
                            else
                                delete message.envelopeCodes;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.refusals && message.refusals.length))
                                message.refusals = [];
                            message.refusals.push($root.witness.v2.Refusal.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.operationCodes = value;
                            else
                                delete message.operationCodes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AdvanceReport;
        })();

        v2.Refusal = (function() {

            /**
             * Properties of a Refusal.
             * @typedef {Object} witness.v2.Refusal.$Properties
             * @property {number|null} [index] Refusal index
             * @property {boolean|null} [registration] Refusal registration
             * @property {Uint8Array|null} [deviceId] Refusal deviceId
             * @property {number|null} [sequence] Refusal sequence
             * @property {number|null} [code] Refusal code
             * @property {number|null} [inputIndex] Refusal inputIndex
             * @property {number|null} [timeUnixS] Refusal timeUnixS
             * @property {boolean|null} [operation] Refusal operation
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Refusal.
             * @memberof witness.v2
             * @interface IRefusal
             * @augments witness.v2.Refusal.$Properties
             * @deprecated Use witness.v2.Refusal.$Properties instead.
             */

            /**
             * Shape of a Refusal.
             * @typedef {witness.v2.Refusal.$Properties} witness.v2.Refusal.$Shape
             */

            /**
             * Constructs a new Refusal.
             * @memberof witness.v2
             * @classdesc Represents a Refusal.
             * @constructor
             * @param {witness.v2.Refusal.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Refusal = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Refusal index.
             * @member {number} index
             * @memberof witness.v2.Refusal
             * @instance
             */
            Refusal.prototype.index = 0;

            /**
             * Refusal registration.
             * @member {boolean} registration
             * @memberof witness.v2.Refusal
             * @instance
             */
            Refusal.prototype.registration = false;

            /**
             * Refusal deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.Refusal
             * @instance
             */
            Refusal.prototype.deviceId = $util.newBuffer([]);

            /**
             * Refusal sequence.
             * @member {number} sequence
             * @memberof witness.v2.Refusal
             * @instance
             */
            Refusal.prototype.sequence = 0;

            /**
             * Refusal code.
             * @member {number} code
             * @memberof witness.v2.Refusal
             * @instance
             */
            Refusal.prototype.code = 0;

            /**
             * Refusal inputIndex.
             * @member {number} inputIndex
             * @memberof witness.v2.Refusal
             * @instance
             */
            Refusal.prototype.inputIndex = 0;

            /**
             * Refusal timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.Refusal
             * @instance
             */
            Refusal.prototype.timeUnixS = 0;

            /**
             * Refusal operation.
             * @member {boolean} operation
             * @memberof witness.v2.Refusal
             * @instance
             */
            Refusal.prototype.operation = false;

            /**
             * Encodes the specified Refusal message. Does not implicitly {@link witness.v2.Refusal.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Refusal
             * @static
             * @param {witness.v2.Refusal.$Properties} message Refusal message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Refusal.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.index);
                if (message.registration != null && $Object.hasOwnProperty.call(message, "registration") && message.registration !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.registration);
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.deviceId);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.sequence);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.code);
                if (message.inputIndex != null && $Object.hasOwnProperty.call(message, "inputIndex") && message.inputIndex !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.inputIndex);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.timeUnixS);
                if (message.operation != null && $Object.hasOwnProperty.call(message, "operation") && message.operation !== false)
                    writer.uint32(/* id 8, wireType 0 =*/64).bool(message.operation);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Refusal message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Refusal
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Refusal & witness.v2.Refusal.$Shape} Refusal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Refusal.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Refusal();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.registration = value;
                            else
                                delete message.registration;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inputIndex = value;
                            else
                                delete message.inputIndex;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.operation = value;
                            else
                                delete message.operation;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Refusal;
        })();

        v2.Query = (function() {

            /**
             * Properties of a Query.
             * @typedef {Object} witness.v2.Query.$Properties
             * @property {witness.v2.SignedQuery.$Properties|null} [signed] Query signed
             * @property {witness.v2.RefusalsQuery.$Properties|null} [refusals] Query refusals
             * @property {witness.v2.StatisticsQuery.$Properties|null} [statistics] Query statistics
             * @property {witness.v2.HeadQuery.$Properties|null} [head] Query head
             * @property {witness.v2.StatusQuery.$Properties|null} [status] Query status
             * @property {witness.v2.HoldingQuery.$Properties|null} [holding] Query holding
             * @property {witness.v2.SignedOperation.$Properties|null} [operation] Query operation
             * @property {witness.v2.GlobalsQuery.$Properties|null} [globals] Query globals
             * @property {witness.v2.EstateQuery.$Properties|null} [estate] Query estate
             * @property {witness.v2.HistoryQuery.$Properties|null} [history] Query history
             * @property {witness.v2.ReleaseQuery.$Properties|null} [release] Query release
             * @property {witness.v2.PublicQuery.$Properties|null} ["public"] Query public
             * @property {"signed"|"refusals"|"statistics"|"head"|"status"|"holding"|"operation"|"globals"|"estate"|"history"|"release"|"public"} [query] Query query
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Query.
             * @memberof witness.v2
             * @interface IQuery
             * @augments witness.v2.Query.$Properties
             * @deprecated Use witness.v2.Query.$Properties instead.
             */

            /**
             * Narrowed shape of a Query.
             * @typedef {{
             *   signed?: witness.v2.SignedQuery.$Shape|null;
             *   refusals?: witness.v2.RefusalsQuery.$Shape|null;
             *   statistics?: witness.v2.StatisticsQuery.$Shape|null;
             *   head?: witness.v2.HeadQuery.$Shape|null;
             *   status?: witness.v2.StatusQuery.$Shape|null;
             *   holding?: witness.v2.HoldingQuery.$Shape|null;
             *   operation?: witness.v2.SignedOperation.$Shape|null;
             *   globals?: witness.v2.GlobalsQuery.$Shape|null;
             *   estate?: witness.v2.EstateQuery.$Shape|null;
             *   history?: witness.v2.HistoryQuery.$Shape|null;
             *   release?: witness.v2.ReleaseQuery.$Shape|null;
             *   "public"?: witness.v2.PublicQuery.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ query?: undefined; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "signed"; signed: witness.v2.SignedQuery.$Shape; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "refusals"; signed?: null; refusals: witness.v2.RefusalsQuery.$Shape; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "statistics"; signed?: null; refusals?: null; statistics: witness.v2.StatisticsQuery.$Shape; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "head"; signed?: null; refusals?: null; statistics?: null; head: witness.v2.HeadQuery.$Shape; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "status"; signed?: null; refusals?: null; statistics?: null; head?: null; status: witness.v2.StatusQuery.$Shape; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "holding"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding: witness.v2.HoldingQuery.$Shape; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "operation"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation: witness.v2.SignedOperation.$Shape; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "globals"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals: witness.v2.GlobalsQuery.$Shape; estate?: null; history?: null; release?: null; "public"?: null }|{ query?: "estate"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate: witness.v2.EstateQuery.$Shape; history?: null; release?: null; "public"?: null }|{ query?: "history"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history: witness.v2.HistoryQuery.$Shape; release?: null; "public"?: null }|{ query?: "release"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release: witness.v2.ReleaseQuery.$Shape; "public"?: null }|{ query?: "public"; signed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; operation?: null; globals?: null; estate?: null; history?: null; release?: null; "public": witness.v2.PublicQuery.$Shape })
             * )} witness.v2.Query.$Shape
             */

            /**
             * Constructs a new Query.
             * @memberof witness.v2
             * @classdesc Represents a Query.
             * @constructor
             * @param {witness.v2.Query.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Query = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Query signed.
             * @member {witness.v2.SignedQuery.$Properties|null|undefined} signed
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.signed = null;

            /**
             * Query refusals.
             * @member {witness.v2.RefusalsQuery.$Properties|null|undefined} refusals
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.refusals = null;

            /**
             * Query statistics.
             * @member {witness.v2.StatisticsQuery.$Properties|null|undefined} statistics
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.statistics = null;

            /**
             * Query head.
             * @member {witness.v2.HeadQuery.$Properties|null|undefined} head
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.head = null;

            /**
             * Query status.
             * @member {witness.v2.StatusQuery.$Properties|null|undefined} status
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.status = null;

            /**
             * Query holding.
             * @member {witness.v2.HoldingQuery.$Properties|null|undefined} holding
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.holding = null;

            /**
             * Query operation.
             * @member {witness.v2.SignedOperation.$Properties|null|undefined} operation
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.operation = null;

            /**
             * Query globals.
             * @member {witness.v2.GlobalsQuery.$Properties|null|undefined} globals
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.globals = null;

            /**
             * Query estate.
             * @member {witness.v2.EstateQuery.$Properties|null|undefined} estate
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.estate = null;

            /**
             * Query history.
             * @member {witness.v2.HistoryQuery.$Properties|null|undefined} history
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.history = null;

            /**
             * Query release.
             * @member {witness.v2.ReleaseQuery.$Properties|null|undefined} release
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype.release = null;

            /**
             * Query public.
             * @member {witness.v2.PublicQuery.$Properties|null|undefined} public
             * @memberof witness.v2.Query
             * @instance
             */
            Query.prototype["public"] = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Query query.
             * @member {"signed"|"refusals"|"statistics"|"head"|"status"|"holding"|"operation"|"globals"|"estate"|"history"|"release"|"public"|undefined} query
             * @memberof witness.v2.Query
             * @instance
             */
            $Object.defineProperty(Query.prototype, "query", {
                get: $util.oneOfGetter($oneOfFields = ["signed", "refusals", "statistics", "head", "status", "holding", "operation", "globals", "estate", "history", "release", "public"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Query message. Does not implicitly {@link witness.v2.Query.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Query
             * @static
             * @param {witness.v2.Query.$Properties} message Query message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Query.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.signed != null && $Object.hasOwnProperty.call(message, "signed"))
                    $root.witness.v2.SignedQuery.encode(message.signed, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.refusals != null && $Object.hasOwnProperty.call(message, "refusals"))
                    $root.witness.v2.RefusalsQuery.encode(message.refusals, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.statistics != null && $Object.hasOwnProperty.call(message, "statistics"))
                    $root.witness.v2.StatisticsQuery.encode(message.statistics, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.head != null && $Object.hasOwnProperty.call(message, "head"))
                    $root.witness.v2.HeadQuery.encode(message.head, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    $root.witness.v2.StatusQuery.encode(message.status, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.holding != null && $Object.hasOwnProperty.call(message, "holding"))
                    $root.witness.v2.HoldingQuery.encode(message.holding, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.operation != null && $Object.hasOwnProperty.call(message, "operation"))
                    $root.witness.v2.SignedOperation.encode(message.operation, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.globals != null && $Object.hasOwnProperty.call(message, "globals"))
                    $root.witness.v2.GlobalsQuery.encode(message.globals, writer.uint32(/* id 70, wireType 2 =*/562).fork(), _depth + 1).ldelim();
                if (message.estate != null && $Object.hasOwnProperty.call(message, "estate"))
                    $root.witness.v2.EstateQuery.encode(message.estate, writer.uint32(/* id 80, wireType 2 =*/642).fork(), _depth + 1).ldelim();
                if (message.history != null && $Object.hasOwnProperty.call(message, "history"))
                    $root.witness.v2.HistoryQuery.encode(message.history, writer.uint32(/* id 100, wireType 2 =*/802).fork(), _depth + 1).ldelim();
                if (message["public"] != null && $Object.hasOwnProperty.call(message, "public"))
                    $root.witness.v2.PublicQuery.encode(message["public"], writer.uint32(/* id 130, wireType 2 =*/1042).fork(), _depth + 1).ldelim();
                if (message.release != null && $Object.hasOwnProperty.call(message, "release"))
                    $root.witness.v2.ReleaseQuery.encode(message.release, writer.uint32(/* id 150, wireType 2 =*/1202).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Query message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Query
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Query & witness.v2.Query.$Shape} Query
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Query.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Query();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.signed = $root.witness.v2.SignedQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.signed);
                            message.query = "signed";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.refusals = $root.witness.v2.RefusalsQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.refusals);
                            message.query = "refusals";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.statistics = $root.witness.v2.StatisticsQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.statistics);
                            message.query = "statistics";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.head = $root.witness.v2.HeadQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.head);
                            message.query = "head";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.status = $root.witness.v2.StatusQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                            message.query = "status";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.holding = $root.witness.v2.HoldingQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.holding);
                            message.query = "holding";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.operation = $root.witness.v2.SignedOperation.decode(reader, reader.size(), $undefined, _depth + 1, message.operation);
                            message.query = "operation";
                            continue;
                        }
                    case 70: {
                            if (wireType !== 2)
                                break;
                            message.globals = $root.witness.v2.GlobalsQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.globals);
                            message.query = "globals";
                            continue;
                        }
                    case 80: {
                            if (wireType !== 2)
                                break;
                            message.estate = $root.witness.v2.EstateQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.estate);
                            message.query = "estate";
                            continue;
                        }
                    case 100: {
                            if (wireType !== 2)
                                break;
                            message.history = $root.witness.v2.HistoryQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.history);
                            message.query = "history";
                            continue;
                        }
                    case 150: {
                            if (wireType !== 2)
                                break;
                            message.release = $root.witness.v2.ReleaseQuery.decode(reader, reader.size(), $undefined, _depth + 1, message.release);
                            message.query = "release";
                            continue;
                        }
                    case 130: {
                            if (wireType !== 2)
                                break;
                            message["public"] = $root.witness.v2.PublicQuery.decode(reader, reader.size(), $undefined, _depth + 1, message["public"]);
                            message.query = "public";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Query;
        })();

        v2.PublicQuery = (function() {

            /**
             * Properties of a PublicQuery.
             * @typedef {Object} witness.v2.PublicQuery.$Properties
             * @property {string|null} [vin] PublicQuery vin
             * @property {string|null} [country] PublicQuery country
             * @property {string|null} [plate] PublicQuery plate
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PublicQuery.
             * @memberof witness.v2
             * @interface IPublicQuery
             * @augments witness.v2.PublicQuery.$Properties
             * @deprecated Use witness.v2.PublicQuery.$Properties instead.
             */

            /**
             * Shape of a PublicQuery.
             * @typedef {witness.v2.PublicQuery.$Properties} witness.v2.PublicQuery.$Shape
             */

            /**
             * Constructs a new PublicQuery.
             * @memberof witness.v2
             * @classdesc Represents a PublicQuery.
             * @constructor
             * @param {witness.v2.PublicQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PublicQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PublicQuery vin.
             * @member {string} vin
             * @memberof witness.v2.PublicQuery
             * @instance
             */
            PublicQuery.prototype.vin = "";

            /**
             * PublicQuery country.
             * @member {string} country
             * @memberof witness.v2.PublicQuery
             * @instance
             */
            PublicQuery.prototype.country = "";

            /**
             * PublicQuery plate.
             * @member {string} plate
             * @memberof witness.v2.PublicQuery
             * @instance
             */
            PublicQuery.prototype.plate = "";

            /**
             * Encodes the specified PublicQuery message. Does not implicitly {@link witness.v2.PublicQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.PublicQuery
             * @static
             * @param {witness.v2.PublicQuery.$Properties} message PublicQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PublicQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.vin != null && $Object.hasOwnProperty.call(message, "vin") && message.vin !== "")
                    writer.uint32(/* id 130, wireType 2 =*/1042).string(message.vin);
                if (message.country != null && $Object.hasOwnProperty.call(message, "country") && message.country !== "")
                    writer.uint32(/* id 131, wireType 2 =*/1050).string(message.country);
                if (message.plate != null && $Object.hasOwnProperty.call(message, "plate") && message.plate !== "")
                    writer.uint32(/* id 132, wireType 2 =*/1058).string(message.plate);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PublicQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.PublicQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.PublicQuery & witness.v2.PublicQuery.$Shape} PublicQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PublicQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.PublicQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 130: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vin = value;
                            else
                                delete message.vin;
                            continue;
                        }
                    case 131: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.country = value;
                            else
                                delete message.country;
                            continue;
                        }
                    case 132: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.plate = value;
                            else
                                delete message.plate;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PublicQuery;
        })();

        v2.EstateQuery = (function() {

            /**
             * Properties of an EstateQuery.
             * @typedef {Object} witness.v2.EstateQuery.$Properties
             * @property {number|null} [index] EstateQuery index
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EstateQuery.
             * @memberof witness.v2
             * @interface IEstateQuery
             * @augments witness.v2.EstateQuery.$Properties
             * @deprecated Use witness.v2.EstateQuery.$Properties instead.
             */

            /**
             * Shape of an EstateQuery.
             * @typedef {witness.v2.EstateQuery.$Properties} witness.v2.EstateQuery.$Shape
             */

            /**
             * Constructs a new EstateQuery.
             * @memberof witness.v2
             * @classdesc Represents an EstateQuery.
             * @constructor
             * @param {witness.v2.EstateQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EstateQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * EstateQuery index.
             * @member {number} index
             * @memberof witness.v2.EstateQuery
             * @instance
             */
            EstateQuery.prototype.index = 0;

            /**
             * Encodes the specified EstateQuery message. Does not implicitly {@link witness.v2.EstateQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.EstateQuery
             * @static
             * @param {witness.v2.EstateQuery.$Properties} message EstateQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EstateQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.index);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EstateQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.EstateQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.EstateQuery & witness.v2.EstateQuery.$Shape} EstateQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EstateQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.EstateQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EstateQuery;
        })();

        v2.HistoryQuery = (function() {

            /**
             * Properties of a HistoryQuery.
             * @typedef {Object} witness.v2.HistoryQuery.$Properties
             * @property {Uint8Array|null} [deviceId] HistoryQuery deviceId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HistoryQuery.
             * @memberof witness.v2
             * @interface IHistoryQuery
             * @augments witness.v2.HistoryQuery.$Properties
             * @deprecated Use witness.v2.HistoryQuery.$Properties instead.
             */

            /**
             * Shape of a HistoryQuery.
             * @typedef {witness.v2.HistoryQuery.$Properties} witness.v2.HistoryQuery.$Shape
             */

            /**
             * Constructs a new HistoryQuery.
             * @memberof witness.v2
             * @classdesc Represents a HistoryQuery.
             * @constructor
             * @param {witness.v2.HistoryQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HistoryQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HistoryQuery deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.HistoryQuery
             * @instance
             */
            HistoryQuery.prototype.deviceId = $util.newBuffer([]);

            /**
             * Encodes the specified HistoryQuery message. Does not implicitly {@link witness.v2.HistoryQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.HistoryQuery
             * @static
             * @param {witness.v2.HistoryQuery.$Properties} message HistoryQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HistoryQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HistoryQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.HistoryQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.HistoryQuery & witness.v2.HistoryQuery.$Shape} HistoryQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HistoryQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.HistoryQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HistoryQuery;
        })();

        v2.CarQuery = (function() {

            /**
             * Properties of a CarQuery.
             * @typedef {Object} witness.v2.CarQuery.$Properties
             * @property {Uint8Array|null} [deviceId] CarQuery deviceId
             * @property {number|null} [timeUnixS] CarQuery timeUnixS
             * @property {Uint8Array|null} [replyKey] CarQuery replyKey
             * @property {"timeUnixS"} [asOf] CarQuery asOf
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CarQuery.
             * @memberof witness.v2
             * @interface ICarQuery
             * @augments witness.v2.CarQuery.$Properties
             * @deprecated Use witness.v2.CarQuery.$Properties instead.
             */

            /**
             * Narrowed shape of a CarQuery.
             * @typedef {{
             *   deviceId?: Uint8Array|null;
             *   timeUnixS?: number|null;
             *   replyKey?: Uint8Array|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ asOf?: undefined; timeUnixS?: null }|{ asOf?: "timeUnixS"; timeUnixS: number })
             * )} witness.v2.CarQuery.$Shape
             */

            /**
             * Constructs a new CarQuery.
             * @memberof witness.v2
             * @classdesc Represents a CarQuery.
             * @constructor
             * @param {witness.v2.CarQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CarQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CarQuery deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.CarQuery
             * @instance
             */
            CarQuery.prototype.deviceId = $util.newBuffer([]);

            /**
             * CarQuery timeUnixS.
             * @member {number|null|undefined} timeUnixS
             * @memberof witness.v2.CarQuery
             * @instance
             */
            CarQuery.prototype.timeUnixS = null;

            /**
             * CarQuery replyKey.
             * @member {Uint8Array} replyKey
             * @memberof witness.v2.CarQuery
             * @instance
             */
            CarQuery.prototype.replyKey = $util.newBuffer([]);

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * CarQuery asOf.
             * @member {"timeUnixS"|undefined} asOf
             * @memberof witness.v2.CarQuery
             * @instance
             */
            $Object.defineProperty(CarQuery.prototype, "asOf", {
                get: $util.oneOfGetter($oneOfFields = ["timeUnixS"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified CarQuery message. Does not implicitly {@link witness.v2.CarQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.CarQuery
             * @static
             * @param {witness.v2.CarQuery.$Properties} message CarQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CarQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS"))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.timeUnixS);
                if (message.replyKey != null && $Object.hasOwnProperty.call(message, "replyKey") && message.replyKey.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.replyKey);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CarQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.CarQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.CarQuery & witness.v2.CarQuery.$Shape} CarQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CarQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.CarQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.timeUnixS = reader.uint32();
                            message.asOf = "timeUnixS";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.replyKey = value;
                            else
                                delete message.replyKey;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CarQuery;
        })();

        v2.KeysQuery = (function() {

            /**
             * Properties of a KeysQuery.
             * @typedef {Object} witness.v2.KeysQuery.$Properties
             * @property {Uint8Array|null} [deviceId] KeysQuery deviceId
             * @property {number|null} [session] KeysQuery session
             * @property {number|null} [firstSequence] KeysQuery firstSequence
             * @property {Uint8Array|null} [previousLink] KeysQuery previousLink
             * @property {witness.v2.Opening.$Properties|null} [opening] KeysQuery opening
             * @property {number|null} [fromSequence] KeysQuery fromSequence
             * @property {number|null} [toSequence] KeysQuery toSequence
             * @property {number|null} [groups] KeysQuery groups
             * @property {Uint8Array|null} [replyKey] KeysQuery replyKey
             * @property {witness.v2.TenureTicket.$Properties|null} [ticket] KeysQuery ticket
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a KeysQuery.
             * @memberof witness.v2
             * @interface IKeysQuery
             * @augments witness.v2.KeysQuery.$Properties
             * @deprecated Use witness.v2.KeysQuery.$Properties instead.
             */

            /**
             * Shape of a KeysQuery.
             * @typedef {witness.v2.KeysQuery.$Properties} witness.v2.KeysQuery.$Shape
             */

            /**
             * Constructs a new KeysQuery.
             * @memberof witness.v2
             * @classdesc Represents a KeysQuery.
             * @constructor
             * @param {witness.v2.KeysQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const KeysQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * KeysQuery deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.deviceId = $util.newBuffer([]);

            /**
             * KeysQuery session.
             * @member {number} session
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.session = 0;

            /**
             * KeysQuery firstSequence.
             * @member {number} firstSequence
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.firstSequence = 0;

            /**
             * KeysQuery previousLink.
             * @member {Uint8Array} previousLink
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.previousLink = $util.newBuffer([]);

            /**
             * KeysQuery opening.
             * @member {witness.v2.Opening.$Properties|null|undefined} opening
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.opening = null;

            /**
             * KeysQuery fromSequence.
             * @member {number} fromSequence
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.fromSequence = 0;

            /**
             * KeysQuery toSequence.
             * @member {number} toSequence
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.toSequence = 0;

            /**
             * KeysQuery groups.
             * @member {number} groups
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.groups = 0;

            /**
             * KeysQuery replyKey.
             * @member {Uint8Array} replyKey
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.replyKey = $util.newBuffer([]);

            /**
             * KeysQuery ticket.
             * @member {witness.v2.TenureTicket.$Properties|null|undefined} ticket
             * @memberof witness.v2.KeysQuery
             * @instance
             */
            KeysQuery.prototype.ticket = null;

            /**
             * Encodes the specified KeysQuery message. Does not implicitly {@link witness.v2.KeysQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.KeysQuery
             * @static
             * @param {witness.v2.KeysQuery.$Properties} message KeysQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            KeysQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.session);
                if (message.firstSequence != null && $Object.hasOwnProperty.call(message, "firstSequence") && message.firstSequence !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.firstSequence);
                if (message.previousLink != null && $Object.hasOwnProperty.call(message, "previousLink") && message.previousLink.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.previousLink);
                if (message.opening != null && $Object.hasOwnProperty.call(message, "opening"))
                    $root.witness.v2.Opening.encode(message.opening, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.fromSequence != null && $Object.hasOwnProperty.call(message, "fromSequence") && message.fromSequence !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.fromSequence);
                if (message.toSequence != null && $Object.hasOwnProperty.call(message, "toSequence") && message.toSequence !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.toSequence);
                if (message.groups != null && $Object.hasOwnProperty.call(message, "groups") && message.groups !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.groups);
                if (message.replyKey != null && $Object.hasOwnProperty.call(message, "replyKey") && message.replyKey.length)
                    writer.uint32(/* id 9, wireType 2 =*/74).bytes(message.replyKey);
                if (message.ticket != null && $Object.hasOwnProperty.call(message, "ticket"))
                    $root.witness.v2.TenureTicket.encode(message.ticket, writer.uint32(/* id 70, wireType 2 =*/562).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a KeysQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.KeysQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.KeysQuery & witness.v2.KeysQuery.$Shape} KeysQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            KeysQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.KeysQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.firstSequence = value;
                            else
                                delete message.firstSequence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.previousLink = value;
                            else
                                delete message.previousLink;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.opening = $root.witness.v2.Opening.decode(reader, reader.size(), $undefined, _depth + 1, message.opening);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.fromSequence = value;
                            else
                                delete message.fromSequence;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.toSequence = value;
                            else
                                delete message.toSequence;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groups = value;
                            else
                                delete message.groups;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.replyKey = value;
                            else
                                delete message.replyKey;
                            continue;
                        }
                    case 70: {
                            if (wireType !== 2)
                                break;
                            message.ticket = $root.witness.v2.TenureTicket.decode(reader, reader.size(), $undefined, _depth + 1, message.ticket);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return KeysQuery;
        })();

        v2.TenureTicket = (function() {

            /**
             * Properties of a TenureTicket.
             * @typedef {Object} witness.v2.TenureTicket.$Properties
             * @property {number|null} [firstSequence] TenureTicket firstSequence
             * @property {number|null} [lastSequence] TenureTicket lastSequence
             * @property {Uint8Array|null} [mac] TenureTicket mac
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TenureTicket.
             * @memberof witness.v2
             * @interface ITenureTicket
             * @augments witness.v2.TenureTicket.$Properties
             * @deprecated Use witness.v2.TenureTicket.$Properties instead.
             */

            /**
             * Shape of a TenureTicket.
             * @typedef {witness.v2.TenureTicket.$Properties} witness.v2.TenureTicket.$Shape
             */

            /**
             * Constructs a new TenureTicket.
             * @memberof witness.v2
             * @classdesc Represents a TenureTicket.
             * @constructor
             * @param {witness.v2.TenureTicket.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TenureTicket = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TenureTicket firstSequence.
             * @member {number} firstSequence
             * @memberof witness.v2.TenureTicket
             * @instance
             */
            TenureTicket.prototype.firstSequence = 0;

            /**
             * TenureTicket lastSequence.
             * @member {number} lastSequence
             * @memberof witness.v2.TenureTicket
             * @instance
             */
            TenureTicket.prototype.lastSequence = 0;

            /**
             * TenureTicket mac.
             * @member {Uint8Array} mac
             * @memberof witness.v2.TenureTicket
             * @instance
             */
            TenureTicket.prototype.mac = $util.newBuffer([]);

            /**
             * Encodes the specified TenureTicket message. Does not implicitly {@link witness.v2.TenureTicket.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.TenureTicket
             * @static
             * @param {witness.v2.TenureTicket.$Properties} message TenureTicket message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TenureTicket.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.firstSequence != null && $Object.hasOwnProperty.call(message, "firstSequence") && message.firstSequence !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.firstSequence);
                if (message.lastSequence != null && $Object.hasOwnProperty.call(message, "lastSequence") && message.lastSequence !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.lastSequence);
                if (message.mac != null && $Object.hasOwnProperty.call(message, "mac") && message.mac.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.mac);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TenureTicket message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.TenureTicket
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.TenureTicket & witness.v2.TenureTicket.$Shape} TenureTicket
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TenureTicket.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.TenureTicket();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.firstSequence = value;
                            else
                                delete message.firstSequence;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.lastSequence = value;
                            else
                                delete message.lastSequence;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.mac = value;
                            else
                                delete message.mac;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TenureTicket;
        })();

        v2.CarsQuery = (function() {

            /**
             * Properties of a CarsQuery.
             * @typedef {Object} witness.v2.CarsQuery.$Properties
             * @property {Uint8Array|null} [owner] CarsQuery owner
             * @property {Uint8Array|null} [replyKey] CarsQuery replyKey
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CarsQuery.
             * @memberof witness.v2
             * @interface ICarsQuery
             * @augments witness.v2.CarsQuery.$Properties
             * @deprecated Use witness.v2.CarsQuery.$Properties instead.
             */

            /**
             * Shape of a CarsQuery.
             * @typedef {witness.v2.CarsQuery.$Properties} witness.v2.CarsQuery.$Shape
             */

            /**
             * Constructs a new CarsQuery.
             * @memberof witness.v2
             * @classdesc Represents a CarsQuery.
             * @constructor
             * @param {witness.v2.CarsQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CarsQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CarsQuery owner.
             * @member {Uint8Array} owner
             * @memberof witness.v2.CarsQuery
             * @instance
             */
            CarsQuery.prototype.owner = $util.newBuffer([]);

            /**
             * CarsQuery replyKey.
             * @member {Uint8Array} replyKey
             * @memberof witness.v2.CarsQuery
             * @instance
             */
            CarsQuery.prototype.replyKey = $util.newBuffer([]);

            /**
             * Encodes the specified CarsQuery message. Does not implicitly {@link witness.v2.CarsQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.CarsQuery
             * @static
             * @param {witness.v2.CarsQuery.$Properties} message CarsQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CarsQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.owner != null && $Object.hasOwnProperty.call(message, "owner") && message.owner.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.owner);
                if (message.replyKey != null && $Object.hasOwnProperty.call(message, "replyKey") && message.replyKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.replyKey);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CarsQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.CarsQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.CarsQuery & witness.v2.CarsQuery.$Shape} CarsQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CarsQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.CarsQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.owner = value;
                            else
                                delete message.owner;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.replyKey = value;
                            else
                                delete message.replyKey;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CarsQuery;
        })();

        v2.SignedQuery = (function() {

            /**
             * Properties of a SignedQuery.
             * @typedef {Object} witness.v2.SignedQuery.$Properties
             * @property {Uint8Array|null} [car] SignedQuery car
             * @property {Uint8Array|null} [cars] SignedQuery cars
             * @property {Uint8Array|null} [keys] SignedQuery keys
             * @property {witness.v2.Authorisation.$Properties|null} [authorisation] SignedQuery authorisation
             * @property {Uint8Array|null} [signature] SignedQuery signature
             * @property {Uint8Array|null} [asker] SignedQuery asker
             * @property {"car"|"cars"|"keys"} [query] SignedQuery query
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignedQuery.
             * @memberof witness.v2
             * @interface ISignedQuery
             * @augments witness.v2.SignedQuery.$Properties
             * @deprecated Use witness.v2.SignedQuery.$Properties instead.
             */

            /**
             * Narrowed shape of a SignedQuery.
             * @typedef {{
             *   car?: Uint8Array|null;
             *   cars?: Uint8Array|null;
             *   keys?: Uint8Array|null;
             *   authorisation?: witness.v2.Authorisation.$Shape|null;
             *   signature?: Uint8Array|null;
             *   asker?: Uint8Array|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ query?: undefined; car?: null; cars?: null; keys?: null }|{ query?: "car"; car: Uint8Array; cars?: null; keys?: null }|{ query?: "cars"; car?: null; cars: Uint8Array; keys?: null }|{ query?: "keys"; car?: null; cars?: null; keys: Uint8Array })
             * )} witness.v2.SignedQuery.$Shape
             */

            /**
             * Constructs a new SignedQuery.
             * @memberof witness.v2
             * @classdesc Represents a SignedQuery.
             * @constructor
             * @param {witness.v2.SignedQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignedQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignedQuery car.
             * @member {Uint8Array|null|undefined} car
             * @memberof witness.v2.SignedQuery
             * @instance
             */
            SignedQuery.prototype.car = null;

            /**
             * SignedQuery cars.
             * @member {Uint8Array|null|undefined} cars
             * @memberof witness.v2.SignedQuery
             * @instance
             */
            SignedQuery.prototype.cars = null;

            /**
             * SignedQuery keys.
             * @member {Uint8Array|null|undefined} keys
             * @memberof witness.v2.SignedQuery
             * @instance
             */
            SignedQuery.prototype.keys = null;

            /**
             * SignedQuery authorisation.
             * @member {witness.v2.Authorisation.$Properties|null|undefined} authorisation
             * @memberof witness.v2.SignedQuery
             * @instance
             */
            SignedQuery.prototype.authorisation = null;

            /**
             * SignedQuery signature.
             * @member {Uint8Array} signature
             * @memberof witness.v2.SignedQuery
             * @instance
             */
            SignedQuery.prototype.signature = $util.newBuffer([]);

            /**
             * SignedQuery asker.
             * @member {Uint8Array} asker
             * @memberof witness.v2.SignedQuery
             * @instance
             */
            SignedQuery.prototype.asker = $util.newBuffer([]);

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * SignedQuery query.
             * @member {"car"|"cars"|"keys"|undefined} query
             * @memberof witness.v2.SignedQuery
             * @instance
             */
            $Object.defineProperty(SignedQuery.prototype, "query", {
                get: $util.oneOfGetter($oneOfFields = ["car", "cars", "keys"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified SignedQuery message. Does not implicitly {@link witness.v2.SignedQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.SignedQuery
             * @static
             * @param {witness.v2.SignedQuery.$Properties} message SignedQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignedQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.car != null && $Object.hasOwnProperty.call(message, "car"))
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.car);
                if (message.cars != null && $Object.hasOwnProperty.call(message, "cars"))
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.cars);
                if (message.authorisation != null && $Object.hasOwnProperty.call(message, "authorisation"))
                    $root.witness.v2.Authorisation.encode(message.authorisation, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.signature);
                if (message.keys != null && $Object.hasOwnProperty.call(message, "keys"))
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.keys);
                if (message.asker != null && $Object.hasOwnProperty.call(message, "asker") && message.asker.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.asker);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignedQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.SignedQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.SignedQuery & witness.v2.SignedQuery.$Shape} SignedQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignedQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.SignedQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.car = reader.bytes();
                            message.query = "car";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.cars = reader.bytes();
                            message.query = "cars";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.keys = reader.bytes();
                            message.query = "keys";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.authorisation = $root.witness.v2.Authorisation.decode(reader, reader.size(), $undefined, _depth + 1, message.authorisation);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.asker = value;
                            else
                                delete message.asker;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SignedQuery;
        })();

        v2.Authorisation = (function() {

            /**
             * Properties of an Authorisation.
             * @typedef {Object} witness.v2.Authorisation.$Properties
             * @property {Uint8Array|null} [browserKey] Authorisation browserKey
             * @property {number|null} [validUntilUnixS] Authorisation validUntilUnixS
             * @property {Uint8Array|null} [signature] Authorisation signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Authorisation.
             * @memberof witness.v2
             * @interface IAuthorisation
             * @augments witness.v2.Authorisation.$Properties
             * @deprecated Use witness.v2.Authorisation.$Properties instead.
             */

            /**
             * Shape of an Authorisation.
             * @typedef {witness.v2.Authorisation.$Properties} witness.v2.Authorisation.$Shape
             */

            /**
             * Constructs a new Authorisation.
             * @memberof witness.v2
             * @classdesc Represents an Authorisation.
             * @constructor
             * @param {witness.v2.Authorisation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Authorisation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Authorisation browserKey.
             * @member {Uint8Array} browserKey
             * @memberof witness.v2.Authorisation
             * @instance
             */
            Authorisation.prototype.browserKey = $util.newBuffer([]);

            /**
             * Authorisation validUntilUnixS.
             * @member {number} validUntilUnixS
             * @memberof witness.v2.Authorisation
             * @instance
             */
            Authorisation.prototype.validUntilUnixS = 0;

            /**
             * Authorisation signature.
             * @member {Uint8Array} signature
             * @memberof witness.v2.Authorisation
             * @instance
             */
            Authorisation.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified Authorisation message. Does not implicitly {@link witness.v2.Authorisation.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Authorisation
             * @static
             * @param {witness.v2.Authorisation.$Properties} message Authorisation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Authorisation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.browserKey != null && $Object.hasOwnProperty.call(message, "browserKey") && message.browserKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.browserKey);
                if (message.validUntilUnixS != null && $Object.hasOwnProperty.call(message, "validUntilUnixS") && message.validUntilUnixS !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.validUntilUnixS);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Authorisation message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Authorisation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Authorisation & witness.v2.Authorisation.$Shape} Authorisation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Authorisation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Authorisation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.browserKey = value;
                            else
                                delete message.browserKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.validUntilUnixS = value;
                            else
                                delete message.validUntilUnixS;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Authorisation;
        })();

        v2.RefusalsQuery = (function() {

            /**
             * Properties of a RefusalsQuery.
             * @typedef {Object} witness.v2.RefusalsQuery.$Properties
             * @property {Uint8Array|null} [deviceId] RefusalsQuery deviceId
             * @property {number|null} [limit] RefusalsQuery limit
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefusalsQuery.
             * @memberof witness.v2
             * @interface IRefusalsQuery
             * @augments witness.v2.RefusalsQuery.$Properties
             * @deprecated Use witness.v2.RefusalsQuery.$Properties instead.
             */

            /**
             * Shape of a RefusalsQuery.
             * @typedef {witness.v2.RefusalsQuery.$Properties} witness.v2.RefusalsQuery.$Shape
             */

            /**
             * Constructs a new RefusalsQuery.
             * @memberof witness.v2
             * @classdesc Represents a RefusalsQuery.
             * @constructor
             * @param {witness.v2.RefusalsQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefusalsQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefusalsQuery deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.RefusalsQuery
             * @instance
             */
            RefusalsQuery.prototype.deviceId = $util.newBuffer([]);

            /**
             * RefusalsQuery limit.
             * @member {number} limit
             * @memberof witness.v2.RefusalsQuery
             * @instance
             */
            RefusalsQuery.prototype.limit = 0;

            /**
             * Encodes the specified RefusalsQuery message. Does not implicitly {@link witness.v2.RefusalsQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.RefusalsQuery
             * @static
             * @param {witness.v2.RefusalsQuery.$Properties} message RefusalsQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefusalsQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && message.limit !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.limit);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefusalsQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.RefusalsQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.RefusalsQuery & witness.v2.RefusalsQuery.$Shape} RefusalsQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefusalsQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.RefusalsQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.limit = value;
                            else
                                delete message.limit;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RefusalsQuery;
        })();

        v2.StatisticsQuery = (function() {

            /**
             * Properties of a StatisticsQuery.
             * @typedef {Object} witness.v2.StatisticsQuery.$Properties
             * @property {string|null} [make] StatisticsQuery make
             * @property {string|null} [model] StatisticsQuery model
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StatisticsQuery.
             * @memberof witness.v2
             * @interface IStatisticsQuery
             * @augments witness.v2.StatisticsQuery.$Properties
             * @deprecated Use witness.v2.StatisticsQuery.$Properties instead.
             */

            /**
             * Shape of a StatisticsQuery.
             * @typedef {witness.v2.StatisticsQuery.$Properties} witness.v2.StatisticsQuery.$Shape
             */

            /**
             * Constructs a new StatisticsQuery.
             * @memberof witness.v2
             * @classdesc Represents a StatisticsQuery.
             * @constructor
             * @param {witness.v2.StatisticsQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StatisticsQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * StatisticsQuery make.
             * @member {string} make
             * @memberof witness.v2.StatisticsQuery
             * @instance
             */
            StatisticsQuery.prototype.make = "";

            /**
             * StatisticsQuery model.
             * @member {string} model
             * @memberof witness.v2.StatisticsQuery
             * @instance
             */
            StatisticsQuery.prototype.model = "";

            /**
             * Encodes the specified StatisticsQuery message. Does not implicitly {@link witness.v2.StatisticsQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.StatisticsQuery
             * @static
             * @param {witness.v2.StatisticsQuery.$Properties} message StatisticsQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StatisticsQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.make != null && $Object.hasOwnProperty.call(message, "make") && message.make !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.make);
                if (message.model != null && $Object.hasOwnProperty.call(message, "model") && message.model !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.model);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StatisticsQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.StatisticsQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.StatisticsQuery & witness.v2.StatisticsQuery.$Shape} StatisticsQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StatisticsQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.StatisticsQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.make = value;
                            else
                                delete message.make;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.model = value;
                            else
                                delete message.model;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StatisticsQuery;
        })();

        v2.HeadQuery = (function() {

            /**
             * Properties of a HeadQuery.
             * @typedef {Object} witness.v2.HeadQuery.$Properties
             * @property {Uint8Array|null} [deviceId] HeadQuery deviceId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HeadQuery.
             * @memberof witness.v2
             * @interface IHeadQuery
             * @augments witness.v2.HeadQuery.$Properties
             * @deprecated Use witness.v2.HeadQuery.$Properties instead.
             */

            /**
             * Shape of a HeadQuery.
             * @typedef {witness.v2.HeadQuery.$Properties} witness.v2.HeadQuery.$Shape
             */

            /**
             * Constructs a new HeadQuery.
             * @memberof witness.v2
             * @classdesc Represents a HeadQuery.
             * @constructor
             * @param {witness.v2.HeadQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HeadQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HeadQuery deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.HeadQuery
             * @instance
             */
            HeadQuery.prototype.deviceId = $util.newBuffer([]);

            /**
             * Encodes the specified HeadQuery message. Does not implicitly {@link witness.v2.HeadQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.HeadQuery
             * @static
             * @param {witness.v2.HeadQuery.$Properties} message HeadQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HeadQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HeadQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.HeadQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.HeadQuery & witness.v2.HeadQuery.$Shape} HeadQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HeadQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.HeadQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HeadQuery;
        })();

        v2.StatusQuery = (function() {

            /**
             * Properties of a StatusQuery.
             * @typedef {Object} witness.v2.StatusQuery.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StatusQuery.
             * @memberof witness.v2
             * @interface IStatusQuery
             * @augments witness.v2.StatusQuery.$Properties
             * @deprecated Use witness.v2.StatusQuery.$Properties instead.
             */

            /**
             * Shape of a StatusQuery.
             * @typedef {witness.v2.StatusQuery.$Properties} witness.v2.StatusQuery.$Shape
             */

            /**
             * Constructs a new StatusQuery.
             * @memberof witness.v2
             * @classdesc Represents a StatusQuery.
             * @constructor
             * @param {witness.v2.StatusQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StatusQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Encodes the specified StatusQuery message. Does not implicitly {@link witness.v2.StatusQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.StatusQuery
             * @static
             * @param {witness.v2.StatusQuery.$Properties} message StatusQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StatusQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StatusQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.StatusQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.StatusQuery & witness.v2.StatusQuery.$Shape} StatusQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StatusQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.StatusQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StatusQuery;
        })();

        v2.HoldingQuery = (function() {

            /**
             * Properties of a HoldingQuery.
             * @typedef {Object} witness.v2.HoldingQuery.$Properties
             * @property {Uint8Array|null} [deviceId] HoldingQuery deviceId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HoldingQuery.
             * @memberof witness.v2
             * @interface IHoldingQuery
             * @augments witness.v2.HoldingQuery.$Properties
             * @deprecated Use witness.v2.HoldingQuery.$Properties instead.
             */

            /**
             * Shape of a HoldingQuery.
             * @typedef {witness.v2.HoldingQuery.$Properties} witness.v2.HoldingQuery.$Shape
             */

            /**
             * Constructs a new HoldingQuery.
             * @memberof witness.v2
             * @classdesc Represents a HoldingQuery.
             * @constructor
             * @param {witness.v2.HoldingQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HoldingQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HoldingQuery deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.HoldingQuery
             * @instance
             */
            HoldingQuery.prototype.deviceId = $util.newBuffer([]);

            /**
             * Encodes the specified HoldingQuery message. Does not implicitly {@link witness.v2.HoldingQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.HoldingQuery
             * @static
             * @param {witness.v2.HoldingQuery.$Properties} message HoldingQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HoldingQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HoldingQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.HoldingQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.HoldingQuery & witness.v2.HoldingQuery.$Shape} HoldingQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HoldingQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.HoldingQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HoldingQuery;
        })();

        v2.GlobalsQuery = (function() {

            /**
             * Properties of a GlobalsQuery.
             * @typedef {Object} witness.v2.GlobalsQuery.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GlobalsQuery.
             * @memberof witness.v2
             * @interface IGlobalsQuery
             * @augments witness.v2.GlobalsQuery.$Properties
             * @deprecated Use witness.v2.GlobalsQuery.$Properties instead.
             */

            /**
             * Shape of a GlobalsQuery.
             * @typedef {witness.v2.GlobalsQuery.$Properties} witness.v2.GlobalsQuery.$Shape
             */

            /**
             * Constructs a new GlobalsQuery.
             * @memberof witness.v2
             * @classdesc Represents a GlobalsQuery.
             * @constructor
             * @param {witness.v2.GlobalsQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GlobalsQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Encodes the specified GlobalsQuery message. Does not implicitly {@link witness.v2.GlobalsQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.GlobalsQuery
             * @static
             * @param {witness.v2.GlobalsQuery.$Properties} message GlobalsQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GlobalsQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GlobalsQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.GlobalsQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.GlobalsQuery & witness.v2.GlobalsQuery.$Shape} GlobalsQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GlobalsQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.GlobalsQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GlobalsQuery;
        })();

        v2.ReleaseQuery = (function() {

            /**
             * Properties of a ReleaseQuery.
             * @typedef {Object} witness.v2.ReleaseQuery.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReleaseQuery.
             * @memberof witness.v2
             * @interface IReleaseQuery
             * @augments witness.v2.ReleaseQuery.$Properties
             * @deprecated Use witness.v2.ReleaseQuery.$Properties instead.
             */

            /**
             * Shape of a ReleaseQuery.
             * @typedef {witness.v2.ReleaseQuery.$Properties} witness.v2.ReleaseQuery.$Shape
             */

            /**
             * Constructs a new ReleaseQuery.
             * @memberof witness.v2
             * @classdesc Represents a ReleaseQuery.
             * @constructor
             * @param {witness.v2.ReleaseQuery.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReleaseQuery = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Encodes the specified ReleaseQuery message. Does not implicitly {@link witness.v2.ReleaseQuery.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.ReleaseQuery
             * @static
             * @param {witness.v2.ReleaseQuery.$Properties} message ReleaseQuery message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReleaseQuery.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReleaseQuery message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.ReleaseQuery
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.ReleaseQuery & witness.v2.ReleaseQuery.$Shape} ReleaseQuery
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReleaseQuery.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.ReleaseQuery();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReleaseQuery;
        })();

        v2.Answer = (function() {

            /**
             * Properties of an Answer.
             * @typedef {Object} witness.v2.Answer.$Properties
             * @property {number|null} [code] Answer code
             * @property {Uint8Array|null} [sealed] Answer sealed
             * @property {witness.v2.RefusalsAnswer.$Properties|null} [refusals] Answer refusals
             * @property {witness.v2.StatisticsAnswer.$Properties|null} [statistics] Answer statistics
             * @property {witness.v2.HeadAnswer.$Properties|null} [head] Answer head
             * @property {witness.v2.StatusAnswer.$Properties|null} [status] Answer status
             * @property {witness.v2.HoldingAnswer.$Properties|null} [holding] Answer holding
             * @property {witness.v2.GlobalsAnswer.$Properties|null} [globals] Answer globals
             * @property {witness.v2.EstateAnswer.$Properties|null} [estate] Answer estate
             * @property {witness.v2.HistoryAnswer.$Properties|null} [history] Answer history
             * @property {witness.v2.ReleaseAnswer.$Properties|null} [release] Answer release
             * @property {witness.v2.PublicAnswer.$Properties|null} ["public"] Answer public
             * @property {"sealed"|"refusals"|"statistics"|"head"|"status"|"holding"|"globals"|"estate"|"history"|"release"|"public"} [answer] Answer answer
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Answer.
             * @memberof witness.v2
             * @interface IAnswer
             * @augments witness.v2.Answer.$Properties
             * @deprecated Use witness.v2.Answer.$Properties instead.
             */

            /**
             * Narrowed shape of an Answer.
             * @typedef {{
             *   code?: number|null;
             *   sealed?: Uint8Array|null;
             *   refusals?: witness.v2.RefusalsAnswer.$Shape|null;
             *   statistics?: witness.v2.StatisticsAnswer.$Shape|null;
             *   head?: witness.v2.HeadAnswer.$Shape|null;
             *   status?: witness.v2.StatusAnswer.$Shape|null;
             *   holding?: witness.v2.HoldingAnswer.$Shape|null;
             *   globals?: witness.v2.GlobalsAnswer.$Shape|null;
             *   estate?: witness.v2.EstateAnswer.$Shape|null;
             *   history?: witness.v2.HistoryAnswer.$Shape|null;
             *   release?: witness.v2.ReleaseAnswer.$Shape|null;
             *   "public"?: witness.v2.PublicAnswer.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ answer?: undefined; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "sealed"; sealed: Uint8Array; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "refusals"; sealed?: null; refusals: witness.v2.RefusalsAnswer.$Shape; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "statistics"; sealed?: null; refusals?: null; statistics: witness.v2.StatisticsAnswer.$Shape; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "head"; sealed?: null; refusals?: null; statistics?: null; head: witness.v2.HeadAnswer.$Shape; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "status"; sealed?: null; refusals?: null; statistics?: null; head?: null; status: witness.v2.StatusAnswer.$Shape; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "holding"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding: witness.v2.HoldingAnswer.$Shape; globals?: null; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "globals"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals: witness.v2.GlobalsAnswer.$Shape; estate?: null; history?: null; release?: null; "public"?: null }|{ answer?: "estate"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate: witness.v2.EstateAnswer.$Shape; history?: null; release?: null; "public"?: null }|{ answer?: "history"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history: witness.v2.HistoryAnswer.$Shape; release?: null; "public"?: null }|{ answer?: "release"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release: witness.v2.ReleaseAnswer.$Shape; "public"?: null }|{ answer?: "public"; sealed?: null; refusals?: null; statistics?: null; head?: null; status?: null; holding?: null; globals?: null; estate?: null; history?: null; release?: null; "public": witness.v2.PublicAnswer.$Shape })
             * )} witness.v2.Answer.$Shape
             */

            /**
             * Constructs a new Answer.
             * @memberof witness.v2
             * @classdesc Represents an Answer.
             * @constructor
             * @param {witness.v2.Answer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Answer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Answer code.
             * @member {number} code
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.code = 0;

            /**
             * Answer sealed.
             * @member {Uint8Array|null|undefined} sealed
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.sealed = null;

            /**
             * Answer refusals.
             * @member {witness.v2.RefusalsAnswer.$Properties|null|undefined} refusals
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.refusals = null;

            /**
             * Answer statistics.
             * @member {witness.v2.StatisticsAnswer.$Properties|null|undefined} statistics
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.statistics = null;

            /**
             * Answer head.
             * @member {witness.v2.HeadAnswer.$Properties|null|undefined} head
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.head = null;

            /**
             * Answer status.
             * @member {witness.v2.StatusAnswer.$Properties|null|undefined} status
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.status = null;

            /**
             * Answer holding.
             * @member {witness.v2.HoldingAnswer.$Properties|null|undefined} holding
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.holding = null;

            /**
             * Answer globals.
             * @member {witness.v2.GlobalsAnswer.$Properties|null|undefined} globals
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.globals = null;

            /**
             * Answer estate.
             * @member {witness.v2.EstateAnswer.$Properties|null|undefined} estate
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.estate = null;

            /**
             * Answer history.
             * @member {witness.v2.HistoryAnswer.$Properties|null|undefined} history
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.history = null;

            /**
             * Answer release.
             * @member {witness.v2.ReleaseAnswer.$Properties|null|undefined} release
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype.release = null;

            /**
             * Answer public.
             * @member {witness.v2.PublicAnswer.$Properties|null|undefined} public
             * @memberof witness.v2.Answer
             * @instance
             */
            Answer.prototype["public"] = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Answer answer.
             * @member {"sealed"|"refusals"|"statistics"|"head"|"status"|"holding"|"globals"|"estate"|"history"|"release"|"public"|undefined} answer
             * @memberof witness.v2.Answer
             * @instance
             */
            $Object.defineProperty(Answer.prototype, "answer", {
                get: $util.oneOfGetter($oneOfFields = ["sealed", "refusals", "statistics", "head", "status", "holding", "globals", "estate", "history", "release", "public"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Answer message. Does not implicitly {@link witness.v2.Answer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Answer
             * @static
             * @param {witness.v2.Answer.$Properties} message Answer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Answer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.code);
                if (message.sealed != null && $Object.hasOwnProperty.call(message, "sealed"))
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.sealed);
                if (message.refusals != null && $Object.hasOwnProperty.call(message, "refusals"))
                    $root.witness.v2.RefusalsAnswer.encode(message.refusals, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.statistics != null && $Object.hasOwnProperty.call(message, "statistics"))
                    $root.witness.v2.StatisticsAnswer.encode(message.statistics, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.head != null && $Object.hasOwnProperty.call(message, "head"))
                    $root.witness.v2.HeadAnswer.encode(message.head, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    $root.witness.v2.StatusAnswer.encode(message.status, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.holding != null && $Object.hasOwnProperty.call(message, "holding"))
                    $root.witness.v2.HoldingAnswer.encode(message.holding, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.globals != null && $Object.hasOwnProperty.call(message, "globals"))
                    $root.witness.v2.GlobalsAnswer.encode(message.globals, writer.uint32(/* id 70, wireType 2 =*/562).fork(), _depth + 1).ldelim();
                if (message.estate != null && $Object.hasOwnProperty.call(message, "estate"))
                    $root.witness.v2.EstateAnswer.encode(message.estate, writer.uint32(/* id 80, wireType 2 =*/642).fork(), _depth + 1).ldelim();
                if (message.history != null && $Object.hasOwnProperty.call(message, "history"))
                    $root.witness.v2.HistoryAnswer.encode(message.history, writer.uint32(/* id 100, wireType 2 =*/802).fork(), _depth + 1).ldelim();
                if (message["public"] != null && $Object.hasOwnProperty.call(message, "public"))
                    $root.witness.v2.PublicAnswer.encode(message["public"], writer.uint32(/* id 130, wireType 2 =*/1042).fork(), _depth + 1).ldelim();
                if (message.release != null && $Object.hasOwnProperty.call(message, "release"))
                    $root.witness.v2.ReleaseAnswer.encode(message.release, writer.uint32(/* id 150, wireType 2 =*/1202).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Answer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Answer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Answer & witness.v2.Answer.$Shape} Answer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Answer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Answer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.sealed = reader.bytes();
                            message.answer = "sealed";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.refusals = $root.witness.v2.RefusalsAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.refusals);
                            message.answer = "refusals";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.statistics = $root.witness.v2.StatisticsAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.statistics);
                            message.answer = "statistics";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.head = $root.witness.v2.HeadAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.head);
                            message.answer = "head";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.status = $root.witness.v2.StatusAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                            message.answer = "status";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.holding = $root.witness.v2.HoldingAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.holding);
                            message.answer = "holding";
                            continue;
                        }
                    case 70: {
                            if (wireType !== 2)
                                break;
                            message.globals = $root.witness.v2.GlobalsAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.globals);
                            message.answer = "globals";
                            continue;
                        }
                    case 80: {
                            if (wireType !== 2)
                                break;
                            message.estate = $root.witness.v2.EstateAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.estate);
                            message.answer = "estate";
                            continue;
                        }
                    case 100: {
                            if (wireType !== 2)
                                break;
                            message.history = $root.witness.v2.HistoryAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.history);
                            message.answer = "history";
                            continue;
                        }
                    case 150: {
                            if (wireType !== 2)
                                break;
                            message.release = $root.witness.v2.ReleaseAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.release);
                            message.answer = "release";
                            continue;
                        }
                    case 130: {
                            if (wireType !== 2)
                                break;
                            message["public"] = $root.witness.v2.PublicAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message["public"]);
                            message.answer = "public";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Answer;
        })();

        v2.EstateAnswer = (function() {

            /**
             * Properties of an EstateAnswer.
             * @typedef {Object} witness.v2.EstateAnswer.$Properties
             * @property {Uint8Array|null} [predecessor] EstateAnswer predecessor
             * @property {Uint8Array|null} [sealedVehicle] EstateAnswer sealedVehicle
             * @property {Uint8Array|null} [sealedEstate] EstateAnswer sealedEstate
             * @property {number|null} [profile] EstateAnswer profile
             * @property {number|null} [profileVersion] EstateAnswer profileVersion
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EstateAnswer.
             * @memberof witness.v2
             * @interface IEstateAnswer
             * @augments witness.v2.EstateAnswer.$Properties
             * @deprecated Use witness.v2.EstateAnswer.$Properties instead.
             */

            /**
             * Shape of an EstateAnswer.
             * @typedef {witness.v2.EstateAnswer.$Properties} witness.v2.EstateAnswer.$Shape
             */

            /**
             * Constructs a new EstateAnswer.
             * @memberof witness.v2
             * @classdesc Represents an EstateAnswer.
             * @constructor
             * @param {witness.v2.EstateAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EstateAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * EstateAnswer predecessor.
             * @member {Uint8Array} predecessor
             * @memberof witness.v2.EstateAnswer
             * @instance
             */
            EstateAnswer.prototype.predecessor = $util.newBuffer([]);

            /**
             * EstateAnswer sealedVehicle.
             * @member {Uint8Array} sealedVehicle
             * @memberof witness.v2.EstateAnswer
             * @instance
             */
            EstateAnswer.prototype.sealedVehicle = $util.newBuffer([]);

            /**
             * EstateAnswer sealedEstate.
             * @member {Uint8Array} sealedEstate
             * @memberof witness.v2.EstateAnswer
             * @instance
             */
            EstateAnswer.prototype.sealedEstate = $util.newBuffer([]);

            /**
             * EstateAnswer profile.
             * @member {number} profile
             * @memberof witness.v2.EstateAnswer
             * @instance
             */
            EstateAnswer.prototype.profile = 0;

            /**
             * EstateAnswer profileVersion.
             * @member {number} profileVersion
             * @memberof witness.v2.EstateAnswer
             * @instance
             */
            EstateAnswer.prototype.profileVersion = 0;

            /**
             * Encodes the specified EstateAnswer message. Does not implicitly {@link witness.v2.EstateAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.EstateAnswer
             * @static
             * @param {witness.v2.EstateAnswer.$Properties} message EstateAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EstateAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.predecessor != null && $Object.hasOwnProperty.call(message, "predecessor") && message.predecessor.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.predecessor);
                if (message.sealedVehicle != null && $Object.hasOwnProperty.call(message, "sealedVehicle") && message.sealedVehicle.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.sealedVehicle);
                if (message.sealedEstate != null && $Object.hasOwnProperty.call(message, "sealedEstate") && message.sealedEstate.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.sealedEstate);
                if (message.profile != null && $Object.hasOwnProperty.call(message, "profile") && message.profile !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.profile);
                if (message.profileVersion != null && $Object.hasOwnProperty.call(message, "profileVersion") && message.profileVersion !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.profileVersion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EstateAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.EstateAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.EstateAnswer & witness.v2.EstateAnswer.$Shape} EstateAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EstateAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.EstateAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.predecessor = value;
                            else
                                delete message.predecessor;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sealedVehicle = value;
                            else
                                delete message.sealedVehicle;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sealedEstate = value;
                            else
                                delete message.sealedEstate;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.profile = value;
                            else
                                delete message.profile;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.profileVersion = value;
                            else
                                delete message.profileVersion;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EstateAnswer;
        })();

        v2.CarAnswer = (function() {

            /**
             * Properties of a CarAnswer.
             * @typedef {Object} witness.v2.CarAnswer.$Properties
             * @property {Uint8Array|null} [deviceId] CarAnswer deviceId
             * @property {Uint8Array|null} [publicKey] CarAnswer publicKey
             * @property {number|null} [keyTier] CarAnswer keyTier
             * @property {witness.v2.Vehicle.$Properties|null} [vehicle] CarAnswer vehicle
             * @property {number|null} [registeredAtUnixS] CarAnswer registeredAtUnixS
             * @property {number|null} [sequence] CarAnswer sequence
             * @property {Uint8Array|null} [link] CarAnswer link
             * @property {witness.v2.Judgement.$Properties|null} [judgement] CarAnswer judgement
             * @property {Array.<witness.v2.Refusal.$Properties>|null} [refusals] CarAnswer refusals
             * @property {Uint8Array|null} [stateRoot] CarAnswer stateRoot
             * @property {number|null} [inputCount] CarAnswer inputCount
             * @property {number|null} [timeUnixS] CarAnswer timeUnixS
             * @property {Array.<number>|null} [activeTroubleCodes] CarAnswer activeTroubleCodes
             * @property {number|null} [unreadableEnvelopes] CarAnswer unreadableEnvelopes
             * @property {number|null} [forks] CarAnswer forks
             * @property {witness.v2.RecordProof.$Properties|null} [proof] CarAnswer proof
             * @property {Uint8Array|null} [vinSalts] CarAnswer vinSalts
             * @property {number|null} [profile] CarAnswer profile
             * @property {number|null} [profileVersion] CarAnswer profileVersion
             * @property {Uint8Array|null} [holding] CarAnswer holding
             * @property {Array.<witness.v2.JournalAnswer.$Properties>|null} [journal] CarAnswer journal
             * @property {witness.v2.DistanceThen.$Properties|null} [asOf] CarAnswer asOf
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CarAnswer.
             * @memberof witness.v2
             * @interface ICarAnswer
             * @augments witness.v2.CarAnswer.$Properties
             * @deprecated Use witness.v2.CarAnswer.$Properties instead.
             */

            /**
             * Shape of a CarAnswer.
             * @typedef {witness.v2.CarAnswer.$Properties} witness.v2.CarAnswer.$Shape
             */

            /**
             * Constructs a new CarAnswer.
             * @memberof witness.v2
             * @classdesc Represents a CarAnswer.
             * @constructor
             * @param {witness.v2.CarAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CarAnswer = function (properties) {
                this.refusals = [];
                this.activeTroubleCodes = [];
                this.journal = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CarAnswer deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.deviceId = $util.newBuffer([]);

            /**
             * CarAnswer publicKey.
             * @member {Uint8Array} publicKey
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.publicKey = $util.newBuffer([]);

            /**
             * CarAnswer keyTier.
             * @member {number} keyTier
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.keyTier = 0;

            /**
             * CarAnswer vehicle.
             * @member {witness.v2.Vehicle.$Properties|null|undefined} vehicle
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.vehicle = null;

            /**
             * CarAnswer registeredAtUnixS.
             * @member {number} registeredAtUnixS
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.registeredAtUnixS = 0;

            /**
             * CarAnswer sequence.
             * @member {number} sequence
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.sequence = 0;

            /**
             * CarAnswer link.
             * @member {Uint8Array} link
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.link = $util.newBuffer([]);

            /**
             * CarAnswer judgement.
             * @member {witness.v2.Judgement.$Properties|null|undefined} judgement
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.judgement = null;

            /**
             * CarAnswer refusals.
             * @member {Array.<witness.v2.Refusal.$Properties>} refusals
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.refusals = $util.emptyArray;

            /**
             * CarAnswer stateRoot.
             * @member {Uint8Array} stateRoot
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.stateRoot = $util.newBuffer([]);

            /**
             * CarAnswer inputCount.
             * @member {number} inputCount
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.inputCount = 0;

            /**
             * CarAnswer timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.timeUnixS = 0;

            /**
             * CarAnswer activeTroubleCodes.
             * @member {Array.<number>} activeTroubleCodes
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.activeTroubleCodes = $util.emptyArray;

            /**
             * CarAnswer unreadableEnvelopes.
             * @member {number} unreadableEnvelopes
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.unreadableEnvelopes = 0;

            /**
             * CarAnswer forks.
             * @member {number} forks
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.forks = 0;

            /**
             * CarAnswer proof.
             * @member {witness.v2.RecordProof.$Properties|null|undefined} proof
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.proof = null;

            /**
             * CarAnswer vinSalts.
             * @member {Uint8Array} vinSalts
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.vinSalts = $util.newBuffer([]);

            /**
             * CarAnswer profile.
             * @member {number} profile
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.profile = 0;

            /**
             * CarAnswer profileVersion.
             * @member {number} profileVersion
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.profileVersion = 0;

            /**
             * CarAnswer holding.
             * @member {Uint8Array} holding
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.holding = $util.newBuffer([]);

            /**
             * CarAnswer journal.
             * @member {Array.<witness.v2.JournalAnswer.$Properties>} journal
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.journal = $util.emptyArray;

            /**
             * CarAnswer asOf.
             * @member {witness.v2.DistanceThen.$Properties|null|undefined} asOf
             * @memberof witness.v2.CarAnswer
             * @instance
             */
            CarAnswer.prototype.asOf = null;

            /**
             * Encodes the specified CarAnswer message. Does not implicitly {@link witness.v2.CarAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.CarAnswer
             * @static
             * @param {witness.v2.CarAnswer.$Properties} message CarAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CarAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.publicKey);
                if (message.keyTier != null && $Object.hasOwnProperty.call(message, "keyTier") && message.keyTier !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.keyTier);
                if (message.vehicle != null && $Object.hasOwnProperty.call(message, "vehicle"))
                    $root.witness.v2.Vehicle.encode(message.vehicle, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.registeredAtUnixS != null && $Object.hasOwnProperty.call(message, "registeredAtUnixS") && message.registeredAtUnixS !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.registeredAtUnixS);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.sequence);
                if (message.link != null && $Object.hasOwnProperty.call(message, "link") && message.link.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.link);
                if (message.judgement != null && $Object.hasOwnProperty.call(message, "judgement"))
                    $root.witness.v2.Judgement.encode(message.judgement, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.refusals != null && message.refusals.length)
                    for (let i = 0; i < message.refusals.length; ++i)
                        $root.witness.v2.Refusal.encode(message.refusals[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.stateRoot != null && $Object.hasOwnProperty.call(message, "stateRoot") && message.stateRoot.length)
                    writer.uint32(/* id 13, wireType 2 =*/106).bytes(message.stateRoot);
                if (message.inputCount != null && $Object.hasOwnProperty.call(message, "inputCount") && message.inputCount !== 0)
                    writer.uint32(/* id 14, wireType 0 =*/112).uint32(message.inputCount);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 15, wireType 0 =*/120).uint32(message.timeUnixS);
                if (message.activeTroubleCodes != null && message.activeTroubleCodes.length)
                    writer.uint32(/* id 16, wireType 2 =*/130).uint32s(message.activeTroubleCodes);
                if (message.unreadableEnvelopes != null && $Object.hasOwnProperty.call(message, "unreadableEnvelopes") && message.unreadableEnvelopes !== 0)
                    writer.uint32(/* id 17, wireType 0 =*/136).uint32(message.unreadableEnvelopes);
                if (message.forks != null && $Object.hasOwnProperty.call(message, "forks") && message.forks !== 0)
                    writer.uint32(/* id 18, wireType 0 =*/144).uint32(message.forks);
                if (message.proof != null && $Object.hasOwnProperty.call(message, "proof"))
                    $root.witness.v2.RecordProof.encode(message.proof, writer.uint32(/* id 19, wireType 2 =*/154).fork(), _depth + 1).ldelim();
                if (message.vinSalts != null && $Object.hasOwnProperty.call(message, "vinSalts") && message.vinSalts.length)
                    writer.uint32(/* id 20, wireType 2 =*/162).bytes(message.vinSalts);
                if (message.profile != null && $Object.hasOwnProperty.call(message, "profile") && message.profile !== 0)
                    writer.uint32(/* id 28, wireType 0 =*/224).uint32(message.profile);
                if (message.profileVersion != null && $Object.hasOwnProperty.call(message, "profileVersion") && message.profileVersion !== 0)
                    writer.uint32(/* id 29, wireType 0 =*/232).uint32(message.profileVersion);
                if (message.holding != null && $Object.hasOwnProperty.call(message, "holding") && message.holding.length)
                    writer.uint32(/* id 30, wireType 2 =*/242).bytes(message.holding);
                if (message.journal != null && message.journal.length)
                    for (let i = 0; i < message.journal.length; ++i)
                        $root.witness.v2.JournalAnswer.encode(message.journal[i], writer.uint32(/* id 31, wireType 2 =*/250).fork(), _depth + 1).ldelim();
                if (message.asOf != null && $Object.hasOwnProperty.call(message, "asOf"))
                    $root.witness.v2.DistanceThen.encode(message.asOf, writer.uint32(/* id 60, wireType 2 =*/482).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CarAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.CarAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.CarAnswer & witness.v2.CarAnswer.$Shape} CarAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CarAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.CarAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.publicKey = value;
                            else
                                delete message.publicKey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.keyTier = value;
                            else
                                delete message.keyTier;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.vehicle = $root.witness.v2.Vehicle.decode(reader, reader.size(), $undefined, _depth + 1, message.vehicle);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.registeredAtUnixS = value;
                            else
                                delete message.registeredAtUnixS;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.link = value;
                            else
                                delete message.link;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.judgement = $root.witness.v2.Judgement.decode(reader, reader.size(), $undefined, _depth + 1, message.judgement);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.refusals && message.refusals.length))
                                message.refusals = [];
                            message.refusals.push($root.witness.v2.Refusal.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.stateRoot = value;
                            else
                                delete message.stateRoot;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inputCount = value;
                            else
                                delete message.inputCount;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 16: {
                            if (wireType === 2) {
                                if (!(message.activeTroubleCodes && message.activeTroubleCodes.length))
                                    message.activeTroubleCodes = [];
                                reader.uint32s(message.activeTroubleCodes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.activeTroubleCodes && message.activeTroubleCodes.length))
                                message.activeTroubleCodes = [];
                            message.activeTroubleCodes.push(reader.uint32());
                            continue;
                        }
                    case 17: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.unreadableEnvelopes = value;
                            else
                                delete message.unreadableEnvelopes;
                            continue;
                        }
                    case 18: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.forks = value;
                            else
                                delete message.forks;
                            continue;
                        }
                    case 19: {
                            if (wireType !== 2)
                                break;
                            message.proof = $root.witness.v2.RecordProof.decode(reader, reader.size(), $undefined, _depth + 1, message.proof);
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.vinSalts = value;
                            else
                                delete message.vinSalts;
                            continue;
                        }
                    case 28: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.profile = value;
                            else
                                delete message.profile;
                            continue;
                        }
                    case 29: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.profileVersion = value;
                            else
                                delete message.profileVersion;
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.holding = value;
                            else
                                delete message.holding;
                            continue;
                        }
                    case 31: {
                            if (wireType !== 2)
                                break;
                            if (!(message.journal && message.journal.length))
                                message.journal = [];
                            message.journal.push($root.witness.v2.JournalAnswer.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 60: {
                            if (wireType !== 2)
                                break;
                            message.asOf = $root.witness.v2.DistanceThen.decode(reader, reader.size(), $undefined, _depth + 1, message.asOf);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CarAnswer;
        })();

        v2.DistanceThen = (function() {

            /**
             * Properties of a DistanceThen.
             * @typedef {Object} witness.v2.DistanceThen.$Properties
             * @property {number|null} [grain] DistanceThen grain
             * @property {number|null} [timeUnixS] DistanceThen timeUnixS
             * @property {number|null} [distanceHm] DistanceThen distanceHm
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DistanceThen.
             * @memberof witness.v2
             * @interface IDistanceThen
             * @augments witness.v2.DistanceThen.$Properties
             * @deprecated Use witness.v2.DistanceThen.$Properties instead.
             */

            /**
             * Shape of a DistanceThen.
             * @typedef {witness.v2.DistanceThen.$Properties} witness.v2.DistanceThen.$Shape
             */

            /**
             * Constructs a new DistanceThen.
             * @memberof witness.v2
             * @classdesc Represents a DistanceThen.
             * @constructor
             * @param {witness.v2.DistanceThen.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DistanceThen = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DistanceThen grain.
             * @member {number} grain
             * @memberof witness.v2.DistanceThen
             * @instance
             */
            DistanceThen.prototype.grain = 0;

            /**
             * DistanceThen timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.DistanceThen
             * @instance
             */
            DistanceThen.prototype.timeUnixS = 0;

            /**
             * DistanceThen distanceHm.
             * @member {number} distanceHm
             * @memberof witness.v2.DistanceThen
             * @instance
             */
            DistanceThen.prototype.distanceHm = 0;

            /**
             * Encodes the specified DistanceThen message. Does not implicitly {@link witness.v2.DistanceThen.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.DistanceThen
             * @static
             * @param {witness.v2.DistanceThen.$Properties} message DistanceThen message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DistanceThen.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.grain != null && $Object.hasOwnProperty.call(message, "grain") && message.grain !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.grain);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.timeUnixS);
                if (message.distanceHm != null && $Object.hasOwnProperty.call(message, "distanceHm") && message.distanceHm !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.distanceHm);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DistanceThen message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.DistanceThen
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.DistanceThen & witness.v2.DistanceThen.$Shape} DistanceThen
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DistanceThen.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.DistanceThen();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.grain = value;
                            else
                                delete message.grain;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.distanceHm = value;
                            else
                                delete message.distanceHm;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DistanceThen;
        })();

        v2.RecordProof = (function() {

            /**
             * Properties of a RecordProof.
             * @typedef {Object} witness.v2.RecordProof.$Properties
             * @property {Array.<witness.v2.OpenedField.$Properties>|null} [fields] RecordProof fields
             * @property {Array.<Uint8Array>|null} [siblings] RecordProof siblings
             * @property {number|null} [index] RecordProof index
             * @property {number|null} [size] RecordProof size
             * @property {Array.<Uint8Array>|null} [path] RecordProof path
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RecordProof.
             * @memberof witness.v2
             * @interface IRecordProof
             * @augments witness.v2.RecordProof.$Properties
             * @deprecated Use witness.v2.RecordProof.$Properties instead.
             */

            /**
             * Shape of a RecordProof.
             * @typedef {witness.v2.RecordProof.$Properties} witness.v2.RecordProof.$Shape
             */

            /**
             * Constructs a new RecordProof.
             * @memberof witness.v2
             * @classdesc Represents a RecordProof.
             * @constructor
             * @param {witness.v2.RecordProof.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RecordProof = function (properties) {
                this.fields = [];
                this.siblings = [];
                this.path = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RecordProof fields.
             * @member {Array.<witness.v2.OpenedField.$Properties>} fields
             * @memberof witness.v2.RecordProof
             * @instance
             */
            RecordProof.prototype.fields = $util.emptyArray;

            /**
             * RecordProof siblings.
             * @member {Array.<Uint8Array>} siblings
             * @memberof witness.v2.RecordProof
             * @instance
             */
            RecordProof.prototype.siblings = $util.emptyArray;

            /**
             * RecordProof index.
             * @member {number} index
             * @memberof witness.v2.RecordProof
             * @instance
             */
            RecordProof.prototype.index = 0;

            /**
             * RecordProof size.
             * @member {number} size
             * @memberof witness.v2.RecordProof
             * @instance
             */
            RecordProof.prototype.size = 0;

            /**
             * RecordProof path.
             * @member {Array.<Uint8Array>} path
             * @memberof witness.v2.RecordProof
             * @instance
             */
            RecordProof.prototype.path = $util.emptyArray;

            /**
             * Encodes the specified RecordProof message. Does not implicitly {@link witness.v2.RecordProof.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.RecordProof
             * @static
             * @param {witness.v2.RecordProof.$Properties} message RecordProof message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RecordProof.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.fields != null && message.fields.length)
                    for (let i = 0; i < message.fields.length; ++i)
                        $root.witness.v2.OpenedField.encode(message.fields[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.siblings != null && message.siblings.length)
                    for (let i = 0; i < message.siblings.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.siblings[i]);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.index);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.size);
                if (message.path != null && message.path.length)
                    for (let i = 0; i < message.path.length; ++i)
                        writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.path[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RecordProof message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.RecordProof
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.RecordProof & witness.v2.RecordProof.$Shape} RecordProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RecordProof.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.RecordProof();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fields && message.fields.length))
                                message.fields = [];
                            message.fields.push($root.witness.v2.OpenedField.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.siblings && message.siblings.length))
                                message.siblings = [];
                            message.siblings.push(reader.bytes());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.path && message.path.length))
                                message.path = [];
                            message.path.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RecordProof;
        })();

        v2.GlobalsAnswer = (function() {

            /**
             * Properties of a GlobalsAnswer.
             * @typedef {Object} witness.v2.GlobalsAnswer.$Properties
             * @property {Uint8Array|null} [stateRoot] GlobalsAnswer stateRoot
             * @property {number|null} [timeUnixS] GlobalsAnswer timeUnixS
             * @property {witness.v2.RecordProof.$Properties|null} [proof] GlobalsAnswer proof
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GlobalsAnswer.
             * @memberof witness.v2
             * @interface IGlobalsAnswer
             * @augments witness.v2.GlobalsAnswer.$Properties
             * @deprecated Use witness.v2.GlobalsAnswer.$Properties instead.
             */

            /**
             * Shape of a GlobalsAnswer.
             * @typedef {witness.v2.GlobalsAnswer.$Properties} witness.v2.GlobalsAnswer.$Shape
             */

            /**
             * Constructs a new GlobalsAnswer.
             * @memberof witness.v2
             * @classdesc Represents a GlobalsAnswer.
             * @constructor
             * @param {witness.v2.GlobalsAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GlobalsAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GlobalsAnswer stateRoot.
             * @member {Uint8Array} stateRoot
             * @memberof witness.v2.GlobalsAnswer
             * @instance
             */
            GlobalsAnswer.prototype.stateRoot = $util.newBuffer([]);

            /**
             * GlobalsAnswer timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.GlobalsAnswer
             * @instance
             */
            GlobalsAnswer.prototype.timeUnixS = 0;

            /**
             * GlobalsAnswer proof.
             * @member {witness.v2.RecordProof.$Properties|null|undefined} proof
             * @memberof witness.v2.GlobalsAnswer
             * @instance
             */
            GlobalsAnswer.prototype.proof = null;

            /**
             * Encodes the specified GlobalsAnswer message. Does not implicitly {@link witness.v2.GlobalsAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.GlobalsAnswer
             * @static
             * @param {witness.v2.GlobalsAnswer.$Properties} message GlobalsAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GlobalsAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.stateRoot != null && $Object.hasOwnProperty.call(message, "stateRoot") && message.stateRoot.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.stateRoot);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.timeUnixS);
                if (message.proof != null && $Object.hasOwnProperty.call(message, "proof"))
                    $root.witness.v2.RecordProof.encode(message.proof, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GlobalsAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.GlobalsAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.GlobalsAnswer & witness.v2.GlobalsAnswer.$Shape} GlobalsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GlobalsAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.GlobalsAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.stateRoot = value;
                            else
                                delete message.stateRoot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.proof = $root.witness.v2.RecordProof.decode(reader, reader.size(), $undefined, _depth + 1, message.proof);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GlobalsAnswer;
        })();

        v2.HistoryAnswer = (function() {

            /**
             * Properties of a HistoryAnswer.
             * @typedef {Object} witness.v2.HistoryAnswer.$Properties
             * @property {Uint8Array|null} [stateRoot] HistoryAnswer stateRoot
             * @property {number|null} [timeUnixS] HistoryAnswer timeUnixS
             * @property {witness.v2.RecordProof.$Properties|null} [proof] HistoryAnswer proof
             * @property {number|null} [inputCount] HistoryAnswer inputCount
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HistoryAnswer.
             * @memberof witness.v2
             * @interface IHistoryAnswer
             * @augments witness.v2.HistoryAnswer.$Properties
             * @deprecated Use witness.v2.HistoryAnswer.$Properties instead.
             */

            /**
             * Shape of a HistoryAnswer.
             * @typedef {witness.v2.HistoryAnswer.$Properties} witness.v2.HistoryAnswer.$Shape
             */

            /**
             * Constructs a new HistoryAnswer.
             * @memberof witness.v2
             * @classdesc Represents a HistoryAnswer.
             * @constructor
             * @param {witness.v2.HistoryAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HistoryAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HistoryAnswer stateRoot.
             * @member {Uint8Array} stateRoot
             * @memberof witness.v2.HistoryAnswer
             * @instance
             */
            HistoryAnswer.prototype.stateRoot = $util.newBuffer([]);

            /**
             * HistoryAnswer timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.HistoryAnswer
             * @instance
             */
            HistoryAnswer.prototype.timeUnixS = 0;

            /**
             * HistoryAnswer proof.
             * @member {witness.v2.RecordProof.$Properties|null|undefined} proof
             * @memberof witness.v2.HistoryAnswer
             * @instance
             */
            HistoryAnswer.prototype.proof = null;

            /**
             * HistoryAnswer inputCount.
             * @member {number} inputCount
             * @memberof witness.v2.HistoryAnswer
             * @instance
             */
            HistoryAnswer.prototype.inputCount = 0;

            /**
             * Encodes the specified HistoryAnswer message. Does not implicitly {@link witness.v2.HistoryAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.HistoryAnswer
             * @static
             * @param {witness.v2.HistoryAnswer.$Properties} message HistoryAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HistoryAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.stateRoot != null && $Object.hasOwnProperty.call(message, "stateRoot") && message.stateRoot.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.stateRoot);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.timeUnixS);
                if (message.proof != null && $Object.hasOwnProperty.call(message, "proof"))
                    $root.witness.v2.RecordProof.encode(message.proof, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.inputCount != null && $Object.hasOwnProperty.call(message, "inputCount") && message.inputCount !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.inputCount);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HistoryAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.HistoryAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.HistoryAnswer & witness.v2.HistoryAnswer.$Shape} HistoryAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HistoryAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.HistoryAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.stateRoot = value;
                            else
                                delete message.stateRoot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.proof = $root.witness.v2.RecordProof.decode(reader, reader.size(), $undefined, _depth + 1, message.proof);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inputCount = value;
                            else
                                delete message.inputCount;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HistoryAnswer;
        })();

        v2.PublicAnswer = (function() {

            /**
             * Properties of a PublicAnswer.
             * @typedef {Object} witness.v2.PublicAnswer.$Properties
             * @property {Uint8Array|null} [stateRoot] PublicAnswer stateRoot
             * @property {number|null} [timeUnixS] PublicAnswer timeUnixS
             * @property {number|null} [inputCount] PublicAnswer inputCount
             * @property {Array.<witness.v2.RecordProof.$Properties>|null} [cars] PublicAnswer cars
             * @property {number|null} [total] PublicAnswer total
             * @property {Uint8Array|null} [salts] PublicAnswer salts
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PublicAnswer.
             * @memberof witness.v2
             * @interface IPublicAnswer
             * @augments witness.v2.PublicAnswer.$Properties
             * @deprecated Use witness.v2.PublicAnswer.$Properties instead.
             */

            /**
             * Shape of a PublicAnswer.
             * @typedef {witness.v2.PublicAnswer.$Properties} witness.v2.PublicAnswer.$Shape
             */

            /**
             * Constructs a new PublicAnswer.
             * @memberof witness.v2
             * @classdesc Represents a PublicAnswer.
             * @constructor
             * @param {witness.v2.PublicAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PublicAnswer = function (properties) {
                this.cars = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PublicAnswer stateRoot.
             * @member {Uint8Array} stateRoot
             * @memberof witness.v2.PublicAnswer
             * @instance
             */
            PublicAnswer.prototype.stateRoot = $util.newBuffer([]);

            /**
             * PublicAnswer timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.PublicAnswer
             * @instance
             */
            PublicAnswer.prototype.timeUnixS = 0;

            /**
             * PublicAnswer inputCount.
             * @member {number} inputCount
             * @memberof witness.v2.PublicAnswer
             * @instance
             */
            PublicAnswer.prototype.inputCount = 0;

            /**
             * PublicAnswer cars.
             * @member {Array.<witness.v2.RecordProof.$Properties>} cars
             * @memberof witness.v2.PublicAnswer
             * @instance
             */
            PublicAnswer.prototype.cars = $util.emptyArray;

            /**
             * PublicAnswer total.
             * @member {number} total
             * @memberof witness.v2.PublicAnswer
             * @instance
             */
            PublicAnswer.prototype.total = 0;

            /**
             * PublicAnswer salts.
             * @member {Uint8Array} salts
             * @memberof witness.v2.PublicAnswer
             * @instance
             */
            PublicAnswer.prototype.salts = $util.newBuffer([]);

            /**
             * Encodes the specified PublicAnswer message. Does not implicitly {@link witness.v2.PublicAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.PublicAnswer
             * @static
             * @param {witness.v2.PublicAnswer.$Properties} message PublicAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PublicAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.stateRoot != null && $Object.hasOwnProperty.call(message, "stateRoot") && message.stateRoot.length)
                    writer.uint32(/* id 130, wireType 2 =*/1042).bytes(message.stateRoot);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 131, wireType 0 =*/1048).uint32(message.timeUnixS);
                if (message.inputCount != null && $Object.hasOwnProperty.call(message, "inputCount") && message.inputCount !== 0)
                    writer.uint32(/* id 132, wireType 0 =*/1056).uint32(message.inputCount);
                if (message.cars != null && message.cars.length)
                    for (let i = 0; i < message.cars.length; ++i)
                        $root.witness.v2.RecordProof.encode(message.cars[i], writer.uint32(/* id 133, wireType 2 =*/1066).fork(), _depth + 1).ldelim();
                if (message.total != null && $Object.hasOwnProperty.call(message, "total") && message.total !== 0)
                    writer.uint32(/* id 134, wireType 0 =*/1072).uint32(message.total);
                if (message.salts != null && $Object.hasOwnProperty.call(message, "salts") && message.salts.length)
                    writer.uint32(/* id 135, wireType 2 =*/1082).bytes(message.salts);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PublicAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.PublicAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.PublicAnswer & witness.v2.PublicAnswer.$Shape} PublicAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PublicAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.PublicAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 130: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.stateRoot = value;
                            else
                                delete message.stateRoot;
                            continue;
                        }
                    case 131: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 132: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inputCount = value;
                            else
                                delete message.inputCount;
                            continue;
                        }
                    case 133: {
                            if (wireType !== 2)
                                break;
                            if (!(message.cars && message.cars.length))
                                message.cars = [];
                            message.cars.push($root.witness.v2.RecordProof.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 134: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.total = value;
                            else
                                delete message.total;
                            continue;
                        }
                    case 135: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.salts = value;
                            else
                                delete message.salts;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PublicAnswer;
        })();

        v2.OpenedField = (function() {

            /**
             * Properties of an OpenedField.
             * @typedef {Object} witness.v2.OpenedField.$Properties
             * @property {number|null} [field] OpenedField field
             * @property {Uint8Array|null} [salt] OpenedField salt
             * @property {Uint8Array|null} [value] OpenedField value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OpenedField.
             * @memberof witness.v2
             * @interface IOpenedField
             * @augments witness.v2.OpenedField.$Properties
             * @deprecated Use witness.v2.OpenedField.$Properties instead.
             */

            /**
             * Shape of an OpenedField.
             * @typedef {witness.v2.OpenedField.$Properties} witness.v2.OpenedField.$Shape
             */

            /**
             * Constructs a new OpenedField.
             * @memberof witness.v2
             * @classdesc Represents an OpenedField.
             * @constructor
             * @param {witness.v2.OpenedField.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OpenedField = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OpenedField field.
             * @member {number} field
             * @memberof witness.v2.OpenedField
             * @instance
             */
            OpenedField.prototype.field = 0;

            /**
             * OpenedField salt.
             * @member {Uint8Array} salt
             * @memberof witness.v2.OpenedField
             * @instance
             */
            OpenedField.prototype.salt = $util.newBuffer([]);

            /**
             * OpenedField value.
             * @member {Uint8Array} value
             * @memberof witness.v2.OpenedField
             * @instance
             */
            OpenedField.prototype.value = $util.newBuffer([]);

            /**
             * Encodes the specified OpenedField message. Does not implicitly {@link witness.v2.OpenedField.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.OpenedField
             * @static
             * @param {witness.v2.OpenedField.$Properties} message OpenedField message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OpenedField.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.field != null && $Object.hasOwnProperty.call(message, "field") && message.field !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.field);
                if (message.salt != null && $Object.hasOwnProperty.call(message, "salt") && message.salt.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.salt);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OpenedField message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.OpenedField
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.OpenedField & witness.v2.OpenedField.$Shape} OpenedField
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OpenedField.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.OpenedField();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.field = value;
                            else
                                delete message.field;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.salt = value;
                            else
                                delete message.salt;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return OpenedField;
        })();

        v2.JournalAnswer = (function() {

            /**
             * Properties of a JournalAnswer.
             * @typedef {Object} witness.v2.JournalAnswer.$Properties
             * @property {Uint8Array|null} [identity] JournalAnswer identity
             * @property {Uint8Array|null} [company] JournalAnswer company
             * @property {number|null} [entry] JournalAnswer entry
             * @property {number|null} [timeUnixS] JournalAnswer timeUnixS
             * @property {Uint8Array|null} [content] JournalAnswer content
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a JournalAnswer.
             * @memberof witness.v2
             * @interface IJournalAnswer
             * @augments witness.v2.JournalAnswer.$Properties
             * @deprecated Use witness.v2.JournalAnswer.$Properties instead.
             */

            /**
             * Shape of a JournalAnswer.
             * @typedef {witness.v2.JournalAnswer.$Properties} witness.v2.JournalAnswer.$Shape
             */

            /**
             * Constructs a new JournalAnswer.
             * @memberof witness.v2
             * @classdesc Represents a JournalAnswer.
             * @constructor
             * @param {witness.v2.JournalAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const JournalAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * JournalAnswer identity.
             * @member {Uint8Array} identity
             * @memberof witness.v2.JournalAnswer
             * @instance
             */
            JournalAnswer.prototype.identity = $util.newBuffer([]);

            /**
             * JournalAnswer company.
             * @member {Uint8Array} company
             * @memberof witness.v2.JournalAnswer
             * @instance
             */
            JournalAnswer.prototype.company = $util.newBuffer([]);

            /**
             * JournalAnswer entry.
             * @member {number} entry
             * @memberof witness.v2.JournalAnswer
             * @instance
             */
            JournalAnswer.prototype.entry = 0;

            /**
             * JournalAnswer timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.JournalAnswer
             * @instance
             */
            JournalAnswer.prototype.timeUnixS = 0;

            /**
             * JournalAnswer content.
             * @member {Uint8Array} content
             * @memberof witness.v2.JournalAnswer
             * @instance
             */
            JournalAnswer.prototype.content = $util.newBuffer([]);

            /**
             * Encodes the specified JournalAnswer message. Does not implicitly {@link witness.v2.JournalAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.JournalAnswer
             * @static
             * @param {witness.v2.JournalAnswer.$Properties} message JournalAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            JournalAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.identity != null && $Object.hasOwnProperty.call(message, "identity") && message.identity.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.identity);
                if (message.company != null && $Object.hasOwnProperty.call(message, "company") && message.company.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.company);
                if (message.entry != null && $Object.hasOwnProperty.call(message, "entry") && message.entry !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.entry);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.timeUnixS);
                if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.content);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a JournalAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.JournalAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.JournalAnswer & witness.v2.JournalAnswer.$Shape} JournalAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            JournalAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.JournalAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.identity = value;
                            else
                                delete message.identity;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.company = value;
                            else
                                delete message.company;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.entry = value;
                            else
                                delete message.entry;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.content = value;
                            else
                                delete message.content;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return JournalAnswer;
        })();

        v2.Judgement = (function() {

            /**
             * Properties of a Judgement.
             * @typedef {Object} witness.v2.Judgement.$Properties
             * @property {number|null} [verdict] Judgement verdict
             * @property {Array.<witness.v2.Reason.$Properties>|null} [reasons] Judgement reasons
             * @property {number|null} [readings] Judgement readings
             * @property {number|null} [coveredFromUnixS] Judgement coveredFromUnixS
             * @property {number|null} [coveredToUnixS] Judgement coveredToUnixS
             * @property {number|null} [coveredReadings] Judgement coveredReadings
             * @property {Uint8Array|null} [distanceHm] Judgement distanceHm
             * @property {Uint8Array|null} [offsetHm] Judgement offsetHm
             * @property {number|null} [unitNumerator] Judgement unitNumerator
             * @property {number|null} [unitDenominator] Judgement unitDenominator
             * @property {number|null} [longestSilenceS] Judgement longestSilenceS
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Judgement.
             * @memberof witness.v2
             * @interface IJudgement
             * @augments witness.v2.Judgement.$Properties
             * @deprecated Use witness.v2.Judgement.$Properties instead.
             */

            /**
             * Shape of a Judgement.
             * @typedef {witness.v2.Judgement.$Properties} witness.v2.Judgement.$Shape
             */

            /**
             * Constructs a new Judgement.
             * @memberof witness.v2
             * @classdesc Represents a Judgement.
             * @constructor
             * @param {witness.v2.Judgement.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Judgement = function (properties) {
                this.reasons = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Judgement verdict.
             * @member {number} verdict
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.verdict = 0;

            /**
             * Judgement reasons.
             * @member {Array.<witness.v2.Reason.$Properties>} reasons
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.reasons = $util.emptyArray;

            /**
             * Judgement readings.
             * @member {number} readings
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.readings = 0;

            /**
             * Judgement coveredFromUnixS.
             * @member {number} coveredFromUnixS
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.coveredFromUnixS = 0;

            /**
             * Judgement coveredToUnixS.
             * @member {number} coveredToUnixS
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.coveredToUnixS = 0;

            /**
             * Judgement coveredReadings.
             * @member {number} coveredReadings
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.coveredReadings = 0;

            /**
             * Judgement distanceHm.
             * @member {Uint8Array} distanceHm
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.distanceHm = $util.newBuffer([]);

            /**
             * Judgement offsetHm.
             * @member {Uint8Array} offsetHm
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.offsetHm = $util.newBuffer([]);

            /**
             * Judgement unitNumerator.
             * @member {number} unitNumerator
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.unitNumerator = 0;

            /**
             * Judgement unitDenominator.
             * @member {number} unitDenominator
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.unitDenominator = 0;

            /**
             * Judgement longestSilenceS.
             * @member {number} longestSilenceS
             * @memberof witness.v2.Judgement
             * @instance
             */
            Judgement.prototype.longestSilenceS = 0;

            /**
             * Encodes the specified Judgement message. Does not implicitly {@link witness.v2.Judgement.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Judgement
             * @static
             * @param {witness.v2.Judgement.$Properties} message Judgement message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Judgement.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.verdict != null && $Object.hasOwnProperty.call(message, "verdict") && message.verdict !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.verdict);
                if (message.reasons != null && message.reasons.length)
                    for (let i = 0; i < message.reasons.length; ++i)
                        $root.witness.v2.Reason.encode(message.reasons[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.readings != null && $Object.hasOwnProperty.call(message, "readings") && message.readings !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.readings);
                if (message.coveredFromUnixS != null && $Object.hasOwnProperty.call(message, "coveredFromUnixS") && message.coveredFromUnixS !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.coveredFromUnixS);
                if (message.coveredToUnixS != null && $Object.hasOwnProperty.call(message, "coveredToUnixS") && message.coveredToUnixS !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.coveredToUnixS);
                if (message.coveredReadings != null && $Object.hasOwnProperty.call(message, "coveredReadings") && message.coveredReadings !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.coveredReadings);
                if (message.distanceHm != null && $Object.hasOwnProperty.call(message, "distanceHm") && message.distanceHm.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.distanceHm);
                if (message.offsetHm != null && $Object.hasOwnProperty.call(message, "offsetHm") && message.offsetHm.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.offsetHm);
                if (message.unitNumerator != null && $Object.hasOwnProperty.call(message, "unitNumerator") && message.unitNumerator !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.unitNumerator);
                if (message.unitDenominator != null && $Object.hasOwnProperty.call(message, "unitDenominator") && message.unitDenominator !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.unitDenominator);
                if (message.longestSilenceS != null && $Object.hasOwnProperty.call(message, "longestSilenceS") && message.longestSilenceS !== 0)
                    writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.longestSilenceS);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Judgement message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Judgement
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Judgement & witness.v2.Judgement.$Shape} Judgement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Judgement.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Judgement();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.verdict = value;
                            else
                                delete message.verdict;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.reasons && message.reasons.length))
                                message.reasons = [];
                            message.reasons.push($root.witness.v2.Reason.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.readings = value;
                            else
                                delete message.readings;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.coveredFromUnixS = value;
                            else
                                delete message.coveredFromUnixS;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.coveredToUnixS = value;
                            else
                                delete message.coveredToUnixS;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.coveredReadings = value;
                            else
                                delete message.coveredReadings;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.distanceHm = value;
                            else
                                delete message.distanceHm;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.offsetHm = value;
                            else
                                delete message.offsetHm;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.unitNumerator = value;
                            else
                                delete message.unitNumerator;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.unitDenominator = value;
                            else
                                delete message.unitDenominator;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.longestSilenceS = value;
                            else
                                delete message.longestSilenceS;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Judgement;
        })();

        v2.Reason = (function() {

            /**
             * Properties of a Reason.
             * @typedef {Object} witness.v2.Reason.$Properties
             * @property {number|null} [reason] Reason reason
             * @property {number|null} [firstTimeUnixS] Reason firstTimeUnixS
             * @property {number|null} [lastTimeUnixS] Reason lastTimeUnixS
             * @property {number|null} [count] Reason count
             * @property {number|null} [open] Reason open
             * @property {number|null} [firstAmountHm] Reason firstAmountHm
             * @property {number|null} [totalAmountHm] Reason totalAmountHm
             * @property {number|null} [seconds] Reason seconds
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Reason.
             * @memberof witness.v2
             * @interface IReason
             * @augments witness.v2.Reason.$Properties
             * @deprecated Use witness.v2.Reason.$Properties instead.
             */

            /**
             * Shape of a Reason.
             * @typedef {witness.v2.Reason.$Properties} witness.v2.Reason.$Shape
             */

            /**
             * Constructs a new Reason.
             * @memberof witness.v2
             * @classdesc Represents a Reason.
             * @constructor
             * @param {witness.v2.Reason.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Reason = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Reason reason.
             * @member {number} reason
             * @memberof witness.v2.Reason
             * @instance
             */
            Reason.prototype.reason = 0;

            /**
             * Reason firstTimeUnixS.
             * @member {number} firstTimeUnixS
             * @memberof witness.v2.Reason
             * @instance
             */
            Reason.prototype.firstTimeUnixS = 0;

            /**
             * Reason lastTimeUnixS.
             * @member {number} lastTimeUnixS
             * @memberof witness.v2.Reason
             * @instance
             */
            Reason.prototype.lastTimeUnixS = 0;

            /**
             * Reason count.
             * @member {number} count
             * @memberof witness.v2.Reason
             * @instance
             */
            Reason.prototype.count = 0;

            /**
             * Reason open.
             * @member {number} open
             * @memberof witness.v2.Reason
             * @instance
             */
            Reason.prototype.open = 0;

            /**
             * Reason firstAmountHm.
             * @member {number} firstAmountHm
             * @memberof witness.v2.Reason
             * @instance
             */
            Reason.prototype.firstAmountHm = 0;

            /**
             * Reason totalAmountHm.
             * @member {number} totalAmountHm
             * @memberof witness.v2.Reason
             * @instance
             */
            Reason.prototype.totalAmountHm = 0;

            /**
             * Reason seconds.
             * @member {number} seconds
             * @memberof witness.v2.Reason
             * @instance
             */
            Reason.prototype.seconds = 0;

            /**
             * Encodes the specified Reason message. Does not implicitly {@link witness.v2.Reason.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Reason
             * @static
             * @param {witness.v2.Reason.$Properties} message Reason message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Reason.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.reason);
                if (message.firstTimeUnixS != null && $Object.hasOwnProperty.call(message, "firstTimeUnixS") && message.firstTimeUnixS !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.firstTimeUnixS);
                if (message.lastTimeUnixS != null && $Object.hasOwnProperty.call(message, "lastTimeUnixS") && message.lastTimeUnixS !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.lastTimeUnixS);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.count);
                if (message.open != null && $Object.hasOwnProperty.call(message, "open") && message.open !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.open);
                if (message.firstAmountHm != null && $Object.hasOwnProperty.call(message, "firstAmountHm") && message.firstAmountHm !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.firstAmountHm);
                if (message.totalAmountHm != null && $Object.hasOwnProperty.call(message, "totalAmountHm") && message.totalAmountHm !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.totalAmountHm);
                if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && message.seconds !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.seconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Reason message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Reason
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Reason & witness.v2.Reason.$Shape} Reason
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Reason.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Reason();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.firstTimeUnixS = value;
                            else
                                delete message.firstTimeUnixS;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.lastTimeUnixS = value;
                            else
                                delete message.lastTimeUnixS;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.open = value;
                            else
                                delete message.open;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.firstAmountHm = value;
                            else
                                delete message.firstAmountHm;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.totalAmountHm = value;
                            else
                                delete message.totalAmountHm;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.seconds = value;
                            else
                                delete message.seconds;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Reason;
        })();

        v2.CarsAnswer = (function() {

            /**
             * Properties of a CarsAnswer.
             * @typedef {Object} witness.v2.CarsAnswer.$Properties
             * @property {Array.<witness.v2.CarSummary.$Properties>|null} [cars] CarsAnswer cars
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CarsAnswer.
             * @memberof witness.v2
             * @interface ICarsAnswer
             * @augments witness.v2.CarsAnswer.$Properties
             * @deprecated Use witness.v2.CarsAnswer.$Properties instead.
             */

            /**
             * Shape of a CarsAnswer.
             * @typedef {witness.v2.CarsAnswer.$Properties} witness.v2.CarsAnswer.$Shape
             */

            /**
             * Constructs a new CarsAnswer.
             * @memberof witness.v2
             * @classdesc Represents a CarsAnswer.
             * @constructor
             * @param {witness.v2.CarsAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CarsAnswer = function (properties) {
                this.cars = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CarsAnswer cars.
             * @member {Array.<witness.v2.CarSummary.$Properties>} cars
             * @memberof witness.v2.CarsAnswer
             * @instance
             */
            CarsAnswer.prototype.cars = $util.emptyArray;

            /**
             * Encodes the specified CarsAnswer message. Does not implicitly {@link witness.v2.CarsAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.CarsAnswer
             * @static
             * @param {witness.v2.CarsAnswer.$Properties} message CarsAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CarsAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cars != null && message.cars.length)
                    for (let i = 0; i < message.cars.length; ++i)
                        $root.witness.v2.CarSummary.encode(message.cars[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CarsAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.CarsAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.CarsAnswer & witness.v2.CarsAnswer.$Shape} CarsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CarsAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.CarsAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.cars && message.cars.length))
                                message.cars = [];
                            message.cars.push($root.witness.v2.CarSummary.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CarsAnswer;
        })();

        v2.KeysAnswer = (function() {

            /**
             * Properties of a KeysAnswer.
             * @typedef {Object} witness.v2.KeysAnswer.$Properties
             * @property {Array.<witness.v2.GroupKeys.$Properties>|null} [groups] KeysAnswer groups
             * @property {number|null} [fromSequence] KeysAnswer fromSequence
             * @property {number|null} [toSequence] KeysAnswer toSequence
             * @property {witness.v2.TenureTicket.$Properties|null} [ticket] KeysAnswer ticket
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a KeysAnswer.
             * @memberof witness.v2
             * @interface IKeysAnswer
             * @augments witness.v2.KeysAnswer.$Properties
             * @deprecated Use witness.v2.KeysAnswer.$Properties instead.
             */

            /**
             * Shape of a KeysAnswer.
             * @typedef {witness.v2.KeysAnswer.$Properties} witness.v2.KeysAnswer.$Shape
             */

            /**
             * Constructs a new KeysAnswer.
             * @memberof witness.v2
             * @classdesc Represents a KeysAnswer.
             * @constructor
             * @param {witness.v2.KeysAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const KeysAnswer = function (properties) {
                this.groups = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * KeysAnswer groups.
             * @member {Array.<witness.v2.GroupKeys.$Properties>} groups
             * @memberof witness.v2.KeysAnswer
             * @instance
             */
            KeysAnswer.prototype.groups = $util.emptyArray;

            /**
             * KeysAnswer fromSequence.
             * @member {number} fromSequence
             * @memberof witness.v2.KeysAnswer
             * @instance
             */
            KeysAnswer.prototype.fromSequence = 0;

            /**
             * KeysAnswer toSequence.
             * @member {number} toSequence
             * @memberof witness.v2.KeysAnswer
             * @instance
             */
            KeysAnswer.prototype.toSequence = 0;

            /**
             * KeysAnswer ticket.
             * @member {witness.v2.TenureTicket.$Properties|null|undefined} ticket
             * @memberof witness.v2.KeysAnswer
             * @instance
             */
            KeysAnswer.prototype.ticket = null;

            /**
             * Encodes the specified KeysAnswer message. Does not implicitly {@link witness.v2.KeysAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.KeysAnswer
             * @static
             * @param {witness.v2.KeysAnswer.$Properties} message KeysAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            KeysAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groups != null && message.groups.length)
                    for (let i = 0; i < message.groups.length; ++i)
                        $root.witness.v2.GroupKeys.encode(message.groups[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.fromSequence != null && $Object.hasOwnProperty.call(message, "fromSequence") && message.fromSequence !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.fromSequence);
                if (message.toSequence != null && $Object.hasOwnProperty.call(message, "toSequence") && message.toSequence !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.toSequence);
                if (message.ticket != null && $Object.hasOwnProperty.call(message, "ticket"))
                    $root.witness.v2.TenureTicket.encode(message.ticket, writer.uint32(/* id 70, wireType 2 =*/562).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a KeysAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.KeysAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.KeysAnswer & witness.v2.KeysAnswer.$Shape} KeysAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            KeysAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.KeysAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.groups && message.groups.length))
                                message.groups = [];
                            message.groups.push($root.witness.v2.GroupKeys.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.fromSequence = value;
                            else
                                delete message.fromSequence;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.toSequence = value;
                            else
                                delete message.toSequence;
                            continue;
                        }
                    case 70: {
                            if (wireType !== 2)
                                break;
                            message.ticket = $root.witness.v2.TenureTicket.decode(reader, reader.size(), $undefined, _depth + 1, message.ticket);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return KeysAnswer;
        })();

        v2.GroupKeys = (function() {

            /**
             * Properties of a GroupKeys.
             * @typedef {Object} witness.v2.GroupKeys.$Properties
             * @property {number|null} [group] GroupKeys group
             * @property {Uint8Array|null} [nodes] GroupKeys nodes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GroupKeys.
             * @memberof witness.v2
             * @interface IGroupKeys
             * @augments witness.v2.GroupKeys.$Properties
             * @deprecated Use witness.v2.GroupKeys.$Properties instead.
             */

            /**
             * Shape of a GroupKeys.
             * @typedef {witness.v2.GroupKeys.$Properties} witness.v2.GroupKeys.$Shape
             */

            /**
             * Constructs a new GroupKeys.
             * @memberof witness.v2
             * @classdesc Represents a GroupKeys.
             * @constructor
             * @param {witness.v2.GroupKeys.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GroupKeys = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GroupKeys group.
             * @member {number} group
             * @memberof witness.v2.GroupKeys
             * @instance
             */
            GroupKeys.prototype.group = 0;

            /**
             * GroupKeys nodes.
             * @member {Uint8Array} nodes
             * @memberof witness.v2.GroupKeys
             * @instance
             */
            GroupKeys.prototype.nodes = $util.newBuffer([]);

            /**
             * Encodes the specified GroupKeys message. Does not implicitly {@link witness.v2.GroupKeys.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.GroupKeys
             * @static
             * @param {witness.v2.GroupKeys.$Properties} message GroupKeys message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GroupKeys.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.group != null && $Object.hasOwnProperty.call(message, "group") && message.group !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.group);
                if (message.nodes != null && $Object.hasOwnProperty.call(message, "nodes") && message.nodes.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.nodes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GroupKeys message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.GroupKeys
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.GroupKeys & witness.v2.GroupKeys.$Shape} GroupKeys
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GroupKeys.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.GroupKeys();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.group = value;
                            else
                                delete message.group;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.nodes = value;
                            else
                                delete message.nodes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GroupKeys;
        })();

        v2.CarSummary = (function() {

            /**
             * Properties of a CarSummary.
             * @typedef {Object} witness.v2.CarSummary.$Properties
             * @property {Uint8Array|null} [deviceId] CarSummary deviceId
             * @property {witness.v2.Vehicle.$Properties|null} [vehicle] CarSummary vehicle
             * @property {witness.v2.Judgement.$Properties|null} [judgement] CarSummary judgement
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CarSummary.
             * @memberof witness.v2
             * @interface ICarSummary
             * @augments witness.v2.CarSummary.$Properties
             * @deprecated Use witness.v2.CarSummary.$Properties instead.
             */

            /**
             * Shape of a CarSummary.
             * @typedef {witness.v2.CarSummary.$Properties} witness.v2.CarSummary.$Shape
             */

            /**
             * Constructs a new CarSummary.
             * @memberof witness.v2
             * @classdesc Represents a CarSummary.
             * @constructor
             * @param {witness.v2.CarSummary.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CarSummary = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CarSummary deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.CarSummary
             * @instance
             */
            CarSummary.prototype.deviceId = $util.newBuffer([]);

            /**
             * CarSummary vehicle.
             * @member {witness.v2.Vehicle.$Properties|null|undefined} vehicle
             * @memberof witness.v2.CarSummary
             * @instance
             */
            CarSummary.prototype.vehicle = null;

            /**
             * CarSummary judgement.
             * @member {witness.v2.Judgement.$Properties|null|undefined} judgement
             * @memberof witness.v2.CarSummary
             * @instance
             */
            CarSummary.prototype.judgement = null;

            /**
             * Encodes the specified CarSummary message. Does not implicitly {@link witness.v2.CarSummary.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.CarSummary
             * @static
             * @param {witness.v2.CarSummary.$Properties} message CarSummary message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CarSummary.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.vehicle != null && $Object.hasOwnProperty.call(message, "vehicle"))
                    $root.witness.v2.Vehicle.encode(message.vehicle, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.judgement != null && $Object.hasOwnProperty.call(message, "judgement"))
                    $root.witness.v2.Judgement.encode(message.judgement, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CarSummary message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.CarSummary
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.CarSummary & witness.v2.CarSummary.$Shape} CarSummary
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CarSummary.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.CarSummary();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.vehicle = $root.witness.v2.Vehicle.decode(reader, reader.size(), $undefined, _depth + 1, message.vehicle);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.judgement = $root.witness.v2.Judgement.decode(reader, reader.size(), $undefined, _depth + 1, message.judgement);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CarSummary;
        })();

        v2.RefusalsAnswer = (function() {

            /**
             * Properties of a RefusalsAnswer.
             * @typedef {Object} witness.v2.RefusalsAnswer.$Properties
             * @property {Array.<witness.v2.Refusal.$Properties>|null} [refusals] RefusalsAnswer refusals
             * @property {number|null} [total] RefusalsAnswer total
             * @property {Array.<witness.v2.RefusalCount.$Properties>|null} [counts] RefusalsAnswer counts
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefusalsAnswer.
             * @memberof witness.v2
             * @interface IRefusalsAnswer
             * @augments witness.v2.RefusalsAnswer.$Properties
             * @deprecated Use witness.v2.RefusalsAnswer.$Properties instead.
             */

            /**
             * Shape of a RefusalsAnswer.
             * @typedef {witness.v2.RefusalsAnswer.$Properties} witness.v2.RefusalsAnswer.$Shape
             */

            /**
             * Constructs a new RefusalsAnswer.
             * @memberof witness.v2
             * @classdesc Represents a RefusalsAnswer.
             * @constructor
             * @param {witness.v2.RefusalsAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefusalsAnswer = function (properties) {
                this.refusals = [];
                this.counts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefusalsAnswer refusals.
             * @member {Array.<witness.v2.Refusal.$Properties>} refusals
             * @memberof witness.v2.RefusalsAnswer
             * @instance
             */
            RefusalsAnswer.prototype.refusals = $util.emptyArray;

            /**
             * RefusalsAnswer total.
             * @member {number} total
             * @memberof witness.v2.RefusalsAnswer
             * @instance
             */
            RefusalsAnswer.prototype.total = 0;

            /**
             * RefusalsAnswer counts.
             * @member {Array.<witness.v2.RefusalCount.$Properties>} counts
             * @memberof witness.v2.RefusalsAnswer
             * @instance
             */
            RefusalsAnswer.prototype.counts = $util.emptyArray;

            /**
             * Encodes the specified RefusalsAnswer message. Does not implicitly {@link witness.v2.RefusalsAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.RefusalsAnswer
             * @static
             * @param {witness.v2.RefusalsAnswer.$Properties} message RefusalsAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefusalsAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.refusals != null && message.refusals.length)
                    for (let i = 0; i < message.refusals.length; ++i)
                        $root.witness.v2.Refusal.encode(message.refusals[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.total != null && $Object.hasOwnProperty.call(message, "total") && message.total !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.total);
                if (message.counts != null && message.counts.length)
                    for (let i = 0; i < message.counts.length; ++i)
                        $root.witness.v2.RefusalCount.encode(message.counts[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefusalsAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.RefusalsAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.RefusalsAnswer & witness.v2.RefusalsAnswer.$Shape} RefusalsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefusalsAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.RefusalsAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.refusals && message.refusals.length))
                                message.refusals = [];
                            message.refusals.push($root.witness.v2.Refusal.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.total = value;
                            else
                                delete message.total;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.counts && message.counts.length))
                                message.counts = [];
                            message.counts.push($root.witness.v2.RefusalCount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RefusalsAnswer;
        })();

        v2.RefusalCount = (function() {

            /**
             * Properties of a RefusalCount.
             * @typedef {Object} witness.v2.RefusalCount.$Properties
             * @property {number|null} [code] RefusalCount code
             * @property {number|null} [count] RefusalCount count
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefusalCount.
             * @memberof witness.v2
             * @interface IRefusalCount
             * @augments witness.v2.RefusalCount.$Properties
             * @deprecated Use witness.v2.RefusalCount.$Properties instead.
             */

            /**
             * Shape of a RefusalCount.
             * @typedef {witness.v2.RefusalCount.$Properties} witness.v2.RefusalCount.$Shape
             */

            /**
             * Constructs a new RefusalCount.
             * @memberof witness.v2
             * @classdesc Represents a RefusalCount.
             * @constructor
             * @param {witness.v2.RefusalCount.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefusalCount = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefusalCount code.
             * @member {number} code
             * @memberof witness.v2.RefusalCount
             * @instance
             */
            RefusalCount.prototype.code = 0;

            /**
             * RefusalCount count.
             * @member {number} count
             * @memberof witness.v2.RefusalCount
             * @instance
             */
            RefusalCount.prototype.count = 0;

            /**
             * Encodes the specified RefusalCount message. Does not implicitly {@link witness.v2.RefusalCount.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.RefusalCount
             * @static
             * @param {witness.v2.RefusalCount.$Properties} message RefusalCount message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefusalCount.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.code);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.count);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefusalCount message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.RefusalCount
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.RefusalCount & witness.v2.RefusalCount.$Shape} RefusalCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefusalCount.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.RefusalCount();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RefusalCount;
        })();

        v2.StatisticsAnswer = (function() {

            /**
             * Properties of a StatisticsAnswer.
             * @typedef {Object} witness.v2.StatisticsAnswer.$Properties
             * @property {Array.<witness.v2.Cohort.$Properties>|null} [cohorts] StatisticsAnswer cohorts
             * @property {number|null} [suppressedCohorts] StatisticsAnswer suppressedCohorts
             * @property {number|null} [k] StatisticsAnswer k
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StatisticsAnswer.
             * @memberof witness.v2
             * @interface IStatisticsAnswer
             * @augments witness.v2.StatisticsAnswer.$Properties
             * @deprecated Use witness.v2.StatisticsAnswer.$Properties instead.
             */

            /**
             * Shape of a StatisticsAnswer.
             * @typedef {witness.v2.StatisticsAnswer.$Properties} witness.v2.StatisticsAnswer.$Shape
             */

            /**
             * Constructs a new StatisticsAnswer.
             * @memberof witness.v2
             * @classdesc Represents a StatisticsAnswer.
             * @constructor
             * @param {witness.v2.StatisticsAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StatisticsAnswer = function (properties) {
                this.cohorts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * StatisticsAnswer cohorts.
             * @member {Array.<witness.v2.Cohort.$Properties>} cohorts
             * @memberof witness.v2.StatisticsAnswer
             * @instance
             */
            StatisticsAnswer.prototype.cohorts = $util.emptyArray;

            /**
             * StatisticsAnswer suppressedCohorts.
             * @member {number} suppressedCohorts
             * @memberof witness.v2.StatisticsAnswer
             * @instance
             */
            StatisticsAnswer.prototype.suppressedCohorts = 0;

            /**
             * StatisticsAnswer k.
             * @member {number} k
             * @memberof witness.v2.StatisticsAnswer
             * @instance
             */
            StatisticsAnswer.prototype.k = 0;

            /**
             * Encodes the specified StatisticsAnswer message. Does not implicitly {@link witness.v2.StatisticsAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.StatisticsAnswer
             * @static
             * @param {witness.v2.StatisticsAnswer.$Properties} message StatisticsAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StatisticsAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cohorts != null && message.cohorts.length)
                    for (let i = 0; i < message.cohorts.length; ++i)
                        $root.witness.v2.Cohort.encode(message.cohorts[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.suppressedCohorts != null && $Object.hasOwnProperty.call(message, "suppressedCohorts") && message.suppressedCohorts !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.suppressedCohorts);
                if (message.k != null && $Object.hasOwnProperty.call(message, "k") && message.k !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.k);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StatisticsAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.StatisticsAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.StatisticsAnswer & witness.v2.StatisticsAnswer.$Shape} StatisticsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StatisticsAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.StatisticsAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.cohorts && message.cohorts.length))
                                message.cohorts = [];
                            message.cohorts.push($root.witness.v2.Cohort.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.suppressedCohorts = value;
                            else
                                delete message.suppressedCohorts;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.k = value;
                            else
                                delete message.k;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StatisticsAnswer;
        })();

        v2.Cohort = (function() {

            /**
             * Properties of a Cohort.
             * @typedef {Object} witness.v2.Cohort.$Properties
             * @property {string|null} [make] Cohort make
             * @property {string|null} [model] Cohort model
             * @property {number|null} [cars] Cohort cars
             * @property {number|null} [distancePerDayHm] Cohort distancePerDayHm
             * @property {number|null} [troubleCodesPerTenThousandKmMilli] Cohort troubleCodesPerTenThousandKmMilli
             * @property {number|null} [readings] Cohort readings
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Cohort.
             * @memberof witness.v2
             * @interface ICohort
             * @augments witness.v2.Cohort.$Properties
             * @deprecated Use witness.v2.Cohort.$Properties instead.
             */

            /**
             * Shape of a Cohort.
             * @typedef {witness.v2.Cohort.$Properties} witness.v2.Cohort.$Shape
             */

            /**
             * Constructs a new Cohort.
             * @memberof witness.v2
             * @classdesc Represents a Cohort.
             * @constructor
             * @param {witness.v2.Cohort.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Cohort = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Cohort make.
             * @member {string} make
             * @memberof witness.v2.Cohort
             * @instance
             */
            Cohort.prototype.make = "";

            /**
             * Cohort model.
             * @member {string} model
             * @memberof witness.v2.Cohort
             * @instance
             */
            Cohort.prototype.model = "";

            /**
             * Cohort cars.
             * @member {number} cars
             * @memberof witness.v2.Cohort
             * @instance
             */
            Cohort.prototype.cars = 0;

            /**
             * Cohort distancePerDayHm.
             * @member {number} distancePerDayHm
             * @memberof witness.v2.Cohort
             * @instance
             */
            Cohort.prototype.distancePerDayHm = 0;

            /**
             * Cohort troubleCodesPerTenThousandKmMilli.
             * @member {number} troubleCodesPerTenThousandKmMilli
             * @memberof witness.v2.Cohort
             * @instance
             */
            Cohort.prototype.troubleCodesPerTenThousandKmMilli = 0;

            /**
             * Cohort readings.
             * @member {number} readings
             * @memberof witness.v2.Cohort
             * @instance
             */
            Cohort.prototype.readings = 0;

            /**
             * Encodes the specified Cohort message. Does not implicitly {@link witness.v2.Cohort.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.Cohort
             * @static
             * @param {witness.v2.Cohort.$Properties} message Cohort message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Cohort.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.make != null && $Object.hasOwnProperty.call(message, "make") && message.make !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.make);
                if (message.model != null && $Object.hasOwnProperty.call(message, "model") && message.model !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.model);
                if (message.cars != null && $Object.hasOwnProperty.call(message, "cars") && message.cars !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.cars);
                if (message.distancePerDayHm != null && $Object.hasOwnProperty.call(message, "distancePerDayHm") && message.distancePerDayHm !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.distancePerDayHm);
                if (message.troubleCodesPerTenThousandKmMilli != null && $Object.hasOwnProperty.call(message, "troubleCodesPerTenThousandKmMilli") && message.troubleCodesPerTenThousandKmMilli !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.troubleCodesPerTenThousandKmMilli);
                if (message.readings != null && $Object.hasOwnProperty.call(message, "readings") && message.readings !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.readings);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Cohort message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.Cohort
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.Cohort & witness.v2.Cohort.$Shape} Cohort
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Cohort.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.Cohort();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.make = value;
                            else
                                delete message.make;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.model = value;
                            else
                                delete message.model;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.cars = value;
                            else
                                delete message.cars;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.distancePerDayHm = value;
                            else
                                delete message.distancePerDayHm;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.troubleCodesPerTenThousandKmMilli = value;
                            else
                                delete message.troubleCodesPerTenThousandKmMilli;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.readings = value;
                            else
                                delete message.readings;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Cohort;
        })();

        v2.ReleaseAnswer = (function() {

            /**
             * Properties of a ReleaseAnswer.
             * @typedef {Object} witness.v2.ReleaseAnswer.$Properties
             * @property {Uint8Array|null} [head] ReleaseAnswer head
             * @property {Uint8Array|null} [table] ReleaseAnswer table
             * @property {Uint8Array|null} [cohorts] ReleaseAnswer cohorts
             * @property {number|null} [inputIndex] ReleaseAnswer inputIndex
             * @property {number|null} [windowS] ReleaseAnswer windowS
             * @property {number|null} [nextUnixS] ReleaseAnswer nextUnixS
             * @property {number|null} [refused] ReleaseAnswer refused
             * @property {number|null} [budgetAgainUnixS] ReleaseAnswer budgetAgainUnixS
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReleaseAnswer.
             * @memberof witness.v2
             * @interface IReleaseAnswer
             * @augments witness.v2.ReleaseAnswer.$Properties
             * @deprecated Use witness.v2.ReleaseAnswer.$Properties instead.
             */

            /**
             * Shape of a ReleaseAnswer.
             * @typedef {witness.v2.ReleaseAnswer.$Properties} witness.v2.ReleaseAnswer.$Shape
             */

            /**
             * Constructs a new ReleaseAnswer.
             * @memberof witness.v2
             * @classdesc Represents a ReleaseAnswer.
             * @constructor
             * @param {witness.v2.ReleaseAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReleaseAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReleaseAnswer head.
             * @member {Uint8Array} head
             * @memberof witness.v2.ReleaseAnswer
             * @instance
             */
            ReleaseAnswer.prototype.head = $util.newBuffer([]);

            /**
             * ReleaseAnswer table.
             * @member {Uint8Array} table
             * @memberof witness.v2.ReleaseAnswer
             * @instance
             */
            ReleaseAnswer.prototype.table = $util.newBuffer([]);

            /**
             * ReleaseAnswer cohorts.
             * @member {Uint8Array} cohorts
             * @memberof witness.v2.ReleaseAnswer
             * @instance
             */
            ReleaseAnswer.prototype.cohorts = $util.newBuffer([]);

            /**
             * ReleaseAnswer inputIndex.
             * @member {number} inputIndex
             * @memberof witness.v2.ReleaseAnswer
             * @instance
             */
            ReleaseAnswer.prototype.inputIndex = 0;

            /**
             * ReleaseAnswer windowS.
             * @member {number} windowS
             * @memberof witness.v2.ReleaseAnswer
             * @instance
             */
            ReleaseAnswer.prototype.windowS = 0;

            /**
             * ReleaseAnswer nextUnixS.
             * @member {number} nextUnixS
             * @memberof witness.v2.ReleaseAnswer
             * @instance
             */
            ReleaseAnswer.prototype.nextUnixS = 0;

            /**
             * ReleaseAnswer refused.
             * @member {number} refused
             * @memberof witness.v2.ReleaseAnswer
             * @instance
             */
            ReleaseAnswer.prototype.refused = 0;

            /**
             * ReleaseAnswer budgetAgainUnixS.
             * @member {number} budgetAgainUnixS
             * @memberof witness.v2.ReleaseAnswer
             * @instance
             */
            ReleaseAnswer.prototype.budgetAgainUnixS = 0;

            /**
             * Encodes the specified ReleaseAnswer message. Does not implicitly {@link witness.v2.ReleaseAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.ReleaseAnswer
             * @static
             * @param {witness.v2.ReleaseAnswer.$Properties} message ReleaseAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReleaseAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.head != null && $Object.hasOwnProperty.call(message, "head") && message.head.length)
                    writer.uint32(/* id 150, wireType 2 =*/1202).bytes(message.head);
                if (message.table != null && $Object.hasOwnProperty.call(message, "table") && message.table.length)
                    writer.uint32(/* id 151, wireType 2 =*/1210).bytes(message.table);
                if (message.cohorts != null && $Object.hasOwnProperty.call(message, "cohorts") && message.cohorts.length)
                    writer.uint32(/* id 152, wireType 2 =*/1218).bytes(message.cohorts);
                if (message.inputIndex != null && $Object.hasOwnProperty.call(message, "inputIndex") && message.inputIndex !== 0)
                    writer.uint32(/* id 153, wireType 0 =*/1224).uint32(message.inputIndex);
                if (message.windowS != null && $Object.hasOwnProperty.call(message, "windowS") && message.windowS !== 0)
                    writer.uint32(/* id 154, wireType 0 =*/1232).uint32(message.windowS);
                if (message.nextUnixS != null && $Object.hasOwnProperty.call(message, "nextUnixS") && message.nextUnixS !== 0)
                    writer.uint32(/* id 155, wireType 0 =*/1240).uint32(message.nextUnixS);
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused") && message.refused !== 0)
                    writer.uint32(/* id 156, wireType 0 =*/1248).uint32(message.refused);
                if (message.budgetAgainUnixS != null && $Object.hasOwnProperty.call(message, "budgetAgainUnixS") && message.budgetAgainUnixS !== 0)
                    writer.uint32(/* id 157, wireType 0 =*/1256).uint32(message.budgetAgainUnixS);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReleaseAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.ReleaseAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.ReleaseAnswer & witness.v2.ReleaseAnswer.$Shape} ReleaseAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReleaseAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.ReleaseAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 150: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.head = value;
                            else
                                delete message.head;
                            continue;
                        }
                    case 151: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.table = value;
                            else
                                delete message.table;
                            continue;
                        }
                    case 152: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.cohorts = value;
                            else
                                delete message.cohorts;
                            continue;
                        }
                    case 153: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inputIndex = value;
                            else
                                delete message.inputIndex;
                            continue;
                        }
                    case 154: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.windowS = value;
                            else
                                delete message.windowS;
                            continue;
                        }
                    case 155: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.nextUnixS = value;
                            else
                                delete message.nextUnixS;
                            continue;
                        }
                    case 156: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.refused = value;
                            else
                                delete message.refused;
                            continue;
                        }
                    case 157: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.budgetAgainUnixS = value;
                            else
                                delete message.budgetAgainUnixS;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReleaseAnswer;
        })();

        v2.HeadAnswer = (function() {

            /**
             * Properties of a HeadAnswer.
             * @typedef {Object} witness.v2.HeadAnswer.$Properties
             * @property {Uint8Array|null} [deviceId] HeadAnswer deviceId
             * @property {Uint8Array|null} [publicKey] HeadAnswer publicKey
             * @property {number|null} [sequence] HeadAnswer sequence
             * @property {Uint8Array|null} [link] HeadAnswer link
             * @property {number|null} [session] HeadAnswer session
             * @property {number|null} [firstSequence] HeadAnswer firstSequence
             * @property {number|null} [firstHere] HeadAnswer firstHere
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HeadAnswer.
             * @memberof witness.v2
             * @interface IHeadAnswer
             * @augments witness.v2.HeadAnswer.$Properties
             * @deprecated Use witness.v2.HeadAnswer.$Properties instead.
             */

            /**
             * Shape of a HeadAnswer.
             * @typedef {witness.v2.HeadAnswer.$Properties} witness.v2.HeadAnswer.$Shape
             */

            /**
             * Constructs a new HeadAnswer.
             * @memberof witness.v2
             * @classdesc Represents a HeadAnswer.
             * @constructor
             * @param {witness.v2.HeadAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HeadAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HeadAnswer deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.HeadAnswer
             * @instance
             */
            HeadAnswer.prototype.deviceId = $util.newBuffer([]);

            /**
             * HeadAnswer publicKey.
             * @member {Uint8Array} publicKey
             * @memberof witness.v2.HeadAnswer
             * @instance
             */
            HeadAnswer.prototype.publicKey = $util.newBuffer([]);

            /**
             * HeadAnswer sequence.
             * @member {number} sequence
             * @memberof witness.v2.HeadAnswer
             * @instance
             */
            HeadAnswer.prototype.sequence = 0;

            /**
             * HeadAnswer link.
             * @member {Uint8Array} link
             * @memberof witness.v2.HeadAnswer
             * @instance
             */
            HeadAnswer.prototype.link = $util.newBuffer([]);

            /**
             * HeadAnswer session.
             * @member {number} session
             * @memberof witness.v2.HeadAnswer
             * @instance
             */
            HeadAnswer.prototype.session = 0;

            /**
             * HeadAnswer firstSequence.
             * @member {number} firstSequence
             * @memberof witness.v2.HeadAnswer
             * @instance
             */
            HeadAnswer.prototype.firstSequence = 0;

            /**
             * HeadAnswer firstHere.
             * @member {number} firstHere
             * @memberof witness.v2.HeadAnswer
             * @instance
             */
            HeadAnswer.prototype.firstHere = 0;

            /**
             * Encodes the specified HeadAnswer message. Does not implicitly {@link witness.v2.HeadAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.HeadAnswer
             * @static
             * @param {witness.v2.HeadAnswer.$Properties} message HeadAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HeadAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.publicKey);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.sequence);
                if (message.link != null && $Object.hasOwnProperty.call(message, "link") && message.link.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.link);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.session);
                if (message.firstSequence != null && $Object.hasOwnProperty.call(message, "firstSequence") && message.firstSequence !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.firstSequence);
                if (message.firstHere != null && $Object.hasOwnProperty.call(message, "firstHere") && message.firstHere !== 0)
                    writer.uint32(/* id 80, wireType 0 =*/640).uint32(message.firstHere);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HeadAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.HeadAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.HeadAnswer & witness.v2.HeadAnswer.$Shape} HeadAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HeadAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.HeadAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.publicKey = value;
                            else
                                delete message.publicKey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.link = value;
                            else
                                delete message.link;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.firstSequence = value;
                            else
                                delete message.firstSequence;
                            continue;
                        }
                    case 80: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.firstHere = value;
                            else
                                delete message.firstHere;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HeadAnswer;
        })();

        v2.HoldingAnswer = (function() {

            /**
             * Properties of a HoldingAnswer.
             * @typedef {Object} witness.v2.HoldingAnswer.$Properties
             * @property {Uint8Array|null} [holding] HoldingAnswer holding
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HoldingAnswer.
             * @memberof witness.v2
             * @interface IHoldingAnswer
             * @augments witness.v2.HoldingAnswer.$Properties
             * @deprecated Use witness.v2.HoldingAnswer.$Properties instead.
             */

            /**
             * Shape of a HoldingAnswer.
             * @typedef {witness.v2.HoldingAnswer.$Properties} witness.v2.HoldingAnswer.$Shape
             */

            /**
             * Constructs a new HoldingAnswer.
             * @memberof witness.v2
             * @classdesc Represents a HoldingAnswer.
             * @constructor
             * @param {witness.v2.HoldingAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HoldingAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HoldingAnswer holding.
             * @member {Uint8Array} holding
             * @memberof witness.v2.HoldingAnswer
             * @instance
             */
            HoldingAnswer.prototype.holding = $util.newBuffer([]);

            /**
             * Encodes the specified HoldingAnswer message. Does not implicitly {@link witness.v2.HoldingAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.HoldingAnswer
             * @static
             * @param {witness.v2.HoldingAnswer.$Properties} message HoldingAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HoldingAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.holding != null && $Object.hasOwnProperty.call(message, "holding") && message.holding.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.holding);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HoldingAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.HoldingAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.HoldingAnswer & witness.v2.HoldingAnswer.$Shape} HoldingAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HoldingAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.HoldingAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.holding = value;
                            else
                                delete message.holding;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HoldingAnswer;
        })();

        v2.StatusAnswer = (function() {

            /**
             * Properties of a StatusAnswer.
             * @typedef {Object} witness.v2.StatusAnswer.$Properties
             * @property {Uint8Array|null} [stateRoot] StatusAnswer stateRoot
             * @property {number|null} [devices] StatusAnswer devices
             * @property {number|null} [inputCount] StatusAnswer inputCount
             * @property {number|null} [admitted] StatusAnswer admitted
             * @property {number|null} [refused] StatusAnswer refused
             * @property {number|null} [readings] StatusAnswer readings
             * @property {number|null} [timeUnixS] StatusAnswer timeUnixS
             * @property {Uint8Array|null} [keyId] StatusAnswer keyId
             * @property {Uint8Array|null} [publicKey] StatusAnswer publicKey
             * @property {number|null} [registrationsRefused] StatusAnswer registrationsRefused
             * @property {number|null} [places] StatusAnswer places
             * @property {number|null} [placesTaken] StatusAnswer placesTaken
             * @property {Array.<witness.v2.MakerPlaces.$Properties>|null} [makerPlaces] StatusAnswer makerPlaces
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StatusAnswer.
             * @memberof witness.v2
             * @interface IStatusAnswer
             * @augments witness.v2.StatusAnswer.$Properties
             * @deprecated Use witness.v2.StatusAnswer.$Properties instead.
             */

            /**
             * Shape of a StatusAnswer.
             * @typedef {witness.v2.StatusAnswer.$Properties} witness.v2.StatusAnswer.$Shape
             */

            /**
             * Constructs a new StatusAnswer.
             * @memberof witness.v2
             * @classdesc Represents a StatusAnswer.
             * @constructor
             * @param {witness.v2.StatusAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StatusAnswer = function (properties) {
                this.makerPlaces = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * StatusAnswer stateRoot.
             * @member {Uint8Array} stateRoot
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.stateRoot = $util.newBuffer([]);

            /**
             * StatusAnswer devices.
             * @member {number} devices
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.devices = 0;

            /**
             * StatusAnswer inputCount.
             * @member {number} inputCount
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.inputCount = 0;

            /**
             * StatusAnswer admitted.
             * @member {number} admitted
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.admitted = 0;

            /**
             * StatusAnswer refused.
             * @member {number} refused
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.refused = 0;

            /**
             * StatusAnswer readings.
             * @member {number} readings
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.readings = 0;

            /**
             * StatusAnswer timeUnixS.
             * @member {number} timeUnixS
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.timeUnixS = 0;

            /**
             * StatusAnswer keyId.
             * @member {Uint8Array} keyId
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.keyId = $util.newBuffer([]);

            /**
             * StatusAnswer publicKey.
             * @member {Uint8Array} publicKey
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.publicKey = $util.newBuffer([]);

            /**
             * StatusAnswer registrationsRefused.
             * @member {number} registrationsRefused
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.registrationsRefused = 0;

            /**
             * StatusAnswer places.
             * @member {number} places
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.places = 0;

            /**
             * StatusAnswer placesTaken.
             * @member {number} placesTaken
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.placesTaken = 0;

            /**
             * StatusAnswer makerPlaces.
             * @member {Array.<witness.v2.MakerPlaces.$Properties>} makerPlaces
             * @memberof witness.v2.StatusAnswer
             * @instance
             */
            StatusAnswer.prototype.makerPlaces = $util.emptyArray;

            /**
             * Encodes the specified StatusAnswer message. Does not implicitly {@link witness.v2.StatusAnswer.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.StatusAnswer
             * @static
             * @param {witness.v2.StatusAnswer.$Properties} message StatusAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StatusAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.stateRoot != null && $Object.hasOwnProperty.call(message, "stateRoot") && message.stateRoot.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.stateRoot);
                if (message.devices != null && $Object.hasOwnProperty.call(message, "devices") && message.devices !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.devices);
                if (message.inputCount != null && $Object.hasOwnProperty.call(message, "inputCount") && message.inputCount !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.inputCount);
                if (message.admitted != null && $Object.hasOwnProperty.call(message, "admitted") && message.admitted !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.admitted);
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused") && message.refused !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.refused);
                if (message.readings != null && $Object.hasOwnProperty.call(message, "readings") && message.readings !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.readings);
                if (message.timeUnixS != null && $Object.hasOwnProperty.call(message, "timeUnixS") && message.timeUnixS !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.timeUnixS);
                if (message.keyId != null && $Object.hasOwnProperty.call(message, "keyId") && message.keyId.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.keyId);
                if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                    writer.uint32(/* id 9, wireType 2 =*/74).bytes(message.publicKey);
                if (message.registrationsRefused != null && $Object.hasOwnProperty.call(message, "registrationsRefused") && message.registrationsRefused !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.registrationsRefused);
                if (message.places != null && $Object.hasOwnProperty.call(message, "places") && message.places !== 0)
                    writer.uint32(/* id 60, wireType 0 =*/480).uint32(message.places);
                if (message.placesTaken != null && $Object.hasOwnProperty.call(message, "placesTaken") && message.placesTaken !== 0)
                    writer.uint32(/* id 61, wireType 0 =*/488).uint32(message.placesTaken);
                if (message.makerPlaces != null && message.makerPlaces.length)
                    for (let i = 0; i < message.makerPlaces.length; ++i)
                        $root.witness.v2.MakerPlaces.encode(message.makerPlaces[i], writer.uint32(/* id 90, wireType 2 =*/722).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StatusAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.StatusAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.StatusAnswer & witness.v2.StatusAnswer.$Shape} StatusAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StatusAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.StatusAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.stateRoot = value;
                            else
                                delete message.stateRoot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.devices = value;
                            else
                                delete message.devices;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inputCount = value;
                            else
                                delete message.inputCount;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.admitted = value;
                            else
                                delete message.admitted;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.refused = value;
                            else
                                delete message.refused;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.readings = value;
                            else
                                delete message.readings;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeUnixS = value;
                            else
                                delete message.timeUnixS;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.keyId = value;
                            else
                                delete message.keyId;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.publicKey = value;
                            else
                                delete message.publicKey;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.registrationsRefused = value;
                            else
                                delete message.registrationsRefused;
                            continue;
                        }
                    case 60: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.places = value;
                            else
                                delete message.places;
                            continue;
                        }
                    case 61: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.placesTaken = value;
                            else
                                delete message.placesTaken;
                            continue;
                        }
                    case 90: {
                            if (wireType !== 2)
                                break;
                            if (!(message.makerPlaces && message.makerPlaces.length))
                                message.makerPlaces = [];
                            message.makerPlaces.push($root.witness.v2.MakerPlaces.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StatusAnswer;
        })();

        v2.MakerPlaces = (function() {

            /**
             * Properties of a MakerPlaces.
             * @typedef {Object} witness.v2.MakerPlaces.$Properties
             * @property {Uint8Array|null} [maker] MakerPlaces maker
             * @property {number|null} [places] MakerPlaces places
             * @property {number|null} [taken] MakerPlaces taken
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MakerPlaces.
             * @memberof witness.v2
             * @interface IMakerPlaces
             * @augments witness.v2.MakerPlaces.$Properties
             * @deprecated Use witness.v2.MakerPlaces.$Properties instead.
             */

            /**
             * Shape of a MakerPlaces.
             * @typedef {witness.v2.MakerPlaces.$Properties} witness.v2.MakerPlaces.$Shape
             */

            /**
             * Constructs a new MakerPlaces.
             * @memberof witness.v2
             * @classdesc Represents a MakerPlaces.
             * @constructor
             * @param {witness.v2.MakerPlaces.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MakerPlaces = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MakerPlaces maker.
             * @member {Uint8Array} maker
             * @memberof witness.v2.MakerPlaces
             * @instance
             */
            MakerPlaces.prototype.maker = $util.newBuffer([]);

            /**
             * MakerPlaces places.
             * @member {number} places
             * @memberof witness.v2.MakerPlaces
             * @instance
             */
            MakerPlaces.prototype.places = 0;

            /**
             * MakerPlaces taken.
             * @member {number} taken
             * @memberof witness.v2.MakerPlaces
             * @instance
             */
            MakerPlaces.prototype.taken = 0;

            /**
             * Encodes the specified MakerPlaces message. Does not implicitly {@link witness.v2.MakerPlaces.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.MakerPlaces
             * @static
             * @param {witness.v2.MakerPlaces.$Properties} message MakerPlaces message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MakerPlaces.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.maker != null && $Object.hasOwnProperty.call(message, "maker") && message.maker.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.maker);
                if (message.places != null && $Object.hasOwnProperty.call(message, "places") && message.places !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.places);
                if (message.taken != null && $Object.hasOwnProperty.call(message, "taken") && message.taken !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.taken);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MakerPlaces message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.MakerPlaces
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.MakerPlaces & witness.v2.MakerPlaces.$Shape} MakerPlaces
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MakerPlaces.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.MakerPlaces();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.maker = value;
                            else
                                delete message.maker;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.places = value;
                            else
                                delete message.places;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.taken = value;
                            else
                                delete message.taken;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return MakerPlaces;
        })();

        v2.HistoryTile = (function() {

            /**
             * Properties of a HistoryTile.
             * @typedef {Object} witness.v2.HistoryTile.$Properties
             * @property {Uint8Array|null} [deviceId] HistoryTile deviceId
             * @property {Uint8Array|null} [edition] HistoryTile edition
             * @property {number|null} [number] HistoryTile number
             * @property {Array.<witness.v2.TileItem.$Properties>|null} [items] HistoryTile items
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HistoryTile.
             * @memberof witness.v2
             * @interface IHistoryTile
             * @augments witness.v2.HistoryTile.$Properties
             * @deprecated Use witness.v2.HistoryTile.$Properties instead.
             */

            /**
             * Shape of a HistoryTile.
             * @typedef {witness.v2.HistoryTile.$Properties} witness.v2.HistoryTile.$Shape
             */

            /**
             * Constructs a new HistoryTile.
             * @memberof witness.v2
             * @classdesc Represents a HistoryTile.
             * @constructor
             * @param {witness.v2.HistoryTile.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HistoryTile = function (properties) {
                this.items = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HistoryTile deviceId.
             * @member {Uint8Array} deviceId
             * @memberof witness.v2.HistoryTile
             * @instance
             */
            HistoryTile.prototype.deviceId = $util.newBuffer([]);

            /**
             * HistoryTile edition.
             * @member {Uint8Array} edition
             * @memberof witness.v2.HistoryTile
             * @instance
             */
            HistoryTile.prototype.edition = $util.newBuffer([]);

            /**
             * HistoryTile number.
             * @member {number} number
             * @memberof witness.v2.HistoryTile
             * @instance
             */
            HistoryTile.prototype.number = 0;

            /**
             * HistoryTile items.
             * @member {Array.<witness.v2.TileItem.$Properties>} items
             * @memberof witness.v2.HistoryTile
             * @instance
             */
            HistoryTile.prototype.items = $util.emptyArray;

            /**
             * Encodes the specified HistoryTile message. Does not implicitly {@link witness.v2.HistoryTile.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.HistoryTile
             * @static
             * @param {witness.v2.HistoryTile.$Properties} message HistoryTile message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HistoryTile.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId") && message.deviceId.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.deviceId);
                if (message.edition != null && $Object.hasOwnProperty.call(message, "edition") && message.edition.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.edition);
                if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.number);
                if (message.items != null && message.items.length)
                    for (let i = 0; i < message.items.length; ++i)
                        $root.witness.v2.TileItem.encode(message.items[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HistoryTile message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.HistoryTile
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.HistoryTile & witness.v2.HistoryTile.$Shape} HistoryTile
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HistoryTile.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.HistoryTile();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.deviceId = value;
                            else
                                delete message.deviceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.edition = value;
                            else
                                delete message.edition;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.number = value;
                            else
                                delete message.number;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.items && message.items.length))
                                message.items = [];
                            message.items.push($root.witness.v2.TileItem.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HistoryTile;
        })();

        v2.TileItem = (function() {

            /**
             * Properties of a TileItem.
             * @typedef {Object} witness.v2.TileItem.$Properties
             * @property {number|null} [kind] TileItem kind
             * @property {number|null} [inputIndex] TileItem inputIndex
             * @property {number|null} [place] TileItem place
             * @property {number|null} [block] TileItem block
             * @property {Uint8Array|null} [blockHash] TileItem blockHash
             * @property {number|null} [blockTimeUnixS] TileItem blockTimeUnixS
             * @property {number|null} [parameters] TileItem parameters
             * @property {Uint8Array|null} [message] TileItem message
             * @property {number|null} [body] TileItem body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TileItem.
             * @memberof witness.v2
             * @interface ITileItem
             * @augments witness.v2.TileItem.$Properties
             * @deprecated Use witness.v2.TileItem.$Properties instead.
             */

            /**
             * Shape of a TileItem.
             * @typedef {witness.v2.TileItem.$Properties} witness.v2.TileItem.$Shape
             */

            /**
             * Constructs a new TileItem.
             * @memberof witness.v2
             * @classdesc Represents a TileItem.
             * @constructor
             * @param {witness.v2.TileItem.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TileItem = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TileItem kind.
             * @member {number} kind
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.kind = 0;

            /**
             * TileItem inputIndex.
             * @member {number} inputIndex
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.inputIndex = 0;

            /**
             * TileItem place.
             * @member {number} place
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.place = 0;

            /**
             * TileItem block.
             * @member {number} block
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.block = 0;

            /**
             * TileItem blockHash.
             * @member {Uint8Array} blockHash
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.blockHash = $util.newBuffer([]);

            /**
             * TileItem blockTimeUnixS.
             * @member {number} blockTimeUnixS
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.blockTimeUnixS = 0;

            /**
             * TileItem parameters.
             * @member {number} parameters
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.parameters = 0;

            /**
             * TileItem message.
             * @member {Uint8Array} message
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.message = $util.newBuffer([]);

            /**
             * TileItem body.
             * @member {number} body
             * @memberof witness.v2.TileItem
             * @instance
             */
            TileItem.prototype.body = 0;

            /**
             * Encodes the specified TileItem message. Does not implicitly {@link witness.v2.TileItem.verify|verify} messages.
             * @function encode
             * @memberof witness.v2.TileItem
             * @static
             * @param {witness.v2.TileItem.$Properties} message TileItem message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TileItem.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.kind);
                if (message.inputIndex != null && $Object.hasOwnProperty.call(message, "inputIndex") && message.inputIndex !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.inputIndex);
                if (message.place != null && $Object.hasOwnProperty.call(message, "place") && message.place !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.place);
                if (message.block != null && $Object.hasOwnProperty.call(message, "block") && message.block !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.block);
                if (message.blockHash != null && $Object.hasOwnProperty.call(message, "blockHash") && message.blockHash.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.blockHash);
                if (message.blockTimeUnixS != null && $Object.hasOwnProperty.call(message, "blockTimeUnixS") && message.blockTimeUnixS !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.blockTimeUnixS);
                if (message.parameters != null && $Object.hasOwnProperty.call(message, "parameters") && message.parameters !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.parameters);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.message);
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.body);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TileItem message from the specified reader or buffer.
             * @function decode
             * @memberof witness.v2.TileItem
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {witness.v2.TileItem & witness.v2.TileItem.$Shape} TileItem
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TileItem.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.witness.v2.TileItem();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inputIndex = value;
                            else
                                delete message.inputIndex;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.place = value;
                            else
                                delete message.place;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.block = value;
                            else
                                delete message.block;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.blockHash = value;
                            else
                                delete message.blockHash;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.blockTimeUnixS = value;
                            else
                                delete message.blockTimeUnixS;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.parameters = value;
                            else
                                delete message.parameters;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TileItem;
        })();

        return v2;
    })();

    return witness;
})();

export {
  $root as default
};
