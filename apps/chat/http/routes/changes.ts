import { Type } from 'typebox'
import type { Changes } from '../../data/app-contract.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup } from '../server/server.ts'
import type { Services } from '../services.ts'
import { refusals, time } from './schemas.ts'

const CHANGES_AT_ONCE = 500
const MAX_FOLLOWERS = 50
const WAIT_SECONDS = { default: 25, max: 60 }

const change = Type.Object({
  seq: Type.Integer(),
  kind: Type.Enum([
    'membership_began',
    'membership_ended',
    'token_ended',
    'user_deleted',
    'messages_deleted',
    'message_deleted',
    'reset',
  ]),
  user: Type.Optional(Type.String()),
  thread: Type.Optional(Type.String()),
  token: Type.Optional(Type.String({ description: 'SHA-256 of the token that ended, hexadecimal' })),
  message: Type.Optional(Type.String({ description: 'The id of the message that was deleted' })),
  at: time('When'),
})

/** For workers that keep answers or sessions: what they must forget or end. */
export const changes: RouteGroup = (server, services) => {
  let followers = 0
  server.get(
    '/changes',
    {
      schema: {
        summary: 'Changes after a position. Waits for the first one. Without `after` it answers the position at once',
        querystring: Type.Object({
          after: Type.Optional(Type.Integer({ minimum: 0 })),
          wait: Type.Integer({ minimum: 0, maximum: WAIT_SECONDS.max, default: WAIT_SECONDS.default }),
        }),
        response: {
          200: Type.Object({
            seq: Type.Integer({ description: '`after` of the next request' }),
            changes: Type.Array(change),
            reset: Type.Boolean({ description: 'True: changes were missed; forget everything that was asked before' }),
          }),
          ...refusals,
        },
      },
    },
    async ({ query, raw }) => {
      if (followers >= MAX_FOLLOWERS)
        throw new Refusal(503, { error: `${MAX_FOLLOWERS} followers wait already.` }, { 'retry-after': '5' })
      followers++
      try {
        const { seq, changes: found, isReset } = await nextChanges(services, { ...query, isGone: () => raw.destroyed })
        const reset = isReset || found.some(({ kind }) => kind === 'reset')
        return { seq, changes: [...found], reset }
      } finally {
        followers--
      }
    },
  )
}

interface Following {
  readonly after?: number
  readonly wait: number
  readonly isGone: () => boolean
}

async function nextChanges(
  { store, changes: signal, now }: Services,
  { after, wait, isGone }: Following,
): Promise<Changes> {
  const until = now() + wait * 1_000
  for (;;) {
    const found = await store.changesAfter({ after, limit: CHANGES_AT_ONCE })
    const isNews = after === undefined || found.isReset || found.changes.length > 0
    if (isNews || now() >= until || signal.isOver || isGone()) return found
    await signal.wait(until - now())
  }
}
