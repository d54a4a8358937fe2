import type { ProcedureRegistration } from './register.ts'
import type { TopicSubscription } from './subscribe.ts'

/** What a client keeps at its router, and what is restored after a loss. */
export type Kept = TopicSubscription | ProcedureRegistration
