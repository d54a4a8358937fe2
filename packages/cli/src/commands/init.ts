import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { initialConfig } from '@wampeter/router'
import { Command } from 'commander'

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Wampeter</title>
  <p>This page is served by Wampeter. WAMP is spoken at <code>/ws</code>, realm <code>realm1</code>.</p>
</html>
`

/** `wampeter init`: writes the files that are missing, and never overwrites one. */
export const initCommand = (): Command =>
  new Command('init')
    .description(
      'write a config that starts: a web server on port 8080 of this machine with WAMP at /ws, and the realm realm1',
    )
    .option('--appdir <folder>', 'where to write it', '.')
    .action(({ appdir }: { appdir: string }) => {
      const folder = resolve(appdir)
      const config = join(folder, '.crossbar', 'config.json')
      try {
        write(config, initialConfig())
        write(join(folder, 'web', 'index.html'), PAGE)
      } catch (error) {
        console.error(`error: ${folder} cannot be written to: ${reasonOf(error)}; --appdir names another folder`)
        process.exitCode = 1
        return
      }
      console.log(`To start the router: wampeter start --cbdir ${relative(process.cwd(), dirname(config)) || '.'}`)
      console.log(
        `Only this machine can reach it. To open it to others, first restrict the permissions of its roles, then change ` +
          `"interface": "127.0.0.1" in ${config} to "0.0.0.0".`,
      )
    })

function write(file: string, text: string): void {
  if (existsSync(file)) return console.error(`warning: ${file} exists already and is left as it is`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`written: ${file}`)
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is in the place of a folder',
  EEXIST: 'a file is in the place of a folder',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? String(error)
}
