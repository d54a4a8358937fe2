import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { findLessons } from '../../src/lessons.ts'
import { projectRoot } from '../../src/project.ts'
import { lessonText } from '../../src/text/lesson-text.ts'
import { REAL_KINDS } from './real-system.ts'
import { kinds } from '../frames/kinds.ts'

test('every lesson can be shown, and its checks wait for messages and facts that exist', () => {
  const names = new Set([...[...kinds.values()].map(({ name }) => name), ...REAL_KINDS])
  const facts = new Set([
    'uri',
    'realm',
    'role',
    'authid',
    'method',
    'error',
    'refused',
    'from',
    'after',
    'file',
    'has',
    'table',
    'by',
    'url',
    'status',
  ])
  let seen = 0
  for (const { folder } of findLessons(join(projectRoot, 'lessons'))) {
    const { body } = lessonText(readFileSync(join(folder, 'README.md'), 'utf8'))
    for (const [, name = '', json = ''] of body.source.matchAll(/data-check="(\w*)" data-facts="([^"]*)"/g)) {
      seen++
      assert.ok(names.has(name), name)
      for (const fact of Object.keys(JSON.parse(json.replaceAll('&#34;', '"')))) assert.ok(facts.has(fact), fact)
    }
  }
  assert.ok(seen >= 15, `only ${seen} checks were found`)
})
