/** The command line, as a process of its own. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandLine, main } from '../support/command-line.ts'
import { configFor } from '../support/router.ts'

const { folder, run, runWith, node } = commandLine()

test('init writes a config that check accepts, and never overwrites one', async () => {
  const app = join(folder, 'app')
  const first = run('init', '--appdir', app)
  assert.equal(await first.exited, 0)
  const second = run('init', '--appdir', app)
  assert.equal(await second.exited, 0)
  assert.match(second.output(), /exists already/)
  const check = run('check', '--cbdir', join(app, '.crossbar'))
  assert.equal(await check.exited, 0, check.output())
})

test('init says that only this machine can reach its router, and how to open it', async () => {
  const init = run('init', '--appdir', join(folder, 'opened'))
  assert.equal(await init.exited, 0)
  assert.match(
    init.output(),
    /Only this machine can reach it\. To open it to others, .*"interface": "127\.0\.0\.1" in .*"0\.0\.0\.0"/,
  )
})

test('init reports a folder that is not writable in one sentence', async () => {
  const file = join(folder, 'in-the-way')
  writeFileSync(file, '')
  for (const appdir of [join(file, 'below'), file]) {
    const init = run('init', '--appdir', appdir)
    assert.equal(await init.exited, 1)
    assert.match(init.output(), /^error: .* cannot be written to: a file is in the place of a folder; --appdir names/)
    assert.doesNotMatch(init.output(), /\n\s+at /)
  }
})

test('a Node that is too old is reported in one sentence', () => {
  const pretend = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })"
  const { status, stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${pretend}`, main, 'check'])
  assert.equal(status, 1)
  assert.match(String(stderr), /^error: Wampeter needs Node 24 or newer, and .* is Node 20\.1\.0\n$/)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`start runs until ${signal}, and then ends with 0 and leaves no node.pid`, async () => {
    const cbdir = node('runs', configFor())
    const router = run('start', '--cbdir', cbdir)
    await router.says('the router is up')
    assert.equal(JSON.parse(readFileSync(join(cbdir, 'node.pid'), 'utf8')).pid, router.pid)
    router.kill(signal)
    assert.equal(await router.exited, 0)
    assert.equal(existsSync(join(cbdir, 'node.pid')), false)
  })
}

test('check reads the files that a config names, and reports those that cannot be used', async () => {
  const config = {
    version: 2,
    workers: [
      {
        type: 'router',
        transports: [
          {
            type: 'web',
            endpoint: { type: 'tcp', port: 8080, tls: { key: 'no-key.pem', certificate: 'no-cert.pem' } },
            paths: { '/': { type: 'static', directory: 'no-folder' } },
          },
        ],
      },
    ],
  }
  const check = run('check', '--cbdir', node('files', config))
  assert.equal(await check.exited, 1)
  assert.match(check.output(), /error: the TLS file .*no-key\.pem cannot be read/)
  assert.match(check.output(), /error: the directory .*no-folder of a "static" path cannot be served/)
  assert.doesNotMatch(check.output(), /The config is good/)
})

test('a second router on one node directory is refused with the pid of the first', async () => {
  const cbdir = node('twice', configFor())
  const first = run('start', '--cbdir', cbdir)
  await first.says('the router is up')
  const second = run('start', '--cbdir', cbdir)
  assert.equal(await second.exited, 1)
  assert.match(second.output(), new RegExp(`already running from node directory .* \\(PID ${first.pid}\\)`))
  first.kill('SIGTERM')
  await first.exited
})

test('a node.pid that a dead process left is replaced, also where another process has its pid by now', async () => {
  const cbdir = node('stale', configFor())
  const reused = { pid: process.pid, argv: ['wampeter'], started: 'before the machine was started' }
  for (const left of [{ pid: 999999999 }, reused]) {
    writeFileSync(join(cbdir, 'node.pid'), JSON.stringify(left))
    const router = run('start', '--cbdir', cbdir, '--shutdownafter', '0.1')
    assert.equal(await router.exited, 0, router.output())
  }
})

test('a config that is missing, malformed, invalid or needs a missing feature ends with 1 and the reason', async () => {
  const unbuilt = configFor({ auth: { scram: { type: 'dynamic', authenticator: 'workshop.auth' } } })
  const cases = [
    ['missing', mkdtempSync(join(folder, 'missing-')), /init/],
    ['broken', node('broken', '{"version": 2,,}'), /line 1/],
    ['wrong', node('wrong', { version: 2, wrokers: [] }), /did you mean/],
    ['not built', node('unbuilt', unbuilt), /logging in by scram is not available yet/i],
  ] as const
  for (const [name, cbdir, expected] of cases) {
    const router = run('start', '--cbdir', cbdir)
    assert.equal(await router.exited, 1, name)
    assert.match(router.output(), expected, name)
  }
})

test('a port in use ends with 1 and names the port', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const router = run('start', '--cbdir', node('taken', configFor({ endpoint: { port } })))
  assert.equal(await router.exited, 1)
  assert.match(router.output(), new RegExp(`port ${port}: another transport or program uses it`))
  other.close()
})

test('at debug every message is a line; a ticket is masked, with a warning that it travels in the clear', async () => {
  const router = run('start', '--cbdir', node('debug', configFor()), '--loglevel', 'debug')
  await router.says('the router is up')
  const port = Number(/listens on \S+:(\d+)/.exec(router.output())?.[1])
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['wamp.2.json'])
  socket.onopen = () => socket.send('[1,"realm1",{"roles":{"caller":{}},"authmethods":["ticket"],"authid":"barry"}]')
  socket.onmessage = ({ data }) => {
    if (String(data).startsWith('[4,')) socket.send('[5,"notsosecret",{}]')
    else socket.send('[32,7,{},"chat"]')
  }
  await router.says('SUBSCRIBED')
  socket.close()
  router.kill('SIGTERM')
  await router.exited
  const delivered = router
    .output()
    .split('\n')
    .find((line) => line.includes('← SUBSCRIBED'))
  assert.equal(JSON.parse(delivered ?? '{}').realm, 'realm1')
  assert.match(router.output(), /→ SUBSCRIBE 7 \{\} \\"chat\\"/)
  assert.match(router.output(), /in the clear/)
  assert.doesNotMatch(router.output(), /notsosecret/)
})

test('an unknown command or option ends with 1 and points to the help', async () => {
  for (const args of [['strat'], ['start', '--cbdri', 'x'], ['start', '--loglevel', 'loud']]) {
    const command = run(...args)
    assert.equal(await command.exited, 1)
    assert.match(command.output(), /--help/)
  }
  const help = run('start', '--help')
  assert.equal(await help.exited, 0)
})

test('compiled code is cached in the user’s own folder, so that a killed router restarts quickly', async () => {
  const home = join(folder, 'cache-home')
  const router = runWith({ XDG_CACHE_HOME: home }, 'start', '--cbdir', node('cached', configFor()))
  await router.says('the router is up')
  router.kill('SIGKILL')
  await router.exited
  const [version = ''] = readdirSync(join(home, 'wampeter'))
  assert.ok(readdirSync(join(home, 'wampeter', version)).length > 100)
})

test('a cache folder that cannot be made harms nothing', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const args = ['start', '--cbdir', node('uncached', configFor()), '--shutdownafter', '0.1']
  const router = runWith({ NODE_COMPILE_CACHE: join(file, 'below') }, ...args)
  assert.equal(await router.exited, 0, router.output())
})

test('without a home folder nothing is cached, and nothing is written to the current folder', async () => {
  const args = ['start', '--cbdir', node('homeless', configFor()), '--shutdownafter', '0.1']
  const router = runWith({ HOME: '', XDG_CACHE_HOME: '' }, ...args)
  assert.equal(await router.exited, 0, router.output())
  assert.deepEqual(
    readdirSync(folder).filter((name) => /^(\.cache|wampeter)$/.test(name)),
    [],
  )
})

const onlyRoot = process.getuid?.() === 0 ? false : 'only root may become somebody whom the system does not know'

test('a user without an entry in /etc/passwd, as in containers, may use the cache too', { skip: onlyRoot }, () => {
  const { PATH } = process.env
  const { status, stderr } = spawnSync(process.execPath, [main, '--version'], { uid: 54_321, cwd: '/', env: { PATH } })
  assert.equal(status, 0, String(stderr))
})
