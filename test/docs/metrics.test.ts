/** The table of docs/metrics.md is the complete list of metrics, with no others. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'

interface Metric {
  readonly name: string
  readonly type: string
  readonly labels: readonly string[]
}

const documented: readonly Metric[] = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, type, labels] = /^\| `(\w+)` +\| (\w+) +\| ([\w, ]*?) *\|/.exec(line) ?? []
    if (name === undefined || type === undefined) return []
    return [{ name, type, labels: (labels ?? '').split(/, */).filter((label) => label !== '') }]
  })

/** The metrics after every kind of event has happened. */
async function served(): Promise<string> {
  await using router = await startRouter({ paths: { metrics: { type: 'metrics' } } })
  const client = await RawClient.join(router.url)
  client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: '..' })
  await client.next('ERROR')
  const response = await fetch(`http://127.0.0.1:${router.port}/metrics`)
  client.end()
  return response.text()
}

const text = await served()

test('every metric is in the table with its type, and the other way round', () => {
  const real = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`)
  const told = documented.map(({ name, type }) => `${name} ${type}`)
  assert.ok(told.length > 40)
  assert.deepEqual(
    real.filter((metric) => !told.includes(metric)),
    [],
  )
  const elsewhere = process.platform === 'linux' ? [] : [/^process_(virtual|heap|open_fds|max_fds)/]
  assert.deepEqual(
    told.filter((metric) => !real.includes(metric) && !elsewhere.some((pattern) => pattern.test(metric))),
    [],
  )
})

test('every sample has the labels that the table says, and no others', () => {
  const samples = [...text.matchAll(/^(\w+)\{(.*)\} /gm)]
  assert.ok(samples.length > 40)
  for (const [, name = '', list = ''] of samples) {
    const labels = [...list.matchAll(/(\w+)="/g)].map(([, label = '']) => label).filter((label) => label !== 'le')
    const metric = documented.find((row) => name.replace(/_(bucket|sum|count)$/, '') === row.name || name === row.name)
    assert.deepEqual(labels.toSorted(), metric?.labels.toSorted(), name)
  }
})
