import { toJsonSchema } from '@valibot/to-json-schema';
import { policySchema } from '../lib/settings/policy.ts';

type Json = { [name: string]: unknown };

/**
 * The policy's JSON Schema for the manifest, from the one source of the settings: types alone, as Chromium drops what
 * does not match without a word to the extension, which itself says what else is wrong with an entry.
 * @see https://developer.chrome.com/docs/extensions/reference/manifest/storage
 */
export function policyJsonSchema(): Json {
  return typesOf(toJsonSchema(policySchema, { errorMode: 'ignore' }) as Json);
}

function typesOf(schema: Json): Json {
  const { properties, items } = schema;
  return {
    type: schema.type ?? 'string',
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as Json).map(([name, one]) => [name, typesOf(one as Json)]),
      ),
    }),
    ...(items !== undefined && { items: typesOf(items as Json) }),
  };
}
