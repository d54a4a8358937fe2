import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { writeProblem } from './problem.ts'
import { initialConfig } from './init.ts'
import { findConfig, loadConfig } from './load.ts'

const good = '{"version": 2}'

async function folder(context: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'wampeter-config-'))
  context.after(() => rm(root, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return root
}

test('the folder is --cbdir, else CROSSBAR_DIR, else ./.crossbar, else the current one', async (context) => {
  const cwd = await folder(context, {
    'config.json': good,
    '.crossbar/config.json': good,
    'env/config.json': good,
    'asked/config.json': good,
  })
  const find = async (search: { cbdir?: string; CROSSBAR_DIR?: string }) => {
    const environment = { CROSSBAR_DIR: search.CROSSBAR_DIR }
    return (await findConfig({ cbdir: search.cbdir, environment, cwd })).file
  }
  assert.equal(await find({ cbdir: 'asked', CROSSBAR_DIR: 'env' }), join(cwd, 'asked/config.json'))
  assert.equal(await find({ CROSSBAR_DIR: 'env' }), join(cwd, 'env/config.json'))
  assert.equal(await find({}), join(cwd, '.crossbar/config.json'))
  await rm(join(cwd, '.crossbar'), { recursive: true })
  assert.equal(await find({}), join(cwd, 'config.json'))
})

test('config.yaml comes before config.json, with a warning that both are there', async (context) => {
  const cwd = await folder(context, { 'config.json': good, 'config.yaml': 'version: 2\n' })
  const { file, config, problems } = await loadConfig({ environment: {}, cwd })
  assert.equal(file, join(cwd, 'config.yaml'))
  assert.ok(config !== undefined)
  assert.match(
    problems.map(({ severity, message }) => `${severity} ${message}`).join(),
    /^warning .*config\.yaml is used/,
  )
})

test('--config names a file relative to the folder, and --cbdir may name a file', async (context) => {
  const cwd = await folder(context, { 'node/other.json': good, 'node/config.json': '{"version": 1}' })
  const named = await loadConfig({ cbdir: 'node', config: 'other.json', environment: {}, cwd })
  assert.deepEqual([named.cbdir, named.file], [join(cwd, 'node'), join(cwd, 'node/other.json')])
  const asFile = await loadConfig({ cbdir: 'node/other.json', environment: {}, cwd })
  assert.deepEqual([asFile.cbdir, asFile.file], [named.cbdir, named.file])
  const both = await findConfig({ cbdir: 'node/other.json', config: 'config.json', environment: {}, cwd })
  assert.equal(both.file, join(cwd, 'node/config.json'))
})

test('a missing config says what to do', async (context) => {
  const cwd = await folder(context, { 'sub/config.yml': 'version: 2\n' })
  const messageOf = async (search: { cbdir?: string; config?: string }) =>
    (await loadConfig({ ...search, environment: {}, cwd })).problems.map(({ message }) => message).join()
  assert.match(await messageOf({}), /no config\.json or config\.yaml in .*`wampeter init`/)
  assert.match(await messageOf({ cbdir: 'sub' }), /config\.yml must be called config\.yaml/)
  assert.match(await messageOf({ config: 'nothing.json' }), /nothing\.json: there is no such file/)
  assert.match(await messageOf({ config: 'sub/config.yml' }), /a config file ends in \.json or \.yaml/)
  assert.match(await messageOf({ cbdir: 'nowhere' }), /there is no folder .*nowhere: `wampeter init`/)
  await mkdir(join(cwd, 'odd/config.json'), { recursive: true })
  assert.match(await messageOf({ cbdir: 'odd' }), /config\.json is a folder, not a file/)
})

test('a file that cannot be read is a problem, not an exception', async (context) => {
  const cwd = await folder(context, { 'latin.json': '', 'folder.json/x': '', 'closed.json': good })
  await writeFile(join(cwd, 'latin.json'), Buffer.from([0x7b, 0xe9, 0x7d]))
  const messageOf = async (config: string) =>
    (await loadConfig({ config, environment: {}, cwd })).problems.map(({ message }) => message).join()
  assert.match(await messageOf('latin.json'), /not UTF-8/)
  assert.match(await messageOf('folder.json'), /this is a folder/)
  await chmod(join(cwd, 'closed.json'), 0)
  if (process.getuid?.() !== 0) assert.match(await messageOf('closed.json'), /may not be read/)
})

test('problems of the text and of the config come together', async (context) => {
  const cwd = await folder(context, { 'config.json': '{"version": 2, "version": 2, "worker": []}' })
  const { config, problems } = await loadConfig({ environment: {}, cwd })
  assert.equal(config, undefined)
  assert.deepEqual(
    problems.map(({ severity, path }) => `${severity} ${path}`),
    ['warning version', 'error worker'],
  )
})

test('a problem is written with its line and its path', async (context) => {
  const cwd = await folder(context, {
    'config.json': '{\n  "version": 2,\n  "workers": [\n    { "typ": "router" }\n  ]\n}',
  })
  const { problems } = await loadConfig({ environment: {}, cwd })
  assert.match(problems.map(writeProblem).join('\n'), /^error: line 4, workers\[0\]\.type: missing/m)
})

test('what init writes can be loaded', async (context) => {
  const cwd = await folder(context, { '.crossbar/config.json': initialConfig() })
  const { config, problems } = await loadConfig({ environment: {}, cwd })
  assert.deepEqual(problems, [])
  assert.equal(config?.workers?.length, 1)
})
