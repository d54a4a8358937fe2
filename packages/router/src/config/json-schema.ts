/**
 * The JSON Schema of a config file, for editors. It is made from the schema that checks the file, so that the two
 * cannot differ.
 */
import { z } from 'zod'
import { SCHEMA_URL } from './init.ts'
import { node } from './schema/node.ts'
import { notes } from './schema/objects.ts'

/** The JSON Schema (draft 2020-12), as a value. */
export const configJsonSchema = (): object => ({
  $id: SCHEMA_URL,
  title: 'WAMP router configuration',
  ...z.toJSONSchema(node, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      // unknown keys only cause warnings here, so an editor should not mark them as errors
      if (notes.get(zodSchema)?.tolerant === true) delete jsonSchema.additionalProperties
    },
  }),
})

/** The text of `config.schema.json`. */
export const configJsonSchemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`
