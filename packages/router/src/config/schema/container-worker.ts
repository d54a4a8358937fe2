/** A process of its own for Python components. */
import { z } from 'zod'
import { containerComponent } from './component.ts'
import { manhole } from './controller.ts'
import { identifier } from './identifiers.ts'
import { member, rule, strict } from './objects.ts'
import { workerOptionAdvice, workerOptionKeys } from './worker-options.ts'

const options = rule(
  strict(
    {
      ...workerOptionKeys,
      shutdown: z
        .enum([
          'shutdown-manual',
          'shutdown-on-last-component-stopped',
          'shutdown-on-any-component-failed',
          'shutdown-on-any-component-stopped',
        ])
        .optional(),
      restart: z.enum(['restart-always', 'restart-on-failed', 'restart-never']).optional(),
    },
    workerOptionAdvice,
  ),
  (value, fault) => {
    const restart = member(value, 'restart')
    const shutdown = member(value, 'shutdown')
    const automatic = typeof shutdown === 'string' && shutdown.startsWith('shutdown-on-')
    const failing = restart === 'restart-on-failed' && shutdown === 'shutdown-on-any-component-failed'
    if (failing || (restart === 'restart-always' && automatic)) {
      fault(`"${restart}" cannot go together with "${String(shutdown)}"`, ['restart'])
    }
  },
)

/** A worker of type `container`. */
export const containerWorker = strict({
  id: identifier.optional(),
  type: z.literal('container'),
  options: options.optional(),
  manhole: manhole.optional(),
  components: z.array(containerComponent).optional(),
  connections: z.unknown().optional(),
})
