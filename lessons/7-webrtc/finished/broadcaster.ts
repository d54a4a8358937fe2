import { connect, wampcra } from '@wampeter/client'
import { Pull } from 'zeromq'

const [url = '', realm = '', user = '', secret = ''] = process.argv.slice(2)
const port = process.env['ZMQ_PUSH_PORT_7'] ?? '5575'

const client = connect(url, { realm, auth: wampcra(user, secret) })

client.onStatus((status) => {
  if (status.state === 'connected') console.log(`Connected with role ${status.session.authrole}`)
  if (status.state === 'refused') console.log(`The router does not want me: ${status.reason} ${status.message}`)
})

const pull = new Pull()
await pull.bind(`tcp://127.0.0.1:${port}`)
console.log(`I pull broadcasts from port ${port}`)

for await (const [frame] of pull) {
  console.log(`Everybody gets: ${frame}`)
  await client.publish('workshop.broadcast', [String(frame)])
}
