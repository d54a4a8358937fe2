import { Push } from 'zeromq'

const [message = ''] = process.argv.slice(2)
const port = process.env['ZMQ_PUSH_PORT_7'] ?? '5575'

// If nobody pulls, the message is kept for a second, and then dropped.
const push = new Push({ linger: 1_000 })
push.connect(`tcp://127.0.0.1:${port}`)
await push.send(message)
push.close()
