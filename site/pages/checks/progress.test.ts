import assert from 'node:assert/strict'
import test, { beforeEach } from 'node:test'
import { doneIn, Progress } from './progress.ts'

const kept = new Map<string, string>()
const storage: Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'> = {
  get length() {
    return kept.size
  },
  key: (at) => [...kept.keys()][at] ?? null,
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => void kept.set(key, value),
  removeItem: (key) => void kept.delete(key),
}
Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true })
beforeEach(() => kept.clear())

test('a step is open when the checks before it have come true, and not before the lesson was begun', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000 })
  const progress = new Progress('5')
  assert.equal(progress.openedAt([]), 1_000)

  progress.add('check-a-1', 400) // a file that was there already
  assert.equal(progress.openedAt(['check-a-1', 'check-a-2']), 1_000)
  progress.add('check-a-2', 3_000)
  progress.add('check-b-1', 9_000)
  assert.equal(progress.openedAt(['check-a-1', 'check-a-2']), 3_000)
})

test('a reload and another tab know the same times', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000 })
  new Progress('5').add('check-a-1', 2_000)
  t.mock.timers.setTime(50_000)
  const again = new Progress('5')

  assert.equal(again.openedAt([]), 1_000)
  assert.equal(again.openedAt(['check-a-1']), 2_000)
  assert.equal(doneIn('5'), 1)
})

test('after starting over, what was before is of an earlier run', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000 })
  const progress = new Progress('5')
  progress.add('check-a-1', 2_000)
  t.mock.timers.setTime(5_000)
  progress.startOver()

  assert.equal(progress.openedAt(['check-a-1']), 5_000)
  assert.equal(doneIn('5'), 0)
})

test('a check whose time cannot be read is not done', () => {
  kept.set('wampeter:lesson-5:check-a-1', '{')
  kept.set('wampeter:lesson-5:begun', 'null')
  assert.equal(new Progress('5').has('check-a-1'), false)
})

test('two tabs that do checks at once lose none', () => {
  const [one, two] = [new Progress('5'), new Progress('5')]
  one.add('check-a-1')
  two.add('check-a-2')
  assert.equal(doneIn('5'), 2)
  assert.equal(new Progress('50').has('check-a-1'), false)
})
