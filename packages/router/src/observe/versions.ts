import { readFileSync } from 'node:fs'

interface PackageFile {
  readonly version: string
}

/** The version of this package. */
export const { version: routerVersion } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as PackageFile
