/** The files of lessons: what the text asks for leads from start/ to finished/, and each lesson begins where the last one ended. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import test from 'node:test'
import { findLessons, type Lesson } from '../lessons.ts'
import { projectRoot } from '../project.ts'
import { changed, readFileBlock, type FileBlock } from './file-change.ts'

const lessons = findLessons(join(projectRoot, 'lessons'))
/** Those whose blocks lead to one end. Lesson 2 has two. */
const written = lessons.filter(({ number }) => number >= 3)
const continued = lessons.filter(({ number }) => number >= 4)
const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8')

function lesson(number: number): Lesson {
  const found = lessons.find((one) => one.number === number)
  assert.ok(found)
  return found
}

function blocksOf({ folder }: Lesson): readonly FileBlock[] {
  return [...read(folder, 'README.md').matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, info = '', code = '']) => readFileBlock(info, code) ?? [],
  )
}

/** Every number that may differ between lessons stands as `PORT`. */
const withoutPorts = (text: string): string =>
  text.replaceAll(/\b(800\d|9001|904\d|500[567]|55[57][05]|ZMQ_(PUSH_)?PORT(_7)?)\b|Lesson \d/g, 'PORT')

test('the blocks of each lesson, applied in order, lead from start/ to finished/ byte for byte', () => {
  for (const one of written) {
    const files = new Map(readdirSync(join(one.folder, 'start')).map((name) => [name, read(one.folder, 'start', name)]))
    for (const block of blocksOf(one)) {
      const name = basename(block.file)
      files.set(name, changed(files.get(name) ?? '', block))
    }
    assert.deepEqual([...files.keys()].sort(), readdirSync(join(one.folder, 'finished')).sort())
    for (const [name, text] of files) assert.equal(text, read(one.folder, 'finished', name), `${one.shownAs} ${name}`)
  }
})

test('the blocks of lesson 2 lead to tickets first, and then to WAMP-CRA', () => {
  const two = lesson(2)
  const [realm, ticket, cra] = blocksOf(two)
  assert.ok(realm && ticket && cra)
  const tickets = changed(changed(read(two.folder, 'start/config.json'), realm), ticket)

  assert.equal(tickets, read(two.folder, 'finished/config-ticket.json'))
  assert.equal(changed(tickets, cra), read(two.folder, 'finished/config-wampcra.json'))
})

test('from lesson 4 on each file of start/ is that of the previous finished/ but for ports, or is new and empty', () => {
  for (const one of continued) {
    const before = lesson(one.number - 1).folder
    for (const name of readdirSync(join(one.folder, 'start'))) {
      const text = read(one.folder, 'start', name)
      // Lesson 3 has no change in its config, and lesson 5 none in its script.
      const ended = ['finished', 'router/.crossbar', '.'].map((folder) => join(before, folder, name)).find(existsSync)
      if (ended === undefined) assert.equal(text, '', `${one.shownAs} start/${name}`)
      else assert.equal(withoutPorts(text), withoutPorts(read(ended)), `${one.shownAs} start/${name}`)
    }
    const lost = readdirSync(join(before, 'finished')).filter((name) => !existsSync(join(one.folder, 'start', name)))
    assert.deepEqual(lost, one.number === 4 ? ['bot.ts'] : []) // the bot belongs to lesson 3 alone
  }
})

test('a lesson’s own files are those of start/', () => {
  for (const one of written)
    for (const file of new Set(blocksOf(one).map(({ file }) => file)))
      assert.equal(read(one.folder, file), read(one.folder, 'start', basename(file)), `${one.shownAs} ${file}`)
})

test('the page of commands names every command of bin/ that a learner needs', () => {
  const text = read(projectRoot, 'lessons/references.md')
  const commands = readdirSync(join(projectRoot, 'bin'), { withFileTypes: true }).filter((entry) => entry.isFile())
  for (const { name } of commands.filter(({ name }) => name !== 'test'))
    assert.ok(text.includes(`bin/${name}`), `bin/${name}`)
  for (const [, name = ''] of text.matchAll(/`bin\/([\w-]+)/g))
    assert.ok(existsSync(join(projectRoot, 'bin', name)), name)
})
