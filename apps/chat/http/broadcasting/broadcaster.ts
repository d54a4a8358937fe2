/** Where the service sends broadcasts. */
import type { AppSettings } from '../../settings/app-settings.ts'
import { findLessonProgram, runLessonProgram } from './lesson-program.ts'
import { openQueue } from './queue.ts'
import type { Sender } from './sender.ts'

/** The chat has a broadcaster that is always up; a message that it does not take within this time was not sent. */
const CHAT_TIMEOUT_MS = 2_000

/**
 * `lesson`: messages wait for lesson 6's broadcaster, which need not run yet, as in the reference. `chat`: they must
 * reach the chat's broadcaster; then lesson 6's own program sends them, if it is there.
 */
export function createBroadcaster({ broadcastTo, queue, lessonBroadcaster }: AppSettings): Sender {
  const { broadcasterHost, broadcastPort, lessonBroadcastPort } = queue
  if (broadcastTo === 'lesson')
    return openQueue({ host: broadcasterHost, port: lessonBroadcastPort, timeoutMs: 0, waitsForPeer: true })
  const chat = openQueue({
    host: broadcasterHost,
    port: broadcastPort,
    timeoutMs: CHAT_TIMEOUT_MS,
    waitsForPeer: false,
  })
  return {
    send: async (message) => {
      await chat.send(message)
      const program = findLessonProgram(lessonBroadcaster)
      if (program !== undefined) await runLessonProgram({ program, message, port: lessonBroadcastPort })
    },
    close: () => chat.close(),
  }
}
