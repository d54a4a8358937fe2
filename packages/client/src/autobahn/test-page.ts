/** A page's connection, at a router that says what the test wants. */
import { TestConnection, TestEnvironment } from '../test-router.ts'
import * as autobahn from './index.ts'

type Options = Partial<autobahn.ConnectionOptions>

/** A connection of a page, not opened, and what it has told. */
export function setUp(options: Options = {}) {
  const environment = new TestEnvironment()
  const connections: TestConnection[] = []
  const closed: [string, autobahn.CloseDetails][] = []
  const connection = new autobahn.Connection({
    url: 'ws://test',
    realm: 'realm1',
    environment,
    transport: (target, sink) => {
      const opened = new TestConnection(target, sink)
      connections.push(opened)
      return opened
    },
    ...options,
  })
  connection.onclose = (reason, details) => void closed.push([reason, details])
  const last = (): TestConnection => connections.at(-1) as TestConnection
  return { connection, connections, closed, environment, last }
}

/** A connection with an open session. */
export async function opened(options: Options = {}) {
  const parts = setUp(options)
  const session = Promise.withResolvers<autobahn.Session>()
  parts.connection.onopen = (given) => session.resolve(given)
  parts.connection.open()
  await parts.last().welcome()
  return { ...parts, session: await session.promise, router: parts.last() }
}
