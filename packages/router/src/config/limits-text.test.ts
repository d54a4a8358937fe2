/** The fixed limits and the shares of a turn that docs/limits.md names are those of the code. */
import assert from 'node:assert/strict'
import { constants } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { MAX_DEPTH } from '@wampeter/protocol'
import { GROWTH } from '../../../protocol/src/framing/growing-bytes.ts'
import { DERIVING_MS } from '../authenticators/wampcra.ts'
import { UNTAKEN_MS } from '../listeners/attached.ts'
import { MOST_BYTES as CLIENT_HELLO_BYTES } from '../listeners/client-hello.ts'
import { MOST_WAITING } from '../listeners/pipelines.ts'
import { STARTS_PER_SHARE } from '../listeners/tls-gate.ts'
import { reserveFor } from '../observe/descriptors.ts'
import { MOST_WAITING_BYTES as LOG_BYTES } from '../observe/log-output.ts'
import { MOST_ROUNDS } from '../principals/dynamic-credentials.ts'
import { RESTRICTED_PER_TOPIC } from '../realm/broker/retained.ts'
import { MOST_RETAINED_AT_ONCE, MOST_RETAINED_BYTES_AT_ONCE } from '../realm/broker/subscribing.ts'
import { SMALL_BYTES } from '../realm/holdings.ts'
import { FLUSH_MS } from '../session/flushes.ts'
import { DEFAULT_WAITING_LOGINS } from '../session/options.ts'
import { CHORES_MS, CLOSED_PER_TURN, READ_MS, SHARE_MESSAGES, SHARE_MS } from '../session/turn.ts'
import { LARGE_BYTES, PLACE_MS, PLACES } from '../transports/large-messages.ts'
import { MOST_PONGS } from '../transports/server-socket.ts'

const page = (name: string): string =>
  readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')

const WORDS: Readonly<Record<string, number>> = { two: 2, four: 4, sixteenth: 16, half: 0.5, one: 1 }

/** The numbers of a sentence. A sentence that was reworded is not found, and fails the test. */
function numbersIn(text: string, sentence: RegExp): readonly number[] {
  const found = sentence.exec(text)
  assert.ok(found, `the page has no sentence like ${sentence}`)
  return found.slice(1).map((word) => WORDS[word] ?? Number(word.replaceAll(',', '')))
}

const KIB = 1024

test('each fixed limit is the one in the page', () => {
  const limits = page('limits.md')
  const said = (sentence: RegExp): readonly number[] => numbersIn(limits, sentence)
  assert.deepEqual(said(/(\d+) connections at a time receive a message that has reached (\d+) KiB/), [
    PLACES,
    LARGE_BYTES / KIB,
  ])
  assert.deepEqual(said(/A place is free after (half) a second at the latest/), [PLACE_MS / 1000])
  assert.deepEqual(said(/A WebSocket message has at most ([\d,]+) bytes/), [constants.MAX_STRING_LENGTH])
  assert.deepEqual(said(/A message nests at most (\d+) levels deep/), [MAX_DEPTH])
  assert.deepEqual(said(/One SUBSCRIBE brings at most ([\d,]+) retained events, and at most (\d+) KiB/), [
    MOST_RETAINED_AT_ONCE,
    MOST_RETAINED_BYTES_AT_ONCE / KIB,
  ])
  assert.deepEqual(said(/A topic keeps at most (\d+) retained events with receiver lists/), [RESTRICTED_PER_TOPIC])
  assert.deepEqual(said(/At most ([\d,]+) log-ins wait for authenticators/), [DEFAULT_WAITING_LOGINS])
  assert.deepEqual(said(/At most (\d+) requests of an HTTP connection may wait/), [MOST_WAITING])
  assert.deepEqual(said(/At most (\d+) pongs wait for a client/), [MOST_PONGS])
  assert.deepEqual(said(/takes at most (four) times the memory of what has arrived/), [GROWTH])
  assert.deepEqual(said(/The first message of a TLS client has at most (\d+) KiB/), [CLIENT_HELLO_BYTES / KIB])
  assert.deepEqual(said(/At most (\d+) MiB of log lines waits/), [LOG_BYTES / KIB / KIB])
  assert.deepEqual(said(/A session that has less than (\d+) KiB of them may still have more/), [SMALL_BYTES / KIB])
  const [part = 0, least = 0, most = 0] = said(/A (sixteenth) of them, at least (\d+) and at most (\d+), is a reserve/)
  assert.deepEqual([reserveFor(1_024), reserveFor(1), reserveFor(1e9)], [1_024 / part, least, most])
})

test('the shares of a turn are those in the page', () => {
  const limits = page('limits.md')
  const said = (sentence: RegExp): readonly number[] => numbersIn(limits, sentence)
  assert.deepEqual(said(/new messages are read for (\d+) ms/), [READ_MS])
  assert.deepEqual(said(/Then the waiting connections are read for (\d+) ms; each gets (\d+) ms while others wait/), [
    READ_MS,
    SHARE_MS,
  ])
  assert.deepEqual(said(/at most (\d+) messages while connections wait that seldom send/), [SHARE_MESSAGES])
  assert.deepEqual(said(/at most (two) start before other connections get their share/), [STARTS_PER_SHARE])
  assert.deepEqual(said(/Of an endpoint's connections, (\d+) close per turn/), [CLOSED_PER_TURN])
  assert.deepEqual(said(/Another (\d+) ms per turn are for what no new message asks for/), [CHORES_MS])
  assert.deepEqual(said(/Writing has (\d+) ms per turn/), [FLUSH_MS])
})

test('the limits on derived keys, and the time for other listeners, are those in their pages', () => {
  const authentication = page('authentication.md')
  assert.deepEqual(numbersIn(authentication, /in blocks of 32 bytes, rounded up\) may be at most ([\d,]+)/), [
    MOST_ROUNDS,
  ])
  assert.deepEqual(numbersIn(authentication, /The derivation of a key may take (\d+) seconds/), [DERIVING_MS / 1000])
  assert.deepEqual(numbersIn(page('embedding.md'), /it has (one) second to read from the socket/), [UNTAKEN_MS / 1000])
})
