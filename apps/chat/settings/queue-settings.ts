import type { Environment } from './environment.ts'

/** The ports of the ZeroMQ sockets. */
export interface QueueSettings {
  /** The address on which the PULL sockets bind. */
  readonly host: string
  /** Where the recorder finds the storage service. */
  readonly storageHost: string
  /** Where the app finds the broadcaster; another machine's name in a network of containers. */
  readonly broadcasterHost: string
  /** The chat's storage service pulls here. */
  readonly storagePort: number
  /** The storage service's confirmations go out here. */
  readonly confirmPort: number
  /** The chat's broadcaster pulls here. */
  readonly broadcastPort: number
  /** Lesson 6's storage service, as in the reference. */
  readonly lessonStoragePort: number
  /** Lesson 6's broadcaster, as in the reference. */
  readonly lessonBroadcastPort: number
}

export const readQueueSettings = (environment: Environment): QueueSettings => ({
  host: environment.text('ZMQ_HOST', '127.0.0.1'),
  storageHost: environment.text('STORAGE_HOST', environment.text('ZMQ_HOST', '127.0.0.1')),
  broadcasterHost: environment.text('BROADCASTER_HOST', '127.0.0.1'),
  storagePort: environment.port('CHAT_ZMQ_PORT', 5560),
  confirmPort: environment.port('CHAT_ZMQ_CONFIRM_PORT', 5561),
  broadcastPort: environment.port('CHAT_ZMQ_PUSH_PORT', 5565),
  lessonStoragePort: environment.port('ZMQ_PORT', 5550),
  lessonBroadcastPort: environment.port('ZMQ_PUSH_PORT', 5555),
})
