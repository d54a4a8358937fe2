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

/** `wampeter init`: writes what is missing, and never over what is there. */
export const initCommand = (): Command =>
  new Command('init')
    .description('write a config that starts: a web server on port 8080 with WAMP at /ws, and the realm realm1')
    .option('--appdir <folder>', 'where to write it', '.')
    .action(({ appdir }: { appdir: string }) => {
      const folder = resolve(appdir)
      write(join(folder, '.crossbar', 'config.json'), initialConfig())
      write(join(folder, 'web', 'index.html'), PAGE)
      console.log(
        `To start the router: wampeter start --cbdir ${relative(process.cwd(), join(folder, '.crossbar')) || '.'}`,
      )
    })

function write(file: string, text: string): void {
  if (existsSync(file)) return console.error(`warning: ${file} exists already and is left as it is`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`written: ${file}`)
}
