/** The text for a message in the user's language; `{0}`, `{1}` … stand for the values. `vscode.l10n.t` is one. */
export type Translate = (message: string, ...values: (string | number)[]) => string;
