import { ERROR, WampError } from '@wampeter/client'

const FOR_NOW: readonly string[] = [ERROR.connectionLost, ERROR.queueFull, ERROR.closed]

/** True for a publication that the router may accept later, when there is a connection. */
export const mayPublishLater = (error: unknown): boolean => error instanceof WampError && FOR_NOW.includes(error.uri)
