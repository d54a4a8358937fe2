/** The URI prefix of all threads. */
export const CHAT_PREFIX = 'workshop.chat.'

/**
 * The permalink of a title: trimmed, in lower case, every character outside `a-z0-9-` replaced by `-`. Undefined if the
 * title has none of `a-z0-9`, because all such titles would be one thread.
 */
export function permalinkOf(title: string): string | undefined {
  const permalink = title
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/gu, '-')
  return /[a-z0-9]/.test(permalink) ? permalink : undefined
}

/** A thread's permalink, from the permalink or the URI. */
export const threadName = (thread: string): string =>
  thread.startsWith(CHAT_PREFIX) ? thread.slice(CHAT_PREFIX.length) : thread
