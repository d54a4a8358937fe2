import assert from 'node:assert/strict'
import test from 'node:test'
import { followRealSystem, inPageTime } from './real-system.ts'

const looked = { now: 100_000, verdicts: { 'check-a-1': { isDone: true, at: 90_000 }, 'check-a-2': { isDone: false } } }

test('on one machine times are as the site tells them', () => {
  assert.equal(inPageTime(looked, { askedAt: 99_900, answeredAt: 100_400 }), looked)
})

test('on one machine an answer that takes long changes no times', () => {
  assert.equal(inPageTime(looked, { askedAt: 99_900, answeredAt: 109_000 }), looked)
})

test('on a machine with another clock times are those of the page', () => {
  const { verdicts } = inPageTime(looked, { askedAt: 699_900, answeredAt: 700_000 })
  assert.deepEqual(verdicts, { 'check-a-1': { isDone: true, at: 690_000 }, 'check-a-2': { isDone: false } })
  assert.equal(inPageTime(looked, { askedAt: 39_900, answeredAt: 40_000 }).verdicts['check-a-1']?.at, 30_000)
})

test('an answer that comes after the lesson was started over is dropped', async (t) => {
  Object.assign(globalThis, { document: { hidden: false } })
  t.after(() => Reflect.deleteProperty(globalThis, 'document'))
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const answers = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()]
  let asked = 0
  t.mock.method(globalThis, 'fetch', () => answers[asked++]?.promise)
  const heard: unknown[] = []
  let begun = 1
  followRealSystem('4', { isWanted: () => true, begun: () => begun, heard: ({ verdicts }) => heard.push(verdicts) })
  begun = 2
  answers[0]?.resolve(Response.json({ now: Date.now(), verdicts: { 'check-a-1': { isDone: true } } }))
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  t.mock.timers.tick(1_000)
  answers[1]?.resolve(Response.json({ now: Date.now(), verdicts: {} }))
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  assert.deepEqual([asked, heard], [2, [{}]])
})
