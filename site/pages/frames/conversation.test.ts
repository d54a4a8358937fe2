import assert from 'node:assert/strict'
import test from 'node:test'
import { Conversation } from './conversation.ts'
import { rawText } from './frame-text.ts'
import type { Frame } from './frame.ts'
import { frame, got, sent } from './test-frames.ts'

function read(...frames: readonly Frame[]) {
  const conversation = new Conversation()
  const readings = frames.map((each) => conversation.read(each))
  const last = readings.at(-1)
  assert.ok(last)
  return { conversation, readings, last, says: last.kind?.say(last) }
}

test('an answer is linked to its request and takes its URI from there', () => {
  const { readings, says } = read(sent(32, 1, {}, 'test'), got(33, 1, 77))

  assert.equal(readings[1]?.answers, readings[0]?.frame.id)
  assert.equal(readings[1]?.facts.uri, 'test')
  assert.equal(says, 'confirms the subscription to `test`')
})

test('an event is known by its subscription, and as one’s own or another’s', () => {
  const joined = [sent(32, 1, {}, 'test'), got(33, 1, 77)]

  const silent = read(
    ...joined,
    sent(16, 2, { exclude_me: false }, 'test', ['abc'], {}),
    got(36, 77, 5, {}, ['abc'], {}),
  )
  assert.deepEqual([silent.last.facts.uri, silent.last.facts.from], ['test', 'me'])

  const acknowledged = read(
    ...joined,
    sent(16, 2, { acknowledge: true }, 'test', [1]),
    got(17, 2, 6),
    got(36, 77, 6, {}, [1]),
  )
  assert.equal(acknowledged.last.facts.from, 'me')

  const foreign = read(...joined, got(36, 77, 5, {}, ['abc']))
  assert.equal(foreign.last.facts.from, 'another')
})

test('a call is followed to its result, and an invocation to its procedure', () => {
  const { readings } = read(
    sent(64, 1, {}, 'add'),
    got(65, 1, 9),
    sent(48, 2, {}, 'add', [1, 2]),
    got(68, 1, 9, {}, [1, 2]),
    sent(70, 1, {}, [3]),
    got(50, 2, {}, [3]),
  )

  assert.deepEqual(
    readings.map(({ facts }) => facts.uri),
    ['add', 'add', 'add', 'add', 'add', 'add'],
  )
  assert.equal(readings[4]?.answers, readings[3]?.frame.id)
  assert.equal(readings[5]?.answers, readings[2]?.frame.id)
})

test('the facts of an ERROR have the kind of request, the role of its sender and its URI', () => {
  const { last, says } = read(
    sent(1, 'r', {}),
    got(2, 1, { authrole: 'seethings' }),
    sent(16, 1, { acknowledge: true }, 'test'),
    got(8, 16, 1, {}, 'wamp.error.not_authorized', ['no']),
  )

  assert.deepEqual(last.facts, {
    role: 'seethings',
    uri: 'test',
    error: 'wamp.error.not_authorized',
    refused: 'PUBLISH',
  })
  assert.equal(says, 'refuses PUBLISH for `test`: `wamp.error.not_authorized`: `["no"]`')
})

test('a ticket is a secret in the clear and can be covered; a signature is neither', () => {
  const ticket = read(sent(1, 'r', {}), got(4, 'ticket', {}), sent(5, 'notsosecret', {}))
  assert.equal(ticket.last.secretAt, 1)
  assert.equal(ticket.says, 'sends the ticket itself, in the clear')
  assert.match(rawText(ticket.last, false), /notsosecret/)
  assert.doesNotMatch(rawText(ticket.last, true), /notsosecret/)

  const signature = read(sent(1, 'r', {}), got(4, 'wampcra', { challenge: '{}' }), sent(5, 'c2lnbmF0dXJl', {}))
  assert.equal(signature.last.secretAt, undefined)
})

test('WELCOME names the user, the method and the realm', () => {
  const { last } = read(
    sent(1, 'somewhere-else', { authid: 'barry' }),
    got(2, 1, { authid: 'barry', authrole: 'seethings', authmethod: 'ticket' }),
  )

  assert.deepEqual(last.facts, { role: 'seethings', authid: 'barry', method: 'ticket', realm: 'somewhere-else' })
})

test('a frame that is no WAMP message is shown without an explanation', () => {
  for (const raw of [undefined, 'hello', '{}', '[]', '[999]', '[null]', 'null', `["${'x'.repeat(300_000)}"]`]) {
    const { last } = read(frame('in', raw))
    assert.equal(last.kind, undefined)
  }
})

test('messages of a wrong shape are read without harm', () => {
  for (const code of [1, 2, 3, 4, 5, 6, 8, 16, 17, 32, 33, 34, 35, 36, 48, 49, 50, 64, 65, 66, 67, 68, 69, 70, 337]) {
    for (const rest of [[], [null], [{}, [], 'x'], ['__proto__', '__proto__', '__proto__']]) {
      const { last } = read(got(code, ...rest))
      assert.equal(typeof last.kind?.say(last), 'string')
    }
  }
})

test('the client’s own question whether the router is there is told from the learner’s requests', () => {
  const conversation = new Conversation()
  const question = conversation.read(sent(34, 9, 2 ** 53))
  const answer = conversation.read(got(8, 34, 9, {}, 'wamp.error.no_such_subscription'))
  const own = conversation.read(sent(34, 10, 7))

  assert.deepEqual([question.isProbe, answer.isProbe, own.isProbe], [true, true, undefined])
})
