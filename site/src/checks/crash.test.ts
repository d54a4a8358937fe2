import assert from 'node:assert/strict'
import test from 'node:test'
import type { Line } from '../log/history.ts'
import { clientCrash, guestCrash } from './crash.ts'

const FOLDER = '/home/me/lessons/5-caching-and-listening'
const line = (text: string, at = 0, who?: string): Line => ({
  id: 0,
  at,
  source: 'router 5',
  level: 'info',
  text,
  ...(who !== undefined && { who, guest: true }),
})
const own = (text: string): Line => line(text, 0, 'authenticator')

const started = line('guest "authenticator" was started: /usr/bin/node')
const stack = [
  own('node:internal/modules/run_main:111'),
  own('WampError: subscribe workshop.chat.: role "authenticator" may not subscribe'),
  own('    at get promise (file:///home/me/packages/client/src/outcome.ts:31:42)'),
  own(`    at record (file://${FOLDER}/router/recorder.ts:17:16)`),
]
const ended = line('guest "authenticator" ended with exit code 1; it is started again in 1 s')

test('a worker that ended by an exception is named, with the line in the learner’s own file', () => {
  assert.equal(
    guestCrash([started, ...stack, ended], FOLDER),
    'the program "authenticator" ended: `recorder.ts` line 17: WampError: subscribe workshop.chat.: role "authenticator" may not subscribe',
  )
})

test('an error without a stack is told as it is', () => {
  assert.equal(
    guestCrash([started, own('[Error: Invalid argument] {'), own("  code: 'EINVAL',"), ended], FOLDER),
    'the program "authenticator" ended: Error: Invalid argument',
  )
})

test('a worker that has just been started again counts by its last run, until it has lasted', () => {
  const again = line('guest "authenticator" was started: /usr/bin/node', 10_000)
  const lines = [started, ...stack, ended, again]

  assert.match(guestCrash(lines, FOLDER, 10_100) ?? '', /recorder\.ts` line 17/)
  assert.equal(guestCrash(lines, FOLDER, 11_000), undefined)
})

test('a change of its files ends the fault, and an orderly end is none', () => {
  const changed = line('guest "authenticator" is started again: router/recorder.ts has changed')
  assert.equal(guestCrash([started, ...stack, ended, changed], FOLDER), undefined)
  assert.equal(guestCrash([started, line('guest "authenticator" ended with exit code 0; …')], FOLDER), undefined)
})

test('the program beside the router is told in the same way', () => {
  const lines = [
    line(`file://${FOLDER}/zmq/storage.ts:3`),
    line('ReferenceError: prot is not defined'),
    line('workshop: it could not start (it ended with exit code 1; its own message is above).'),
  ]

  assert.equal(
    clientCrash(lines, FOLDER),
    'the program ended: `storage.ts` line 3: ReferenceError: prot is not defined',
  )
  assert.equal(clientCrash([...lines, line('I pull messages')], FOLDER), undefined)
})
