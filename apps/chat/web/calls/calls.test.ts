/** Calls between pages, with fake connections and devices: what happens, and that nothing is left. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CallState } from './call-state.ts'
import { MESH_LIMIT } from './signal.ts'
import type { TestPage } from './test-world.ts'
import { TestWorld } from './test-world.ts'

const ended = ({ desk }: TestPage): string => {
  const { state } = desk
  return state.phase === 'idle' ? `${state.ended?.why ?? 'idle'} ${state.ended?.name ?? ''}`.trim() : state.phase
}

const withWhom = ({ desk: { state } }: TestPage): string =>
  state.phase === 'call'
    ? state.peers
        .map(({ name, state: how }) => `${name} ${how}`)
        .toSorted()
        .join(', ')
    : state.phase

function world(...names: readonly string[]): { world: TestWorld; pages: TestPage[] } {
  const made = new TestWorld(names.length)
  return { world: made, pages: names.map((name) => made.page(name)) }
}

/** Nobody is in a call, and nothing of one is left. */
function assertNothingLeft(made: TestWorld, what = ''): void {
  for (const page of made.pages) {
    assert.equal(page.desk.state.phase, 'idle', `${what}: ${page.name} is ${JSON.stringify(page.desk.state)}`)
    assert.equal(page.desk.size, 0, what)
  }
  assert.equal(made.openLinks, 0, `${what}: connections`)
  assert.equal(made.cameras, 0, `${what}: cameras`)
  assert.equal(made.time.waiting, 0, `${what}: timers`)
}

async function call(made: TestWorld, caller: TestPage, callee: TestPage): Promise<void> {
  caller.desk.dial('tea', callee.name, 'video')
  await made.pass(200)
  callee.desk.happen({ kind: 'answer' })
  await made.pass(400)
}

test('a call is rung, answered, and ended by either side', async () => {
  for (const ender of [0, 1]) {
    const { world: made, pages } = world('ada', 'ben')
    const [ada, ben] = pages as [TestPage, TestPage]
    await call(made, ada, ben)
    assert.equal(withWhom(ada), 'ben connected')
    assert.equal(withWhom(ben), 'ada connected')
    assert.equal(made.cameras, 2)

    pages[ender]?.desk.happen({ kind: 'hang-up' })
    await made.pass(3_000)
    assert.equal(ended(pages[1 - ender] as TestPage), `left ${pages[ender]?.name}`)
    assertNothingLeft(made)
  }
})

test('a call is declined, is given up, or not answered', async () => {
  const { world: made, pages } = world('ada', 'ben')
  const [ada, ben] = pages as [TestPage, TestPage]
  ada.desk.dial('tea', 'ben', 'video')
  await made.pass(200)
  assert.equal(ended(ben), 'rung')
  ben.desk.happen({ kind: 'decline' })
  await made.pass(200)
  assert.equal(ended(ada), 'declined ben')

  ada.desk.dial('tea', 'ben', 'video')
  await made.pass(200)
  ada.desk.happen({ kind: 'hang-up' })
  await made.pass(200)
  assert.equal(ended(ben), 'missed ada')

  ada.desk.dial('tea', 'ben', 'video')
  await made.pass(40_000)
  assert.equal(ended(ada), 'no-answer ben')
  assert.equal(ended(ben), 'missed ada')
  ada.desk.dial('tea', 'nobody', 'video')
  await made.pass(40_000)
  assert.equal(ended(ada), 'unreachable nobody')
  assertNothingLeft(made)
})

test('both call each other at once: one call takes place', async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const made = new TestWorld(seed)
    const [ada, ben] = [made.page('ada'), made.page('ben')]
    const adaElsewhere = made.page('ada')
    ada.desk.dial('tea', 'ben', 'video')
    await made.pass(Math.floor(made.random() * 3) * 20, 20)
    ben.desk.dial('tea', 'ada', 'video')
    await made.pass(1_000)
    assert.equal(withWhom(ada), 'ben connected', `seed ${seed}`)
    assert.equal(withWhom(ben), 'ada connected', `seed ${seed}`)
    assert.equal(adaElsewhere.desk.state.phase, 'idle', `seed ${seed}`)
    ada.desk.happen({ kind: 'hang-up' })
    await made.pass(40_000)
    assertNothingLeft(made, `seed ${seed}`)
  }
})

test('another page of the same person answers: the first to do so is in the call, the others stop', async () => {
  const { world: made, pages } = world('ada', 'ben', 'ben', 'ben')
  const [ada, first, second, third] = pages as [TestPage, TestPage, TestPage, TestPage]
  ada.desk.dial('tea', 'ben', 'video')
  await made.pass(200)
  second.desk.happen({ kind: 'answer' })
  third.desk.happen({ kind: 'answer' }) // too late, or in time: one of them
  await made.pass(1_000)
  assert.equal(ended(first), 'elsewhere ada')
  assert.deepEqual([second, third].map(ended).toSorted(), ['call', 'elsewhere ada'])
  ada.desk.happen({ kind: 'hang-up' })
  await made.pass(3_000)
  assertNothingLeft(made)
})

test('who is in a call is busy for everybody else', async () => {
  const { world: made, pages } = world('ada', 'ben', 'cid')
  const [ada, ben, cid] = pages as [TestPage, TestPage, TestPage]
  await call(made, ada, ben)
  cid.desk.dial('tea', 'ben', 'video')
  await made.pass(300)
  assert.equal(ended(cid), 'busy ben')
  assert.equal(withWhom(ben), 'ada connected')
})

test('several people are in one call, and no more than the limit', async () => {
  const { world: made, pages } = world('ada', 'ben', 'cid', 'dan', 'eve')
  const [ada, ben, cid, dan] = pages as [TestPage, TestPage, TestPage, TestPage]
  await call(made, ada, ben)
  await call(made, ben, cid)
  await call(made, ada, dan)
  await made.pass(1_000)
  for (const page of [ada, ben, cid, dan]) assert.equal(withWhom(page).split(', ').length, MESH_LIMIT - 1, page.name)
  assert.equal(withWhom(cid), 'ada connected, ben connected, dan connected')

  dan.desk.dial('tea', 'eve', 'video')
  assert.match(dan.problems.join(), /at most 4 people/)
  ben.desk.happen({ kind: 'hang-up' })
  await made.pass(3_000)
  assert.equal(withWhom(cid), 'ada connected, dan connected')
  for (const page of pages) page.desk.happen({ kind: 'hang-up' })
  await made.pass(3_000)
  assertNothingLeft(made)
})

test('two who come in at the same moment, by different people, are connected to each other', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const made = new TestWorld(seed)
    const [ada, ben, cid, dan] = ['ada', 'ben', 'cid', 'dan'].map((name) => made.page(name)) as [...TestPage[]] as [
      TestPage,
      TestPage,
      TestPage,
      TestPage,
    ]
    await call(made, ada, ben)
    ada.desk.dial('tea', 'cid', 'video')
    ben.desk.dial('tea', 'dan', 'video')
    await made.pass(200)
    cid.desk.happen({ kind: 'answer' })
    dan.desk.happen({ kind: 'answer' })
    await made.pass(10_000)
    assert.equal(withWhom(cid), 'ada connected, ben connected, dan connected', `seed ${seed}`)
    assert.equal(withWhom(dan), 'ada connected, ben connected, cid connected', `seed ${seed}`)
  }
})

test('a call survives a restart of the router, and can be ended afterwards by a signal', async () => {
  const { world: made, pages } = world('ada', 'ben')
  const [ada, ben] = pages as [TestPage, TestPage]
  await call(made, ada, ben)
  made.restartRouter()
  await made.pass(5_000)
  assert.equal(withWhom(ada), 'ben connected')
  assert.deepEqual(
    [ada, ben].map(({ desk: { state } }) => state.phase === 'call' && state.peers[0]?.session),
    [ben.session, ada.session],
  )
  ada.desk.happen({ kind: 'hang-up' })
  await made.pass(200)
  assert.equal(ended(ben), 'left ada')
})

test('a ring that got lost with the router is rung again', async () => {
  const { world: made, pages } = world('ada', 'ben')
  const [ada, ben] = pages as [TestPage, TestPage]
  made.restartRouter()
  ada.desk.dial('tea', 'ben', 'video')
  await made.pass(5_000)
  assert.equal(ended(ben), 'rung')
  made.restartRouter()
  await made.pass(5_000)
  ben.desk.happen({ kind: 'answer' })
  await made.pass(1_000)
  assert.equal(withWhom(ada), 'ben connected')
})

test('a page that is closed in the middle is left behind, whether that is seen at once or not', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const made = new TestWorld(seed)
    const [ada, ben] = [made.page('ada'), made.page('ben')]
    await call(made, ada, ben)
    made.close(ben)
    await made.pass(40_000)
    assert.match(ended(ada), /^(left|lost) ben$/)
    assertNothingLeft(made)
  }
})

test('where no way is found between two, the call ends and says so', async () => {
  const { world: made, pages } = world('ada', 'ben')
  const [ada, ben] = pages as [TestPage, TestPage]
  made.block('ada', 'ben')
  await call(made, ada, ben)
  assert.equal(withWhom(ada), 'ben connecting')
  await made.pass(25_000)
  assert.deepEqual([ada, ben].map(ended), ['no-path ben', 'no-path ada'])
  assertNothingLeft(made)
})

test('the end of a membership ends the call, for the one and for the others', async () => {
  const { world: made, pages } = world('ada', 'ben', 'cid')
  const [ada, ben, cid] = pages as [TestPage, TestPage, TestPage]
  await call(made, ada, ben)
  await call(made, ada, cid)
  await made.pass(1_000)
  for (const page of [ada, cid]) page.desk.happen({ kind: 'removed', thread: 'tea', name: 'ben' })
  assert.equal(withWhom(ada), 'cid connected')
  ben.desk.happen({ kind: 'out', thread: 'other' })
  assert.equal(ben.desk.state.phase, 'call')
  ben.desk.happen({ kind: 'out', thread: 'tea' })
  assert.equal(ended(ben), 'removed ben')
  await made.pass(3_000)
  assert.equal(withWhom(ada), 'cid connected')
})

test('signals of strangers, of other calls and of old pages are refused, bounded and told', async () => {
  const { world: made, pages } = world('ada', 'ben', 'cid')
  const [ada, ben] = pages as [TestPage, TestPage]
  await call(made, ada, ben)
  const { call: id } = ada.desk.state as Extract<CallState, { phase: 'call' }>
  const before = ada.desk.state
  const description = { type: 'offer', sdp: 'forged' }
  for (const given of [
    { kind: 'description', call: id, description },
    { kind: 'candidate', call: id, candidate: { candidate: 'x' } },
    { kind: 'join', call: id },
    { kind: 'invited', call: id, name: 'eve' },
    { kind: 'others', call: id, others: [{ session: 1, name: 'eve' }] },
    { kind: 'hangup', call: id },
    { kind: 'full', call: id },
  ])
    ada.desk.hear('tea', { session: 666, name: 'cid' }, given)
  assert.equal(ada.problems.length, 7)
  assert.ok(ada.problems.every((problem) => problem.includes('cid')))
  // Ben's name with another session, another call's id, another thread.
  ada.desk.hear('tea', { session: 667, name: 'ben' }, { kind: 'description', call: id, description })
  ada.desk.hear('tea', { session: ben.session, name: 'ben' }, { kind: 'hangup', call: 'another' })
  ada.desk.hear('other', { session: ben.session, name: 'ben' }, { kind: 'hangup', call: id })
  // 10 MB of candidates
  ada.desk.hear(
    'tea',
    { session: ben.session, name: 'ben' },
    { kind: 'candidate', call: id, candidate: { candidate: 'x'.repeat(10_000_000) } },
  )
  assert.match(ada.problems.at(-1) ?? '', /a candidate has at most 4096 bytes/)
  assert.equal(ada.desk.state, before)
  await made.pass(1_000)
  assert.equal(withWhom(ada), 'ben connected')
})

test('an old page that answers late is told that the call is over, or that another page has it', async () => {
  const { world: made, pages } = world('ada', 'ben', 'ben')
  const [ada, ben, old] = pages as [TestPage, TestPage, TestPage]
  const heard: unknown[] = []
  const original = old.desk.hear.bind(old.desk)
  old.desk.hear = (thread, from, signal) => {
    heard.push((signal as { kind: string }).kind)
    original(thread, from, signal)
  }
  await call(made, ada, ben)
  const { call: id } = ada.desk.state as Extract<CallState, { phase: 'call' }>
  const from = { session: old.session, name: 'ben' }
  heard.length = 0
  ada.desk.hear('tea', from, { kind: 'accept', call: id })
  ada.desk.happen({ kind: 'hang-up' })
  ada.desk.hear('tea', from, { kind: 'accept', call: id })
  await made.pass(3_000)
  assert.deepEqual(heard, ['elsewhere', 'cancel'])
})

test('rings, cancels, glares and answers at random moments leave nothing behind', async () => {
  let rings = 0
  for (let seed = 1; rings < 3_000; seed++) {
    const made = new TestWorld(seed)
    const names = ['ada', 'ben', 'cid', 'dan', 'eve']
    const pages = () => made.pages
    for (const name of [...names, 'ada', 'ben']) made.page(name)
    if (seed % 3 === 0) made.block('ada', 'cid')
    const pick = <Thing>(things: readonly Thing[]): Thing => things[Math.floor(made.random() * things.length)] as Thing
    for (let turn = 0; turn < 250; turn++) {
      const page = pick(pages())
      const dice = made.random()
      if (dice < 0.45) page.desk.dial('tea', pick(names), 'video')
      else if (dice < 0.65) page.desk.happen({ kind: 'answer' })
      else if (dice < 0.72) page.desk.happen({ kind: 'decline' })
      else if (dice < 0.85) page.desk.happen({ kind: 'hang-up' })
      else if (dice < 0.9) page.desk.happen({ kind: 'withdraw', name: pick(names) })
      else if (dice < 0.92) made.restartRouter()
      else if (dice < 0.94) {
        made.close(page)
        made.page(page.name)
      }
      await made.pass(pick([0, 10, 30, 100, 1_000]), 10)
    }
    rings += made.rings

    // Left alone, everybody who is in a call is connected to everybody who thinks so.
    await made.pass(150_000, 500)
    for (const { desk, name } of pages()) {
      const { state } = desk
      assert.notEqual(state.phase, 'rung', `seed ${seed}: ${name}`)
      if (state.phase !== 'call') continue
      assert.ok(state.peers.length > 0 && state.peers.length < MESH_LIMIT, `seed ${seed}: ${name}`)
      for (const peer of state.peers) {
        assert.equal(peer.state, 'connected', `seed ${seed}: ${name} and ${peer.name}`)
        const other = pages().find(({ session }) => session === peer.session)
        assert.ok(
          other?.desk.state.phase === 'call' && other.desk.state.call === state.call,
          `seed ${seed}: ${name} half open with ${peer.name}`,
        )
        assert.ok(
          other.desk.state.peers.some((one) => one.name === name),
          `seed ${seed}: ${peer.name} does not know ${name}`,
        )
      }
    }
    for (const { desk } of pages()) desk.happen({ kind: 'hang-up' })
    await made.pass(90_000, 500)
    assertNothingLeft(made, `seed ${seed}`)
  }
})
