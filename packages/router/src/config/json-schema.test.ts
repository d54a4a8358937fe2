import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { z } from 'zod'
import { checkConfig } from './check.ts'
import { initialConfig } from './init.ts'
import { configJsonSchema, configJsonSchemaText } from './json-schema.ts'
import {
  lesson1,
  lesson2Signatures,
  lesson2Tickets,
  realm,
  routerConfig,
  webTransport,
  withAuth,
} from './test-configs.ts'

const schema = z.fromJSONSchema(JSON.parse(configJsonSchemaText()))

test('config.schema.json is current (scripts/write-json-schema.ts writes it)', async () => {
  const file = await readFile(new URL('../../config.schema.json', import.meta.url), 'utf8')
  assert.equal(file, configJsonSchemaText())
})

test('the JSON Schema accepts what the checker accepts', () => {
  const initial: unknown = JSON.parse(initialConfig())
  for (const config of [
    initial,
    lesson1(),
    lesson2Tickets(),
    lesson2Signatures(),
    { version: 2 },
    routerConfig({ realms: [realm({ unknown: 1 })] }),
  ]) {
    assert.ok(checkConfig(config).config !== undefined)
    const { error } = schema.safeParse(config)
    assert.equal(error, undefined)
  }
})

test('the JSON Schema refuses what the checker refuses', () => {
  const wrong = [
    {},
    { version: 1 },
    { version: 2, worker: [] },
    routerConfig({ realms: 'realm1' }),
    routerConfig({ transports: [webTransport({ endpoint: { type: 'tcp', port: 70_000 } })] }),
    routerConfig({ transports: [webTransport({ paths: { 'a/b': { type: 'nodeinfo' } } })] }),
    withAuth({ ticket: { type: 'static', users: {} } }),
  ]
  for (const config of wrong) {
    assert.equal(checkConfig(config).config, undefined, JSON.stringify(config))
    assert.equal(schema.safeParse(config).success, false, JSON.stringify(config))
  }
})

test('keys have descriptions for editors', () => {
  const text = JSON.stringify(configJsonSchema())
  assert.ok((text.match(/"description":/g) ?? []).length > 100)
})
