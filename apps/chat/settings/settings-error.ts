/** Settings that cannot be used. The message lists every problem with the name of its variable, and no secret value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}
