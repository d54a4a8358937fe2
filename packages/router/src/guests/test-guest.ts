/** A guest for tests: a small script of `fixtures`, with the default options of the config. */
import { fileURLToPath } from 'node:url'
import type { GuestOptions } from './options.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.js`, import.meta.url))

export const testGuest = (script: string, options: Partial<GuestOptions> = {}): GuestOptions => ({
  name: script,
  id: undefined,
  executable: process.execPath,
  args: [fixture(script)],
  workdir: process.cwd(),
  environment: { inherit: true, vars: new Map() },
  stdin: 'open',
  stdout: 'log',
  stderr: 'log',
  watch: undefined,
  restart: 'on-failure',
  graceMs: 5_000,
  ...options,
})
