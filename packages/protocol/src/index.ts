export type * from './message.ts'
export { checkLength, codeOf, isFromClient, isFromRouter, shapeOf } from './message-table.ts'
export type { MessageShape } from './message-table.ts'
export { headerOf, payloadOf } from './message-header.ts'
export { WampError, Refusal, ProtocolViolation } from './errors.ts'
export type { WampErrorOptions } from './errors.ts'
export { MessageRefused } from './message-refused.ts'
export type { RefusedMessage } from './message-refused.ts'
export { EMPTY_DICT, PROGRESS_DICT, dictOf, isDict } from './values.ts'
export { fixedDict } from './fixed-dict.ts'
export { chain } from './soon.ts'
export type { Soon } from './soon.ts'
export type { Dict, Id, Uri } from './values.ts'
export { describe, isId } from './fields.ts'
export { fromBase64, toBase64 } from './base64.ts'
export { Payload } from './payload.ts'
export { encodedFor, encodedPayload } from './encoded-payload.ts'
export { detached, fresh, payloadSize } from './payload-memory.ts'
export type { EncodedPayload, PayloadCodec, PayloadValues } from './payload.ts'
export { isReserved, isUri, matchPolicyOf } from './uri.ts'
export type { MatchPolicy, UriCheck } from './uri.ts'
export { json } from './serializers/json.ts'
export { wireCopy } from './serializers/wire-copy.ts'
export { clientJson } from './serializers/client-json.ts'
export { REQUEST } from './requests.ts'
export { MAX_DEPTH } from './serializers/serializer.ts'
export { MOST_HEADER_VALUES, MOST_WEIGHT, ReadMeter } from './serializers/read-meter.ts'
export type { ReadBounds } from './serializers/read-meter.ts'
export type { Serializer, SerializerName } from './serializers/serializer.ts'
export { passthruOf } from './messages/passthru.ts'
export type { PassthruOptions } from './messages/passthru.ts'
export type { Abort } from './messages/abort.ts'
export type { Call, CallOptions, Result, ResultDetails } from './messages/call.ts'
export type { Cancel, CancelOptions, Interrupt, InterruptOptions } from './messages/cancel.ts'
export type { Authenticate, Challenge } from './messages/challenge.ts'
export type { ErrorMessage } from './messages/error.ts'
export type { Event, EventDetails, EventReceived } from './messages/event.ts'
export type { Goodbye } from './messages/goodbye.ts'
export type { Hello, HelloDetails, Welcome } from './messages/hello.ts'
export type { Invocation, InvocationDetails, Yield, YieldOptions } from './messages/invocation.ts'
export type { Publish, PublishOptions, Published } from './messages/publish.ts'
export type { Register, RegisterOptions, Registered } from './messages/register.ts'
export type { Subscribe, SubscribeOptions, Subscribed } from './messages/subscribe.ts'
export type { Unregister, Unregistered, UnregisteredDetails } from './messages/unregister.ts'
export type { Unsubscribe, Unsubscribed, UnsubscribedDetails } from './messages/unsubscribe.ts'
export { featuresOf } from './features.ts'
export type { Feature, Features } from './features.ts'
export type { Framing } from './framing/framing.ts'
export { OPCODE, headerLength, writeFrameHeader } from './framing/websocket.ts'
export { WebSocketReader } from './framing/websocket-reader.ts'
export type { WebSocketEvents, WebSocketLimits } from './framing/websocket-reader.ts'
export { SEPARATOR, joinBytes, joinText, splitBytes, splitText, usesAutobahnSeparator } from './framing/batched.ts'
export { BatchReader } from './framing/batch-reader.ts'
export { answerChallenge, challengeText, deriveKey, signChallenge, verifySignature } from './auth/wampcra.ts'
export type { CraChallenge, CraSalting } from './auth/wampcra.ts'
export type { Crypto, Pbkdf2Parameters, SigningCrypto } from './auth/crypto.ts'
export { fromHex, toHex } from './hex.ts'
export { signCryptosign, signedMessage, verifyCryptosign } from './auth/cryptosign.ts'
export type { Sign, Verify } from './auth/cryptosign.ts'
export {
  isScramVerifier,
  keysOf,
  readScramChallenge,
  scramKeys,
  scramMessage,
  scramProof,
  scramVerifier,
  verifyScramProof,
} from './auth/scram.ts'
export type { Argon2, ScramCost, ScramCrypto, ScramDialect, ScramExchange, ScramKeys } from './auth/scram.ts'
export { saslprep } from './auth/saslprep.ts'
export {
  MOST_RAWSOCKET_BYTES,
  RAWSOCKET_ERROR,
  RAWSOCKET_FRAME,
  RAWSOCKET_SERIALIZER,
  RawSocketReader,
  writeRawSocketFrame,
  writeRawSocketHandshake,
  writeRawSocketRefusal,
} from './framing/rawsocket.ts'
export type { RawSocketEvent } from './framing/rawsocket.ts'
