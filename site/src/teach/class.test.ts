import assert from 'node:assert/strict'
import test from 'node:test'
import { Class, CLASS_LIMITS, readProgress } from './class.ts'

const ada = { name: 'Ada', lesson: 3, step: 'let-it-listen' }

test('the overview has each learner once, with the newest step, by lesson and name', () => {
  const all = new Class()
  all.heard('10.0.0.1', ada, 1)
  all.heard('10.0.0.2', { ...ada, name: 'Zoe', lesson: 1 }, 2)
  all.heard('10.0.0.1', { ...ada, step: '' }, 3)

  assert.deepEqual(
    all.rows(3).map(({ name, step, at }) => [name, step, at]),
    [
      ['Zoe', 'let-it-listen', 2],
      ['Ada', '', 3],
    ],
  )
})

test('two learners with one name on two machines are two rows', () => {
  const all = new Class()
  all.heard('10.0.0.1', ada, 1)
  all.heard('10.0.0.2', ada, 1)

  assert.equal(all.rows(1).length, 2)
})

test('learners beyond the limit are refused, and those who are there go on', () => {
  const all = new Class()
  for (let at = 0; at < CLASS_LIMITS.learners; at++) all.heard(`10.0.0.${at}`, ada, 1)

  assert.equal(all.heard('10.1.0.1', ada, 1), false)
  assert.equal(all.heard('10.0.0.1', { ...ada, step: '' }, 2), true)
  assert.equal(all.rows(2).length, CLASS_LIMITS.learners)
})

test('a learner who is not heard of for half a day is forgotten', () => {
  const all = new Class()
  all.heard('10.0.0.1', ada, 1)

  assert.equal(all.rows(CLASS_LIMITS.forgetAfterMs + 2).length, 0)
})

test('of what a learner sends, name, lesson and step are kept and nothing else', () => {
  assert.deepEqual(readProgress({ ...ada, password: 'secret', history: [1] }), ada)
})

for (const [what, value, tells] of [
  ['nothing', null, /name must/],
  ['a name that is too long', { ...ada, name: 'x'.repeat(41) }, /1 to 40 characters/],
  ['a name of spaces', { ...ada, name: '  ' }, /name must/],
  ['a name that turns the writing around', { ...ada, name: 'Ada\u202e' }, /control characters/],
  ['a lesson that is text', { ...ada, lesson: '3' }, /lesson must/],
  ['a lesson that does not exist', { ...ada, lesson: 10 }, /lesson must/],
  ['a step with HTML', { ...ada, step: '<b>' }, /step must/],
  ['a step that is too long', { ...ada, step: 'x'.repeat(81) }, /step must/],
] as const)
  test(`${what} is refused with a reason`, () => {
    const read = readProgress(value)
    assert.equal(typeof read, 'string')
    assert.match(String(read), tells)
  })
