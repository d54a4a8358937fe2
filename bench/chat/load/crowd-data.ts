/** Users with tokens and threads, written to the database of a chat that does not run yet: to register costs a hash. */
import { join } from 'node:path'
import { openAppStore } from '../../../apps/chat/data/open-app-store.ts'
import { Tokens } from '../../../apps/chat/http/secrets/tokens.ts'
import { secretFile } from '../../../apps/chat/settings/secret-file.ts'
import type { WholeChat } from '../../../test/chat/whole-chat.ts'

/** A user of one thread. */
export interface Speaker {
  readonly name: string
  readonly token: string
  /** Its permalink. */
  readonly thread: string
}

const LIFE_MS = 3_600_000

export async function addSpeakers(
  chat: WholeChat,
  { threads, inEach }: { readonly threads: number; readonly inEach: number },
): Promise<readonly Speaker[]> {
  const store = await openAppStore({ file: join(chat.folder, 'chat.sqlite') })
  const tokens = new Tokens({ store, key: secretFile(join(chat.folder, 'token.key')), lifeMs: LIFE_MS, now: Date.now })
  const speakers = await Promise.all(
    Array.from({ length: threads * inEach }, async (_, index): Promise<Speaker> => {
      const name = `speaker ${index}`
      const thread = `busy-${index % threads}`
      await store.addUser({ name, skeleton: name, passwordHash: '', now: Date.now() })
      await store.join({ user: name, title: thread, permalink: thread, isPrivate: false, now: Date.now() })
      return { name, thread, token: (await tokens.issue(name))?.token ?? '' }
    }),
  )
  await store.close()
  return speakers
}
