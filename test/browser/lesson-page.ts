/** A lesson's page as a learner uses it: with its buttons, the console, and the visible text. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'

/** How long a busy machine may take. */
const WAIT_MS = 60_000

export class LessonPage {
  readonly page: Page
  /** All lines of the console. */
  readonly console: string[] = []
  /** Uncaught errors, and violations of the content security policy. There must be none. */
  readonly complaints: string[] = []
  /** Every address that was requested. */
  readonly requested: string[] = []

  static async open(browser: Browser | BrowserContext, url: string): Promise<LessonPage> {
    const opened = new LessonPage(await browser.newPage())
    await opened.page.goto(url)
    return opened
  }

  private constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(WAIT_MS)
    page.on('console', (message) => {
      this.console.push(message.text())
      if (/Content.Security.Policy|Trusted.?Type/i.test(message.text())) this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('request', (request) => this.requested.push(request.url()))
    page.on('websocket', (socket) => this.requested.push(socket.url()))
  }

  /** Runs code in the browser's console. Promises are awaited; of a rejection the URI is returned. */
  type<T>(code: string): Promise<T> {
    return this.page.evaluate(`Promise.resolve((() => ${code})()).catch((error) => error.error ?? String(error))`)
  }

  /** Presses Run on a code block of a step. */
  async run(step: string, block = 0): Promise<void> {
    await this.page.locator(`#${step} .block[data-block=browser]`).nth(block).locator('button.run').click()
  }

  /** Changes a code block of a step as if the learner typed into it. */
  async rewrite(step: string, change: readonly [from: string, to: string], block = 0): Promise<void> {
    const code = this.page.locator(`#${step} .block[data-block=browser] code`).nth(block)
    await code.fill((await code.innerText()).replace(...change))
  }

  /** Writes other code into a block. */
  async write(step: string, code: string, block = 0): Promise<void> {
    await this.page.locator(`#${step} .block[data-block=browser] code`).nth(block).fill(code)
  }

  output(step: string, block = 0): Locator {
    return this.page.locator(`#${step} .block[data-block=browser]`).nth(block).locator('.output')
  }

  /** Waits until a code block has printed a text. Output is painted with a short delay. */
  async printed(step: string, pattern: RegExp, block = 0): Promise<void> {
    await this.output(step, block).filter({ hasText: pattern }).waitFor({ timeout: WAIT_MS })
  }

  /** Waits until a check of a step looks like this. */
  async check(step: string, number = 1, look = 'done'): Promise<string> {
    const check = this.page.locator(`#check-${step}-${number}[data-look=${look}]`)
    await check.waitFor({ timeout: WAIT_MS })
    return check.innerText()
  }

  /** Makes these checks of the page's lesson done, now, and all others open. A page that is loaded afterwards shows it. */
  async done(checks: readonly string[]): Promise<void> {
    await this.page.evaluate(`(() => {
      const lesson = 'wampeter:lesson-' + document.documentElement.dataset.lesson + ':'
      for (const key of Object.keys(localStorage)) if (key.startsWith(lesson + 'check-')) localStorage.removeItem(key)
      for (const id of ${JSON.stringify(checks)}) localStorage.setItem(lesson + id, String(Date.now()))
    })()`)
  }

  async consoleSays(pattern: RegExp, from = 0): Promise<void> {
    const deadline = Date.now() + WAIT_MS
    while (!this.console.slice(from).some((line) => pattern.test(line))) {
      if (Date.now() > deadline)
        throw new Error(`the console did not say ${pattern}, but:\n${this.console.slice(from).join('\n')}`)
      await this.page.waitForTimeout(20)
    }
  }

  /** Waits until so many lines of the console match. */
  async consoleTimes(pattern: RegExp, count: number): Promise<void> {
    const deadline = Date.now() + WAIT_MS
    while (this.console.filter((line) => pattern.test(line)).length < count) {
      if (Date.now() > deadline) throw new Error(`the console did not say ${pattern} ${count} times`)
      await this.page.waitForTimeout(20)
    }
  }

  frame(text: string | RegExp): Locator {
    return this.page.locator('.frame', { has: this.page.locator('.frame-head', { hasText: text }) })
  }
}
