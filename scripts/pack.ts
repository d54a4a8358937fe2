/**
 * Packs the published packages: `node scripts/pack.ts [folder]` compiles them and writes their tarballs to the
 * folder.
 *
 * In a checkout Node runs the TypeScript sources. Under node_modules it refuses TypeScript, so a published package
 * has JavaScript and declarations in dist/, and a manifest whose entries point there. The manifests in packages/ stay
 * unchanged; this script makes the published ones. All packages are compiled in one run, so that their types match.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { autobahnScript } from './bundle-autobahn.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** In the order in which they depend on each other. */
const PACKAGES = ['protocol', 'client', 'router', 'testing', 'cli'] as const
const SCHEMA = 'config.schema.json'
/** The script that pages load instead of Autobahn-JS's own. */
const AUTOBAHN = 'autobahn.min.js'

interface Manifest {
  readonly exports?: Readonly<Record<string, string>>
  /** By condition. */
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

/**
 * Makes the packages' tarballs in a folder and returns their paths.
 * @throws Error when the folder is not empty.
 */
export function pack(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`)
  compile(folder)
  for (const name of PACKAGES) stage(name, join(folder, name))
  const staged = PACKAGES.map((name) => `./${name}`)
  const packed: unknown = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', ...staged], { cwd: folder, encoding: 'utf8' }),
  )
  return fileNames(packed).map((file) => join(folder, file))
}

/** Writes `<package>/src/*.js` and `.d.ts` to the folder, without tests and the files that only tests use. */
function compile(folder: string): void {
  const project = join(folder, 'tsconfig.json')
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      allowJs: true,
      rewriteRelativeImportExtensions: true,
      rootDir: join(root, 'packages'),
      outDir: folder,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: PACKAGES.map((name) => join(root, 'packages', name, 'src')),
    exclude: [
      join(root, 'packages/**/*.test.ts'),
      join(root, 'packages/**/test-*.ts'),
      join(root, 'packages/**/*.test-d.ts'),
      join(root, 'packages/**/fixtures'),
    ],
  }
  writeFileSync(project, JSON.stringify(settings))
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', project], { stdio: 'inherit' })
}

function stage(name: string, folder: string): void {
  const source = join(root, 'packages', name)
  cpSync(join(folder, 'src'), join(folder, 'dist'), { recursive: true })
  rmSync(join(folder, 'src'), { recursive: true })
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  const hasSchema = existsSync(join(source, SCHEMA))
  if (hasSchema) cpSync(join(source, SCHEMA), join(folder, SCHEMA))
  const hasAutobahn = existsSync(join(source, 'src/autobahn'))
  if (hasAutobahn) writeFileSync(join(folder, 'dist', AUTOBAHN), autobahnScript())
  const readme = join(source, 'README.md')
  if (existsSync(readme)) cpSync(readme, join(folder, 'README.md'))
  const extra = {
    ...(hasSchema ? { [`./${SCHEMA}`]: `./${SCHEMA}` } : {}),
    ...(hasAutobahn ? { [`./${AUTOBAHN}`]: `./dist/${AUTOBAHN}` } : {}),
  }
  const manifest = published(JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest, extra)
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/**
 * The manifest of a published package: its entries are in dist/, and keys that only a checkout needs are left out. In
 * the checkout it is `private`, so that `npm publish` refuses the sources, which run only there.
 */
function published(manifest: Manifest, extra: Readonly<Record<string, string>>): Manifest {
  const { exports, imports, bin, devDependencies: _, private: __, ...kept } = manifest
  const built = (path: string): string => path.replace(/^\.\/src\/(.*)\.[tj]s$/, './dist/$1')
  const entries = Object.entries(exports ?? {}).map(([subpath, path]) => [
    subpath,
    { types: `${built(path)}.d.ts`, default: `${built(path)}.js` },
  ])
  const inner = Object.entries(imports ?? {}).map(([name, paths]) => [
    name,
    Object.fromEntries(
      Object.entries(paths).map(([condition, path]) => [
        condition,
        `${built(path)}${condition === 'types' ? '.d.ts' : '.js'}`,
      ]),
    ),
  ])
  return {
    ...kept,
    ...(inner.length === 0 ? {} : { imports: Object.fromEntries(inner) }),
    ...(entries.length === 0 ? {} : { exports: { ...Object.fromEntries(entries), ...extra } }),
    ...(bin === undefined
      ? {}
      : { bin: Object.fromEntries(Object.entries(bin).map(([name, path]) => [name, `${built(path)}.js`])) }),
    files: ['dist', ...(`./${SCHEMA}` in extra ? [SCHEMA] : [])],
  }
}

/** npm's answer is a list, or since npm 12 an object by package name. */
function fileNames(packed: unknown): readonly string[] {
  return Object.values(packed as object).map((entry: { readonly filename: string }) => entry.filename)
}

if (import.meta.main) {
  const folder = process.argv[2]
  const ours = join(root, '.cache/packages')
  if (folder === undefined) rmSync(ours, { recursive: true, force: true })
  for (const file of pack(folder === undefined ? ours : resolve(folder))) console.log(file)
}
