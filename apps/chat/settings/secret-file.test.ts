import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { secretFile } from './secret-file.ts'
import { SettingsError } from './settings-error.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-secret-'))
after(() => rmSync(folder, { recursive: true }))

test('the file is made once, for its owner only, and leaves no draft behind', () => {
  const path = join(folder, 'below', 'token.key')
  const made = secretFile(path)

  assert.equal(made.length, 32)
  assert.deepEqual(secretFile(path), made)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(folder, 'below')), ['token.key'])
})

test('a file that others may read, and one that holds something else, are refused with what to do', () => {
  const path = join(folder, 'open.key')
  writeFileSync(path, `${'a'.repeat(64)}\n`)
  chmodSync(path, 0o640)
  assert.throws(
    () => secretFile(path),
    (error) => error instanceof SettingsError && /chmod 600/.test(error.message),
  )

  chmodSync(path, 0o600)
  writeFileSync(path, 'short')
  assert.throws(() => secretFile(path), /64 hexadecimal digits/)
})
