/** The HTTP service as a process of its own, as `main.ts` of the chat starts it. */
import { runApp } from './run.ts'

process.exitCode = await runApp(process.env)
