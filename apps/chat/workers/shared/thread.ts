/** Threads, and the topics that belong to one. */

const CHAT = 'workshop.chat.'
const DELETED = 'workshop.deleted.'
const PERMALINK = /^[a-z0-9-]{1,200}$/

/**
 * The topics of a thread: its messages, which of them are deleted, who is there, who is typing, who is rung, and the
 * signals of calls.
 */
export const TOPICS = [
  CHAT,
  DELETED,
  'workshop.presence.',
  'workshop.typing.',
  'workshop.ring.',
  'workshop.signal.',
] as const

/** The prefix of the topics in which messages are published. */
export const CHAT_PREFIX: string = CHAT

/** The permalink of the thread whose messages this topic carries; undefined for other topics. */
export const threadOf = (topic: string): string | undefined => afterPrefix(topic, CHAT)

/** The topic of a thread's messages. */
export const topicOf = (thread: string): string => `${CHAT}${thread}`

/** The topic in which the recorder says which messages were deleted. */
export const deletedTopicOf = (thread: string): string => `${DELETED}${thread}`

/** The permalink in what a user gives as a thread: the permalink itself or the topic's URI. Undefined if it is neither. */
export function permalinkOf(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  return threadOf(given) ?? (PERMALINK.test(given) ? given : undefined)
}

/** The topic's thread and kind; undefined where it is no topic of a thread. */
export function partsOf(
  topic: string,
): { readonly kind: (typeof TOPICS)[number]; readonly thread: string } | undefined {
  for (const kind of TOPICS) {
    const thread = afterPrefix(topic, kind)
    if (thread !== undefined) return { kind, thread }
  }
  return undefined
}

function afterPrefix(topic: string, prefix: string): string | undefined {
  const rest = topic.startsWith(prefix) ? topic.slice(prefix.length) : ''
  return PERMALINK.test(rest) ? rest : undefined
}
