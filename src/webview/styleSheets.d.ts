/** The bundler puts imported style sheets into a file of their own. */
declare module '*.css';
