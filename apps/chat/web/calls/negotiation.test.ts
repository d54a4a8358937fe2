import assert from 'node:assert/strict'
import { test } from 'node:test'
import { negotiate, NEGOTIATION_LIMITS } from './negotiation.ts'
import type { Negotiation, Said } from './negotiation.ts'
import { settled, TestConnection, TestTime } from './test-connection.ts'

interface Side {
  readonly connection: TestConnection
  readonly negotiation: Negotiation
  readonly problems: string[]
  readonly said: Said[]
}

function side(polite: boolean, time: TestTime, deliver: (said: Said) => void): Side {
  const connection = new TestConnection()
  const problems: string[] = []
  const said: Said[] = []
  const negotiation = negotiate(connection, {
    polite,
    after: time.after,
    send: (one) => {
      said.push(one)
      deliver(one)
    },
    onProblem: (problem) => problems.push(problem),
  })
  return { connection, negotiation, problems, said }
}

/** Two sides; what they say arrives later. `lose` drops what it is true for. */
function pair({ lose = () => false }: { lose?: (said: Said) => boolean } = {}) {
  const time = new TestTime()
  const to = (other: () => Side) => (said: Said) => {
    if (!lose(said)) setImmediate(() => void other().negotiation.hear(said))
  }
  const polite: Side = side(
    true,
    time,
    to(() => impolite),
  )
  const impolite: Side = side(
    false,
    time,
    to(() => polite),
  )
  const rest = async (): Promise<void> => {
    for (let turn = 0; turn < 30; turn++) await settled()
  }
  return { polite, impolite, time, rest }
}

const agreed = (one: Side, other: Side): void => {
  assert.equal(one.connection.signalingState, 'stable')
  assert.equal(other.connection.signalingState, 'stable')
  assert.equal(one.connection.localDescription?.sdp, other.connection.remote?.sdp)
  assert.equal(other.connection.localDescription?.sdp, one.connection.remote?.sdp)
  assert.deepEqual([...one.problems, ...other.problems], [])
}

test('an offer is answered, and the candidates of both sides arrive', async () => {
  const { polite, impolite, rest } = pair()
  polite.connection.need()
  await rest()
  polite.connection.find('here')
  impolite.connection.find('there')
  await rest()

  agreed(polite, impolite)
  assert.deepEqual(impolite.connection.candidates, [{ candidate: 'here' }])
  assert.deepEqual(polite.connection.candidates, [{ candidate: 'there' }])
})

test('when both offer at once, the polite side gives way, and then makes its own offer', async () => {
  const { polite, impolite, rest } = pair()
  polite.connection.need()
  impolite.connection.need()
  await settled()
  polite.connection.find('of the offer that is dropped')
  await rest()

  agreed(polite, impolite)
  const types = polite.said.flatMap((one) => (one.kind === 'description' ? [one.description.type] : []))
  assert.deepEqual(types, ['offer', 'answer', 'offer'])
})

test('both sides agree, whatever they change at whatever moment', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seeded(seed)
    const { polite, impolite, rest } = pair()
    for (let change = 0; change < 12; change++) {
      const one = random() < 0.5 ? polite : impolite
      if (random() < 0.3) one.connection.restartIce()
      else one.connection.need()
      for (let turns = Math.floor(random() * 4); turns > 0; turns--) await settled()
    }
    await rest()
    agreed(polite, impolite)
  }
})

test('an offer that gets lost is sent again, and so is one whose answer gets lost', async () => {
  for (const kind of ['offer', 'answer'] as const) {
    let lost = 0
    const { polite, impolite, time, rest } = pair({
      lose: (said) => said.kind === 'description' && said.description.type === kind && lost++ === 0,
    })
    impolite.connection.need()
    await rest()
    assert.equal(impolite.connection.signalingState, 'have-local-offer', kind)
    time.pass(NEGOTIATION_LIMITS.offerAgainMs)
    await rest()
    agreed(polite, impolite)
    assert.equal(time.waiting, 0)
  }
})

test('an offer that nobody answers is sent again a few times only; `again` begins anew', async () => {
  let isLost = true
  const { polite, impolite, time, rest } = pair({ lose: () => isLost })
  polite.connection.need()
  await rest()
  time.pass(3_600_000)
  assert.equal(polite.said.length, 1 + NEGOTIATION_LIMITS.offersAgain)

  isLost = false
  polite.negotiation.again()
  await rest()
  agreed(polite, impolite)
})

test('an answer without an offer is refused and told', async () => {
  const { polite } = pair()
  await polite.negotiation.hear({ kind: 'description', description: { type: 'answer', sdp: 'x' } })

  assert.match(polite.problems.join(), /answered an offer that was not made/)
  assert.equal(polite.connection.remote, null)
})

test('an answer that comes twice, because its offer was sent twice, is no problem', async () => {
  const { polite } = pair({ lose: () => true })
  polite.connection.need()
  await settled()
  const answer = { kind: 'description', description: { type: 'answer', sdp: 'x' } } as const
  await polite.negotiation.hear(answer)
  await polite.negotiation.hear(answer)
  assert.deepEqual(polite.problems, [])
})

test('a second answer is refused while the first is being set', async () => {
  const { polite } = pair({ lose: () => true })
  polite.connection.need()
  await settled()
  const answer = { kind: 'description', description: { type: 'answer', sdp: 'x' } } as const
  await Promise.all([polite.negotiation.hear(answer), polite.negotiation.hear(answer)])

  assert.equal(polite.problems.length, 1)
  assert.equal(polite.connection.signalingState, 'stable')
})

test('a description that cannot be read, and a candidate too early, are told and change nothing', async () => {
  const { polite } = pair()
  await polite.negotiation.hear({ kind: 'description', description: { type: 'offer', sdp: 'broken' } })
  await polite.negotiation.hear({ kind: 'candidate', candidate: { candidate: 'x' } })

  assert.deepEqual(polite.problems, [
    'a description of the other side cannot be used: it cannot be read',
    'a candidate of the other side cannot be used: there is no remote description',
  ])
  assert.equal(polite.connection.signalingState, 'stable')
})

test('candidates without end are bounded, and told once', async () => {
  const { polite, impolite, rest } = pair()
  polite.connection.need()
  await rest()
  for (let number = 0; number < 20_000; number++)
    await impolite.negotiation.hear({ kind: 'candidate', candidate: { candidate: `c${number}` } })

  assert.equal(impolite.connection.candidates.length, NEGOTIATION_LIMITS.candidates)
  assert.equal(impolite.problems.length, 1)
})

test('signals that come faster than the browser works are bounded, and told once', async () => {
  const { polite } = pair()
  const offer = { kind: 'description', description: { type: 'offer', sdp: 'x' } } as const
  await Promise.all(Array.from({ length: 5_000 }, () => polite.negotiation.hear(offer)))

  assert.ok(polite.said.length <= NEGOTIATION_LIMITS.waiting)
  assert.equal(polite.problems.length, 1)
})

test('ICE restarts at once when the connection has failed, and soon when it was lost', async () => {
  const { polite, time, rest } = pair()
  polite.connection.become('failed')
  assert.equal(polite.connection.restarts, 1)
  await rest()
  polite.connection.become('disconnected')
  polite.connection.become('connected')
  time.pass(10_000)
  assert.equal(polite.connection.restarts, 1)
  polite.connection.become('disconnected')
  time.pass(NEGOTIATION_LIMITS.restartAfterMs)
  assert.equal(polite.connection.restarts, 2)
})

test('after the end nothing is heard or said, and no timer and no listener is left', async () => {
  const { polite, time } = pair({ lose: () => true })
  polite.connection.need()
  await settled()
  const before = polite.said.length
  polite.negotiation.stop()
  polite.connection.need()
  polite.connection.become('failed')
  await polite.negotiation.hear({ kind: 'description', description: { type: 'offer', sdp: 'x' } })
  await settled()

  assert.equal(polite.said.length, before)
  assert.equal(time.waiting, 0)
  assert.equal(polite.connection.listeners, 0)
})

/** A small generator of random numbers that can be repeated (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
