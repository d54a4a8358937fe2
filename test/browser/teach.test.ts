/** A teacher's machine and a learner's: the shared chat by TLS, and an overview of those who want to be seen. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { request } from 'node:https'
import { after, test } from 'node:test'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../support/free-ports.ts'
import { Person } from './chat-people.ts'
import { FAKE_DEVICES } from './chromium.ts'
import { LessonPage } from './lesson-page.ts'
import { WorkshopProcess } from './workshop-process.ts'
import { useWorkshop } from './workshop-tests.ts'

/** The teacher's own workshop, with the chat. */
const stage = useWorkshop([], FAKE_DEVICES)
const { skip } = stage
const TOKEN = 'the-token-of-the-teacher'
const CODE = 'code-of-the-class'
const MAIN = fileURLToPath(new URL('../../site/src/teach/run-teach.ts', import.meta.url))

let teach: ChildProcess | undefined
let learner: WorkshopProcess | undefined
let url = ''
/** What bin/teach tells learners to type after bin/start. */
let address = ''

test('bin/teach prints where the chat and the overview are, and the command for learners', { skip }, async () => {
  const [port = 0] = await freePorts(1)
  const env = { ...stage.workshop.env, TEACH_PORT: String(port), TEACH_TOKEN: TOKEN, TEACH_CODE: CODE }
  const child = spawn(process.execPath, [MAIN], {
    env: { ...env, TEACH_HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  teach = child
  url = `https://localhost:${port}`
  for await (const line of createInterface({ input: child.stdout })) {
    address = /--teacher '([^']+)'/.exec(line)?.[1] ?? address
    if (line.startsWith('Ctrl-C')) break
  }
  child.stdout.resume()

  assert.match(address, /^https:\/\/127\.0\.0\.1:\d+\/#code-of-the-class\.[0-9a-f]{64}$/)
})

after(async () => {
  await learner?.stop()
  if (teach?.exitCode !== null) return
  teach.kill()
  await once(teach, 'exit')
})

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Answer {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** Asks the teacher's machine. Its certificate is self-signed. */
function ask(path: string, { method = 'GET', headers = {}, body = '' }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers, rejectUnauthorized: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const progress = (body: unknown, code = CODE): Promise<Answer> =>
  ask('/progress', {
    method: 'POST',
    headers: { authorization: `Bearer ${code}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

test('the key of the certificate is for its owner only', { skip }, async () => {
  assert.equal((await stat(stage.workshop.file('db/teach/key.pem'))).mode & 0o077, 0)
})

test(
  'the overview is refused without the token, with another one, and by a cookie of another one',
  { skip },
  async () => {
    assert.equal((await ask('/overview')).status, 401)
    assert.equal((await ask('/overview/rows')).status, 401)
    assert.equal((await ask('/overview/rows', { headers: { cookie: '__Host-teacher=guessed' } })).status, 401)
    assert.equal((await ask('/overview', { method: 'POST', body: 'token=guessed' })).status, 403)
    const right = await ask('/overview', { method: 'POST', body: `token=${TOKEN}` })

    assert.equal(right.status, 303)
    const cookie = String(right.headers['set-cookie'])
    assert.match(cookie, /; Path=\/; Secure; HttpOnly; SameSite=Strict/)
    const rows = await ask('/overview/rows', { headers: { cookie: cookie.split(';')[0] ?? '' } })
    assert.deepEqual([rows.status, rows.text], [200, '[]'])
  },
)

test('progress is refused without the code of the class, and where it is too long or is none', { skip }, async () => {
  const ada = { name: 'Ada', lesson: 1, step: 'publish' }

  assert.equal((await ask('/progress', { method: 'POST', body: JSON.stringify(ada) })).status, 401)
  assert.equal((await progress(ada, 'another-code')).status, 401)
  assert.equal((await progress('x'.repeat(2_000))).status, 413)
  for (const body of ['no JSON', {}, { ...ada, step: '<b>' }, { ...ada, name: 'x'.repeat(50) }]) {
    const refused = await progress(body)
    assert.equal(refused.status, 400)
    assert.match(refused.text, /This is no progress: /)
  }
})

test('a learner who names the teacher is seen, with name, lesson and step, and is told so', { skip }, async () => {
  learner = await WorkshopProcess.start(['--no-chat', '--teacher', address, '--name', 'Ada <b>'])
  const context = await stage.browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 800 } })
  const overview = await context.newPage()
  await overview.goto(`${url}/overview`)
  await overview.getByLabel(/The teacher's token/).fill(TOKEN)
  await overview.getByRole('button', { name: 'Open the overview' }).click()
  await overview.getByText('Nobody has been heard of yet').waitFor()

  const lesson = await LessonPage.open(context, `${learner.url}/1/`)
  await lesson.page.getByText('Your teacher sees: Ada <b>, this lesson, and the step that is next.').waitFor()
  const row = overview.getByRole('row', { name: /Ada <b> 1 / })
  await row.waitFor()
  const before = await row.innerText()
  await lesson.page.evaluate(
    `(() => { for (const run of document.querySelector('.step.is-next').querySelectorAll('button.run')) run.click() })()`,
  )
  await overview
    .getByRole('row')
    .filter({ hasText: 'Ada' })
    .filter({ hasNotText: before.split('	')[2] ?? '' })
    .waitFor()
  await overview.getByText('1 learner: 1 in lesson 1.').waitFor()
  if (process.env['SHOTS']) await overview.screenshot({ path: `${process.env['SHOTS']}/overview.png` })
  assert.deepEqual(lesson.complaints, [])
  await context.close()
})

test('axe finds nothing on the overview and its log-in, on a desktop and on a phone', { skip }, async () => {
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    const options = { colorScheme, viewport: { width, height: 844 }, bypassCSP: true, ignoreHTTPSErrors: true }
    const context = await stage.browser.newContext(options)
    const page = await context.newPage()
    const find = async (): Promise<void> => {
      await page.addScriptTag({ content: axe })
      const { violations } = await page.evaluate<{ violations: readonly { id: string; help: string }[] }>('axe.run()')
      assert.deepEqual(
        violations.map(({ id, help }) => `${id}: ${help}`),
        [],
      )
      assert.ok(!(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')), 'it is too wide')
    }
    await page.goto(`${url}/overview`)
    await find()
    await page.getByLabel(/The teacher's token/).fill(TOKEN)
    await page.getByRole('button', { name: 'Open the overview' }).click()
    await page.getByRole('row', { name: /Ada/ }).waitFor()
    await find()
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/overview-${width}.png` })
    await context.close()
  }
})

test('nobody is told by a workshop that names no teacher', { skip }, async () => {
  const page = await LessonPage.open(stage.browser, `${stage.workshop.url}/1/`)

  assert.equal(await page.page.locator('meta[name=workshop-shares]').count(), 0)
  const status = `fetch('/1/progress', { method: 'POST', body: 'x',
    headers: { 'X-Workshop-Token': document.querySelector('meta[name=workshop-token]').content } }).then(({ status }) => status)`
  assert.equal(await page.page.evaluate(status), 404)
  await page.page.close()
})

test('a machine with another certificate is told nothing, and the learner reads why', { skip }, async () => {
  const other = address.replace(/\.[0-9a-f]{64}/, `.${'0'.repeat(64)}`)
  const misled = await WorkshopProcess.start(['--no-chat', '--teacher', other, '--name', 'Eve'])
  try {
    const page = await LessonPage.open(stage.browser, `${misled.url}/1/`)
    await misled.says(/the teacher is not told: another machine answers there/)
    const login = await ask('/overview', { method: 'POST', body: `token=${TOKEN}` })
    const cookie = String(login.headers['set-cookie']).split(';')[0] ?? ''
    assert.doesNotMatch((await ask('/overview/rows', { headers: { cookie } })).text, /Eve/)
    await page.page.close()
  } finally {
    await misled.stop()
  }
})

test('two people of the class talk in the shared chat by TLS, and a camera is allowed there', { skip }, async () => {
  const site = { browser: stage.browser, workshop: { url } }
  const [ada, ben] = [
    await Person.come(site, 'ada', { ignoreHTTPSErrors: true }),
    await Person.come(site, 'ben', { ignoreHTTPSErrors: true }),
  ]
  await ada.open('The class')
  await ben.open('The class')
  await ben.say('hello, class')
  await ada.message('hello, class').waitFor()

  const camera = 'navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => stream.getTracks().length)'
  assert.equal(await ada.page.evaluate(camera), 1)
  for (const { page } of [ada, ben]) await page.context().close()
})

test('after ten wrong tokens an address has to wait, even with the right one', { skip }, async () => {
  for (let at = 0; at < 10; at++) await ask('/overview', { method: 'POST', body: 'token=guessed' })

  assert.equal((await ask('/overview', { method: 'POST', body: `token=${TOKEN}` })).status, 403)
})
