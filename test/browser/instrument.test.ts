/**
 * The instrument beside the lessons, and the properties of every page: keyboard, phone, without scripts, no foreign
 * requests.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Browser } from 'playwright-core'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop()
const { skip } = stage

/** Waits until something is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await isSo());) {
    assert.ok(Date.now() < deadline, `it never was so: ${String(isSo)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function tab(options: Parameters<Browser['newContext']>[0] = {}): Promise<LessonPage> {
  const opened = await LessonPage.open(await stage.browser.newContext(options), `${stage.workshop.url}/1/`)
  if (options?.javaScriptEnabled !== false) await opened.check('look-around')
  return opened
}

test('a frame opens and names each of its positions, and an answer leads to its request', { skip }, async () => {
  const page = await tab()
  await page.run('subscribe')
  await page.check('subscribe')
  const request = page.frame('asks to hear everything published to test')
  await request.locator('.frame-head').click()
  const detail = await request.locator('.detail').innerText()
  for (const word of ['Type', '32', 'Request', 'Options', 'Topic', '"test"', '[32,1,{},"test"]', '16 bytes']) {
    assert.ok(detail.includes(word), word)
  }

  const answer = page.frame('SUBSCRIBED')
  await answer.locator('.frame-head').hover()
  assert.match((await request.getAttribute('class')) ?? '', /related/)
  await answer.locator('.frame-head').click()
  await answer.getByRole('button', { name: 'belongs to SUBSCRIBE' }).click()
  assert.ok(await request.locator('.frame-head').evaluate((head) => head.matches(':focus')))
  await page.page.context().close()
})

test('the list can be filtered, paused and cleared', { skip }, async () => {
  const page = await tab()
  const frames = page.page.locator('.frame')
  await page.page.getByRole('searchbox', { name: 'Filter frames' }).fill('welcome')
  assert.equal(await frames.count(), 1)
  await page.page.getByRole('searchbox', { name: 'Filter frames' }).fill('')
  await page.page.getByRole('button', { name: 'Pause' }).first().click()
  const before = await frames.count()
  await page.run('subscribe')
  await page.page.getByRole('button', { name: 'Go on (2)' }).waitFor()
  assert.equal(await frames.count(), before)
  await page.page.getByRole('button', { name: 'Go on' }).click()
  await page.frame('SUBSCRIBED').waitFor()
  await page.page.getByRole('toolbar', { name: 'Tools for frames' }).getByRole('button', { name: 'Clear' }).click()
  assert.equal(await frames.count(), 0)
  await page.page.context().close()
})

test('frames are copied as they are, one a line', { skip }, async () => {
  const page = await tab({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.page.getByRole('toolbar', { name: 'Tools for frames' }).getByRole('button', { name: 'Copy' }).click()
  await page.page.getByRole('button', { name: 'Copied' }).waitFor()
  const text = await page.page.evaluate<string>('navigator.clipboard.readText()')

  assert.match(text, /^# ws:\/\/localhost:\d+\/ws wamp\.2\.json\n→ \[1,"ws-workshop",\{.*\}\]\n← \[2,\d+,\{.*\}\]$/)
  await page.page.context().close()
})

test('at a thousand messages a second the list stays bounded: it shows samples, and says so', { skip }, async () => {
  const [here, there] = [await tab(), await tab()]
  await here.type(`(window.got = 0, session.subscribe('flood', () => { window.got++ }))`)
  await there.page.evaluate(`new Promise((done) => {
    let sent = 0
    const timer = setInterval(() => {
      for (let each = 0; each < 100; each++) session.publish('flood', [++sent])
      if (sent >= 3000) { clearInterval(timer); done() }
    }, 100)
  })`)
  // Polled from outside: the policy of the page refuses a predicate that the page evaluates repeatedly.
  const deadline = Date.now() + 60_000
  while ((await here.page.evaluate<number>('window.got')) < 3000 && Date.now() < deadline)
    await here.page.waitForTimeout(50)
  assert.equal(await here.page.evaluate<number>('window.got'), 3000)
  await here.page.locator('.gap').first().waitFor()

  assert.match(await here.page.locator('.gap').first().innerText(), /\d+ more, not listed: they came too fast/)
  assert.ok(Number(await here.page.locator('.frames > li').count()) <= 400)
  await Promise.all([here, there].map(({ page }) => page.context().close()))
})

test('the router’s log is beside the text, and a reload keeps it there', { skip }, async () => {
  const page = await tab()
  await page.page.getByRole('tab', { name: 'Frames' }).focus()
  await page.page.keyboard.press('ArrowRight')
  await page.page.locator('#panel-router .router-state', { hasText: 'Router 1 runs' }).waitFor()
  await page.page.locator('.log-text', { hasText: 'HELLO to realm "ws-workshop"' }).first().waitFor()
  await page.page.reload()
  assert.equal(await page.page.getByRole('tab', { name: 'Router' }).getAttribute('aria-selected'), 'true')
  await page.page.locator('.log-text', { hasText: 'HELLO to realm' }).first().waitFor()
  await page.page.context().close()
})

test('without JavaScript the text is there, code and all', { skip }, async () => {
  const page = await tab({ javaScriptEnabled: false })
  const text = await page.page.locator('main').innerText()

  assert.match(text, /The router and WAMP/)
  assert.match(text, /session\.subscribe\('test'/)
  assert.match(text, /waiting for your subscription to test/)
  assert.match(await page.page.locator('#instrument').innerText(), /needs JavaScript/)
  await page.page.context().close()
})

test('on a phone the instrument is a sheet that opens and closes', { skip }, async () => {
  const page = await tab({ viewport: { width: 390, height: 844 } })
  const handle = page.page.getByRole('button', { name: /Frames and log/ })
  assert.ok(!(await page.page.locator('.frames').isVisible()))
  await handle.click()
  await page.frame('WELCOME').waitFor()
  await page.page.keyboard.press('Escape')
  assert.ok(!(await page.page.locator('.frames').isVisible()))
  assert.ok(await handle.evaluate((element) => element.matches(':focus')))
  const overflow = await page.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  assert.equal(overflow, 0)
  await page.page.context().close()
})

test('everything is reached by keyboard, and Ctrl+Enter runs the code one is in', { skip }, async () => {
  const page = await tab()
  await page.page.locator('#subscribe code[contenteditable]').focus()
  await page.page.keyboard.press('Control+Enter')
  await page.check('subscribe')
  await page.frame('SUBSCRIBED').locator('.frame-head').focus()
  await page.page.keyboard.press('Enter')
  await page.frame('SUBSCRIBED').locator('.detail').waitFor()
  await page.page.context().close()
})

test('the colours can be chosen, and stay chosen', { skip }, async () => {
  const page = await tab({ colorScheme: 'light' })
  const paper = () => page.page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
  const light = await paper()
  const colours = page.page.getByRole('button', { name: /Colours/ })
  await colours.click()
  assert.equal(await paper(), light)
  await colours.click()
  const dark = await paper()
  assert.notEqual(dark, light)
  await page.page.reload()
  assert.equal(await paper(), dark)
  await page.page.context().close()
})

test('values from a peer are shown as text, even if they look like HTML', { skip }, async () => {
  const page = await tab()
  const evil = `<img src=x onerror="window.evil = 1">`
  await page.type(`session.subscribe('evil', (args) => console.log(args[0])).then(() => true)`)
  await page.type(`session.publish('evil', [${JSON.stringify(evil)}], {}, { exclude_me: false })`)
  await page.frame('EVENT').locator('.frame-head').click()

  assert.ok((await page.frame('EVENT').innerText()).includes('<img src=x'))
  assert.equal(await page.page.evaluate('window.evil'), undefined)
  await page.page.context().close()
})

test('no request leaves the machine, and nothing breaks the policy', { skip }, async () => {
  for (const path of ['/', '/1/', '/2/', '/3/', '/4/', '/nothing']) {
    const page = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}${path}`)
    await page.page.waitForTimeout(300)
    assert.deepEqual(page.complaints, [])
    for (const url of page.requested) assert.equal(new URL(url).hostname, 'localhost', url)
    await page.page.context().close()
  }
})

test('only the run button turns text into code', { skip }, async () => {
  const page = await tab()
  const tried = await page.page.evaluate<string>(`new Promise((tell) => {
    setTimeout(() => { try { (0, eval)('1'); tell('evaluated') } catch (error) { tell(error.name) } })
  })`)

  assert.equal(tried, 'EvalError')
  await page.page.context().close()
})

test(
  'the list follows its end after tall rows, and offers new frames to a reader who scrolled away',
  { skip },
  async () => {
    const page = await tab()
    const list = page.page.locator('.frames')
    const isAtEnd = () => list.evaluate((el) => el.scrollHeight - el.scrollTop - el.clientHeight < 48)
    const refused = `session.call('no.such.procedure', ['${'a long argument '.repeat(200)}'])`
    for (let count = 0; count < 12; count++) assert.equal(await page.type(refused), 'wamp.error.no_such_procedure')
    await page.page.locator('.frame', { hasText: 'no_such_procedure' }).nth(11).waitFor()
    await until(isAtEnd)

    await list.hover()
    await page.page.mouse.wheel(0, -400)
    await until(async () => !(await isAtEnd()))
    await page.type(refused)
    await page.page.getByRole('button', { name: /2 new frames/ }).click()
    await until(isAtEnd)
    await page.page.context().close()
  },
)

test('tabs show the programs, the files and the console, and take code', { skip }, async () => {
  const page = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/3/`)
  await page.page.getByRole('tab', { name: 'Programs' }).click()
  await page.page.locator('.program-states', { hasText: 'The program of lesson 3 runs' }).waitFor()
  await page.page.getByRole('tab', { name: 'Files' }).click()
  await page.page.locator('.file', { hasText: 'bot.ts' }).locator('code').waitFor()
  await page.page.getByRole('tab', { name: 'Console' }).click()
  await page.page.getByLabel('Code to run').fill('console.log("hello", 40 + 2)')
  await page.page.keyboard.press('Enter')
  await page.page.getByRole('tabpanel', { name: 'Console' }).getByText('hello 42', { exact: true }).waitFor()
  assert.deepEqual(page.complaints, [])
  await page.page.context().close()
})

test(
  'one key leads from a step to the instrument and back, and buttons have names of their own',
  { skip },
  async () => {
    const page = await tab()
    const code = page.page.locator('#subscribe code[contenteditable]')
    await code.focus()
    await page.page.keyboard.press('Alt+i')
    assert.ok(await page.page.getByRole('tab', { name: 'Frames' }).evaluate((tab) => tab.matches(':focus')))
    await page.page.keyboard.press('Alt+i')
    assert.ok(await code.evaluate((element) => element.matches(':focus')))
    const names = await page.page.locator('button.run').evaluateAll((all) => all.map((one) => one.ariaLabel))
    assert.equal(new Set(names).size, names.length)
    assert.ok(names.every((name) => name?.startsWith('Run: ')))
    await page.page.context().close()
  },
)

test('when bin/start is stopped the page says so at the next open check', { skip }, async () => {
  const page = await tab()
  await stage.workshop.stop()
  assert.match(await page.check('subscribe', 1, 'trouble'), /the workshop does not answer: is bin\/start running/)
  await page.page.context().close()
})
