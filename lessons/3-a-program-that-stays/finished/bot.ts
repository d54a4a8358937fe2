import { connect, wampcra } from '@wampeter/client'

const [url = 'ws://localhost:8003/ws', realm = 'somewhere-else', user = 'alan', secret = 'definitelysecret'] =
  process.argv.slice(2)

const client = connect(url, { realm, auth: wampcra(user, secret) })

client.onStatus((status) => {
  if (status.state === 'connected')
    console.log(`Connected as ${status.session.authid}, role ${status.session.authrole}`)
  if (status.state === 'restored') console.log('What I had subscribed and registered is there again')
  if (status.state === 'reconnecting') console.log(`Connection lost (${status.reason}), I keep trying`)
  if (status.state === 'refused') console.log(`The router does not want me: ${status.reason} ${status.message}`)
})

const topic = 'test'
await client.subscribe(topic, async (args) => {
  console.log(`Subscriber says: received '${args.join(' ')}'`)
  console.log('  sending one back …')
  await client.publish(topic, ['I am a robot'], { acknowledge: true })
  console.log('Publisher says: sent, did you get it?')
})
console.log(`Subscriber says: I subscribed to '${topic}'`)

const procedure = 'add'
await client.register(procedure, (args: readonly number[]) => {
  console.log(`Procedure says: received '${args.join(', ')}'`)
  const answer = args.reduce((sum, number) => sum + number, 0)
  console.log(`  sending the answer '${answer}' …`)
  return answer
})
console.log(`Procedure says: I registered '${procedure}'`)
