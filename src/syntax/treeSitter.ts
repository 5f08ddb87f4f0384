// A module of our own, so that the bundler knows its names when it is loaded on first use.
export { Language, Parser } from 'web-tree-sitter';
