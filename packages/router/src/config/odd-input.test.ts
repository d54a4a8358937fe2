import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { checkConfig } from './check.ts'
import { lesson2Tickets, routerConfig, webTransport, withAuth } from './test-configs.ts'

const problemsOf = (raw: unknown) => checkConfig(raw).problems.map(({ path, message }) => `${path}: ${message}`)

test('users named like parts of JavaScript objects are ordinary users', () => {
  const principals: unknown = JSON.parse(
    '{"__proto__": {"ticket": "a", "role": "anonymous"}, "constructor": {"ticket": "b", "role": "anonymous"}, "toString": {"ticket": 7, "role": "anonymous"}}',
  )
  assert.deepEqual(problemsOf(withAuth({ ticket: { type: 'static', principals } })), [
    'workers[0].transports[0].paths.ws.auth.ticket.principals.toString.ticket: expected a text, found a number',
  ])
  const { config } = checkConfig(
    JSON.parse(JSON.stringify(withAuth({ ticket: { type: 'static', principals } })).replace('7', '"c"')),
  )
  const [worker] = config?.workers ?? []
  const [transport] = (worker?.type === 'router' ? worker.transports : undefined) ?? []
  const service = transport?.type === 'web' ? transport.paths.get('ws') : undefined
  const ticket = service?.type === 'websocket' ? service.auth?.ticket : undefined
  assert.ok(ticket?.type === 'static')
  assert.deepEqual([...ticket.principals.keys()], ['__proto__', 'constructor', 'toString'])
  assert.equal(ticket.principals.get('__proto__')?.ticket, 'a')
})

test('a key __proto__ where keys are fixed is an unknown key', () => {
  assert.match(problemsOf(JSON.parse('{"version": 2, "__proto__": {"workers": 3}}')).join(), /^__proto__: unknown key/)
})

test('checkConfig takes anything without throwing', () => {
  fc.assert(
    fc.property(fc.anything({ withMap: true, withDate: true, withNullPrototype: true }), (raw) => {
      assert.ok(Array.isArray(checkConfig(raw).problems))
    }),
  )
})

test('checkConfig takes any value anywhere in a config without throwing', () => {
  const config = lesson2Tickets()
  const places = placesOf(config)
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
      const changed = structuredClone(config)
      put(changed, place, value)
      const { config: checked, problems } = checkConfig(changed)
      assert.equal(
        checked === undefined,
        problems.some(({ severity }) => severity === 'error'),
      )
    }),
    { numRuns: 300 },
  )
})

test('a dictionary in the place of a text, with a dictionary as its length, is a problem like any other', () => {
  for (const odd of [{ length: {} }, { length: [{}] }, { length: 3 }]) {
    assert.match(
      problemsOf(
        routerConfig({ transports: [webTransport({ endpoint: { type: 'tcp', port: 1, interface: odd } })] }),
      ).join(),
      /interface: expected a text/,
    )
    assert.match(
      problemsOf(withAuth({ ticket: { type: 'static', principals: { barry: { ticket: 'a', role: odd } } } })).join(),
      /role: expected/,
    )
  }
})

test('cycles, depth, size, functions and throwing getters are problems like any other', () => {
  const cycle: Record<string, unknown> = { version: 2 }
  cycle['workers'] = [cycle]
  assert.match(problemsOf(cycle).join(), /workers\[0\]: contains itself/)
  let deep: unknown = 1
  for (let level = 0; level < 100; level += 1) deep = { type: 'path', paths: { a: deep } }
  assert.match(
    problemsOf(routerConfig({ transports: [webTransport({ paths: { a: deep } })] })).join(),
    /nested more than/,
  )
  assert.match(
    problemsOf({ version: 2, workers: Array.from({ length: 300_000 }, () => 1) }).join(),
    /more than \d+ values/,
  )
  assert.match(problemsOf(routerConfig({ realms: () => [] })).join(), /expected plain data, found a function/)
  assert.match(
    problemsOf(routerConfig({ realms: new Map() })).join(),
    /expected plain data, found an instance of a class/,
  )
  const trap = Object.defineProperty({ version: 2 }, 'workers', {
    enumerable: true,
    get: () => {
      throw new Error('no')
    },
  })
  assert.match(problemsOf(trap).join(), /could not be read/)
})

function placesOf(value: unknown, path: readonly string[] = []): string[][] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [[...path], ...inside.flatMap(([key, element]) => placesOf(element, [...path, key]))].filter(
    (place) => place.length > 0,
  )
}

function put(holder: unknown, [key, ...rest]: readonly string[], value: unknown): void {
  if (typeof holder !== 'object' || holder === null || key === undefined) return
  if (rest.length === 0) Reflect.set(holder, key, value)
  else put(Reflect.get(holder, key), rest, value)
}
