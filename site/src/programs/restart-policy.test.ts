import assert from 'node:assert/strict'
import test from 'node:test'
import { learnersPace, RestartPolicy, type Ending } from './restart-policy.ts'

const pace = { firstDelayMs: 100, longestDelayMs: 350, steadyMs: 1_000, mostCrashes: 4 }
const crash: Ending = { code: null, signal: 'SIGSEGV', wasUp: true, livedMs: 10 }

test('a router that never came up is not restarted: its config must be corrected first', () => {
  const policy = new RestartPolicy(pace)

  assert.deepEqual(policy.after({ code: 1, signal: null, wasUp: false, livedMs: 300 }), {
    kind: 'wait',
    why: 'never came up',
  })
})

test('a router that was up is restarted, with longer waits each time, and finally not any more', () => {
  const policy = new RestartPolicy(pace)
  const verdicts = Array.from({ length: 5 }, () => policy.after(crash))

  assert.deepEqual(
    verdicts.map((verdict) => (verdict.kind === 'restart' ? verdict.afterMs : verdict.why)),
    [100, 200, 350, 350, 'keeps crashing'],
  )
})

test('a long run, or a restart by the user, resets the count of crashes', () => {
  const policy = new RestartPolicy(pace)
  policy.after(crash)
  policy.after(crash)

  assert.deepEqual(policy.after({ ...crash, livedMs: 5_000 }), { kind: 'restart', afterMs: 100 })
  policy.forget()
  assert.deepEqual(policy.after(crash), { kind: 'restart', afterMs: 100 })
})

test('a router killed before it was up is started again', () => {
  assert.equal(
    new RestartPolicy(pace).after({ code: null, signal: 'SIGKILL', wasUp: false, livedMs: 5 }).kind,
    'restart',
  )
})

test('a learner’s program that ends at once waits for an edit, and one that was killed or lived on is started again', () => {
  const policy = new RestartPolicy(learnersPace)
  const ended = (code: number | null, livedMs: number) =>
    policy.after({ code, signal: code === null ? 'SIGKILL' : null, wasUp: true, livedMs }).kind

  assert.equal(ended(1, 300), 'wait')
  assert.equal(ended(0, 300), 'wait')
  assert.equal(ended(null, 300), 'restart')
  assert.equal(ended(1, 60_000), 'restart')
})
