/** The table of docs/limits.md has each limit of the schema, with its default. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_MAX_CONNECTIONS_PER_ADDRESS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  DEFAULT_RESPONSE_TIMEOUT_MS,
} from '../listeners/options.ts'
import { DEFAULT_REALM_LIMITS } from '../realm/options.ts'
import { DEFAULT_PROCESS_OUTBOX_BYTES, DEFAULT_SESSION_LIMITS } from '../session/options.ts'
import {
  DEFAULT_MAX_MESSAGE_BYTES,
  DEFAULT_MESSAGE_FRAMES,
  DEFAULT_MESSAGES_PER_SECOND,
} from '../transports/options.ts'
import { endpointLimits, processLimits, realmLimits, sessionLimits } from './schema/limits.ts'

interface Row {
  readonly where: string
  readonly key: string
  readonly byDefault: number
}

const rows: readonly Row[] = readFileSync(new URL('../../../../docs/limits.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, where, key, byDefault] = /^\| ([\w ]+) \| `(\w+)`.*? \| (.*?) \|/.exec(line) ?? []
    if (where === undefined || key === undefined || byDefault === undefined) return []
    return [{ where, key, byDefault: Number.parseInt(byDefault.replaceAll(',', ''), 10) }]
  })

const of = (where: string): readonly string[] =>
  rows.flatMap((row) => (row.where === where && row.key !== 'max_message_size' ? [row.key] : [])).toSorted()

test('each limit of the config is in the table, at its place', () => {
  const keys = (schema: { readonly shape: object }): readonly string[] => Object.keys(schema.shape).toSorted()
  assert.deepEqual(of('endpoint'), keys(endpointLimits))
  assert.deepEqual(of('WebSocket options'), keys(sessionLimits))
  assert.deepEqual(of('realm'), keys(realmLimits))
  assert.deepEqual(of('controller options'), keys(processLimits))
})

test('each default is the one in the table', () => {
  const said = (where: string, key: string): number | undefined =>
    rows.find((row) => row.where === where && row.key === key)?.byDefault
  const camelCase = (key: string): string => key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  for (const key of of('realm'))
    assert.equal(
      said('realm', key),
      Object.entries(DEFAULT_REALM_LIMITS).find(([name]) => name === camelCase(key))?.[1],
      key,
    )
  const others: readonly (readonly [where: string, key: string, value: number])[] = [
    ['endpoint', 'connections', DEFAULT_MAX_CONNECTIONS],
    ['endpoint', 'connections_per_address', DEFAULT_MAX_CONNECTIONS_PER_ADDRESS],
    ['endpoint', 'request_timeout', DEFAULT_REQUEST_TIMEOUT_MS],
    ['endpoint', 'response_timeout', DEFAULT_RESPONSE_TIMEOUT_MS],
    ['WebSocket options', 'max_message_size', DEFAULT_MAX_MESSAGE_BYTES],
    ['WebSocket options', 'handshake_timeout', DEFAULT_SESSION_LIMITS.handshakeTimeoutMs],
    ['WebSocket options', 'goodbye_timeout', DEFAULT_SESSION_LIMITS.goodbyeTimeoutMs],
    ['WebSocket options', 'messages_per_second', DEFAULT_MESSAGES_PER_SECOND],
    ['WebSocket options', 'outbox_bytes', DEFAULT_SESSION_LIMITS.outboxBytes],
    ['WebSocket options', 'login_message_size', DEFAULT_SESSION_LIMITS.loginMessageBytes],
    ['WebSocket options', 'login_values', DEFAULT_SESSION_LIMITS.loginValues],
    ['WebSocket options', 'header_values', DEFAULT_SESSION_LIMITS.headerValues],
    ['WebSocket options', 'message_weight', DEFAULT_SESSION_LIMITS.messageWeight],
    ['WebSocket options', 'message_frames', DEFAULT_MESSAGE_FRAMES],
    ['WebSocket options', 'batch_messages', DEFAULT_SESSION_LIMITS.batchMessages],
    ['controller options', 'outbox_bytes', DEFAULT_PROCESS_OUTBOX_BYTES],
  ]
  for (const [where, key, value] of others) assert.equal(said(where, key), value, key)
})
