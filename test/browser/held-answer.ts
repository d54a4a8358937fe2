/** Makes one answer of the app come late, so that later ones overtake it. */
import type { Page } from 'playwright-core'

export interface HeldAnswer {
  /** Resolves when the app has given the answer, as things were then. */
  readonly isMade: Promise<void>
  /** Lets the answer through. Resolves when the page has painted after it. */
  readonly release: () => Promise<void>
}

/** Holds the next answer of the app to such a request back. Later ones come as usual. */
export async function held(page: Page, path: RegExp, method = 'GET'): Promise<HeldAnswer> {
  const [made, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let isHeld = false
  await page.route(path, async (route) => {
    if (isHeld || route.request().method() !== method) return route.fallback()
    isHeld = true
    const response = await route.fetch()
    made.resolve()
    await end.promise
    await route.fulfill({ response })
  })
  const release = async (): Promise<void> => {
    const came = page.waitForEvent('requestfinished', (request) => path.test(request.url()))
    end.resolve()
    await (await came).response()
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  }
  return { isMade: made.promise, release }
}
