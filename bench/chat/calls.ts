/**
 * How soon one sees somebody who answers a call: from the click on Answer until the caller's page has decoded the first
 * frame of the other's camera. Beside it, by turns, the same code on the same two pages with signals that stay within
 * the browser. Then four people in a mesh: what each page decodes. Real Chromium with cameras that need no hardware.
 *
 * node bench/chat/calls.ts [calls]
 */
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { Caller } from '../../test/browser/chat-callers.ts'
import { launchBrowser } from '../../test/browser/chromium.ts'
import { WorkshopProcess } from '../../test/browser/workshop-process.ts'

const WANTED_MS = 1_000
const WANTED_RATIO = 1.3
const MESH_SECONDS = 10

const calls = Number(process.argv[2] ?? 20)
const workshop = await WorkshopProcess.start([])
const browser = await launchBrowser()
const stage = { skip: false as const, workshop, browser }
try {
  await twoPages()
  await fourPages()
} finally {
  await browser.close()
  await workshop.stop()
}

async function twoPages(): Promise<void> {
  const ada = await Caller.come(stage, 'ada', { bypassCSP: true })
  const ben = await ada.beside(stage, 'ben')
  for (const { person } of [ada, ben]) await person.open('Bench')
  const floor = bundle()
  for (const [index, { page }] of [ada, ben].entries()) {
    await page.addScriptTag({ content: floor })
    await page.evaluate(`globalThis.floor = floorDesk(${index})`)
  }
  const byRouter: number[] = []
  const inBrowser: number[] = []
  for (let call = 0; call < calls; call++) {
    await ada.call('ben')
    await ben.sees('ada is calling')
    byRouter.push(
      await timed(
        ada,
        ben,
        `[...document.querySelectorAll('button')].find((one) => one.textContent === 'Answer').click()`,
      ),
    )
    await ada.press('Hang up')
    await Promise.all([ada.isQuiet(), ben.isQuiet()])

    await ada.page.evaluate(`floor.dial('floor', 'floor two', 'video')`)
    await ben.until(`floor.state.phase === 'rung'`)
    inBrowser.push(await timed(ada, ben, `floor.happen({ kind: 'answer' })`))
    await ada.page.evaluate(`floor.happen({ kind: 'hang-up' })`)
    await Promise.all([ada.isQuiet(), ben.isQuiet()])
  }
  const [median, floorMedian] = [medianOf(byRouter), medianOf(inBrowser)]
  console.log(
    `from click to the first decoded frame: ${median.toFixed(0)} ms by the router, ${floorMedian.toFixed(0)} ms within the browser (medians of ${calls}; ${spread(byRouter)}; ${spread(inBrowser)})`,
  )
  console.log(
    `ratio ${(median / floorMedian).toFixed(2)} (wanted: at most ${WANTED_RATIO}, and at most ${WANTED_MS} ms)`,
  )
  for (const { page } of [ada, ben]) await page.close()
}

/** Milliseconds from what `ben` does until `ada` has decoded a frame of `ben`. The pages share the machine's clock. */
async function timed(ada: Caller, ben: Caller, click: string): Promise<number> {
  const decoded = ada.page.evaluate<number>(`(async () => {
    while ((await counted.frames()) === 0) await new Promise((resolve) => setTimeout(resolve, 4))
    return performance.timeOrigin + performance.now()
  })()`)
  const clicked = await ben.page.evaluate<number>(`{
    const now = performance.timeOrigin + performance.now();
    ${click};
    now
  }`)
  return (await decoded) - clicked
}

async function fourPages(): Promise<void> {
  const names = ['cid', 'dan', 'eve', 'fay'] as const
  const people = await Promise.all(names.map((name) => Caller.come(stage, name)))
  for (const { person } of people) await person.open('Mesh')
  const [first, ...others] = people
  if (first === undefined) return
  for (const [index, one] of others.entries()) {
    const began = performance.now()
    await first.press(index === 0 ? `Call ${one.person.name}` : `Ask ${one.person.name} into the call`)
    await one.press('Answer')
    for (const other of people.slice(0, index + 1)) await one.seesPictureOf(other.person.name)
    console.log(`${index + 2} people: the newcomer sees all after ${(performance.now() - began).toFixed(0)} ms`)
  }
  const before = await Promise.all(people.map((one) => one.frames()))
  await first.page.waitForTimeout(MESH_SECONDS * 1_000)
  const after = await Promise.all(people.map((one) => one.frames()))
  const rates = after.map((frames, index) =>
    ((frames - (before[index] ?? 0)) / MESH_SECONDS / others.length).toFixed(1),
  )
  console.log(`four in a mesh: each page decodes from each other ${rates.join(', ')} frames a second`)
}

function bundle(): string {
  const entry = fileURLToPath(new URL('calls-floor.ts', import.meta.url))
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2024',
  })
  return outputFiles[0]?.text ?? ''
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}

function spread(times: readonly number[]): string {
  return `${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms`
}
