import assert from 'node:assert/strict'
import test from 'node:test'
import { Conversation } from '../frames/conversation.ts'
import type { Frame } from '../frames/frame.ts'
import { got, sent } from '../frames/test-frames.ts'
import { isWhatIsWanted, readWanted, type Wanted } from './matching.ts'
import { troubleFor } from './trouble.ts'

function lastOf(...frames: readonly Frame[]) {
  const conversation = new Conversation()
  const readings = frames.map((frame) => conversation.read(frame))
  const reading = readings.at(-1)
  assert.ok(reading)
  return {
    is: (wanted: Wanted) => isWhatIsWanted(wanted, reading),
    trouble: (wanted: Wanted, lesson = '2') => troubleFor(wanted, reading, { lesson, conversation }),
  }
}

const event: Wanted = { kind: 'EVENT', facts: { uri: 'test' } }
const barry: Wanted = { kind: 'WELCOME', facts: { realm: 'somewhere-else', role: 'seethings' } }

test('a check is met by the message it names with the facts it names', () => {
  const welcome = lastOf(sent(1, 'somewhere-else', {}), got(2, 1, { authrole: 'seethings' }))

  assert.ok(welcome.is(barry))
  assert.ok(!welcome.is({ ...barry, facts: { ...barry.facts, role: 'dothings' } }))
})

test('the facts of a check and its `after` are separated', () => {
  assert.deepEqual(readWanted('EVENT', '{"uri":"test","after":"previous"}'), {
    kind: 'EVENT',
    facts: { uri: 'test' },
    waitsForPrevious: true,
  })
})

test('a publisher that does not hear itself gets the reason', () => {
  const joined = [sent(32, 1, {}, 'test'), got(33, 1, 7)]

  assert.match(
    lastOf(...joined, sent(16, 2, {}, 'test')).trouble(event, '1') ?? '',
    /does not hear itself.*exclude_me: false/,
  )
  assert.match(lastOf(sent(16, 2, {}, 'test')).trouble(event) ?? '', /has not subscribed/)
  assert.equal(lastOf(...joined, sent(16, 2, { exclude_me: false }, 'test')).trouble(event), undefined)
  assert.equal(
    lastOf(...joined, sent(16, 2, {}, 'test')).trouble({ kind: 'EVENT', facts: { ...event.facts, from: 'another' } }),
    undefined,
  )
})

test('where another session is to answer, hearing oneself is no advice', () => {
  const published = lastOf(sent(32, 1, {}, 'test'), got(33, 1, 7), sent(16, 2, { acknowledge: true }, 'test'))

  assert.equal(published.trouble(event, '3'), undefined)
})

test('each refusal of a log-in has its remedy', () => {
  const refused = (reason: string) =>
    lastOf(sent(1, 'somewhere-else', {}), got(3, { message: 'no' }, reason)).trouble(barry) ?? ''

  assert.match(refused('wamp.error.no_such_realm'), /Add it to `realms`.*bin\/run-crossbar 2/)
  assert.match(refused('wamp.error.no_matching_auth_method'), /transports\[0\]\.paths\.ws\.auth/)
  assert.match(refused('wamp.error.authentication_denied'), /Compare both/)
  assert.match(refused('wamp.error.no_such_role'), /no such role/)
  assert.match(refused('wamp.error.other'), /`wamp\.error\.other` no/)
})

test('a check that waits for a refusal explains a refusal for another reason', () => {
  const wanted: Wanted = { kind: 'ABORT', facts: { error: 'wamp.error.authentication_failed' } }
  const refused = (reason: string) => lastOf(sent(1, 'ws-workshop', {}), got(3, {}, reason))

  assert.match(refused('wamp.error.no_matching_auth_method').trouble(wanted) ?? '', /changed and saved\?/)
  assert.equal(refused('wamp.error.authentication_failed').trouble(wanted), undefined)
  const noRealm: Wanted = { kind: 'ABORT', facts: { error: 'wamp.error.no_such_realm' } }
  assert.equal(refused('wamp.error.no_matching_auth_method').trouble(noRealm), undefined)
})

test('a refusal in another realm, or of another name, is no trouble for this step', () => {
  assert.equal(lastOf(sent(1, 'elsewhere', {}), got(3, {}, 'wamp.error.no_such_realm')).trouble(barry), undefined)
  const call: Wanted = { kind: 'RESULT', facts: { uri: 'test' } }
  assert.equal(
    lastOf(sent(48, 1, {}, 'other'), got(8, 48, 1, {}, 'wamp.error.no_such_procedure')).trouble(call),
    undefined,
  )
  assert.match(
    lastOf(sent(48, 1, {}, 'test'), got(8, 48, 1, {}, 'wamp.error.no_such_procedure')).trouble(call) ?? '',
    /Register it first/,
  )
})
