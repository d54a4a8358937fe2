/** A machine for which ZeroMQ has no binary: lesson 6 says what is missing, and goes on where it can. */
import assert from 'node:assert/strict'
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { changed } from '../../site/src/text/file-change.ts'
import { LessonPage } from './lesson-page.ts'
import { itemsOf } from './lesson-walk.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage
const SIX = '6-message-queues'
const MISSING = /the library zeromq has no binary that runs on this system \(\w+, \w+\)/
let page: LessonPage

/** The lessons' programs find a library whose list of binaries has none for this system. The chat keeps its own. */
async function takeBinariesAway(): Promise<void> {
  const installed = fileURLToPath(new URL('../../node_modules', import.meta.url))
  const here = stage.workshop.file('node_modules')
  await rm(here)
  await mkdir(here)
  for (const name of await readdir(installed))
    if (name !== 'zeromq') await symlink(join(installed, name), join(here, name))
  const isOther = (path: string): boolean => !path.startsWith(join(installed, 'zeromq', 'build'))
  await cp(join(installed, 'zeromq'), join(here, 'zeromq'), { recursive: true, filter: isOther })
  await mkdir(join(here, 'zeromq', 'build'))
  await writeFile(join(here, 'zeromq', 'build', 'manifest.json'), '{}')
}

async function post(port: string, path: string, body: object): Promise<{ readonly password: string }> {
  const answer = await fetch(`http://127.0.0.1:${stage.workshop.env[port]}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as { password: string }
}

/** Saves what a step's file blocks say. */
async function saveFiles(step: string): Promise<void> {
  const { workshop } = stage
  for (const item of itemsOf(await readFile(workshop.file(`${SIX}/README.md`), 'utf8'))) {
    if (item.kind !== 'file' || item.step !== step) continue
    const path = workshop.file(`${SIX}/${item.block.file}`)
    await writeFile(path, changed(await readFile(path, 'utf8'), item.block))
  }
}

test('up to the first program with ZeroMQ the lesson is as everywhere', { skip }, async () => {
  const { workshop, browser } = stage
  await takeBinariesAway()
  await workshop.says(/the chat is up/)
  const { password } = await post('APP_PORT_4', '/user', { name: 'my user' })
  await post('APP_PORT_5', '/thread', { name: 'my user', title: 'some thread' })
  page = await LessonPage.open(browser, `${workshop.url}/6/`)
  await page.check('begin')
  await workshop.says(/router 6 .*I know who is here/)
  await page.type(`login('my user', '${password}')`)
  await page.run('begin', 1)
  await page.check('begin', 2)
  const ids = await page.page.locator('.check').evaluateAll((checks) => checks.map(({ id }) => id))
  await page.done(ids.slice(0, ids.indexOf('check-a-service-that-stays-1')))
  await page.page.reload()
  await page.type(`login('my user', '${password}')`)
  await page.type('wsWorkshop.connect() && undefined')
  await saveFiles('a-service-that-stays')
  await page.check('a-service-that-stays')
})

test('the check of the program says which library has no binary, and for which system', { skip }, async () => {
  await saveFiles('pull')
  assert.match(await page.check('pull', 1, 'impossible'), /Not here: the program ended: /)
  assert.match(await page.check('pull', 1, 'impossible'), MISSING)
  assert.match(await page.page.locator('#pull').innerText(), /no program that imports it can run there/)
})

test('the checks after it go on: the recorder hands each message to the app itself', { skip }, async () => {
  await page.run('push')
  await page.check('push', 1)
  assert.match(await page.check('push', 2, 'impossible'), MISSING)
  await page.run('store')
  await page.check('store', 1)
  await page.check('store', 2)
  const next = page.page.locator('.step.is-next')
  assert.equal(await next.getAttribute('id'), 'stop-it-and-talk')
})

test('the program by which users log in is told wherever the reader is, until it runs again', { skip }, async () => {
  const path = stage.workshop.file(`${SIX}/router/recorder.ts`)
  const whole = await readFile(path, 'utf8')
  await saveFiles('push')
  const told = page.page.locator('#check-stop-it-and-talk-2[data-look=trouble]')
  await told.waitFor()
  assert.match(await told.innerText(), /Not yet: the program "authenticator" ended: the library zeromq has no binary/)
  await writeFile(path, whole)
  await page.page.locator('#check-stop-it-and-talk-2[data-look=waiting]').waitFor()
})

test('split out, log-ins and presence go on while the recorder cannot run', { skip }, async () => {
  const { workshop } = stage
  const { mark } = workshop
  await saveFiles('push')
  await saveFiles('split-the-listener-out')
  await workshop.says(/guest "recorder" ended with exit code 1/, mark)
  await workshop.says(/I know who is here/, mark)
  // Asked again where the programs were not ready: the page goes on when they are, and what was asked before is lost.
  const told = page.frame('RESULT').filter({ hasText: 'my user' }).first()
  for (const until = Date.now() + 60_000; Date.now() < until && !(await told.isVisible());) {
    await page.type('wsWorkshop.connect().sub("some-thread").call("some-thread") && undefined')
    await told.waitFor({ timeout: 5_000 }).catch(() => {})
  }
  assert.ok(await told.isVisible(), page.console.slice(-15).join('\n'))
  assert.deepEqual(page.complaints, [])
})
