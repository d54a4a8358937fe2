/** Runs the README's server and client unchanged, except for the port. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../support/free-ports.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const readme = await readFile(join(root, 'README.md'), 'utf8')

/** The code block that carries a file's name. */
function snippet(name: string): string {
  const code = readme.match(new RegExp(`^\`\`\`js ${name}\\n(.*?)^\`\`\``, 'ms'))?.[1]
  assert.ok(code !== undefined, `README.md has no block called ${name}`)
  return code
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt++) {
    try {
      await fetch(`http://localhost:${port}/`)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error('the server of the README does not answer')
}

test("the README's client gets its answer from the README's server", { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-readme-'))
  const [port = 0] = await freePorts(1)
  const run = async (name: string) => {
    const code = snippet(name)
    assert.match(code, /8080/)
    await writeFile(join(folder, name), code.replaceAll('8080', String(port)))
    return spawn(process.execPath, [name], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const server = await run('server.js')
  try {
    await answers(port)
    const client = await run('client.js')
    let said = ''
    client.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = await once(client, 'close')
    assert.deepEqual({ said, code }, { said: '5\n', code: 0 })
  } finally {
    server.kill()
    await rm(folder, { recursive: true })
  }
})

test('the server has twelve lines and the client six, as promised', () => {
  const lines = (name: string): number =>
    snippet(name)
      .split('\n')
      .filter((line) => line.trim() !== '' && line !== '}').length
  assert.ok(lines('server.js') <= 12)
  assert.ok(lines('client.js') <= 6)
})
