/** Who may change a lesson's files, and which files. Every attack must leave all of them as they are. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before, beforeEach } from 'node:test'
import { findLessons } from '../lessons.ts'
import { Crowds } from '../feed/crowd.ts'
import { FeedService } from '../feed/feed-service.ts'
import { LogHistory } from '../log/history.ts'
import { handle } from './handler.ts'
import { hostRule } from './hosts.ts'
import { LogStreams } from './log-stream.ts'
import { routes } from './routes.ts'

const token = 'the-token-of-the-page'
const folder = mkdtempSync(join(tmpdir(), 'wampeter-files-'))
const server = createServer()
let isOpenToAll = false
let port = 0

const readme = (blocks: string) => `# One\n\n## Step\n\n${blocks}`
const block = (file: string, code: string, at = '') => `\`\`\`ts file=${file} ${at}\n${code}\n\`\`\`\n\n`
const own = join(folder, '1-first/bot.ts')
const outside = join(folder, 'outside.ts')

before(async () => {
  server.on('request', (req, res) => {
    const site = {
      hosts: hostRule(isOpenToAll ? '0.0.0.0' : undefined),
      routes: routes(findLessons(folder), new Map(), isOpenToAll ? {} : { token }),
      routers: new Map(),
      clients: new Map(),
      logs: new LogStreams(new LogHistory()),
      feeds: new FeedService(),
      crowds: new Crowds(),
      checks: () => Promise.resolve({ now: 0, verdicts: {} }),
      token: isOpenToAll ? undefined : token,
    }
    handle(site, req, res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as { port: number }).port
})

beforeEach(() => {
  isOpenToAll = false
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  for (const name of ['1-first', '2-second']) {
    mkdirSync(join(folder, name, 'router/.crossbar'), { recursive: true })
    mkdirSync(join(folder, name, 'start'))
    writeFileSync(join(folder, name, 'bot.ts'), 'one()\n')
    writeFileSync(join(folder, name, 'start/bot.ts'), 'one()\n')
    writeFileSync(join(folder, name, 'README.md'), readme(block('bot.ts', 'one()\ntwo()', 'at=after')))
  }
  writeFileSync(outside, 'outside()\n')
})

after(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

interface Sent {
  readonly path?: string
  readonly body?: unknown
  readonly headers?: Record<string, string | undefined>
}

async function ask({ path = '/1/files', body = { do: 'read' }, headers = {} }: Sent) {
  const all = { Host: `localhost:${port}`, Origin: `http://localhost:${port}`, 'X-Workshop-Token': token, ...headers }
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >
  const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers: given })
  sent.end(typeof body === 'string' ? body : JSON.stringify(body))
  const [response] = await once(sent, 'response')
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode as number, text, done: text.startsWith('{') ? JSON.parse(text) : undefined }
}

async function apply(at = 0, way = 'mine') {
  const { done } = await ask({ body: { do: 'preview', at, way } })
  return done.kind === 'preview' ? (await ask({ body: { do: 'apply', at, way, mark: done.mark } })).done : done
}

test('a block is shown as a change of the learner’s file, and applied as it was shown', async () => {
  const { done } = await ask({ body: { do: 'preview', at: 0, way: 'mine' } })
  assert.deepEqual(done.rows, [
    { kind: 'same', text: 'one()' },
    { kind: 'added', text: 'two()' },
  ])
  assert.equal(readFileSync(own, 'utf8'), 'one()\n')
  assert.deepEqual(await apply(), { kind: 'written', files: ['bot.ts'] })
  assert.equal(readFileSync(own, 'utf8'), 'one()\ntwo()\n')
  await apply()
  assert.equal(readFileSync(own, 'utf8'), 'one()\ntwo()\n', 'a second time it changes nothing')
})

test('a file that was saved after it was shown is not overwritten', async () => {
  const { done } = await ask({ body: { do: 'preview', at: 0, way: 'mine' } })
  writeFileSync(own, 'one()\nmine()\n')
  const applied = await ask({ body: { do: 'apply', at: 0, way: 'mine', mark: done.mark } })

  assert.match(applied.done.why, /has changed since it was shown/)
  assert.equal(readFileSync(own, 'utf8'), 'one()\nmine()\n')
})

test('where the place of a change is missing the line is named, and the lesson’s own file can be had', async () => {
  writeFileSync(own, 'other()\n')
  assert.match((await apply()).why, /your file is not as this step expects it: there is no line 'one\(\)'/)
  const { kept } = await apply(0, 'lesson')

  assert.equal(readFileSync(own, 'utf8'), 'one()\ntwo()\n')
  assert.equal(readFileSync(join(folder, kept.replace('lessons/', ''), 'bot.ts'), 'utf8'), 'other()\n')
})

test('a reset brings the first files back, and keeps a copy of the learner’s', async () => {
  writeFileSync(own, 'mine()\n')
  const { done } = await ask({ body: { do: 'reset' } })

  assert.equal(readFileSync(own, 'utf8'), 'one()\n')
  assert.equal(readFileSync(join(folder, done.kept.replace('lessons/', ''), 'bot.ts'), 'utf8'), 'mine()\n')
  assert.equal((await ask({ body: { do: 'reset' } })).done.kept, undefined)
})

test('a file with CRLF keeps its line ends', async () => {
  writeFileSync(own, 'one()\r\n')
  await apply()
  assert.equal(readFileSync(own, 'utf8'), 'one()\r\ntwo()\r\n')
})

const foreign: readonly Sent[] = [
  { headers: { Origin: 'http://evil.example' } },
  { headers: { Origin: 'null' } },
  { headers: { Origin: undefined } },
  { headers: { Origin: 'http://localhost:1' } },
  { headers: { Host: 'evil.example', Origin: 'http://evil.example' } },
  { headers: { 'Sec-Fetch-Site': 'cross-site' } },
  { headers: { 'Sec-Fetch-Site': 'same-site' } },
  { headers: { 'X-Workshop-Token': undefined } },
  { headers: { 'X-Workshop-Token': '' } },
  { headers: { 'X-Workshop-Token': 'another-token-of-a-pag' } },
]

test('without this site’s Origin, Host and token nothing is read or written', async () => {
  writeFileSync(own, 'mine()\n')
  for (const sent of foreign) {
    for (const body of [{ do: 'read' }, { do: 'reset' }]) {
      const { status, text } = await ask({ ...sent, body })
      assert.ok(status === 403 || status === 421, JSON.stringify(sent))
      assert.doesNotMatch(text, /mine\(\)/)
    }
  }
  assert.equal(readFileSync(own, 'utf8'), 'mine()\n')
})

test('where SITE_HOST opens the site no file is read or written, and pages have no token', async () => {
  isOpenToAll = true
  writeFileSync(own, 'mine()\n')
  const { status, done } = await ask({ body: { do: 'reset' } })

  assert.equal(status, 403)
  assert.match(done.why, /SITE_HOST opens this site/)
  assert.equal(readFileSync(own, 'utf8'), 'mine()\n')
  const page = await fetch(`http://localhost:${port}/1/`)
  assert.doesNotMatch(await page.text(), /workshop-token/)
})

test('a text that names a file outside of its lesson changes nothing', async () => {
  const paths = [
    '../outside.ts',
    '../2-second/bot.ts',
    outside,
    'router/../../outside.ts',
    './bot.ts',
    'router/.crossbar/../../../outside.ts',
  ]
  for (const path of paths) {
    writeFileSync(join(folder, '1-first/README.md'), readme(block(path, 'evil()')))
    assert.match((await apply()).why, /no file that this lesson's text changes/, path)
    assert.equal((await ask({ body: { do: 'reset' } })).done.kind, 'refused')
  }
  assert.equal(readFileSync(outside, 'utf8'), 'outside()\n')
  assert.equal(readFileSync(join(folder, '2-second/bot.ts'), 'utf8'), 'one()\n')
})

test('a request names no file: whatever it says, only the lesson’s own files are meant', async () => {
  const { done } = await ask({ body: { do: 'read', file: '../outside.ts', name: '/etc/passwd' } })
  assert.deepEqual(done.files, [{ name: 'bot.ts', text: 'one()\n' }])
  for (const path of ['/1/files/../../outside.ts', '/1/files/bot.ts', '/%31/files', '/3/files', '/0/files']) {
    assert.equal((await ask({ path })).status, 405, path)
  }
})

test('a symbolic link is neither read nor written', async () => {
  rmSync(own)
  symlinkSync(outside, own)
  assert.match((await apply()).why, /is a link/)
  assert.match((await ask({})).done.why, /is a link/)
  assert.match((await ask({ body: { do: 'reset' } })).done.why, /is a link/)
  writeFileSync(join(folder, '1-first/README.md'), readme(block('router/bot.ts', 'evil()')))
  rmSync(join(folder, '1-first/router'), { recursive: true })
  symlinkSync(folder, join(folder, '1-first/router'))
  mkdirSync(join(folder, '.crossbar'))
  assert.match((await apply()).why, /is a link/)
  assert.equal(readFileSync(outside, 'utf8'), 'outside()\n')
})

test('what is no request of a page is refused', async () => {
  for (const body of [
    '',
    '{',
    'null',
    '[]',
    '{"do":"write"}',
    { do: 'apply', at: 0, way: 'mine' },
    { do: 'preview', at: '0', way: 'mine' },
  ]) {
    assert.equal((await ask({ body })).status, 400, JSON.stringify(body))
  }
  for (const at of [-1, 99, 1e20]) {
    assert.equal((await ask({ body: { do: 'preview', at, way: 'mine' } })).done.kind, 'refused')
  }
  await assert.rejects(ask({ body: 'x'.repeat(1_000_000) }).then(({ status }) => assert.equal(status, 200)))
  assert.equal(readFileSync(own, 'utf8'), 'one()\n')
})
