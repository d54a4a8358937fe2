import { connect, wampcra } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { Push } from 'zeromq'

const prefix = 'workshop.chat.'

// Messages that cannot be handed over yet wait in this socket, 10,000 at most. Then it refuses more, and never blocks.
const push = new Push({ sendHighWaterMark: 10_000, sendTimeout: 0, linger: 1_000 })
push.connect(`tcp://127.0.0.1:${process.env['ZMQ_PORT_7'] ?? '5570'}`)

// A socket sends one message at a time.
let last = Promise.resolve()

/** Hands a message to the storage service. */
function store(user: string, thread: string, message: string): Promise<void> {
  last = last
    .then(() => push.send(JSON.stringify({ user, thread, message })))
    .then(
      () => console.log('  handed over'),
      (error: Error) => console.log(`  not handed over: ${error.message}`),
    )
  return last
}

/** Records what is said in all threads. */
export async function record(client: Client): Promise<void> {
  await client.subscribe(
    prefix,
    async ([text]: [string], _kwargs, { topic = '', publisher_authid: user = '' }) => {
      console.log(`${user} said in '${topic}': ${text}`)
      await store(user, topic.slice(prefix.length), text)
    },
    { match: 'prefix' },
  )
  console.log('I hear every thread')
}

// Started as a program of its own, it has a connection of its own.
if (import.meta.main) {
  const [url = '', realm = '', user = '', secret = ''] = process.argv.slice(2)
  const client = connect(url, { realm, auth: wampcra(user, secret) })
  client.onStatus((status) => {
    if (status.state === 'connected') console.log(`Connected with role ${status.session.authrole}`)
    if (status.state === 'refused') console.log(`The router does not want me: ${status.reason} ${status.message}`)
  })
  await record(client)
}
