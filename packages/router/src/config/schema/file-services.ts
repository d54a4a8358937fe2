/** Web services that serve files. */
import { z } from 'zod'
import { identifier } from './identifiers.ts'
import { integer } from './numbers.ts'
import { dictionary, member, rule, strict, type Fault } from './objects.ts'

const types = dictionary(z.string()).optional().describe('Content types by file ending, such as ".md".')

const staticOptions = strict(
  {
    enable_directory_listing: z.boolean().default(false).describe('Show what is in a folder without index.html.'),
    mime_types: types,
    cache_timeout: integer(0, 2 ** 31 - 1, 'seconds')
      .nullable()
      .default(43_200)
      .describe('How long browsers may keep a file; with null there is no such header.'),
    default_file: z
      .string()
      .min(1)
      .optional()
      .describe('Answer unknown paths with this file, as single-page apps need.'),
    follow_links: z
      .boolean()
      .default(false)
      .describe('Our addition: follow links that lead out of the folder; otherwise they are not found.'),
  },
  { allow_cross_origin: 'is read by Crossbar but refused by its checker: remove it' },
)

/** Files of a folder. */
export const staticService = rule(
  strict({
    id: identifier.optional(),
    type: z.literal('static'),
    directory: z.string().min(1).optional().describe('The folder, relative to the folder of this config.'),
    package: z.string().optional().describe('A Python package that holds the files.'),
    resource: z.string().optional().describe('Where the files are inside the package.'),
    options: staticOptions.prefault({}),
  }),
  onePlace,
)

function onePlace(value: unknown, fault: Fault): void {
  const directory = member(value, 'directory') !== undefined
  const packaged = ['package', 'resource'].filter((key) => member(value, key) !== undefined)
  if (directory && packaged.length > 0) fault('has both `directory` and a Python package: keep `directory`')
  if (!directory && packaged.length === 0) fault('missing; a static service needs the folder to serve', ['directory'])
  if (!directory && packaged.length === 1) fault('needs both `package` and `resource`, or a `directory` instead')
}

/** Files out of a ZIP archive. */
export const archiveService = strict({
  id: identifier.optional(),
  type: z.literal('archive'),
  archive: z.string().min(1),
  origin: z.string().optional(),
  download: z.boolean().optional(),
  cache: z.boolean().optional(),
  default_object: z.string().optional(),
  object_prefix: z.string().optional(),
  mime_types: types,
  hashes: z.array(z.string()).optional(),
  options: strict({ default_file: z.string().optional() }).optional(),
})
