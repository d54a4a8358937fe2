/**
 * V8 keeps one list of the first keys of all ordinary objects. When some 1,500 different ones have filled it, every new
 * object gets a hidden class of its own: Node's streams, `ws` and the router then take a quarter more CPU, until the
 * objects that fill it are gone.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'
import { Payload } from '@wampeter/protocol'
import type { Dict, Message } from '@wampeter/protocol'
import type { Effect } from '../../src/realm/effect.ts'
import { call, subscribe, TestRealm } from '../../src/realm/test-realm.ts'
import { SERIALIZERS } from '../../src/wiring/serializers.ts'
import { conversions } from '../../src/wiring/warm-up.ts'
import { heap } from './heap.ts'

setFlagsFromString('--allow-natives-syntax')
const haveSameClass = runInThisContext('(one, other) => %HaveSameMap(one, other)') as (...of: object[]) => boolean

const MANY = 2_000
/** So many more keys must find room. */
const ROOM = 1_000
let probes = 0

const ordinary = (key: string): object => ({ [key]: 1 })

/** True when the list does not take `ROOM` more keys. The collector removes those whose objects are gone. */
async function isFull(): Promise<boolean> {
  await heap()
  const present: object[] = []
  for (let index = 0; index < ROOM; index++) {
    const key = `probe ${probes++}`
    present.push(ordinary(key))
    if (!haveSameClass(ordinary(key), ordinary(key))) return true
  }
  return false
}

function dict(key: string, value: unknown): Dict {
  const entries = Object.create(null) as Record<string, unknown>
  entries[key] = value
  return entries
}

const kept: unknown[] = []

test('the warm-up leaves the list of first keys to others', async () => {
  for (const step of conversions(Object.values(SERIALIZERS), 10)) kept.push(step)
  assert.equal(await isFull(), false)
})

/** The message, read from its bytes by each serializer and written again by all. */
function* converted(message: Message): Generator<Message> {
  for (const from of Object.values(SERIALIZERS)) yield from.read(from.write(message))
}

const deliveries = (effects: readonly Effect[]): readonly Message[] =>
  effects.flatMap((effect) => (effect.kind === 'deliver' ? [effect.message] : []))

test('messages with thousands of different keys leave it, too', async () => {
  const made = new TestRealm()
  const [one, other] = [made.join(), made.join()]
  made.realm.route(other, subscribe('news'))
  for (let index = 0; index < MANY; index++) {
    const odd = dict(`key ${index}`, dict(`inner ${index}`, index))
    const sent: readonly Message[] = [
      { kind: 'PUBLISH', request: 1, options: odd, topic: 'news', payload: Payload.of([odd], odd) },
      { ...call('wamp.session.add_testament', odd), payload: Payload.of(['news', [odd], odd], odd) },
      { kind: 'SUBSCRIBE', request: 1, options: odd, topic: `news.${index}` },
    ]
    for (const message of sent.flatMap((each) => [...converted(each)])) {
      if (message.kind !== 'PUBLISH' && message.kind !== 'SUBSCRIBE' && message.kind !== 'CALL') continue
      const answers = deliveries(made.realm.route(one, message))
      kept.push(
        message,
        answers.flatMap((answer) => [...converted(answer)]),
      )
    }
  }
  assert.equal(await isFull(), false)
})

test('this check notices a full list', async () => {
  await heap()
  for (let index = 0; index < MANY; index++) kept.push(ordinary(`first ${index}`))
  assert.equal(await isFull(), true)
})
