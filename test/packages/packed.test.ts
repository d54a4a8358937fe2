/**
 * The published packages work on their own: the tarballs in an empty folder, on both versions of Node, with their
 * types.
 */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../support/free-ports.ts'
import { promisify } from 'node:util'
import { pack } from '../../scripts/pack.ts'
import { startSuiteRouter, suiteScript } from '../client/suite-router.ts'
import type { Outcome } from '../client/suite.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

const hasNode24 = process.platform === 'linux' && process.arch === 'x64'
const isCi = process.env['CI'] === 'true'
const node24 = `node-${process.platform}-${process.arch}`

const OLDEST_TYPESCRIPT = '5.4.5'

let folder = ''

before(
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'wampeter-packed-'))
    const tarballs = pack(join(folder, 'tarballs'))
    await writeFile(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }')
    const types = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).devDependencies['@types/node']
    const others = [
      `@types/node@${types}`,
      `typescript@${OLDEST_TYPESCRIPT}`,
      ...(hasNode24 || isCi ? [`${node24}@24`] : []),
    ]
    const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
    await run('npm', ['install', ...quietly, ...tarballs, ...others], { cwd: folder })
  },
  { timeout: 180_000 },
)

after(() => rm(folder, { recursive: true, force: true }))

test('a packed package can be published', async () => {
  for (const name of ['@wampeter/client', '@wampeter/protocol', '@wampeter/router', '@wampeter/testing', 'wampeter']) {
    const manifest = JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
    assert.equal(manifest.private, undefined, name)
  }
})

async function page(url: string): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(url)
    } catch (error) {
      if (attempt > 300) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** `wampeter init`, `start`, one page, SIGTERM. */
async function startsAndStops(node: string, major: string): Promise<void> {
  const { stdout } = await run(node, ['--version'])
  assert.match(stdout, new RegExp(`^v${major}\\.`))
  const app = join(folder, `app-${major}`)
  await mkdir(app)
  const wampeter = join(folder, 'node_modules/.bin/wampeter')
  await run(node, [wampeter, 'init'], { cwd: app })
  const config = join(app, '.crossbar/config.json')
  const [port = 0] = await freePorts(1)
  await writeFile(config, (await readFile(config, 'utf8')).replace('8080', String(port)))

  const router = spawn(node, [wampeter, 'start'], { cwd: app, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [router.stdout, router.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(router, 'close')
  try {
    const answer = await Promise.race([
      page(`http://127.0.0.1:${port}/`),
      ended.then(() => Promise.reject(new Error(`it ended: ${said}`))),
    ])
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /served by Wampeter/)
    router.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null], said)
  } finally {
    router.kill('SIGKILL')
  }
}

test('the installed command starts and stops on the Node of this project', { timeout: 120_000 }, () =>
  startsAndStops(process.execPath, '26'),
)

test(
  'the installed command starts and stops on Node 24',
  { timeout: 120_000, skip: hasNode24 || isCi ? false : 'a Node 24 from npm is only tried on Linux with x64' },
  () => startsAndStops(join(folder, 'node_modules', node24, 'bin/node'), '24'),
)

/** The suite of the client, as a program that has only the packages from npm. */
async function runsSuite(node: string): Promise<void> {
  const file = join(folder, 'suite.mjs')
  const end =
    '\nrunSuite(process.argv[2]).then((outcomes) => { console.log(JSON.stringify(outcomes)); process.exit() })\n'
  await writeFile(file, (await suiteScript('node')) + end)
  await using running = await startSuiteRouter()
  const { stdout } = await run(node, [file, running.url], { cwd: folder })
  const outcomes = JSON.parse(stdout) as readonly Outcome[]
  assert.ok(outcomes.length >= 8)
  assert.deepEqual(
    outcomes.filter(({ error }) => error !== undefined),
    [],
  )
}

test('the installed client passes the client suite on the Node of this project', { timeout: 120_000 }, () =>
  runsSuite(process.execPath),
)

test(
  'the installed client passes the client suite on Node 24',
  { timeout: 120_000, skip: hasNode24 || isCi ? false : 'a Node 24 from npm is only tried on Linux with x64' },
  () => runsSuite(join(folder, 'node_modules', node24, 'bin/node')),
)

test('the programs of the README run in a folder with the installed packages', { timeout: 120_000 }, async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const [port = 0] = await freePorts(1)
  for (const name of ['server.js', 'client.js']) {
    const code = new RegExp(`^\`\`\`js ${name}\\n([^]*?)^\`\`\``, 'm').exec(readme)?.[1] ?? ''
    assert.match(code, /8080/)
    await writeFile(join(folder, name), code.replace('8080', String(port)))
  }
  const server = spawn(process.execPath, ['server.js'], { cwd: folder, stdio: 'ignore' })
  try {
    const { stdout } = await run(process.execPath, ['client.js'], { cwd: folder })
    assert.equal(stdout, '5\n')
  } finally {
    server.kill()
  }
})

test('the script for pages of Autobahn-JS is in the package', async () => {
  const script = await readFile(join(folder, 'node_modules/@wampeter/client/dist/autobahn.min.js'), 'utf8')
  assert.match(script, /^"use strict";var autobahn=/)
})

const PROGRAM = `
import { createServer } from 'node:http'
import { checkConfig, ConfigError, createRouter, WampError } from '@wampeter/router'
import type { CallResult, EmbeddedRouter, Session } from '@wampeter/router'
import { connect, wampcra } from '@wampeter/client'
import type { Client, Status } from '@wampeter/client'
import { Connection } from '@wampeter/client/autobahn'
import { argon2id13 } from '@wampeter/client/argon2'
import { cryptosign } from '@wampeter/client/cryptosign'
import { rawsocket } from '@wampeter/client/rawsocket'
import { scram } from '@wampeter/client/scram'
import { createTestRouter } from '@wampeter/testing'
import { json } from '@wampeter/protocol'
import type { Publish } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { msgpack } from '@wampeter/protocol/msgpack'

const router: EmbeddedRouter = createRouter({ version: 2, workers: [] })
router.attach(createServer(), '/ws')
const session: Session = await router.join({ realm: 'realm1' })
await session.subscribe('topic', (args, kwargs, details) => console.log(args[0], kwargs['x'], details.publisher))
const result: CallResult = await session.call('add', [1, 2])
export const [first]: readonly unknown[] = result.args
export const topicOf = ({ topic }: Publish): string => topic
export const names: readonly string[] = [json, cbor, msgpack].map(({ name }) => name)
export const isOurs = (error: unknown): boolean => error instanceof ConfigError || error instanceof WampError
const client: Client = connect('ws://localhost/', { realm: 'realm1', auth: [wampcra('a', 'b'), scram('a', 'b', { argon2id13 }), cryptosign('')] })
await client.subscribe('topic', ([text]: [string], kwargs, { publisher }) => console.log(text.length, kwargs['x'], publisher))
export const sum: number = (await client.call<number>('add', [1, 2])).value
export const state = ({ state }: Status): string => state
export const other = [new Connection({ url: '', realm: '' }), connect('tcp://a:1', { realm: '', transport: rawsocket })]
await using testing = createTestRouter()
testing.wire.cut()
// @ts-expect-error the key is called realms
createRouter({ version: 2, workers: [{ type: 'router', realm: [] }] })
const fromJson: unknown = JSON.parse('{ "version": 2 }')
// @ts-expect-error what is not known has to be checked
createRouter(fromJson)
const { config, problems } = checkConfig(fromJson)
export const checked = config === undefined ? problems.map(({ path }) => path) : createRouter(config)
interface Point { x: number; y: number }
const point: Point = { x: 1, y: 2 }
export const asked = client.call('draw', [], { kwargs: point })
for await (const { args: [text] } of client.events<readonly [string]>('topic')) console.log(text.length)
for await (const { value } of client.stream<number>('count')) console.log(value.toFixed())
// @ts-expect-error an event has no toFixed
for await (const event of client.events('topic')) event.toFixed()
// @ts-expect-error a realm has to be named
connect('ws://localhost/', {})
// @ts-expect-error a realm has to be named
await router.join({})
`

/** The compiler of the project, and the oldest one that the types are for. */
const COMPILERS = {
  'the newest': () => join(root, 'node_modules/.bin/tsc'),
  'the oldest': () => join(folder, 'node_modules/typescript/bin/tsc'),
}

for (const [age, tsc] of Object.entries(COMPILERS))
  test(
    `a strict TypeScript program compiles against the installed types by ${age} TypeScript`,
    { timeout: 120_000 },
    async () => {
      await writeFile(join(folder, 'program.ts'), PROGRAM)
      const compilerOptions = {
        target: 'esnext',
        module: 'nodenext',
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: ['node'],
      }
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
      const { stdout } = await run(process.execPath, [tsc(), '-p', folder], { cwd: folder }).catch(
        ({ stdout }: { stdout: string }) => ({
          stdout,
        }),
      )
      const ours = stdout.split('\n').filter((line) => /@wampeter|^program/.test(line))
      assert.deepEqual(ours, [], 'Node’s own types are not for the oldest TypeScript')
    },
  )

test('the tarballs hold no tests and no TypeScript sources', async () => {
  const { stdout } = await run('find', ['node_modules/wampeter', 'node_modules/@wampeter', '-type', 'f'], {
    cwd: folder,
  })
  const files = stdout.trim().split('\n')
  assert.ok(files.length > 200, `only ${files.length} files`)
  assert.ok(files.includes('node_modules/@wampeter/router/config.schema.json'))
  assert.deepEqual(
    files.filter(
      (file) =>
        /(\.test\.|\/test-)/.test(file) || (/\.ts$/.test(file) && !/\.d\.ts$/.test(file)) || file.includes('/src/'),
    ),
    [],
  )
})
