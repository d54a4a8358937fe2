/** bin/run-app: restarts the service that runs already and follows its log, or runs it alone. */
import { controlSocketPath, restartAndFollow } from './control/control-socket.ts'
import { runApp, settingsFrom } from './run.ts'
import { SettingsError } from '../settings/settings-error.ts'

process.exitCode = await run()

async function run(): Promise<number> {
  try {
    const path = controlSocketPath(settingsFrom(process.env).data.databaseFile)
    const code = await restartAndFollow(path, (text) => process.stdout.write(text))
    if (code !== undefined) return code
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    console.error(error.message)
    return 2
  }
  console.error('No app runs with these data, so it starts here. Ctrl-C stops it.')
  return runApp(process.env)
}
