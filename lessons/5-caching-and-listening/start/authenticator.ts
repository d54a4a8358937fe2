import { connect, wampcra } from '@wampeter/client'

const [url = '', realm = '', user = '', secret = ''] = process.argv.slice(2)

const client = connect(url, { realm, auth: wampcra(user, secret) })

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
  return { role: known.role, secret: known.token }
})
console.log("I registered 'workshop.auth'")

/** What the router tells about the session that wants to do something. */
interface Asking {
  readonly session: number
  readonly authid: string
}

await client.register('workshop.permissions', ([details, uri, action]: [Asking, string, string]) => {
  console.log(`'${details.authid}' (${details.session}) wants to ${action}: ${uri}`)
  const isChat = uri === 'workshop.chat' || uri.startsWith('workshop.chat.')
  if (action === 'publish' && isChat) return { allow: true, disclose: true, cache: true }
  if (action === 'subscribe' && isChat) return { allow: true, cache: true }
  return false
})
console.log("I registered 'workshop.permissions'")
