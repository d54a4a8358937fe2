/** The size of the client in a page, and that the README names it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { autobahnScript } from '../../scripts/bundle-autobahn.ts'
import { bundleSize, LIMIT_BYTES } from '../../scripts/bundle-size.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the client has at most 10,752 bytes, minified and gzipped, and loads its hash library on demand', async () => {
  const { gzipped, onDemand } = await bundleSize()
  assert.ok(gzipped <= LIMIT_BYTES, `${gzipped} bytes are more than ${LIMIT_BYTES}`)
  assert.ok(onDemand > 1000, 'the hash library is not a chunk of its own')
})

test('the README of the client names the size of the bundle', async () => {
  const { gzipped } = await bundleSize()
  const readme = await readFile(join(root, 'packages/client/README.md'), 'utf8')
  const said = Number(readme.match(/([\d,]+) bytes minified and gzipped/)?.[1]?.replace(',', ''))
  assert.ok(Math.abs(said - gzipped) < 200, `the README says ${said}, it is ${gzipped}`)
})

test('the script for pages of Autobahn-JS is one script that sets one name', () => {
  const script = autobahnScript()
  assert.match(script, /^"use strict";var autobahn=/)
  assert.doesNotMatch(script, /\bimport\(|\brequire\(/)
})
