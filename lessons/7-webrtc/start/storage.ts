import { Pull } from 'zeromq'

const port = process.env['ZMQ_PORT_7'] ?? '5570'

setTimeout(() => console.log('I run, and say so every five minutes'), 1_000)
setInterval(() => console.log('I still run'), 5 * 60_000)

const pull = new Pull()
await pull.bind(`tcp://127.0.0.1:${port}`)
console.log(`I pull messages from port ${port}`)

/** False: the app does not answer, or has a failure of its own. It is worth another try. */
async function isSettled(message: string): Promise<boolean> {
  const answer = await fetch('http://127.0.0.1:8025/message', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: message,
  }).catch(() => undefined)
  if (answer === undefined || answer.status >= 500) return false
  console.log(answer.ok ? '  saved' : `  refused with status ${answer.status}`)
  return true
}

for await (const [frame] of pull) {
  console.log(`Got ${frame}`)
  while (!(await isSettled(String(frame)))) {
    console.log('  the app is away; I try again in a second')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}
