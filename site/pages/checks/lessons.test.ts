import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { findLessons } from '../../src/lessons.ts'
import { projectRoot } from '../../src/project.ts'
import { lessonText } from '../../src/text/lesson-text.ts'
import { REAL_KINDS } from './real-system.ts'
import { PEER_FACTS } from '../peers/peer-tap.ts'
import { kinds } from '../frames/kinds.ts'
import { Figures } from '../principles/figures.ts'
import { isMet } from '../principles/goals.ts'

test('every lesson can be shown, and its checks wait for messages and facts that exist', () => {
  const names = new Set([...[...kinds.values()].map(({ name }) => name), ...REAL_KINDS, 'PEER'])
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
    'signal',
    ...PEER_FACTS,
  ])
  let seen = 0
  for (const { folder, number } of findLessons(join(projectRoot, 'lessons'))) {
    if (number === 0) continue // it has kinds of its own
    const { body } = lessonText(readFileSync(join(folder, 'README.md'), 'utf8'))
    for (const [, name = '', json = ''] of body.source.matchAll(/data-check="(\w*)" data-facts="([^"]*)"/g)) {
      seen++
      assert.ok(names.has(name), name)
      for (const fact of Object.keys(JSON.parse(json.replaceAll('&#34;', '"')))) assert.ok(facts.has(fact), fact)
    }
  }
  assert.ok(seen >= 15, `only ${seen} checks were found`)
})

test('the checks of lesson 0 are kinds that it knows, with numbers', () => {
  const figures = {
    polling: new Figures(0),
    'long polling': new Figures(0),
    'server-sent events': new Figures(0),
    WebSocket: new Figures(0),
  }
  const seen = { figures, rate: 1, networkMs: 0, readers: 1, measured: 0, framed: '' }
  const { checks } = lessonText(readFileSync(join(projectRoot, 'lessons/0-principles/README.md'), 'utf8'))
  assert.ok(checks.size >= 4)
  for (const { kind, facts } of checks.values()) {
    assert.equal(isMet(kind, facts, seen), false)
    for (const value of Object.values(facts)) assert.ok(Number(value) > 0, value)
  }
})
