/** One workshop and one browser for a file of browser tests, for as long as its tests run. */
import { after, before } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, skipReason } from './chromium.ts'
import { WorkshopProcess } from './workshop-process.ts'

/** Both exist from the first test to the last. `skip` is the reason where there is no browser. */
export interface Stage {
  readonly skip: ReturnType<typeof skipReason>
  readonly workshop: WorkshopProcess
  readonly browser: Browser
}

/** Called once, at the top of a file. `args`: those of bin/start. `browserArgs`: see `launchBrowser`. */
export function useWorkshop(args?: readonly string[], browserArgs?: readonly string[]): Stage {
  const skip = skipReason()
  let workshop: WorkshopProcess | undefined
  let browser: Browser | undefined
  before(async () => {
    if (skip) return
    workshop = await WorkshopProcess.start(args)
    browser = await launchBrowser(browserArgs)
  })
  after(async () => {
    await browser?.close()
    await workshop?.stop()
  })
  return {
    skip,
    get workshop() {
      return running(workshop)
    },
    get browser() {
      return running(browser)
    },
  }
}

function running<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('this is there only while tests run')
  return thing
}
