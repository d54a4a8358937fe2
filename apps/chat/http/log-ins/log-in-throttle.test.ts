import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogInThrottle } from './log-in-throttle.ts'

function throttleAt(start = 0) {
  const clock = { now: start }
  return { clock, throttle: new LogInThrottle(() => clock.now) }
}
const fail = (throttle: LogInThrottle, times: number, account = 'ann', address = '10.0.0.1') => {
  for (let time = 0; time < times; time++) throttle.failed({ account, address })
}

test('the first five failures cost nothing, then each doubles the wait, up to 30 s', () => {
  const { clock, throttle } = throttleAt()
  const waits = []
  for (let failure = 1; failure <= 12; failure++) {
    fail(throttle, 1)
    waits.push(throttle.waitMs({ account: 'ann', address: '10.0.0.1' }))
  }

  assert.deepEqual(waits.slice(0, 7), [0, 0, 0, 0, 1_000, 2_000, 4_000])
  assert.equal(waits.at(-1), 30_000)
  clock.now += 30_000
  assert.equal(throttle.waitMs({ account: 'ann', address: '10.0.0.1' }), 0)
})

test('twenty learners behind one address who mistype ten times each do not slow each other', () => {
  const { throttle } = throttleAt()
  for (let learner = 0; learner < 20; learner++) fail(throttle, 10, `learner ${learner}`)

  assert.equal(throttle.waitMs({ account: 'learner 20', address: '10.0.0.1' }), 0)
})

test('guessing at one account from many addresses is slowed, but not for its owner', () => {
  const { throttle } = throttleAt()
  throttle.succeeded({ account: 'ann', address: '10.0.0.9' })
  for (let address = 0; address < 60; address++) fail(throttle, 1, 'ann', `10.1.0.${address}`)

  assert.ok(throttle.waitMs({ account: 'ann', address: '10.2.0.1' }) > 0)
  assert.equal(throttle.waitMs({ account: 'ann', address: '10.0.0.9' }), 0)
})

test('guessing at many accounts from one address is slowed, but not for who has logged in there before', () => {
  const { throttle } = throttleAt()
  throttle.succeeded({ account: 'ann', address: '10.0.0.1' })
  for (let account = 0; account < 301; account++) fail(throttle, 1, `user ${account}`)

  assert.ok(throttle.waitMs({ account: 'new', address: '10.0.0.1' }) > 0)
  assert.equal(throttle.waitMs({ account: 'ann', address: '10.0.0.1' }), 0)
})

test('a success forgets the failures of its account and address', () => {
  const { throttle } = throttleAt()
  fail(throttle, 9)
  throttle.succeeded({ account: 'ann', address: '10.0.0.1' })

  assert.equal(throttle.waitMs({ account: 'ann', address: '10.0.0.1' }), 0)
})

test('failures are forgotten after 15 minutes', () => {
  const { clock, throttle } = throttleAt()
  fail(throttle, 20)
  clock.now += 15 * 60_000

  fail(throttle, 1)
  assert.equal(throttle.waitMs({ account: 'ann', address: '10.0.0.1' }), 0)
})

test('parallel attempts on one account run one after the other, also after one that failed', async () => {
  const { throttle } = throttleAt()
  const attempt = { account: 'ann', address: '10.0.0.1' }
  let running = 0
  let most = 0
  const run = async () => {
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    throw new Error('no')
  }
  await Promise.allSettled([1, 2, 3].map(() => throttle.inTurn(attempt, run)))

  assert.equal(most, 1)
})
