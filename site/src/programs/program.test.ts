import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { LogHistory } from '../log/history.ts'
import { readRouterLine } from '../log/router-line.ts'
import { learnersPace, RestartPolicy } from './restart-policy.ts'
import { saysThatItIsUp } from './router-command.ts'
import { Program, type State } from './program.ts'

const pace = { firstDelayMs: 20, longestDelayMs: 40, steadyMs: 60_000, mostCrashes: 3 }
const listens = "console.log('the router is up');"
const stays = 'setInterval(() => {}, 1000);'

interface Options {
  readonly graceMs?: number
  readonly reloadsItself?: boolean
  readonly policy?: RestartPolicy
}

async function routerThat(
  context: TestContext,
  script: string,
  { graceMs = 2_000, reloadsItself = true, policy = new RestartPolicy(pace) }: Options = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-router-'))
  const configFile = join(folder, 'config.json')
  await writeFile(configFile, '{}')
  const history = new LogHistory()
  const command = { executable: process.execPath, arguments: ['-e', script, configFile] }
  const router = new Program({
    name: 'router 1',
    remedy: 'run bin/run-crossbar 1',
    readLine: readRouterLine,
    isUp: saysThatItIsUp,
    reloadsItself,
    config: { file: configFile, shownAs: 'config.json' },
    command,
    history,
    policy,
    graceMs,
  })
  context.after(async () => {
    await router.stop()
    await rm(folder, { recursive: true })
  })
  const log = () => history.since('router 1', 0).map(({ text }) => text)
  return { router, configFile, log }
}

/** Resolves as soon as the router is in such a state. */
function becomes(router: Program, kind: State['kind']): Promise<State> {
  return new Promise((resolve) => {
    const stop = router.watch((state) => {
      if (state.kind !== kind) return
      queueMicrotask(() => stop())
      resolve(state)
    })
  })
}

test('the output of a router is in the history, and its first line marks it as up', async (context) => {
  const { router, log } = await routerThat(context, listens + stays)
  router.start()
  await becomes(router, 'up')

  assert.ok(log().includes('the router is up'))
})

test('a router that crashes is started again', async (context) => {
  const { router, log } = await routerThat(context, listens + stays)
  router.start()
  const first = await becomes(router, 'up')
  assert.equal(first.kind, 'up')

  process.kill(first.kind === 'up' ? first.pid : 0, 'SIGKILL')
  await becomes(router, 'down')
  const second = await becomes(router, 'up')

  assert.notDeepEqual(second, first)
  assert.match(log().join('\n'), /the router ended by signal SIGKILL after .* starts again in/)
})

test('a router that cannot start waits until its config is saved', async (context) => {
  const broken = `const text = require('fs').readFileSync(process.argv[1], 'utf8')
    if (text === '{}') { console.error('config.json: workers is missing'); process.exit(1) }`
  const { router, configFile, log } = await routerThat(context, `${broken};${listens}${stays}`)
  router.start()
  await becomes(router, 'down')
  assert.match(log().join('\n'), /workers is missing\n.*could not start \(it ended with exit code 1.*until you save/s)

  await writeFile(configFile, '{"workers":[]}')
  await becomes(router, 'up')
})

test('saving the file of a program that does not read it again by itself starts it again', async (context) => {
  const { router, configFile, log } = await routerThat(context, listens + stays, { reloadsItself: false })
  router.start()
  await becomes(router, 'up')
  await writeFile(configFile, '{"version":2}')

  const deadline = Date.now() + 60_000
  while (log().filter((text) => text === 'the router is up').length < 2) {
    assert.ok(Date.now() < deadline, 'it was not started again')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
})

test('a restart that is asked for twice at once ends in one running router', async (context) => {
  const { router, log } = await routerThat(context, listens + stays)
  router.start()
  await becomes(router, 'up')
  await Promise.all([router.restart(), router.restart()])
  await becomes(router, 'up')

  assert.equal(log().filter((text) => text === 'the router is up').length, 2)
})

test('a router that does not stop when asked is killed in bounded time', async (context) => {
  const deaf = `process.on('SIGTERM', () => {});${listens}${stays}`
  const { router } = await routerThat(context, deaf, { graceMs: 200 })
  router.start()
  await becomes(router, 'up')

  await router.stop()
  assert.equal(router.state.kind, 'stopped')
})

test('a program that does not exist counts as a router that cannot start', async (context) => {
  const { router } = await routerThat(context, '')
  const missing = new Program({
    name: 'router 1',
    remedy: 'run bin/run-crossbar 1',
    readLine: readRouterLine,
    isUp: saysThatItIsUp,
    reloadsItself: true,
    config: { file: '/nonexistent/config.json', shownAs: 'config.json' },
    command: { executable: '/nonexistent/node', arguments: [] },
    history: new LogHistory(),
    policy: new RestartPolicy(pace),
    graceMs: 100,
  })
  missing.start()
  const state = await becomes(missing, 'down')
  await missing.stop()

  assert.match(state.kind === 'down' ? state.why : '', /could not start/)
  assert.equal(router.state.kind, 'stopped')
})

test('a program that is stopped by a command stays so when its file is saved, and starts again when asked', async (context) => {
  const { router, configFile } = await routerThat(context, listens + stays, { reloadsItself: false })
  router.start()
  await becomes(router, 'up')

  await router.halt()
  assert.equal(router.state.kind, 'stopped')
  await writeFile(configFile, '{ "version": 2 }')
  router.start()
  assert.equal((await becomes(router, 'up')).kind, 'up')
})

test('a program that has nothing to do ends without a failure, and starts when its file is saved', async (context) => {
  const { router, configFile, log } = await routerThat(context, '', { reloadsItself: false })
  router.start()
  await becomes(router, 'down')

  assert.match(
    log().join('\n'),
    /it has ended, because it had nothing more to do\. It stays down until you save config\.json/,
  )
  await writeFile(configFile, '{ "version": 2 }')
  await becomes(router, 'starting')
})

test('a program that is stopped while it is started again stays so, even when its router starts', async (context) => {
  const { router } = await routerThat(context, listens + stays, { reloadsItself: false })
  router.start()
  await becomes(router, 'up')

  const states: string[] = []
  router.watch(({ kind }) => states.push(kind))
  await Promise.all([router.restart(), router.halt()])
  router.wake()
  assert.deepEqual(states, ['up', 'stopped'])
  await router.restart()
  assert.equal((await becomes(router, 'up')).kind, 'up')
})

test('a mistake that shows soon after the first line waits for an edit, however long the start took', async (context) => {
  const slow = `setTimeout(() => { ${listens} process.exit(1) }, 3_200)`
  const policy = new RestartPolicy(learnersPace)
  const { router, log } = await routerThat(context, slow, { reloadsItself: false, policy })
  router.start()
  await becomes(router, 'down')

  assert.match(log().join('\n'), /it ended with exit code 1 after .* It stays down until you save config\.json/)
})
