import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile, hears } from './audience.ts'
import type { Audience, Hearer } from './audience.ts'

const alice: Hearer = { session: 1, authid: 'alice', authrole: 'user' }
const resumed: Hearer = { ...alice, session: 9, formerSessions: [1, 5] }

const cases: readonly (readonly [Audience, boolean, string])[] = [
  [{}, true, 'without lists every session receives the event'],
  [{ exclude: [1] }, false, 'excluded by session'],
  [{ exclude: [2] }, true, 'another session is excluded'],
  [{ exclude: [2, 3] }, true, 'others are excluded'],
  [{ excludeAuthids: ['alice'] }, false, 'excluded by authid'],
  [{ excludeAuthroles: ['user'] }, false, 'excluded by role'],
  [{ eligible: [1, 2] }, true, 'eligible by session'],
  [{ eligible: [2] }, false, 'not eligible by session'],
  [{ eligible: [] }, false, 'an empty list admits no session'],
  [{ eligibleAuthids: ['alice'] }, true, 'eligible by authid'],
  [{ eligibleAuthids: ['bob'] }, false, 'not eligible by authid'],
  [{ eligibleAuthroles: ['user'] }, true, 'eligible by role'],
  [{ eligibleAuthroles: [] }, false, 'an empty list of roles admits no session'],
  [{ eligible: [1], eligibleAuthroles: ['admin'] }, false, 'every list must admit'],
  [{ eligible: [1], exclude: [1] }, false, 'excluding beats admitting'],
  [{ eligibleAuthids: ['alice'], excludeAuthroles: ['admin'] }, true, 'admitted by one list, excluded by none'],
]

for (const [audience, expected, why] of cases)
  test(`an audience is judged by identity: ${why}`, () => {
    assert.equal(hears(audience, alice), expected)
    assert.equal(compile(audience)(alice), expected)
  })

test('a resumed session counts under each of its ids', () => {
  const audiences = [{ exclude: [5] }, { exclude: [5, 7] }, { eligible: [1] }, { eligible: [2] }]
  for (const judged of [hears, (audience: Audience, hearer: Hearer) => compile(audience)(hearer)])
    assert.deepEqual(
      audiences.map((audience) => judged(audience, resumed)),
      [false, false, true, false],
    )
})

test('the lists of an audience are read once, however many sessions are judged', () => {
  let reads = 0
  const counted = <Item>(list: readonly Item[]): readonly Item[] =>
    new Proxy(list, {
      get: (target, key, receiver): unknown => {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++
        return Reflect.get(target, key, receiver)
      },
    })
  const ids = Array.from({ length: 10_000 }, (_, index) => index + 1)
  const judged = compile({
    eligible: counted(ids),
    exclude: counted(ids.slice(0, 5_000)),
    excludeAuthids: counted(['bob']),
  })
  const heard = ids.filter((session) => judged({ ...alice, session }))
  assert.equal(heard.length, 5_000)
  assert.equal(reads, 15_001)
})
