/** Writes packages/router/config.schema.json from the schema that checks configs. Run it after changing a schema. */
import { writeFile } from 'node:fs/promises'
import { configJsonSchemaText } from '../packages/router/src/config/json-schema.ts'

const file = new URL('../packages/router/config.schema.json', import.meta.url)
await writeFile(file, configJsonSchemaText())
