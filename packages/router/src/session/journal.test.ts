import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Correspondent, RouterContext } from './context.ts'
import { Journal } from './journal.ts'

test('a session’s authid is logged on one line of bounded length', () => {
  const lines: string[] = []
  const counters = { count: () => {}, joined: () => {} }
  const log = { write: (_level: string, text: string) => void lines.push(text) }
  const router = { counters, log } as unknown as RouterContext
  const identity = { authid: `a\n\u001b]0;\u009b${'b'.repeat(5_000)}`, authrole: 'user' }
  new Journal(router, { info: { peer: 'tcp4:here' }, identity } as unknown as Correspondent).joined('ticket')
  assert.match(lines.join('\n'), /^joined as "a\\n\\u001b\]0;\\u009bb+…" with role "user" by ticket$/)
  assert.ok((lines[0]?.length ?? 0) < 300)
})
