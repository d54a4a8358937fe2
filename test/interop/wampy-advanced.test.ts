/** Foreign clients: what wampy offers of the advanced profile, over each of its serializers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '@wampeter/client'
import { Wampy } from 'wampy'
import { CborSerializer } from 'wampy/CborSerializer.js'
import { JsonSerializer } from 'wampy/JsonSerializer.js'
import { MsgpackSerializer } from 'wampy/MsgpackSerializer.js'
import { WebSocket } from 'ws'
import { startRouter } from '../support/router.ts'

const SERIALIZERS = {
  JSON: () => new JsonSerializer(),
  MessagePack: () => new MsgpackSerializer(),
  CBOR: () => new CborSerializer(),
}

/** wampy sends input in parts, but does not announce that it does, which the specification demands. */
function announceAll(wampy: Wampy): void {
  const { caller, callee } = wampy._wamp_features.roles
  caller.features['progressive_call_invocations'] = true
  Object.assign(callee.features, { progressive_call_invocations: true, call_canceling: true })
}

async function setUp(makeSerializer: () => unknown, announcesAll = false) {
  const running = await startRouter()
  const open = async (): Promise<Wampy> => {
    const wampy = new Wampy(running.url, {
      ...{ realm: 'realm1', ws: WebSocket, autoReconnect: false, serializer: makeSerializer() },
      // wampy forbids URIs with empty components unless told otherwise.
      uriValidation: 'loose',
    })
    if (announcesAll) announceAll(wampy)
    await wampy.connect()
    return wampy
  }
  const clients = [await open(), await open(), await open()] as const
  return {
    clients,
    url: running.url,
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((one) => one.disconnect()))
      await running[Symbol.asyncDispose]()
    },
  }
}

/** Over MessagePack its ids are BigInts. */
const toNumber = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value)

const uriOf = (error: unknown): string | undefined => (error as { errorUri?: string }).errorUri

for (const [name, makeSerializer] of Object.entries(SERIALIZERS)) {
  test(`wampy by ${name} subscribes by prefix and wildcard, and takes retained events`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two] = made.clients
    const heard: unknown[] = []
    // wampy takes the option retain, but does not send it.
    await using other = connect(made.url, { realm: 'realm1' })
    await other.publish('app.state', ['on'], { retain: true, acknowledge: true })
    await one.subscribe('app', ({ details, argsList }) => void heard.push(['prefix', details['topic'], argsList]), {
      match: 'prefix',
    })
    await one.subscribe('app..changed', ({ details }) => void heard.push(['wildcard', details['topic']]), {
      match: 'wildcard',
    })
    const retained = Promise.withResolvers<unknown>()
    await one.subscribe('app.state', ({ argsList, details }) => retained.resolve([argsList, details['retained']]), {
      get_retained: true,
    })
    assert.deepEqual(await retained.promise, [['on'], true])
    await two.publish('app.user.changed', [1])
    await one.call('wamp.session.count')
    assert.deepEqual(heard, [
      ['prefix', 'app.user.changed', [1]],
      ['wildcard', 'app.user.changed'],
    ])
  })

  test(`wampy by ${name} chooses the receivers of an event`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two, three] = made.clients
    const heard: string[] = []
    await one.subscribe('t', ({ argsList }) => void heard.push(`one ${String(argsList)}`))
    await two.subscribe('t', ({ argsList }) => void heard.push(`two ${String(argsList)}`))
    // over MessagePack its ids are BigInts, which it does not take back
    const id = Number(one.getSessionId())
    await three.publish('t', ['eligible'], { eligible: id })
    await three.publish('t', ['excluded'], { exclude: [id] })
    await three.publish('t', ['role'], { exclude_authrole: 'guest' })
    await three.publish('t', ['authid'], { eligible_authid: ['no such id'] })
    await three.subscribe('t', () => void heard.push('three'))
    await three.publish('t', ['all'], { exclude_me: true })
    await Promise.all([one, two, three].map((client) => client.call('wamp.session.count')))
    assert.deepEqual(heard.toSorted(), ['one all', 'one eligible', 'two all', 'two excluded'])
  })

  test(`wampy by ${name} shares a registration, and registers by prefix`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two, three] = made.clients
    await one.register('who', () => ({ argsList: ['one'] }), { invoke: 'roundrobin' })
    await two.register('who', () => ({ argsList: ['two'] }), { invoke: 'roundrobin' })
    const answers = []
    for (let count = 0; count < 4; count++) answers.push((await three.call('who')).argsList[0])
    assert.deepEqual(answers.toSorted(), ['one', 'one', 'two', 'two'])
    await assert.rejects(
      three.register('who', () => null, { invoke: 'random' }),
      (error) => {
        assert.equal(uriOf(error), 'wamp.error.procedure_exists_with_different_invocation_policy')
        return true
      },
    )
    await one.register('files', ({ details }) => ({ argsList: [details['procedure']] }), { match: 'prefix' })
    assert.deepEqual((await three.call('files.read')).argsList, ['files.read'])
  })

  test(`wampy by ${name} gets a result in parts, cancels a call and has one time out`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two] = made.clients
    await one.register('count', ({ result_handler }) => {
      for (const part of [1, 2]) result_handler({ argsList: [part], options: { progress: true } })
      return { argsList: ['done'] }
    })
    const parts: unknown[] = []
    const result = await two.call('count', [], {
      progress_callback: ({ argsList }: { argsList: unknown[] }) => void parts.push(argsList[0]),
    })
    assert.deepEqual([...new Set([...parts, result.argsList[0]])], [1, 2, 'done'])

    await one.register('hang', () => new Promise<null>(() => {}))
    await assert.rejects(two.call('hang', [], { timeout: 50 }), (error) => uriOf(error) === 'wamp.error.timeout')
    const hanging = two.call('hang')
    assert.equal(two.cancel(two.getOpStatus().reqId, { mode: 'killnowait' }), true)
    await assert.rejects(hanging, (error) => uriOf(error) === 'wamp.error.canceled')
  })

  test(`wampy by ${name} sends input in parts, and a payload that the router does not open`, async () => {
    await using made = await setUp(makeSerializer, true)
    const [one, two] = made.clients
    const got: unknown[] = []
    await one.register('upload', ({ argsList, details }) => {
      got.push(argsList[0])
      // wampy answers with whatever a handler returns, also after a part: only the last part may return.
      return details['progress'] === true ? new Promise<null>(() => {}) : { argsList: [got.length] }
    })
    const { result, sendData } = two.progressiveCall('upload', [1])
    sendData([2])
    sendData([3], { progress: false })
    assert.deepEqual([(await result).argsList, got], [[3], [1, 2, 3]])

    const heard = Promise.withResolvers<unknown>()
    await one.subscribe('sealed', ({ argsList, argsDict }) => heard.resolve([argsList, argsDict]))
    const said = { argsList: [1, 'two'], argsDict: { three: 3 } }
    await two.publish('sealed', said, { ppt_scheme: 'x_app', ppt_serializer: 'json' })
    assert.deepEqual(await heard.promise, [[1, 'two'], { three: 3 }])
  })

  test(`wampy by ${name} registers by wildcard, and shares by each policy`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two, three] = made.clients
    await one.register('data..read', ({ details }) => ({ argsList: [details['procedure']] }), { match: 'wildcard' })
    assert.deepEqual((await three.call('data.some.read')).argsList, ['data.some.read'])
    for (const [invoke, expected] of Object.entries({ first: 'one', last: 'two', random: undefined })) {
      await one.register(invoke, () => ({ argsList: ['one'] }), { invoke })
      await two.register(invoke, () => ({ argsList: ['two'] }), { invoke })
      for (let count = 0; count < 3; count++) {
        const [answer] = (await three.call(invoke)).argsList
        if (expected === undefined) assert.ok(answer === 'one' || answer === 'two')
        else assert.equal(answer, expected)
      }
      await one.unregister(invoke)
      assert.deepEqual((await three.call(invoke)).argsList, ['two'])
    }
    await one.register('mine', () => null)
    await assert.rejects(
      two.register('mine', () => null),
      (error) => {
        assert.equal(uriOf(error), 'wamp.error.procedure_already_exists')
        return true
      },
    )
  })

  test(`wampy by ${name} discloses itself, and excludes or admits by each list`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two, three] = made.clients
    const heard: unknown[] = []
    const [id, own] = [one, three].map((client) => Number(client.getSessionId()))
    await one.subscribe('t', ({ argsList, details }) => {
      const { publisher } = details
      heard.push(publisher === undefined ? argsList[0] : [argsList[0], Number(publisher)])
    })
    const { argsList } = await three.call('wamp.session.get', [id])
    const { authid } = argsList[0] as { authid: string }
    await three.publish('t', ['shown'], { disclose_me: true })
    await three.publish('t', ['authid'], { eligible_authid: [authid] })
    await three.publish('t', ['not authid'], { exclude_authid: [authid] })
    await three.publish('t', ['role'], { eligible_authrole: ['guest'] })
    await three.publish('t', ['no role'], { eligible_authrole: ['admin'] })
    await three.publish('t', ['both'], { eligible: [id], exclude_authrole: ['admin'] })
    await three.publish('t', ['neither'], { eligible: [id], exclude_authrole: ['guest'] })
    await Promise.all([two, one].map((client) => client.call('wamp.session.count')))
    assert.deepEqual(heard, [['shown', own], 'authid', 'role', 'both'])
    await one.register('who', ({ details }) => ({
      argsList: [
        details['caller'] === undefined ? null : Number(details['caller']),
        details['caller_authrole'] ?? null,
      ],
    }))
    assert.deepEqual((await three.call('who')).argsList, [null, null])
    // A key that begins with an underscore is an application's own, and the router ignores it.
    assert.deepEqual((await three.call('who', [], { disclose_me: true, _mine: 1 })).argsList.map(toNumber), [
      own,
      'guest',
    ])
  })

  test(`wampy by ${name} cancels calls by each mode, and seals calls and results`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two] = made.clients
    await one.register('hang', () => new Promise<null>(() => {}))
    for (const mode of ['skip', 'kill', 'killnowait']) {
      const hanging = two.call('hang')
      two.cancel(two.getOpStatus().reqId, { mode })
      await assert.rejects(hanging, (error) => uriOf(error) === 'wamp.error.canceled')
    }
    const ppt = { ppt_scheme: 'x_app', ppt_serializer: 'json' }
    await one.register('sum', ({ argsList, argsDict, details }) => ({
      argsList: [(argsList[0] as number) + (argsDict?.['b'] as number), details['ppt_scheme']],
      options: ppt,
    }))
    const { argsList, details } = await two.call('sum', { argsList: [1], argsDict: { b: 2 } }, ppt)
    assert.deepEqual([argsList, details['ppt_scheme']], [[3, 'x_app'], 'x_app'])
  })
}
