/** Functions that may be longer than the limit, each with its reason: `'src/folder/file.ts#name': 'why'`. */
export const longFunctions: Readonly<Record<string, string>> = {};
