import assert from 'node:assert/strict'
import test from 'node:test'
import { checkConfig } from './check.ts'
import { realm, routerConfig, webTransport, withAuth } from './test-configs.ts'

const tickets = (ticket: unknown) =>
  withAuth({ ticket: { type: 'static', principals: { barry: { ticket, role: 'anonymous' } } } })

test('a secret in braces comes from the environment', () => {
  const { config, problems } = checkConfig(tickets('${BARRY}'), { BARRY: 'from outside' })
  assert.deepEqual(problems, [])
  const [worker] = config?.workers ?? []
  const [transport] = (worker?.type === 'router' ? worker.transports : undefined) ?? []
  const service = transport?.type === 'web' ? transport.paths.get('ws') : undefined
  const ticket = service?.type === 'websocket' ? service.auth?.ticket : undefined
  assert.equal(ticket?.type === 'static' ? ticket.principals.get('barry')?.ticket : undefined, 'from outside')
})

test('a secret whose variable is unset or empty is an error that names the variable', () => {
  for (const environment of [{}, { BARRY: '' }, { BARRY: undefined }]) {
    const { config, problems } = checkConfig(tickets('${BARRY}'), environment)
    assert.equal(config, undefined)
    assert.deepEqual(
      problems.map(({ path, message }) => [path, message]),
      [
        [
          'workers[0].transports[0].paths.ws.auth.ticket.principals.barry.ticket',
          'the environment variable BARRY is not set (or empty)',
        ],
      ],
    )
  }
  assert.equal(checkConfig(tickets('${constructor}'), {}).config, undefined)
})

test('elsewhere a dollar sign is an ordinary character', () => {
  for (const ticket of ['$BARRY', 'a${BARRY}', '${BARRY} ', '${}']) {
    assert.deepEqual(checkConfig(tickets(ticket), { BARRY: 'x' }).problems, [])
  }
  const { config } = checkConfig(routerConfig({ realms: [realm({ name: 'realm1' })] }), {})
  assert.ok(config !== undefined)
})

test('a port from the environment must be a port number', () => {
  const config = routerConfig({ transports: [webTransport({ endpoint: { type: 'tcp', port: '$PORT' } })] })
  assert.deepEqual(checkConfig(config, { PORT: '8088' }).problems, [])
  const messageFor = (PORT: string | undefined) =>
    checkConfig(config, { PORT })
      .problems.map(({ message }) => message)
      .join()
  assert.match(messageFor(undefined), /the environment variable PORT is not set/)
  assert.match(messageFor('http'), /the environment variable PORT is not a port/)
  assert.match(messageFor('99999'), /expected a port from 0 to 65535/)
})

test('a disabled worker stays in the config, and variables that it needs may be missing', () => {
  const check = (disabled: unknown, environment = {}) => {
    const router = {
      type: 'router',
      options: { disabled },
      transports: [{ type: 'rawsocket', endpoint: { type: 'tcp', port: '$PORT' } }],
    }
    return checkConfig({ version: 2, workers: [router] }, environment).config?.workers?.[0]
  }
  const isDisabled = (worker: ReturnType<typeof check>) => worker?.type === 'router' && worker.options?.disabled
  assert.equal(isDisabled(check(true)), true)
  assert.equal(isDisabled(check('${OFF}', { OFF: '0' })), true)
  assert.equal(check('${OFF}', { OFF: '' }), undefined)
  assert.equal(check(false), undefined)
})

test('a disabled worker does not change the paths of others in messages', () => {
  const { problems } = checkConfig({
    version: 2,
    workers: [
      { type: 'router', options: { disabled: true } },
      { type: 'router', realms: [realm({ name: '!' })] },
    ],
  })
  assert.deepEqual(
    problems.map(({ path }) => path),
    ['workers[1].realms[0].name'],
  )
})
