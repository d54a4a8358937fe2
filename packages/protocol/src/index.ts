export * from "./message.ts";
export { WampError, ProtocolViolation } from "./errors.ts";
export type { WampErrorOptions } from "./errors.ts";
export { EMPTY_DICT, dictOf, isDict } from "./values.ts";
export type { Dict, Id, Uri } from "./values.ts";
export { describe, isId } from "./fields.ts";
export { Payload } from "./payload.ts";
export type { EncodedPayload, PayloadCodec, PayloadValues } from "./payload.ts";
export { isReserved, isUri, matches } from "./uri.ts";
export type { MatchPolicy, UriCheck } from "./uri.ts";
export { json } from "./serializers/json.ts";
export { MAX_DEPTH } from "./serializers/serializer.ts";
export type { Serializer, SerializerName } from "./serializers/serializer.ts";
export { passthruOf } from "./messages/passthru.ts";
export type { PassthruOptions } from "./messages/passthru.ts";
export type { Abort } from "./messages/abort.ts";
export type { Call, CallOptions, Result, ResultDetails } from "./messages/call.ts";
export type { Cancel, CancelOptions, Interrupt, InterruptOptions } from "./messages/cancel.ts";
export type { Authenticate, Challenge } from "./messages/challenge.ts";
export type { ErrorMessage } from "./messages/error.ts";
export type { Event, EventDetails, EventReceived } from "./messages/event.ts";
export type { Goodbye } from "./messages/goodbye.ts";
export type { Hello, HelloDetails, Welcome } from "./messages/hello.ts";
export type { Invocation, InvocationDetails, Yield, YieldOptions } from "./messages/invocation.ts";
export type { Publish, PublishOptions, Published } from "./messages/publish.ts";
export type { Register, RegisterOptions, Registered } from "./messages/register.ts";
export type { Subscribe, SubscribeOptions, Subscribed } from "./messages/subscribe.ts";
export type { Unregister, Unregistered } from "./messages/unregister.ts";
export type { Unsubscribe, Unsubscribed } from "./messages/unsubscribe.ts";
export { featuresOf } from "./features.ts";
export type { Features } from "./features.ts";
export type { Framing } from "./framing/framing.ts";
export { OPCODE, headerLength, writeFrameHeader } from "./framing/websocket.ts";
export {
  SEPARATOR,
  joinBytes,
  joinText,
  splitBytes,
  splitText,
  usesAutobahnSeparator,
} from "./framing/batched.ts";
export {
  answerChallenge,
  challengeText,
  deriveKey,
  signChallenge,
  verifySignature,
} from "./auth/wampcra.ts";
export type { CraChallenge, CraSalting } from "./auth/wampcra.ts";
export type { Crypto, Pbkdf2Parameters } from "./auth/crypto.ts";
