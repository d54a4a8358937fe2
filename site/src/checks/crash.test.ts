import assert from 'node:assert/strict'
import test from 'node:test'
import type { Line } from '../log/history.ts'
import { clientCrash, guestCrashes } from './crash.ts'

const FOLDER = '/home/me/lessons/5-caching-and-listening'
const line = (text: string, at = 0, who?: string): Line => ({
  id: 0,
  at,
  source: 'router 5',
  level: 'info',
  text,
  ...(who !== undefined && { who, guest: true }),
})
const guestCrash = (lines: readonly Line[], folder: string, now?: number): string | undefined =>
  guestCrashes(lines, folder, now)[0]?.told
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
    clientCrash(lines, FOLDER)?.told,
    'the program ended: `storage.ts` line 3: ReferenceError: prot is not defined',
  )
  assert.equal(clientCrash([...lines, line('I pull messages')], FOLDER), undefined)
})

test('a library without a binary for this system is named, and that the program can never run here', () => {
  const said = [
    'Error: Failed to load zeromq.js addon.node: Error: No compatible zeromq.js addon found for linux x64 musl. The candidates were:',
    'Error: No compatible zeromq.js addon found',
  ]
  for (const error of said) {
    const [crash] = guestCrashes([started, own(error), ended], FOLDER)
    assert.deepEqual([crash?.guest, crash?.isForGood], ['authenticator', true])
    assert.equal(
      crash?.told,
      `the program "authenticator" ended: the library \`zeromq\` has no binary that runs on this system (${process.platform}, ${process.arch})`,
    )
  }
  assert.equal(guestCrashes([started, ...stack, ended], FOLDER)[0]?.isForGood, false)
})
