/** A worker in a process of its own: answers `app.auth` at once, and `app.slow` after `argv[3]` milliseconds. */
import { connect } from '@wampeter/client'

const [url = '', slowMs = '0'] = process.argv.slice(2)
const client = connect(url, { realm: 'realm1' })
await client.register('app.auth', () => ({ role: 'free', secret: 'secret' }))
await client.register('app.slow', async () => {
  await new Promise((resolve) => setTimeout(resolve, Number(slowMs)))
  return true
})
process.send?.('ready')
