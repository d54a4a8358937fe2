/**
 * Takes pictures of the pages for a visual check: `node test/browser/screenshots.ts FOLDER [URL]`. Without a URL it
 * starts a workshop of its own. Each state is taken wide and narrow, light and dark.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './chromium.ts'
import { WorkshopProcess } from './workshop-process.ts'

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const
const schemes = ['light', 'dark'] as const

const states: Readonly<Record<string, (page: Page, url: string) => Promise<void>>> = {
  index: async (page, url) => void (await page.goto(`${url}/`)),
  'lesson-1': async (page, url) => void (await page.goto(`${url}/1/`)),
  'lesson-1-done': async (page, url) => {
    await page.goto(`${url}/1/`)
    await runAll(page)
    await page.locator('#call-it').scrollIntoViewIfNeeded()
    await openSheet(page)
    await page.locator('.frame-head', { hasText: 'PUBLISH' }).nth(1).click()
  },
  'lesson-1-run': async (page, url) => {
    await page.goto(`${url}/1/`)
    await page.waitForTimeout(300)
    await page.locator('#register-a-procedure button.run').first().click()
  },
  'lesson-1-log': async (page, url) => {
    await page.goto(`${url}/1/?panel=router`)
    await runAll(page)
    await openSheet(page)
  },
  'lesson-2-trouble': async (page, url) => {
    await page.goto(`${url}/2/`)
    await page.waitForTimeout(300)
    const barry = page.locator('#come-in-as-barry')
    await barry.locator('button.run').first().click()
    await page.waitForTimeout(600)
    await page.locator('#come-in-as-barry .check').first().scrollIntoViewIfNeeded()
  },
  'lesson-2-file': async (page, url) => void (await page.goto(`${url}/2/#build-a-second-realm`)),
  'lesson-2-change': async (page, url) => {
    await page.goto(`${url}/2/#build-a-second-realm`)
    await page
      .locator('#build-a-second-realm')
      .getByRole('button', { name: /^Apply to/ })
      .click()
    await page.locator('#build-a-second-realm .diff').scrollIntoViewIfNeeded()
  },
  'lesson-3-programs': async (page, url) => {
    await page.goto(`${url}/3/?panel=programs`)
    await openSheet(page)
  },
  'lesson-5-files': async (page, url) => {
    await page.goto(`${url}/5/?panel=files`)
    await openSheet(page)
  },
  'lesson-3': async (page, url) => {
    await page.goto(`${url}/3/#let-it-listen`)
    await page.waitForTimeout(600)
    await page.locator('#let-it-listen button.run').click()
    await openSheet(page)
  },
  'lesson-7': async (page, url) => void (await page.goto(`${url}/7/#two-tabs`)),
  'lesson-4': async (page, url) => {
    await page.goto(`${url}/4/#ask-from-now-on`)
    await page.waitForTimeout(300)
    await page.locator('#ask-from-now-on button.run').click()
    await page.waitForTimeout(300)
    await page.locator('#ask-from-now-on .check').first().scrollIntoViewIfNeeded()
  },
}

const [folder, url] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: screenshots.ts FOLDER [URL]')
await mkdir(folder, { recursive: true })
const workshop = url === undefined ? await WorkshopProcess.start() : undefined
const browser = await launchBrowser()
try {
  for (const [state, show] of Object.entries(states)) await takeAll(browser, { state, show, to: folder })
} finally {
  await browser.close()
  await workshop?.stop()
}

interface Take {
  readonly state: string
  readonly show: (page: Page, url: string) => Promise<void>
  readonly to: string
}

async function takeAll(using: Browser, { state, show, to }: Take): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of schemes) {
      const context = await using.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      await show(page, url ?? workshop?.url ?? '')
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(to, `${state}-${size}-${colorScheme}.png`) })
      await context.close()
    }
  }
}

async function runAll(page: Page): Promise<void> {
  await page.waitForTimeout(300)
  for (const run of await page.locator('button.run').all()) {
    await run.click()
    await page.waitForTimeout(120)
  }
}

async function openSheet(page: Page): Promise<void> {
  const handle = page.locator('.sheet-handle')
  if (await handle.isVisible()) await handle.click()
}
