/**
 * A learner who does what a lesson says: every block in its order. A file block is written into its file, a browser
 * block is run on the page, and a command is typed in a terminal. Each check must be open before and done after.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { changed, readFileBlock } from '../../site/src/text/file-change.ts'
import type { FileBlock } from '../../site/src/text/file-change.ts'
import { lessonText } from '../../site/src/text/lesson-text.ts'
import type { LessonPage } from './lesson-page.ts'
import type { WorkshopProcess } from './workshop-process.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export type Item =
  | { readonly kind: 'file'; readonly step: string; readonly block: FileBlock }
  /** `at`: its place among the step's blocks of this kind. */
  | { readonly kind: 'browser'; readonly step: string; readonly at: number; readonly code: string }
  | { readonly kind: 'shell'; readonly step: string; readonly code: string }
  /** `number`: counted from 1 in the step. */
  | { readonly kind: 'check'; readonly step: string; readonly number: number }

/** What the lesson's text asks for, in order. */
export function itemsOf(markdown: string): readonly Item[] {
  const steps = lessonText(markdown).steps.map(({ id }) => id)
  const items: Item[] = []
  let step = 'start'
  for (const [part] of markdown.matchAll(/^## .*$|^```[\s\S]*?^```$|^<!--\s*check:.*$/gm)) {
    const count = (kind: Item['kind']): number =>
      items.filter((item) => item.step === step && item.kind === kind).length
    if (part.startsWith('## ')) step = steps.shift() ?? ''
    else if (part.startsWith('<!--')) items.push({ kind: 'check', step, number: count('check') + 1 })
    else {
      const [, info = '', code = ''] = /^```(.*)\n([\s\S]*?)```$/.exec(part) ?? []
      const block = readFileBlock(info, code)
      if (block !== undefined) items.push({ kind: 'file', step, block })
      else if (info.startsWith('js browser')) items.push({ kind: 'browser', step, at: count('browser'), code })
      else if (info === 'sh') items.push({ kind: 'shell', step, code })
    }
  }
  return items
}

export interface Walk {
  readonly workshop: WorkshopProcess
  readonly lesson: number
  readonly folder: string
  readonly page: LessonPage
  /** Changes a browser block or a command as the learner must: a password in place of dots. */
  readonly fill?: (code: string, outputs: readonly string[]) => string
  /** Called before each item that is done, not looked at. */
  readonly before?: (item: Item) => Promise<void>
  /** Called after each item, with all outputs of commands. */
  readonly after?: (item: Item, outputs: readonly string[]) => Promise<void>
}

/** Puts the password that the app has answered in place of the dots. */
export function passwordFilled(code: string, outputs: readonly string[]): string {
  const password = /"password":\s*"(\w+)"/.exec(outputs.join('\n'))?.[1]
  return password === undefined ? code : code.replace('…', password)
}

/**
 * Does the whole lesson. Ends with the files equal to those of finished/, byte for byte. Returns the outputs of the
 * commands.
 */
export async function walk(options: Walk): Promise<readonly string[]> {
  const { workshop, folder, page, fill = (code: string) => code } = options
  const items = itemsOf(await readFile(workshop.file(`${folder}/README.md`), 'utf8'))
  const outputs: string[] = []
  for (const [index, item] of items.entries()) {
    if (item.kind === 'check') await done(options, item)
    else if (index === 0 || items[index - 1]?.kind === 'check') await allOpen(page, items.slice(index))
    if (item.kind !== 'check') await options.before?.(item)
    if (item.kind === 'file') await save(options, item.block)
    if (item.kind === 'browser') {
      const filled = fill(item.code, outputs)
      if (filled !== item.code) await page.write(item.step, filled, item.at)
      await page.run(item.step, item.at)
    }
    if (item.kind === 'shell') {
      const { mark } = workshop
      outputs.push(await type(workshop, fill(item.code, outputs)))
      if (RESTARTS.test(item.code)) await workshop.restarted(`client ${options.lesson}`, mark)
    }
    await options.after?.(item, outputs)
  }
  const files = new Set(items.flatMap((item) => (item.kind === 'file' ? [item.block.file] : [])))
  for (const file of files) {
    const [mine, finished] = await Promise.all(
      [file, `finished/${basename(file)}`].map((path) => readFile(workshop.file(`${folder}/${path}`), 'utf8')),
    )
    assert.equal(mine, finished, file)
  }
  return outputs
}

/** A check turns green. If it does not, the error has what the console and the workshop said last. */
async function done({ page, workshop }: Walk, { step, number }: Item & { kind: 'check' }): Promise<void> {
  try {
    await page.check(step, number)
  } catch (cause) {
    const shown = await page.page.locator(`#check-${step}-${number}`).innerText()
    const said = [...page.console.slice(-15), '', ...workshop.output.split('\n').slice(-40)].join('\n')
    throw new Error(`${step} ${number} is not done: ${shown}\n${said}`, { cause })
  }
}

/** The checks after the next blocks wait: nothing turns green before it is earned. */
async function allOpen(page: LessonPage, next: readonly Item[]): Promise<void> {
  const from = next.findIndex(({ kind }) => kind === 'check')
  for (const item of from < 0 ? [] : next.slice(from)) {
    if (item.kind !== 'check') return
    const look = await page.page.locator(`#check-${item.step}-${item.number}`).getAttribute('data-look')
    assert.notEqual(look, 'done', `${item.step} ${item.number} is done too early`)
  }
}

/** Saves a file as an editor does, and waits until its program or its router has taken it. */
async function save({ workshop, lesson, folder }: Walk, block: FileBlock): Promise<void> {
  const path = workshop.file(`${folder}/${block.file}`)
  const { mark } = workshop
  await writeFile(path, changed(await readFile(path, 'utf8'), block))
  if (block.file.endsWith('config.json'))
    await workshop.says(new RegExp(`router ${lesson} .*its changes are in force`), mark)
  else if (block.file.startsWith('router/')) {
    // Before the config names the file no program of the router reads it.
    const config = await readFile(workshop.file(`${folder}/router/.crossbar/config.json`), 'utf8')
    if (config.includes(`/${basename(block.file)}"`)) await workshop.restarted(`router ${lesson}`, mark)
  } else if (block.file.startsWith('zmq/') || block.file === 'bot.ts')
    await workshop.restarted(`client ${lesson}`, mark)
}

const FOLLOWS = /^bin\/run-(crossbar|client|zmq|php|with-logs)\b(?!.* stop)/

const RESTARTS = /^bin\/run-(client|zmq|php)\b(?!.* stop)/

/** Types a command. One that follows a log is ended with its first line. */
async function type(workshop: WorkshopProcess, code: string): Promise<string> {
  const child = spawn('bash', ['-c', code], { cwd: root, env: workshop.env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const isFollowing = FOLLOWS.test(code)
  child.stderr.resume()
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (isFollowing) break
  }
  if (isFollowing) child.kill()
  else if (child.exitCode === null) {
    const [status] = (await once(child, 'exit')) as [number | null]
    assert.equal(status, 0, `${code}\n${lines.join('\n')}`)
  }
  return lines.join('\n')
}

/** The files of a lesson's folder, by name. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder)
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}
