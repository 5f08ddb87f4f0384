import { Edit, Language, Parser } from 'web-tree-sitter';

/** What is used of the parser; a module of our own, so that the bundler knows its names when it is loaded on first use. */
export const treeSitter = { Edit, Language, Parser };
