import type { Client } from '@wampeter/client'

const prefix = 'workshop.chat.'

/** Hands a message to the app. */
async function store(user: string, thread: string, message: string): Promise<void> {
  const answer = await fetch('http://127.0.0.1:8025/message', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, thread, message }),
  })
  console.log(answer.ok ? '  saved' : `  not saved: the app answered with status ${answer.status}`)
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
