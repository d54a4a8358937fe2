/** Random values and messages for fast-check. */
import fc from 'fast-check'
import { EMPTY_DICT, Payload, dictOf } from '../src/index.ts'
import type { Dict, Message, MessageKind } from '../src/index.ts'

const MAX_ID = 2 ** 53

/** A random id. */
export const id = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.maxSafeNat().map((n) => n || 1),
  fc.constant(MAX_ID),
)

/** Strings that are the same in JSON. One that starts with U+0000 is excluded, because it would stand for bytes. */
const text = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 300 }))
  .filter((string) => !string.startsWith('\u0000'))

/** Names that JavaScript objects already have, or treat in their own way. */
const awkward = fc.constantFrom(
  '__proto__',
  '___proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'toJSON',
  '',
  '7',
)

const bytes = fc.uint8Array({ maxLength: 300 })

const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.integer({ min: -300, max: 300 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(MAX_ID, -MAX_ID, 2 ** 53 + 2, 2 ** 63, 2 ** 64, 1e20, 1e21, 1e300, 5e-324),
)

/** Integers that need 64 bits. */
const large = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) - 1n }),
  fc.bigInt({ min: 2n ** 53n + 1n, max: 2n ** 64n - 1n }),
)

const dictOfValues = (key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Dict> =>
  fc.array(fc.tuple(key, value), { maxLength: 5 }).map(dictOf)

/** Numbers and other simple values. -0 is excluded, because it becomes 0 in all formats. */
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  number.map((n) => n || 0),
  text,
  bytes,
)

const nested = (leaf: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('value'), { maxLength: 5 }),
      dictOfValues(fc.oneof(text, awkward), tie('value')),
    ),
  })).value

/** A value that an application may send, the same in every format. */
export const value = nested(fc.oneof(scalar, large))

const sealed = bytes.map((block) => Payload.sealed(block))

const payload = fc.oneof(
  fc.constant(Payload.empty),
  fc
    .tuple(fc.array(value, { maxLength: 4 }), dictOfValues(fc.oneof(text, awkward), value))
    .map(([args, kwargs]) => Payload.of(args, kwargs)),
)

/** Options with keys that no message knows. Large integers are excluded, because only payloads keep them. */
const unknownOptions = dictOfValues(
  fc.oneof(
    awkward,
    text.map((key) => `x_${key}`),
  ),
  nested(scalar),
)

const options = (known: Readonly<Record<string, fc.Arbitrary<unknown>>> = {}): fc.Arbitrary<Dict> =>
  fc
    .tuple(unknownOptions, fc.record(known, { requiredKeys: [] }))
    .map(([unknown, chosen]) => dictOf([...Object.entries(unknown), ...Object.entries(chosen)]))

const boolean = fc.boolean()
const strings = fc.array(text, { maxLength: 3 })
const ids = fc.array(id, { maxLength: 3 })
const natural = fc.nat()
const roles = fc
  .subarray(['publisher', 'subscriber', 'caller', 'callee'], { minLength: 1 })
  .map((names) => dictOf(names.map((name) => [name, EMPTY_DICT])))

const passthru = { ppt_scheme: text, ppt_serializer: text, ppt_cipher: text, ppt_keyid: text }
const encrypted = { enc_algo: text, enc_key: text, enc_serializer: text }

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>

const message = (kind: MessageKind, fields: Fields): fc.Arbitrary<Message> =>
  fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<Message>

/** A message with a payload. It is one block of bytes if the options name an algorithm. */
function carrying(
  kind: MessageKind,
  fields: Fields,
  [name, known]: readonly [name: string, known: Fields],
): fc.Arbitrary<Message> {
  const plain = message(kind, { ...fields, [name]: options({ ...known, ...passthru }), payload })
  const withAlgorithm = options({ ...known, ...encrypted }).chain((dict) =>
    text.map((algorithm) => dictOf([...Object.entries(dict), ['enc_algo', algorithm]])),
  )
  return fc.oneof({ arbitrary: plain, weight: 3 }, message(kind, { ...fields, [name]: withAlgorithm, payload: sealed }))
}

const dict = options()

/** UNSUBSCRIBED or UNREGISTERED: a revocation has request 0 and names its subject, an answer has no details. */
const ended = (kind: 'UNSUBSCRIBED' | 'UNREGISTERED', what: string): fc.Arbitrary<Message> =>
  fc.oneof(
    message(kind, { request: id, details: fc.constant(EMPTY_DICT) }),
    message(kind, {
      request: fc.constant(0),
      details: fc
        .tuple(options({ reason: text }), id)
        .map(([details, revoked]) => dictOf([...Object.entries(details), [what, revoked]])),
    }),
  )

/** Random messages of each kind. */
export const messages: { readonly [Kind in MessageKind]: fc.Arbitrary<Message> } = {
  HELLO: message('HELLO', {
    realm: text,
    details: fc
      .tuple(options({ agent: text, authmethods: strings, authid: text, authrole: text, authextra: dict }), roles)
      .map(([details, given]) => dictOf([...Object.entries(details), ['roles', given]])),
  }),
  WELCOME: message('WELCOME', { session: id, details: dict }),
  ABORT: message('ABORT', { details: dict, reason: text, payload }),
  CHALLENGE: message('CHALLENGE', { authmethod: text, extra: dict }),
  AUTHENTICATE: message('AUTHENTICATE', { signature: text, extra: dict }),
  GOODBYE: message('GOODBYE', { details: dict, reason: text }),
  ERROR: carrying('ERROR', { requestType: natural, request: id, error: text }, ['details', {}]),
  PUBLISH: carrying('PUBLISH', { request: id, topic: text }, [
    'options',
    {
      acknowledge: boolean,
      exclude_me: boolean,
      disclose_me: boolean,
      retain: boolean,
      exclude: ids,
      exclude_authid: strings,
      exclude_authrole: strings,
      eligible: ids,
      eligible_authid: strings,
      eligible_authrole: strings,
    },
  ]),
  PUBLISHED: message('PUBLISHED', { request: id, publication: id }),
  SUBSCRIBE: message('SUBSCRIBE', {
    request: id,
    options: options({ match: text, get_retained: boolean }),
    topic: text,
  }),
  SUBSCRIBED: message('SUBSCRIBED', { request: id, subscription: id }),
  UNSUBSCRIBE: message('UNSUBSCRIBE', { request: id, subscription: id }),
  UNSUBSCRIBED: ended('UNSUBSCRIBED', 'subscription'),
  EVENT: carrying('EVENT', { subscription: id, publication: id }, [
    'details',
    { topic: text, publisher: id, publisher_authid: text, publisher_authrole: text, retained: boolean },
  ]),
  EVENT_RECEIVED: message('EVENT_RECEIVED', { publication: id }),
  CALL: carrying('CALL', { request: id, procedure: text }, [
    'options',
    { timeout: natural, receive_progress: boolean, progress: boolean, disclose_me: boolean },
  ]),
  CANCEL: message('CANCEL', { request: id, options: options({ mode: text }) }),
  RESULT: carrying('RESULT', { request: id }, ['details', { progress: boolean }]),
  REGISTER: message('REGISTER', {
    request: id,
    options: options({
      match: text,
      invoke: text,
      concurrency: natural,
      force_reregister: boolean,
      disclose_caller: boolean,
      forward_timeout: boolean,
    }),
    procedure: text,
  }),
  REGISTERED: message('REGISTERED', { request: id, registration: id }),
  UNREGISTER: message('UNREGISTER', { request: id, registration: id }),
  UNREGISTERED: ended('UNREGISTERED', 'registration'),
  INVOCATION: carrying('INVOCATION', { request: id, registration: id }, [
    'details',
    {
      procedure: text,
      caller: id,
      caller_authid: text,
      caller_authrole: text,
      receive_progress: boolean,
      progress: boolean,
      timeout: natural,
    },
  ]),
  INTERRUPT: message('INTERRUPT', { request: id, options: options({ mode: text, reason: text }) }),
  YIELD: carrying('YIELD', { request: id }, ['options', { progress: boolean }]),
}

/** A random message of any kind. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(...Object.values(messages))
