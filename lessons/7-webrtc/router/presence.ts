import type { Client } from '@wampeter/client'
import type { Cache } from '../../shared/cache.ts'

const prefix = 'workshop.chat.'
const rewriteMs = 20 * 60_000 // the keys of the cache live for an hour

/** Knows who is subscribed to the threads, and tells it. */
export async function watchPresence(client: Client, cache: Cache): Promise<void> {
  /** Undefined: the router refuses, because there is no such session or subscription any more. */
  async function ask<Value>(procedure: string, id: number): Promise<Value | undefined> {
    const answer = await client.call<Value>(procedure, [id]).catch(() => undefined)
    return answer?.value
  }

  async function nameOf(session: number): Promise<string | undefined> {
    const name = await cache.get(`session-${session}`)
    return name ?? (await ask<{ authid: string }>('wamp.session.get', session))?.authid
  }

  async function look(id: number): Promise<void> {
    const subscription = await ask<{ uri: string }>('wamp.subscription.get', id)
    const topic = subscription?.uri ?? (await cache.get(`topic-${id}`))
    if (!topic?.startsWith(prefix) || topic === prefix) return
    const sessions = (await ask<number[]>('wamp.subscription.list_subscribers', id)) ?? []
    const names = await Promise.all(sessions.map(nameOf))
    const users = [...new Set(names.filter((name) => name !== undefined))].sort()
    await cache.set(topic, JSON.stringify(users))
    await (subscription === undefined ? cache.remove(`topic-${id}`) : cache.set(`topic-${id}`, topic))
    console.log(`In '${topic}' now: ${users.join(', ') || 'nobody'}`)
  }

  // One look after the other: each ends before the next one begins.
  let last = Promise.resolve()
  function lookAgain(id: number): Promise<void> {
    last = last.then(() => look(id)).catch((error: Error) => console.log(`Looking failed: ${error.message}`))
    return last
  }

  async function lookAtAll(): Promise<void> {
    const listed = await client.call<{ exact: number[] }>('wamp.subscription.list').catch(() => undefined)
    await Promise.all((listed?.value.exact ?? []).map(lookAgain))
  }

  for (const event of ['on_subscribe', 'on_unsubscribe']) {
    await client.subscribe(`wamp.subscription.${event}`, ([, id]: [number, number]) => lookAgain(id))
  }
  client.onStatus(({ state }) => state === 'restored' && lookAtAll())
  setInterval(lookAtAll, rewriteMs)
  await lookAtAll()

  await client.register('workshop.subscribers', async ([thread = '']: [string?]) => {
    await last
    const topic = thread.startsWith(prefix) ? thread : `${prefix}${thread}`
    return (await cache.get(topic)) ?? '[]'
  })
  console.log('I know who is here')
}
