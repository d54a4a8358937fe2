/** bin/start */
import { runWorkshop } from './run-workshop.ts'
import { readSettings, SettingsError } from './settings.ts'

try {
  process.exitCode = await runWorkshop(readSettings(process.argv.slice(2), process.env))
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
