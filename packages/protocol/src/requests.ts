/** The requests: their type code, by which ERROR names them, and the message that answers them on success. */
export const REQUEST = {
  PUBLISH: { code: 16, answer: 'PUBLISHED' },
  SUBSCRIBE: { code: 32, answer: 'SUBSCRIBED' },
  UNSUBSCRIBE: { code: 34, answer: 'UNSUBSCRIBED' },
  CALL: { code: 48, answer: 'RESULT' },
  REGISTER: { code: 64, answer: 'REGISTERED' },
  UNREGISTER: { code: 66, answer: 'UNREGISTERED' },
  INVOCATION: { code: 68, answer: 'YIELD' },
} as const
