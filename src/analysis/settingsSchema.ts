import { RULES } from './rules/registry';
import { UNUSED_SUPPRESSION } from './suppressions';

const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];

const TITLES: readonly (readonly [code: string, title: string])[] = [
  ...RULES.map(({ code, title }) => [code, title] as const),
  [UNUSED_SUPPRESSION, 'A comment suppresses a finding that is not there'],
];

/** A call that makes a client, as `additionalClient` reads it. */
const ADDITIONAL_CLIENT = {
  type: 'object',
  required: ['language'],
  properties: {
    language: { type: 'string', enum: ['python', 'javascript'], description: 'JavaScript stands for TypeScript, too.' },
    call: { type: 'string', description: 'Python: the call with its module, such as company.db.connect.' },
    module: { type: 'string', description: 'JavaScript: the package that exports it, such as @company/db.' },
    symbol: { type: 'string', description: 'JavaScript: its name among the exports; default when there is none.' },
    new: { type: 'boolean', default: false, description: 'JavaScript: whether it is a class that is called with new.' },
    kind: {
      type: 'string',
      enum: ['client', 'connection', 'pool', 'session'],
      default: 'client',
      description: 'What it makes.',
    },
    close: {
      type: ['string', 'array'],
      items: { type: 'string' },
      description: 'Methods after which it cannot be used any more.',
    },
    shared: {
      type: 'boolean',
      default: true,
      description: 'Whether invocations may share it.',
    },
    severity: {
      type: 'string',
      enum: SEVERITIES,
      default: 'warning',
      description: 'How bad it is to make it on every invocation.',
    },
  },
  additionalProperties: false,
  defaultSnippets: [
    { label: 'Python', body: { language: 'python', call: '${1:company.db.connect}' } },
    { label: 'JavaScript', body: { language: 'javascript', module: '${1:@company/db}', symbol: '${2:connect}' } },
  ],
};

/** What the values of settings may be, as JSON schemas: for package.json, by the name of the setting. */
export const ANALYSIS_SETTINGS_SCHEMA = {
  severities: {
    properties: Object.fromEntries(
      TITLES.map(([code, title]) => [code, { type: 'string', enum: SEVERITIES, description: `${title}.` }]),
    ),
    additionalProperties: false,
  },
  additionalClients: { items: ADDITIONAL_CLIENT },
};
