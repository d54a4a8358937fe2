/** The pages of lessons and references, checked by axe, in light and dark, on a desktop and on a phone. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop(['--no-chat'])
const { skip } = stage
const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))

interface Finding {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string }[]
}

for (const path of ['', '0/', '1/', '2/', '3/', '4/', '5/', '6/', '7/', 'references/'])
  test(`axe finds nothing on /${path}`, { skip }, async () => {
    const axe = await readFile(AXE, 'utf8')
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      const context = await stage.browser.newContext({ colorScheme, viewport: { width, height: 844 }, bypassCSP: true })
      const page = await context.newPage()
      await page.goto(`${stage.workshop.url}/${path}`)
      await page.addScriptTag({ content: axe })
      const { violations } = await page.evaluate<{ violations: readonly Finding[] }>('axe.run()')
      const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`)
      assert.deepEqual(told, [], `${colorScheme} ${width}`)
      assert.ok(!(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')), 'it is too wide')
      await context.close()
    }
  })
