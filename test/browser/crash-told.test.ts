/** How soon a page tells that a learner's program has ended by a mistake. The time is printed, and not asserted. */
import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { test, type TestContext } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage
const SIX = '6-message-queues'
let six: LessonPage

test('lesson 6 stands finished, and runs', { skip }, async () => {
  const { workshop, browser } = stage
  const finished: Readonly<Record<string, string>> = {
    'authenticator.ts': 'router/authenticator.ts',
    'presence.ts': 'router/presence.ts',
    'recorder.ts': 'router/recorder.ts',
    'broadcaster.ts': 'router/broadcaster.ts',
    'config.json': 'router/.crossbar/config.json',
    'storage.ts': 'zmq/storage.ts',
  }
  for (const [name, to] of Object.entries(finished))
    await cp(workshop.file(`${SIX}/finished/${name}`), workshop.file(`${SIX}/${to}`))
  six = await LessonPage.open(browser, `${workshop.url}/6/`)
  await workshop.says(/router 6 .*I pull broadcasts/)
  await workshop.says(/router 6 .*I hear every thread/)
  await workshop.says(/client 6 .*I pull messages/)
})

/** A locator would look only every half second after a while, too seldom to measure. */
async function isTold(tells: RegExp, wanted: boolean): Promise<void> {
  const isTroubled = `[...document.querySelectorAll('.check[data-look=trouble]')].some((check) => ${tells}.test(check.textContent))`
  const isThere = await six.page.evaluate<boolean>(`new Promise((tell) => {
    const until = performance.now() + 30_000
    const look = () => {
      const isThere = ${isTroubled}
      if (isThere === ${wanted} || performance.now() > until) tell(isThere)
      else requestAnimationFrame(look)
    }
    look()
  })`)
  assert.equal(isThere, wanted, `${tells}`)
}

interface Slip {
  readonly file: string
  readonly from: string
  readonly to: string
  readonly tells: RegExp
  /** What the program prints when it runs again. */
  readonly runs: RegExp
}

/** Saves a file with a mistake, waits until the page tells it, mends it, and waits until it is not told any more. */
async function slip(t: TestContext, { file, from, to, tells, runs }: Slip): Promise<void> {
  const { workshop } = stage
  const path = workshop.file(`${SIX}/${file}`)
  const whole = await readFile(path, 'utf8')
  assert.ok(whole.includes(from))
  const { mark } = workshop
  const saved = performance.now()
  const since = (): string => `${Math.round(performance.now() - saved)} ms`
  await writeFile(path, whole.replace(from, to))
  try {
    const ended = workshop.says(/ended with exit code|it ended with/, mark).then(since)
    await isTold(tells, true)
    t.diagnostic(`${file}: told ${since()} after the save; the program had ended after ${await ended}`)
  } finally {
    await writeFile(path, whole)
  }
  await isTold(tells, false)
  await workshop.says(runs, mark)
}

test('a crash of a worker of the router is told', { skip }, async (t) => {
  for (let round = 0; round < 3; round++)
    await slip(t, {
      file: 'router/recorder.ts',
      from: 'client.subscribe(',
      to: 'cleint.subscribe(',
      tells: /recorder\.ts line \d+: ReferenceError: cleint is not defined/,
      runs: /router 6 .*I hear every thread/,
    })
})

test('a crash of the program beside the router is told', { skip }, async (t) => {
  for (let round = 0; round < 3; round++)
    await slip(t, {
      file: 'zmq/storage.ts',
      from: 'pull.bind(',
      to: 'pul.bind(',
      tells: /storage\.ts line \d+: ReferenceError: pul is not defined/,
      runs: /client 6 .*I pull messages/,
    })
})
