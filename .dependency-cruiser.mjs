/**
 * Which part may import which. The graph is a star: services are shells around packages, packages meet in
 * `contracts`, and only `standalone` puts services together. `npm run imports` (and `npm test`) checks it.
 */

/**
 * Files that only tests load: beside the code, in `test/`, the contract suites that packages publish, and the package
 * that starts real backends for tests.
 */
const TESTS =
  '(\\.test\\.ts$|/test/|/src/testing(/|\\.ts$)|/src/contract\\.ts$|/src/contract/|^packages/(test-backends|api-tests)/)';

/** What a package may import of other packages of this workspace. */
const MAY_IMPORT = {
  contracts: [],
  samples: ['contracts'],
  events: ['contracts'],
  table: ['contracts'],
  search: ['contracts'],
  scans: ['contracts', 'samples', 'events', 'table', 'search'],
  auth: ['contracts', 'table'],
  'service-kit': ['contracts'],
  cli: ['contracts'],
  // It measures parts on real stores as their tests start them, and is no part of what runs.
  bench: ['contracts', 'cli', 'auth', 'events', 'table', 'search'],
};

/** Outside packages that a part is held to; what is not listed here is free. */
const SDK_ONLY = {
  contracts: ['zod'],
  samples: ['@aws-sdk/client-s3', '@aws-sdk/lib-storage', '@aws-sdk/s3-request-presigner', '@smithy/[^/]+'],
  events: [
    '@aws-sdk/client-sns',
    '@aws-sdk/client-sqs',
    'sqs-consumer',
    'ioredis',
    'ipaddr\\.js',
    'undici',
    'zod',
    '@smithy/[^/]+',
  ],
  table: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', 'zod', '@smithy/[^/]+'],
};

const anyOf = (names) => `(${names.join('|')})`;

const packageBorders = Object.entries(MAY_IMPORT).map(([name, allowed]) => ({
  name: `${name}-imports`,
  comment: `packages/${name} may import ${allowed.join(', ') || 'no other package'} and no service.`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: TESTS },
  to: {
    path: '^(packages|services)/',
    pathNot: `^packages/${anyOf([name, ...allowed])}/`,
  },
}));

const sdkBorders = Object.entries(SDK_ONLY).map(([name, allowed]) => ({
  name: `${name}-libraries`,
  comment: `packages/${name} uses ${allowed.join(', ')} and nothing else from outside, least of all the web framework.`,
  severity: 'error',
  // The embedded emulator of one machine is a program of its own, made of what it emulates with.
  from: { path: `^packages/${name}/src/`, pathNot: [TESTS, '/src/embedded/'] },
  to: {
    dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
    pathNot: `node_modules/${anyOf(allowed)}/`,
  },
}));

export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle of imports is one file in disguise. Circles of types alone are erased and allowed.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that is not an entry is forgotten code.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          TESTS,
          '(^|/)(index|main)\\.ts$',
          '/src/processes/',
          '/(setup|bin)/[^/]+\\.mjs$',
          '\\.d\\.m?ts$',
          '/generate-[^/]+\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'no-unresolvable',
      comment: 'Every import can be found.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies',
      comment: 'What a package imports stands in its own package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-dependencies',
      comment: 'What runs does not import what is only installed for development.',
      severity: 'error',
      from: { path: '^(packages|services)/[^/]+/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'services-apart',
      comment: 'A service imports packages, never another service. Only the one-machine edition puts them together.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-only-in-standalone',
      comment: 'No package but standalone imports a service; clients are tested against the real ones.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/(standalone/|api-tests/|cli/test/)' },
      to: { path: '^services/' },
    },
    {
      name: 'standalone-is-the-top',
      comment: 'Nothing but the benchmarks imports the one-machine edition.',
      severity: 'error',
      from: { pathNot: '^packages/(standalone|bench)/' },
      to: { path: '^packages/standalone/' },
    },
    {
      name: 'no-inner-files',
      comment: "Another part's files are reached by the names it exports, not by a relative path.",
      severity: 'error',
      from: { path: '^(packages|services)/([^/]+)/' },
      to: {
        path: '^(packages|services)/',
        pathNot: '^$1/$2/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'tests-stay-tests',
      comment: 'What runs does not import tests or their helpers; benchmarks start real stores as tests do.',
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: [TESTS, '^packages/bench/'] },
      to: { path: TESTS },
    },
    ...packageBorders,
    ...sdkBorders,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Generated and installed files are nobody's design.
    exclude: { path: '(^|/)(coverage|dist|schemas)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
