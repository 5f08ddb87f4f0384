/** What the page of the timeline is made of; addresses as the editor's webviews write them. */
export interface TimelinePageParts {
  readonly scriptUri: string;
  readonly styleUri: string;
  /** Where style sheets may come from. */
  readonly cspSource: string;
  /** Unguessable, and another one each time. */
  readonly nonce: string;
  /** Language of the texts, e.g. `en`. */
  readonly language?: string;
}

/** The page of the timeline view: an empty place that the script fills, and a policy that lets nothing else in. */
export function timelinePage({ scriptUri, styleUri, cspSource, nonce, language = 'en' }: TimelinePageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Timeline</title>
<link rel="stylesheet" href="${escaped(styleUri)}">
</head>
<body>
<div id="timeline"></div>
<script nonce="${escaped(nonce)}" src="${escaped(scriptUri)}"></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
