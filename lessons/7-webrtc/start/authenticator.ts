import { connect, wampcra } from '@wampeter/client'
import { openCache } from '../../shared/cache.ts'
import { watchPresence } from './presence.ts'

const [url = '', realm = '', user = '', secret = '', jobs = 'all'] = process.argv.slice(2)

const client = connect(url, { realm, auth: wampcra(user, secret) })
const cache = await openCache(5007)

client.onStatus((status) => {
  if (status.state === 'connected') console.log(`Connected with role ${status.session.authrole}`)
  if (status.state === 'reconnecting') console.log(`Connection lost (${status.reason}), I keep trying`)
  if (status.state === 'refused') console.log(`The router does not want me: ${status.reason} ${status.message}`)
})

interface User {
  readonly token: string
  readonly role: string
}

const users = new Map<string, User>([
  ['alice', { token: 'changeme', role: 'basic-user' }],
  ['bob', { token: 'password123', role: 'permissions-user' }],
])

/** The app's users. Undefined: the app knows no such user, or the user has no token. */
async function userOfApp(name: string): Promise<User | undefined> {
  const answer = await fetch(`http://127.0.0.1:8024/auth?${new URLSearchParams({ name })}`)
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(`the app answered with status ${answer.status}`)
  return { token: await answer.text(), role: 'app-user' }
}

/** What the router tells about the session that wants to log in. */
interface LogIn {
  readonly session: number
}

await client.register('workshop.auth', async ([realmName, authid, details]: [string, string, LogIn]) => {
  console.log(`'${authid}' wants to log in to '${realmName}', as session ${details.session}`)
  const known = users.get(authid) ?? (await userOfApp(authid))
  if (known === undefined) {
    console.log(`  nobody is called '${authid}'`)
    return { role: 'blocked', secret: '' }
  }
  console.log(`  role ${known.role}, if the secret is right`)
  await cache.set(`session-${details.session}`, authid)
  return { role: known.role, secret: known.token }
})
console.log("I registered 'workshop.auth'")

/** What the router tells about the session that wants to do something. */
interface Asking {
  readonly session: number
  readonly authid: string
}

const prefix = 'workshop.chat.'

/** Whether the app says that this user is in the thread. */
async function isMember(user: string, thread: string): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:8025/access?${new URLSearchParams({ thread, user })}`)
  if (answer.status >= 500) throw new Error(`the app answered with status ${answer.status}`)
  return answer.ok
}

/** How a subscription matches topics. Absent: exactly. */
interface Options {
  readonly match?: string
}

type Question = [details: Asking, uri: string, action: string, options?: Options]

await client.register('workshop.permissions', async ([details, uri, action, options]: Question) => {
  console.log(`'${details.authid}' (${details.session}) wants to ${action}: ${uri}`)
  if (action === 'call') return uri === 'workshop.subscribers'
  if (action === 'subscribe' && uri === 'workshop.broadcast') return true
  if (action === 'register') return false
  if (!uri.startsWith(prefix) || (options?.match ?? 'exact') !== 'exact') return false
  const mayTalk = await isMember(details.authid, uri.slice(prefix.length))
  return mayTalk && { allow: true, disclose: true, cache: action === 'publish' }
})
console.log("I registered 'workshop.permissions'")

if (jobs === 'all') {
  const { record } = await import('./recorder.ts')
  await record(client)
}

await watchPresence(client, cache)
