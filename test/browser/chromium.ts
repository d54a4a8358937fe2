/** The browser that the tests drive: Debian's Chromium, or the one that CHROMIUM names. */
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const executablePath = process.env['CHROMIUM'] || '/usr/bin/chromium'

/** Why the browser tests cannot run here, or false. In CI a missing browser is a failure, not a reason to skip. */
export function skipReason(): string | false {
  if (existsSync(executablePath)) return false
  const reason = `${executablePath} is missing: install it (apt-get install chromium) or name another one by CHROMIUM`
  if (process.env['CI'] === 'true') throw new Error(reason)
  return reason
}

/** `more`: further arguments, for example for cameras that are imitated. */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      // A camera and a microphone that need no hardware. A page still needs the permission of its context.
      '--use-fake-device-for-media-stream',
      '--auto-select-tab-capture-source-by-title=Wampeter',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}

/** Arguments with which a page gets an imitated camera and screen, and is not asked. */
export const FAKE_DEVICES: readonly string[] = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
