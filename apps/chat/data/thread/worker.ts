/** The thread that holds a database: opens it, answers questions, closes it. */
import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { openDatabase } from '../database/open-database.ts'
import { failureFrom, GroupCommit } from './group-commit.ts'
import type { Answer, Question, ThreadData } from './protocol.ts'

if (parentPort !== null) serve(parentPort, workerData as ThreadData)

function serve(port: MessagePort, { options, lockWaitMs }: ThreadData): void {
  const answer = (message: Answer): void => port.postMessage(message)
  try {
    const database = openDatabase(options)
    const group = new GroupCommit(database, {
      lockWaitMs,
      answer,
      now: () => performance.now(),
      later: (run, ms) => (ms === 0 ? setImmediate(run) : setTimeout(run, ms)),
    })
    port.on('message', (question: Question) => {
      if (question.kind === 'ask') return group.ask(question.id, question.name, question.input)
      return group.whenIdle(() => {
        database.close()
        port.close()
      })
    })
    answer({ kind: 'opened' })
  } catch (error) {
    answer({ kind: 'not_opened', failure: failureFrom(error, options.file) })
    port.close()
  }
}
