/** The files for containers, as far as they can be checked without an engine: their services run as plain processes. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect, wampcra } from '@wampeter/client'
import { parse } from 'yaml'
import { readAppSettings } from '../../apps/chat/settings/app-settings.ts'
import { Environment } from '../../apps/chat/settings/environment.ts'
import { readPageSettings } from '../../apps/chat/settings/page-settings.ts'
import { readWorkerSettings } from '../../apps/chat/settings/worker-settings.ts'
import { freePorts } from '../support/free-ports.ts'
import { testVariables, until } from './chat-router.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const chat = join(root, 'apps/chat')
const MAIN = join(chat, 'main.ts')

interface Service {
  readonly image: string
  readonly command: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly user?: string
  readonly read_only?: boolean
  readonly tmpfs?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly privileged?: boolean
}

const { services, volumes } = parse(readFileSync(join(chat, 'compose.yaml'), 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, Service>>
  volumes: Readonly<Record<string, unknown>>
}
const dockerfile = readFileSync(join(chat, 'Dockerfile'), 'utf8')
const own = Object.entries(services).filter(([name]) => name !== 'redis')

test('every variable of the services is a setting, and no secret stands in the file', () => {
  const environment = new Environment({})
  readAppSettings(environment)
  readWorkerSettings(environment)
  readPageSettings(environment)
  for (const [service, { environment: variables = {} }] of own)
    for (const [name, value] of Object.entries(variables)) {
      assert.ok(environment.names.includes(name), `${service}: ${name}`)
      if (/TOKEN|PASSWORD|SECRET|KEY/.test(name)) assert.match(value, /^\$\{[A-Z_]+:(\?.+|-)\}$/, `${service}: ${name}`)
    }
})

test('calls get their TURN server from the environment, and none where it names none', () => {
  const variables = services['app']?.environment ?? {}
  for (const name of ['TURN_URL', 'TURN_SECRET', 'TURN_ONLY']) assert.equal(variables[name], `\${${name}:-}`)
  const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, '']))
  assert.equal(readAppSettings(new Environment(empty)).turn, undefined)
})

test('images name a version; volumes exist; ports are open to this machine only', () => {
  for (const [name, { image, volumes: mounts = [], ports = [] }] of Object.entries(services)) {
    assert.match(image, /:\d/, name)
    for (const mount of mounts) assert.ok((mount.split(':')[0] ?? '') in volumes, `${name}: ${mount}`)
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:(\d+):\1$/, name)
  }
  assert.match(dockerfile, /^FROM node:\d+-\S+$/m)
})

test('every service runs without rights: no root, no capabilities, and nothing to write to but its data', () => {
  const imageUser = /^USER (\S+)$/m.exec(dockerfile)?.[1]
  for (const [name, service] of Object.entries(services)) {
    const { user = name === 'redis' ? undefined : imageUser, volumes: mounts = [], tmpfs = [] } = service
    assert.ok(user !== undefined && !/^(root|0)(:|$)/.test(user), `${name}: ${user}`)
    assert.equal(service.read_only, true, name)
    assert.deepEqual(service.cap_drop, ['ALL'], name)
    assert.ok(service.security_opt?.includes('no-new-privileges:true'), name)
    assert.equal(service.privileged, undefined, name)
    for (const path of [...tmpfs, ...mounts.map((mount) => mount.split(':')[1])])
      assert.match(path ?? '', /^\/(data|tmp)$/, name)
  }
})

test('what the Dockerfile copies and starts is there', () => {
  for (const [, sources = ''] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
    for (const source of sources.split(' ')) assert.ok(existsSync(join(root, source)), source)
  const [, entry = ''] = /ENTRYPOINT \["node", "(.+)"\]/.exec(dockerfile) ?? []
  assert.equal(join(root, entry), MAIN)
})

test('the services run by their commands and variables, and a message is stored', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'))
  const page = join(folder, 'page')
  execFileSync(process.execPath, [join(chat, 'web/server/build.ts'), page])
  const children: ChildProcess[] = []
  after(async () => {
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  const shared = await testVariables()
  const operation = await freePorts(own.length)
  for (const [index, [name, service]] of own.entries()) {
    const variables = Object.fromEntries(
      Object.entries(service.environment ?? {}).map(([key, value]) => [key, here(value, shared)]),
    )
    const child = spawn(process.execPath, [MAIN, ...service.command], {
      env: {
        ...{ PATH: process.env['PATH'], ...shared, ...variables, CHAT_OPERATION_PORT: String(operation[index]) },
        PAGE_DIR: page,
        DATA_DIR: join(folder, (service.volumes?.[0] ?? '').split(':')[0] ?? name),
      },
      stdio: 'ignore',
    })
    children.push(child)
    await until(() => isReady(operation[index] ?? 0))
  }

  const post = (port: string, path: string, body: object) =>
    fetch(`http://127.0.0.1:${shared[port]}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const { token } = (await (await post('APP_PORT_4', '/user', { name: 'ada' })).json()) as { token: string }
  await post('APP_PORT_5', '/thread', { name: 'ada', title: 'Boxes' })
  const url = `ws://127.0.0.1:${shared['CHAT_PORT']}/ws`
  const client = connect(url, { realm: 'ws-workshop', auth: wampcra('ada', token) })
  const { value } = await client.call('workshop.chat.post', ['boxes', 'one', 'from box to box'])
  assert.equal((value as { stored: boolean }).stored, true)
  await client.close()

  const site = `http://localhost:${shared['SITE_PORT']}`
  const answer = await fetch(`${site}/chat/`)
  const html = await answer.text()
  assert.match(html, new RegExp(`data-router="${shared['CHAT_PORT']}"`))
  for (const [, file = ''] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g))
    assert.ok((await (await fetch(`${site}${file}`)).text()).length > 100, file)
  assert.match(
    String(answer.headers.get('content-security-policy')),
    new RegExp(`ws://localhost:${shared['CHAT_PORT']} `),
  )
})

test('what the context of the image has is enough to bundle the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'context-'))
  const context = join(folder, 'context')
  const ignored = readFileSync(join(chat, 'Dockerfile.dockerignore'), 'utf8')
  for (const [, path = ''] of ignored.matchAll(/^!(.+)$/gm)) {
    mkdirSync(dirname(join(context, path)), { recursive: true })
    cpSync(join(root, path), join(context, path), {
      recursive: true,
      filter: (source) => !/node_modules|\.test\.ts$|\/test$/.test(source.slice(root.length)),
    })
  }
  symlinkSync(join(root, 'node_modules'), join(context, 'node_modules'))
  execFileSync(process.execPath, [join(context, 'apps/chat/web/server/build.ts'), join(folder, 'page')])

  assert.ok(existsSync(join(folder, 'page/chat.js')))
  rmSync(folder, { recursive: true })
})

/** Other containers are this machine; secrets get a value; Redis is not there, which the chat outlives. */
function here(value: string, shared: Readonly<Record<string, string>>): string {
  if (value.endsWith(':-}')) return ''
  if (value.startsWith('${')) return 'a value for the test'.replaceAll(' ', '-')
  return value
    .replace(/^0\.0\.0\.0$/, '127.0.0.1')
    .replace(/^(storage|router)$/, '127.0.0.1')
    .replace('http://app:8024', `http://127.0.0.1:${shared['APP_INTERNAL_PORT_4']}`)
    .replace('http://app:8025', `http://127.0.0.1:${shared['APP_INTERNAL_PORT_5']}`)
    .replace('redis://redis:', 'redis://127.0.0.1:')
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).ok
  } catch {
    return false
  }
}
