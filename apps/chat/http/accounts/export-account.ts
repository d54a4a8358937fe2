import type { Services } from '../services.ts'

const PAGE = 500

/** The account as pieces of one JSON text. Messages are read page by page, so that memory does not grow with them. */
export async function* exportOf({ store, now }: Services, user: string): AsyncGenerator<string> {
  const account = await store.account({ user, now: now() })
  const threads = await store.threadsOf({ user })
  const head = {
    name: account?.name ?? user,
    since: account?.since,
    living_tokens: account?.livingTokens,
    threads: threads.map(({ permalink, title, isPrivate, isMaker, since }) => ({
      permalink,
      title,
      private: isPrivate,
      maker: isMaker,
      since,
    })),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"messages":[`
  let after = 0
  for (;;) {
    const entries = await store.messagesOf({ user, after, limit: PAGE })
    for (const entry of entries)
      if (entry.kind === 'message') {
        const { id, thread, text, at } = entry.message
        yield `${after === 0 ? '' : ','}${JSON.stringify({ thread, id, text, at })}`
        after = entry.seq
      }
    if (entries.length < PAGE) break
  }
  yield ']}\n'
}
